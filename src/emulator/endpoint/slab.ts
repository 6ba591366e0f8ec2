/** Doubles of a chunk: 512 KiB, of which one header serves hundreds of devices. */
const CHUNK = 0x1_0000;
/** Doubles of the smallest block: one line of memory. */
const SMALLEST = 8;

/** Part of a chunk: `length` doubles of `doubles` from `at` on. */
export interface Block {
	readonly doubles: Float64Array;
	readonly at: number;
	/** A power of two. */
	readonly length: number;
}

/**
 * Storage for the small tables of many functions. A typed array of its own costs a table two lines of memory
 * for its header at each use, and a page somewhere else; a block costs neither. Blocks begin at a
 * multiple of their length, so that none that fits into a line lies in two.
 */
export class Slab {
	#chunk: Float64Array = new Float64Array(0);
	#used = 0;
	/** Blocks given back, by the binary logarithm of their length. */
	readonly #free: Block[][] = [];

	/** A block of at least `length` doubles, all 0. */
	take(length: number): Block {
		const size = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(length)));
		const block = this.#free[Math.log2(size)]?.pop();
		if (block !== undefined) {
			block.doubles.fill(0, block.at, block.at + size);
			return block;
		}
		if (size >= CHUNK) return { doubles: new Float64Array(size), at: 0, length: size };
		const at = Math.ceil(this.#used / size) * size;
		if (at + size > this.#chunk.length) {
			this.#chunk = new Float64Array(CHUNK);
			this.#used = size;
			return { doubles: this.#chunk, at: 0, length: size };
		}
		this.#used = at + size;
		return { doubles: this.#chunk, at, length: size };
	}

	/** Takes a block back; nobody may use it any more. */
	give(block: Block): void {
		if (block.length >= CHUNK) return;
		const kind = Math.log2(block.length);
		let free = this.#free[kind];
		if (free === undefined) {
			free = [];
			this.#free[kind] = free;
		}
		free.push(block);
	}
}
