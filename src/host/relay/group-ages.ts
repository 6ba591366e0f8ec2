/** Moments that are remembered. */
const MOMENTS = 256;

/**
 * How long groups have been there, without a word kept of any: ids ascend, so the next id at a moment tells which groups
 * were there then. Remembers some moments of the past, in which it was asked to.
 */
export class GroupAges {
	/** Rings, the newest before `#at`. */
	readonly #nextId = new Float64Array(MOMENTS);
	readonly #time = new Float64Array(MOMENTS);
	#at = 0;
	#known = 0;

	/** Remembers that `nextId` is the next id now; ids and times ascend. */
	note(nextId: number, now: number): void {
		this.#nextId[this.#at] = nextId;
		this.#time[this.#at] = now;
		this.#at = (this.#at + 1) % MOMENTS;
		if (this.#known < MOMENTS) this.#known++;
	}

	/** How long before `now` the group was there at least, as far as the moments remembered tell. */
	ageOf(group: number, now: number): number {
		// The oldest moment after which no new id was as low as this.
		let low = 0;
		let high = this.#known;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#nextId[this.#place(middle)]! > group) high = middle;
			else low = middle + 1;
		}
		return low === this.#known ? 0 : now - this.#time[this.#place(low)]!;
	}

	/** Where the moment is that has `older` older ones. */
	#place(older: number): number {
		return (this.#at - this.#known + older + MOMENTS) % MOMENTS;
	}
}
