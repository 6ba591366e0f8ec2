import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../../../src/base/errors.js';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { zeroPager } from '../../../src/guest/pager.js';
import { pattern } from '../../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;
const PAGES = [0x10, 0x11, 0x12, 0x13];

function setUp() {
	const port = new FakePort(new VirtualClock(), 16);
	const space = makeSpace();
	port.attach(space);
	/** A device writes `version` to each of the pages. */
	const write = (group: number, version: number) => {
		fault(space, group, PAGES, 2);
		expect(port.answers.get(group)).toBe(true);
		for (const page of PAGES) port.machine.write(0, page, pattern(page, version));
		port.send();
	};
	/** All of them at once, and what they held is the version. */
	const expectBack = (group: number, version: number) => {
		fault(space, group, PAGES);
		expect(port.answers.get(group)).toBe(true);
		for (const page of PAGES) expect(port.machine.read(0, page)).toEqual(pattern(page, version));
	};
	return { port, space, write, expectBack };
}

describe('neighbouring pages that leave and come back together', () => {
	it('are each themselves, from the swap area', () => {
		const { port, space, write, expectBack } = setUp();
		const area = { address: PAGES[0]! * PAGE, length: 4 * PAGE } as const;
		space.state.areas.add({ ...area, permissions: 'rw', pager: zeroPager() });
		for (const version of [1, 2]) {
			write(version * 2, version);
			space.sync(() => {});
			port.settle();
			expect(port.machine.mapped(0)).toEqual([]);
			expect(space.state.swap.size).toBe(4);
			port.batches.length = 0;
			expectBack(version * 2 + 1, version);
			// In one batch: they were neighbours all the way.
			expect(port.batches).toEqual([[PAGES[0], 4, 4 * PAGE]]);
			port.send();
		}
		expect(space.state.counters).toMatchObject({ writebacks: 8, swapIns: 8, evictions: 8 });
	});

	it('are each themselves, from what could not be written back', () => {
		const { port, space, write, expectBack } = setUp();
		const pager = new MemoryPager(4);
		const area = { address: PAGES[0]! * PAGE, length: 4 * PAGE, pager } as const;
		space.state.areas.add({ ...area, permissions: 'rw', sharing: 'shared' });
		write(1, 1);
		for (let page = 0; page < 4; page++)
			pager.bad.set(page, new FaultlineError('PAGER_WRITE', 'as planned'));
		let failed = 0;
		space.sync((result) => {
			failed = result.failed;
		});
		port.settle();
		expect(failed).toBe(4);
		expect(space.state.held.size).toBe(4);
		expectBack(2, 1);

		pager.bad.clear();
		port.send();
		space.sync(() => {});
		port.settle();
		expect(space.state.held.size).toBe(0);
		PAGES.forEach((page, i) => {
			expect(pager.page(i)).toEqual(pattern(page, 1));
		});
	});
});
