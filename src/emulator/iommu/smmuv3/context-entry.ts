/**
 * The cache of context descriptors: what was read of each, in columns by slot, and for the two halves of the
 * address space by slot * 2 + half. Owns its slots only; entries are served, however old, until an invalidation
 * or a conflict drops them. Illegal ones are never cached.
 *
 * `decode` is the reading of the 64 bytes (Arm IHI 0070, 5.4) with the check whether they are legal (5.4.2).
 */

import {
	entryShift,
	GRANULE_OF_TG0,
	GRANULE_OF_TG1,
	startLevel,
} from '../../table/aarch64-fault.js';
import { Stage1Flag } from '../../table/aarch64-stage1.js';
import { ADDRESS_BITS, type Features, StallModel } from './features.js';
import { FaultModel } from './transaction.js';

/** Bits of the upper half of the first word. */
const AFFD = 0x08;
const WXN = 0x10;
const TBI0 = 0x40;
const PAN = 0x100;
const AA64 = 0x200;
const HD = 0x400;
const HA = 0x800;
const S = 0x1000;
const R = 0x2000;
const A = 0x4000;

export class ContextEntries {
	readonly asid: Uint16Array;
	/** `FaultModel` of stage 1. */
	readonly model: Uint8Array;
	readonly outputBits: Uint8Array;
	// By slot and half.
	/** log2 of the granule; 0: the half is disabled (EPD). */
	readonly granule: Uint8Array;
	readonly inputBits: Uint8Array;
	/** Level of the first table. */
	readonly start: Uint8Array;
	/** Whether the top byte is ignored. */
	readonly topByte: Uint8Array;
	readonly root: Float64Array;
	readonly rootIndex: Uint16Array;
	/** `Stage1Flag`s, as far as the descriptor makes them. */
	readonly walkFlags: Uint8Array;
	readonly #stream: Int32Array;
	readonly #index: Int32Array;
	readonly #mask: number;
	readonly #features: Features;

	constructor(features: Features) {
		const slots = features.configEntries;
		this.#features = features;
		this.#mask = slots - 1;
		this.asid = new Uint16Array(slots);
		this.model = new Uint8Array(slots);
		this.outputBits = new Uint8Array(slots);
		this.granule = new Uint8Array(slots * 2);
		this.inputBits = new Uint8Array(slots * 2);
		this.start = new Uint8Array(slots * 2);
		this.topByte = new Uint8Array(slots * 2);
		this.root = new Float64Array(slots * 2);
		this.rootIndex = new Uint16Array(slots * 2);
		this.walkFlags = new Uint8Array(slots * 2);
		this.#stream = new Int32Array(slots);
		this.#index = new Int32Array(slots).fill(-1);
	}

	/** The slot that holds descriptor `index` of a stream, or -1. */
	lookup(stream: number, index: number): number {
		const slot = this.#slotOf(stream, index);
		return this.#index[slot] === index && this.#stream[slot] === (stream | 0) ? slot : -1;
	}

	/** Reads the first six 32-bit words of a descriptor into its slot; -1 when it is illegal. */
	decode(stream: number, index: number, stallsDisabled: boolean, words: Uint32Array): number {
		const slot = this.#slotOf(stream, index);
		const features = this.#features;
		const low = words[0]!;
		const high = words[1]!;
		this.#index[slot] = -1;
		if ((low & 0x8000_0000) === 0 || (high & AA64) === 0) return -1;
		const stalls = (high & S) !== 0;
		if (stalls && stallsDisabled) return -1;
		if (features.stallModel === (stalls ? StallModel.TERMINATE : StallModel.STALL)) return -1;
		if (features.abortOnly && (high & A) === 0) return -1;
		const bothOff = (low & 0x4000_4000) === 0x4000_4000;
		if ((low & 0x8000) !== 0 && !bothOff) return -1;
		this.asid[slot] = high >>> 16;
		this.model[slot] =
			(stalls ? FaultModel.STALL : 0) |
			((high & R) !== 0 ? FaultModel.RECORD : 0) |
			((high & A) !== 0 ? FaultModel.ABORT : 0);
		this.outputBits[slot] = Math.min(ADDRESS_BITS[high & 7]!, features.addressBits);
		if (!this.#half(slot, 0, low, GRANULE_OF_TG0, high, words[2]!, words[3]!)) return -1;
		if (!this.#half(slot, 1, low >>> 16, GRANULE_OF_TG1, high, words[4]!, words[5]!)) return -1;
		this.#index[slot] = index;
		this.#stream[slot] = stream;
		return slot;
	}

	invalidateAll(): void {
		this.#index.fill(-1);
	}

	invalidate(stream: number, index: number): void {
		const slot = this.lookup(stream, index);
		if (slot >= 0) this.#index[slot] = -1;
	}

	/** All of the streams that agree with `stream` in the bits of `mask`. */
	invalidateStreams(stream: number, mask: number): void {
		for (let slot = 0; slot < this.#index.length; slot++)
			if (((this.#stream[slot]! ^ stream) & mask) === 0) this.#index[slot] = -1;
	}

	/** TxSZ [5:0], TGx [7:6] and EPDx [14] of `fields`, and the half's TTB word. */
	#half(
		slot: number,
		half: number,
		fields: number,
		granules: readonly number[],
		high: number,
		tableLow: number,
		tableHigh: number,
	): boolean {
		const at = slot * 2 + half;
		this.granule[at] = 0;
		this.topByte[at] = (high & (TBI0 << half)) !== 0 ? 1 : 0;
		if ((fields & 0x4000) !== 0) return true;
		const size = fields & 0x3f;
		const granule = granules[(fields >>> 6) & 3]!;
		if (granule === 0 || size < 16 || size > 39) return false;
		const page = (tableHigh & 0x000f_ffff) * 0x10_0000 + (tableLow >>> 12);
		if (page >= 2 ** (this.outputBits[slot]! - 12)) return false;
		const bits = 64 - size;
		const start = startLevel(bits, granule);
		const entries = 2 ** (bits - 12 - entryShift(start, granule));
		this.granule[at] = granule;
		this.inputBits[at] = bits;
		this.start[at] = start;
		this.root[at] = entries > 512 ? page - (page % (entries / 512)) : page;
		this.rootIndex[at] = entries >= 512 ? 0 : ((tableLow & 0xfff) >> 3) & ~(entries - 1);
		const updates = (high & HA) !== 0;
		this.walkFlags[at] =
			((high & AFFD) !== 0 ? Stage1Flag.NO_ACCESS_FAULT : 0) |
			(updates ? Stage1Flag.ACCESS_UPDATE : 0) |
			(updates && (high & HD) !== 0 ? Stage1Flag.DIRTY_UPDATE : 0) |
			((tableLow & 0x2) !== 0 ? Stage1Flag.FLAT : 0) |
			((high & WXN) !== 0 ? Stage1Flag.WRITE_NEVER_EXECUTES : 0) |
			((high & PAN) !== 0 ? Stage1Flag.PRIVILEGED_NEVER : 0);
		return true;
	}

	#slotOf(stream: number, index: number): number {
		return (index ^ (index >>> 10) ^ Math.imul(stream, 0x9e3b)) & this.#mask;
	}
}
