import type { DmaJob } from './dma-job.js';

const NONE = -1;

/** A first-in-first-out list of rows, linked through the table. */
export class RowList {
	head = NONE;
	tail = NONE;
	length = 0;
}

/**
 * A row is four integers next to each other: a fault of one among thousands of devices then waits for one
 * line of memory instead of four.
 */
const ROW = 4;
/** Which page of the job. */
const INDEX = 0;
const NEXT = 1;
/** SUCCESS answers that did not make the page present. */
const ANSWERS = 2;
/** SUCCESS answers that the IOMMU gave by itself while the request was being sent. */
const BUSY_ANSWERS = 3;

const FEWEST_ROWS = 4;

/**
 * Accesses that could not be done at once, of all functions of a machine: one row for each page that waits
 * for a response or for its retry. Who took a row holds it until he gives it back. Rows are in one list or one group at a time, both linked through `next`; they are taken and
 * given back without allocation, and the table doubles when it is full.
 */
export class AccessTable {
	readonly #jobs: (DmaJob | undefined)[] = [];
	#rows: Int32Array = new Int32Array(0);
	#free = NONE;
	#used = 0;

	/** Rows in use. */
	get used(): number {
		return this.#used;
	}

	take(job: DmaJob, index: number): number {
		if (this.#free === NONE) this.#grow();
		const row = this.#free;
		const rows = this.#rows;
		const at = row * ROW;
		this.#free = rows[at + NEXT]!;
		this.#used++;
		this.#jobs[row] = job;
		rows[at + INDEX] = index;
		rows[at + NEXT] = NONE;
		rows[at + ANSWERS] = 0;
		rows[at + BUSY_ANSWERS] = 0;
		return row;
	}

	/** Gives the row back; it must be in no list. */
	release(row: number): void {
		this.#jobs[row] = undefined;
		this.#rows[row * ROW + NEXT] = this.#free;
		this.#free = row;
		this.#used--;
	}

	/** The job of a row in use. */
	job(row: number): DmaJob {
		return this.#jobs[row]!;
	}

	index(row: number): number {
		return this.#rows[row * ROW + INDEX]!;
	}

	/** The row behind this one in its list or group; -1 ends it. */
	next(row: number): number {
		return this.#rows[row * ROW + NEXT]!;
	}

	answers(row: number): number {
		return this.#rows[row * ROW + ANSWERS]!;
	}

	busyAnswers(row: number): number {
		return this.#rows[row * ROW + BUSY_ANSWERS]!;
	}

	/** One more SUCCESS for the row's page; `busy`: by the IOMMU itself while it was being sent. */
	answered(row: number, busy: boolean): void {
		this.#rows[row * ROW + (busy ? BUSY_ANSWERS : ANSWERS)]!++;
	}

	push(list: RowList, row: number): void {
		this.#rows[row * ROW + NEXT] = NONE;
		if (list.head === NONE) list.head = row;
		else this.#rows[list.tail * ROW + NEXT] = row;
		list.tail = row;
		list.length++;
	}

	/** Puts the rows from `next` on behind a group's last row. */
	link(row: number, next: number): void {
		this.#rows[row * ROW + NEXT] = next;
	}

	/** Takes the first row off the list; -1 when it is empty. */
	shift(list: RowList): number {
		const row = list.head;
		if (row === NONE) return NONE;
		list.head = this.#rows[row * ROW + NEXT]!;
		if (list.head === NONE) list.tail = NONE;
		list.length--;
		return row;
	}

	/** Moves all rows of `from` behind those of `to`. */
	append(to: RowList, from: RowList): void {
		if (from.head === NONE) return;
		if (to.head === NONE) to.head = from.head;
		else this.#rows[to.tail * ROW + NEXT] = from.head;
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
		const old = this.#jobs.length;
		const size = Math.max(FEWEST_ROWS, old * 2);
		const rows = new Int32Array(size * ROW);
		rows.set(this.#rows);
		this.#rows = rows;
		for (let row = old; row < size; row++) this.#jobs.push(undefined);
		for (let row = size - 1; row >= old; row--) {
			rows[row * ROW + NEXT] = this.#free;
			this.#free = row;
		}
	}
}
