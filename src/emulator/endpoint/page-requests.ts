import type { Block, Slab } from './slab.js';

/** PRG indices are 9 bits (PCIe 10.4.1). */
export const PRG_INDICES = 512;

/**
 * A row for each index, four doubles next to each other: a fault of one among thousands of devices then
 * waits for one line of memory instead of six.
 */
const ROW = 4;
/** When the last request of the group left, in milliseconds; `UNSENT` before that. */
const SENT_AT = 0;
/** Requests of the group; 0: the index is free. */
const COUNT = 1;
const PASID = 2;
/** First access row of the group; of a free index: the index that is handed out after it. */
const HEAD = 3;

const NOTHING = new Float64Array(0);
const UNSENT = Number.NEGATIVE_INFINITY;

/**
 * The page-request groups of one function that have no response yet, and the credits they hold.
 *
 * - An index is handed out again only after its group's response, the longest unused first.
 * - Requests count against the allocation until the response of their group (PCIe 10.4.1.2), so
 *   `outstanding` never exceeds `allocation`.
 * - There are as many indices as the allocation can use, 512 at most.
 *
 * Does not send, retry or fail anything; `head` is the first access row of a group, for its owner.
 */
export class PageRequests {
	#rows: Float64Array = NOTHING;
	/** Where the rows begin in `#rows`. */
	#base = 0;
	/** Free indices are linked through HEAD, from the next to be handed out to the last. */
	#first = 0;
	#last = 0;
	#groups = 0;
	#indices = 0;
	#outstanding = 0;
	#allocation = 0;
	readonly #slab: Slab;
	#block: Block | undefined;

	constructor(slab: Slab) {
		this.#slab = slab;
	}

	/** Requests that may be outstanding. */
	get allocation(): number {
		return this.#allocation;
	}

	/**
	 * Sets the allocation and takes storage for it, 32 bytes an index. No group may be outstanding, which PRI
	 * Enable sees to. The order in which indices are handed out is kept where their number is.
	 */
	allocate(requests: number): void {
		if (this.#groups > 0) throw new Error(`allocation set with ${this.#groups} groups outstanding`);
		this.#allocation = requests;
		const indices = Math.min(requests, PRG_INDICES);
		if (indices === this.#indices) return;
		this.#indices = indices;
		if (this.#block !== undefined) this.#slab.give(this.#block);
		this.#block = this.#slab.take(indices * ROW);
		this.#rows = this.#block.doubles;
		this.#base = this.#block.at;
		for (let index = 0; index < indices; index++)
			this.#rows[this.#base + index * ROW + HEAD] = index + 1;
		this.#first = 0;
		this.#last = indices - 1;
	}

	/** Reads what the response of the index's group will use. */
	touch(index: number): number {
		return this.#rows[this.#base + index * ROW]! > 1 ? this.#outstanding : 0;
	}

	/** Requests without response. */
	get outstanding(): number {
		return this.#outstanding;
	}

	/** Groups without response. */
	get groups(): number {
		return this.#groups;
	}

	/** How many requests may be added to an open group now. */
	get spare(): number {
		return this.#allocation - this.#outstanding;
	}

	/** How many requests a new group may hold now; 0 when no index is free. */
	get credit(): number {
		return this.#groups === this.#indices ? 0 : this.#allocation - this.#outstanding;
	}

	/** Takes an index and the credits of `count` requests, at least 1 and at most `credit`. */
	open(pasid: number, count: number, head: number): number {
		const rows = this.#rows;
		const index = this.#first;
		const at = this.#base + index * ROW;
		this.#first = rows[at + HEAD]! | 0;
		this.#groups++;
		this.#outstanding += count;
		rows[at + SENT_AT] = UNSENT;
		rows[at + COUNT] = count;
		rows[at + PASID] = pasid;
		rows[at + HEAD] = head;
		return index;
	}

	/** Takes the credits of `count` requests more for a group that is open: at least 1, at most what `credit` leaves. */
	grow(index: number, count: number): void {
		this.#rows[this.#base + index * ROW + COUNT]! += count;
		this.#outstanding += count;
	}

	/** Its last request leaves: from now on the group may be answered. */
	seal(index: number, time: number): void {
		this.#rows[this.#base + index * ROW + SENT_AT] = time;
	}

	/**
	 * Whether a response, of any index, belongs to an outstanding group. With `pasidRequired` its PASID must
	 * be the group's; otherwise the PASID says nothing and is not looked at.
	 */
	matches(pasid: number, index: number, pasidRequired: boolean): boolean {
		if (index >= this.#indices) return false;
		const rows = this.#rows;
		const at = this.#base + index * ROW;
		if (rows[at + COUNT] === 0 || rows[at + SENT_AT] === UNSENT) return false;
		return !pasidRequired || rows[at + PASID] === pasid;
	}

	head(index: number): number {
		return this.#rows[this.#base + index * ROW + HEAD]! | 0;
	}

	/** Requests of the index's group; 0 when it is free. */
	count(index: number): number {
		return this.#rows[this.#base + index * ROW + COUNT]! | 0;
	}

	sentAt(index: number): number {
		return this.#rows[this.#base + index * ROW + SENT_AT]!;
	}

	/** The response came: the index and the credits are free. */
	close(index: number): void {
		const rows = this.#rows;
		const at = this.#base + index * ROW;
		this.#outstanding -= rows[at + COUNT]! | 0;
		rows[at + COUNT] = 0;
		// With every index taken the list is empty, and `#last` is not on it.
		if (this.#groups === this.#indices) this.#first = index;
		else rows[this.#base + this.#last * ROW + HEAD] = index;
		this.#last = index;
		this.#groups--;
	}
}
