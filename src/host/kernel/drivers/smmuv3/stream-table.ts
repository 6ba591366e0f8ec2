import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { addressHigh, addressLow } from '../shared/registers.js';
import { STREAMS_SPLIT_SHIFT, STREAMS_TWO_LEVELS, Ste } from './layout.js';

/** Streams of a table of the second level, as a power of two, and its frames. */
const SPLIT = 8;
const LEAF_FRAMES = 4;
/** Most entries of the first level, as a power of two: 1 MiB. */
const MOST_LEVEL_1 = 17;
/** Most streams of a linear table, as a power of two, where an SMMU has no other: 4 MiB. */
const MOST_LINEAR = 16;
/** L1STD.Span: the table has all 2^(Span - 1) entries of the split. */
const SPAN = SPLIT + 1;
const PER_FRAME_SHIFT = 6;

/**
 * The stream table of one SMMU (Arm IHI 0070, 3.3, 5.2): linear where it is small, otherwise of two levels, in which a
 * table of the second level comes with the first of its 256 streams and stays until `destroy`. Entries are 64 bytes; one
 * of zeros is not valid, which blocks its stream, and is nothing that hardware caches.
 *
 * It only writes entries: the word with the V bit last when one becomes valid, first when it ends to be. What
 * caches hold is the caller's to invalidate.
 */
export class StreamTable {
	/** First frame of the table to begin with, */
	readonly base: number;
	/** the value of STRTAB_BASE_CFG, */
	readonly configuration: number;
	/** and stream ids are below this. */
	readonly streams: number;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #frameCount: number;
	readonly #twoLevels: boolean;
	/** First frames of the second level, by stream >> SPLIT. */
	readonly #leaves = new Map<number, number>();

	private constructor(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		bits: number,
		twoLevels: boolean,
		base: number,
		frameCount: number,
	) {
		this.#memory = memory;
		this.#frames = frames;
		this.#twoLevels = twoLevels;
		this.#frameCount = frameCount;
		this.base = base;
		this.streams = 2 ** bits;
		this.configuration = twoLevels
			? STREAMS_TWO_LEVELS | (SPLIT << STREAMS_SPLIT_SHIFT) | bits
			: bits;
		for (let n = 0; n < frameCount; n++) memory.discard(base + n);
	}

	/** A table for stream ids of `streamBits` bits, or as many as are had, all blocked; undefined: no frames. */
	static create(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		streamBits: number,
		twoLevels: boolean,
	): StreamTable | undefined {
		const split = twoLevels && streamBits > SPLIT;
		const bits = Math.min(streamBits, split ? MOST_LEVEL_1 + SPLIT : MOST_LINEAR);
		const count = Math.max(1, split ? 2 ** (bits - SPLIT - 9) : 2 ** (bits - PER_FRAME_SHIFT));
		const base = frames.allocateRange(count, count);
		if (base === -1) return undefined;
		return new StreamTable(memory, frames, bits, split, base, count);
	}

	/** Whether the stream has a place in memory, made if missing; false: no frames. */
	prepare(stream: number): boolean {
		return this.#frameOf(stream, true) !== -1;
	}

	/** Writes an entry of a stream that was prepared, whose present entry is not valid. */
	set(stream: number, words: Uint32Array): void {
		const frame = this.#frameOf(stream, false);
		const at = wordOf(stream);
		for (let word = Ste.WORDS - 1; word >= 0; word--)
			this.#memory.writeWord(frame, at + word, words[word]!);
	}

	/**
	 * Writes the first two words of a valid entry, where its context descriptors are: one write of 64 bits on a
	 * machine where hardware runs beside software; in the emulated one it does not.
	 */
	replaceContexts(stream: number, words: Uint32Array): void {
		const frame = this.#frameOf(stream, false);
		const at = wordOf(stream);
		this.#memory.writeWord(frame, at + 1, words[1]!);
		this.#memory.writeWord(frame, at, words[0]!);
	}

	/** Blocks a stream that was prepared. */
	clear(stream: number): void {
		const frame = this.#frameOf(stream, false);
		const at = wordOf(stream);
		for (let word = 0; word < Ste.WORDS; word++) this.#memory.writeWord(frame, at + word, 0);
	}

	/** Gives all frames back; the SMMU must not use them any more. */
	destroy(): void {
		this.#free(this.base, this.#frameCount);
		for (const leaf of this.#leaves.values()) this.#free(leaf, LEAF_FRAMES);
		this.#leaves.clear();
	}

	#free(first: number, count: number): void {
		for (let n = 0; n < count; n++) this.#memory.discard(first + n);
		this.#frames.freeRange(first, count);
	}

	/** Frame of the stream's entry; -1 when there is none and none is to be, or can be, made. */
	#frameOf(stream: number, make: boolean): number {
		if (!this.#twoLevels) return this.base + (stream >>> PER_FRAME_SHIFT);
		const index = stream >>> SPLIT;
		let leaf = this.#leaves.get(index);
		if (leaf === undefined) {
			const made = make ? this.#frames.allocateRange(LEAF_FRAMES, LEAF_FRAMES) : -1;
			if (made === -1) return -1;
			for (let n = 0; n < LEAF_FRAMES; n++) this.#memory.discard(made + n);
			this.#leaves.set(index, made);
			leaf = made;
			const at = (index & 511) * 2;
			const frame = this.base + (index >>> 9);
			this.#memory.writeWord(frame, at + 1, addressHigh(leaf));
			this.#memory.writeWord(frame, at, (addressLow(leaf) | SPAN) >>> 0);
		}
		return leaf + ((stream & ((1 << SPLIT) - 1)) >>> PER_FRAME_SHIFT);
	}
}

/** First word of a stream's entry in its frame. */
function wordOf(stream: number): number {
	return (stream & ((1 << PER_FRAME_SHIFT) - 1)) * Ste.WORDS;
}
