/**
 * Hardware walker of VT-d second-level tables (VT-d specification 9.9: R bit 0, W bit 1, PS bit 7, A
 * bit 8, D bit 9), 3 or 4 levels, pages of 4 KiB, 2 MiB and 1 GiB. One object is reused for every walk:
 * `use` says in which space, `walk` leaves its result in the fields. It allocates nothing.
 *
 * The last tables it came to, and leaves of 2 MiB, are kept in a `LeafTableCache`, with what all entries on
 * the way grant. A row serves only walks that want nothing beyond that: what an entry denies is read
 * from memory, so that a permission added there is seen without an invalidation.
 *
 * Page numbers come as two integers, `high` (page >> 18) and `low` (18 bits), two levels each.
 * Within one entry the order is: present, permission, reserved bits.
 */

import { Access } from '../iommu/contract.js';
import type { PhysicalMemory } from '../memory.js';
import { LARGE_LEAF, type LeafTableCache, NO_PROCESS } from './leaf-table-cache.js';
import { reservedHigh, WalkFault } from './walk-fault.js';

/** SNP, which is reserved in a unit without snoop control. */
const SNOOP = 0x800;
const RESERVED_TABLE = SNOOP;
const RESERVED_TOP = SNOOP | 0x80;
const RESERVED_2M = SNOOP | 0x1f_f000;
const RESERVED_1G = SNOOP | 0x3fff_f000;
const LEAF = 0x80;
const ACCESSED = 0x100;
const DIRTY = 0x200;
const READ_WRITE = Access.READ | Access.WRITE;
/** How a row of the cache was made; its mode. */
const THREE_LEVELS = 0x01;
const UPDATES = 0x02;

export class SecondLevelWalker {
	/** `WalkFault` of the last walk. */
	fault: number = WalkFault.NONE;
	/** Host frame, not necessarily one that the memory has; -1 from 2^28 on. */
	frame = 0;
	/** READ and WRITE as every level grants them. */
	permission = 0;
	/** log2 of the leaf's size in pages: 0, 9 or 18. */
	leaf = 0;
	/** Where the leaf entry stands: frame and index of its lower word. */
	entryFrame = 0;
	entryWord = 0;
	/** How the chosen table is walked, in 2 bits. */
	mode = 0;
	readonly #memory: PhysicalMemory;
	readonly #frames: number;
	readonly #reservedHigh: number;
	readonly #tables: LeafTableCache;
	#space = 0;
	#root = 0;
	#levels = 4;
	#updates = false;

	constructor(memory: PhysicalMemory, tables: LeafTableCache, hostAddressWidth: number) {
		this.#memory = memory;
		this.#tables = tables;
		this.#frames = memory.frames;
		this.#reservedHigh = reservedHigh(hostAddressWidth);
	}

	/**
	 * Chooses the table of the walks that follow. `root` is the top table's frame, -1 when it lies outside the
	 * memory; `updates` says whether accessed and dirty bits are kept; `space` tags what is kept of it.
	 */
	use(space: number, root: number, levels: number, updates: boolean): void {
		this.#space = space;
		this.#root = root;
		this.#levels = levels;
		this.#updates = updates;
		this.mode = (levels === 3 ? THREE_LEVELS : 0) | (updates ? UPDATES : 0);
	}

	/**
	 * Walks to the leaf of a page. Bits of `required` (READ, WRITE) that an entry lacks end the walk
	 * there; with 0 it goes on while anything is granted. `wanted`, which includes them, is what must not be denied
	 * by anything but memory as it is now. Sets accessed bits above the leaf; the leaf's are left to
	 * `commit`. Returns whether `frame` and `permission` are valid.
	 */
	walk(high: number, low: number, required: number, wanted: number): boolean {
		const memory = this.#memory;
		const tables = this.#tables;
		let level = this.#levels;
		let table = this.#root;
		let permission = READ_WRITE;
		if (level === 4 ? high >= 0x4_0000 : high >= 0x200) return this.#end(WalkFault.SECOND_WIDTH);
		const row = tables.find(this.#space, NO_PROCESS, this.mode, high, low);
		const held = row < 0 ? 0 : tables.attributes(row);
		if (row >= 0 && (wanted & ~held) === 0) {
			permission = held & READ_WRITE;
			table = tables.frame(row);
			level = 1;
			if ((held & LARGE_LEAF) !== 0) {
				this.entryFrame = tables.entryFrame(row);
				this.entryWord = tables.entryWord(row);
				return this.#found(table | (low & 0x1ff), 9, permission);
			}
		}
		if (table < 0) return this.#end(WalkFault.SECOND_TOP_UNREADABLE);
		for (;;) {
			const part = level > 2 ? high : low;
			const word = ((level & 1) === 0 ? part >> 9 : part & 511) << 1;
			const entry = memory.readEntry(table, word);
			const granted = entry & READ_WRITE;
			if (granted === 0) return this.#end(WalkFault.SECOND_NOT_PRESENT);
			permission &= granted;
			if ((required & ~permission) !== 0)
				return this.#end(
					(required & ~permission & Access.WRITE) !== 0
						? WalkFault.SECOND_WRITE
						: WalkFault.SECOND_READ,
				);
			if (permission === 0) return this.#end(WalkFault.SECOND_NOT_PRESENT);
			const upper = memory.upper;
			const isLeaf = level === 1 || ((entry & LEAF) !== 0 && level < 4);
			const reserved =
				level === 4
					? RESERVED_TOP
					: !isLeaf || level === 1
						? RESERVED_TABLE
						: level === 2
							? RESERVED_2M
							: RESERVED_1G;
			if ((entry & reserved) !== 0 || (upper & this.#reservedHigh) !== 0)
				return this.#end(WalkFault.SECOND_RESERVED);
			const next = frameOf(entry, upper);
			if (isLeaf) {
				this.entryFrame = table;
				this.entryWord = word;
				if (level === 1 || next < 0) return this.#found(next, (level - 1) * 9, permission);
				if (level === 3) return this.#found(next | low, 18, permission);
				this.#keep(high, low, next, permission | LARGE_LEAF, table, word);
				return this.#found(next | (low & 0x1ff), 9, permission);
			}
			if (this.#updates && (entry & ACCESSED) === 0)
				memory.writeWord(table, word, entry | ACCESSED);
			if (next < 0 || next >= this.#frames) return this.#end(WalkFault.SECOND_UNREADABLE);
			table = next;
			level--;
			if (level === 1) this.#keep(high, low, table, permission, 0, 0);
		}
	}

	/** The last walk's translation is used: sets the leaf's accessed bit, and dirty for a write. */
	commit(write: boolean): void {
		if (this.#updates) this.#mark(this.entryFrame, this.entryWord, write);
	}

	/** A page whose leaf entry stands there was written by the walk of another table. */
	markWritten(entryFrame: number, entryWord: number): void {
		if (this.#updates) this.#mark(entryFrame, entryWord, true);
	}

	#mark(frame: number, word: number, write: boolean): void {
		const entry = this.#memory.readWord(frame, word);
		const marked = (entry | ACCESSED | (write ? DIRTY : 0)) >>> 0;
		if (marked !== entry) this.#memory.writeWord(frame, word, marked);
	}

	#found(frame: number, leaf: number, permission: number): boolean {
		this.leaf = leaf;
		this.frame = frame;
		this.permission = permission;
		this.fault = WalkFault.NONE;
		return true;
	}

	#keep(
		high: number,
		low: number,
		frame: number,
		attributes: number,
		entryFrame: number,
		entryWord: number,
	): void {
		this.#tables.fill(
			this.#space,
			NO_PROCESS,
			this.mode,
			high,
			low,
			frame,
			attributes,
			entryFrame,
			entryWord,
		);
	}

	#end(fault: number): boolean {
		this.fault = fault;
		return false;
	}
}

/** Frame number in an entry; -1 from 2^28 on, where no memory reaches. */
function frameOf(entry: number, upper: number): number {
	const top = upper & 0x000f_ffff;
	return top > 0xff ? -1 : (top << 20) | (entry >>> 12);
}
