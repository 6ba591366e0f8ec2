/**
 * MSI translation (specification "Process to translate addresses of MSIs"): tells whether a guest page is the one
 * of a virtual interrupt file, and finds the page of the real one in the flat table. Owns nothing but its result.
 * Entries in MRIF mode are misconfigured here, as capabilities.MSI_MRIF is 0; so are entries with the custom bit.
 */

import type { PhysicalMemory } from '../../memory.js';
import type { DeviceCache } from './device-cache.js';
import { Cause } from './layout.js';

const VALID = 1;
/** M of an entry that translates, in bits 2:1. */
const BASIC = 6;
/** Of an entry that translates: bits 9:3 and 63:54, and all of the second half. */
const RESERVED_LOW = 0x3f8;
const RESERVED_HIGH = 0xffc0_0000 | 0;
const ENTRIES_PER_FRAME = 256;

export class MsiTable {
	/** Page of the interrupt file; of 44 bits. */
	page = 0;
	readonly #memory: PhysicalMemory;
	readonly #devices: DeviceCache;

	constructor(memory: PhysicalMemory, devices: DeviceCache) {
		this.#memory = memory;
		this.#devices = devices;
	}

	/** Whether a guest page, as upper and lower 26 bits, is an interrupt file's in the device's context. */
	matches(device: number, high: number, low: number): boolean {
		const d = this.#devices;
		return (
			((low ^ d.patternLow[device]!) & ~d.maskLow[device]!) === 0 &&
			((high ^ d.patternHigh[device]!) & ~d.maskHigh[device]!) === 0
		);
	}

	/** Finds `page` for a guest page that matches; 0, or the cause of the fault. */
	translate(device: number, high: number, low: number): number {
		const d = this.#devices;
		const memory = this.#memory;
		const lowMask = d.maskLow[device]!;
		const index = extract(low, lowMask) + extract(high, d.maskHigh[device]!) * 2 ** ones(lowMask);
		// The index is or-ed into the table's address, which has no alignment of its own.
		const root = d.msiTable[device]!;
		const offset = Math.floor(index / ENTRIES_PER_FRAME);
		if (root < 0 || offset >= memory.frames) return Cause.MSI_PTE_LOAD;
		const frame = root | offset;
		if (frame >= memory.frames) return Cause.MSI_PTE_LOAD;
		const word = (index % ENTRIES_PER_FRAME) << 2;
		const entry = memory.readEntry(frame, word);
		const upper = memory.upper;
		if ((entry & VALID) === 0) return Cause.MSI_PTE_INVALID;
		const rest = memory.readEntry(frame, word + 2) | memory.upper;
		if (
			(entry & BASIC) !== BASIC ||
			(entry & RESERVED_LOW) !== 0 ||
			(upper & RESERVED_HIGH) !== 0 ||
			rest !== 0
		)
			return Cause.MSI_PTE_MISCONFIGURED;
		this.page = (upper & 0x3f_ffff) * 2 ** 22 + (entry >>> 10);
		return 0;
	}
}

/** The bits of `value` that `mask` has, packed to the low end; 26 bits. */
function extract(value: number, mask: number): number {
	let packed = 0;
	let at = 0;
	for (let bit = 0; bit < 26; bit++) {
		if (((mask >> bit) & 1) === 0) continue;
		packed |= ((value >> bit) & 1) << at++;
	}
	return packed;
}

function ones(mask: number): number {
	let count = 0;
	for (let bit = 0; bit < 26; bit++) count += (mask >> bit) & 1;
	return count;
}
