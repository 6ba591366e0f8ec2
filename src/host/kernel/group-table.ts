import { growInt32, nextCapacity, powerOfTwo } from './grow.js';

const INITIAL_CAPACITY = 1024;

/** Most groups that a table can be made for: rows of 64 bytes in one buffer of 4 GiB. */
export const MOST_GROUPS = 2 ** 26;

/**
 * A row is 64 bytes, in doubles and then words: as much as a cache line, because with many groups pending a
 * line is what a group costs. A fault and its answer touched about twenty of them while each field was a
 * column, now three or four.
 */
const ROW_BYTES = 64;
const DOUBLES = 8;
const WORDS = 16;
/** Places of the doubles in a row, */
const ID = 0;
const DUE = 1;
const PAGE = 2;
/** and of the words. */
const DEVICE = 6;
const GRPID = 7;
const PASID = 8;
const FLAGS = 9;
const PERM = 10;
const MARK = 11;
const COUNT = 12;
const EARLIER = 13;
const NEXT = 14;
const PREV = 15;

/** What is known of each device: slots of its oldest and its youngest group, each plus one, and how many. */
const ENDS = 4;
const OLDEST = 0;
const YOUNGEST = 1;
const PENDING = 2;

/**
 * The pending table: the groups that the hardware waits for. Owns the slots, the ids and, for each
 * device, the list of its groups from oldest to newest. Knows neither handlers nor time.
 *
 * A group has a slot (a row, reused) and an id (counted upwards, never reused, below 2^53). The window
 * leads from an id to its slot:
 *
 *      id       ... 4097  4098  4099  4100  4101 ...      nextId = 4102
 *                     |     |           |                 (4099, 4101 were answered)
 *      window   [  0, s+1,  s+1,  0,   s+1,  0, ... ]     entry id & (size - 1); 0: free
 *                     |     |           |
 *      rows     id    4097  4098        4100              find(): id(slot) === id, or it is gone
 *               next  ---> 4098 ------> 4100 ---> -1      a device's list, oldest first
 *               prev  -1 <--- 4097 <--- 4098
 *               due, device, grpid, count, mark; page, pasid, flags and perm of the last request;
 *               earlier: the requests before the last, where there are any, in the request table
 *
 * The window is at least twice as long as there are slots. An id whose entry is still taken, by a group
 * that has been pending for a whole turn of the window, is skipped and never given to anyone. So a new
 * id costs at most two probes on average over a turn. Doubling the window moves no two groups into one
 * entry, because their ids already differed in fewer bits.
 *
 * Everything but growth is O(1). A slot in hand is valid only until its group is removed; an id may be
 * kept for ever.
 */
export class GroupTable {
	/** Most groups at a time. */
	readonly limit: number;
	#doubles: Float64Array;
	#words: Int32Array;
	#ends: Int32Array = new Int32Array(0);
	#window: Int32Array;
	#mask: number;
	#nextId: number;
	#capacity: number;
	#used = 0;
	/** Head of the free slots, chained through `next`. */
	#free = -1;
	/** Slots from here on were never used and are not on the free chain. */
	#fresh = 0;

	/**
	 * @param limit 1 to MOST_GROUPS
	 * @param firstId id of the first group; 1 unless a test wants to be near the end
	 */
	constructor(limit: number, firstId = 1) {
		this.limit = limit;
		this.#nextId = firstId;
		this.#capacity = Math.min(INITIAL_CAPACITY, limit);
		const rows = new ArrayBuffer(this.#capacity * ROW_BYTES);
		this.#doubles = new Float64Array(rows);
		this.#words = new Int32Array(rows);
		this.#window = new Int32Array(powerOfTwo(this.#capacity) * 2);
		this.#mask = this.#window.length - 1;
	}

	/** Groups pending, of all devices. */
	get used(): number {
		return this.#used;
	}

	/** Whether no further group fits. */
	get full(): boolean {
		return this.#used === this.limit;
	}

	/** The next group's id, or below it: no group has it or a higher one yet. */
	get nextId(): number {
		return this.#nextId;
	}

	/** Bytes of all rows, of the window and of the lists' ends. */
	get byteLength(): number {
		return this.#doubles.byteLength + this.#window.byteLength + this.#ends.byteLength;
	}

	/** The slot of a pending group, or -1 when no such group is pending. Any number may be asked for. */
	find(id: number): number {
		// Bit operators keep the low 32 bits of any exact integer, and the window is far below 2^31.
		const slot = this.#window[id & this.#mask]! - 1;
		return slot !== -1 && this.#doubles[slot * DOUBLES + ID] === id ? slot : -1;
	}

	/** The group's id; 0 in a free slot. */
	id(slot: number): number {
		return this.#doubles[slot * DOUBLES + ID]!;
	}

	/** When the group expires, in the time of the core's clock; Infinity: never. */
	due(slot: number): number {
		return this.#doubles[slot * DOUBLES + DUE]!;
	}

	setDue(slot: number, due: number): void {
		this.#doubles[slot * DOUBLES + DUE] = due;
	}

	/** Page number (IOVA >> 12) of the last request, up to 52 bits. */
	page(slot: number): number {
		return this.#doubles[slot * DOUBLES + PAGE]!;
	}

	/** Index of the device. */
	device(slot: number): number {
		return this.#words[slot * WORDS + DEVICE]!;
	}

	/** Page-request group index of the hardware; reused by it, not unique. */
	grpid(slot: number): number {
		return this.#words[slot * WORDS + GRPID]!;
	}

	/** PASID of the last request; -1 for a request without one. */
	pasid(slot: number): number {
		return this.#words[slot * WORDS + PASID]!;
	}

	/** `PageRequestFlag` bits of the last request. */
	flags(slot: number): number {
		return this.#words[slot * WORDS + FLAGS]!;
	}

	/** `FaultPerm` bits of the last request. */
	perm(slot: number): number {
		return this.#words[slot * WORDS + PERM]!;
	}

	/** Requests in the group, the last one included. */
	count(slot: number): number {
		return this.#words[slot * WORDS + COUNT]!;
	}

	/** Row in the request table of the oldest request before the last one; -1: the last is the only one. */
	earlier(slot: number): number {
		return this.#words[slot * WORDS + EARLIER]!;
	}

	/** The handler's own use; 0 in a new group. */
	mark(slot: number): number {
		return this.#words[slot * WORDS + MARK]!;
	}

	setMark(slot: number, mark: number): void {
		this.#words[slot * WORDS + MARK] = mark;
	}

	/** The device's next younger group; -1 ends the list. */
	next(slot: number): number {
		return this.#words[slot * WORDS + NEXT]!;
	}

	/** Slot of the device's oldest pending group, or -1. */
	oldest(device: number): number {
		const at = device * ENDS;
		return at < this.#ends.length ? this.#ends[at + OLDEST]! - 1 : -1;
	}

	/** Pending groups of the device. */
	pendingOf(device: number): number {
		const at = device * ENDS;
		return at < this.#ends.length ? this.#ends[at + PENDING]! : 0;
	}

	/** Makes room for the list of the device with this index. */
	addDevice(device: number): void {
		const length = powerOfTwo(device + 1) * ENDS;
		if (this.#ends.length < length) this.#ends = growInt32(this.#ends, length);
	}

	/**
	 * Puts a group at the young end of its device's list under a new id, never to expire. The device must
	 * have been added. Returns the slot, or -1 when the table is full.
	 */
	add(
		device: number,
		grpid: number,
		pasid: number,
		flags: number,
		page: number,
		perm: number,
		count: number,
		earlier: number,
	): number {
		let slot = this.#free;
		if (slot !== -1) {
			this.#free = this.next(slot);
		} else {
			if (this.#fresh === this.#capacity && !this.#grow()) return -1;
			slot = this.#fresh++;
		}
		this.#used++;
		const window = this.#window;
		const mask = this.#mask;
		let id = this.#nextId;
		while (window[id & mask] !== 0) id++;
		this.#nextId = id + 1;
		window[id & mask] = slot + 1;

		const ends = this.#ends;
		const end = device * ENDS;
		const before = ends[end + YOUNGEST]! - 1;
		const doubles = this.#doubles;
		const words = this.#words;
		const double = slot * DOUBLES;
		const word = slot * WORDS;
		doubles[double + ID] = id;
		doubles[double + DUE] = Number.POSITIVE_INFINITY;
		doubles[double + PAGE] = page;
		words[word + DEVICE] = device;
		words[word + GRPID] = grpid;
		words[word + PASID] = pasid;
		words[word + FLAGS] = flags;
		words[word + PERM] = perm;
		words[word + MARK] = 0;
		words[word + COUNT] = count;
		words[word + EARLIER] = earlier;
		words[word + NEXT] = -1;
		words[word + PREV] = before;
		if (before === -1) ends[end + OLDEST] = slot + 1;
		else words[before * WORDS + NEXT] = slot;
		ends[end + YOUNGEST] = slot + 1;
		ends[end + PENDING]!++;
		return slot;
	}

	/** Takes the group in `slot` off the table and frees the slot. Its id is never found again. */
	remove(slot: number): void {
		const words = this.#words;
		const word = slot * WORDS;
		const before = words[word + PREV]!;
		const after = words[word + NEXT]!;
		const ends = this.#ends;
		const end = words[word + DEVICE]! * ENDS;
		if (before === -1) ends[end + OLDEST] = after + 1;
		else words[before * WORDS + NEXT] = after;
		if (after === -1) ends[end + YOUNGEST] = before + 1;
		else words[after * WORDS + PREV] = before;
		ends[end + PENDING]!--;

		this.#window[this.id(slot) & this.#mask] = 0;
		this.#doubles[slot * DOUBLES + ID] = 0;
		words[word + NEXT] = this.#free;
		this.#free = slot;
		this.#used--;
	}

	#grow(): boolean {
		if (this.#capacity === this.limit) return false;
		const capacity = nextCapacity(this.#capacity, this.limit);
		const rows = new ArrayBuffer(capacity * ROW_BYTES);
		const doubles = new Float64Array(rows);
		doubles.set(this.#doubles);
		this.#doubles = doubles;
		this.#words = new Int32Array(rows);
		this.#window = new Int32Array(powerOfTwo(capacity) * 2);
		this.#mask = this.#window.length - 1;
		// The table is full when it grows, so every slot so far holds a group.
		for (let slot = 0; slot < this.#capacity; slot++)
			this.#window[this.id(slot) & this.#mask] = slot + 1;
		this.#capacity = capacity;
		return true;
	}
}
