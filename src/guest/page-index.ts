/**
 * A hash table from page numbers (0 to 2^52 - 1) to small integers (0 to 2^31 - 1): what the agent looks
 * up for every fault. Open addressing over typed arrays with linear probing, at most half full; a removal
 * moves the followers back, so there are no tombstones and no rebuild but growth. Nothing is allocated
 * by a look-up, an insertion (between doublings) or a removal.
 */
export class PageIndex {
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

	/** The value of a page, or -1. */
	get(page: number): number {
		const keys = this.#keys;
		const mask = this.#mask;
		let bucket = hash(page) & mask;
		for (;;) {
			const key = keys[bucket];
			if (key === page) return this.#values[bucket]!;
			if (key === -1) return -1;
			bucket = (bucket + 1) & mask;
		}
	}

	/** Adds a page, or replaces its value. */
	set(page: number, value: number): void {
		if ((this.#size + 1) * 2 > this.#mask + 1) this.#grow();
		const keys = this.#keys;
		const mask = this.#mask;
		let bucket = hash(page) & mask;
		while (keys[bucket] !== -1 && keys[bucket] !== page) bucket = (bucket + 1) & mask;
		if (keys[bucket] === -1) this.#size++;
		keys[bucket] = page;
		this.#values[bucket] = value;
	}

	/** Removes a page; false when it was not there. */
	delete(page: number): boolean {
		const keys = this.#keys;
		const mask = this.#mask;
		let hole = hash(page) & mask;
		while (keys[hole] !== page) {
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
	forEach(visit: (page: number, value: number) => void): void {
		for (let bucket = 0; bucket <= this.#mask; bucket++) {
			const page = this.#keys[bucket]!;
			if (page !== -1) visit(page, this.#values[bucket]!);
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
			const page = keys[old]!;
			if (page === -1) continue;
			let bucket = hash(page) & this.#mask;
			while (this.#keys[bucket] !== -1) bucket = (bucket + 1) & this.#mask;
			this.#keys[bucket] = page;
			this.#values[bucket] = values[old]!;
		}
	}
}

const TWO_32 = 4294967296;

/** Mixes both words: areas that differ in high bits only must not pile up. */
function hash(page: number): number {
	const high = Math.floor(page / TWO_32);
	const mixed = Math.imul((page >>> 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
	return mixed ^ (mixed >>> 15);
}
