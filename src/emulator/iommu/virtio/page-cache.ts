/**
 * The device's cache of translated pages, direct mapped. The standard knows none: whoever changes a domain drops what it
 * holds of it before the request completes, so that software never sees it.
 *
 * An entry is tagged with the domain's tag and the page. Tags are never used twice: a domain that takes a new tag has lost
 * all its entries at once.
 */

export class PageCache {
	/** Frame and `MapFlag` bits of the last hit. */
	frame = 0;
	flags = 0;
	readonly #pages: Float64Array;
	readonly #tags: Float64Array;
	readonly #frames: Int32Array;
	readonly #flags: Uint8Array;
	readonly #mask: number;
	#nextTag = 1;

	/** `entries` is a power of two. */
	constructor(entries: number) {
		this.#pages = new Float64Array(entries);
		this.#tags = new Float64Array(entries);
		this.#frames = new Int32Array(entries);
		this.#flags = new Uint8Array(entries);
		this.#mask = entries - 1;
	}

	/** A tag that nothing is held under. */
	newTag(): number {
		return this.#nextTag++;
	}

	lookup(tag: number, page: number): boolean {
		const at = this.#slotOf(tag, page);
		if (this.#pages[at] !== page || this.#tags[at] !== tag) return false;
		this.frame = this.#frames[at]!;
		this.flags = this.#flags[at]!;
		return true;
	}

	/** `frame` is below 2^31. */
	insert(tag: number, page: number, frame: number, flags: number): void {
		const at = this.#slotOf(tag, page);
		this.#pages[at] = page;
		this.#tags[at] = tag;
		this.#frames[at] = frame;
		this.#flags[at] = flags;
	}

	drop(tag: number, page: number): void {
		const at = this.#slotOf(tag, page);
		if (this.#pages[at] === page && this.#tags[at] === tag) this.#tags[at] = 0;
	}

	/** `&` takes a double modulo 2^32, so it is right for all pages. */
	#slotOf(tag: number, page: number): number {
		return ((page & this.#mask) ^ Math.imul(tag & 0xffff, 0x9e37)) & this.#mask;
	}
}
