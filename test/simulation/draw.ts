/** Chance from a seed and a name: the same numbers for the same two, whatever else is drawn (mulberry32). */
export class Draw {
	#state: number;

	constructor(seed: number, name = '') {
		let hash = (seed ^ 0x9e37_79b9) >>> 0;
		hash = Math.imul(hash ^ Math.floor(seed / 2 ** 32), 0x85eb_ca6b) >>> 0;
		for (let i = 0; i < name.length; i++)
			hash = Math.imul(hash ^ name.charCodeAt(i), 0x0100_0193) >>> 0;
		this.#state = hash;
	}

	/** 0 to below 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
		let t = this.#state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}

	/** An integer from 0 below `n`. */
	below(n: number): number {
		return Math.floor(this.next() * n);
	}

	/** An integer from `low` to `high`. */
	between(low: number, high: number): number {
		return low + this.below(high - low + 1);
	}

	/** True in a share of the cases. */
	chance(share: number): boolean {
		return this.next() < share;
	}

	pick<T>(from: readonly T[]): T {
		return from[this.below(from.length)]!;
	}

	/** One of the rows, as often as its weight says. */
	weighted<T extends { readonly weight: number }>(rows: readonly T[]): T {
		let at = this.next() * rows.reduce((sum, row) => sum + row.weight, 0);
		for (const row of rows) {
			at -= row.weight;
			if (at < 0) return row;
		}
		return rows[rows.length - 1]!;
	}
}
