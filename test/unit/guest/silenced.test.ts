import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

/** A shared area of 50 pages over a pager whose calls the test ends, with 100 frames. */
function setUp(residentLimit = 0) {
	const port = new FakePort(new VirtualClock(), 100);
	const space = makeSpace({ residentLimit });
	const pager = new MemoryPager(50, true);
	port.attach(space);
	const area = { address: 0, length: 50 * 4096, permissions: 'rw', sharing: 'shared' } as const;
	space.state.areas.add({ ...area, pager });
	const endCalls = async () => {
		while (pager.pending.length > 0) for (const call of [...pager.pending]) await call.end();
	};
	return { port, space, pager, endCalls, counters: space.state.counters };
}

describe('groups that the host answered itself', () => {
	it('end at once; who waits with them for the same pages is answered when these come', async () => {
		const { port, space, endCalls, counters } = setUp();
		fault(space, 1, [1, 2]);
		fault(space, 2, [2]);
		fault(space, 3, [2, 3]);
		fault(space, 4, [2]);
		space.silence(new Set([1, 3]));
		expect([space.unanswered, port.retired, counters.silenced]).toEqual([2, 2, 2]);
		fault(space, 5, [2]);
		await endCalls();
		expect([...port.answers]).toEqual([2, 4, 5].map((group) => [group, true]));
		expect(space.unanswered).toBe(0);
		// Pages that only they had asked for are there, and may go like others.
		expect(port.machine.mapped(0)).toEqual([1, 2, 3]);
		port.send();
		expect(space.reclaim(10)).toBe(3);
	});

	it('that wait for a frame leave the queue, and those behind them go on', async () => {
		const { port, space, endCalls } = setUp(2);
		fault(space, 1, [1, 2]);
		fault(space, 2, [3, 4]);
		fault(space, 3, [5]);
		fault(space, 4, [1]);
		space.silence(new Set([2, 3]));
		expect([space.unanswered, port.retired]).toEqual([2, 2]);
		await endCalls();
		expect([...port.answers]).toEqual([4, 1].map((group) => [group, true]));
		expect(space.state.groups.queuedRows).toBe(0);
	});

	it('give the pages back that they had while they waited for the rest', async () => {
		const { port, space, endCalls, pager } = setUp(2);
		fault(space, 1, [1]);
		await endCalls();
		port.send();
		// It has page 1 and a frame for page 2, and there is none for page 3.
		fault(space, 2, [1, 2, 3]);
		fault(space, 3, [4, 5]);
		space.silence(new Set([2]));
		pager.manual = false;
		await endCalls();
		for (let i = 0; i < 4; i++) {
			port.settle();
			await endCalls();
		}
		expect([...port.answers]).toEqual([1, 3].map((group) => [group, true]));
		expect(port.machine.mapped(0)).toEqual([4, 5]);
	});

	it('of one device and PASID only', async () => {
		const { port, space, endCalls } = setUp();
		const rows = (group: number) => ({
			group: Float64Array.of(group),
			page: Float64Array.of(7),
			flags: Uint32Array.of(1 | 16 | 32),
		});
		let group = 0;
		for (const device of [0, 1])
			for (const pasid of [-1, 4]) space.faults(rows(++group), 0, 1, device, pasid);
		space.pump();
		space.silencePasid(1, 4);
		space.silenceDevice(2);
		space.silencePasid(0, -1);
		await endCalls();
		expect([...port.answers.keys()]).toEqual([2, 3]);
		expect(port.retired).toBe(2);
	});
});
