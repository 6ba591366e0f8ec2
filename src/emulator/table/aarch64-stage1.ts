/**
 * Hardware walker of VMSAv8-64 stage 1 tables of the EL1&0 regime (Arm ARM, D8.2 to D8.5), granules of 4, 16 and
 * 64 KiB, addresses of up to 48 bits, with hardware update of access flag and dirty state. One object is
 * reused for every walk: `use` says in which table, `walk` leaves its result in the fields. It allocates
 * nothing.
 *
 * With the 4 KiB granule the last tables it came to are kept in a `LeafTableCache`, with the restrictions of the
 * table descriptors above; leaves are not kept.
 *
 * Nested, the address of each table and the final address are intermediate ones and go through the stage 2
 * walker, in the table that it was told to use.
 *
 * Pages come as two integers, `high` (page >> 18, modulo 2^32) and `low` (18 bits). Within one descriptor the
 * order is: valid, address size, access flag, permission. Access flag and dirty state of the leaf are written by
 * `commit`, once the caller knows that the translation is granted.
 */

import { Access } from '../iommu/contract.js';
import type { PhysicalMemory } from '../memory.js';
import { blocksAt, entryShift, FaultClass, TableFault } from './aarch64-fault.js';
import type { Stage2Walker } from './aarch64-stage2.js';
import type { LeafTableCache } from './leaf-table-cache.js';

/** How a stage 1 table is walked; bits of `flags`. */
export const Stage1Flag = {
	/** A clear access flag is no fault (AFFD). */
	NO_ACCESS_FAULT: 0x01,
	/** Hardware sets access flags (HA). */
	ACCESS_UPDATE: 0x02,
	/** Hardware makes pages dirty (HD); only with `ACCESS_UPDATE`. */
	DIRTY_UPDATE: 0x04,
	/** Table descriptors restrict nothing (HAD). */
	FLAT: 0x08,
	/** What is writable is not executable (WXN). */
	WRITE_NEVER_EXECUTES: 0x10,
	/** Privileged data accesses may not use pages of the unprivileged (PAN). */
	PRIVILEGED_NEVER: 0x20,
	/** Table addresses and the result go through stage 2. */
	NESTED: 0x40,
	/** A stage 1 table in Device memory is a permission fault of stage 2 (S2PTW). */
	PROTECTED_TABLES: 0x80,
} as const;

/** Mode of the rows in the cache; nested ones have the second bit too, beside `FLAT`. */
export const STAGE_1_ROWS = 0x01;
const NESTED_ROWS = 0x04;
const FLAT_ROWS = 0x08;

const VALID = 0x1;
const TABLE = 0x2;
const UNPRIVILEGED = 0x40;
const READ_ONLY = 0x80;
const ACCESSED = 0x400;
const NOT_GLOBAL = 0x800;
/** In the upper word. */
const DIRTY_MODIFIER = 0x8_0000;
const PRIVILEGED_XN = 0x20_0000;
const UNPRIVILEGED_XN = 0x40_0000;
/** What table descriptors restrict: bits 62:59, here 3:0. */
const RESTRICTIONS_SHIFT = 27;
const Restricts = { PRIVILEGED_XN: 1, UNPRIVILEGED_XN: 2, UNPRIVILEGED: 4, WRITE: 8 } as const;

export class Stage1Walker {
	/** `TableFault` of the last walk, the stage it was met in, and for the second what was accessed. */
	fault: number = TableFault.NONE;
	secondStage = false;
	faultClass: number = FaultClass.INPUT;
	/** Page that the second stage refused. */
	faultPage = 0;
	/** The second stage refused to write a descriptor, not to read it. */
	descriptorWrite = false;
	/** With `ABORT`: where the descriptor is that could not be read. */
	fetchFrame = 0;
	fetchWord = 0;
	/** Frame that the page is mapped to, not necessarily one that the memory has. */
	frame = 0;
	/** READ, WRITE and EXEC as both stages grant them; WRITE also where `clean`. */
	permission = 0;
	/** log2 of the size in pages of this stage's leaf, whatever stage 2's is: an invalidation names any page of it. */
	leaf = 0;
	/** WRITE needs a page to be made dirty first. */
	clean = false;
	global = false;
	readonly #memory: PhysicalMemory;
	readonly #frames: number;
	readonly #second: Stage2Walker;
	readonly #tables: LeafTableCache;
	#space = 0;
	#process = 0;
	#root = 0;
	#rootIndex = 0;
	#granule = 12;
	#start = 0;
	#startMask = 0;
	#outputShift = 0;
	#flags = 0;
	/** The leaf: its descriptor, and the page and frame of the table that it stands in. */
	#entry = 0;
	#entryWord = 0;
	#entryFrame = 0;
	#entryPage = 0;
	#old = false;
	#selfClean = false;

	constructor(memory: PhysicalMemory, second: Stage2Walker, tables: LeafTableCache) {
		this.#memory = memory;
		this.#frames = memory.frames;
		this.#second = second;
		this.#tables = tables;
	}

	/**
	 * Chooses the table of the walks that follow: the page of its first entry and that entry's index there,
	 * log2 of the granule, level of the first table, log2 of the input (25 to 48) and output range (32 to 48) in bytes.
	 * `space` and `process` tag what is kept of it.
	 */
	use(
		space: number,
		process: number,
		root: number,
		rootIndex: number,
		granule: number,
		start: number,
		inputBits: number,
		outputBits: number,
		flags: number,
	): void {
		this.#space = space;
		this.#process = process;
		this.#root = root;
		this.#rootIndex = rootIndex;
		this.#granule = granule;
		this.#start = start;
		this.#startMask = (1 << (inputBits - 12 - entryShift(start, granule))) - 1;
		this.#outputShift = outputBits - 32;
		this.#flags = flags;
	}

	/**
	 * Walks to the leaf of a page in the range of the table. Bits of `required` that are not granted are a
	 * fault, and so it is when nothing of `wanted` is.
	 */
	walk(high: number, low: number, required: number, wanted: number, privileged: boolean): boolean {
		const memory = this.#memory;
		const granule = this.#granule;
		const flags = this.#flags;
		const nested = (flags & Stage1Flag.NESTED) !== 0;
		const rows =
			STAGE_1_ROWS | (nested ? NESTED_ROWS : 0) | ((flags & Stage1Flag.FLAT) !== 0 ? FLAT_ROWS : 0);
		const keep = granule === 12 && this.#start < 3;
		let level = this.#start;
		let table = this.#root;
		let first = this.#rootIndex;
		let mask = this.#startMask;
		let restrictions = 0;
		let frame = -1;
		if (keep) {
			const row = this.#tables.find(this.#space, this.#process, rows, high, low);
			if (row >= 0) {
				level = 3;
				frame = this.#tables.frame(row);
				// Where the table stands in the first stage's eyes is needed only to write into it.
				table = (this.#tables.entryWord(row) >>> 0) * 0x1_0000 + this.#tables.entryFrame(row);
				first = 0;
				mask = 511;
				restrictions = this.#tables.attributes(row);
			}
		}
		let shift = entryShift(level, granule);
		for (;;) {
			const index =
				first +
				((shift >= 18 ? high >> (shift - 18) : (high << (18 - shift)) | (low >> shift)) & mask);
			const page = table + (index >> 9);
			const word = (index & 511) << 1;
			if (frame < 0) {
				frame = nested ? this.#tableFrame(page, privileged) : page;
				if (frame < 0) return false;
				if (frame >= this.#frames) {
					this.fetchFrame = frame;
					this.fetchWord = word;
					this.faultClass = FaultClass.TABLE;
					return this.#end(TableFault.ABORT);
				}
				if (level === 3 && keep)
					this.#tables.fill(
						this.#space,
						this.#process,
						rows,
						high,
						low,
						frame,
						restrictions,
						table % 0x1_0000,
						Math.floor(table / 0x1_0000),
					);
			}
			const entry = memory.readEntry(frame, word);
			const upper = memory.upper;
			this.faultClass = FaultClass.INPUT;
			if ((entry & VALID) === 0) return this.#end(TableFault.TRANSLATION);
			const isTable = (entry & TABLE) !== 0 && level < 3;
			if (!isTable && (level === 3 ? (entry & TABLE) === 0 : !blocksAt(level, granule)))
				return this.#end(TableFault.TRANSLATION);
			if ((upper & 0xffff) >>> this.#outputShift !== 0) return this.#end(TableFault.ADDRESS_SIZE);
			const address = (upper & 0xffff) * 0x10_0000;
			if (!isTable) {
				this.#entry = entry;
				this.#entryFrame = frame;
				this.#entryWord = word;
				this.#entryPage = page;
				this.leaf = shift;
				const size = (1 << shift) - 1;
				const output = address + (((entry >>> 12) & ~size) | (low & size));
				return (
					this.#leaf(entry, upper, restrictions, required, wanted, privileged) &&
					this.#output(output, required, privileged)
				);
			}
			if ((flags & Stage1Flag.FLAT) === 0) restrictions |= (upper >>> RESTRICTIONS_SHIFT) & 15;
			table = address + ((entry >>> 12) & (-1 << (granule - 12)));
			first = 0;
			mask = (1 << (granule - 3)) - 1;
			shift -= granule - 3;
			level++;
			frame = -1;
		}
	}

	/**
	 * The last walk's translation is granted: sets access flags, and makes the page dirty for a write, where
	 * hardware is to. False, with the fault, when the second stage denies writing the descriptor.
	 */
	commit(write: boolean): boolean {
		const second = this.#second;
		const nested = (this.#flags & Stage1Flag.NESTED) !== 0;
		const leafFrame = second.entryFrame;
		const leafWord = second.entryWord;
		const dirty = write && this.#selfClean;
		if (dirty || (this.#old && (this.#flags & Stage1Flag.ACCESS_UPDATE) !== 0)) {
			if (nested) {
				this.descriptorWrite = true;
				if (
					!this.#throughSecond(this.#entryPage, Access.READ | Access.WRITE, FaultClass.TABLE, false)
				)
					return false;
				second.mark(second.entryFrame, second.entryWord, true);
			}
			const marked = (this.#entry | ACCESSED) & (dirty ? ~READ_ONLY : -1);
			this.#memory.writeWord(this.#entryFrame, this.#entryWord, marked);
		}
		if (nested) second.mark(leafFrame, leafWord, write);
		return true;
	}

	/** Host frame of the page of a table, or -1 with the fault. */
	#tableFrame(page: number, privileged: boolean): number {
		const second = this.#second;
		this.descriptorWrite = false;
		if (!this.#throughSecond(page, Access.READ, FaultClass.TABLE, privileged)) return -1;
		if (second.device && (this.#flags & Stage1Flag.PROTECTED_TABLES) !== 0) {
			this.secondStage = true;
			this.fault = TableFault.PERMISSION;
			return -1;
		}
		if (second.old) second.mark(second.entryFrame, second.entryWord, false);
		return second.frame;
	}

	/** Permissions of the leaf for the privilege, and its flags. */
	#leaf(
		entry: number,
		upper: number,
		restrictions: number,
		required: number,
		wanted: number,
		privileged: boolean,
	): boolean {
		const flags = this.#flags;
		this.#old = (entry & ACCESSED) === 0;
		if (this.#old && (flags & (Stage1Flag.ACCESS_UPDATE | Stage1Flag.NO_ACCESS_FAULT)) === 0)
			return this.#end(TableFault.ACCESS);
		const readOnly = (entry & READ_ONLY) !== 0;
		this.#selfClean =
			readOnly && (upper & DIRTY_MODIFIER) !== 0 && (flags & Stage1Flag.DIRTY_UPDATE) !== 0;
		const writable = (!readOnly || this.#selfClean) && (restrictions & Restricts.WRITE) === 0;
		const unprivileged =
			(entry & UNPRIVILEGED) !== 0 && (restrictions & Restricts.UNPRIVILEGED) === 0;
		const data = privileged
			? !unprivileged || (flags & Stage1Flag.PRIVILEGED_NEVER) === 0
			: unprivileged;
		const never = privileged
			? (upper & PRIVILEGED_XN) !== 0 ||
				(restrictions & Restricts.PRIVILEGED_XN) !== 0 ||
				(unprivileged && writable)
			: (upper & UNPRIVILEGED_XN) !== 0 || (restrictions & Restricts.UNPRIVILEGED_XN) !== 0;
		const executes =
			!never &&
			!(
				(flags & Stage1Flag.WRITE_NEVER_EXECUTES) !== 0 &&
				writable &&
				(privileged || unprivileged)
			);
		this.clean = this.#selfClean && writable;
		this.#selfClean = this.clean;
		this.global = (entry & NOT_GLOBAL) === 0;
		this.permission =
			(data ? Access.READ | (writable ? Access.WRITE : 0) : 0) | (executes ? Access.EXEC : 0);
		if ((required & ~this.permission) !== 0 || (wanted & this.permission) === 0)
			return this.#end(TableFault.PERMISSION);
		return true;
	}

	/** The page that the leaf names, through stage 2 where there is one. */
	#output(page: number, required: number, privileged: boolean): boolean {
		if ((this.#flags & Stage1Flag.NESTED) === 0) {
			this.frame = page;
			this.fault = TableFault.NONE;
			return true;
		}
		const second = this.#second;
		if (!this.#throughSecond(page, required, FaultClass.INPUT, privileged)) return false;
		this.frame = second.frame;
		this.permission &= second.permission;
		this.clean ||= second.clean;
		this.fault = TableFault.NONE;
		return true;
	}

	/** A walk of the second stage; what it refuses is told as this walk's fault. */
	#throughSecond(page: number, required: number, faultClass: number, privileged: boolean): boolean {
		const second = this.#second;
		const high = Math.floor(page / 0x4_0000);
		this.faultPage = page;
		this.faultClass = faultClass;
		if (second.walk(high, page - high * 0x4_0000, required, privileged)) return true;
		this.fault = second.fault;
		this.secondStage = true;
		this.fetchFrame = second.entryFrame;
		this.fetchWord = second.entryWord;
		return false;
	}

	#end(fault: number): boolean {
		this.fault = fault;
		this.secondStage = false;
		return false;
	}
}
