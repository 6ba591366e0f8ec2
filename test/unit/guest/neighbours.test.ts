import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { pattern } from '../../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;

function setUp(frames = 16) {
	const port = new FakePort(new VirtualClock(), frames);
	const space = makeSpace();
	port.attach(space);
	/** Writes everything back. */
	const sync = () => {
		port.send();
		space.sync(() => {});
		port.settle();
	};
	return { port, space, sync };
}

/** The same bytes; quicker than `toEqual`. */
const same = (a: Uint8Array | undefined, b: Uint8Array) =>
	a !== undefined && Buffer.compare(a, b) === 0;

describe('neighbouring pages that are written back together', () => {
	it('go to the pager of their own area', () => {
		const { port, space, sync } = setUp();
		const pagers = [new MemoryPager(2), new MemoryPager(2)];
		pagers.forEach((pager, i) => {
			const area = { address: i * 2 * PAGE, length: 2 * PAGE, pager } as const;
			space.state.areas.add({ ...area, permissions: 'rw', sharing: 'shared' });
		});
		fault(space, 1, [0, 1, 2, 3], 2);
		for (const page of [0, 1, 2, 3]) port.machine.write(0, page, pattern(page, 9));
		sync();
		for (const page of [0, 1, 2, 3]) {
			const at = pagers[page >> 1]?.page(page & 1);
			expect([page, same(at, pattern(page, 9))]).toEqual([page, true]);
		}
		for (const pager of pagers)
			expect(pager.calls.filter(([kind]) => kind === 'write')).toEqual([['write', 0, 2]]);
	});

	it('go in writes of 64 pages at most', () => {
		const { port, space, sync } = setUp(200);
		const pager = new MemoryPager(150);
		const area = { address: 0, length: 150 * PAGE, pager } as const;
		space.state.areas.add({ ...area, permissions: 'rw', sharing: 'shared' });
		const pages = Array.from({ length: 150 }, (_, page) => page);
		fault(space, 1, pages, 2);
		for (const page of pages) port.machine.write(0, page, pattern(page, 9));
		sync();
		expect(pager.calls.filter(([kind]) => kind === 'write')).toEqual([
			['write', 0, 64],
			['write', 64, 64],
			['write', 128, 22],
		]);
		expect(pages.every((page) => same(pager.page(page), pattern(page, 9)))).toBe(true);
	});
});

describe('neighbouring pages that are loaded together', () => {
	it('come each from where its newest contents are', () => {
		const { port, space, sync } = setUp();
		const pager = new MemoryPager(6);
		const area = { address: 0, length: 6 * PAGE, pager, permissions: 'rw' } as const;
		space.state.areas.add({ ...area, sharing: 'private' });
		// Pages 1, 3 and 4 are written to, and so they go to the swap area.
		fault(space, 1, [1, 3, 4], 2);
		for (const page of [1, 3, 4]) port.machine.write(0, page, pattern(page, 9));
		sync();
		expect(space.state.swap.pages()).toEqual([1, 3, 4]);
		fault(space, 2, [0, 1, 2, 3, 4, 5]);
		for (const page of [0, 1, 2, 3, 4, 5]) {
			const version = space.state.swap.has(page) ? 9 : 0;
			expect([page, same(port.machine.read(0, page), pattern(page, version))]).toEqual([
				page,
				true,
			]);
		}
	});
});
