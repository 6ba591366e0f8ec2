import { describe, expect, it } from 'vitest';
import { RelayBench } from '../../support/relay-bench.js';

/** Two sessions of one guest, each with a device, a space with a mapped page, and a group to answer. */
function two() {
	const bench = new RelayBench();
	const { guest, memory } = bench.guest();
	const sessions = ['nic', 'gpu'].map((name, i) => {
		const vfio = bench.assigned(name, guest);
		const agent = bench.connect();
		const { firstFrame } = agent.hello({ devices: [name], frames: 8 });
		agent.bind(vfio);
		agent.grant(vfio, 4);
		const contents = new Uint8Array(4096).fill(0x11 * (i + 1));
		const rows = { page: [7], frame: [firstFrame + 1], flags: [19], contents };
		agent.send({ map: [{ request: 1, space: 1, ...rows }] });
		bench.fault(vfio.device, i + 1);
		bench.clock.settle();
		return { vfio, agent, firstFrame, ids: agent.faults() };
	});
	bench.iommu.takeLog();
	const [nic, gpu] = sessions;
	if (nic === undefined || gpu === undefined) throw new Error('no sessions');
	return { bench, guest, memory, nic, gpu };
}

describe('the end of one session of a guest', () => {
	it('leaves spaces, frames, PASIDs and groups of the other one alone', () => {
		const { bench, guest, memory, nic, gpu } = two();
		const kept = [...guest.spaces].find((space) => space.lease.first === gpu.firstFrame);
		nic.agent.end.link.cut();
		bench.clock.settle();
		expect(bench.iommu.takeLog()).toEqual([
			'respond nic 1 INVALID',
			'unbind nic/5',
			'unbound nic/5',
		]);
		expect([...guest.spaces]).toEqual([kept]);
		expect([...bench.iommu.bound.keys()]).toEqual(['gpu/5']);
		expect(guest.frameTable.inUse).toBe(1);
		expect(memory.bytes[(nic.firstFrame + 1) * 4096]).toBe(0);
		expect(memory.bytes[(gpu.firstFrame + 1) * 4096]).toBe(0x22);
		expect(bench.core.pendingCount(gpu.vfio.device)).toBe(1);

		// It goes on as if nothing had been.
		expect(gpu.agent.take()).toEqual([]);
		gpu.agent.send({
			map: [{ request: 2, space: 1, page: [8], frame: [gpu.firstFrame + 2], flags: [1] }],
			responses: { group: gpu.ids, code: [1] },
		});
		expect(gpu.agent.take()).toEqual([]);
		expect(bench.responses()).toEqual(['respond gpu 2 SUCCESS']);
		expect(kept?.mapped).toBe(2);
	});

	it('in good order does neither', () => {
		const { bench, guest, memory, nic, gpu } = two();
		nic.agent.send({ leave: {} });
		nic.agent.send({ responses: { group: nic.ids, code: [1] } });
		nic.agent.end.close();
		bench.clock.settle();
		expect(bench.ended).toEqual(['in order']);
		expect([...bench.iommu.bound.keys()]).toEqual(['gpu/5']);
		expect(guest.spaces.size).toBe(1);
		expect(memory.bytes[(gpu.firstFrame + 1) * 4096]).toBe(0x22);
		expect(bench.core.pendingCount(gpu.vfio.device)).toBe(1);
	});
});
