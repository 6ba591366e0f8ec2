/**
 * Hardware walker of RISC-V second-stage tables (Sv39x4, Sv48x4, Sv57x4: 3 to 5 levels, a top table of 16 KiB
 * indexed by two bits more). One object is reused for every walk: `walk` leaves its result in the fields. It
 * allocates nothing. It remembers, for each 1 GiB of a guest, the table of its 2 MiB entries; entries that translate
 * are read anew every time. Who changes tables drops the rows of `tables`.
 *
 * Guest page numbers come as two integers, `high` (page >> 18, not cut off) and `low` (18 bits).
 * The leaf's accessed and dirty bits are written by `commit`, once the caller knows that the
 * translation is used; whether they may be is checked by `walk`.
 */

import { Access } from '../iommu/contract.js';
import type { PhysicalMemory } from '../memory.js';
import { type LeafTableCache, NO_PROCESS } from './leaf-table-cache.js';
import {
	frameOf,
	isMalformed,
	isPointer,
	leafOrder,
	Pte,
	permissionOf,
	RiscvFault,
} from './riscv-entry.js';

/** Mode of the rows in the cache; there is one only. */
const MODE = 0;

export class RiscvSecondStage {
	/** `RiscvFault` of the last walk: NONE, ACCESS or GUEST. */
	fault: number = RiscvFault.NONE;
	/** Host frame, not necessarily one that the memory has; -1 from 2^28 on. */
	frame = 0;
	/** READ, WRITE and EXEC of the leaf; WRITE only where it is dirty or may be made so by this request. */
	permission = 0;
	/** Whether the leaf permits writing, dirty or not. */
	mayWrite = false;
	/** log2 of the leaf's size in pages. */
	leaf = 0;
	/** Where the leaf entry stands: frame and index of its lower word. */
	entryFrame = 0;
	entryWord = 0;
	readonly #memory: PhysicalMemory;
	readonly #frames: number;
	readonly #tables: LeafTableCache;
	#space = 0;
	#root = 0;
	#levels = 3;
	#updates = false;

	/** `tables` is a cache of 1 GiB regions. */
	constructor(memory: PhysicalMemory, tables: LeafTableCache) {
		this.#memory = memory;
		this.#frames = memory.frames;
		this.#tables = tables;
	}

	/**
	 * Chooses the table of the walks that follow. `space` (16 bits) names the guest; `root` is the top table's
	 * first frame, a multiple of 4, -1 when it lies outside the memory; `updates` says whether accessed and
	 * dirty bits are set by the walker.
	 */
	use(space: number, root: number, levels: number, updates: boolean): void {
		this.#space = space;
		this.#root = root;
		this.#levels = levels;
		this.#updates = updates;
	}

	/**
	 * Walks to the leaf of a guest page. Bits of `required` that the leaf lacks are a fault; `write` says
	 * whether the page would be written if it may be. Returns whether the result is valid.
	 */
	walk(high: number, low: number, required: number, write: boolean): boolean {
		const memory = this.#memory;
		const levels = this.#levels;
		// Of the page number 29, 38 or 47 bits are translated.
		if (high >= 1 << (levels * 9 - 16)) return this.#end(RiscvFault.GUEST);
		let level = 1;
		let table: number;
		const row = this.#tables.find(this.#space, NO_PROCESS, MODE, high, low);
		if (row >= 0) table = this.#tables.frame(row);
		else {
			level = levels - 1;
			table = this.#root;
		}
		for (;;) {
			let index: number;
			if (level === 0) index = low & 511;
			else if (level === 1) index = low >>> 9;
			else {
				index = high >>> ((level - 2) * 9);
				if (level < levels - 1) index &= 511;
				else if (table >= 0) table += index >> 9;
			}
			if (table < 0 || table >= this.#frames) return this.#end(RiscvFault.ACCESS);
			const word = (index & 511) << 1;
			const entry = memory.readEntry(table, word);
			const upper = memory.upper;
			if (isMalformed(entry, upper, level)) return this.#end(RiscvFault.GUEST);
			if (!isPointer(entry)) {
				this.entryFrame = table;
				this.entryWord = word;
				return this.#found(entry, upper, level, high, low, required, write);
			}
			table = frameOf(entry, upper);
			level--;
			if (level === 1 && table >= 0)
				this.#tables.fill(this.#space, NO_PROCESS, MODE, high, low, table, 0, 0, 0);
		}
	}

	/** The last walk's translation is used: sets the leaf's accessed bit, and dirty for a write. */
	commit(write: boolean): void {
		if (this.#updates) this.#mark(this.entryFrame, this.entryWord, write);
	}

	/** Whether a page whose leaf entry stands there may be written as far as its dirty bit goes. */
	mayDirty(entryFrame: number, entryWord: number): boolean {
		return this.#updates || (this.#memory.readWord(entryFrame, entryWord) & Pte.DIRTY) !== 0;
	}

	/** A page whose leaf entry stands there was written by the walk of another table. */
	markWritten(entryFrame: number, entryWord: number): void {
		if (this.#updates) this.#mark(entryFrame, entryWord, true);
	}

	#found(
		entry: number,
		upper: number,
		level: number,
		high: number,
		low: number,
		required: number,
		write: boolean,
	): boolean {
		let permission = permissionOf(entry);
		if ((required & ~permission) !== 0 || (entry & Pte.USER) === 0)
			return this.#end(RiscvFault.GUEST);
		if ((entry & Pte.ACCESSED) === 0 && !this.#updates) return this.#end(RiscvFault.GUEST);
		if ((entry & Pte.DIRTY) === 0 && (permission & Access.WRITE) !== 0) {
			if (write && !this.#updates) return this.#end(RiscvFault.GUEST);
			if (!write) permission &= ~Access.WRITE;
		}
		this.mayWrite = (entry & Pte.WRITE) !== 0;
		const frame = frameOf(entry, upper);
		const order = leafOrder(upper, level);
		this.leaf = order;
		this.permission = permission;
		this.fault = RiscvFault.NONE;
		if (order === 0 || frame < 0) this.frame = frame;
		else if (order <= 27) {
			const within = (1 << order) - 1;
			this.frame = frame | (((high << 18) | low) & within);
			if (order === 4) this.frame = (frame & ~within) | (low & within);
		} else {
			// The topmost leaf of five levels covers 2^36 pages, of which 2^28 can be memory.
			const inside = high & 0x3_ffff;
			this.frame = inside >= 0x400 ? -1 : (inside << 18) | low;
		}
		return true;
	}

	#mark(frame: number, word: number, write: boolean): void {
		const entry = this.#memory.readWord(frame, word);
		const marked = (entry | Pte.ACCESSED | (write ? Pte.DIRTY : 0)) >>> 0;
		if (marked !== entry) this.#memory.writeWord(frame, word, marked);
	}

	#end(fault: number): boolean {
		this.fault = fault;
		return false;
	}
}
