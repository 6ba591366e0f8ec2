import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import type { JobResult } from '../../../src/guest/space-jobs.js';
import { pattern } from '../../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;

/** Seven resident pages, each written to, on a session whose unmappings have at most `rows` rows. */
function setUp(rows: number, unmapsAllowed: number) {
	const port = new FakePort(new VirtualClock(), 16, rows);
	port.unmapsAllowed = unmapsAllowed;
	const space = makeSpace();
	port.attach(space);
	const pager = new MemoryPager(7);
	space.state.areas.add({
		address: 0,
		length: 7 * PAGE,
		permissions: 'rw',
		pager,
		sharing: 'shared',
	});
	fault(space, 1, [0, 1, 2, 3, 4, 5, 6], 2);
	for (let page = 0; page < 7; page++) port.machine.write(0, page, pattern(page, 1));
	port.send();
	const underWay = () => port.machine.unmappings.map(({ pages }) => [...pages]);
	return { port, space, pager, underWay };
}

describe('pages that leave together', () => {
	it('leave in as many unmappings as the rows of one ask for', () => {
		const { port, space, pager, underWay } = setUp(3, 64);
		expect(space.reclaim(7)).toBe(7);
		expect(underWay()).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
		port.settle();
		for (let page = 0; page < 7; page++) expect(pager.page(page)).toEqual(pattern(page, 1));
		expect(port.frames.available).toBe(16);
	});

	it('leave one after the other where no more unmappings may be under way', () => {
		const { port, space, pager, underWay } = setUp(2, 2);
		const results: unknown[] = [];
		space.sync((result) => results.push(result));
		expect(underWay()).toEqual([
			[0, 1],
			[2, 3],
		]);
		port.finish();
		expect(underWay()).toEqual([
			[2, 3],
			[4, 5],
		]);
		expect(results).toEqual([]);
		port.settle();
		expect(results).toEqual([{ pages: 7, failed: 0, error: undefined }]);
		for (let page = 0; page < 7; page++) expect(pager.page(page)).toEqual(pattern(page, 1));
	});
});

describe('a sync whose unmapping the host refuses', () => {
	it('says that it failed, and the pages stay resident', () => {
		const port = new FakePort(new VirtualClock(), 8);
		const space = makeSpace();
		port.attach(space);
		const pager = new MemoryPager(2);
		const area = { address: 0, length: 2 * PAGE, pager, permissions: 'rw' } as const;
		space.state.areas.add({ ...area, sharing: 'shared' });
		fault(space, 1, [0, 1], 2);
		for (const page of [0, 1]) port.machine.write(0, page, pattern(page, 9));
		port.send();

		const results: JobResult[] = [];
		space.sync((result) => results.push(result));
		const request = port.machine.unmappings[0]?.request ?? 0;
		// It refuses the whole request, which it answers all the same.
		space.unmapRefused(request, []);
		space.unmapped(request, { dirtyRow: [], contents: new Uint8Array(), complete: true });
		expect(results).toMatchObject([{ pages: 0, failed: 2, error: { code: 'RESOURCE_EXHAUSTED' } }]);
		expect(results[0]?.error?.message).toMatch(/did not unmap page 0x0 /);
		expect(pager.calls.filter(([kind]) => kind === 'write')).toEqual([]);
		expect(space.state.pages.framed).toBe(2);
	});
});
