import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import type { DomainRef } from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import { addressHigh, addressLow } from '../shared/registers.js';
import { Context, ENTRY_PRESENT, PasidEntry } from './layout.js';

/**
 * The tables that lead from a requester id to a PASID's translation (VT-d specification, chapter 9):
 *
 *      root (bus) -> context (devfn) -> PASID directory (pasid >> 6) -> PASID table (pasid & 63)
 *
 * They only write entries. In each, the word with the Present bit is written last, and cleared first, so
 * hardware never sees half an entry. What caches hold of an entry that was cleared or changed is the
 * caller's to invalidate.
 */

/** Root and context tables of one unit. A context table stays once it was needed, until `destroy`. */
export class ContextTables {
	/** Frame of the root table. */
	readonly root: number;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #tables: number[] = [];

	private constructor(memory: PhysicalMemory, frames: FrameAllocator, root: number) {
		this.#memory = memory;
		this.#frames = frames;
		this.root = root;
		memory.discard(root);
	}

	/** Tables in which no device is present; undefined when there is no frame. */
	static create(memory: PhysicalMemory, frames: FrameAllocator): ContextTables | undefined {
		const root = frames.allocate();
		return root === -1 ? undefined : new ContextTables(memory, frames, root);
	}

	/**
	 * Makes a requester id use a PASID directory, with `Context` bits DTE, PASIDE and PRE; the PASID of
	 * requests without one is 0. ENOMEM: no frame for a context table.
	 */
	set(sourceId: number, bits: number, tables: PasidTables): Errno {
		const table = this.#table(sourceId);
		if (table === -1) return Errno.ENOMEM;
		const at = (sourceId & 0x7f) * 8;
		const size = tables.sizeCode << Context.PDTS_SHIFT;
		this.#memory.writeWord(table, at + 1, addressHigh(tables.directory));
		this.#memory.writeWord(table, at, addressLow(tables.directory) | size | bits | ENTRY_PRESENT);
		return Errno.OK;
	}

	/** Blocks a requester id for which `set` was called. */
	clear(sourceId: number): void {
		const table = this.#table(sourceId);
		const at = (sourceId & 0x7f) * 8;
		for (let word = 0; word < 8; word++) this.#memory.writeWord(table, at + word, 0);
	}

	/** Gives all frames back; the unit must not use them any more. */
	destroy(): void {
		for (const frame of [this.root, ...this.#tables]) {
			this.#memory.discard(frame);
			this.#frames.free(frame);
		}
		this.#tables.length = 0;
	}

	/** Frame of the context table of a requester id: one for each half of a bus. -1: no frame. */
	#table(sourceId: number): number {
		const at = (sourceId >>> 8) * 4 + ((sourceId >>> 7) & 1) * 2;
		const low = this.#memory.readWord(this.root, at);
		if (low !== 0) return this.#memory.readWord(this.root, at + 1) * 0x10_0000 + (low >>> 12);
		const table = this.#frames.allocate();
		if (table === -1) return -1;
		this.#tables.push(table);
		this.#memory.discard(table);
		this.#memory.writeWord(this.root, at + 1, addressHigh(table));
		this.#memory.writeWord(this.root, at, addressLow(table) | ENTRY_PRESENT);
		return table;
	}
}

/** Size code (PDTS) of a directory that fills one frame: 2^(2 + 7) entries, 32768 PASIDs. */
const ONE_FRAME = 2;
/** PASIDs of one table, and of a directory with size code 0, as powers of two. */
const TABLE_BITS = 6;
const SMALLEST_BITS = TABLE_BITS + 7;

/** Frames of a directory to be given back once no cache leads there. */
export interface OldDirectory {
	readonly frame: number;
	readonly frames: number;
}

/**
 * One device's PASID directory and tables. The directory takes one frame, which is enough for PASIDs
 * below 32768, until a larger PASID is bound; a table page comes with the first PASID in it. Both stay
 * until `destroy`.
 */
export class PasidTables {
	/** First frame of the directory, */
	directory: number;
	/** and its size: 2^(sizeCode + 7) entries (PDTS). */
	sizeCode: number;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #width: number;
	readonly #tables: number[] = [];

	private constructor(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		width: number,
		directory: number,
	) {
		this.#memory = memory;
		this.#frames = frames;
		this.#width = width;
		this.directory = directory;
		this.sizeCode = Math.min(ONE_FRAME, sizeCodeFor(width));
		memory.discard(directory);
	}

	/** Tables for PASIDs of `width` bits, with no PASID present; undefined when there is no frame. */
	static create(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		width: number,
	): PasidTables | undefined {
		const directory = frames.allocate();
		return directory === -1 ? undefined : new PasidTables(memory, frames, width, directory);
	}

	/** Whether the directory reaches as far as this PASID. */
	covers(pasid: number): boolean {
		return pasid < 2 ** (this.sizeCode + SMALLEST_BITS);
	}

	/**
	 * Replaces the directory by one for all PASIDs of the width. The caller makes the context entry
	 * lead there, invalidates the context cache, and gives the old one to `freeDirectory` after that.
	 * Undefined when there are no frames; nothing has changed then.
	 */
	grow(): OldDirectory | undefined {
		const sizeCode = sizeCodeFor(this.#width);
		const count = directoryFrames(sizeCode);
		const directory = this.#frames.allocateRange(count);
		if (directory === -1) return undefined;
		const old = { frame: this.directory, frames: directoryFrames(this.sizeCode) };
		for (let n = 0; n < count; n++) this.#memory.discard(directory + n);
		for (let n = 0; n < old.frames; n++)
			for (let word = 0; word < 1024; word++) {
				const value = this.#memory.readWord(old.frame + n, word);
				if (value !== 0) this.#memory.writeWord(directory + n, word, value);
			}
		this.directory = directory;
		this.sizeCode = sizeCode;
		return old;
	}

	freeDirectory(old: OldDirectory): void {
		for (let n = 0; n < old.frames; n++) this.#memory.discard(old.frame + n);
		this.#frames.freeRange(old.frame, old.frames);
	}

	/**
	 * Makes a PASID that is covered and not present translate through the first-level table at guest page
	 * `rootPage`, nested on the domain's second level. Supervisor requests stay forbidden (SRE clear): a
	 * guest's table is for its own accesses. ENOMEM: no frame for the PASID's table.
	 */
	set(pasid: number, domain: DomainRef, rootPage: number, executeRequests: boolean): Errno {
		const table = this.#table(pasid, true);
		if (table === -1) return Errno.ENOMEM;
		const at = (pasid & 63) * 16;
		const memory = this.#memory;
		const secondLevel = domain.secondLevelRoot;
		const flags = PasidEntry.WPE | PasidEntry.NXE | (executeRequests ? PasidEntry.ERE : 0);
		memory.writeWord(table, at + 5, addressHigh(rootPage));
		memory.writeWord(table, at + 4, addressLow(rootPage) | flags);
		memory.writeWord(table, at + 2, domain.id);
		memory.writeWord(table, at + 1, addressHigh(secondLevel));
		// AW counts the levels beyond two; each level is 9 bits on top of 12.
		const levels = (domain.addressWidth - 12) / 9;
		const width = (levels - 2) << PasidEntry.AW_SHIFT;
		const low = addressLow(secondLevel) | PasidEntry.PGTT_NESTED | width | ENTRY_PRESENT;
		memory.writeWord(table, at, low);
		return Errno.OK;
	}

	/** Blocks a PASID. */
	clear(pasid: number): void {
		const table = this.#table(pasid, false);
		if (table === -1) return;
		const at = (pasid & 63) * 16;
		for (let word = 0; word < 16; word++) this.#memory.writeWord(table, at + word, 0);
	}

	/** Gives all frames back; no cache may lead there any more. */
	destroy(): void {
		this.freeDirectory({ frame: this.directory, frames: directoryFrames(this.sizeCode) });
		for (const table of this.#tables) {
			this.#memory.discard(table);
			this.#frames.free(table);
		}
		this.#tables.length = 0;
	}

	/** Frame of the PASID's table; -1 when there is none and none is to be, or can be, made. */
	#table(pasid: number, make: boolean): number {
		const entry = (pasid >>> TABLE_BITS) * 2;
		const frame = this.directory + (entry >>> 10);
		const at = entry & 1023;
		const low = this.#memory.readWord(frame, at);
		if (low !== 0) return this.#memory.readWord(frame, at + 1) * 0x10_0000 + (low >>> 12);
		const table = make ? this.#frames.allocate() : -1;
		if (table === -1) return -1;
		this.#tables.push(table);
		this.#memory.discard(table);
		this.#memory.writeWord(frame, at + 1, addressHigh(table));
		this.#memory.writeWord(frame, at, addressLow(table) | ENTRY_PRESENT);
		return table;
	}
}

/** The size code of the smallest directory for PASIDs of this width. */
function sizeCodeFor(width: number): number {
	return Math.max(0, width - SMALLEST_BITS);
}

function directoryFrames(sizeCode: number): number {
	return sizeCode <= ONE_FRAME ? 1 : 2 ** (sizeCode - ONE_FRAME);
}
