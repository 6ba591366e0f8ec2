import { growFloat64, growInt32, growUint8, nextCapacity, powerOfTwo } from './grow.js';

const INITIAL_CAPACITY = 1024;

/**
 * The pending table: the groups that the hardware waits for. Owns the slots, the ids and, for each
 * device, the list of its groups from oldest to newest. Knows neither handlers nor time.
 *
 * A group has a slot (a row of the columns, reused) and an id (counted upwards, never reused, below
 * 2^53). The window leads from an id to its slot:
 *
 *      id       ... 4097  4098  4099  4100  4101 ...      nextId = 4102
 *                     |     |           |                 (4099, 4101 were answered)
 *      window   [  0, s+1,  s+1,  0,   s+1,  0, ... ]     entry id & (size - 1); 0: free
 *                     |     |           |
 *      slots    id    4097  4098        4100              find(): id[slot] === id, or it is gone
 *               next  ---> 4098 ------> 4100 ---> -1      a device's list, oldest first
 *               prev  -1 <--- 4097 <--- 4098
 *               due, device, grpid, pasid, flags, count, firstRequest, mark
 *
 * The window is at least twice as long as there are slots. An id whose entry is still taken, by a group
 * that has been pending for a whole turn of the window, is skipped and never given to anyone. So a new
 * id costs at most two probes on average over a turn. Doubling the window moves no two groups into one
 * entry, because their ids already differed in fewer bits.
 *
 * Everything but growth is O(1). Columns are replaced when the table grows: read them through the table
 * each time. A slot in hand is valid only until its group is removed; an id may be kept for ever.
 */
export class GroupTable {
	/** Most groups at a time. */
	readonly limit: number;
	/** The group's id; 0 in a free slot. */
	id: Float64Array;
	/** When the group expires, in the time of the core's clock; Infinity: never. */
	due: Float64Array;
	/** Index of the device. */
	device: Int32Array;
	/** Page-request group index of the hardware; reused by it, not unique. */
	grpid: Int32Array;
	/** PASID of the last request; -1 for a request without one. */
	pasid: Int32Array;
	/** `PageRequestFlag` bits of the last request. */
	flags: Uint8Array;
	/** Requests in the group, the last one included. */
	count: Int32Array;
	/** Row of the oldest request in the request table. */
	firstRequest: Int32Array;
	/** The handler's own use; 0 in a new group. */
	mark: Uint8Array;
	/** The device's next younger group; -1 ends the list. Chains the free slots too. */
	next: Int32Array;
	#prev: Int32Array;
	/** For each device index: slots of its oldest and its youngest group, each plus one, and how many. */
	#oldest: Int32Array = new Int32Array(0);
	#youngest: Int32Array = new Int32Array(0);
	#pending: Int32Array = new Int32Array(0);
	#window: Int32Array;
	#mask: number;
	#nextId: number;
	#capacity: number;
	#used = 0;
	#free = -1;
	/** Slots from here on were never used and are not on the free chain. */
	#fresh = 0;

	/** @param firstId id of the first group; 1 unless a test wants to be near the end */
	constructor(limit: number, firstId = 1) {
		this.limit = limit;
		this.#nextId = firstId;
		this.#capacity = Math.min(INITIAL_CAPACITY, limit);
		this.id = new Float64Array(this.#capacity);
		this.due = new Float64Array(this.#capacity);
		this.device = new Int32Array(this.#capacity);
		this.grpid = new Int32Array(this.#capacity);
		this.pasid = new Int32Array(this.#capacity);
		this.flags = new Uint8Array(this.#capacity);
		this.count = new Int32Array(this.#capacity);
		this.firstRequest = new Int32Array(this.#capacity);
		this.mark = new Uint8Array(this.#capacity);
		this.next = new Int32Array(this.#capacity);
		this.#prev = new Int32Array(this.#capacity);
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

	/** Bytes of all columns, of the window and of the lists' ends. */
	get byteLength(): number {
		const columns = [this.id, this.due, this.device, this.grpid, this.pasid, this.flags];
		const links = [this.count, this.firstRequest, this.mark, this.next, this.#prev, this.#window];
		const ends = [this.#oldest, this.#youngest, this.#pending];
		let bytes = 0;
		for (const array of [...columns, ...links, ...ends]) bytes += array.byteLength;
		return bytes;
	}

	/** The slot of a pending group, or -1 when no such group is pending. Any number may be asked for. */
	find(id: number): number {
		// Bit operators keep the low 32 bits of any exact integer, and the window is far below 2^31.
		const slot = this.#window[id & this.#mask]! - 1;
		return slot !== -1 && this.id[slot] === id ? slot : -1;
	}

	/** Slot of the device's oldest pending group, or -1. */
	oldest(device: number): number {
		return device < this.#oldest.length ? this.#oldest[device]! - 1 : -1;
	}

	/** Pending groups of the device. */
	pendingOf(device: number): number {
		return device < this.#pending.length ? this.#pending[device]! : 0;
	}

	/** Makes room for the list of the device with this index. */
	addDevice(device: number): void {
		if (device < this.#oldest.length) return;
		const length = powerOfTwo(device + 1);
		this.#oldest = growInt32(this.#oldest, length);
		this.#youngest = growInt32(this.#youngest, length);
		this.#pending = growInt32(this.#pending, length);
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
		count: number,
		firstRequest: number,
	): number {
		let slot = this.#free;
		if (slot !== -1) {
			this.#free = this.next[slot]!;
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

		this.id[slot] = id;
		this.due[slot] = Number.POSITIVE_INFINITY;
		this.device[slot] = device;
		this.grpid[slot] = grpid;
		this.pasid[slot] = pasid;
		this.flags[slot] = flags;
		this.count[slot] = count;
		this.firstRequest[slot] = firstRequest;
		this.mark[slot] = 0;

		const before = this.#youngest[device]! - 1;
		this.#prev[slot] = before;
		this.next[slot] = -1;
		if (before === -1) this.#oldest[device] = slot + 1;
		else this.next[before] = slot;
		this.#youngest[device] = slot + 1;
		this.#pending[device]!++;
		return slot;
	}

	/** Takes the group in `slot` off the table and frees the slot. Its id is never found again. */
	remove(slot: number): void {
		const device = this.device[slot]!;
		const before = this.#prev[slot]!;
		const after = this.next[slot]!;
		if (before === -1) this.#oldest[device] = after + 1;
		else this.next[before] = after;
		if (after === -1) this.#youngest[device] = before + 1;
		else this.#prev[after] = before;
		this.#pending[device]!--;

		this.#window[this.id[slot]! & this.#mask] = 0;
		this.id[slot] = 0;
		this.next[slot] = this.#free;
		this.#free = slot;
		this.#used--;
	}

	#grow(): boolean {
		if (this.#capacity === this.limit) return false;
		const capacity = nextCapacity(this.#capacity, this.limit);
		this.id = growFloat64(this.id, capacity);
		this.due = growFloat64(this.due, capacity);
		this.device = growInt32(this.device, capacity);
		this.grpid = growInt32(this.grpid, capacity);
		this.pasid = growInt32(this.pasid, capacity);
		this.flags = growUint8(this.flags, capacity);
		this.count = growInt32(this.count, capacity);
		this.firstRequest = growInt32(this.firstRequest, capacity);
		this.mark = growUint8(this.mark, capacity);
		this.next = growInt32(this.next, capacity);
		this.#prev = growInt32(this.#prev, capacity);
		this.#window = new Int32Array(powerOfTwo(capacity) * 2);
		this.#mask = this.#window.length - 1;
		// The table is full when it grows, so every slot so far holds a group.
		for (let slot = 0; slot < this.#capacity; slot++)
			this.#window[this.id[slot]! & this.#mask] = slot + 1;
		this.#capacity = capacity;
		return true;
	}
}
