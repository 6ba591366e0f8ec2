/**
 * The groups of one device that wait to be delivered, by id, oldest first. Bounded.
 *
 *      taken   | waiting  withdrawn  waiting  waiting |  free
 *              ^ head        -id                      ^ tail
 *
 * Ids come in ascending order (the fault core counts upwards), so a withdrawn one is found by bisection
 * and only marked; its place is free again once it reaches the head. Everything is O(1) but `withdraw`,
 * O(log n), and a compaction when marks fill the ring, O(n) for at least n/8 of them.
 */
export class Outbox {
	/** Most ids that wait at a time. */
	readonly limit: number;
	/** Withdrawn ids are negative. The length is a power of two above `limit`. */
	readonly #ring: Float64Array;
	readonly #mask: number;
	/** Both count on without wrapping: the bit operator keeps the low bits of any exact integer. */
	#head = 0;
	#tail = 0;
	#waiting = 0;

	constructor(limit: number) {
		this.limit = limit;
		// An eighth more than the bound, so that compactions stay rare however the marks fall.
		let size = 8;
		while (size < limit + limit / 8) size *= 2;
		this.#ring = new Float64Array(size);
		this.#mask = size - 1;
	}

	/** Ids that wait. */
	get length(): number {
		return this.#waiting;
	}

	/** Puts in an id above all before. False, changing nothing, when `limit` ids wait. */
	push(id: number): boolean {
		if (this.#waiting >= this.limit) return false;
		if (this.#tail - this.#head > this.#mask) this.#compact();
		this.#ring[this.#tail & this.#mask] = id;
		this.#tail++;
		this.#waiting++;
		return true;
	}

	/** The oldest id that waits, left in place; 0 when none does. */
	peek(): number {
		while (this.#head < this.#tail) {
			const id = this.#ring[this.#head & this.#mask]!;
			if (id > 0) return id;
			this.#head++;
		}
		return 0;
	}

	/** Takes the oldest id that waits; 0 when none does. */
	take(): number {
		const id = this.peek();
		if (id !== 0) {
			this.#head++;
			this.#waiting--;
		}
		return id;
	}

	/** Takes an id out from among the others. False when it does not wait. */
	withdraw(id: number): boolean {
		let low = this.#head;
		let high = this.#tail;
		while (low < high) {
			const middle = Math.floor((low + high) / 2);
			const found = this.#ring[middle & this.#mask]!;
			if (found === id) {
				this.#ring[middle & this.#mask] = -id;
				this.#waiting--;
				return true;
			}
			if (Math.abs(found) < id) low = middle + 1;
			else high = middle;
		}
		return false;
	}

	clear(): void {
		this.#head = this.#tail;
		this.#waiting = 0;
	}

	#compact(): void {
		let to = this.#head;
		for (let from = this.#head; from < this.#tail; from++) {
			const id = this.#ring[from & this.#mask]!;
			if (id > 0) this.#ring[to++ & this.#mask] = id;
		}
		this.#tail = to;
	}
}
