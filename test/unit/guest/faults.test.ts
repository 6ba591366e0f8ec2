import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../../../src/base/errors.js';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { zeroPager } from '../../../src/guest/pager.js';
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

describe('faults', () => {
	it('are answered SUCCESS when the page holds what the pager has', () => {
		const { port, space, pager, counters } = setUp();
		space.state.areas.add({
			address: 0x5000,
			length: 50 * PAGE,
			permissions: 'r',
			pager,
			offset: PAGE,
		});
		fault(space, 1, [7]);
		expect(port.answers).toEqual(new Map([[1, true]]));
		expect(port.machine.read(0, 7)).toEqual(pattern(3));
		expect(port.machine.permissions(0, 7)).toBe(1);
		expect(port.machine.mapped(0)).toEqual([7]);
		expect(counters).toMatchObject({ faults: 1, groups: 1, success: 1, hits: 0, pageIns: 1 });
	});

	it('on a resident page are answered at once, without mapping it again', () => {
		const { port, space, pager, counters } = setUp();
		space.state.areas.add({ address: 0, length: PAGE, permissions: 'r', pager });
		fault(space, 1, [0]);
		space.faults(rows(2, [0]), 0, 1, 0);
		expect(port.answers.get(2)).toBe(true);
		expect(port.machine.maps).toBe(1);
		expect(pager.calls).toHaveLength(1);
		expect(counters).toMatchObject({ success: 2, hits: 1, pageIns: 1 });
	});

	it('on pages outside of all areas are answered INVALID and counted', () => {
		const { port, space, pager, counters } = setUp();
		space.state.areas.add({
			address: 0,
			length: PAGE,
			permissions: 'rw',
			pager,
			sharing: 'shared',
		});
		fault(space, 1, [1]);
		fault(space, 2, [0, 2 ** 51]);
		expect([...port.answers]).toEqual([
			[1, false],
			[2, false],
		]);
		expect(counters).toMatchObject({ invalid: 2, unmappedAddress: 2, pageIns: 0 });
		expect(space.state.pages.framed).toBe(0);
	});

	it('that an area does not allow are answered INVALID, resident or not', () => {
		const { port, space, counters } = setUp();
		const map = (address: number, permissions: 'r' | 'rw' | 'rx' | 'rwx') =>
			space.state.areas.add({ address, length: PAGE, permissions, pager: zeroPager() });
		map(0, 'r');
		map(PAGE, 'rw');
		map(2 * PAGE, 'rx');
		map(3 * PAGE, 'rwx');
		let group = 0;
		const outcome = (page: number) =>
			[1, 2, 4, 3, 5, 6, 7, 0].map((access) => {
				fault(space, ++group, [page], access);
				return port.answers.get(group);
			});
		//                            r     w      x      rw     rx     wx     rwx    none
		expect(outcome(0)).toEqual([true, false, false, false, false, false, false, true]);
		expect(outcome(1)).toEqual([true, true, false, true, false, false, false, true]);
		expect(outcome(2)).toEqual([true, false, true, false, true, false, false, true]);
		expect(outcome(3)).toEqual([true, true, true, true, true, true, true, true]);
		expect(counters).toMatchObject({ accessDenied: 14, invalid: 14, unmappedAddress: 0 });
		expect([0, 1, 2, 3].map((page) => port.machine.permissions(0, page))).toEqual([1, 3, 5, 7]);
	});

	it('of a supervisor count as those of a user', () => {
		const { port, space } = setUp();
		space.state.areas.add({ address: 0, length: PAGE, permissions: 'r', pager: zeroPager() });
		fault(space, 1, [0], 1 | 8);
		fault(space, 2, [0], 2 | 8);
		expect([port.answers.get(1), port.answers.get(2)]).toEqual([true, false]);
	});

	it('get zeroed frames from a zero pager, without bytes on the way', () => {
		const { port, space, counters } = setUp();
		space.state.areas.add({ address: 0, length: 8 * PAGE, permissions: 'rw', pager: zeroPager() });
		fault(space, 1, [3, 4]);
		expect(port.machine.read(0, 3)).toEqual(new Uint8Array(PAGE));
		expect(port.batches).toEqual([]);
		expect(counters).toMatchObject({ zeroPages: 2, pageIns: 2, pagerReads: 0 });
	});

	it('of one group are answered when the last page is there', async () => {
		const { port, space, pager } = setUp();
		pager.manual = true;
		space.state.areas.add({ address: 0, length: 50 * PAGE, permissions: 'r', pager });
		fault(space, 1, [2, 9, 2]);
		expect(pager.calls).toEqual([
			['read', 2, 1],
			['read', 9, 1],
		]);
		await pager.pending[1]?.end();
		expect(port.answers.size).toBe(0);
		expect(port.machine.mapped(0)).toEqual([9]);
		await pager.pending[0]?.end();
		expect([...port.answers]).toEqual([[1, true]]);
	});

	it('on a page that is loading join it', async () => {
		const { port, space, pager } = setUp();
		pager.manual = true;
		space.state.areas.add({ address: 0, length: 50 * PAGE, permissions: 'r', pager });
		fault(space, 1, [2]);
		fault(space, 2, [2]);
		fault(space, 3, [2]);
		expect(pager.calls).toEqual([['read', 2, 1]]);
		await pager.pending[0]?.end();
		expect([...port.answers.keys()]).toEqual([1, 2, 3]);
		expect(port.machine.maps).toBe(1);
	});

	it('of neighbours in one batch are read together, as many as a message takes, within one area', () => {
		const { port, space, pager } = setUp({}, 200);
		space.state.areas.add({ address: 0, length: 80 * PAGE, permissions: 'r', pager });
		space.state.areas.add({
			...{ address: 80 * PAGE, length: 20 * PAGE, permissions: 'r', pager },
			offset: 80 * PAGE,
		});
		const batch = rows(
			1,
			Array.from({ length: 100 }, (_, i) => (i * 37) % 100),
		);
		for (let row = 0; row < 100; row++) {
			batch.group[row] = row;
			batch.flags[row]! |= 16;
			space.faults(batch, row, row + 1, 0);
		}
		expect(pager.calls).toEqual([]);
		space.pump();
		expect(pager.calls).toEqual([
			['read', 0, 64],
			['read', 64, 16],
			['read', 80, 20],
		]);
		expect(port.batches).toEqual([
			[0, 64, 64 * PAGE],
			[64, 16, 16 * PAGE],
			[80, 20, 20 * PAGE],
		]);
		expect(port.answers.size).toBe(100);
		for (let page = 0; page < 100; page++)
			expect(Buffer.compare(port.machine.read(0, page) ?? Buffer.alloc(0), pattern(page))).toBe(0);
	});

	it('are read in parts of 128 pages when a message takes more', () => {
		const { port, space } = setUp({}, 300);
		const pager = new MemoryPager(300);
		port.contentsPages = 250;
		space.state.areas.add({ address: 0, length: 300 * PAGE, permissions: 'r', pager });
		const all = Array.from({ length: 300 }, (_, page) => page);
		const batch = rows(1, all);
		for (const row of all) {
			batch.group[row] = row;
			batch.flags[row]! |= 16;
			space.faults(batch, row, row + 1, 0);
		}
		space.pump();
		expect(pager.calls).toEqual([
			['read', 0, 128],
			['read', 128, 128],
			['read', 256, 44],
		]);
		expect(port.answers.size).toBe(300);
		for (const page of all)
			expect(Buffer.compare(port.machine.read(0, page) ?? Buffer.alloc(0), pattern(page))).toBe(0);
	});

	it('wait for their turn when as many reads are under way as allowed', async () => {
		const { port, space, pager } = setUp({ maxPageIns: 2 });
		pager.manual = true;
		space.state.areas.add({ address: 0, length: 50 * PAGE, permissions: 'r', pager });
		for (const page of [0, 10, 20, 30]) fault(space, page, [page]);
		expect(pager.calls).toHaveLength(2);
		await pager.pending[1]?.end();
		expect(pager.calls.at(-1)).toEqual(['read', 20, 1]);
		expect(pager.pending).toHaveLength(2);
		await pager.pending[0]?.end();
		await pager.pending[0]?.end();
		await pager.pending[0]?.end();
		expect([...port.answers.keys()].sort((a, b) => a - b)).toEqual([0, 10, 20, 30]);
	});

	it('bring further pages with faultAround, as far as area and frames go', () => {
		const { port, space, pager, counters } = setUp({ faultAround: 3 }, 10);
		space.state.areas.add({ address: 0, length: 6 * PAGE, permissions: 'r', pager });
		fault(space, 1, [0]);
		expect(port.machine.mapped(0)).toEqual([0, 1, 2, 3]);
		expect(pager.calls).toEqual([['read', 0, 4]]);
		fault(space, 2, [4]);
		expect(port.machine.mapped(0)).toEqual([0, 1, 2, 3, 4, 5]);
		expect(counters).toMatchObject({ faultAround: 4, pageIns: 6, success: 2 });
	});

	it('fail for pages that the pager cannot read, and only for those', () => {
		const { port, space, pager, counters } = setUp();
		space.state.areas.add({ address: 0x1000, length: 50 * PAGE, permissions: 'r', pager });
		pager.bad.set(5, new FaultlineError('PAGER_READ', 'the file is shorter now'));
		const batch = rows(0, [4, 5, 6, 7]);
		for (let row = 0; row < 4; row++) {
			batch.group[row] = row + 1;
			batch.flags[row]! |= 16;
			space.faults(batch, row, row + 1, 0);
		}
		space.pump();
		fault(space, 9, [8, 6]);
		expect([...port.answers].sort()).toEqual([
			[1, true],
			[2, true],
			[3, false],
			[4, true],
			[9, false],
		]);
		expect(port.machine.mapped(0)).toEqual([4, 5, 7, 8]);
		expect(counters).toMatchObject({ pagerRead: 2, readFailures: 2, success: 3, invalid: 2 });
		expect(space.errors).toMatchObject([
			{ operation: 'read', address: 0x6000, error: { code: 'PAGER_READ' } },
			{ operation: 'read', address: 0x6000, error: { code: 'PAGER_READ' } },
		]);
		expect(space.state.pages.framed).toBe(4);
		pager.bad.clear();
		fault(space, 10, [6]);
		expect(port.answers.get(10)).toBe(true);
	});

	it('fail the whole group for one bad page; what a pager throws is told as PAGER_READ', async () => {
		const { port, space, pager } = setUp();
		pager.manual = true;
		space.state.areas.add({ address: 0, length: 50 * PAGE, permissions: 'r', pager });
		fault(space, 1, [1, 11]);
		await pager.pending[0]?.end(new Error('the disk is on fire'));
		expect(port.answers.size).toBe(0);
		await pager.pending[0]?.end();
		expect([...port.answers]).toEqual([[1, false]]);
		expect(port.machine.mapped(0)).toEqual([11]);
		expect(space.errors[0]?.error).toMatchObject({
			code: 'PAGER_READ',
			message: 'the disk is on fire',
		});
	});

	it('that the host has answered end without a response', async () => {
		const { port, space, pager, counters } = setUp();
		pager.manual = true;
		space.state.areas.add({ address: 0, length: 50 * PAGE, permissions: 'r', pager });
		fault(space, 1, [1]);
		fault(space, 2, [1]);
		space.faults(rows(3, [1]), 0, 1, 7);
		space.pump();
		space.silence(new Set([1, 99]));
		space.silenceDevice(7);
		await pager.pending[0]?.end();
		expect([...port.answers]).toEqual([[2, true]]);
		expect(port.retired).toBe(2);
		expect(counters).toMatchObject({ success: 1, silenced: 2 });
		expect(space.unanswered).toBe(0);
	});

	it('of mappings that the host refuses leave the page absent and the frame free', async () => {
		const { port, space, pager, counters } = setUp();
		pager.manual = true;
		space.state.areas.add({ address: 0, length: 50 * PAGE, permissions: 'r', pager });
		fault(space, 1, [1, 11]);
		fault(space, 2, [2]);
		await pager.pending[0]?.end();
		await pager.pending[1]?.end();
		const { pages } = space.state;
		const request = pages.mapRequest[pages.find(1)] ?? 0;
		port.machine.refuse(0, 1);
		expect(space.mapRefused(request, (row) => row === 0)).toBe(1);
		expect(space.mapRefused(request, () => true)).toBe(0);
		expect(pages.find(1)).toBe(-1);
		expect(pages.framed).toBe(2);
		await pager.pending[0]?.end();
		expect([...port.answers]).toEqual([
			[2, true],
			[1, false],
		]);
		expect(counters).toMatchObject({ refusedMaps: 1, refused: 1 });
		pager.manual = false;
		fault(space, 3, [1]);
		expect(port.machine.read(0, 1)).toEqual(pattern(1));
	});
});
