import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { FIRST_LEVEL_PAGES } from '../../../../src/host/kernel/table/formats.js';
import type { Guest } from '../../../../src/host/kernel/vfio/guest.js';
import type { GuestSpace } from '../../../../src/host/kernel/vfio/guest-space.js';
import { MapOutcome } from '../../../../src/host/kernel/vfio/outcome.js';
import { faultline } from '../../../../src/wire/generated/faultline.js';
import { type ArrayGuestMemory, VfioBench } from '../../../support/vfio-bench.js';

function setUp(tables = 16) {
	const bench = new VfioBench();
	const { guest, memory } = bench.guest('a', { frames: 64, tables });
	guest.leaseFrames(4);
	// Frames 4 to 11.
	const { space } = bench.space(guest, 8);
	return { bench, guest, memory, space };
}

/** Everything that a refused request must leave as it was, but for the count of refusals. */
function snapshot(guest: Guest, memory: ArrayGuestMemory, space: GuestSpace) {
	return {
		memory: Buffer.from(memory.bytes).toString('latin1'),
		counters: { ...guest.counters, refused: 0 },
		mapped: space.mapped,
		inUse: guest.frameTable.inUse,
		tables: guest.tables.available,
	};
}

it('the outcomes have the numbers of the wire', () => {
	for (const [name, number] of Object.entries(MapOutcome))
		if (name !== 'OK')
			expect([name, number]).toEqual([
				name,
				faultline.v1.ErrorCode[name as keyof typeof faultline.v1.ErrorCode],
			]);
});

describe('map', () => {
	it('maps, and counts pages, frames and bytes', () => {
		const { guest, space } = setUp();
		const contents = new Uint8Array(4096 * 2).fill(7);
		expect(space.fill(4, contents, 4096)).toBe(MapOutcome.OK);
		expect(space.map(100, 4, 1 | 16)).toBe(MapOutcome.OK);
		expect(space.zero(5)).toBe(MapOutcome.OK);
		expect(space.map(101, 5, 3 | 32)).toBe(MapOutcome.OK);
		// One frame may stand for two pages.
		expect(space.map(102, 5, 7)).toBe(MapOutcome.OK);
		expect([space.mapped, guest.frameTable.inUse]).toEqual([3, 2]);
		expect({ ...guest.counters }).toEqual({
			maps: 3,
			unmaps: 0,
			evictions: 0,
			writebacks: 0,
			bytesIn: 4096,
			bytesOut: 0,
			refused: 0,
		});
	});

	it('maps the same frame again with more permissions, and counts its page once', () => {
		const { guest, space } = setUp();
		space.map(100, 4, 1);
		expect(space.map(100, 4, 1)).toBe(MapOutcome.OK);
		expect(space.map(100, 4, 3)).toBe(MapOutcome.OK);
		expect(space.mapped).toBe(1);
		space.unmap([100], () => {});
		expect(guest.frameTable.inUse).toBe(0);
	});

	it.each<[string, number, number, number, number]>([
		['a page below 0', -1, 4, 1, MapOutcome.BAD_PAGE],
		['a page that is no number', Number.NaN, 4, 1, MapOutcome.BAD_PAGE],
		['a page in the upper half', FIRST_LEVEL_PAGES, 4, 1, MapOutcome.BAD_PAGE],
		['the last 52-bit page', 2 ** 52 - 1, 4, 1, MapOutcome.BAD_PAGE],
		['a frame of another session', 1, 3, 1, MapOutcome.BAD_FRAME],
		['a frame after the lease', 1, 12, 1, MapOutcome.BAD_FRAME],
		['the frame of the top table', 1, 64, 1, MapOutcome.BAD_FRAME],
		['a frame below 0', 1, -1, 1, MapOutcome.BAD_FRAME],
		['no permission', 1, 4, 0, MapOutcome.BAD_PERMISSION],
		['write alone', 1, 4, 2, MapOutcome.BAD_PERMISSION],
		['an undefined bit', 1, 4, 1 | 8, MapOutcome.BAD_PERMISSION],
		['another undefined bit', 1, 4, 1 | 64, MapOutcome.BAD_PERMISSION],
		['a mapped page with another frame', 100, 6, 7, MapOutcome.PAGE_MAPPED],
		['a mapped page with less permission', 100, 5, 1, MapOutcome.PAGE_MAPPED],
	])('refuses %s and changes nothing', (_what, page, frame, flags, code) => {
		const { guest, memory, space } = setUp();
		space.map(100, 5, 3);
		const before = snapshot(guest, memory, space);
		expect(space.map(page, frame, flags)).toBe(code);
		expect(snapshot(guest, memory, space)).toEqual(before);
		expect(guest.counters.refused).toBe(1);
	});

	it('refuses when no frame is left for a table, and goes on where there is one', () => {
		const { guest, memory, space } = setUp(5);
		expect(space.map(0, 4, 1)).toBe(MapOutcome.OK);
		const before = snapshot(guest, memory, space);
		expect(space.map(2 ** 30, 5, 1)).toBe(MapOutcome.RESOURCE_EXHAUSTED);
		expect(snapshot(guest, memory, space)).toEqual(before);
		expect(space.map(1, 5, 1)).toBe(MapOutcome.OK);
	});

	it('refuses everything once the space is destroyed', () => {
		const { guest, space } = setUp();
		space.destroy(() => {});
		expect(space.map(1, 4, 1)).toBe(MapOutcome.UNKNOWN_SPACE);
		expect(space.fill(4, new Uint8Array(4096), 0)).toBe(MapOutcome.UNKNOWN_SPACE);
		expect(space.zero(4)).toBe(MapOutcome.UNKNOWN_SPACE);
		expect(space.copyOut(4, new Uint8Array(4096), 0)).toBe(MapOutcome.UNKNOWN_SPACE);
		const told: unknown[] = [];
		expect(space.unmap([1], (outcome) => told.push(outcome))).toBe(MapOutcome.UNKNOWN_SPACE);
		expect(told).toEqual([]);
		expect(guest.counters.refused).toBe(5);
	});
});

describe('fill and zero', () => {
	it('write one frame and no other', () => {
		const { memory, space } = setUp();
		const contents = new Uint8Array(4096).fill(9);
		space.fill(6, contents, 0);
		const frame = (n: number) => memory.bytes.subarray(n * 4096, n * 4096 + 4096);
		expect(frame(6).every((byte) => byte === 9)).toBe(true);
		expect([...frame(5), ...frame(7)].every((byte) => byte === 0)).toBe(true);
		space.zero(6);
		expect(frame(6).every((byte) => byte === 0)).toBe(true);
	});

	it.each([3, 12, 64, -1])('refuse frame %d, which is not the session’s', (frame) => {
		const { guest, memory, space } = setUp();
		const before = snapshot(guest, memory, space);
		expect(space.fill(frame, new Uint8Array(4096).fill(9), 0)).toBe(MapOutcome.BAD_FRAME);
		expect(space.zero(frame)).toBe(MapOutcome.BAD_FRAME);
		expect(space.copyOut(frame, new Uint8Array(4096), 0)).toBe(MapOutcome.BAD_FRAME);
		expect(snapshot(guest, memory, space)).toEqual(before);
	});

	it('refuse a frame that is mapped', () => {
		const { guest, memory, space } = setUp();
		space.fill(4, new Uint8Array(4096).fill(1), 0);
		space.map(100, 4, 1);
		const before = snapshot(guest, memory, space);
		expect(space.fill(4, new Uint8Array(4096).fill(9), 0)).toBe(MapOutcome.FRAME_IN_USE);
		expect(space.zero(4)).toBe(MapOutcome.FRAME_IN_USE);
		expect(snapshot(guest, memory, space)).toEqual(before);
	});
});

describe('a guest', () => {
	it('makes no space without a frame for its table, or for a lease that is over', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest('a', { tables: 1 });
		const { lease, space } = bench.space(guest);
		expect(guest.createSpace(lease, 'x86-64')).toBe(Errno.ENOMEM);
		expect(guest.spaces.size).toBe(1);
		expect(guest.releaseFrames(lease)).toBe(Errno.EBUSY);
		space.destroy(() => {});
		expect(guest.releaseFrames(lease)).toBe(Errno.OK);
		expect(guest.createSpace(lease, 'x86-64')).toBe(Errno.EINVAL);
	});

	it('gives the next session of a frame zeros', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest('a', { frames: 8 });
		const first = bench.space(guest, 8);
		first.space.fill(3, new Uint8Array(4096).fill(0x55), 0);
		first.space.map(9, 3, 1);
		first.space.destroy(() => {});
		guest.releaseFrames(first.lease);
		const second = bench.space(guest, 8);
		const seen = new Uint8Array(4096).fill(1);
		second.space.copyOut(3, seen, 0);
		expect(seen.every((byte) => byte === 0)).toBe(true);
	});

	it('refuses a memory that is too small for its frames', () => {
		const bench = new VfioBench();
		const { guest, memory } = bench.guest();
		const { domain } = guest;
		const make = () =>
			new (guest.constructor as typeof Guest)({
				name: 'b',
				memory,
				domain,
				domainIds: bench.domainIds,
				frames: 70,
				tableFrames: 11,
			});
		expect(make).toThrow(RangeError);
	});
});
