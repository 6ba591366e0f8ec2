/**
 * Hardware walker of RISC-V first-stage tables (Sv39, Sv48, Sv57: 3 to 5 levels). One object is reused for every
 * walk: `walk` leaves its result in the fields. It allocates nothing. It remembers, for each 2 MiB of an
 * address space, the last table; entries that translate are read anew every time. Who changes tables drops the
 * rows of `tables`.
 *
 * Nested, the address of each table is guest-physical and goes through the second-stage walker, which has
 * been told what to use. The page found is guest-physical too: translating it is the caller's
 * business, as it may be the page of an interrupt file. Otherwise both are host addresses.
 *
 * Order within a leaf: form, permission, user bit, accessed and dirty bits. The latter are written by
 * `commit`, once the caller knows that the translation is used; whether they may be is checked by `walk`.
 */

import { Access } from '../iommu/contract.js';
import type { PhysicalMemory } from '../memory.js';
import type { LeafTableCache } from './leaf-table-cache.js';
import { isMalformed, isPointer, leafOrder, Pte, permissionOf, RiscvFault } from './riscv-entry.js';
import type { RiscvSecondStage } from './riscv-second-stage.js';

/** How a walk is done; bits of the argument `mode`. */
export const RiscvWalk = {
	/** Table addresses go through the second stage. */
	NESTED: 0x01,
	/** Supervisor request; otherwise user. */
	SUPERVISOR: 0x02,
	/** Supervisors may read and write user pages (SUM). */
	USER_MEMORY: 0x04,
	/** Accessed and dirty bits are set by the walker. */
	UPDATES: 0x08,
} as const;

/** Of the mode, what a way to a last table depends on. */
const WAY = RiscvWalk.NESTED;
/** Attributes of a row: the table's page may be written; an entry above is global. */
const TABLE_WRITABLE = 1;
const GLOBAL_ABOVE = 2;

/** Pages of the lower half of an address space, by the levels of its table. */
const HALVES = [0, 0, 0, 2 ** 26, 2 ** 35, 2 ** 44] as const;

export class RiscvFirstStage {
	/** `RiscvFault` of the last walk. */
	fault: number = RiscvFault.NONE;
	/** With GUEST_READ and GUEST_WRITE the guest page of the table, and the entry's offset in it. */
	faultPage = 0;
	faultOffset = 0;
	/** Page that the address translates to: page >> 18, and its low 18 bits. */
	high = 0;
	low = 0;
	/** READ, WRITE and EXEC of the leaf; WRITE only where it is dirty or may be made so by this request. */
	permission = 0;
	/** log2 of the leaf's size in pages. */
	leaf = 0;
	/** The leaf, or an entry on the way to it, is global. */
	global = false;
	readonly #memory: PhysicalMemory;
	readonly #frames: number;
	readonly #second: RiscvSecondStage;
	readonly #tables: LeafTableCache;
	#space = 0;
	#process = 0;
	#rootHigh = 0;
	#rootLow = 0;
	#levels = 3;
	#half = 0;
	#mode = 0;
	#entry = 0;
	#entryFrame = 0;
	#entryWord = 0;
	#tablePage = 0;
	#tableWritable = false;
	#tableLeafFrame = 0;
	#tableLeafWord = 0;

	/** `tables` is a cache of 2 MiB regions. */
	constructor(memory: PhysicalMemory, second: RiscvSecondStage, tables: LeafTableCache) {
		this.#memory = memory;
		this.#frames = memory.frames;
		this.#second = second;
		this.#tables = tables;
	}

	/**
	 * Chooses the table of the walks that follow: `space` (16 bits) and `process` (20 bits) name the address
	 * space, (`rootHigh`, `rootLow`) is the top table's page, `mode` has bits of `RiscvWalk`.
	 */
	use(
		space: number,
		process: number,
		rootHigh: number,
		rootLow: number,
		levels: number,
		mode: number,
	): void {
		this.#space = space;
		this.#process = process;
		this.#rootHigh = rootHigh;
		this.#rootLow = rootLow;
		this.#levels = levels;
		this.#half = HALVES[levels]!;
		this.#mode = mode;
	}

	/**
	 * Walks to the leaf of a page. Bits of `required` that the leaf lacks are a fault; `wanted` says what the
	 * access is, EXEC and WRITE for the rules of their own. Returns whether the result is valid.
	 */
	walk(page: number, required: number, wanted: number): boolean {
		if (page >= this.#half && page < 2 ** 52 - this.#half) return this.#end(RiscvFault.PAGE);
		// May pass 2^31: the operators take it modulo 2^32, which keeps the 27 bits that five levels look at.
		const high = (page / 0x4_0000) | 0;
		const low = page & 0x3_ffff;
		const row = this.#tables.find(this.#space, this.#process, this.#mode & WAY, high, low);
		if (row < 0) return this.#fromTop(high, low, required, wanted);
		const tables = this.#tables;
		const attributes = tables.attributes(row);
		this.global = (attributes & GLOBAL_ABOVE) !== 0;
		this.#tableWritable = (attributes & TABLE_WRITABLE) !== 0;
		this.#tableLeafFrame = tables.entryFrame(row);
		this.#tableLeafWord = tables.entryWord(row);
		// Where the guest has the table is not kept: a fault that has to name it walks from the top.
		this.#tablePage = -1;
		const frame = tables.frame(row);
		const word = (low & 511) << 1;
		const entry = this.#memory.readEntry(frame, word);
		const upper = this.#memory.upper;
		if (isMalformed(entry, upper, 0)) return this.#end(RiscvFault.PAGE);
		if (this.#leaf(entry, upper, 0, frame, word, high, low, required, wanted)) return true;
		return this.fault === RiscvFault.GUEST_WRITE && this.#fromTop(high, low, required, wanted);
	}

	/**
	 * The last walk's translation is used: sets the leaf's accessed bit, and its dirty bit for a write, and
	 * with them the dirty bit of the second stage's leaf of the table.
	 */
	commit(write: boolean): void {
		const marked = this.#entry | Pte.ACCESSED | (write ? Pte.DIRTY : 0);
		if (marked === this.#entry) return;
		if ((this.#mode & RiscvWalk.NESTED) !== 0)
			this.#second.markWritten(this.#tableLeafFrame, this.#tableLeafWord);
		this.#memory.writeWord(this.#entryFrame, this.#entryWord, marked);
	}

	#fromTop(high: number, low: number, required: number, wanted: number): boolean {
		const memory = this.#memory;
		let tableHigh = this.#rootHigh;
		let tableLow = this.#rootLow;
		this.global = false;
		for (let level = this.#levels - 1; ; level--) {
			const index = level < 2 ? (low >>> (level * 9)) & 511 : (high >>> ((level - 2) * 9)) & 511;
			const word = index << 1;
			const table = this.#tableFrame(tableHigh, tableLow, word);
			if (table < 0) return false;
			if (level === 0) this.#keep(high, low, table);
			const entry = memory.readEntry(table, word);
			const upper = memory.upper;
			if (isMalformed(entry, upper, level)) return this.#end(RiscvFault.PAGE);
			if (!isPointer(entry))
				return this.#leaf(entry, upper, level, table, word, high, low, required, wanted);
			if ((entry & Pte.GLOBAL) !== 0) this.global = true;
			tableLow = (entry >>> 10) & 0x3_ffff;
			tableHigh = (entry >>> 28) | ((upper & 0x3f_ffff) << 4);
		}
	}

	/** Remembers the way to a last table, before its entry is looked at. */
	#keep(high: number, low: number, table: number): void {
		this.#tables.fill(
			this.#space,
			this.#process,
			this.#mode & WAY,
			high,
			low,
			table,
			(this.#tableWritable ? TABLE_WRITABLE : 0) | (this.global ? GLOBAL_ABOVE : 0),
			this.#tableLeafFrame,
			this.#tableLeafWord,
		);
	}

	/** Host frame of a table, or -1 with the fault. */
	#tableFrame(high: number, low: number, word: number): number {
		let frame: number;
		if ((this.#mode & RiscvWalk.NESTED) === 0) frame = high < 0x400 ? (high << 18) | low : -1;
		else {
			const second = this.#second;
			this.#tablePage = high * 0x4_0000 + low;
			if (!second.walk(high, low, Access.READ, false)) {
				if (second.fault === RiscvFault.ACCESS) this.#end(RiscvFault.ACCESS);
				else this.#guestFault(RiscvFault.GUEST_READ, word);
				return -1;
			}
			frame = second.frame;
			this.#tableWritable = second.mayWrite;
			this.#tableLeafFrame = second.entryFrame;
			this.#tableLeafWord = second.entryWord;
		}
		if (frame < 0 || frame >= this.#frames) {
			this.#end(RiscvFault.ACCESS);
			return -1;
		}
		if ((this.#mode & RiscvWalk.NESTED) !== 0) this.#second.commit(false);
		return frame;
	}

	#leaf(
		entry: number,
		upper: number,
		level: number,
		frame: number,
		word: number,
		high: number,
		low: number,
		required: number,
		wanted: number,
	): boolean {
		const mode = this.#mode;
		let permission = permissionOf(entry);
		if ((required & ~permission) !== 0) return this.#end(RiscvFault.PAGE);
		if ((mode & RiscvWalk.SUPERVISOR) === 0) {
			if ((entry & Pte.USER) === 0) return this.#end(RiscvFault.PAGE);
		} else if ((entry & Pte.USER) !== 0) {
			if ((wanted & Access.EXEC) !== 0 || (mode & RiscvWalk.USER_MEMORY) === 0)
				return this.#end(RiscvFault.PAGE);
			permission &= ~Access.EXEC;
		}
		const writes = (wanted & permission & Access.WRITE) !== 0;
		const clean = (entry & Pte.DIRTY) === 0;
		if ((entry & Pte.ACCESSED) === 0 || (writes && clean)) {
			if ((mode & RiscvWalk.UPDATES) === 0) return this.#end(RiscvFault.PAGE);
			if (
				(mode & RiscvWalk.NESTED) !== 0 &&
				!(this.#tableWritable && this.#second.mayDirty(this.#tableLeafFrame, this.#tableLeafWord))
			)
				return this.#guestFault(RiscvFault.GUEST_WRITE, word);
		}
		if (clean && !writes) permission &= ~Access.WRITE;
		if ((entry & Pte.GLOBAL) !== 0) this.global = true;
		this.#entry = entry;
		this.#entryFrame = frame;
		this.#entryWord = word;
		this.permission = permission;
		this.high = (entry >>> 28) | ((upper & 0x3f_ffff) << 4);
		this.low = (entry >>> 10) & 0x3_ffff;
		this.leaf = leafOrder(upper, level);
		switch (this.leaf) {
			case 0:
				break;
			case 4:
				this.low = (this.low & ~15) | (low & 15);
				break;
			case 9:
				this.low = (this.low & ~511) | (low & 511);
				break;
			default:
				this.low = low;
				if (level > 2) {
					const within = (1 << ((level - 2) * 9)) - 1;
					this.high = (this.high & ~within) | (high & within);
				}
		}
		this.fault = RiscvFault.NONE;
		return true;
	}

	#guestFault(fault: number, word: number): boolean {
		this.faultPage = this.#tablePage;
		this.faultOffset = word << 2;
		return this.#end(fault);
	}

	#end(fault: number): boolean {
		this.fault = fault;
		return false;
	}
}
