/**
 * The context cache: scalable-mode context entries as they were when they were last read. Owns its
 * slots only; entries are served, however old, until an invalidation, a conflict or a change of the
 * root table drops them. Faulty entries are never cached (CAP.CM is 0).
 *
 * Scalable-mode context entries carry no domain id, so a domain-selective invalidation drops all.
 */

const NO_SOURCE = -1;

/** Bits of a cached entry, as they stand in the entry's first word; RID_PRIV is put beside them. */
export const ContextFlag = {
	FPD: 0x02,
	DTE: 0x04,
	PASIDE: 0x08,
	PRE: 0x10,
	RID_PRIV: 0x20,
} as const;

/** Columns by slot; only the owner of the tables writes them, through `fill`. */
export class ContextCache {
	/** Counts how often slots stopped to hold what they held. */
	generation = 0;
	readonly flags: Uint8Array;
	/** How many entries the PASID directory has. */
	readonly directoryEntries: Int32Array;
	/** Frame of the PASID directory, -1 where it lies outside the memory. */
	readonly directory: Int32Array;
	/** The PASID of requests without PASID. */
	readonly ridPasid: Int32Array;
	readonly #source: Int32Array;
	readonly #mask: number;

	/** `slots` is a power of two. */
	constructor(slots: number) {
		this.flags = new Uint8Array(slots);
		this.directoryEntries = new Int32Array(slots);
		this.directory = new Int32Array(slots);
		this.ridPasid = new Int32Array(slots);
		this.#source = new Int32Array(slots).fill(NO_SOURCE);
		this.#mask = slots - 1;
	}

	/** The slot that holds a requester's entry, or -1. */
	lookup(source: number): number {
		const slot = this.#slotOf(source);
		return this.#source[slot] === source ? slot : -1;
	}

	fill(
		source: number,
		flags: number,
		directoryEntries: number,
		directory: number,
		ridPasid: number,
	): number {
		const slot = this.#slotOf(source);
		if (this.#source[slot] !== NO_SOURCE) this.generation++;
		this.#source[slot] = source;
		this.flags[slot] = flags;
		this.directoryEntries[slot] = directoryEntries;
		this.directory[slot] = directory;
		this.ridPasid[slot] = ridPasid;
		return slot;
	}

	invalidateAll(): void {
		this.generation++;
		this.#source.fill(NO_SOURCE);
	}

	/** Device-selective; `functionMask` is FM: 0 to 3 low function bits that are not compared. */
	invalidateDevice(source: number, functionMask: number): void {
		this.generation++;
		const mask = 0xffff & ~MASKED_FUNCTION[functionMask & 3]!;
		for (let slot = 0; slot <= this.#mask; slot++) {
			const held = this.#source[slot]!;
			if (held !== NO_SOURCE && (held & mask) === (source & mask)) this.#source[slot] = NO_SOURCE;
		}
	}

	#slotOf(source: number): number {
		return (source ^ (source >> 8)) & this.#mask;
	}
}

/** FM: nothing, bit 2, bits 2:1 or bits 2:0 of the function number are masked. */
const MASKED_FUNCTION = [0b000, 0b100, 0b110, 0b111] as const;
