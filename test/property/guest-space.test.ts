import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Errno } from '../../src/host/kernel/errno.js';
import type { Guest } from '../../src/host/kernel/vfio/guest.js';
import type { GuestSpace } from '../../src/host/kernel/vfio/guest-space.js';
import { MapOutcome } from '../../src/host/kernel/vfio/outcome.js';
import { type ArrayGuestMemory, VfioBench } from '../support/vfio-bench.js';

/**
 * Two address spaces of a guest against maps of what they should hold. Devices read and write through
 * translations that they cached, until an invalidation is complete, and the tables are read back by a
 * walker that knows the x86-64 layout from here only.
 */

const FRAMES = 8;
const TABLES = 10;
const LEASE = { first: 2, count: 5 };
const PAGES = [0, 1, 511, 512, 513, 2 ** 18, 2 ** 18 + 512, 2 ** 27 + 5, 2 ** 34, 2 ** 35 - 1];

interface Leaf {
	readonly frame: number;
	readonly writable: boolean;
	readonly executable: boolean;
	readonly dirty: boolean;
}

const spans = [512 ** 3, 512 ** 2, 512, 1];

/** Address of the entry of `page` in the table of a level (0 is the top), and what it holds. */
function entry(memory: ArrayGuestMemory, table: number, level: number, page: number) {
	const at = table * 4096 + (Math.floor(page / spans[level]!) % 512) * 8;
	const bits = Buffer.from(memory.bytes.buffer).readBigUInt64LE(at);
	return { at, bits, frame: Number((bits >> 12n) & 0xff_ffff_ffffn) };
}

/** The leaf of a page as hardware finds it, and how many tables are missing on the way. */
function walk(memory: ArrayGuestMemory, root: number, page: number) {
	let table = root;
	for (let level = 0; level < 3; level++) {
		const { bits, frame } = entry(memory, table, level, page);
		if ((bits & 1n) === 0n) return { missing: 3 - level };
		expect(bits & 0xfffn & ~0x60n).toBe(7n);
		table = frame;
	}
	const { at, bits, frame } = entry(memory, table, 3, page);
	if ((bits & 1n) === 0n) return { missing: 0 };
	expect(bits & 4n).toBe(4n);
	const leaf: Leaf = {
		frame,
		writable: (bits & 2n) !== 0n,
		executable: bits >> 63n === 0n,
		dirty: (bits & 0x40n) !== 0n,
	};
	return { missing: 0, leaf, at };
}

/** One space, what it should hold, and a device's cache in front of it. */
interface Side {
	readonly space: GuestSpace;
	readonly pages: Map<number, { frame: number; permission: number; dirty: boolean }>;
	readonly leaving: Set<number>;
	/** Writable translations that the device holds. */
	readonly atc: Map<number, number>;
}

const side = fc.integer({ min: 0, max: 1 });
const page = fc.oneof({ arbitrary: fc.constantFrom(...PAGES), weight: 9 }, fc.constant(2 ** 35));
const frame = fc.oneof(
	{ arbitrary: fc.integer({ min: 2, max: 6 }), weight: 9 },
	fc.constantFrom(1, 7, 8),
);
const step = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({
			do: fc.constant('map' as const),
			side,
			page,
			frame,
			permission: fc.constantFrom(1, 3, 5, 7, 0, 2, 9),
		}),
	},
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('write' as const), side, page }) },
	{
		weight: 2,
		arbitrary: fc.record({ do: fc.constant('unmap' as const), side, pages: fc.array(page) }),
	},
	{
		weight: 2,
		arbitrary: fc.record({ do: fc.constant('complete' as const), which: fc.nat(3) }),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('fill' as const), side, frame }) },
);

class Model {
	readonly bench = new VfioBench();
	readonly guest: Guest;
	readonly memory: ArrayGuestMemory;
	readonly sides: Side[];
	/** What each frame should hold: one number in all its bytes. */
	readonly contents = new Array<number>(FRAMES).fill(0);
	#stamp = 0;

	constructor() {
		const { guest, memory } = this.bench.guest('a', { frames: FRAMES, tables: TABLES });
		this.guest = guest;
		this.memory = memory;
		guest.leaseFrames(LEASE.first);
		const lease = guest.leaseFrames(LEASE.count);
		const vfio = this.bench.assign(this.bench.device('nic'), guest);
		this.sides = [1, 2].map((pasid) => {
			const space = lease === undefined ? Errno.ENOMEM : guest.createSpace(lease, 'x86-64');
			if (typeof space === 'number') throw new Error('no space');
			expect(space.bind(vfio, pasid)).toBe(Errno.OK);
			return { space, pages: new Map(), leaving: new Set(), atc: new Map() };
		});
		this.bench.iommu.hold = true;
	}

	get #all(): Side[] {
		return this.sides;
	}

	/** How many pages stand for a frame; `leaving` ones alone, or all. */
	users(frame: number, leavingOnly = false): number {
		let users = 0;
		for (const { pages, leaving } of this.#all)
			for (const [page, mapping] of pages)
				if (mapping.frame === frame && (!leavingOnly || leaving.has(page))) users++;
		return users;
	}

	leased(frame: number): boolean {
		return frame >= LEASE.first && frame < LEASE.first + LEASE.count;
	}

	map(side: Side, page: number, frame: number, permission: number): void {
		const before = side.pages.get(page);
		let expected: number = MapOutcome.OK;
		if (page >= 2 ** 35) expected = MapOutcome.BAD_PAGE;
		else if (!this.leased(frame)) expected = MapOutcome.BAD_FRAME;
		else if ((permission & 1) === 0 || permission > 7) expected = MapOutcome.BAD_PERMISSION;
		else if (this.users(frame, true) > 0) expected = MapOutcome.FRAME_IN_USE;
		else if (before !== undefined) {
			const kept = (before.permission & permission) === before.permission;
			if (before.frame !== frame || !kept || side.leaving.has(page))
				expected = MapOutcome.PAGE_MAPPED;
		} else if (
			walk(this.memory, side.space.rootPage('x86-64'), page).missing > this.guest.tables.available
		)
			expected = MapOutcome.RESOURCE_EXHAUSTED;
		expect(side.space.map(page, frame, permission)).toBe(expected);
		if (expected !== MapOutcome.OK) return;
		side.pages.set(page, { frame, permission, dirty: before?.dirty ?? false });
	}

	/** A device writes: by its cache, or by a walk that sets A and D and fills the cache. */
	write(side: Side, page: number): void {
		let frame = side.atc.get(page);
		if (frame === undefined && page < 2 ** 35) {
			const { leaf, at } = walk(this.memory, side.space.rootPage('x86-64'), page);
			if (leaf?.writable) {
				this.memory.bytes[at!]! |= 0x60;
				side.pages.get(page)!.dirty = true;
				side.atc.set(page, leaf.frame);
				frame = leaf.frame;
			}
		}
		if (frame === undefined) return;
		this.#stamp = (this.#stamp % 255) + 1;
		this.contents[frame] = this.#stamp;
		this.memory.bytes.fill(this.#stamp, frame * 4096, (frame + 1) * 4096);
	}

	unmap(side: Side, pages: number[]): void {
		const refused: [number, number][] = [];
		const dirty: [number, number][] = [];
		const gone: number[] = [];
		for (const [row, page] of pages.entries()) {
			const mapping = side.pages.get(page);
			if (page >= 2 ** 35) refused.push([row, MapOutcome.BAD_PAGE]);
			else if (mapping === undefined || side.leaving.has(page))
				refused.push([row, MapOutcome.PAGE_NOT_MAPPED]);
			else {
				side.leaving.add(page);
				gone.push(page);
				if (mapping.dirty) dirty.push([row, mapping.frame]);
			}
		}
		const result = side.space.unmap(pages, (outcome) => {
			expect(outcome.refusedRows.map((row, i) => [row, outcome.refusedCodes[i]])).toEqual(refused);
			expect(outcome.dirtyRows.map((row, i) => [row, outcome.dirtyFrames[i]])).toEqual(dirty);
			for (const [, frame] of dirty) {
				const bytes = new Uint8Array(4096);
				side.space.copyOut(frame, bytes, 0);
				expect(bytes.every((byte) => byte === this.contents[frame])).toBe(true);
			}
			for (const page of gone) {
				side.pages.delete(page);
				side.leaving.delete(page);
				// The invalidation is complete.
				side.atc.delete(page);
			}
		});
		expect(result).toBe(MapOutcome.OK);
	}

	fill(side: Side, frame: number): void {
		const expected = !this.leased(frame)
			? MapOutcome.BAD_FRAME
			: this.users(frame) > 0
				? MapOutcome.FRAME_IN_USE
				: MapOutcome.OK;
		this.#stamp = (this.#stamp % 255) + 1;
		const bytes = new Uint8Array(4096).fill(this.#stamp);
		expect(side.space.fill(frame, bytes, 0)).toBe(expected);
		if (expected === MapOutcome.OK) this.contents[frame] = this.#stamp;
	}

	check(): void {
		for (const { space, pages, leaving } of this.sides) {
			for (const page of PAGES) {
				const { leaf } = walk(this.memory, space.rootPage('x86-64'), page);
				const mapping = leaving.has(page) ? undefined : pages.get(page);
				const expected: Leaf | undefined = mapping && {
					frame: mapping.frame,
					writable: (mapping.permission & 2) !== 0,
					executable: (mapping.permission & 4) !== 0,
					dirty: mapping.dirty,
				};
				expect(leaf).toEqual(expected);
			}
			expect(space.mapped).toBe(pages.size - leaving.size);
		}
		for (let frame = 0; frame < FRAMES; frame++) {
			const bytes = this.memory.bytes.subarray(frame * 4096, (frame + 1) * 4096);
			expect([bytes[0], bytes[4095]]).toEqual([this.contents[frame], this.contents[frame]]);
		}
		const used = [...this.contents.keys()].filter((frame) => this.users(frame) > 0);
		expect(this.guest.frameTable.inUse).toBe(used.length);
	}

	/** Ends the session: everything must be where it began. */
	end(): void {
		const [one, two] = this.sides.map((each) => each.space);
		const ended: string[] = [];
		one!.destroy(() => ended.push('one'));
		two!.destroy(() => ended.push('two'));
		this.bench.iommu.completeAll();
		expect(ended.sort()).toEqual(['one', 'two']);
		expect(this.guest.tables.available).toBe(TABLES);
		expect(this.guest.frameTable.inUse).toBe(0);
		expect(this.guest.releaseFrames(one!.lease)).toBe(Errno.OK);
		expect(this.memory.bytes.every((byte) => byte === 0)).toBe(true);
	}
}

it('address spaces hold what was mapped, and no frame is used again while a cache holds it', () => {
	fc.assert(
		fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
			const model = new Model();
			for (const action of steps) {
				if (action.do === 'complete') {
					const waiting = model.bench.iommu.waiting;
					if (waiting > 0) model.bench.iommu.complete(action.which % waiting);
				} else {
					const side = model.sides[action.side]!;
					if (action.do === 'map') model.map(side, action.page, action.frame, action.permission);
					else if (action.do === 'write') model.write(side, action.page);
					else if (action.do === 'unmap') model.unmap(side, action.pages);
					else model.fill(side, action.frame);
				}
				model.check();
			}
			model.end();
		}),
		{ numRuns: 300 },
	);
});
