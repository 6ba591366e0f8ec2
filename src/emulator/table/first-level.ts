/**
 * Hardware walker of first-level tables in the x86-64 4-level format (VT-d specification 9.8), pages of
 * 4 KiB, 2 MiB and 1 GiB. One object is reused for every walk: `use` says in which space, `walk` leaves its
 * result in the fields. It allocates nothing.
 *
 * The last tables it came to are kept in a `LeafTableCache`, and those above them in another, with what the entries above them grant; accessed
 * bits of these were set when the row was filled. A row serves only walks that want nothing beyond
 * what it grants: whatever an entry above denies is read from memory, so that a permission added there is seen
 * without an invalidation. Leaves are not kept.
 *
 * Nested, the address of each table and the final address are guest-physical and go through the
 * second-level walker. Otherwise they are host addresses.
 *
 * Page numbers come as two integers, `high` (18 bits or more) and `low` (18 bits), two levels each.
 * Within one entry the order is: present, permission, reserved bits. The leaf's accessed and dirty bits are
 * written by `commit`, once the caller knows that the translation is granted; a dirty bit is so never
 * set for a write that did not come about.
 */

import { Access } from '../iommu/contract.js';
import type { PhysicalMemory } from '../memory.js';
import type { LeafTableCache } from './leaf-table-cache.js';
import type { SecondLevelWalker } from './second-level.js';
import { reservedHigh, WalkFault } from './walk-fault.js';
import { WalkMode } from './walk-mode.js';

const PRESENT = 0x01;
const WRITABLE = 0x02;
const USER = 0x04;
const ACCESSED = 0x20;
const DIRTY = 0x40;
const LEAF = 0x80;
const EXTENDED = 0x400;
const RESERVED_TOP = 0x80;
const RESERVED_2M = 0x1f_e000;
const RESERVED_1G = 0x3fff_e000;
const EXECUTE_DISABLE = 0x8000_0000;
/** Attributes of a row of the cache, beside the permission: every entry above is a user's. */
const USER_PAGE = 0x10;
const READ_WRITE = Access.READ | Access.WRITE;
const ALL = READ_WRITE | Access.EXEC;
const NO_USER_CODE = WalkMode.SUPERVISOR | WalkMode.SMEP;

export class FirstLevelWalker {
	/** `WalkFault` of the last walk. */
	fault: number = WalkFault.NONE;
	/** Whether the fault was met on the way to a table, not on the way to the page. */
	faultOnTable = false;
	/** Host frame, not necessarily one that the memory has; -1 from 2^28 on. */
	frame = 0;
	/** READ, WRITE and EXEC as all levels of all tables grant them. */
	permission = 0;
	/** log2 of the first-level leaf's size in pages: 0, 9 or 18. */
	leaf = 0;
	readonly #memory: PhysicalMemory;
	readonly #frames: number;
	readonly #second: SecondLevelWalker;
	readonly #tables: LeafTableCache;
	readonly #directories: LeafTableCache;
	readonly #reservedHigh: number;
	#space = 0;
	#process = 0;
	#rootHigh = 0;
	#rootLow = 0;
	#mode = 0;
	/** `#mode`, and above it how the second level is walked, since both made a row what it is. */
	#rowMode = 0;
	#reservedUpper = 0;
	/** READ, WRITE, EXEC and USER_PAGE as the entries so far grant them. */
	#granted = 0;
	#entry = 0;
	#entryFrame = 0;
	#entryWord = 0;
	/** Nested: whether the table in use may be written, and where its second-level leaf stands. */
	#tableWritable = false;
	#tableLeafFrame = 0;
	#tableLeafWord = 0;

	constructor(
		memory: PhysicalMemory,
		second: SecondLevelWalker,
		tables: LeafTableCache,
		directories: LeafTableCache,
		hostAddressWidth: number,
	) {
		this.#memory = memory;
		this.#frames = memory.frames;
		this.#second = second;
		this.#tables = tables;
		this.#directories = directories;
		this.#reservedHigh = reservedHigh(hostAddressWidth);
	}

	/**
	 * Chooses the table of the walks that follow, whose top is at page (`rootHigh`, `rootLow`). `space` and
	 * `process` tag what is kept of it. Nested walks use the table that the second-level walker was told to use
	 * before.
	 */
	use(space: number, process: number, rootHigh: number, rootLow: number, mode: number): void {
		this.#space = space;
		this.#process = process;
		this.#rootHigh = rootHigh;
		this.#rootLow = rootLow;
		this.#mode = mode;
		this.#reservedUpper =
			this.#reservedHigh | ((mode & WalkMode.NO_EXECUTE) !== 0 ? 0 : EXECUTE_DISABLE);
		this.#rowMode = (mode & WalkMode.NESTED) === 0 ? mode : mode | (this.#second.mode << 6);
	}

	/**
	 * Walks to the leaf of page (`high`, `low`). Bits of `required` that are not granted end the walk where
	 * they are missing; with 0 it goes on while anything is granted. `wanted`, which includes them, is what
	 * must not be denied by anything but memory as it is now.
	 */
	walk(high: number, low: number, required: number, wanted: number): boolean {
		this.faultOnTable = false;
		let table = this.#resume(this.#tables, high, low, wanted);
		if (table < 0) {
			table = this.#descend(high, low, required, wanted);
			if (table < 0) return this.fault === WalkFault.NONE;
		}
		const word = (low & 511) << 1;
		const entry = this.#memory.readEntry(table, word);
		const upper = this.#memory.upper;
		if (!this.#passes(entry, upper, required, true, 0)) return false;
		const pageHigh = (entry >>> 30) | ((upper & 0x000f_ffff) << 2);
		return this.#found(
			table,
			word,
			entry,
			pageHigh,
			(entry >>> 12) & 0x3_ffff,
			0,
			required,
			wanted,
		);
	}

	/**
	 * The last walk's translation is granted: sets the leaf's accessed bit, and its dirty bit for a write, in the
	 * first level and in the second. False, with `fault`, when the second level denies it.
	 */
	commit(write: boolean): boolean {
		const marked =
			this.#entry |
			ACCESSED |
			(write ? DIRTY : 0) |
			((this.#mode & WalkMode.EXTENDED_ACCESSED) !== 0 ? EXTENDED : 0);
		if (marked !== (this.#entry | 0) && !this.#write(this.#entryFrame, this.#entryWord, marked))
			return false;
		if ((this.#mode & WalkMode.NESTED) !== 0) this.#second.commit(write);
		return true;
	}

	/** From the top to the last table: its frame, or -1 when the walk ended before, as `fault` tells. */
	#descend(high: number, low: number, required: number, wanted: number): number {
		const memory = this.#memory;
		const updates = ACCESSED | ((this.#mode & WalkMode.EXTENDED_ACCESSED) !== 0 ? EXTENDED : 0);
		// A region that has no last table yet is asked for once for each of its pages that faults.
		let level = 2;
		let table = this.#resume(this.#directories, high, low, wanted);
		if (table < 0) {
			this.#granted = ALL | USER_PAGE;
			level = 4;
			table = this.#tableFrame(this.#rootHigh, this.#rootLow, 4);
		}
		while (table >= 0) {
			const part = level > 2 ? high : low;
			const word = ((level & 1) === 0 ? (part >> 9) & 511 : part & 511) << 1;
			const entry = memory.readEntry(table, word);
			const upper = memory.upper;
			const isLeaf = (entry & LEAF) !== 0 && level < 4;
			const reserved =
				level === 4 ? RESERVED_TOP : !isLeaf ? 0 : level === 2 ? RESERVED_2M : RESERVED_1G;
			if (!this.#passes(entry, upper, required, isLeaf, reserved)) return -1;
			const nextHigh = (entry >>> 30) | ((upper & 0x000f_ffff) << 2);
			const nextLow = (entry >>> 12) & 0x3_ffff;
			if (isLeaf) {
				const pageLow = level === 2 ? (nextLow & 0x3_fe00) | (low & 0x1ff) : low;
				const leaf = (level - 1) * 9;
				this.#found(table, word, entry, nextHigh, pageLow, leaf, required, wanted);
				return -1;
			}
			if ((entry & updates) !== updates && !this.#write(table, word, entry | updates)) return -1;
			level--;
			table = this.#tableFrame(nextHigh, nextLow, level);
			if (level > 2 || table < 0) continue;
			this.#keep(level === 1 ? this.#tables : this.#directories, high, low, table);
			if (level === 1) return table;
		}
		return -1;
	}

	/** What one entry says to the request; takes from `#granted` what it denies. */
	#passes(
		entry: number,
		upper: number,
		required: number,
		isLeaf: boolean,
		reserved: number,
	): boolean {
		if ((entry & PRESENT) === 0) return this.#end(WalkFault.FIRST_NOT_PRESENT);
		const mode = this.#mode;
		let granted = this.#granted;
		if ((entry & USER) === 0) {
			if ((mode & WalkMode.SUPERVISOR) === 0) return this.#end(WalkFault.FIRST_USER);
			granted &= ~USER_PAGE;
		}
		if (
			(entry & WRITABLE) === 0 &&
			(mode & (WalkMode.SUPERVISOR | WalkMode.WRITE_PROTECT)) !== WalkMode.SUPERVISOR
		)
			granted &= ~Access.WRITE;
		if ((upper & EXECUTE_DISABLE) !== 0 && (mode & WalkMode.NO_EXECUTE) !== 0)
			granted &= ~Access.EXEC;
		if (isLeaf && (granted & USER_PAGE) !== 0 && (mode & NO_USER_CODE) === NO_USER_CODE)
			granted &= ~Access.EXEC;
		const missing = required & ~granted;
		if (missing !== 0)
			return this.#end(
				(missing & Access.WRITE) !== 0 ? WalkFault.FIRST_WRITE : WalkFault.FIRST_EXECUTE,
			);
		if ((entry & reserved) !== 0 || (upper & this.#reservedUpper) !== 0)
			return this.#end(WalkFault.FIRST_RESERVED);
		this.#granted = granted;
		return true;
	}

	/** Host frame of a table, or -1 with the fault. */
	#tableFrame(high: number, low: number, level: number): number {
		if ((this.#mode & WalkMode.NESTED) === 0) {
			const frame = high < 0x400 ? (high << 18) | low : -1;
			if (frame >= 0 && frame < this.#frames) return frame;
			this.#end(level === 4 ? WalkFault.FIRST_TOP_UNREADABLE : WalkFault.FIRST_UNREADABLE, true);
			return -1;
		}
		const second = this.#second;
		if (!second.walk(high, low, Access.READ, Access.READ)) {
			const fault = second.fault;
			this.#end(
				fault === WalkFault.SECOND_WIDTH
					? WalkFault.TABLE_WIDTH
					: fault !== WalkFault.SECOND_READ
						? fault
						: level === 4
							? WalkFault.TOP_DENIED
							: WalkFault.TABLE_DENIED,
				true,
			);
			return -1;
		}
		if (second.frame < 0 || second.frame >= this.#frames) {
			this.#end(level === 4 ? WalkFault.FIRST_TOP_UNREADABLE : WalkFault.FIRST_UNREADABLE, true);
			return -1;
		}
		second.commit(false);
		this.#tableWritable = (second.permission & Access.WRITE) !== 0;
		this.#tableLeafFrame = second.entryFrame;
		this.#tableLeafWord = second.entryWord;
		return second.frame;
	}

	/** The leaf was found: translates the page that it names. */
	#found(
		table: number,
		word: number,
		entry: number,
		pageHigh: number,
		pageLow: number,
		leaf: number,
		required: number,
		wanted: number,
	): boolean {
		this.#entry = entry;
		this.#entryFrame = table;
		this.#entryWord = word;
		this.leaf = leaf;
		const permission = this.#granted & ALL;
		if ((this.#mode & WalkMode.NESTED) === 0) {
			this.frame = pageHigh < 0x400 ? (pageHigh << 18) | pageLow : -1;
			this.permission = permission;
		} else {
			const second = this.#second;
			if (!second.walk(pageHigh, pageLow, readsAndWrites(required), readsAndWrites(wanted)))
				return this.#end(second.fault);
			this.frame = second.frame;
			this.permission = permission & (second.permission | Access.EXEC);
		}
		this.fault = WalkFault.NONE;
		return true;
	}

	/** The table that is kept for a page, with all that led to it; -1 when none is, or wants are denied by it. */
	#resume(tables: LeafTableCache, high: number, low: number, wanted: number): number {
		const row = tables.find(this.#space, this.#process, this.#rowMode, high, low);
		if (row < 0) return -1;
		const held = tables.attributes(row);
		if ((wanted & ~held) !== 0) return -1;
		this.#granted = held;
		this.#tableWritable = true;
		this.#tableLeafFrame = tables.entryFrame(row);
		this.#tableLeafWord = tables.entryWord(row);
		return tables.frame(row);
	}

	/** Keeps the way to a table, except to one that the second level denies writing. */
	#keep(tables: LeafTableCache, high: number, low: number, table: number): void {
		if ((this.#mode & WalkMode.NESTED) !== 0 && !this.#tableWritable) return;
		tables.fill(
			this.#space,
			this.#process,
			this.#rowMode,
			high,
			low,
			table,
			this.#granted,
			this.#tableLeafFrame,
			this.#tableLeafWord,
		);
	}

	/** Writes accessed or dirty bits into an entry of the table in use. */
	#write(table: number, word: number, entry: number): boolean {
		if ((this.#mode & WalkMode.NESTED) !== 0) {
			if (!this.#tableWritable) return this.#end(WalkFault.UPDATE_DENIED, true);
			this.#second.markWritten(this.#tableLeafFrame, this.#tableLeafWord);
		}
		this.#memory.writeWord(table, word, entry);
		return true;
	}

	#end(fault: number, onTable = false): boolean {
		this.fault = fault;
		this.faultOnTable = onTable;
		return false;
	}
}

/** What executing asks of the second level is reading. */
function readsAndWrites(access: number): number {
	return (access & READ_WRITE) | ((access & Access.EXEC) !== 0 ? Access.READ : 0);
}
