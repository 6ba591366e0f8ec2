import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../../../src/base/errors.js';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { PageState } from '../../../src/guest/page-table.js';
import { pattern } from '../../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;
const full = new FaultlineError('PAGER_WRITE', 'ENOSPC: no space left on device');

function setUp(options = {}, sharing: 'shared' | 'private' = 'shared') {
	const clock = new VirtualClock(5000);
	const port = new FakePort(clock, 100);
	const space = makeSpace(options);
	const pager = new MemoryPager(50);
	port.attach(space);
	space.state.areas.add({ address: 0, length: 50 * PAGE, permissions: 'rw', pager, sharing });
	/** Makes a page resident and dirty. */
	const dirty = (page: number, version: number) => {
		fault(space, 1000 + page + version * 100, [page], 2);
		expect(port.machine.write(0, page, pattern(page, version))).toBe(true);
		port.send();
	};
	return { clock, port, space, pager, dirty, counters: space.state.counters };
}

describe('write-back', () => {
	it('keeps the page WRITING, and its frame, until the pager is done', async () => {
		const { port, space, pager, dirty } = setUp({ residentLimit: 1 });
		dirty(3, 1);
		pager.manual = true;
		fault(space, 1, [4]);
		port.finish();
		const { pages } = space.state;
		expect(pages.state[pages.find(3)]).toBe(PageState.WRITING);
		expect(pager.calls.slice(1)).toEqual([['write', 3, 1]]);
		expect(space.state.available).toBe(0);
		await pager.pending[0]?.end();
		expect(pages.find(3)).toBe(-1);
		expect(pager.page(3)).toEqual(pattern(3, 1));
		await pager.pending[0]?.end();
		expect(port.answers.get(1)).toBe(true);
	});

	it('is awaited by a fault on the page, which then sees what was written', async () => {
		const { port, space, pager, dirty } = setUp({ residentLimit: 2 });
		dirty(3, 1);
		pager.manual = true;
		space.reclaim(1);
		port.finish();
		fault(space, 1, [3]);
		expect(pager.pending).toMatchObject([{ kind: 'write', page: 3 }]);
		await pager.pending[0]?.end();
		expect(pager.pending).toMatchObject([{ kind: 'read', page: 3 }]);
		await pager.pending[0]?.end();
		expect(port.answers.get(1)).toBe(true);
		expect(port.machine.read(0, 3)).toEqual(pattern(3, 1));
	});

	it('that fails maps the page again with its contents, and is tried again after a second', () => {
		const { clock, port, space, pager, dirty, counters } = setUp({ residentLimit: 2 });
		dirty(3, 1);
		dirty(4, 1);
		pager.bad.set(3, full);
		fault(space, 1, [5]);
		port.finish();
		expect(port.machine.mapped(0)).toEqual([3]);
		expect(port.machine.read(0, 3)).toEqual(pattern(3, 1));
		expect(pager.page(3)).toEqual(pattern(3));
		expect(space.errors).toEqual([
			{ type: 'pager-error', space: 'test', operation: 'write', address: 3 * PAGE, error: full },
		]);
		// Page 3 is left alone now; page 4 makes room.
		expect(port.machine.unmappings).toMatchObject([{ pages: [4] }]);
		port.settle();
		expect(port.answers.get(1)).toBe(true);
		expect(counters).toMatchObject({ writeFailures: 1, writebacks: 1, pagerWrite: 0 });
		expect(space.state.held.size).toBe(1);

		pager.bad.clear();
		clock.advance(1001);
		fault(space, 2, [6]);
		fault(space, 3, [7]);
		port.settle();
		expect([port.answers.get(2), port.answers.get(3)]).toEqual([true, true]);
		// Its mapping was clean the second time: what is written is what was kept.
		expect(pager.page(3)).toEqual(pattern(3, 1));
		expect(space.state.held.size).toBe(0);
	});

	it('that fails and is written to again brings the newer contents', () => {
		const { clock, port, space, pager, dirty } = setUp({ residentLimit: 1 });
		dirty(3, 1);
		pager.bad.set(3, full);
		fault(space, 1, [5]);
		port.settle();
		expect(port.answers.get(1)).toBe(false);
		expect(port.machine.write(0, 3, pattern(3, 2))).toBe(true);
		clock.advance(1001);
		fault(space, 2, [5]);
		port.settle();
		expect(port.answers.get(2)).toBe(false);
		expect(port.machine.read(0, 3)).toEqual(pattern(3, 2));
		pager.bad.clear();
		clock.advance(1001);
		fault(space, 3, [5]);
		port.settle();
		expect(port.answers.get(3)).toBe(true);
		expect(pager.page(3)).toEqual(pattern(3, 2));
	});

	it('that fails for every page answers groups INVALID instead of letting them hang', () => {
		const { clock, port, space, pager, dirty, counters } = setUp({ residentLimit: 3 });
		for (const page of [0, 1, 2]) {
			dirty(page, 1);
			pager.bad.set(page, full);
		}
		fault(space, 1, [10]);
		fault(space, 2, [11]);
		port.settle();
		expect([port.answers.get(1), port.answers.get(2)]).toEqual([false, false]);
		expect(counters).toMatchObject({ pagerWrite: 2, invalid: 2, writeFailures: 3 });
		expect(port.machine.mapped(0)).toEqual([0, 1, 2]);
		// Within a second nothing is tried again: the answer comes at once.
		const { unmaps } = port.machine;
		fault(space, 3, [10]);
		expect(port.answers.get(3)).toBe(false);
		expect(port.machine.unmaps).toBe(unmaps);
		// Resident pages are served all the time.
		fault(space, 4, [1]);
		expect(port.answers.get(4)).toBe(true);
		pager.bad.clear();
		clock.advance(1001);
		fault(space, 5, [10]);
		port.settle();
		expect(port.answers.get(5)).toBe(true);
	});

	it('of neighbours that fails together is tried page by page', () => {
		const { port, space, pager, dirty } = setUp();
		for (const page of [5, 6, 7, 8]) dirty(page, 1);
		pager.bad.set(7, full);
		pager.calls.length = 0;
		const results: unknown[] = [];
		space.sync((result) => results.push(result));
		port.settle();
		expect(pager.calls.slice(0, 5)).toEqual([
			['write', 5, 4],
			['write', 5, 1],
			['write', 6, 1],
			['write', 7, 1],
			['write', 8, 1],
		]);
		expect(results).toEqual([{ pages: 3, failed: 1, error: full }]);
		expect(port.machine.mapped(0)).toEqual([7]);
		expect([5, 6, 8].map((page) => pager.page(page))).toEqual([
			pattern(5, 1),
			pattern(6, 1),
			pattern(8, 1),
		]);
	});

	it('to a full swap area fails as one to a full disk does', () => {
		const { port, space, pager, dirty } = setUp({ residentLimit: 1, swapLimitPages: 1 }, 'private');
		dirty(3, 1);
		fault(space, 1, [4], 2);
		port.settle();
		port.machine.write(0, 4, pattern(4, 1));
		fault(space, 2, [5]);
		port.settle();
		expect([port.answers.get(1), port.answers.get(2)]).toEqual([true, false]);
		expect(space.errors).toMatchObject([
			{ operation: 'write', address: 4 * PAGE, error: { code: 'PAGER_WRITE' } },
		]);
		expect(space.errors[0]?.error.message).toContain('swapLimitPages');
		expect(port.machine.read(0, 4)).toEqual(pattern(4, 1));
		expect(pager.page(4)).toEqual(pattern(4));
	});

	it('is tried with contents that failed before, though nobody wrote since', () => {
		const { port, space, pager, dirty } = setUp();
		dirty(3, 1);
		pager.bad.set(3, full);
		space.sync(() => {});
		port.settle();
		pager.bad.clear();
		const results: unknown[] = [];
		space.sync((result) => results.push(result));
		port.settle();
		expect(results).toEqual([{ pages: 1, failed: 0, error: undefined }]);
		expect(pager.page(3)).toEqual(pattern(3, 1));
	});
});
