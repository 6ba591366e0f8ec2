/**
 * Hardware walker of first-level tables in the x86-64 4-level format (VT-d specification 9.8), pages of
 * 4 KiB, 2 MiB and 1 GiB. One object is reused for every walk: `walk` leaves its result in the
 * fields. It caches nothing and allocates nothing.
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
import type { SecondLevelWalker } from './second-level.js';
import { reservedHigh, WalkFault } from './walk-fault.js';

/** How a walk is done; bits of the argument `mode`. */
export const WalkMode = {
	/** Supervisor request; otherwise user. */
	SUPERVISOR: 0x01,
	/** Write protection holds for supervisors too (WPE). */
	WRITE_PROTECT: 0x02,
	/** Bit 63 denies execution (NXE); otherwise it is reserved. */
	NO_EXECUTE: 0x04,
	/** Supervisors may not execute from user pages (SMEP). */
	SMEP: 0x08,
	/** Bit 10 is set in every entry used (EAFE). */
	EXTENDED_ACCESSED: 0x10,
	/** Table addresses and the result go through the second level. */
	NESTED: 0x20,
} as const;

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
const READ_WRITE = Access.READ | Access.WRITE;
const ALL = READ_WRITE | Access.EXEC;

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
	readonly #reservedHigh: number;
	#mode = 0;
	#entry = 0;
	#entryFrame = 0;
	#entryWord = 0;
	/** Nested: whether the table in use may be written, and where its second-level leaf stands. */
	#tableWritable = false;
	#tableLeafFrame = 0;
	#tableLeafWord = 0;

	constructor(memory: PhysicalMemory, second: SecondLevelWalker, hostAddressWidth: number) {
		this.#memory = memory;
		this.#frames = memory.frames;
		this.#second = second;
		this.#reservedHigh = reservedHigh(hostAddressWidth);
	}

	/**
	 * Walks to the leaf of page (`high`, `low`) below the table at page (`rootHigh`, `rootLow`). Bits of
	 * `required` that are not granted end the walk where they are missing; with 0 it goes on while
	 * anything is granted. Nested walks use the table that the second-level walker was told to use.
	 */
	walk(
		rootHigh: number,
		rootLow: number,
		high: number,
		low: number,
		required: number,
		mode: number,
	): boolean {
		const memory = this.#memory;
		const supervisor = (mode & WalkMode.SUPERVISOR) !== 0;
		const updates = ACCESSED | ((mode & WalkMode.EXTENDED_ACCESSED) !== 0 ? EXTENDED : 0);
		const reservedUpper =
			this.#reservedHigh | ((mode & WalkMode.NO_EXECUTE) !== 0 ? 0 : EXECUTE_DISABLE);
		this.#mode = mode;
		this.faultOnTable = false;
		let tableHigh = rootHigh;
		let tableLow = rootLow;
		let permission: number = ALL;
		let userPage = true;
		for (let level = 4; ; level--) {
			const table = this.#tableFrame(tableHigh, tableLow, level);
			if (table < 0) return false;
			const part = level > 2 ? high : low;
			const word = ((level & 1) === 0 ? (part >> 9) & 511 : part & 511) << 1;
			const entry = memory.readEntry(table, word);
			if ((entry & PRESENT) === 0) return this.#end(WalkFault.FIRST_NOT_PRESENT);
			const upper = memory.upper;
			if ((entry & USER) === 0) {
				userPage = false;
				if (!supervisor) return this.#end(WalkFault.FIRST_USER);
			}
			if ((entry & WRITABLE) === 0 && (!supervisor || (mode & WalkMode.WRITE_PROTECT) !== 0))
				permission &= ~Access.WRITE;
			if ((upper & EXECUTE_DISABLE) !== 0 && (mode & WalkMode.NO_EXECUTE) !== 0)
				permission &= ~Access.EXEC;
			const isLeaf = level === 1 || ((entry & LEAF) !== 0 && level < 4);
			if (isLeaf && userPage && supervisor && (mode & WalkMode.SMEP) !== 0)
				permission &= ~Access.EXEC;
			const missing = required & ~permission;
			if (missing !== 0)
				return this.#end(
					(missing & Access.WRITE) !== 0 ? WalkFault.FIRST_WRITE : WalkFault.FIRST_EXECUTE,
				);
			const reserved =
				level === 4
					? RESERVED_TOP
					: !isLeaf || level === 1
						? 0
						: level === 2
							? RESERVED_2M
							: RESERVED_1G;
			if ((entry & reserved) !== 0 || (upper & reservedUpper) !== 0)
				return this.#end(WalkFault.FIRST_RESERVED);
			tableHigh = (entry >>> 30) | ((upper & 0x000f_ffff) << 2);
			tableLow = (entry >>> 12) & 0x3_ffff;
			if (isLeaf) {
				this.#entry = entry;
				this.#entryFrame = table;
				this.#entryWord = word;
				this.leaf = (level - 1) * 9;
				if (level === 2) tableLow = (tableLow & 0x3_fe00) | (low & 0x1ff);
				else if (level === 3) tableLow = low;
				return this.#page(tableHigh, tableLow, required, permission);
			}
			if ((entry & updates) !== updates && !this.#write(table, word, entry | updates)) return false;
		}
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

	/** Host frame of a table, or -1 with the fault. */
	#tableFrame(high: number, low: number, level: number): number {
		if ((this.#mode & WalkMode.NESTED) === 0) {
			const frame = high < 0x400 ? (high << 18) | low : -1;
			if (frame >= 0 && frame < this.#frames) return frame;
			this.#end(level === 4 ? WalkFault.FIRST_TOP_UNREADABLE : WalkFault.FIRST_UNREADABLE, true);
			return -1;
		}
		const second = this.#second;
		if (!second.walk(high, low, Access.READ)) {
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

	/** Translates the page that the leaf names. */
	#page(high: number, low: number, required: number, permission: number): boolean {
		if ((this.#mode & WalkMode.NESTED) === 0) {
			this.frame = high < 0x400 ? (high << 18) | low : -1;
			this.permission = permission;
			this.fault = WalkFault.NONE;
			return true;
		}
		const second = this.#second;
		const needed = (required & READ_WRITE) | ((required & Access.EXEC) !== 0 ? Access.READ : 0);
		if (!second.walk(high, low, needed)) return this.#end(second.fault);
		this.frame = second.frame;
		this.permission = permission & (second.permission | Access.EXEC);
		this.fault = WalkFault.NONE;
		return true;
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
