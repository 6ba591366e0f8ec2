/**
 * A hash table from chunk numbers (0 to 2^52 - 1) to small integers: which of its chunks PageIndex keeps
 * for which pages. Open addressing over typed arrays with linear probing, at most half full; a removal
 * moves the followers back, so there are no tombstones and no rebuild but growth. Nothing is allocated
 * by a look-up, an insertion (between doublings) or a removal.
 */
export class ChunkDirectory {
	/** -1: free. */
	#keys: Float64Array;
	#values: Int32Array;
	#mask: number;
	#size = 0;

	/** `capacity` entries fit before the first doubling. */
	constructor(capacity = 64) {
		let buckets = 16;
		while (buckets < capacity * 2) buckets *= 2;
		this.#keys = new Float64Array(buckets).fill(-1);
		this.#values = new Int32Array(buckets);
		this.#mask = buckets - 1;
	}

	get size(): number {
		return this.#size;
	}

	/** The value of a number, or -1. */
	get(number: number): number {
		const keys = this.#keys;
		const mask = this.#mask;
		let bucket = hash(number) & mask;
		for (;;) {
			const key = keys[bucket];
			if (key === number) return this.#values[bucket]!;
			if (key === -1) return -1;
			bucket = (bucket + 1) & mask;
		}
	}

	/** Adds a number, or replaces its value. */
	set(number: number, value: number): void {
		if ((this.#size + 1) * 2 > this.#mask + 1) this.#grow();
		const keys = this.#keys;
		const mask = this.#mask;
		let bucket = hash(number) & mask;
		while (keys[bucket] !== -1 && keys[bucket] !== number) bucket = (bucket + 1) & mask;
		if (keys[bucket] === -1) this.#size++;
		keys[bucket] = number;
		this.#values[bucket] = value;
	}

	/** Removes a number; false when it was not there. */
	delete(number: number): boolean {
		const keys = this.#keys;
		const mask = this.#mask;
		let hole = hash(number) & mask;
		while (keys[hole] !== number) {
			if (keys[hole] === -1) return false;
			hole = (hole + 1) & mask;
		}
		// Each follower that may stand in the hole (its home is not behind it) moves there.
		for (let at = (hole + 1) & mask; keys[at] !== -1; at = (at + 1) & mask) {
			const home = hash(keys[at]!) & mask;
			if (((at - home) & mask) < ((at - hole) & mask)) continue;
			keys[hole] = keys[at]!;
			this.#values[hole] = this.#values[at]!;
			hole = at;
		}
		keys[hole] = -1;
		this.#size--;
		return true;
	}

	clear(): void {
		this.#keys.fill(-1);
		this.#size = 0;
	}

	/** Calls `visit` for each entry, in no order. The table must not change meanwhile. */
	forEach(visit: (number: number, value: number) => void): void {
		for (let bucket = 0; bucket <= this.#mask; bucket++) {
			const number = this.#keys[bucket]!;
			if (number !== -1) visit(number, this.#values[bucket]!);
		}
	}

	#grow(): void {
		const keys = this.#keys;
		const values = this.#values;
		const buckets = keys.length * 2;
		this.#keys = new Float64Array(buckets).fill(-1);
		this.#values = new Int32Array(buckets);
		this.#mask = buckets - 1;
		for (let old = 0; old < keys.length; old++) {
			const number = keys[old]!;
			if (number === -1) continue;
			let bucket = hash(number) & this.#mask;
			while (this.#keys[bucket] !== -1) bucket = (bucket + 1) & this.#mask;
			this.#keys[bucket] = number;
			this.#values[bucket] = values[old]!;
		}
	}
}

const TWO_32 = 4294967296;

/** Mixes both words: areas that differ in high bits only must not pile up. */
function hash(number: number): number {
	const high = Math.floor(number / TWO_32);
	const mixed = Math.imul((number >>> 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
	return mixed ^ (mixed >>> 15);
}
