/**
 * The device directory: finds a device's context (specification "Process to locate the Device-context") and
 * checks its configuration. Owns ddtp and the cache of contexts. Changing ddtp drops nothing: that is what
 * IODIR.INVAL_DDT is for.
 */

import type { PhysicalMemory } from '../../memory.js';
import { DeviceCache } from './device-cache.js';
import { Cause, Mode } from './layout.js';

const VALID = 0x001;
const EN_ATS = 0x002;
const EN_PRI = 0x004;
const T2GPA = 0x008;
const PDTV = 0x020;
const PRPR = 0x040;
const DPE = 0x200;
/** SBE and SXL, which have one legal value, 0, and the reserved bits; bits 31:24 are custom and ignored. */
const TC_RESERVED = 0x00ff_fc00;
/** What a directory entry above the last level must not have set, of its lower and upper word. */
const ENTRY_RESERVED_LOW = 0x3fe;
const ENTRY_RESERVED_HIGH = 0xffc0_0000 | 0;
/** MODE of iohgatp and iosatp: Sv39x4 or Sv39 is 8, and one level more each. */
const SV39 = 8;
const SV57 = 10;
const PD20 = 3;
/** Guest page numbers have 47 bits (Sv57x4), so mask and pattern have 21 bits in their upper words. */
const MSI_ADDRESS_RESERVED = 0xffff_8000 | 0;

export class DeviceDirectory {
	readonly devices: DeviceCache;
	/** ddtp.iommu_mode. */
	mode: number = Mode.OFF;
	/** Why the last `find` found none. */
	cause = 0;
	readonly #memory: PhysicalMemory;
	readonly #extended: boolean;
	readonly #pageHighMask: number;
	readonly #words = new Int32Array(16);
	#ddtpLow = 0;
	#ddtpHigh = 0;
	/** Frame of the top directory, -1 outside the memory. */
	#root = 0;

	/** `extended`: contexts have 64 bytes (capabilities.MSI_FLAT). `slots` is a power of two. */
	constructor(memory: PhysicalMemory, extended: boolean, pageHighMask: number, slots: number) {
		this.#memory = memory;
		this.#extended = extended;
		this.#pageHighMask = pageHighMask;
		this.devices = new DeviceCache(slots);
	}

	/** ddtp, lower half; busy reads 0. */
	get ddtpLow(): number {
		return (this.#ddtpLow | this.mode) >>> 0;
	}

	get ddtpHigh(): number {
		return this.#ddtpHigh;
	}

	/**
	 * Writes ddtp's lower half. A reserved mode, or one that leads from a directory to another, is ignored with
	 * the rest of the write (the specification leaves the latter open).
	 */
	writeLow(value: number): void {
		const mode = value & 15;
		if (mode > Mode.LEVELS_3 || (mode > Mode.BARE && this.mode > Mode.BARE)) return;
		this.mode = mode;
		this.#ddtpLow = (value & 0xffff_fc00) >>> 0;
		this.#locate();
	}

	writeHigh(value: number): void {
		this.#ddtpHigh = (value & this.#pageHighMask) >>> 0;
		this.#locate();
	}

	/** Device ids below this one are in the mode's range. */
	get reach(): number {
		const bits = this.#extended ? 6 : 7;
		if (this.mode === Mode.LEVELS_1) return 1 << bits;
		return this.mode === Mode.LEVELS_2 ? 1 << (bits + 9) : 1 << 24;
	}

	/** The slot of a device's context in `devices`, or -1 with `cause`. Only with a mode that has directories. */
	find(source: number): number {
		if (source >= this.reach) return this.#fail(Cause.TYPE_DISALLOWED);
		const held = this.devices.lookup(source);
		return held >= 0 ? held : this.#walk(source);
	}

	/** Byte address of a device's context, or -1 with `cause`. Only with a mode that has directories. */
	entryAddress(source: number): number {
		if (source >= this.reach) return this.#fail(Cause.TYPE_DISALLOWED);
		const memory = this.#memory;
		const bits = this.#extended ? 6 : 7;
		let table = this.#root;
		for (let level = this.mode - Mode.LEVELS_1; level > 0; level--) {
			if (table < 0) return this.#fail(Cause.DDT_LOAD);
			const index = (source >> (bits + (level - 1) * 9)) & 511;
			const entry = memory.readEntry(table, index << 1);
			const upper = memory.upper;
			if ((entry & VALID) === 0) return this.#fail(Cause.DDT_INVALID);
			if ((entry & ENTRY_RESERVED_LOW) !== 0 || (upper & ENTRY_RESERVED_HIGH) !== 0)
				return this.#fail(Cause.DDT_MISCONFIGURED);
			table = this.#frame(upper & 0x3f_ffff, entry >>> 10);
		}
		if (table < 0) return this.#fail(Cause.DDT_LOAD);
		return table * 4096 + (source & ((1 << bits) - 1)) * (this.#extended ? 64 : 32);
	}

	#walk(source: number): number {
		const memory = this.#memory;
		const address = this.entryAddress(source);
		if (address < 0) return -1;
		const table = Math.floor(address / 4096);
		const words = this.#words;
		const size = this.#extended ? 16 : 8;
		const first = (address % 4096) >> 2;
		for (let i = 0; i < size; i += 2) {
			words[i] = memory.readEntry(table, first + i);
			words[i + 1] = memory.upper;
		}
		if ((words[0]! & VALID) === 0) return this.#fail(Cause.DDT_INVALID);
		if (!this.#isConfigured()) return this.#fail(Cause.DDT_MISCONFIGURED);
		return this.#fill(source);
	}

	/** The checks of "Device-context configuration checks", on `#words`. */
	#isConfigured(): boolean {
		const w = this.#words;
		const tc = w[0]!;
		if ((tc & TC_RESERVED) !== 0 || w[1] !== 0) return false;
		if ((tc & EN_ATS) === 0 && (tc & EN_PRI) !== 0) return false;
		if ((tc & EN_PRI) === 0 && (tc & PRPR) !== 0) return false;
		// capabilities.T2GPA is 0.
		if ((tc & T2GPA) !== 0) return false;
		// iohgatp: PPN 43:0, GSCID 59:44, MODE 63:60.
		const second = w[3]! >>> 28;
		if (second !== 0 && (second < SV39 || second > SV57 || (w[2]! & 3) !== 0)) return false;
		// ta: PSCID 31:12; RCID and MCID do not exist.
		if ((w[4]! & 0xfff) !== 0 || w[5] !== 0) return false;
		// fsc: PPN 43:0, MODE 63:60.
		if ((w[7]! & 0x0fff_f000) !== 0) return false;
		const first = w[7]! >>> 28;
		if ((tc & PDTV) !== 0) {
			if (first > PD20) return false;
		} else if ((tc & DPE) !== 0 || (first !== 0 && (first < SV39 || first > SV57))) return false;
		return !this.#extended || this.#isMsiConfigured(second);
	}

	#isMsiConfigured(second: number): boolean {
		const w = this.#words;
		const mode = w[9]! >>> 28;
		if (mode > 1 || (w[9]! & 0x0fff_f000) !== 0) return false;
		// Recommended: without a second stage there is no guest whose interrupt files they could be.
		if (mode !== 0 && second === 0) return false;
		const reserved = (w[11]! | w[13]!) & MSI_ADDRESS_RESERVED;
		return reserved === 0 && w[14] === 0 && w[15] === 0;
	}

	#fill(source: number): number {
		const w = this.#words;
		const devices = this.devices;
		const slot = devices.claim(source);
		devices.flags[slot] = w[0]! & 0x3ff;
		const second = w[3]! >>> 28;
		devices.secondLevels[slot] = second === 0 ? 0 : second - 5;
		devices.secondRoot[slot] = this.#pageFrame(w[3]! & 0xfff, w[2]!);
		devices.gscid[slot] = (w[3]! >>> 12) & 0xffff;
		devices.pscid[slot] = w[4]! >>> 12;
		devices.mode[slot] = w[7]! >>> 28;
		devices.rootHigh[slot] = (w[6]! >>> 18) | ((w[7]! & 0xfff) << 14);
		devices.rootLow[slot] = w[6]! & 0x3_ffff;
		if (!this.#extended) return slot;
		devices.msi[slot] = (w[9]! >>> 28) & 1;
		devices.msiTable[slot] = this.#pageFrame(w[9]! & 0xfff, w[8]!);
		devices.maskHigh[slot] = (w[10]! >>> 26) | ((w[11]! & 0xf_ffff) << 6);
		devices.maskLow[slot] = w[10]! & 0x3ff_ffff;
		devices.patternHigh[slot] = (w[12]! >>> 26) | ((w[13]! & 0xf_ffff) << 6);
		devices.patternLow[slot] = w[12]! & 0x3ff_ffff;
		return slot;
	}

	/** Frame of a page number of 44 bits, given as its upper 12 and its lower 32. */
	#pageFrame(high: number, low: number): number {
		const page = high * 2 ** 32 + (low >>> 0);
		return page < this.#memory.frames ? page : -1;
	}

	/** Frame of a page number given as its upper 22 and its lower 22 bits; -1 outside the memory. */
	#frame(high: number, low: number): number {
		const page = high * 2 ** 22 + low;
		return page < this.#memory.frames ? page : -1;
	}

	#locate(): void {
		this.#root = this.#frame(this.#ddtpHigh, this.#ddtpLow >>> 10);
	}

	#fail(cause: number): number {
		this.cause = cause;
		return -1;
	}
}
