/**
 * The interrupt entry cache: entries of the interrupt remapping table as they were when they were last read.
 * Owns its slots only; an entry is served, however old, until an invalidation, a conflict or a new table
 * pointer drops it. Faulty entries are never cached (CAP.CM is 0).
 */

const NO_INDEX = -1;

/** Columns by slot; only the owner of the table writes them, after `claim`. */
export class InterruptCache {
	readonly destination: Uint32Array;
	/** What is delivered: the data of a message with vector, delivery mode and trigger mode. */
	readonly data: Uint16Array;
	/** Who may send it: SID, SQ and SVT, as the entry's third word has them. */
	readonly verification: Int32Array;
	/** FPD: what the entry refuses is not recorded. */
	readonly silent: Uint8Array;
	readonly #index: Int32Array;
	readonly #mask: number;

	/** `slots` is a power of two. */
	constructor(slots: number) {
		this.destination = new Uint32Array(slots);
		this.data = new Uint16Array(slots);
		this.verification = new Int32Array(slots);
		this.silent = new Uint8Array(slots);
		this.#index = new Int32Array(slots).fill(NO_INDEX);
		this.#mask = slots - 1;
	}

	/** The slot that holds an entry, or -1. */
	lookup(index: number): number {
		const slot = index & this.#mask;
		return this.#index[slot] === index ? slot : -1;
	}

	/** Takes the slot for an entry; the caller fills every column. */
	claim(index: number): number {
		const slot = index & this.#mask;
		this.#index[slot] = index;
		return slot;
	}

	invalidateAll(): void {
		this.#index.fill(NO_INDEX);
	}

	/** The aligned block of 2^`order` entries that `index` lies in. */
	invalidate(index: number, order: number): void {
		const block = index >>> order;
		for (let slot = 0; slot <= this.#mask; slot++)
			if (this.#index[slot]! >>> order === block) this.#index[slot] = NO_INDEX;
	}
}
