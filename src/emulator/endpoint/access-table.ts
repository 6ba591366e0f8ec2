import type { DmaJob } from './dma-job.js';

const NONE = -1;

/** A first-in-first-out list of rows, linked through the table. */
export class RowList {
	head = NONE;
	tail = NONE;
	length = 0;
}

/**
 * Accesses that could not be done at once: one row for each page that waits for a response or for its
 * retry. Rows are in one list or one group at a time, both linked through `next`; they are taken and
 * given back without allocation, and the table doubles when it is full.
 */
export class AccessTable {
	readonly job: (DmaJob | undefined)[] = [];
	/** Which page of the job. */
	index = new Int32Array(0);
	next = new Int32Array(0);
	/** SUCCESS answers that did not make the page present. */
	answers = new Int32Array(0);
	/** Those of them that the IOMMU gave while the request was being sent. */
	busyAnswers = new Int32Array(0);
	#free = NONE;
	#used = 0;

	/** Rows in use. */
	get used(): number {
		return this.#used;
	}

	take(job: DmaJob, index: number): number {
		if (this.#free === NONE) this.#grow();
		const row = this.#free;
		this.#free = this.next[row]!;
		this.#used++;
		this.job[row] = job;
		this.index[row] = index;
		this.next[row] = NONE;
		this.answers[row] = 0;
		this.busyAnswers[row] = 0;
		return row;
	}

	/** Gives the row back; it must be in no list. */
	release(row: number): void {
		this.job[row] = undefined;
		this.next[row] = this.#free;
		this.#free = row;
		this.#used--;
	}

	push(list: RowList, row: number): void {
		this.next[row] = NONE;
		if (list.head === NONE) list.head = row;
		else this.next[list.tail] = row;
		list.tail = row;
		list.length++;
	}

	/** Takes the first row off the list; -1 when it is empty. */
	shift(list: RowList): number {
		const row = list.head;
		if (row === NONE) return NONE;
		list.head = this.next[row]!;
		if (list.head === NONE) list.tail = NONE;
		list.length--;
		return row;
	}

	/** Moves all rows of `from` behind those of `to`. */
	append(to: RowList, from: RowList): void {
		if (from.head === NONE) return;
		if (to.head === NONE) to.head = from.head;
		else this.next[to.tail] = from.head;
		to.tail = from.tail;
		to.length += from.length;
		this.forget(from);
	}

	/** Empties the list; its rows are somebody else's now. */
	forget(list: RowList): void {
		list.head = NONE;
		list.tail = NONE;
		list.length = 0;
	}

	#grow(): void {
		const old = this.index.length;
		const size = Math.max(16, old * 2);
		this.index = grown(this.index, size);
		this.next = grown(this.next, size);
		this.answers = grown(this.answers, size);
		this.busyAnswers = grown(this.busyAnswers, size);
		for (let row = size - 1; row >= old; row--) {
			this.job[row] = undefined;
			this.next[row] = this.#free;
			this.#free = row;
		}
	}
}

function grown(from: Int32Array, size: number): Int32Array<ArrayBuffer> {
	const to = new Int32Array(size);
	to.set(from);
	return to;
}
