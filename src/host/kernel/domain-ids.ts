/** Domain ids are 16 bits; some IOMMUs keep 0 for themselves. */
const LAST_ID = 0xffff;

/**
 * The domain ids of one host, 1 to 65535: each IOMMU tags what it caches with them (VT-d specification,
 * section 6.2). Everything that translates differently takes another id from the same instance, and
 * gives it back only when no cache can hold anything under it.
 */
export class DomainIds {
	readonly #last: number;
	/** Ids that were given back. */
	readonly #free: number[] = [];
	/** Ids from here on were never given out. */
	#next = 1;

	/** Gives out 1 to `last`, at most 65535. */
	constructor(last = LAST_ID) {
		this.#last = Math.min(last, LAST_ID);
	}

	/** Ids that can be given out. */
	get available(): number {
		return this.#free.length + this.#last - this.#next + 1;
	}

	/** An id that nobody has; -1: none is left. */
	allocate(): number {
		const id = this.#free.pop();
		if (id !== undefined) return id;
		return this.#next <= this.#last ? this.#next++ : -1;
	}

	/** Takes an id back that `allocate` gave; its caches must be invalidated, and that complete. */
	free(id: number): void {
		this.#free.push(id);
	}
}
