import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import type { FaultRows } from '../../../src/guest/fault-rows.js';
import { PageState } from '../../../src/guest/page-table.js';
import { zeroPager } from '../../../src/guest/pager.js';
import type { SpaceEngine } from '../../../src/guest/space-engine.js';
import { ZeroFill } from '../../../src/guest/zero-fill.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;

/** Groups of one request each, 100 and on, that ask for reading. */
function singles(pages: readonly number[]): FaultRows {
	return {
		group: Float64Array.from(pages, (_, i) => 100 + i),
		page: Float64Array.from(pages),
		flags: new Uint32Array(pages.length).fill(1 | 16 | 32),
	};
}

describe('groups of one request for absent pages of zeros', () => {
	let clock: VirtualClock;
	let port: FakePort;
	let space: SpaceEngine;
	let fill: ZeroFill;

	const setUp = (frames: number, options = {}) => {
		clock = new VirtualClock();
		port = new FakePort(clock, frames);
		space = makeSpace(options);
		port.attach(space);
		space.state.areas.add({ address: 0, length: 50 * PAGE, permissions: 'r', pager: zeroPager() });
		const pager = new MemoryPager(50);
		space.state.areas.add({ address: 50 * PAGE, length: 50 * PAGE, permissions: 'r', pager });
		fill = new ZeroFill(space.state);
	};

	beforeEach(() => setUp(20));

	it('are mapped and answered from the columns', () => {
		expect(fill.serve(singles([7, 3, 4]), 0, 3, 0)).toBe(3);
		expect([...port.answers]).toEqual([
			[100, true],
			[101, true],
			[102, true],
		]);
		expect(port.machine.mapped(0)).toEqual([3, 4, 7]);
		expect(port.machine.permissions(0, 3)).toBe(1);
		const { counters, groups, pages } = space.state;
		expect(counters).toMatchObject({
			...{ faults: 3, groups: 3, success: 3, hits: 0, pageIns: 3, zeroPages: 3 },
		});
		expect(groups.active).toBe(0);
		const slot = pages.find(7);
		expect(pages.state[slot]).toBe(PageState.RESIDENT);
		expect([pages.framed, pages.count[PageState.RESIDENT], pages.oldest]).toEqual([3, 3, slot]);
		expect([pages.pins[slot], pages.mapRequest[slot], pages.mapSequence[slot]]).toEqual([0, 1, 0]);
	});

	it('are left alone from the first that is of another kind', () => {
		// Of the other pager, outside of all areas, resident.
		fault(space, 1, [9]);
		for (const other of [60, 400, 9]) {
			port.answers.clear();
			const start = port.machine.maps;
			const fresh = 10 + port.machine.maps;
			expect(fill.serve(singles([fresh, other, fresh + 1]), 0, 3, 0)).toBe(1);
			expect(port.answers.size).toBe(1);
			expect(port.machine.maps).toBe(start + 1);
		}
	});

	it('are left alone when they ask for what the area does not allow', () => {
		const rows = singles([1, 2]);
		rows.flags[1]! |= 2;
		expect(fill.serve(rows, 0, 2, 0)).toBe(1);
	});

	it('are left alone when they have more requests', () => {
		const rows = singles([1, 2]);
		rows.flags[0]! &= ~16;
		expect(fill.serve(rows, 0, 2, 0)).toBe(0);
		expect(port.machine.maps).toBe(0);
	});

	it('are left alone when the contents of their page are in the swap area, or wait to be written', () => {
		const { held, swap } = space.state;
		swap.put(1, new Uint8Array(PAGE).fill(1), 0);
		held.put(2, new Uint8Array(PAGE).fill(2), 0);
		expect(fill.serve(singles([1]), 0, 1, 0)).toBe(0);
		expect(fill.serve(singles([2]), 0, 1, 0)).toBe(0);
		space.faults(singles([1, 2, 3]), 0, 3, 0);
		space.pump();
		expect(port.machine.read(0, 1)).toEqual(new Uint8Array(PAGE).fill(1));
		expect(port.machine.read(0, 2)).toEqual(new Uint8Array(PAGE).fill(2));
		expect(port.answers.size).toBe(3);
	});

	it('take no more frames than there are, nor than the space may hold', () => {
		setUp(2);
		expect(fill.serve(singles([1, 2, 3]), 0, 3, 0)).toBe(2);
		setUp(20, { residentLimit: 1 });
		expect(fill.serve(singles([1, 2, 3]), 0, 3, 0)).toBe(1);
	});

	it('do not overtake groups that wait for frames', () => {
		setUp(2);
		const rows = singles([1, 2, 3, 4]);
		space.faults(rows, 0, 3, 0);
		space.pump();
		expect([...port.answers.keys()]).toEqual([100, 101]);
		// A frame comes back, and nobody has looked at the queue yet.
		port.frames.give(500);
		expect(space.state.groups.head).toBeGreaterThanOrEqual(0);
		expect(fill.serve(rows, 3, 4, 0)).toBe(3);
	});

	it('are left alone when neighbours are to be loaded with them', () => {
		setUp(20, { faultAround: 2 });
		expect(fill.serve(singles([1]), 0, 1, 0)).toBe(0);
		space.faults(singles([1]), 0, 1, 0);
		space.pump();
		expect(port.machine.mapped(0)).toEqual([1, 2, 3]);
	});

	it('keep their pages from being evicted before the mapping has left', () => {
		setUp(2);
		space.faults(singles([1, 2]), 0, 2, 0);
		space.pump();
		fault(space, 1, [3]);
		expect(port.machine.unmappings).toHaveLength(0);
		expect(port.answers.get(1)).toBeUndefined();
		port.send();
		expect(port.machine.unmappings).toHaveLength(1);
		port.finish();
		expect(port.answers.get(1)).toBe(true);
	});
});
