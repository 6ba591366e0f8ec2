/**
 * Hardware walker of AMD guest tables (v2 format, AMD IOMMU specification 48882, section 2.2.6): the x86-64 long-mode format,
 * 4 levels, pages of 4 KiB, 2 MiB and 1 GiB. One object is reused for every walk: `use` says in which space,
 * `walk` leaves its result in the fields. It allocates nothing.
 *
 * Nested, the address of each table and the final address are guest-physical and go through the host (v1)
 * walker; a host fault is then the fault of the walk. Otherwise they are system addresses.
 *
 * A unit behaves as with NX enabled and CR0.WP set: no supervisor writes where R/W is 0. Accessed and dirty bits
 * are always kept; the leaf's are written by `commit`, once the caller knows that the translation is granted.
 * Within one entry the order is: present, reserved bits, permission (as in host tables). The last tables it came
 * to are kept in a `LeafTableCache`, with what the entries above them grant.
 */

import { Access } from '../iommu/contract.js';
import type { PhysicalMemory } from '../memory.js';
import type { AmdV1Walker } from './amd-v1.js';
import { AmdFault } from './amd-walk-fault.js';
import type { LeafTableCache } from './leaf-table-cache.js';

/** How a walk is done; bits of the argument `mode`. */
export const GuestWalk = {
	/** Supervisor request; otherwise user. */
	SUPERVISOR: 0x01,
	/** Table addresses and the result go through the host table. */
	NESTED: 0x20,
} as const;

const PRESENT = 0x01;
const WRITABLE = 0x02;
const USER = 0x04;
const ACCESSED = 0x20;
const DIRTY = 0x40;
const LEAF = 0x80;
const RESERVED_TOP = 0x80;
const RESERVED_2M = 0x1f_e000;
const RESERVED_1G = 0x3fff_e000;
const NO_EXECUTE = 0x8000_0000;
const ADDRESS = 0x000f_ffff;
const READ_WRITE = Access.READ | Access.WRITE;
const ALL = READ_WRITE | Access.EXEC;

export class AmdV2Walker {
	/** `AmdFault` of the last walk, its own or the host table's. */
	fault: number = AmdFault.NONE;
	/** With UNREADABLE: page of the table that could not be read, and which of its entries was wanted. */
	faultPage = 0;
	faultWord = 0;
	/** Host frame, not necessarily one that the memory has; -1 from 2^28 on. */
	frame = 0;
	/** READ, WRITE and EXEC as all levels of all tables grant them. */
	permission = 0;
	/** log2 of the guest leaf's size in pages: 0, 9 or 18. */
	leaf = 0;
	readonly #memory: PhysicalMemory;
	readonly #frames: number;
	readonly #host: AmdV1Walker;
	readonly #tables: LeafTableCache;
	#space = 0;
	#process = 0;
	#rootHigh = 0;
	#rootLow = 0;
	#mode = 0;
	/** READ, WRITE and EXEC as the entries so far grant them. */
	#granted = 0;
	#entry = 0;
	#entryFrame = 0;
	#entryWord = 0;
	/** Nested: whether the table in use may be written, and where its host leaf stands. */
	#tableWritable = false;
	#tableLeafFrame = 0;
	#tableLeafWord = 0;

	constructor(memory: PhysicalMemory, host: AmdV1Walker, tables: LeafTableCache) {
		this.#memory = memory;
		this.#frames = memory.frames;
		this.#host = host;
		this.#tables = tables;
	}

	/**
	 * Chooses the table of the walks that follow, whose top is at page (`rootHigh`, `rootLow` of 18 bits). `space`
	 * and `process` tag what is kept of it. Nested walks use the table that the host walker was told before.
	 */
	use(space: number, process: number, rootHigh: number, rootLow: number, mode: number): void {
		this.#space = space;
		this.#process = process;
		this.#rootHigh = rootHigh;
		this.#rootLow = rootLow;
		this.#mode = mode;
	}

	/**
	 * Walks to the leaf of page (`high`, `low`), 18 bits each. `required` and `wanted` are as in the host walker.
	 */
	walk(high: number, low: number, required: number, wanted: number): boolean {
		const tables = this.#tables;
		const row = tables.find(this.#space, this.#process, this.#mode, high, low);
		let table: number;
		if (row >= 0 && (wanted & ~tables.attributes(row)) === 0) {
			table = tables.frame(row);
			this.#granted = tables.attributes(row);
			this.#tableWritable = true;
			this.#tableLeafFrame = tables.entryFrame(row);
			this.#tableLeafWord = tables.entryWord(row);
		} else {
			table = this.#descend(high, low, required, wanted);
			if (table < 0) return this.fault === AmdFault.NONE;
		}
		const word = (low & 511) << 1;
		const entry = this.#memory.readEntry(table, word);
		const upper = this.#memory.upper;
		if (!this.#passes(entry, upper, required, 0)) return false;
		return this.#found(table, word, entry, upper, low, 0, required, wanted);
	}

	/**
	 * Reads the 64-bit entry `index` of the table at page (`high`, `low`), which is no page table but whose address goes
	 * the same way (GCR3 tables): its lower word, with the upper in the memory's `upper`; or -1 with the
	 * fault (an entry of a readable table never reads -1 here: bit 1 is masked off).
	 */
	readThrough(high: number, low: number, index: number, nested: boolean): number {
		this.#mode = nested ? GuestWalk.NESTED : 0;
		const table = this.#tableFrame(high, low, index << 1);
		return table < 0 ? -1 : this.#memory.readEntry(table, index << 1) & ~2;
	}

	/**
	 * The last walk's translation is granted: sets the leaf's accessed bit, and its dirty bit for a write, in the
	 * guest table and in the host's. False, with `fault`, when the host table denies it.
	 */
	commit(write: boolean): boolean {
		const marked = this.#entry | ACCESSED | (write ? DIRTY : 0);
		if (marked !== (this.#entry | 0) && !this.#write(this.#entryFrame, this.#entryWord, marked))
			return false;
		if ((this.#mode & GuestWalk.NESTED) !== 0) this.#host.commit(write);
		return true;
	}

	/** From the top to the last table: its frame, or -1 when the walk ended before, as `fault` tells. */
	#descend(high: number, low: number, required: number, wanted: number): number {
		const memory = this.#memory;
		this.#granted = ALL;
		let tableHigh = this.#rootHigh;
		let tableLow = this.#rootLow;
		for (let level = 4; ; level--) {
			const part = level > 2 ? high : low;
			const word = ((level & 1) === 0 ? (part >>> 9) & 511 : part & 511) << 1;
			const table = this.#tableFrame(tableHigh, tableLow, word);
			if (table < 0) return -1;
			if (level === 1) {
				this.#keep(high, low, table);
				return table;
			}
			const entry = memory.readEntry(table, word);
			const upper = memory.upper;
			const isLeaf = (entry & LEAF) !== 0 && level < 4;
			const reserved =
				level === 4 ? RESERVED_TOP : !isLeaf ? 0 : level === 2 ? RESERVED_2M : RESERVED_1G;
			if (!this.#passes(entry, upper, required, reserved)) return -1;
			if (isLeaf) {
				this.#found(table, word, entry, upper, low, (level - 1) * 9, required, wanted);
				return -1;
			}
			if ((entry & ACCESSED) === 0 && !this.#write(table, word, entry | ACCESSED)) return -1;
			tableHigh = (entry >>> 30) | ((upper & ADDRESS) << 2);
			tableLow = (entry >>> 12) & 0x3_ffff;
		}
	}

	/** What one entry says to the request; takes from `#granted` what it denies. */
	#passes(entry: number, upper: number, required: number, reserved: number): boolean {
		if ((entry & PRESENT) === 0) return this.#end(AmdFault.NOT_PRESENT);
		if ((entry & reserved) !== 0) return this.#end(AmdFault.RESERVED);
		if ((entry & USER) === 0 && (this.#mode & GuestWalk.SUPERVISOR) === 0)
			return this.#end(AmdFault.PERMISSION);
		let granted = this.#granted;
		if ((entry & WRITABLE) === 0) granted &= ~Access.WRITE;
		if ((upper & NO_EXECUTE) !== 0) granted &= ~Access.EXEC;
		if ((required & ~granted) !== 0) return this.#end(AmdFault.PERMISSION);
		this.#granted = granted;
		return true;
	}

	/** Host frame of a table of which entry `word` is wanted, or -1 with the fault. */
	#tableFrame(high: number, low: number, word: number): number {
		if ((this.#mode & GuestWalk.NESTED) === 0) {
			const frame = high < 0x400 ? (high << 18) | low : -1;
			if (frame >= 0 && frame < this.#frames) return frame;
			this.#unreadable(high * 0x4_0000 + low, word);
			return -1;
		}
		const host = this.#host;
		if (!host.walk(high >>> 18, high & 0x3_ffff, low, Access.READ, Access.READ)) {
			this.#hostFault();
			return -1;
		}
		if (host.frame < 0 || host.frame >= this.#frames) {
			this.#unreadable(host.frame < 0 ? high * 0x4_0000 + low : host.frame, word);
			return -1;
		}
		host.commit(false);
		this.#tableWritable = (host.permission & Access.WRITE) !== 0;
		this.#tableLeafFrame = host.entryFrame;
		this.#tableLeafWord = host.entryWord;
		return host.frame;
	}

	/** The leaf was found: translates the page that it names. */
	#found(
		table: number,
		word: number,
		entry: number,
		upper: number,
		low: number,
		leaf: number,
		required: number,
		wanted: number,
	): boolean {
		this.#entry = entry;
		this.#entryFrame = table;
		this.#entryWord = word;
		this.leaf = leaf;
		const high = (entry >>> 30) | ((upper & ADDRESS) << 2);
		const within = (1 << leaf) - 1;
		const pageLow = ((entry >>> 12) & 0x3_ffff & ~within) | (low & within);
		const permission = this.#granted;
		if ((this.#mode & GuestWalk.NESTED) === 0) {
			this.frame = high < 0x400 ? (high << 18) | pageLow : -1;
			this.permission = permission;
		} else {
			const host = this.#host;
			const needed = readsAndWrites(required);
			if (!host.walk(high >>> 18, high & 0x3_ffff, pageLow, needed, readsAndWrites(wanted)))
				return this.#hostFault();
			this.frame = host.frame;
			this.permission = permission & (host.permission | Access.EXEC);
		}
		this.fault = AmdFault.NONE;
		return true;
	}

	/** Keeps the way to a last table, except to one that the host table denies writing. */
	#keep(high: number, low: number, table: number): void {
		if ((this.#mode & GuestWalk.NESTED) !== 0 && !this.#tableWritable) return;
		this.#tables.fill(
			this.#space,
			this.#process,
			this.#mode,
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
		if ((this.#mode & GuestWalk.NESTED) !== 0) {
			if (!this.#tableWritable) return this.#end(AmdFault.PERMISSION);
			this.#host.markWritten(this.#tableLeafFrame, this.#tableLeafWord);
		}
		this.#memory.writeWord(table, word, entry);
		return true;
	}

	#hostFault(): boolean {
		this.faultPage = this.#host.faultPage;
		this.faultWord = this.#host.faultWord;
		return this.#end(this.#host.fault);
	}

	#unreadable(page: number, word: number): void {
		this.faultPage = page;
		this.faultWord = word;
		this.#end(AmdFault.UNREADABLE);
	}

	#end(fault: number): boolean {
		this.fault = fault;
		return false;
	}
}

/** What executing asks of the host table is reading. */
function readsAndWrites(access: number): number {
	return (access & READ_WRITE) | ((access & Access.EXEC) !== 0 ? Access.READ : 0);
}
