/**
 * Hardware walker of AMD host tables (v1 format, AMD IOMMU specification 48882, section 2.2.3): 64-bit entries, 512
 * a table, 1 to 6 levels; each entry says which level comes next, so levels may be skipped and a leaf may have
 * any power-of-two size. One object is reused for every walk: `use` says in which table, `walk` leaves its
 * result in the fields. It allocates nothing.
 *
 *     PR 0, A 5, D 6, next level 11:9, address 51:12, U 59, FC 60, IR 61, IW 62
 *
 * - Next level 0: a leaf of the level's own size. 7: a leaf whose size the address tells: 2^(n+1) bytes,
 *   n being the lowest 0 bit from bit 12 on; larger than the level's own size, smaller than the next level's. Level
 *   6 has no leaves. Address bits below the size are taken as 0.
 * - 1 to 6: a table of that level, lower than this one; the address bits of the levels skipped must be 0.
 * - Reserved: 58:52 of a leaf, 60:52 of a table entry. Bits 1 to 4, 7, 8 and 63 are ignored.
 *
 * Within one entry the order is: present, reserved bits, level and size, permission. The last tables it came to are
 * kept in a `LeafTableCache`; a row serves only walks that want nothing beyond what the entries above grant.
 *
 * Page numbers come as three integers, two levels each: `top` (16 bits), `high` (18) and `low` (18).
 */

import { Access } from '../iommu/contract.js';
import type { PhysicalMemory } from '../memory.js';
import { AmdFault } from './amd-walk-fault.js';
import { type LeafTableCache, NO_PROCESS } from './leaf-table-cache.js';

/** What is kept of a leaf's use; bits of the argument `updates`, as DTE.HAD has them. */
export const HostUpdates = { ACCESSED: 1, DIRTY: 2 } as const;

const PRESENT = 0x1;
const ACCESSED_BIT = 0x20;
const DIRTY_BIT = 0x40;
/** Of the upper word. */
const RESERVED_LEAF = 0x07f0_0000;
const RESERVED_TABLE = 0x1ff0_0000;
const ADDRESS = 0x000f_ffff;
const DEFAULT_SIZE = 0;
const CODED_SIZE = 7;
const MAX_LEAF_LEVEL = 5;
const READ_WRITE = Access.READ | Access.WRITE;

export class AmdV1Walker {
	/** `AmdFault` of the last walk. */
	fault: number = AmdFault.NONE;
	/** With UNREADABLE: page of the table that could not be read, and which of its entries was wanted. */
	faultPage = 0;
	faultWord = 0;
	/** Host frame, not necessarily one that the memory has; -1 from 2^28 on. */
	frame = 0;
	/** READ and WRITE as every level grants them. */
	permission = 0;
	/** log2 of the leaf's size in pages, 0 to 44. */
	leaf = 0;
	/** Where the leaf entry stands: frame and index of its lower word. */
	entryFrame = 0;
	entryWord = 0;
	readonly #memory: PhysicalMemory;
	readonly #frames: number;
	readonly #tables: LeafTableCache;
	#space = 0;
	#root = 0;
	#levels = 1;
	#updates = 0;

	constructor(memory: PhysicalMemory, tables: LeafTableCache) {
		this.#memory = memory;
		this.#frames = memory.frames;
		this.#tables = tables;
	}

	/**
	 * Chooses the table of the walks that follow: `space` tags what is kept of it, `root` is the page of its top
	 * table, `levels` 1 to 6, `updates` `HostUpdates` bits.
	 */
	use(space: number, root: number, levels: number, updates: number): void {
		this.#space = space;
		this.#root = root;
		this.#levels = levels;
		this.#updates = updates;
	}

	/**
	 * Walks to the leaf of a page. Bits of `required` (READ, WRITE) that an entry lacks end the walk there; with
	 * 0 it goes on while anything is granted. `wanted`, which includes them, is what must not be denied
	 * by anything but memory as it is now. Returns whether `frame` and `permission` are valid.
	 */
	walk(top: number, high: number, low: number, required: number, wanted: number): boolean {
		const memory = this.#memory;
		const tables = this.#tables;
		let level = this.#levels;
		if (level < 6 && isBeyond(level, top, high, low)) return this.#end(AmdFault.NOT_PRESENT);
		let table = this.#root;
		let permission: number = READ_WRITE;
		const row = top === 0 ? tables.find(this.#space, NO_PROCESS, level, high, low) : -1;
		if (row >= 0 && (wanted & ~tables.attributes(row)) === 0) {
			table = tables.frame(row);
			permission = tables.attributes(row);
			level = 1;
		}
		for (;;) {
			const word = indexOf(level, top, high, low) << 1;
			if (table >= this.#frames) {
				this.faultPage = table;
				this.faultWord = word;
				return this.#end(AmdFault.UNREADABLE);
			}
			const entry = memory.readEntry(table, word);
			if ((entry & PRESENT) === 0) return this.#end(AmdFault.NOT_PRESENT);
			const upper = memory.upper;
			const next = (entry >>> 9) & 7;
			const isLeaf = next === DEFAULT_SIZE || next === CODED_SIZE;
			if ((upper & (isLeaf ? RESERVED_LEAF : RESERVED_TABLE)) !== 0)
				return this.#end(AmdFault.RESERVED);
			let size = 0;
			if (isLeaf) {
				size = next === DEFAULT_SIZE ? (level - 1) * 9 : codedSize(entry, upper);
				if (level > MAX_LEAF_LEVEL || (next === CODED_SIZE && !fits(size, level)))
					return this.#end(AmdFault.LEVEL);
			} else if (next >= level || isSkippedSet(level, next, top, high, low))
				return this.#end(AmdFault.LEVEL);
			permission &= (upper >>> 29) & READ_WRITE;
			if ((required & ~permission) !== 0 || permission === 0) return this.#end(AmdFault.PERMISSION);
			if (isLeaf) {
				this.entryFrame = table;
				this.entryWord = word;
				this.leaf = size;
				this.permission = permission;
				this.frame = frameOf(entry, upper, size, top, high, low);
				this.fault = AmdFault.NONE;
				return true;
			}
			table = (upper & ADDRESS) * 0x10_0000 + (entry >>> 12);
			level = next;
			if (level === 1 && top === 0 && table < this.#frames)
				tables.fill(this.#space, NO_PROCESS, this.#levels, high, low, table, permission, 0, 0);
		}
	}

	/** The last walk's translation is used: sets the leaf's accessed bit, and dirty for a write. */
	commit(write: boolean): void {
		if (this.#updates !== 0) this.#mark(this.entryFrame, this.entryWord, write);
	}

	/** A page whose leaf entry stands there was written by the walk of another table. */
	markWritten(entryFrame: number, entryWord: number): void {
		if (this.#updates !== 0) this.#mark(entryFrame, entryWord, true);
	}

	#mark(frame: number, word: number, write: boolean): void {
		const entry = this.#memory.readWord(frame, word);
		const accessed = (this.#updates & HostUpdates.ACCESSED) !== 0 ? ACCESSED_BIT : 0;
		const dirty = write && (this.#updates & HostUpdates.DIRTY) !== 0 ? DIRTY_BIT : 0;
		const marked = (entry | accessed | dirty) >>> 0;
		if (marked !== entry) this.#memory.writeWord(frame, word, marked);
	}

	#end(fault: number): boolean {
		this.fault = fault;
		return false;
	}
}

/** Whether a page lies beyond what tables of fewer than 6 levels cover. */
function isBeyond(levels: number, top: number, high: number, low: number): boolean {
	switch (levels) {
		case 5:
			return top >= 512;
		case 4:
			return top !== 0;
		case 3:
			return top !== 0 || high >= 512;
		case 2:
			return top !== 0 || high !== 0;
		default:
			return top !== 0 || high !== 0 || low >= 512;
	}
}

function indexOf(level: number, top: number, high: number, low: number): number {
	const part = level > 4 ? top : level > 2 ? high : low;
	return (level & 1) === 0 ? part >>> 9 : part & 511;
}

/** Whether the address has a bit set that belongs to a level between this one and the next. */
function isSkippedSet(
	level: number,
	next: number,
	top: number,
	high: number,
	low: number,
): boolean {
	for (let skipped = next + 1; skipped < level; skipped++)
		if (indexOf(skipped, top, high, low) !== 0) return true;
	return false;
}

/** log2 of the pages of a leaf that codes its size in its address; beyond every level when no bit is 0. */
function codedSize(entry: number, upper: number): number {
	const zeros = ~(entry >>> 12) & ADDRESS;
	if (zeros !== 0) return 32 - Math.clz32(zeros & -zeros);
	const more = ~upper & ADDRESS;
	return more === 0 ? 64 : 52 - Math.clz32(more & -more);
}

/** Whether a coded size lies between the level's own and the one of the next level. */
function fits(size: number, level: number): boolean {
	return size > (level - 1) * 9 && size < level * 9;
}

/** Frame of the page within the leaf; -1 from 2^28 on, where no memory reaches. */
function frameOf(
	entry: number,
	upper: number,
	size: number,
	top: number,
	high: number,
	low: number,
): number {
	if (size <= 18) {
		if ((upper & ADDRESS) > 0xff) return -1;
		const within = (1 << size) - 1;
		return ((((upper & 0xff) << 20) | (entry >>> 12)) & ~within) | (low & within);
	}
	const pages = 2 ** size;
	const base = (upper & ADDRESS) * 0x10_0000 + (entry >>> 12);
	const page = (top * 0x4_0000 + high) * 0x4_0000 + low;
	const frame = base - (base % pages) + (page % pages);
	return frame < 2 ** 28 ? frame : -1;
}
