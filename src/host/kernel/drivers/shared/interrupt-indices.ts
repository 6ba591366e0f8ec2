const State = { FREE: 0, ALLOCATED: 1, SET: 2, CLEARING: 3 } as const;

/**
 * Which indices of an interrupt table are taken, and how far each has come:
 *
 *      free --allocate--> allocated --set--> set --clear--> being cleared --release--> free
 *
 * Owns that alone; the entries themselves, and what caches hold of them, are the table's owner's business.
 */
export class InterruptIndices {
	readonly #state: Uint8Array;
	/** No index below it is free. */
	#lowest = 0;

	/** Indices are below `size`. */
	constructor(size: number) {
		this.#state = new Uint8Array(size);
	}

	/** Takes `count` adjacent free indices, aligned to `count` rounded up to a power of two; -1: there are none. */
	allocate(count: number): number {
		if (!Number.isInteger(count) || count < 1) return -1;
		const align = 2 ** Math.ceil(Math.log2(count));
		const from = Math.ceil(this.#lowest / align) * align;
		for (let first = from; first + count <= this.#state.length; first += align) {
			if (!this.#areFree(first, count)) continue;
			this.#state.fill(State.ALLOCATED, first, first + count);
			if (first === this.#lowest) this.#lowest = first + count;
			return first;
		}
		return -1;
	}

	/** Whether all of these indices are allocated, set or not, and not being cleared. */
	owns(index: number, count: number): boolean {
		if (!Number.isInteger(index) || !Number.isInteger(count)) return false;
		if (index < 0 || count < 1 || index + count > this.#state.length) return false;
		for (let i = index; i < index + count; i++)
			if (this.#state[i] !== State.ALLOCATED && this.#state[i] !== State.SET) return false;
		return true;
	}

	/** An index that `owns` leads somewhere; returns whether it did before, which caches may hold. */
	set(index: number): boolean {
		const was = this.#state[index] === State.SET;
		this.#state[index] = State.SET;
		return was;
	}

	/** Indices that `owns` lead nowhere any more; they are free after `release`. */
	clear(index: number, count: number): void {
		this.#state.fill(State.CLEARING, index, index + count);
	}

	/** No cache holds these any more. */
	release(index: number, count: number): void {
		this.#state.fill(State.FREE, index, index + count);
		this.#lowest = Math.min(this.#lowest, index);
	}

	#areFree(index: number, count: number): boolean {
		for (let i = index; i < index + count; i++) if (this.#state[i] !== State.FREE) return false;
		return true;
	}
}
