import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../../../src/base/errors.js';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import type { Area, AreaOptions } from '../../../src/guest/areas.js';
import type { SpaceEngine } from '../../../src/guest/space-engine.js';
import { type JobResult, MAX_JOBS } from '../../../src/guest/space-jobs.js';
import { pattern } from '../../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;

function setUp(options = {}) {
	const port = new FakePort(new VirtualClock(), 100);
	const space = makeSpace(options);
	const pager = new MemoryPager(50);
	port.attach(space);
	const map = (first: number, pages: number, changes: Partial<AreaOptions> = {}): Area =>
		space.state.areas.add({
			address: first * PAGE,
			length: pages * PAGE,
			permissions: 'rw',
			pager,
			offset: first * PAGE,
			sharing: 'shared',
			...changes,
		});
	return { port, space, pager, map };
}

/** Starts a sync; the result is there when it ended. */
function sync(space: SpaceEngine): JobResult[] {
	const results: JobResult[] = [];
	space.sync((result) => results.push(result));
	return results;
}

/** Removes an area; the outcome is there when it ended. */
function remove(space: SpaceEngine, area: Area): (FaultlineError | undefined)[] {
	const outcomes: (FaultlineError | undefined)[] = [];
	space.removeArea(area, (error) => outcomes.push(error));
	return outcomes;
}

describe('sync', () => {
	it('is refused when too many are under way, and nothing else is', () => {
		const { port, space, pager, map } = setUp();
		const area = map(0, 10);
		fault(space, 1, [1]);
		port.machine.write(0, 1, pattern(1, 7));
		pager.manual = true;
		const all = Array.from({ length: MAX_JOBS }, () => sync(space));
		expect(all.flat()).toEqual([]);
		expect(sync(space)[0]?.error?.code).toBe('RESOURCE_EXHAUSTED');
		expect(remove(space, area)).toEqual([]);
	});

	it('writes back what was written to, and leaves pages that nobody can write to', () => {
		const { port, space, pager, map } = setUp();
		map(0, 10);
		map(10, 10, { permissions: 'r' });
		for (const page of [1, 2, 3, 12]) fault(space, page, [page]);
		port.machine.write(0, 2, pattern(2, 7));
		const results = sync(space);
		expect(results).toEqual([]);
		port.settle();
		expect(results).toEqual([{ pages: 1, failed: 0, error: undefined }]);
		expect(pager.page(2)).toEqual(pattern(2, 7));
		expect(port.machine.mapped(0)).toEqual([12]);
		expect(space.state.pages.framed).toBe(1);
	});

	it('with evict takes every page away and writes back only what was written to', () => {
		const { port, space, pager, map } = setUp();
		map(0, 10);
		map(10, 10, { permissions: 'r' });
		for (const page of [1, 2, 12, 13]) fault(space, page, [page]);
		port.machine.write(0, 2, pattern(2, 7));
		const results: JobResult[] = [];
		space.sync((result) => results.push(result), true);
		port.settle();
		expect(results).toEqual([{ pages: 1, failed: 0, error: undefined }]);
		expect(pager.page(2)).toEqual(pattern(2, 7));
		expect(port.machine.mapped(0)).toEqual([]);
		expect(space.state.pages.framed).toBe(0);
		// What comes later is served as ever.
		fault(space, 99, [12]);
		port.settle();
		expect(port.machine.mapped(0)).toEqual([12]);
	});

	it('ends at once when there is nothing to write', () => {
		const { space, map } = setUp();
		map(0, 10);
		expect(sync(space)).toEqual([{ pages: 0, failed: 0, error: undefined }]);
	});

	it('waits for pages of groups that are not answered, and for evictions under way', async () => {
		const { port, space, pager, map } = setUp();
		map(0, 40);
		fault(space, 1, [5]);
		port.machine.write(0, 5, pattern(5, 1));
		port.send();
		space.reclaim(1);
		fault(space, 2, [1]);
		port.machine.write(0, 1, pattern(1, 1));
		pager.manual = true;
		fault(space, 3, [1, 30]);
		const results = sync(space);
		port.finish();
		await pager.pending.find(({ kind }) => kind === 'write')?.end();
		port.settle();
		expect(pager.page(5)).toEqual(pattern(5, 1));
		expect(port.machine.mapped(0)).toEqual([1]);
		expect(results).toEqual([]);
		await pager.pending[0]?.end();
		expect(port.answers.get(3)).toBe(true);
		port.settle();
		await pager.pending[0]?.end();
		expect(results).toEqual([{ pages: 2, failed: 0, error: undefined }]);
		expect(pager.page(1)).toEqual(pattern(1, 1));
		// Page 30 came after the sync had begun.
		expect(port.machine.mapped(0)).toEqual([30]);
	});

	it('of several at a time are done one after the other', () => {
		const { port, space, map } = setUp();
		map(0, 10);
		fault(space, 1, [5]);
		port.machine.write(0, 5, pattern(5, 1));
		const first = sync(space);
		const second = sync(space);
		port.settle();
		expect(first).toEqual([{ pages: 1, failed: 0, error: undefined }]);
		expect(second).toEqual([{ pages: 0, failed: 0, error: undefined }]);
	});

	it('goes on batch by batch when the host allows few unmappings', () => {
		const port = new FakePort(new VirtualClock(), 100, 4);
		port.unmapsAllowed = 1;
		const space = makeSpace();
		const pager = new MemoryPager(50);
		port.attach(space);
		space.state.areas.add({
			...{ address: 0, length: 50 * PAGE, permissions: 'rw', pager },
			sharing: 'shared',
		});
		for (let page = 0; page < 30; page++) {
			fault(space, page, [page]);
			port.machine.write(0, page, pattern(page, 1));
		}
		const results = sync(space);
		port.settle();
		expect(results).toEqual([{ pages: 30, failed: 0, error: undefined }]);
		expect(port.machine.mapped(0)).toEqual([]);
	});

	it('ends with UNAVAILABLE when the session is lost', () => {
		const { space, map } = setUp();
		map(0, 10);
		fault(space, 1, [5]);
		const first = sync(space);
		const second = sync(space);
		space.detach();
		expect(first).toMatchObject([{ pages: 0, failed: 0, error: { code: 'UNAVAILABLE' } }]);
		expect(second).toMatchObject([{ pages: 0, failed: 0, error: { code: 'UNAVAILABLE' } }]);
	});
});

describe('removing an area', () => {
	it('takes its pages away, written back, and frees its place', () => {
		const { port, space, pager, map } = setUp();
		const area = map(0, 10);
		map(10, 10);
		for (const page of [3, 4, 13]) fault(space, page, [page]);
		port.machine.write(0, 3, pattern(3, 1));
		const outcomes = remove(space, area);
		fault(space, 100, [4]);
		expect(port.answers.get(100)).toBe(false);
		expect(outcomes).toEqual([]);
		expect(() => map(0, 1)).toThrow(expect.objectContaining({ code: 'ADDRESS' }));
		port.settle();
		expect(outcomes).toEqual([undefined]);
		expect(pager.page(3)).toEqual(pattern(3, 1));
		expect(port.machine.mapped(0)).toEqual([13]);
		map(0, 1);
		fault(space, 101, [0]);
		expect(port.answers.get(101)).toBe(true);
	});

	it('answers groups INVALID that wait for frames, or for a page that goes', () => {
		const { port, space, map } = setUp({ residentLimit: 2 });
		const area = map(0, 10);
		const other = map(10, 10);
		fault(space, 1, [1]);
		fault(space, 2, [11]);
		port.send();
		space.reclaim(1);
		fault(space, 3, [1]);
		fault(space, 4, [12]);
		fault(space, 5, [2]);
		const outcomes = remove(space, area);
		expect([3, 4, 5].map((group) => port.answers.has(group))).toEqual([false, false, false]);
		port.settle();
		expect([3, 4, 5].map((group) => port.answers.get(group))).toEqual([false, true, false]);
		expect(outcomes).toEqual([undefined]);
		expect(space.state.counters.unmappedAddress).toBe(2);
		expect(space.state.areas.list()).toEqual([other]);
	});

	it('waits for reads under way, whose groups get their page', async () => {
		const { port, space, pager, map } = setUp();
		const area = map(0, 10);
		pager.manual = true;
		fault(space, 1, [1]);
		const outcomes = remove(space, area);
		expect(outcomes).toEqual([]);
		await pager.pending[0]?.end();
		expect(port.answers.get(1)).toBe(true);
		port.settle();
		expect(outcomes).toEqual([undefined]);
		expect(port.machine.mapped(0)).toEqual([]);
	});

	it('forgets what was swapped', () => {
		const { port, space, map } = setUp();
		const area = map(0, 10, { sharing: 'private' });
		fault(space, 1, [1]);
		port.machine.write(0, 1, pattern(1, 5));
		remove(space, area);
		port.settle();
		expect(space.state.swap.size).toBe(0);
		map(0, 10, { sharing: 'private' });
		fault(space, 2, [1]);
		expect(port.machine.read(0, 1)).toEqual(pattern(1));
	});

	it('fails when a page cannot be written back, and the area is there again', () => {
		const { port, space, pager, map } = setUp();
		const area = map(0, 10);
		const full = new FaultlineError('PAGER_WRITE', 'ENOSPC');
		for (const page of [1, 2]) {
			fault(space, page, [page]);
			port.machine.write(0, page, pattern(page, 1));
		}
		pager.bad.set(1, full);
		const outcomes = remove(space, area);
		port.settle();
		expect(outcomes).toEqual([full]);
		fault(space, 10, [1]);
		fault(space, 11, [2]);
		expect(port.machine.read(0, 1)).toEqual(pattern(1, 1));
		expect(port.machine.read(0, 2)).toEqual(pattern(2, 1));
		pager.bad.clear();
		const again = remove(space, area);
		port.settle();
		expect(again).toEqual([undefined]);
		expect(pager.page(1)).toEqual(pattern(1, 1));
	});
});
