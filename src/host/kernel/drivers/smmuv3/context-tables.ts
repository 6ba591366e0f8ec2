import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import type { TablePages } from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import { addressHigh, addressLow } from '../shared/registers.js';
import { Cd } from './layout.js';

/** Descriptors of one frame, as a power of two: a leaf of a table of two levels (S1Fmt 1). */
const LEAF_BITS = 6;
/** Descriptors below a first level of one frame, as a power of two: 512 leaves. */
const ONE_FRAME_BITS = LEAF_BITS + 9;
const LEVEL_1_VALID = 0x1;

/** What context tables are made of. */
export interface ContextPlace {
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	/** The domain's guest pages for tables. */
	readonly pages: TablePages;
	/** Guest pages that the SMMU can address are below this. */
	readonly pageLimit: number;
}

/** Adjacent host frames, and the guest pages that the SMMU finds them at. */
export interface PlacedFrames {
	readonly frame: number;
	readonly page: number;
	readonly count: number;
}

/**
 * The context descriptors of one stream (Arm IHI 0070, 5.3, 5.4): a linear table where one frame holds all, otherwise one of
 * two levels with leaves of a frame. The SMMU finds them through stage 2, at guest pages of the domain's window
 * (decision 0012). The first level takes one frame, which is enough for substreams below 32768, until a larger one is
 * bound; a leaf comes with the first descriptor in it. Both stay until `destroy`.
 *
 * It only writes entries, the word with the V bit last when one becomes valid, first when it ends to be. What
 * caches hold is the caller's to invalidate.
 */
export class ContextTables {
	/** log2 of the descriptors that the tables are for now (S1CDMax). */
	bits: number;
	readonly twoLevels: boolean;
	readonly #place: ContextPlace;
	readonly #mostBits: number;
	#top: PlacedFrames;
	/** Leaves by substream >> LEAF_BITS; of two levels only. */
	readonly #leaves = new Map<number, PlacedFrames>();

	private constructor(place: ContextPlace, mostBits: number, top: PlacedFrames) {
		this.#place = place;
		this.#mostBits = mostBits;
		this.#top = top;
		this.bits = Math.min(mostBits, ONE_FRAME_BITS);
		this.twoLevels = mostBits > LEAF_BITS;
	}

	/** Tables for 2^`bits` descriptors, of which none is valid; undefined: no frames, or no guest pages. */
	static create(place: ContextPlace, bits: number): ContextTables | undefined {
		const top = take(place, 1);
		return top === undefined ? undefined : new ContextTables(place, bits, top);
	}

	/** Guest page of the first table (S1ContextPtr). */
	get page(): number {
		return this.#top.page;
	}

	/** Whether the first level reaches as far as this descriptor. */
	covers(index: number): boolean {
		return index < 2 ** this.bits;
	}

	/**
	 * Replaces the first level by one for all descriptors. The caller makes the stream's entry lead there,
	 * invalidates what is cached of it, and gives the old one to `release` after that. Undefined: no frames, or
	 * no guest pages; nothing has changed then.
	 */
	grow(): PlacedFrames | undefined {
		const top = take(this.#place, 2 ** (this.#mostBits - ONE_FRAME_BITS));
		if (top === undefined) return undefined;
		const old = this.#top;
		const { memory } = this.#place;
		for (let word = 0; word < 1024; word++) {
			const value = memory.readWord(old.frame, word);
			if (value !== 0) memory.writeWord(top.frame, word, value);
		}
		this.#top = top;
		this.bits = this.#mostBits;
		return old;
	}

	/** Gives back what `grow` replaced. */
	release(old: PlacedFrames): void {
		giveBack(this.#place, old);
	}

	/** Writes a descriptor that is covered and not valid. ENOMEM: no frame, or no guest page, for its table. */
	set(index: number, words: Uint32Array): Errno {
		const frame = this.#frameOf(index, true);
		if (frame === -1) return Errno.ENOMEM;
		const at = wordOf(index);
		for (let word = Cd.WORDS - 1; word >= 0; word--)
			this.#place.memory.writeWord(frame, at + word, words[word]!);
		return Errno.OK;
	}

	/** Makes a descriptor that was set not valid. */
	clear(index: number): void {
		const frame = this.#frameOf(index, false);
		if (frame === -1) return;
		const at = wordOf(index);
		for (let word = 0; word < Cd.WORDS; word++) this.#place.memory.writeWord(frame, at + word, 0);
	}

	/** Gives everything back; no cache may lead there any more. */
	destroy(): void {
		giveBack(this.#place, this.#top);
		for (const leaf of this.#leaves.values()) giveBack(this.#place, leaf);
		this.#leaves.clear();
	}

	/** Frame of a descriptor; -1 when there is none and none is to be, or can be, made. */
	#frameOf(index: number, make: boolean): number {
		if (!this.twoLevels) return this.#top.frame;
		const entry = index >>> LEAF_BITS;
		const known = this.#leaves.get(entry);
		if (known !== undefined) return known.frame;
		const leaf = make ? take(this.#place, 1) : undefined;
		if (leaf === undefined) return -1;
		this.#leaves.set(entry, leaf);
		const { memory } = this.#place;
		const frame = this.#top.frame + (entry >>> 9);
		const at = (entry & 511) * 2;
		memory.writeWord(frame, at + 1, addressHigh(leaf.page));
		memory.writeWord(frame, at, (addressLow(leaf.page) | LEVEL_1_VALID) >>> 0);
		return leaf.frame;
	}
}

/** Takes frames and shows them to the SMMU; undefined: no frames, or no guest pages. */
function take(place: ContextPlace, count: number): PlacedFrames | undefined {
	const frame = place.frames.allocateRange(count);
	if (frame === -1) return undefined;
	for (let n = 0; n < count; n++) place.memory.discard(frame + n);
	const page = place.pages.map(frame, count);
	if (page !== -1 && page + count <= place.pageLimit) return { frame, page, count };
	if (page !== -1) place.pages.unmap(page, count);
	place.frames.freeRange(frame, count);
	return undefined;
}

function giveBack(place: ContextPlace, { frame, page, count }: PlacedFrames): void {
	place.pages.unmap(page, count);
	for (let n = 0; n < count; n++) place.memory.discard(frame + n);
	place.frames.freeRange(frame, count);
}

/** First word of a descriptor in its frame. */
function wordOf(index: number): number {
	return (index & ((1 << LEAF_BITS) - 1)) * Cd.WORDS;
}
