import { PageIndex } from './page-index.js';
import { PAGE_BYTES } from './pager.js';

const CHUNK_PAGES = 64;

/**
 * Contents of pages in the agent's memory, by page number: the swap area of private and anonymous pages,
 * and the place of dirty contents that could not be written back. Memory is taken in chunks of 64 pages as
 * needed and used again, not given back before `clear`; `limit` bounds it.
 */
export class PageStore {
	/** Pages that fit. */
	readonly limit: number;
	readonly #index = new PageIndex();
	readonly #chunks: Uint8Array[] = [];
	readonly #free: number[] = [];
	#places = 0;

	constructor(limit: number) {
		this.limit = limit;
	}

	/** Pages held. */
	get size(): number {
		return this.#index.size;
	}

	has(page: number): boolean {
		return this.#index.size > 0 && this.#index.get(page) >= 0;
	}

	/** Keeps `from[at..at+4096]` as the page's contents; false, with nothing changed, when it is full. */
	put(page: number, from: Uint8Array, at: number): boolean {
		let place = this.#index.get(page);
		if (place < 0) {
			if (this.#index.size >= this.limit) return false;
			place = this.#free.pop() ?? this.#places++;
			if (place >= this.#chunks.length * CHUNK_PAGES)
				this.#chunks.push(new Uint8Array(CHUNK_PAGES * PAGE_BYTES));
			this.#index.set(page, place);
		}
		this.#at(place).set(from.subarray(at, at + PAGE_BYTES));
		return true;
	}

	/** The page's contents; a view that is good until the store changes. Undefined: not held. */
	get(page: number): Uint8Array | undefined {
		if (this.#index.size === 0) return undefined;
		const place = this.#index.get(page);
		return place < 0 ? undefined : this.#at(place);
	}

	delete(page: number): void {
		const place = this.#index.get(page);
		if (place < 0) return;
		this.#index.delete(page);
		this.#free.push(place);
	}

	/** Deletes the pages `first` to `end` - 1. */
	deleteRange(first: number, end: number): void {
		for (const page of this.pages()) if (page >= first && page < end) this.delete(page);
	}

	/** The pages held, ascending. */
	pages(): number[] {
		const pages: number[] = [];
		this.#index.forEach((page) => {
			pages.push(page);
		});
		return pages.sort((a, b) => a - b);
	}

	#at(place: number): Uint8Array {
		const start = (place % CHUNK_PAGES) * PAGE_BYTES;
		return this.#chunks[Math.floor(place / CHUNK_PAGES)]!.subarray(start, start + PAGE_BYTES);
	}
}
