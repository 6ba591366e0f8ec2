import { type IommuFault, PageRequestFlag } from './fault.js';
import { growFloat64, growInt32, growUint8, nextCapacity } from './grow.js';

const INITIAL_CAPACITY = 1024;

/**
 * The page requests that the fault core holds beside those in the rows of the group table: partials
 * waiting for their last page, and the members of pending groups that came before the last. A row is one
 * request; `next` chains the rows of one group in the order of their arrival.
 *
 * Owns the rows and nothing of what they mean. Rows are reused; whoever chained a row frees the chain
 * exactly once. Columns are replaced when the table grows: read them through the table each time.
 */
export class RequestTable {
	/** Most rows in use at a time. */
	readonly limit: number;
	/** Page number (IOVA >> 12), up to 52 bits. */
	page: Float64Array;
	/** PASID, 20 bits; -1 for a request without one. */
	pasid: Int32Array;
	/** `PageRequestFlag` bits. */
	flags: Uint8Array;
	/** `FaultPerm` bits. */
	perm: Uint8Array;
	/** The next row of the group; -1 ends it. */
	next: Int32Array;
	#capacity: number;
	#used = 0;
	/** Head of the free rows, chained through `next`. */
	#free = -1;
	/** Rows from here on were never used and are not on the free chain. */
	#fresh = 0;

	constructor(limit: number) {
		this.limit = limit;
		this.#capacity = Math.min(INITIAL_CAPACITY, limit);
		this.page = new Float64Array(this.#capacity);
		this.pasid = new Int32Array(this.#capacity);
		this.flags = new Uint8Array(this.#capacity);
		this.perm = new Uint8Array(this.#capacity);
		this.next = new Int32Array(this.#capacity);
	}

	/** Rows in use. */
	get used(): number {
		return this.#used;
	}

	/** Bytes of all columns. */
	get byteLength(): number {
		return (
			this.page.byteLength +
			this.pasid.byteLength +
			this.flags.byteLength +
			this.perm.byteLength +
			this.next.byteLength
		);
	}

	/** A row with a copy of the page request, ending its chain; -1 at the limit. */
	add(fault: IommuFault): number {
		let row = this.#free;
		if (row !== -1) {
			this.#free = this.next[row]!;
		} else {
			if (this.#fresh === this.#capacity && !this.#grow()) return -1;
			row = this.#fresh++;
		}
		this.#used++;
		this.page[row] = fault.page;
		this.pasid[row] = (fault.flags & PageRequestFlag.PASID_VALID) === 0 ? -1 : fault.pasid;
		this.flags[row] = fault.flags;
		this.perm[row] = fault.perm;
		this.next[row] = -1;
		return row;
	}

	/** Frees one row, whatever it is chained to. */
	free(row: number): void {
		this.next[row] = this.#free;
		this.#free = row;
		this.#used--;
	}

	/** Frees the rows from `row` to the end of its chain. */
	freeChain(row: number): void {
		while (row !== -1) {
			const next = this.next[row]!;
			this.free(row);
			row = next;
		}
	}

	#grow(): boolean {
		if (this.#capacity === this.limit) return false;
		const capacity = nextCapacity(this.#capacity, this.limit);
		this.page = growFloat64(this.page, capacity);
		this.pasid = growInt32(this.pasid, capacity);
		this.flags = growUint8(this.flags, capacity);
		this.perm = growUint8(this.perm, capacity);
		this.next = growInt32(this.next, capacity);
		this.#capacity = capacity;
		return true;
	}
}
