import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../../../src/base/errors.js';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { pattern } from '../../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;

function setUp(options = {}) {
	const clock = new VirtualClock(5000);
	const first = new FakePort(clock, 10);
	const second = new FakePort(clock, 10);
	const space = makeSpace(options);
	const pager = new MemoryPager(50);
	first.attach(space);
	space.state.areas.add({
		...{ address: 0, length: 40 * PAGE, permissions: 'rw', pager },
		sharing: 'shared',
	});
	space.state.areas.add({ address: 40 * PAGE, length: 10 * PAGE, permissions: 'r', pager });
	return { clock, first, second, space, pager };
}

describe('an address space whose session is lost', () => {
	it('has nothing resident, and counts the pages that may have been written to', () => {
		const { first, second, space } = setUp();
		fault(space, 1, [1, 2]);
		fault(space, 2, [45]);
		first.send();
		space.reclaim(1);
		expect(space.detach()).toBe(2);
		expect(space.detach()).toBe(0);
		expect(space.state.pages.framed).toBe(0);
		expect(space.state.counters.lostDirty).toBe(2);
		second.attach(space);
		fault(space, 3, [1, 45]);
		expect(second.machine.mapped(0)).toEqual([1, 45]);
		expect([...second.answers]).toEqual([[3, true]]);
		expect([...first.answers.keys()]).toEqual([1, 2]);
	});

	it('answers none of the old groups in the new session, also when their reads end then', async () => {
		const { second, space, pager } = setUp({ maxPageIns: 1 });
		pager.manual = true;
		fault(space, 1, [1]);
		fault(space, 2, [9]);
		space.detach();
		second.attach(space);
		fault(space, 3, [2]);
		// The old read still counts as one under way.
		expect(pager.pending).toHaveLength(1);
		await pager.pending[0]?.end();
		expect(second.answers.size).toBe(0);
		expect(second.machine.mapped(0)).toEqual([]);
		expect(pager.pending).toMatchObject([{ page: 2 }]);
		await pager.pending[0]?.end();
		expect([...second.answers]).toEqual([[3, true]]);
		expect(second.machine.read(0, 2)).toEqual(pattern(2));
		expect(space.unanswered).toBe(0);
	});

	it('goes on writing what it has got back, and loads the page only then', async () => {
		const { first, second, space, pager } = setUp();
		fault(space, 1, [1], 2);
		first.machine.write(0, 1, pattern(1, 1));
		first.send();
		pager.manual = true;
		space.reclaim(1);
		first.finish();
		expect(space.detach()).toBe(0);
		second.attach(space);
		fault(space, 2, [1]);
		expect(pager.pending).toMatchObject([{ kind: 'write', page: 1 }]);
		await pager.pending[0]?.end();
		expect(pager.pending).toMatchObject([{ kind: 'read', page: 1 }]);
		await pager.pending[0]?.end();
		expect(second.answers.get(2)).toBe(true);
		expect(second.machine.read(0, 1)).toEqual(pattern(1, 1));
	});

	it('keeps what it could not write, maps it in the next session, and writes it at a sync', async () => {
		const { first, second, space, pager } = setUp();
		const full = new FaultlineError('PAGER_WRITE', 'ENOSPC');
		for (const page of [1, 2]) {
			fault(space, page, [page], 2);
			first.machine.write(0, page, pattern(page, 1));
		}
		first.send();
		pager.manual = true;
		space.reclaim(2);
		first.finish();
		space.detach();
		await pager.pending[0]?.end(full);
		// The two went together; now each is tried by itself.
		await pager.pending[0]?.end(full);
		await pager.pending[0]?.end(full);
		expect(space.state.held.pages()).toEqual([1, 2]);
		expect(space.errors).toHaveLength(2);
		second.attach(space);
		fault(space, 3, [1]);
		expect(second.machine.read(0, 1)).toEqual(pattern(1, 1));
		pager.manual = false;
		const results: unknown[] = [];
		space.sync((result) => results.push(result));
		second.settle();
		expect(results).toEqual([{ pages: 2, failed: 0, error: undefined }]);
		expect(pager.page(1)).toEqual(pattern(1, 1));
		expect(pager.page(2)).toEqual(pattern(2, 1));
		expect(space.state.held.size).toBe(0);
	});

	it('syncs what it holds without any session', () => {
		const { first, space, pager } = setUp();
		fault(space, 1, [1], 2);
		first.machine.write(0, 1, pattern(1, 1));
		pager.bad.set(1, new FaultlineError('PAGER_WRITE', 'ENOSPC'));
		first.send();
		space.reclaim(1);
		first.finish();
		space.detach();
		pager.bad.clear();
		const results: unknown[] = [];
		space.sync((result) => results.push(result));
		expect(results).toEqual([{ pages: 1, failed: 0, error: undefined }]);
		expect(pager.page(1)).toEqual(pattern(1, 1));
	});

	it('that gives up at its end answers everything INVALID, and goes on with the reads', async () => {
		const { first, space, pager } = setUp();
		pager.manual = true;
		fault(space, 1, [1]);
		fault(space, 2, [1, 2]);
		space.silence(new Set([2]));
		space.abandon();
		expect([...first.answers]).toEqual([[1, false]]);
		expect(first.retired).toBe(1);
		expect(space.state.counters).toMatchObject({ stopped: 1, invalid: 1, silenced: 1 });
		expect(space.unanswered).toBe(0);
		await pager.pending[0]?.end();
		await pager.pending[0]?.end();
		expect(first.machine.mapped(0)).toEqual([1, 2]);
		first.send();
		expect(space.reclaim(5)).toBe(2);
	});
});
