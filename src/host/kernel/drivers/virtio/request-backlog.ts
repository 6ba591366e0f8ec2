import type { RequestFields } from './requests.js';

const INITIAL = 256;
const COLUMNS = 8;

/**
 * Requests that wait for their place in the queue, in order, each with the running number of the operation that it
 * belongs to. It grows by doubling, and has no bound of its own: an operation has at most a request for each page
 * that it is about, and who may ask for how many of them is bounded (unmap requests and frames of a guest).
 */
export class RequestBacklog {
	#rows = new Float64Array(INITIAL * COLUMNS);
	#head = 0;
	#length = 0;

	get length(): number {
		return this.#length;
	}

	push(operation: number, request: RequestFields): void {
		if (this.#length * COLUMNS === this.#rows.length) this.#grow();
		const rows = this.#rows;
		const at = ((this.#head + this.#length) * COLUMNS) % rows.length;
		rows[at] = operation;
		rows[at + 1] = request.type;
		rows[at + 2] = request.domain;
		rows[at + 3] = request.endpoint;
		rows[at + 4] = request.first;
		rows[at + 5] = request.last;
		rows[at + 6] = request.frame;
		rows[at + 7] = request.flags;
		this.#length++;
	}

	/** Type of the oldest. */
	get type(): number {
		return this.#rows[this.#head * COLUMNS + 1]!;
	}

	/** Moves the oldest into `into`; returns the number of its operation. */
	shift(into: RequestFields): number {
		const rows = this.#rows;
		const at = this.#head * COLUMNS;
		into.type = rows[at + 1]! as RequestFields['type'];
		into.domain = rows[at + 2]!;
		into.endpoint = rows[at + 3]!;
		into.first = rows[at + 4]!;
		into.last = rows[at + 5]!;
		into.frame = rows[at + 6]!;
		into.flags = rows[at + 7]!;
		this.#head = (this.#head + 1) % (rows.length / COLUMNS);
		this.#length--;
		return rows[at]!;
	}

	clear(): void {
		this.#head = 0;
		this.#length = 0;
	}

	#grow(): void {
		const rows = new Float64Array(this.#rows.length * 2);
		const start = this.#head * COLUMNS;
		rows.set(this.#rows.subarray(start));
		rows.set(this.#rows.subarray(0, start), this.#rows.length - start);
		this.#rows = rows;
		this.#head = 0;
	}
}
