import { growInt32, nextCapacity, powerOfTwo } from './grow.js';
import type { RequestTable } from './request-table.js';

const INITIAL_CAPACITY = 64;

/** In place of a PASID, of which requests to drop: those that carry none. (-1, which they hold, means all.) */
export const WITHOUT_PASID = -2;

/** Whether what holds `pasid` (-1: none) is meant by `which`, a PASID or WITHOUT_PASID. */
export const carries = (pasid: number, which: number): boolean =>
	pasid === (which === WITHOUT_PASID ? -1 : which);

/**
 * The partials: page requests whose group has not seen its last page. One row collects the requests
 * of one (device, group index) as a chain in the order of their arrival. The key is the group index
 * alone, whatever the PASID of each request, as in the kernel (drivers/iommu/io-pgfault.c).
 *
 * Owns the rows, a hash of them by key, each device's list of its rows, and the requests that hang on
 * them until they are taken or dropped. Sets no bound of its own beyond the request table's: a row holds
 * at least one request. Adding and taking are O(1); dropping is O(what is dropped or looked at).
 */
export class PartialTable {
	/** What the last `take` took: first and last row of the chain in the request table, and how many. */
	first = -1;
	last = -1;
	count = 0;
	readonly #requests: RequestTable;
	#device: Int32Array;
	#grpid: Int32Array;
	#first: Int32Array;
	#last: Int32Array;
	#count: Int32Array;
	/** Next row in the same bucket; chains the free rows too. */
	#chain: Int32Array;
	/** The device's neighbouring rows, in no particular order; -1 at the ends. */
	#next: Int32Array;
	#prev: Int32Array;
	/** Row plus one at the head of each bucket; 0: empty. */
	#buckets: Int32Array;
	/** For each device index: a row plus one at the head of its list, and its requests held. */
	#heads: Int32Array = new Int32Array(0);
	#held: Int32Array = new Int32Array(0);
	#capacity = INITIAL_CAPACITY;
	#free = -1;
	#fresh = 0;

	constructor(requests: RequestTable) {
		this.#requests = requests;
		this.#device = new Int32Array(this.#capacity);
		this.#grpid = new Int32Array(this.#capacity);
		this.#first = new Int32Array(this.#capacity);
		this.#last = new Int32Array(this.#capacity);
		this.#count = new Int32Array(this.#capacity);
		this.#chain = new Int32Array(this.#capacity);
		this.#next = new Int32Array(this.#capacity);
		this.#prev = new Int32Array(this.#capacity);
		this.#buckets = new Int32Array(powerOfTwo(this.#capacity));
	}

	/** Makes room for the list of the device with this index. */
	addDevice(device: number): void {
		if (device < this.#heads.length) return;
		const length = powerOfTwo(device + 1);
		this.#heads = growInt32(this.#heads, length);
		this.#held = growInt32(this.#held, length);
	}

	/** Partial requests that the device has here. */
	heldBy(device: number): number {
		return device < this.#held.length ? this.#held[device]! : 0;
	}

	/** Puts a request behind the ones of its group. The device must have been added. */
	add(device: number, grpid: number, request: number): void {
		let row = this.#find(device, grpid);
		if (row === -1) {
			row = this.#open(device, grpid);
			this.#first[row] = request;
		} else {
			this.#requests.next[this.#last[row]!] = request;
		}
		this.#last[row] = request;
		this.#count[row]!++;
		this.#held[device]!++;
	}

	/**
	 * Hands the requests of one group to the caller, in `first`, `last` and `count`, and forgets them.
	 * Returns false, and leaves these alone, when there are none.
	 */
	take(device: number, grpid: number): boolean {
		const row = this.#find(device, grpid);
		if (row === -1) return false;
		this.first = this.#first[row]!;
		this.last = this.#last[row]!;
		this.count = this.#count[row]!;
		this.#held[device]! -= this.count;
		this.#close(row);
		return true;
	}

	/** Frees the requests of one group; returns how many there were. */
	drop(device: number, grpid: number): number {
		if (!this.take(device, grpid)) return 0;
		this.#requests.freeChain(this.first);
		return this.count;
	}

	/**
	 * Frees the device's requests that carry `pasid` (-1: all of them; WITHOUT_PASID: those that carry
	 * none); returns how many there were.
	 */
	dropDevice(device: number, pasid: number): number {
		const before = this.heldBy(device);
		if (before === 0) return 0;
		let row = this.#heads[device]! - 1;
		while (row !== -1) {
			const next = this.#next[row]!;
			this.#dropFrom(row, pasid);
			row = next;
		}
		return before - this.#held[device]!;
	}

	#dropFrom(row: number, pasid: number): void {
		const requests = this.#requests;
		let first = -1;
		let last = -1;
		let kept = 0;
		let request = this.#first[row]!;
		while (request !== -1) {
			const next = requests.next[request]!;
			if (pasid === -1 || carries(requests.pasid[request]!, pasid)) {
				requests.free(request);
			} else {
				if (last === -1) first = request;
				else requests.next[last] = request;
				requests.next[request] = -1;
				last = request;
				kept++;
			}
			request = next;
		}
		this.#held[this.#device[row]!]! -= this.#count[row]! - kept;
		this.#first[row] = first;
		this.#last[row] = last;
		this.#count[row] = kept;
		if (kept === 0) this.#close(row);
	}

	#bucket(device: number, grpid: number): number {
		const mixed = Math.imul(device, 0x9e3779b1) ^ Math.imul(grpid, 0x85ebca6b);
		return (mixed ^ (mixed >>> 15)) & (this.#buckets.length - 1);
	}

	#find(device: number, grpid: number): number {
		let row = this.#buckets[this.#bucket(device, grpid)]! - 1;
		while (row !== -1 && (this.#device[row] !== device || this.#grpid[row] !== grpid))
			row = this.#chain[row]!;
		return row;
	}

	#open(device: number, grpid: number): number {
		let row = this.#free;
		if (row !== -1) {
			this.#free = this.#chain[row]!;
		} else {
			if (this.#fresh === this.#capacity) this.#grow();
			row = this.#fresh++;
		}
		this.#device[row] = device;
		this.#grpid[row] = grpid;
		this.#count[row] = 0;
		this.#hang(row);
		const head = this.#heads[device]! - 1;
		this.#prev[row] = -1;
		this.#next[row] = head;
		if (head !== -1) this.#prev[head] = row;
		this.#heads[device] = row + 1;
		return row;
	}

	#hang(row: number): void {
		const bucket = this.#bucket(this.#device[row]!, this.#grpid[row]!);
		this.#chain[row] = this.#buckets[bucket]! - 1;
		this.#buckets[bucket] = row + 1;
	}

	#close(row: number): void {
		const device = this.#device[row]!;
		const bucket = this.#bucket(device, this.#grpid[row]!);
		const after = this.#chain[row]!;
		let before = this.#buckets[bucket]! - 1;
		if (before === row) {
			this.#buckets[bucket] = after + 1;
		} else {
			while (this.#chain[before] !== row) before = this.#chain[before]!;
			this.#chain[before] = after;
		}
		const next = this.#next[row]!;
		const prev = this.#prev[row]!;
		if (next !== -1) this.#prev[next] = prev;
		if (prev !== -1) this.#next[prev] = next;
		else this.#heads[device] = next + 1;
		this.#chain[row] = this.#free;
		this.#free = row;
	}

	/** Called with every row in use, so that all of them hang in a bucket. */
	#grow(): void {
		const capacity = nextCapacity(this.#capacity, Number.POSITIVE_INFINITY);
		this.#device = growInt32(this.#device, capacity);
		this.#grpid = growInt32(this.#grpid, capacity);
		this.#first = growInt32(this.#first, capacity);
		this.#last = growInt32(this.#last, capacity);
		this.#count = growInt32(this.#count, capacity);
		this.#chain = growInt32(this.#chain, capacity);
		this.#next = growInt32(this.#next, capacity);
		this.#prev = growInt32(this.#prev, capacity);
		this.#buckets = new Int32Array(powerOfTwo(capacity));
		for (let row = 0; row < this.#capacity; row++) this.#hang(row);
		this.#capacity = capacity;
	}
}
