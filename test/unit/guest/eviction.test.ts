import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { PageState } from '../../../src/guest/page-table.js';
import { pattern } from '../../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace, rows } from '../../support/fake-port.js';

const PAGE = 4096;

function setUp(options = {}, frames = 100) {
	const port = new FakePort(new VirtualClock(), frames);
	const space = makeSpace(options);
	const pager = new MemoryPager(200);
	port.attach(space);
	return { port, space, pager, counters: space.state.counters };
}

describe('eviction', () => {
	it('takes the page that was mapped first, in a later message than its mapping', () => {
		const { port, space, pager, counters } = setUp({ residentLimit: 2 });
		space.state.areas.add({ address: 0, length: 9 * PAGE, permissions: 'r', pager });
		fault(space, 1, [4]);
		fault(space, 2, [2]);
		fault(space, 3, [7]);
		// Everything was mapped in this message: nothing can go yet.
		expect(port.machine.unmappings).toEqual([]);
		expect(port.answers.has(3)).toBe(false);
		port.send();
		expect(port.machine.unmappings).toMatchObject([{ pages: [4] }]);
		expect(space.state.pages.state[space.state.pages.find(4)]).toBe(PageState.EVICTING);
		expect(port.answers.has(3)).toBe(false);
		port.finish();
		expect(port.answers.get(3)).toBe(true);
		expect(port.machine.mapped(0)).toEqual([2, 7]);
		expect(port.machine.read(0, 7)).toEqual(pattern(7));
		expect(counters).toMatchObject({ evictions: 1, writebacks: 0, success: 3 });
	});

	it('spares a page once that a fault hit since it was mapped', () => {
		const { port, space, pager } = setUp({ residentLimit: 3 });
		space.state.areas.add({ address: 0, length: 9 * PAGE, permissions: 'r', pager });
		for (const page of [0, 1, 2]) fault(space, page, [page]);
		port.send();
		fault(space, 10, [0]);
		fault(space, 11, [3]);
		expect(port.machine.unmappings).toMatchObject([{ pages: [1] }]);
		port.settle();
		fault(space, 12, [4]);
		expect(port.machine.unmappings).toMatchObject([{ pages: [2] }]);
		port.settle();
		fault(space, 13, [5]);
		expect(port.machine.unmappings).toMatchObject([{ pages: [0] }]);
	});

	it('spares the newest page too when it was hit, and takes it when there is no other', () => {
		const { port, space, pager } = setUp({ residentLimit: 1 });
		space.state.areas.add({ address: 0, length: 9 * PAGE, permissions: 'r', pager });
		fault(space, 1, [0]);
		port.send();
		fault(space, 2, [0]);
		fault(space, 3, [1]);
		expect(port.machine.unmappings).toMatchObject([{ pages: [0] }]);
		port.settle();
		expect(port.answers.get(3)).toBe(true);
	});

	it('never takes a page of a group that is not answered', async () => {
		const { port, space, pager } = setUp({ residentLimit: 2 });
		pager.manual = true;
		space.state.areas.add({ address: 0, length: 9 * PAGE, permissions: 'r', pager });
		fault(space, 1, [0, 5]);
		await pager.pending[0]?.end();
		port.send();
		fault(space, 2, [3]);
		expect(port.machine.unmappings).toEqual([]);
		await pager.pending[0]?.end();
		expect(port.answers.get(1)).toBe(true);
		port.send();
		expect(port.machine.unmappings).toMatchObject([{ pages: [0] }]);
		port.finish();
		await pager.pending[0]?.end();
		expect(port.answers.get(2)).toBe(true);
	});

	it('lets a fault on a page that is on its way out wait, and loads it again on its frame', () => {
		const { port, space, pager, counters } = setUp({ residentLimit: 2 });
		space.state.areas.add({
			...{ address: 0, length: 9 * PAGE, permissions: 'rw', pager },
			sharing: 'shared',
		});
		fault(space, 1, [0], 2);
		fault(space, 2, [1]);
		port.machine.write(0, 0, pattern(0, 1));
		port.send();
		expect(space.reclaim(1)).toBe(1);
		const frame = port.machine.unmappings[0]?.mappings[0]?.frame;
		fault(space, 3, [0]);
		fault(space, 4, [2]);
		expect([port.answers.has(3), port.answers.has(4)]).toEqual([false, false]);
		port.finish();
		expect(port.answers.get(3)).toBe(true);
		expect(port.machine.read(0, 0)).toEqual(pattern(0, 1));
		expect(port.machine.frameOf(0, 0)).toBe(frame);
		// The frame did not come free, so another page goes for group 4.
		expect(port.answers.has(4)).toBe(false);
		port.settle();
		expect(port.answers.get(4)).toBe(true);
		expect(counters.evictions).toBe(2);
	});

	it('unmaps in batches, by ascending page, as many as the host allows', () => {
		const port = new FakePort(new VirtualClock(), 64, 4);
		port.unmapsAllowed = 2;
		const space = makeSpace({ residentLimit: 32 });
		const pager = new MemoryPager(200);
		port.attach(space);
		space.state.areas.add({ address: 0, length: 100 * PAGE, permissions: 'r', pager });
		for (let i = 0; i < 32; i++) fault(space, i, [(i * 7) % 32]);
		port.send();
		// The low-water mark of 32 pages is 2: four pages go as soon as they can.
		expect(port.machine.unmappings).toMatchObject([{ pages: [0, 7, 14, 21] }]);
		const batch = rows(
			0,
			Array.from({ length: 16 }, (_, i) => 50 + i),
		);
		for (let row = 0; row < 16; row++) {
			batch.group[row] = 100 + row;
			batch.flags[row]! |= 16;
			space.faults(batch, row, row + 1, 0);
		}
		space.pump();
		expect(port.machine.unmappings.map(({ pages }) => pages)).toEqual([
			[0, 7, 14, 21],
			[3, 10, 17, 28],
		]);
		port.settle();
		expect([...port.answers.values()].filter((ok) => ok)).toHaveLength(48);
		expect(space.state.pages.framed).toBeLessThanOrEqual(32);
	});

	it('leaves pages mapped that the host would not unmap, and serves who waits for them', () => {
		const { port, space, pager } = setUp({ residentLimit: 2 });
		space.state.areas.add({ address: 0, length: 9 * PAGE, permissions: 'r', pager });
		fault(space, 1, [0]);
		fault(space, 2, [1]);
		port.send();
		expect(space.reclaim(1)).toBe(1);
		fault(space, 3, [0]);
		const { request } = port.machine.unmappings[0] ?? { request: -1 };
		space.unmapRefused(request, [0]);
		port.machine.unmappings.length = 0;
		space.unmapped(request, { dirtyRow: [], contents: new Uint8Array(0), complete: true });
		expect(port.answers.get(3)).toBe(true);
		expect(space.state.counters.evictions).toBe(0);
		// Page 0 is left alone for a while: page 1 goes.
		fault(space, 4, [2]);
		expect(port.machine.unmappings).toMatchObject([{ pages: [1] }]);
		port.finish();
		expect(port.answers.get(4)).toBe(true);
	});

	it.each([
		['of an unknown request', 99, { dirtyRow: [], contents: new Uint8Array(0), complete: true }],
		['of a row too many', 0, { dirtyRow: [1], contents: new Uint8Array(PAGE), complete: true }],
		['of a row twice', 0, { dirtyRow: [0, 0], contents: new Uint8Array(2 * PAGE), complete: true }],
		['without contents', 0, { dirtyRow: [0], contents: new Uint8Array(0), complete: true }],
	])('refuses an answer %s', (_, shift, part) => {
		const { port, space, pager } = setUp({ residentLimit: 1 });
		space.state.areas.add({ address: 0, length: 9 * PAGE, permissions: 'r', pager });
		fault(space, 1, [0]);
		port.send();
		fault(space, 2, [1]);
		const request = (port.machine.unmappings[0]?.request ?? 0) + shift;
		expect(() => space.unmapped(request, part)).toThrow(
			expect.objectContaining({ code: 'MALFORMED_MESSAGE' }),
		);
	});

	it('writes back an answer in several parts when the last has come, neighbours together', () => {
		const { port, space, pager } = setUp({ residentLimit: 4 });
		space.state.areas.add({
			...{ address: 0, length: 9 * PAGE, permissions: 'rw', pager },
			sharing: 'shared',
		});
		for (const page of [0, 1, 2, 4]) fault(space, page, [page], 2);
		port.send();
		for (const page of [0, 1, 4]) port.machine.write(0, page, pattern(page, 1));
		space.sync(() => {});
		const { request, dirtyRow, contents } = port.machine.finish();
		expect(dirtyRow).toEqual([0, 1, 3]);
		pager.calls.length = 0;
		const part = (from: number, to: number, complete: boolean) => ({
			dirtyRow: dirtyRow.slice(from, to),
			contents: contents.subarray(from * PAGE, to * PAGE),
			complete,
		});
		space.unmapped(request, part(0, 2, false));
		expect(pager.calls).toEqual([]);
		expect(space.state.pages.count[PageState.EVICTING]).toBe(4);
		space.unmapped(request, part(2, 3, true));
		expect(pager.calls).toEqual([
			['write', 0, 2],
			['write', 4, 1],
		]);
		expect([0, 1, 2, 4].map((page) => pager.page(page))).toEqual([
			pattern(0, 1),
			pattern(1, 1),
			pattern(2),
			pattern(4, 1),
		]);
	});
});
