import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { zeroPager } from '../../../src/guest/pager.js';
import { pattern } from '../../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;

function setUp(options = {}, frames = 100) {
	const port = new FakePort(new VirtualClock(), frames);
	const space = makeSpace(options);
	const pager = new MemoryPager(200);
	port.attach(space);
	return { port, space, pager, counters: space.state.counters };
}

describe('an address space under pressure', () => {
	it('keeps a low-water mark of frames free, so that page-ins do not wait', () => {
		const { port, space, pager } = setUp({ residentLimit: 64 });
		space.state.areas.add({ address: 0, length: 200 * PAGE, permissions: 'r', pager });
		for (let page = 0; page < 200; page++) {
			fault(space, page, [page]);
			expect(port.answers.get(page)).toBe(true);
			port.settle();
			expect(space.state.available).toBeGreaterThanOrEqual(4);
		}
		expect(port.machine.mapped(0).at(0)).toBeGreaterThan(130);
	});

	it.each([
		['shared', 'shared', 8],
		['private', 'private', 8],
		['private with fault-around', 'private', 11],
	] as const)('keeps what devices wrote to %s areas under pressure', (name, sharing, limit) => {
		const faultAround = name.endsWith('around') ? 2 : 0;
		const { port, space, pager, counters } = setUp({ residentLimit: limit, faultAround });
		const original = pager.memory.slice();
		space.state.areas.add({
			...{ address: 0, length: 64 * PAGE, permissions: 'rw', pager, sharing },
		});
		const expected = pager.memory.slice(0, 64 * PAGE);
		let group = 0;
		for (let round = 0; round < 4; round++)
			for (let i = 0; i < 64; i++) {
				const page = (i * 29 + round * 11) % 64;
				fault(space, ++group, [page], 2);
				port.settle();
				expect(port.answers.get(group)).toBe(true);
				// The page may be gone again, as for a device that was too slow.
				if (port.machine.write(0, page, pattern(page, group)))
					expected.set(pattern(page, group), page * PAGE);
			}
		const device = createHash('sha256');
		for (let page = 0; page < 64; page++) {
			fault(space, ++group, [page]);
			port.settle();
			device.update(port.machine.read(0, page) ?? new Uint8Array(0));
		}
		expect(device.digest('hex')).toBe(createHash('sha256').update(expected).digest('hex'));
		expect(counters.evictions).toBeGreaterThan(250);
		expect(counters.writebacks).toBeGreaterThan(200);
		if (sharing === 'private') {
			expect(Buffer.compare(pager.memory, original)).toBe(0);
			expect(counters.pagerWrites).toBe(0);
		} else expect(space.state.swap.size).toBe(0);
	});

	it('waits for a request that the host would take', () => {
		const { port, space, pager } = setUp({ residentLimit: 2 });
		space.state.areas.add({ address: 0, length: 200 * PAGE, permissions: 'r', pager });
		fault(space, 1, [1, 2]);
		port.settle();
		port.unmapsAllowed = 0;
		fault(space, 2, [3]);
		port.settle();
		expect(port.answers.get(2)).toBeUndefined();
		port.unmapsAllowed = 8;
		port.frames.wake();
		port.settle();
		expect(port.answers.get(2)).toBe(true);
	});

	it('swaps anonymous pages, shared or not, and maps those untouched as zeros again', () => {
		for (const sharing of ['shared', 'private'] as const) {
			const { port, space, counters } = setUp({ residentLimit: 1 });
			space.state.areas.add({
				...{ address: 0, length: 4 * PAGE, permissions: 'rw', pager: zeroPager(), sharing },
			});
			fault(space, 1, [0], 2);
			port.machine.write(0, 0, pattern(0, 9));
			for (const page of [1, 0, 2, 1, 0]) {
				port.settle();
				fault(space, 10 + space.state.counters.groups, [page]);
			}
			port.settle();
			expect(port.machine.read(0, 0)).toEqual(pattern(0, 9));
			expect(space.state.swap.size).toBe(1);
			expect(counters).toMatchObject({ zeroPages: 4, swapIns: 2, writebacks: 1, evictions: 5 });
		}
	});

	it('takes frames from the space that has most when another has none', () => {
		const port = new FakePort(new VirtualClock(), 6);
		const first = makeSpace();
		const second = makeSpace();
		const pager = new MemoryPager(200);
		for (const space of [first, second]) {
			port.attach(space);
			space.state.areas.add({ address: 0, length: 99 * PAGE, permissions: 'r', pager });
		}
		for (let page = 0; page < 6; page++) fault(first, page, [page]);
		port.send();
		fault(second, 10, [50]);
		fault(second, 11, [51]);
		expect(port.machine.unmappings).toMatchObject([
			{ space: 0, pages: [0] },
			{ space: 0, pages: [1] },
		]);
		port.settle();
		expect([port.answers.get(10), port.answers.get(11)]).toEqual([true, true]);
		expect(port.machine.mapped(0)).toEqual([2, 3, 4, 5]);
		expect(port.machine.mapped(1)).toEqual([50, 51]);
	});

	it('gives a group up that needs more pages than can ever be resident, and goes on', () => {
		const { port, space, pager, counters } = setUp({ residentLimit: 3 });
		space.state.areas.add({ address: 0, length: 99 * PAGE, permissions: 'r', pager });
		fault(space, 1, [1, 2, 3, 1, 2, 3]);
		fault(space, 2, [10, 11, 12, 13]);
		fault(space, 3, [20]);
		port.settle();
		expect([...port.answers]).toEqual([
			[1, true],
			[2, false],
			[3, true],
		]);
		expect(counters).toMatchObject({ exhausted: 1, invalid: 1 });
	});

	it('gives up at once without any frame', () => {
		const { port, space, pager } = setUp({}, 0);
		space.state.areas.add({ address: 0, length: 99 * PAGE, permissions: 'r', pager });
		fault(space, 1, [1]);
		port.settle();
		expect([...port.answers]).toEqual([[1, false]]);
		expect(pager.calls).toEqual([]);
	});
});
