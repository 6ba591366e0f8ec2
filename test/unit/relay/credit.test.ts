import { describe, expect, it } from 'vitest';
import { RelayBench } from '../../support/relay-bench.js';

/** Raw bytes of an AgentMessage whose CreditBatch grants one device a value that a number cannot hold. */
function grantOf(device: number, granted: bigint): Uint8Array {
	const bytes = Buffer.alloc(18);
	// credits (7), 16 bytes: device (1) packed fixed32, granted (2) packed fixed64.
	bytes.set([0x3a, 16, 0x0a, 4], 0);
	bytes.writeUInt32LE(device, 4);
	bytes.set([0x12, 8], 8);
	bytes.writeBigUInt64LE(granted, 10);
	return bytes;
}

describe('cumulative credit', () => {
	it('makes up for grants that were lost', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		for (const grpid of [1, 2, 3, 4, 5]) bench.fault(vfio.device, grpid);
		agent.grant(vfio, 1);
		expect(agent.faults()).toHaveLength(1);
		// Those for 2 and 3 are lost; the next one stands for them too.
		agent.grant(vfio, 4);
		expect(agent.faults()).toHaveLength(3);
		expect(agent.session.serving.served(vfio)).toMatchObject({
			granted: 4,
			delivered: 4,
			credit: 0,
		});
	});

	it('of a batch that names a device twice is the highest, in either order', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		const device = [vfio.handle, vfio.handle];
		agent.send({ credits: { device, granted: [3, 1] } });
		agent.send({ credits: { device, granted: [2, 4] } });
		expect(agent.session.serving.served(vfio)?.granted).toBe(4);
	});

	it('may be as high as a number can be exactly: the device bounds what it means', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready({ outstanding: 8 });
		agent.grant(vfio, Number.MAX_SAFE_INTEGER);
		for (let grpid = 0; grpid < 8; grpid++) bench.fault(vfio.device, grpid);
		bench.clock.settle();
		expect(agent.faults()).toHaveLength(8);
		expect(agent.session.serving.served(vfio)?.credit).toBe(Number.MAX_SAFE_INTEGER - 8);
	});

	it.each([2n ** 53n, 2n ** 64n - 1n])('of %s is malformed and ends the session', (granted) => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		agent.sendBytes(grantOf(vfio.handle, granted));
		expect(agent.fatal()).toEqual(['MALFORMED_MESSAGE', expect.stringContaining('2^53')]);
		bench.clock.settle();
		expect(vfio.consumer).toBeUndefined();
	});

	it('of the bytes above is what the codec reads', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		agent.sendBytes(grantOf(vfio.handle, 7n));
		expect(agent.session.serving.served(vfio)?.granted).toBe(7);
	});
});
