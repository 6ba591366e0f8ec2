const NONE = -1;
/** In the column of rows. */
const FREE = -2;
/** In the column of rows: nobody waits for the end of this stall any more. */
export const ABANDONED = -1;

/**
 * The accesses of one device that its IOMMU holds, by the name that the IOMMU gave them. Bounded: as many as
 * the device may have outstanding. A name is found in constant time whatever its value. Abandoned ones
 * keep their place until the IOMMU lets go of them.
 *
 * An IOMMU that ends several stalls at once may give a name anew before it has told the end of the old one: of
 * two with the same name the older is found.
 */
export class StallTable {
	readonly #name: Float64Array;
	readonly #row: Int32Array;
	readonly #time: Float64Array;
	/** Next in the bucket, or next free slot. */
	readonly #next: Int32Array;
	readonly #bucket: Int32Array;
	#free = 0;
	#size = 0;

	constructor(capacity: number) {
		this.#name = new Float64Array(capacity);
		this.#row = new Int32Array(capacity).fill(FREE);
		this.#time = new Float64Array(capacity);
		this.#next = Int32Array.from({ length: capacity }, (_, slot) => slot + 1);
		this.#next[capacity - 1] = NONE;
		this.#bucket = new Int32Array(2 ** Math.ceil(Math.log2(capacity))).fill(NONE);
	}

	get capacity(): number {
		return this.#row.length;
	}

	get size(): number {
		return this.#size;
	}

	/** There must be room. `time` is when it began, in milliseconds. */
	add(name: number, row: number, time: number): void {
		const slot = this.#free;
		const bucket = this.#bucketOf(name);
		let last = this.#bucket[bucket]!;
		while (last !== NONE && this.#next[last] !== NONE) last = this.#next[last]!;
		this.#free = this.#next[slot]!;
		this.#name[slot] = name;
		this.#row[slot] = row;
		this.#time[slot] = time;
		this.#next[slot] = NONE;
		if (last === NONE) this.#bucket[bucket] = slot;
		else this.#next[last] = slot;
		this.#size++;
	}

	/** Slot of a name; -1: there is none. */
	find(name: number): number {
		let slot = this.#bucket[this.#bucketOf(name)]!;
		while (slot !== NONE && this.#name[slot] !== name) slot = this.#next[slot]!;
		return slot;
	}

	time(slot: number): number {
		return this.#time[slot]!;
	}

	/** Frees a slot that is in use and returns its row, which may be ABANDONED. */
	remove(slot: number): number {
		const row = this.#row[slot]!;
		const bucket = this.#bucketOf(this.#name[slot]!);
		let before = NONE;
		for (let at = this.#bucket[bucket]!; at !== slot; at = this.#next[at]!) before = at;
		if (before === NONE) this.#bucket[bucket] = this.#next[slot]!;
		else this.#next[before] = this.#next[slot]!;
		this.#row[slot] = FREE;
		this.#next[slot] = this.#free;
		this.#free = slot;
		this.#size--;
		return row;
	}

	/** Makes a slot abandoned and returns the row that it had; negative when it had none. */
	abandon(slot: number): number {
		const row = this.#row[slot]!;
		if (row >= 0) this.#row[slot] = ABANDONED;
		return row;
	}

	/** The IOMMU holds nothing of the device any more. All must be abandoned. */
	clear(): void {
		for (let slot = 0; slot < this.capacity; slot++)
			if (this.#row[slot] !== FREE) this.remove(slot);
	}

	#bucketOf(name: number): number {
		return name & (this.#bucket.length - 1);
	}
}
