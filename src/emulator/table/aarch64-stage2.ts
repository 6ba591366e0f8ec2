/**
 * Hardware walker of VMSAv8-64 stage 2 tables (Arm ARM, D8.2 to D8.5), granules of 4, 16 and 64 KiB, addresses
 * of up to 48 bits, with concatenated first tables and hardware update of access flag and dirty state. One
 * object is reused for every walk: `use` says in which table, `walk` leaves its result in the fields.
 * It allocates nothing.
 *
 * With the 4 KiB granule the last tables it came to are kept in a `LeafTableCache`, and leaves of 2 MiB that hardware
 * need not mark; others are not kept.
 *
 * Page numbers are of 4 KiB and come as two integers, `high` (page >> 18) and `low` (18 bits). Within one
 * descriptor the order is: valid, address size, access flag, permission.
 */

import { Access } from '../iommu/contract.js';
import type { PhysicalMemory } from '../memory.js';
import { blocksAt, entryShift, TableFault } from './aarch64-fault.js';
import { LARGE_LEAF, type LeafTableCache, NO_PROCESS } from './leaf-table-cache.js';

/** How a stage 2 table is walked; bits of `flags`. */
export const Stage2Flag = {
	/** A clear access flag is no fault (S2AFFD). */
	NO_ACCESS_FAULT: 0x1,
	/** Hardware sets access flags (S2HA). */
	ACCESS_UPDATE: 0x2,
	/** Hardware makes pages dirty (S2HD); only with `ACCESS_UPDATE`. */
	DIRTY_UPDATE: 0x4,
} as const;

/** Mode of the rows in the cache, with `Stage2Flag`s above it; the first stage's rows have another. */
export const STAGE_2_ROWS = 0x02;
const FLAGS_SHIFT = 4;

const VALID = 0x1;
const TABLE = 0x2;
const MEMORY_TYPE = 0x30;
const READABLE = 0x40;
const WRITABLE = 0x80;
const ACCESSED = 0x400;
/** In the upper word: DBM, and XN. */
const DIRTY_MODIFIER = 0x8_0000;
const EXECUTE_NEVER_SHIFT = 21;
/** What is kept of a leaf of 2 MiB: XN, readable, writable, and whether it is Device memory. */
const KEPT_NEVER = 0x03;
const KEPT_READABLE = 0x04;
const KEPT_WRITABLE = 0x08;
const KEPT_DEVICE = 0x10;
/** log2 of the pages of such a leaf. */
const LARGE_SHIFT = 9;

export class Stage2Walker {
	/** `TableFault` of the last walk. */
	fault: number = TableFault.NONE;
	/** Frame that the page is mapped to, not necessarily one that the memory has. */
	frame = 0;
	/** READ, WRITE and EXEC for the privilege of the walk; WRITE also where `clean`. */
	permission = 0;
	/** log2 of the leaf's size in pages. */
	leaf = 0;
	/** WRITE needs the page to be made dirty first. */
	clean = false;
	/** The access flag is still to be set. */
	old = false;
	/** The page is of a Device memory type. */
	device = false;
	/** Where the leaf descriptor stands, or the one that could not be read: frame and lower word. */
	entryFrame = 0;
	entryWord = 0;
	readonly #memory: PhysicalMemory;
	readonly #frames: number;
	readonly #tables: LeafTableCache;
	#space = 0;
	#root = 0;
	#rootIndex = 0;
	#granule = 12;
	#start = 0;
	#startMask = 0;
	#inputBits = 0;
	#outputShift = 0;
	#flags = 0;
	#rows: number = STAGE_2_ROWS;

	constructor(memory: PhysicalMemory, tables: LeafTableCache) {
		this.#memory = memory;
		this.#frames = memory.frames;
		this.#tables = tables;
	}

	/**
	 * Chooses the table of the walks that follow: its first frame and the index of its first entry there,
	 * log2 of the granule, level of the first table, log2 of the input and output range in bytes
	 * (32 to 48). `space` tags what is kept of it.
	 */
	use(
		space: number,
		root: number,
		rootIndex: number,
		granule: number,
		start: number,
		inputBits: number,
		outputBits: number,
		flags: number,
	): void {
		this.#space = space;
		this.#root = root;
		this.#rootIndex = rootIndex;
		this.#granule = granule;
		this.#start = start;
		this.#startMask = (1 << (inputBits - 12 - entryShift(start, granule))) - 1;
		this.#inputBits = inputBits;
		this.#outputShift = outputBits - 32;
		this.#flags = flags;
		this.#rows = STAGE_2_ROWS | (flags << FLAGS_SHIFT);
	}

	/** Walks to the leaf of a page; bits of `required` that it does not grant are a fault. */
	walk(high: number, low: number, required: number, privileged: boolean): boolean {
		const memory = this.#memory;
		const granule = this.#granule;
		const input = this.#inputBits - 12;
		if (input >= 18 ? high >> (input - 18) !== 0 : high !== 0 || low >> input !== 0)
			return this.#end(TableFault.TRANSLATION);
		const bits = granule - 3;
		let level = this.#start;
		let table = this.#root;
		let first = this.#rootIndex;
		let mask = this.#startMask;
		let shift = entryShift(level, granule);
		const keep = granule === 12 && level < 3;
		if (keep) {
			const tables = this.#tables;
			const row = tables.find(this.#space, NO_PROCESS, this.#rows, high, low);
			if (row >= 0) {
				table = tables.frame(row);
				const kept = tables.attributes(row);
				if ((kept & LARGE_LEAF) !== 0) {
					this.frame = table + (low & 511);
					return this.#kept(row, kept, required, privileged);
				}
				level = 3;
				first = 0;
				mask = 511;
				shift = 0;
			}
		}
		for (;;) {
			const index =
				first +
				((shift >= 18 ? high >> (shift - 18) : (high << (18 - shift)) | (low >> shift)) & mask);
			const frame = table + (index >> 9);
			const word = (index & 511) << 1;
			this.entryFrame = frame;
			this.entryWord = word;
			if (frame >= this.#frames) return this.#end(TableFault.ABORT);
			const entry = memory.readEntry(frame, word);
			const upper = memory.upper;
			if ((entry & VALID) === 0) return this.#end(TableFault.TRANSLATION);
			const isTable = (entry & TABLE) !== 0 && level < 3;
			if (!isTable && (level === 3 ? (entry & TABLE) === 0 : !blocksAt(level, granule)))
				return this.#end(TableFault.TRANSLATION);
			if ((upper & 0xffff) >>> this.#outputShift !== 0) return this.#end(TableFault.ADDRESS_SIZE);
			const address = (upper & 0xffff) * 0x10_0000;
			if (!isTable) {
				const size = (1 << shift) - 1;
				this.frame = address + (((entry >>> 12) & ~size) | (low & size));
				this.leaf = shift;
				if (shift === LARGE_SHIFT && keep) this.#keep(high, low, entry, upper);
				return this.#leaf(entry, upper, required, privileged);
			}
			table = address + ((entry >>> 12) & (-1 << (granule - 12)));
			first = 0;
			mask = (1 << bits) - 1;
			shift -= bits;
			level++;
			if (level === 3 && keep && table < this.#frames)
				this.#tables.fill(this.#space, NO_PROCESS, this.#rows, high, low, table, 0, 0, 0);
		}
	}

	/**
	 * A translation through the leaf that stands there is used: sets its access flag, and makes it dirty for
	 * a write, where hardware is to.
	 */
	mark(frame: number, word: number, write: boolean): void {
		const flags = this.#flags;
		if ((flags & Stage2Flag.ACCESS_UPDATE) === 0) return;
		const entry = this.#memory.readEntry(frame, word);
		const dirty =
			write &&
			(flags & Stage2Flag.DIRTY_UPDATE) !== 0 &&
			(this.#memory.upper & DIRTY_MODIFIER) !== 0;
		const marked = entry | ACCESSED | (dirty ? WRITABLE : 0);
		if (marked !== entry) this.#memory.writeWord(frame, word, marked);
	}

	#leaf(entry: number, upper: number, required: number, privileged: boolean): boolean {
		const flags = this.#flags;
		this.old = (entry & ACCESSED) === 0;
		if (this.old && (flags & (Stage2Flag.ACCESS_UPDATE | Stage2Flag.NO_ACCESS_FAULT)) === 0)
			return this.#end(TableFault.ACCESS);
		this.clean =
			(entry & WRITABLE) === 0 &&
			(upper & DIRTY_MODIFIER) !== 0 &&
			(flags & Stage2Flag.DIRTY_UPDATE) !== 0;
		this.device = (entry & MEMORY_TYPE) === 0;
		this.permission =
			((entry & READABLE) !== 0 ? Access.READ : 0) |
			((entry & WRITABLE) !== 0 || this.clean ? Access.WRITE : 0) |
			(executes((upper >>> EXECUTE_NEVER_SHIFT) & 3, privileged) ? Access.EXEC : 0);
		if ((required & ~this.permission) !== 0) return this.#end(TableFault.PERMISSION);
		this.fault = TableFault.NONE;
		return true;
	}

	/** Keeps a leaf of 2 MiB, unless hardware has to mark it or it has no place in the memory. */
	#keep(high: number, low: number, entry: number, upper: number): void {
		const first = this.frame - (low & 511);
		if ((this.#flags & Stage2Flag.ACCESS_UPDATE) !== 0 || (entry & ACCESSED) === 0) return;
		if (first >= this.#frames) return;
		this.#tables.fill(
			this.#space,
			NO_PROCESS,
			this.#rows,
			high,
			low,
			first,
			LARGE_LEAF |
				((upper >>> EXECUTE_NEVER_SHIFT) & KEPT_NEVER) |
				((entry & READABLE) !== 0 ? KEPT_READABLE : 0) |
				((entry & WRITABLE) !== 0 ? KEPT_WRITABLE : 0) |
				((entry & MEMORY_TYPE) === 0 ? KEPT_DEVICE : 0),
			this.entryFrame,
			this.entryWord,
		);
	}

	/** A walk that ends at a leaf that was kept. */
	#kept(row: number, kept: number, required: number, privileged: boolean): boolean {
		this.entryFrame = this.#tables.entryFrame(row);
		this.entryWord = this.#tables.entryWord(row);
		this.leaf = LARGE_SHIFT;
		this.old = false;
		this.clean = false;
		this.device = (kept & KEPT_DEVICE) !== 0;
		this.permission =
			((kept & KEPT_READABLE) !== 0 ? Access.READ : 0) |
			((kept & KEPT_WRITABLE) !== 0 ? Access.WRITE : 0) |
			(executes(kept & KEPT_NEVER, privileged) ? Access.EXEC : 0);
		if ((required & ~this.permission) !== 0) return this.#end(TableFault.PERMISSION);
		this.fault = TableFault.NONE;
		return true;
	}

	#end(fault: number): boolean {
		this.fault = fault;
		return false;
	}
}

/** XN: 0 all execute, 1 the unprivileged, 2 none, 3 the privileged. */
function executes(never: number, privileged: boolean): boolean {
	return never === 0 || (never === 1 && !privileged) || (never === 3 && privileged);
}
