import { describe, expect, it } from 'vitest';
import type { RelayLimits } from '../../../src/host/relay/limits.js';
import { encodeAgentMessage } from '../../../src/wire/codec.js';
import { errorCode } from '../../../src/wire/error-codes.js';
import { faultline } from '../../../src/wire/generated/faultline.js';
import { RelayBench } from '../../support/relay-bench.js';

/** A session with a mapped frame, two groups at the agent (1, 2) and one that waits for credit (3). */
function busy(limits: Partial<RelayLimits> = {}) {
	const bench = new RelayBench(limits);
	const made = bench.ready();
	const { agent, vfio } = made;
	agent.grant(vfio, 2);
	for (const grpid of [1, 2, 3]) bench.fault(vfio.device, grpid);
	bench.clock.settle();
	const ids = agent.faults();
	const contents = new Uint8Array(4096).fill(0x5a);
	agent.send({ map: [{ request: 1, space: 1, page: [7], frame: [3], flags: [19], contents }] });
	bench.iommu.takeLog();
	return { bench, ids, ...made };
}

/** Nothing of the session is left. */
function expectNothingLeft({ bench, guest, memory, vfio }: ReturnType<typeof busy>) {
	expect(bench.core.pendingCount(vfio.device)).toBe(0);
	expect(vfio.consumer).toBeUndefined();
	expect(bench.iommu.bound.size).toBe(0);
	expect(guest.spaces.size).toBe(0);
	expect(guest.frameTable.inUse).toBe(0);
	expect(memory.bytes.every((byte) => byte === 0)).toBe(true);
	expect(bench.relay.sessions()).toEqual([]);
	const next = bench.connect();
	expect(next.hello()).toMatchObject({ firstFrame: 0, frames: 64 });
}

describe('the end of a session', () => {
	it('by a lost connection answers every group INVALID and takes everything back', () => {
		const made = busy();
		made.agent.end.link.cut();
		made.bench.clock.settle();
		expect(made.bench.iommu.takeLog()).toEqual([
			'respond nic 1 INVALID',
			'respond nic 2 INVALID',
			'respond nic 3 INVALID',
			'unbind nic/5',
			'unbound nic/5',
		]);
		expect(made.bench.iommu.unflushed).toBe(0);
		expect(made.bench.ended).toEqual(['UNAVAILABLE']);
		expectNothingLeft(made);
	});

	it('by an end of stream without Leave is told apart from a good one', () => {
		const made = busy();
		made.agent.end.close();
		made.bench.clock.settle();
		expect(made.agent.session.endReason?.message).toBe('the agent ended the stream without Leave');
		expectNothingLeft(made);
	});

	it('by silence is HEARTBEAT_LOST', () => {
		const made = busy({ heartbeatTimeoutMs: 1000 });
		const { bench, agent } = made;
		bench.clock.advance(900);
		agent.send({ heartbeat: { sequence: 5 } });
		expect(agent.only().heartbeat?.sequence).toBe(5);
		bench.clock.advance(999);
		expect(agent.closed).toBeUndefined();
		bench.clock.advance(1);
		expect(agent.fatal()).toEqual(['HEARTBEAT_LOST', 'nothing was heard of the agent for 1000 ms']);
		expect(agent.closed).toBe('HEARTBEAT_LOST');
		expectNothingLeft(made);
	});

	it('by silence comes too when the line is dead both ways', () => {
		const made = busy({ heartbeatTimeoutMs: 1000 });
		made.agent.end.link.silence();
		made.bench.clock.advance(1000);
		expect(made.agent.closed).toBeUndefined();
		expectNothingLeft(made);
	});

	it('never comes by silence when there is no timeout', () => {
		const { bench, agent } = busy({ heartbeatTimeoutMs: 0 });
		bench.clock.advance(1e9);
		expect(agent.session.state).toBe('streaming');
	});

	it('waits for the IOMMU: frames are given back when nothing can reach them', () => {
		const made = busy();
		const { bench, agent, memory } = made;
		bench.iommu.hold = true;
		agent.end.link.cut();
		bench.clock.settle();
		expect(agent.session.state).toBe('ending');
		expect(memory.bytes[3 * 4096]).toBe(0x5a);
		expect(bench.responses()).toHaveLength(3);
		bench.iommu.completeAll();
		expect(agent.session.state).toBe('closed');
		bench.iommu.hold = false;
		expectNothingLeft(made);
	});

	it('reads nothing of unmaps under way and answers nothing', () => {
		const { bench, agent, guest, vfio, memory } = busy();
		bench.deviceWrite(vfio, memory, 7, 0x66);
		bench.iommu.hold = true;
		agent.send({ unmap: [{ request: 2, space: 1, page: [7], returnDirty: true }] });
		agent.end.link.cut();
		bench.clock.settle();
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(agent.session.state).toBe('closed');
		expect(agent.take()).toEqual([]);
		expect(guest.counters.writebacks).toBe(0);
	});

	it('refuses groups that come after, and takes no message any more', () => {
		const { bench, vfio, agent } = busy();
		agent.session.close('UNAVAILABLE', 'test');
		bench.iommu.takeLog();
		bench.fault(vfio.device, 4);
		bench.clock.settle();
		expect(bench.responses()).toEqual(['respond nic 4 INVALID']);
		const { messagesIn } = agent.session;
		agent.send({ heartbeat: { sequence: 1 } });
		expect(agent.session.messagesIn).toBe(messagesIn);
	});
});

describe('a Leave', () => {
	it('ends delivery: what waits and what comes is answered INVALID, what is out may be answered', () => {
		const made = busy();
		const { bench, agent, vfio, ids } = made;
		agent.grant(vfio, 3);
		agent.take();
		bench.fault(vfio.device, 4);
		agent.send({ leave: {} });
		const after = agent.take();
		expect(after.map((message) => message.left !== undefined)).toEqual([true]);
		expect(after[0]?.faults).toBeUndefined();
		expect(bench.responses()).toEqual(['respond nic 4 INVALID']);
		bench.fault(vfio.device, 5);
		bench.clock.settle();
		expect(bench.responses()).toEqual(['respond nic 5 INVALID']);
		agent.send({ responses: { group: ids, code: [1, 2] } });
		expect(bench.responses()).toEqual(['respond nic 1 SUCCESS', 'respond nic 2 INVALID']);
		agent.send({
			unmap: [{ request: 2, space: 1, page: [7], returnDirty: true }],
			bind: [{ request: 3, device: vfio.handle, pasid: 9, space: 1 }],
			leave: {},
		});
		const { unmapped, results, left } = agent.only();
		expect(unmapped).toMatchObject([{ request: 2, complete: true }]);
		expect(errorCode(results[0]?.code ?? 0)).toBe('OUT_OF_ORDER');
		expect(left).toBeUndefined();
		agent.end.close();
		bench.clock.settle();
		expect([bench.ended, agent.session.endReason, agent.closed]).toEqual([
			['in order'],
			undefined,
			'in order',
		]);
		expectNothingLeft(made);
	});

	it('does not make a lost connection a good end', () => {
		const made = busy();
		made.agent.send({ leave: {} });
		made.agent.end.link.cut();
		made.bench.clock.settle();
		expect(made.bench.ended).toEqual(['UNAVAILABLE']);
		expectNothingLeft(made);
	});
});

describe('a message that breaks the protocol ends the session', () => {
	it.each([
		['MALFORMED_MESSAGE', Uint8Array.of(0x2a, 0xff)],
		[
			'COLUMN_LENGTH',
			faultline.v1.AgentMessage.encode({ responses: { group: [1, 2], code: [1] } }).finish(),
		],
		[
			'MALFORMED_MESSAGE',
			encodeAgentMessage({ responses: { group: [1, 2, 3, 4, 5], code: [1, 1, 1, 1, 1] } }),
		],
		['MESSAGE_TOO_LARGE', new Uint8Array(70_000)],
	])('with %s', (code, bytes) => {
		const made = busy({ batchRows: 4, messageBytes: 65_536 });
		const healthy = made.bench.connect();
		made.bench.guest('b');
		healthy.hello({ guest: 'b' });
		made.agent.sendBytes(bytes);
		expect(made.agent.fatal()[0]).toBe(code);
		expect(made.agent.closed).toBe(code);
		expect(made.bench.ended).toEqual([code]);
		expect(made.bench.relay.refusalsOf('a').toJSON()).toEqual({ [code]: 1 });
		expect(made.bench.responses()).toHaveLength(3);
		expect(healthy.session.state).toBe('streaming');
	});

	it('with RESOURCE_EXHAUSTED when an agent causes answers and takes none', () => {
		const bench = new RelayBench({ messageBytes: 65_536 });
		bench.guest();
		const agent = bench.connect({ inFlight: 1 });
		agent.hello();
		agent.end.hold();
		const group = Array.from({ length: 2048 }, (_, i) => i);
		const responses = { group, code: group.map(() => 1) };
		let messages = 0;
		while (agent.session.state === 'streaming' && messages < 1000) {
			agent.send({ responses });
			messages++;
		}
		expect(agent.session.endReason?.code).toBe('RESOURCE_EXHAUSTED');
		expect(messages).toBe(14);
	});
});

describe('an agent that takes nothing and says nothing', () => {
	/** A session whose agent does not read, after a Welcome of so many devices. */
	function deaf(devices: number) {
		const bench = new RelayBench({ messageBytes: 65_536 });
		const { guest } = bench.guest();
		for (let i = 0; i < devices; i++) bench.assigned(`vf${i}`.padEnd(60, 'x'), guest);
		const agent = bench.connect({ inFlight: 1 });
		agent.end.hold();
		agent.send({ hello: { protocolVersion: 1, guest: 'a' } });
		expect(agent.session.state).toBe('streaming');
		return { bench, guest, agent };
	}

	it('is ended when what operators ask of it has piled up', () => {
		const { bench, agent } = deaf(0);
		const codes: (string | undefined)[] = [];
		const ask = () => {
			bench.relay.sync('a', 1, (error) => codes.push(error?.code));
			bench.clock.advance(1);
		};
		// 32 bytes each; four messages of 64 KiB may wait.
		while (agent.session.state === 'streaming' && codes.length < 20_000) ask();
		expect(agent.session.endReason?.code).toBe('RESOURCE_EXHAUSTED');
		expect(codes).toHaveLength(8193);
		expect(bench.relay.refusalsOf('a').toJSON()).toEqual({ RESOURCE_EXHAUSTED: 1 });
	});

	it('is ended when devices come and go', () => {
		const { bench, guest, agent } = deaf(0);
		const { device } = bench.assigned('nic', guest);
		let rounds = 0;
		while (agent.session.state === 'streaming' && rounds < 5000) {
			bench.binding.unbind(device);
			bench.clock.settle();
			bench.relay.deviceAssigned(bench.assign(device, guest));
			bench.clock.settle();
			rounds++;
		}
		expect(agent.session.endReason?.code).toBe('RESOURCE_EXHAUSTED');
		expect(rounds).toBeLessThan(3000);
		expect(bench.relay.sessions()).toEqual([]);
	});

	it('is not ended for the devices of its Welcome, however many', () => {
		const { bench, agent } = deaf(2048);
		bench.relay.sync('a', 1000, () => {});
		bench.clock.settle();
		expect(agent.session.state).toBe('streaming');
	});
});
