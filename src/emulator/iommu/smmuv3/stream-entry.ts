/**
 * The cache of stream table entries: what was read of each, in columns by slot. Owns its slots only; entries are
 * served, however old, until an invalidation or a conflict drops them. Illegal entries are never cached.
 *
 * `decode` is the reading of the 64 bytes (Arm IHI 0070, 5.2) with the check whether they are legal (5.2.2).
 */

import { entryShift, GRANULE_OF_TG0 } from '../../table/aarch64-fault.js';
import { Stage2Flag, type Stage2Walker } from '../../table/aarch64-stage2.js';
import { ADDRESS_BITS, type Features, StallModel } from './features.js';
import { Config } from './layout.js';
import { FaultModel } from './transaction.js';

export const SteFlag = {
	STALL_DISABLED: 0x01,
	/** Automatic PRG responses carry the PASID (PPAR). */
	PASID_IN_RESPONSES: 0x02,
	/** S2PTW. */
	PROTECTED_TABLES: 0x04,
	/** Full ATS. */
	ATS: 0x08,
} as const;

const S2TTB_HIGH = 0x000f_ffff;

export class StreamEntries {
	readonly config: Uint8Array;
	readonly flags: Uint8Array;
	/** S1DSS, S1Fmt and S1CDMax. */
	readonly defaultSubstream: Uint8Array;
	readonly format: Uint8Array;
	readonly substreamBits: Uint8Array;
	/** S1ContextPtr: page, and byte there. */
	readonly contextPage: Float64Array;
	readonly contextByte: Uint16Array;
	readonly privilege: Uint8Array;
	readonly instruction: Uint8Array;
	readonly vmid: Uint16Array;
	/** `FaultModel` of stage 2. */
	readonly secondModel: Uint8Array;
	readonly #root: Float64Array;
	readonly #rootIndex: Uint16Array;
	readonly #granule: Uint8Array;
	readonly #start: Uint8Array;
	readonly #inputBits: Uint8Array;
	readonly #outputBits: Uint8Array;
	readonly #secondFlags: Uint8Array;
	readonly #stream: Int32Array;
	readonly #valid: Uint8Array;
	readonly #mask: number;
	readonly #features: Features;

	constructor(features: Features) {
		const slots = features.configEntries;
		this.#features = features;
		this.#mask = slots - 1;
		this.config = new Uint8Array(slots);
		this.flags = new Uint8Array(slots);
		this.defaultSubstream = new Uint8Array(slots);
		this.format = new Uint8Array(slots);
		this.substreamBits = new Uint8Array(slots);
		this.contextPage = new Float64Array(slots);
		this.contextByte = new Uint16Array(slots);
		this.privilege = new Uint8Array(slots);
		this.instruction = new Uint8Array(slots);
		this.vmid = new Uint16Array(slots);
		this.secondModel = new Uint8Array(slots);
		this.#root = new Float64Array(slots);
		this.#rootIndex = new Uint16Array(slots);
		this.#granule = new Uint8Array(slots);
		this.#start = new Uint8Array(slots);
		this.#inputBits = new Uint8Array(slots);
		this.#outputBits = new Uint8Array(slots);
		this.#secondFlags = new Uint8Array(slots);
		this.#stream = new Int32Array(slots);
		this.#valid = new Uint8Array(slots);
	}

	/** The slot that holds a stream's entry, or -1. */
	lookup(stream: number): number {
		const slot = (stream ^ (stream >>> 10)) & this.#mask;
		return this.#stream[slot] === (stream | 0) && this.#valid[slot] !== 0 ? slot : -1;
	}

	/** Tells the walker the stage 2 table of a slot. */
	useSecond(slot: number, walker: Stage2Walker): void {
		walker.use(
			this.vmid[slot]!,
			this.#root[slot]!,
			this.#rootIndex[slot]!,
			this.#granule[slot]!,
			this.#start[slot]!,
			this.#inputBits[slot]!,
			this.#outputBits[slot]!,
			this.#secondFlags[slot]!,
		);
	}

	/** Reads the first eight 32-bit words of an entry into the stream's slot; -1 when it is illegal. */
	decode(stream: number, words: Uint32Array): number {
		const slot = (stream ^ (stream >>> 10)) & this.#mask;
		const w0 = words[0]!;
		const config = (w0 >>> 1) & 7;
		this.#valid[slot] = 0;
		if ((w0 & 1) === 0) return -1;
		this.config[slot] = config;
		const legal =
			config < Config.BYPASS ||
			(this.#attributes(slot, config, words) &&
				((config & 1) === 0 || this.#firstStage(slot, words)) &&
				((config & 2) === 0 || this.#secondStage(slot, words)));
		if (!legal) return -1;
		this.#stream[slot] = stream;
		this.#valid[slot] = 1;
		return slot;
	}

	invalidateAll(): void {
		this.#valid.fill(0);
	}

	/** The streams that agree with `stream` in the bits of `mask`. */
	invalidate(stream: number, mask: number): void {
		if (mask === -1) {
			const slot = this.lookup(stream);
			if (slot >= 0) this.#valid[slot] = 0;
			return;
		}
		for (let slot = 0; slot < this.#valid.length; slot++)
			if (((this.#stream[slot]! ^ stream) & mask) === 0) this.#valid[slot] = 0;
	}

	#attributes(slot: number, config: number, words: Uint32Array): boolean {
		const w1 = words[2]!;
		const upper = words[3]!;
		const second = words[5]!;
		const stallsSecond = (config & 2) !== 0 && (second & 0x200_0000) !== 0;
		const eats = (w1 >>> 28) & 3;
		// NS1ATS: split-stage ATS is illegal. The encoding with a device permission table behaves as off, without one.
		if (config !== Config.BYPASS && (eats === 2 || (eats === 1 && stallsSecond))) return false;
		this.flags[slot] =
			((w1 & 0x800_0000) !== 0 ? SteFlag.STALL_DISABLED : 0) |
			((w1 & 0x4_0000) !== 0 ? SteFlag.PASID_IN_RESPONSES : 0) |
			((second & 0x40_0000) !== 0 ? SteFlag.PROTECTED_TABLES : 0) |
			(config !== Config.BYPASS && eats === 1 ? SteFlag.ATS : 0);
		this.defaultSubstream[slot] = w1 & 3;
		this.privilege[slot] = (upper >>> 16) & 3;
		this.instruction[slot] = (upper >>> 18) & 3;
		this.vmid[slot] = words[4]! & 0xffff;
		this.substreamBits[slot] = 0;
		return true;
	}

	#firstStage(slot: number, words: Uint32Array): boolean {
		const features = this.#features;
		const bits = words[1]! >>> 27;
		const page = (words[1]! & 0xff_ffff) * 0x10_0000 + (words[0]! >>> 12);
		if (
			(this.flags[slot]! & SteFlag.STALL_DISABLED) !== 0 &&
			features.stallModel !== StallModel.BOTH
		)
			return false;
		if (features.substreamIdBits > 0 && bits > features.substreamIdBits) return false;
		if (page >= features.addressPages) return false;
		this.substreamBits[slot] = features.substreamIdBits > 0 ? bits : 0;
		this.format[slot] = ((words[0]! >>> 4) & 3) % 3;
		this.contextPage[slot] = page;
		this.contextByte[slot] = words[0]! & 0xfc0;
		return true;
	}

	#secondStage(slot: number, words: Uint32Array): boolean {
		const features = this.#features;
		const upper = words[5]!;
		const stalls = (upper & 0x200_0000) !== 0;
		if (features.stallModel === (stalls ? StallModel.TERMINATE : StallModel.STALL)) return false;
		const granule = GRANULE_OF_TG0[(upper >>> 14) & 3]!;
		// S2AA64: only VMSAv8-64. S2ENDI: only little endian.
		if (granule === 0 || (upper & 0x8_0000) === 0 || (upper & 0x10_0000) !== 0) return false;
		const size = upper & 0x3f;
		const inputBits = 64 - size;
		if (size > 39 || size < 16 || inputBits > features.addressBits) return false;
		const sl0 = (upper >>> 6) & 3;
		const start = (granule === 12 ? 2 : 3) - sl0;
		const indexBits = inputBits - 12 - entryShift(start, granule);
		// Level 3 as a start needs small tables (4 KiB granule), level 0 52-bit addresses (others).
		if (sl0 === 3 || indexBits < 1 || indexBits > granule + 1) return false;
		const outputBits = Math.min(ADDRESS_BITS[(upper >>> 16) & 7]!, features.addressBits);
		const page = (words[7]! & S2TTB_HIGH) * 0x10_0000 + (words[6]! >>> 12);
		if (page >= 2 ** (outputBits - 12)) return false;
		const entries = 2 ** indexBits;
		this.#root[slot] = entries > 512 ? page - (page % (entries / 512)) : page;
		this.#rootIndex[slot] = entries >= 512 ? 0 : ((words[6]! & 0xfff) >> 3) & ~(entries - 1);
		this.#granule[slot] = granule;
		this.#start[slot] = start;
		this.#inputBits[slot] = inputBits;
		this.#outputBits[slot] = outputBits;
		const updates = (upper & 0x100_0000) !== 0;
		this.#secondFlags[slot] =
			((upper & 0x20_0000) !== 0 ? Stage2Flag.NO_ACCESS_FAULT : 0) |
			(updates ? Stage2Flag.ACCESS_UPDATE : 0) |
			(updates && (upper & 0x80_0000) !== 0 ? Stage2Flag.DIRTY_UPDATE : 0);
		this.secondModel[slot] =
			(stalls ? FaultModel.STALL : 0) |
			((upper & 0x400_0000) !== 0 ? FaultModel.RECORD : 0) |
			FaultModel.ABORT;
		return true;
	}
}
