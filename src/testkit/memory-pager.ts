import type { Pager } from '../guest/index.js';
import { checkWhole } from './checked.js';

/** More than the memory of any guest, and what a typed array holds. */
const MOST_BYTES = 2 ** 32;

/**
 * A pager over bytes of the test, which is told what to do wrong: to take its time, and to fail. Calls are served in the order
 * in which they came.
 */
export class MemoryPager implements Pager {
	/** What it holds now: the test may look at it and change it. */
	readonly contents: Uint8Array;
	/** Calls so far, failed ones too. */
	reads = 0;
	writes = 0;
	/** While set, calls fail with it. */
	failReads: Error | undefined;
	failWrites: Error | undefined;
	#held: (() => void)[] | undefined;

	/** A copy of the bytes, or that many zeros. Throws CONFIG for what is neither. */
	constructor(contents: Uint8Array | number) {
		if (!(contents instanceof Uint8Array))
			checkWhole('memoryPager: bytes of its contents', contents, 0, MOST_BYTES);
		this.contents =
			typeof contents === 'number' ? new Uint8Array(contents) : Uint8Array.from(contents);
	}

	get size(): number {
		return this.contents.length;
	}

	/** Calls that are held. */
	get waiting(): number {
		return this.#held?.length ?? 0;
	}

	/** No call ends from now on, until `release`. */
	hold(): void {
		this.#held ??= [];
	}

	release(): void {
		const held = this.#held ?? [];
		this.#held = undefined;
		for (const serve of held) serve();
	}

	read(offset: number, into: Uint8Array): void | Promise<void> {
		this.reads++;
		return this.#serve(() => {
			if (this.failReads !== undefined) throw this.failReads;
			const from = this.contents.subarray(offset, offset + into.length);
			into.set(from);
			into.fill(0, from.length);
		});
	}

	write(offset: number, from: Uint8Array): void | Promise<void> {
		this.writes++;
		return this.#serve(() => {
			if (this.failWrites !== undefined) throw this.failWrites;
			this.contents.set(from.subarray(0, Math.max(0, this.size - offset)), offset);
		});
	}

	#serve(work: () => void): void | Promise<void> {
		if (this.#held === undefined) return work();
		return new Promise((resolve, reject) => {
			this.#held?.push(() => {
				try {
					resolve(work());
				} catch (error) {
					reject(error);
				}
			});
		});
	}
}

/** A pager over a copy of `contents`, or over that many zeros, that keeps what is written. Throws CONFIG. */
export function memoryPager(contents: Uint8Array | number): MemoryPager {
	return new MemoryPager(contents);
}
