/**
 * The exclusion range, registers 0020h and 0028h: pages that requests without PASID reach untranslated, from every device
 * (Allow) or from those whose entry has EX. Owns the two registers. The low 12 bits of the limit count as ones.
 */

const ENABLE = 1;
const ALLOW_ALL = 2;
const BASE_LOW_MASK = 0xffff_f003;
const LIMIT_LOW_MASK = 0xffff_f000;
const HIGH_MASK = 0x000f_ffff;

export class ExclusionRange {
	/** Base, limit: lower and upper word of each. */
	readonly #words = new Uint32Array(4);
	#enabled = false;
	#first = 0;
	#last = 0;

	/** `allowed`: the device's entry has EX. */
	covers(page: number, allowed: boolean): boolean {
		if (!this.#enabled || page < this.#first || page > this.#last) return false;
		return allowed || (this.#words[0]! & ALLOW_ALL) !== 0;
	}

	read(word: number): number {
		return this.#words[word]!;
	}

	write(word: number, value: number): void {
		const words = this.#words;
		words[word] = value & (word === 0 ? BASE_LOW_MASK : word === 2 ? LIMIT_LOW_MASK : HIGH_MASK);
		this.#enabled = (words[0]! & ENABLE) !== 0;
		this.#first = words[1]! * 0x10_0000 + (words[0]! >>> 12);
		this.#last = words[3]! * 0x10_0000 + (words[2]! >>> 12);
	}
}
