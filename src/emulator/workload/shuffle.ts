/** A generator of well mixed 32-bit words from a seed (SplitMix32): equal seeds, equal words. */
export class SeededWords {
	#state: number;

	/** Any number; its low 53 bits count. */
	constructor(seed: number) {
		this.#state = mix((seed >>> 0) ^ mix(Math.floor(Math.abs(seed) / 2 ** 32) >>> 0));
	}

	/** The next word, 0 to 2^32 - 1. */
	next(): number {
		this.#state = (this.#state + 0x9e37_79b9) >>> 0;
		return mix(this.#state);
	}

	/** An integer from 0 to `bound` - 1, `bound` at most 2^32. */
	below(bound: number): number {
		return Math.floor((this.next() / 2 ** 32) * bound);
	}
}

/** Puts the first `count` places of `order` into a random order of 0 to `count` - 1 (Fisher-Yates). */
export function shuffle(order: Uint32Array, count: number, words: SeededWords): void {
	for (let i = 0; i < count; i++) order[i] = i;
	for (let i = count - 1; i > 0; i--) {
		const j = words.below(i + 1);
		const held = order[i]!;
		order[i] = order[j]!;
		order[j] = held;
	}
}

/** A bijection of 32-bit words in which every input bit reaches every output bit. */
export function mix(word: number): number {
	let x = word >>> 0;
	x = Math.imul(x ^ (x >>> 16), 0x21f0_aaad);
	x = Math.imul(x ^ (x >>> 15), 0x735a_2d97);
	return (x ^ (x >>> 15)) >>> 0;
}
