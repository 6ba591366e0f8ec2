/**
 * The way from a requester id and PASID to what translates it: root table, scalable context entry, PASID
 * directory, PASID-table entry (VT-d specification 9.1 to 9.6). Owns the latched root pointer, whether
 * translation is on, and both caches on the way. It checks structures; what a request may do with them is
 * the translator's business. Where a requester's entries were found last is remembered in its `Requester`.
 *
 * `context` and `pasid` return a slot of their cache, or -1 with `reason`. `disabled` tells then whether
 * an FPD bit was read on the way.
 */

import type { PhysicalMemory } from '../../memory.js';
import { reservedHigh } from '../../table/walk-fault.js';
import { WalkMode } from '../../table/walk-mode.js';
import { ContextCache, ContextFlag } from './context-cache.js';
import { Pgtt, Reason, TableMode } from './layout.js';
import { PasidCache, PasidFlag } from './pasid-cache.js';
import type { Requester } from './requester.js';

const PRESENT = 0x01;
const FPD = 0x02;
const ROOT_RESERVED = 0xffe;
const CONTEXT_RESERVED = 0x1e0;
/** q1 of a context entry: RID_PASID 19:0, RID_PRIV 20. */
const RID_RESERVED = 0xffe0_0000;
const DIRECTORY_RESERVED = 0xffc;
/** q0 of a PASID entry: bits 11:10, and SLEE (bit 5), as the unit has no second-level execute control. */
const PASID_RESERVED_0 = 0xc20;
/** q1: bits 22:16. */
const PASID_RESERVED_2 = 0x007f_0000;
/** q2: bits 11:8. */
const PASID_RESERVED_4 = 0xf00;
const ENTRY_WORDS = 16;

export class TranslationTables {
	readonly contexts: ContextCache;
	readonly pasids: PasidCache;
	/** GSTS.TES. */
	enabled = false;
	/** RTADDR.TTM as latched by SRTP. */
	mode: number = TableMode.LEGACY;
	/** Why the last `context` or `pasid` returned -1. */
	reason = 0;
	/** Whether an FPD bit was set in what the last call read. */
	disabled = false;
	readonly #memory: PhysicalMemory;
	readonly #frames: number;
	readonly #reservedHigh: number;
	#root = -1;

	constructor(
		memory: PhysicalMemory,
		hostAddressWidth: number,
		contextSlots: number,
		pasidSlots: number,
	) {
		this.#memory = memory;
		this.#frames = memory.frames;
		this.#reservedHigh = reservedHigh(hostAddressWidth);
		this.contexts = new ContextCache(contextSlots);
		this.pasids = new PasidCache(pasidSlots);
	}

	/** SRTP: takes RTADDR's halves over and drops what came from the old table (CAP.ESRTPS). */
	latchRoot(low: number, high: number): void {
		this.mode = (low >>> 10) & 3;
		this.#root = frameOf(low, high);
		this.invalidateAll();
	}

	invalidateAll(): void {
		this.contexts.invalidateAll();
		this.pasids.invalidateAll();
	}

	/** Byte address of a requester's context entry; -1 where no root entry leads to one. */
	entryAddress(source: number): number {
		if (!this.#isReadable(this.#root)) return -1;
		const word = ((source >> 8) << 2) + ((source & 0x80) === 0 ? 0 : 2);
		const low = this.#memory.readWord(this.#root, word);
		const table = frameOf(low, this.#memory.readWord(this.#root, word + 1));
		if ((low & PRESENT) === 0 || !this.#isReadable(table)) return -1;
		return table * 4096 + ((source & 0x7f) << 5);
	}

	/** Slot of a requester's context entry, from the cache or read anew; -1 with `reason`. */
	context(requester: Requester): number {
		if (requester.generation === this.#generation()) return requester.context;
		const held = this.contexts.lookup(requester.source);
		return held >= 0 ? held : this.#readContext(requester.source);
	}

	/**
	 * Slot of a PASID's entry, from the cache or read anew through the directory of a context's slot, which
	 * must be large enough; -1 with `reason`.
	 */
	pasid(requester: Requester, context: number, pasid: number): number {
		if (requester.generation === this.#generation() && requester.pasid === pasid)
			return requester.slot;
		let slot = this.pasids.lookup(requester.source, pasid);
		if (slot < 0) {
			slot = this.#readPasid(requester.source, context, pasid);
			if (slot < 0) return slot;
		}
		requester.generation = this.#generation();
		requester.context = context;
		requester.pasid = pasid;
		requester.slot = slot;
		return slot;
	}

	/**
	 * Slots that were found are good as long as it stays the same: both counts only grow. A method, as V8
	 * calls a private getter through its runtime each time, some 20 ns.
	 */
	#generation(): number {
		return this.contexts.generation + this.pasids.generation;
	}

	#readContext(source: number): number {
		const memory = this.#memory;
		this.disabled = false;
		if (!this.#isReadable(this.#root)) return this.#refuse(Reason.ROOT_UNREADABLE);
		// 16 bytes a bus; the upper half is for devices 16 to 31.
		const rootWord = ((source >> 8) << 2) + ((source & 0x80) === 0 ? 0 : 2);
		const root = memory.readWord(this.#root, rootWord);
		const rootHigh = memory.readWord(this.#root, rootWord + 1);
		if ((root & PRESENT) === 0) return this.#refuse(Reason.ROOT_NOT_PRESENT);
		if ((root & ROOT_RESERVED) !== 0 || this.#isWide(rootHigh))
			return this.#refuse(Reason.ROOT_RESERVED);
		const table = frameOf(root, rootHigh);
		if (!this.#isReadable(table)) return this.#refuse(Reason.CONTEXT_UNREADABLE);
		const at = (source & 0x7f) << 3;
		const entry = memory.readWord(table, at);
		const entryHigh = memory.readWord(table, at + 1);
		const rid = memory.readWord(table, at + 2);
		this.disabled = (entry & FPD) !== 0;
		if ((entry & PRESENT) === 0) return this.#refuse(Reason.CONTEXT_NOT_PRESENT);
		if (
			(entry & CONTEXT_RESERVED) !== 0 ||
			this.#isWide(entryHigh) ||
			(rid & RID_RESERVED) !== 0 ||
			memory.readWord(table, at + 3) !== 0 ||
			!this.#isZero(table, at + 4, 4)
		)
			return this.#refuse(Reason.CONTEXT_RESERVED);
		const flags = (entry & 0x1e) | ((rid & 0x10_0000) !== 0 ? ContextFlag.RID_PRIV : 0);
		const entries = 1 << (((entry >>> 9) & 7) + 7);
		return this.contexts.fill(source, flags, entries, frameOf(entry, entryHigh), rid & 0xf_ffff);
	}

	#readPasid(source: number, context: number, pasid: number): number {
		const memory = this.#memory;
		const index = pasid >>> 6;
		this.disabled = (this.contexts.flags[context]! & ContextFlag.FPD) !== 0;
		// 512 directory entries of 8 bytes a frame.
		const first = this.contexts.directory[context]!;
		const directory = first < 0 ? -1 : first + (index >> 9);
		if (!this.#isReadable(directory)) return this.#refuse(Reason.DIRECTORY_UNREADABLE);
		const above = memory.readWord(directory, (index & 511) << 1);
		const aboveHigh = memory.readWord(directory, ((index & 511) << 1) + 1);
		const aboveDisabled = (above & FPD) !== 0;
		this.disabled ||= aboveDisabled;
		if ((above & PRESENT) === 0) return this.#refuse(Reason.DIRECTORY_NOT_PRESENT);
		if ((above & DIRECTORY_RESERVED) !== 0 || this.#isWide(aboveHigh))
			return this.#refuse(Reason.DIRECTORY_RESERVED);
		const table = frameOf(above, aboveHigh);
		if (!this.#isReadable(table)) return this.#refuse(Reason.PASID_UNREADABLE);
		const at = (pasid & 63) * ENTRY_WORDS;
		const q0 = memory.readWord(table, at);
		this.disabled ||= (q0 & FPD) !== 0;
		if ((q0 & PRESENT) === 0) return this.#refuse(Reason.PASID_NOT_PRESENT);
		const q0High = memory.readWord(table, at + 1);
		const q1 = memory.readWord(table, at + 2);
		const q2 = memory.readWord(table, at + 4);
		const q2High = memory.readWord(table, at + 5);
		if (
			(q0 & PASID_RESERVED_0) !== 0 ||
			this.#isWide(q0High) ||
			(q1 & PASID_RESERVED_2) !== 0 ||
			(q2 & PASID_RESERVED_4) !== 0 ||
			this.#isWide(q2High) ||
			!this.#isZero(table, at + 6, 10)
		)
			return this.#refuse(Reason.PASID_RESERVED);
		const pgtt = (q0 >>> 6) & 7;
		const levels = ((q0 >>> 2) & 7) + 2;
		if (!isSupported(pgtt, levels, (q2 >>> 2) & 3)) return this.#refuse(Reason.PASID_INVALID);

		const pasids = this.pasids;
		const slot = pasids.claim(source, pasid);
		const second = frameOf(q0, q0High);
		pasids.pgtt[slot] = pgtt;
		pasids.flags[slot] =
			(aboveDisabled || (q0 & FPD) !== 0 ? PasidFlag.FPD : 0) |
			((q0 & 0x200) !== 0 ? PasidFlag.SLADE : 0) |
			((q2 & 0x01) !== 0 ? PasidFlag.SRE : 0) |
			((q2 & 0x02) !== 0 ? PasidFlag.ERE : 0);
		pasids.walkMode[slot] =
			((q2 & 0x10) !== 0 ? WalkMode.WRITE_PROTECT : 0) |
			((q2 & 0x20) !== 0 ? WalkMode.NO_EXECUTE : 0) |
			((q2 & 0x40) !== 0 ? WalkMode.SMEP : 0) |
			((q2 & 0x80) !== 0 ? WalkMode.EXTENDED_ACCESSED : 0) |
			(pgtt === Pgtt.NESTED ? WalkMode.NESTED : 0);
		pasids.domain[slot] = q1 & 0xffff;
		pasids.firstLow[slot] = (q2 >>> 12) & 0x3_ffff;
		pasids.firstHigh[slot] = (q2 >>> 30) | (q2High << 2);
		pasids.secondRoot[slot] = this.#isReadable(second) ? second : -1;
		pasids.secondLevels[slot] = levels;
		return slot;
	}

	#refuse(reason: number): number {
		this.reason = reason;
		return -1;
	}

	#isReadable(frame: number): boolean {
		return frame >= 0 && frame < this.#frames;
	}

	/** Whether the upper half of an address field has bits above the host address width. */
	#isWide(high: number): boolean {
		return (high & (this.#reservedHigh | 0xfff0_0000)) !== 0;
	}

	#isZero(frame: number, word: number, words: number): boolean {
		for (let i = 0; i < words; i++) if (this.#memory.readWord(frame, word + i) !== 0) return false;
		return true;
	}
}

/** PGTT, AW (39 or 48 bits) and FLPM (4-level) that the unit can do; what PGTT leaves unused is ignored. */
function isSupported(pgtt: number, levels: number, firstLevelMode: number): boolean {
	const first = firstLevelMode === 0;
	const second = levels === 3 || levels === 4;
	switch (pgtt) {
		case Pgtt.FIRST:
			return first;
		case Pgtt.SECOND:
			return second;
		case Pgtt.NESTED:
			return first && second;
		case Pgtt.PASS_THROUGH:
			return true;
		default:
			return false;
	}
}

/** Frame of an address field; -1 from 2^28 on, where no memory reaches. */
function frameOf(low: number, high: number): number {
	return high > 0xff ? -1 : (high << 20) | (low >>> 12);
}
