import { ChunkDirectory } from './chunk-directory.js';
import { widen } from './widen.js';

/** Pages of one chunk: enough that a probe of the directory serves many, few enough for scattered pages. */
const CHUNK_PAGES = 64;
/** Chunks of one array. */
const SLAB_CHUNKS = 1024;

/**
 * A table from page numbers (0 to 2^52 - 1) to small integers (0 to 2^31 - 1): what the agent looks up for
 * every fault. Pages are kept in chunks of 64 neighbours, and chunks are found by hash. A hash table of
 * pages, which this was before, misses the processor's caches at every page, since it tears neighbours
 * apart, and stands still to double; here neighbours share four cache lines, and the hash table is 64 times
 * smaller. The last chunk is remembered: a run of neighbours takes one probe.
 *
 * A page takes between 4 and 256 bytes, by how many of its chunk are there. Invariant: a chunk of the
 * directory has at least one entry.
 */
export class PageIndex {
	readonly #directory = new ChunkDirectory();
	/** Values, complemented, so that 0 says absent and fresh memory needs no filling. */
	readonly #slabs: Int32Array[] = [];
	/** By chunk: how many entries it has. */
	#entries = new Uint8Array(SLAB_CHUNKS);
	/** Chunks out of use, and the first one that never was in use. */
	readonly #freeChunks: number[] = [];
	#freshChunk = 0;
	#size = 0;
	/** The chunk found last: its number (-1: none), its name, its slab and where it begins there. */
	#number = -1;
	#chunk = 0;
	#slab: Int32Array = new Int32Array(0);
	#base = 0;

	get size(): number {
		return this.#size;
	}

	/** The value of a page, or -1. */
	get(page: number): number {
		const number = Math.floor(page / CHUNK_PAGES);
		if (number !== this.#number && !this.#find(number)) return -1;
		return ~this.#slab[this.#base + (page - number * CHUNK_PAGES)]!;
	}

	/** Adds a page, or replaces its value. */
	set(page: number, value: number): void {
		const number = Math.floor(page / CHUNK_PAGES);
		if (number !== this.#number && !this.#find(number)) this.#add(number);
		const at = this.#base + (page - number * CHUNK_PAGES);
		if (this.#slab[at] === 0) {
			this.#entries[this.#chunk]!++;
			this.#size++;
		}
		this.#slab[at] = ~value;
	}

	/** Removes a page; false when it was not there. */
	delete(page: number): boolean {
		const number = Math.floor(page / CHUNK_PAGES);
		if (number !== this.#number && !this.#find(number)) return false;
		const at = this.#base + (page - number * CHUNK_PAGES);
		if (this.#slab[at] === 0) return false;
		this.#slab[at] = 0;
		this.#size--;
		if (--this.#entries[this.#chunk]! === 0) {
			this.#directory.delete(number);
			this.#freeChunks.push(this.#chunk);
			this.#number = -1;
		}
		return true;
	}

	clear(): void {
		this.#directory.clear();
		this.#entries.fill(0, 0, this.#freshChunk);
		for (const slab of this.#slabs) slab.fill(0);
		this.#freeChunks.length = 0;
		this.#freshChunk = 0;
		this.#size = 0;
		this.#number = -1;
	}

	/** Calls `visit` for each entry, in no order. The table must not change meanwhile. */
	forEach(visit: (page: number, value: number) => void): void {
		this.#directory.forEach((number, chunk) => {
			const slab = this.#slabs[Math.floor(chunk / SLAB_CHUNKS)]!;
			const base = (chunk % SLAB_CHUNKS) * CHUNK_PAGES;
			for (let i = 0; i < CHUNK_PAGES; i++)
				if (slab[base + i] !== 0) visit(number * CHUNK_PAGES + i, ~slab[base + i]!);
		});
	}

	/** Makes the chunk of this number the one at hand; false when there is none. */
	#find(number: number): boolean {
		const chunk = this.#directory.get(number);
		if (chunk < 0) return false;
		this.#turnTo(number, chunk);
		return true;
	}

	#add(number: number): void {
		const chunk = this.#freeChunks.pop() ?? this.#freshChunk++;
		if (chunk === this.#slabs.length * SLAB_CHUNKS)
			this.#slabs.push(new Int32Array(SLAB_CHUNKS * CHUNK_PAGES));
		if (chunk >= this.#entries.length)
			this.#entries = widen(this.#entries, new Uint8Array(this.#entries.length * 2));
		this.#directory.set(number, chunk);
		this.#turnTo(number, chunk);
	}

	#turnTo(number: number, chunk: number): void {
		this.#number = number;
		this.#chunk = chunk;
		this.#slab = this.#slabs[Math.floor(chunk / SLAB_CHUNKS)]!;
		this.#base = (chunk % SLAB_CHUNKS) * CHUNK_PAGES;
	}
}
