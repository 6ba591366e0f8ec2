/**
 * Interrupt remapping (VT-d specification 5.1 and 9.10): what becomes of a device's write to 0xFEEx_xxxx. Owns IRTA, the
 * table pointer as SIRTP latched it, IRES, IRTPS and CFIS, and the interrupt entry cache. It has nothing to do with
 * the translation of accesses: it works with TE clear, and asks for no context entry.
 *
 *     compatibility format:  bit 4 clear, destination [19:12]; data: the message's
 *     remappable format:     bit 4 set, handle[14:0] at [19:5], SHV 3, handle[15] at bit 2; data: subhandle [15:0]
 *
 * | met, in this order                                  | reason | FPD silences |
 * |-----------------------------------------------------|--------|--------------|
 * | compatibility format with EIME set or CFIS clear    | 25h    | no           |
 * | reserved bits of the request: data [31:16]          | 20h    | no           |
 * | handle, plus the subhandle with SHV, not in the table | 21h  | no           |
 * | entry not readable                                  | 23h    | no           |
 * | entry not present                                   | 22h    | yes          |
 * | reserved bits; a posted entry, as CAP.PI is 0       | 24h    | yes          |
 * | the requester is not who SVT, SQ and SID allow      | 26h    | yes          |
 *
 * A record tells the index in its bits 63:48, modulo 2^16. Of a compatibility format message it is what the address
 * gives when it is read as a handle, as logs of real machines show it ("fault index 0x8800", reason 25h, logical mode
 * to destination 10h). A reserved SVT is a failed verification, as in QEMU.
 *
 * What is delivered has the fields of the entry where a message's data has them: vector 7:0, delivery mode 10:8,
 * and for a level 14 and 15. Destination mode and redirection hint are the interrupt controller's, which is not modelled.
 */

import type { PhysicalMemory } from '../../memory.js';
import { Translation } from '../contract.js';
import type { VtdCounters } from './counters.js';
import type { FaultRecording } from './fault-recording.js';
import { InterruptCache } from './interrupt-cache.js';
import { InterruptReason } from './layout.js';

/** Address bits [63:20] of a message. */
const INTERRUPT_RANGE = 0xfee;
const HANDLE_HIGH = 0x04;
const SUBHANDLE_VALID = 0x08;
const REMAPPABLE = 0x10;
/** IRTA: table address [63:12], EIME 11, S [3:0]. */
const ADDRESS_BITS = 0xffff_f80f;
const EXTENDED = 0x800;
const ENTRY_BYTES = 16;
/** First word of an entry. */
const PRESENT = 0x01;
const FPD = 0x02;
const LEVEL = 0x10;
/** Bits 14:12 and 31:24, and IM (15): a posted entry. */
const RESERVED_0 = 0xff00_f000;
/** Second word: without EIME a destination has 8 bits, at 15:8. */
const RESERVED_1_NARROW = 0xffff_00ff;
/** Third word: above SID, SQ and SVT. The fourth is reserved as a whole. */
const RESERVED_2 = 0xfff0_0000;
/** SVT. */
const Verify = { NOTHING: 0, REQUESTER: 1, BUS: 2 } as const;
/** SQ: which bits of the requester id are compared. */
const COMPARED = [0xffff, 0xfffb, 0xfff9, 0xfff8] as const;
/** Level and assertion in a message's data. */
const LEVEL_DATA = 0xc000;

export class InterruptRemapping {
	/** GSTS.CFIS. */
	compatible = false;
	readonly #memory: PhysicalMemory;
	readonly #faults: FaultRecording;
	readonly #counters: VtdCounters;
	readonly #deliver: (destination: number, data: number) => void;
	readonly #cache: InterruptCache;
	#addressLow = 0;
	#addressHigh = 0;
	#tableSet = false;
	#enabled = false;
	// As SIRTP latched it: byte address, number of entries, EIME.
	#table = 0;
	#entries = 0;
	#extended = false;

	/** `slots`, of the cache, is a power of two; `deliver` takes the interrupts that passed. */
	constructor(
		memory: PhysicalMemory,
		faults: FaultRecording,
		counters: VtdCounters,
		slots: number,
		deliver: (destination: number, data: number) => void,
	) {
		this.#memory = memory;
		this.#faults = faults;
		this.#counters = counters;
		this.#cache = new InterruptCache(slots);
		this.#deliver = deliver;
	}

	/** GSTS.IRES. */
	get enabled(): boolean {
		return this.#enabled;
	}

	/** GSTS.IRTPS. */
	get tableSet(): boolean {
		return this.#tableSet;
	}

	get addressLow(): number {
		return this.#addressLow;
	}

	get addressHigh(): number {
		return this.#addressHigh;
	}

	/** IRTA, either half; ignored while remapping is enabled. Takes effect at SIRTP. */
	writeAddress(low: number, high: number): void {
		if (this.#enabled) return;
		this.#addressLow = (low & ADDRESS_BITS) >>> 0;
		this.#addressHigh = high >>> 0;
	}

	/** SIRTP: takes IRTA over and drops what came from the old table (CAP.ESIRTPS). */
	latchTable(): void {
		const low = this.#addressLow;
		this.#table = this.#addressHigh * 2 ** 32 + (low - (low % 4096));
		this.#entries = 2 << (low & 0xf);
		this.#extended = (low & EXTENDED) !== 0;
		this.#tableSet = true;
		this.#cache.invalidateAll();
	}

	/** GCMD.IRE; it goes on only after a table pointer was set. */
	enable(on: boolean): void {
		this.#enabled = on && this.#tableSet;
	}

	/** Interrupt entry cache invalidation, global. */
	invalidateAll(): void {
		this.#cache.invalidateAll();
	}

	/** The same of the aligned block of 2^`order` entries that `index` lies in. */
	invalidate(index: number, order: number): void {
		this.#cache.invalidate(index, order);
	}

	/** A write of 32 bits by a requester. Where it is no interrupt, it is refused: DMA does not come here. */
	message(source: number, address: number, data: number): Translation {
		if (Math.floor(address / 2 ** 20) !== INTERRUPT_RANGE) return Translation.ABORTED;
		if (!this.#enabled) return this.#pass(address, data);
		let index = ((address >>> 5) & 0x7fff) | ((address & HANDLE_HIGH) << 13);
		if ((address & REMAPPABLE) === 0)
			return this.compatible && !this.#extended
				? this.#pass(address, data)
				: this.#refuse(source, index, InterruptReason.COMPATIBILITY_BLOCKED);
		if ((address & SUBHANDLE_VALID) !== 0) index += data & 0xffff;
		if (data >>> 16 !== 0) return this.#refuse(source, index, InterruptReason.REQUEST_RESERVED);
		if (index >= this.#entries) return this.#refuse(source, index, InterruptReason.INDEX_TOO_LARGE);
		const cache = this.#cache;
		let slot = cache.lookup(index);
		if (slot < 0) {
			slot = this.#read(source, index);
			if (slot < 0) return Translation.ABORTED;
		}
		if (!isAllowed(cache.verification[slot]!, source))
			return this.#refuse(
				source,
				index,
				InterruptReason.SOURCE_NOT_ALLOWED,
				cache.silent[slot] !== 0,
			);
		this.#counters.interrupts++;
		this.#deliver(cache.destination[slot]!, cache.data[slot]!);
		return Translation.OK;
	}

	/** Reads an entry into its slot; -1: it is at fault, which has been recorded. */
	#read(source: number, index: number): number {
		const memory = this.#memory;
		const at = this.#table + index * ENTRY_BYTES;
		if (!memory.contains(at)) {
			this.#refuse(source, index, InterruptReason.TABLE_UNREADABLE);
			return -1;
		}
		const word0 = memory.read32(at);
		const silent = (word0 & FPD) !== 0;
		if ((word0 & PRESENT) === 0) {
			this.#refuse(source, index, InterruptReason.ENTRY_NOT_PRESENT, silent);
			return -1;
		}
		const word1 = memory.read32(at + 4);
		const word2 = memory.read32(at + 8);
		if (
			(word0 & RESERVED_0) !== 0 ||
			(!this.#extended && (word1 & RESERVED_1_NARROW) !== 0) ||
			(word2 & RESERVED_2) !== 0 ||
			memory.read32(at + 12) !== 0
		) {
			this.#refuse(source, index, InterruptReason.ENTRY_RESERVED, silent);
			return -1;
		}
		const cache = this.#cache;
		const slot = cache.claim(index);
		cache.destination[slot] = this.#extended ? word1 : word1 >>> 8;
		cache.data[slot] =
			((word0 >>> 16) & 0xff) | ((word0 & 0xe0) << 3) | ((word0 & LEVEL) !== 0 ? LEVEL_DATA : 0);
		cache.verification[slot] = word2;
		cache.silent[slot] = silent ? 1 : 0;
		return slot;
	}

	/** Delivers a message as it is. */
	#pass(address: number, data: number): Translation {
		this.#counters.interrupts++;
		this.#deliver((address >>> 12) & 0xff, data);
		return Translation.OK;
	}

	#refuse(source: number, index: number, reason: number, silent = false): Translation {
		this.#counters.interruptsBlocked++;
		if (!silent) this.#faults.recordInterrupt(source, index, reason);
		return Translation.ABORTED;
	}
}

/** Whether a requester may use an entry, by the entry's third word. */
function isAllowed(verification: number, source: number): boolean {
	switch ((verification >>> 18) & 3) {
		case Verify.NOTHING:
			return true;
		case Verify.REQUESTER:
			return ((verification ^ source) & COMPARED[(verification >>> 16) & 3]!) === 0;
		case Verify.BUS: {
			const bus = source >>> 8;
			return bus >= ((verification >>> 8) & 0xff) && bus <= (verification & 0xff);
		}
		default:
			return false;
	}
}
