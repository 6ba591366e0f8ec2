/** PRG indices are 9 bits (PCIe 10.4.1). */
export const PRG_INDICES = 512;

const FREE = 0;
/** The index is taken, the last request of the group has not left. */
const SENDING = 1;
/** The whole group is sent: its response may come. */
const OUTSTANDING = 2;

/**
 * The page-request groups of one function that have no response yet, and the credits they hold.
 *
 * - An index is handed out again only after its group's response, the longest unused first.
 * - Requests count against the allocation until the response of their group (PCIe 10.4.1.2), so
 *   `outstanding` never exceeds `allocation`.
 *
 * Does not send, retry or fail anything; `head` is the first access row of a group, for its owner.
 */
export class PageRequests {
	#state: Uint8Array = new Uint8Array(0);
	#pasid: Int32Array = new Int32Array(0);
	#count: Int32Array = new Int32Array(0);
	#head: Int32Array = new Int32Array(0);
	/** When the last request of the group left, in milliseconds. */
	#sentAt: Float64Array = new Float64Array(0);
	/** Free indices as a ring: `#first` is the next to hand out, `#free` how many there are. */
	#ring: Int16Array = new Int16Array(0);
	#first = 0;
	#free = PRG_INDICES;
	#outstanding = 0;
	#allocation = 0;

	/** Requests that may be outstanding. */
	get allocation(): number {
		return this.#allocation;
	}

	/** Sets the allocation; the first time this also takes the storage (12 KiB). */
	allocate(requests: number): void {
		this.#allocation = requests;
		if (this.#ring.length > 0) return;
		this.#state = new Uint8Array(PRG_INDICES);
		this.#pasid = new Int32Array(PRG_INDICES);
		this.#count = new Int32Array(PRG_INDICES);
		this.#head = new Int32Array(PRG_INDICES);
		this.#sentAt = new Float64Array(PRG_INDICES);
		this.#ring = new Int16Array(PRG_INDICES);
		for (let i = 0; i < PRG_INDICES; i++) this.#ring[i] = i;
	}

	/** Requests without response. */
	get outstanding(): number {
		return this.#outstanding;
	}

	/** Groups without response. */
	get groups(): number {
		return PRG_INDICES - this.#free;
	}

	/** How many requests a new group may hold now; 0 when no index is free. */
	get credit(): number {
		return this.#free === 0 ? 0 : this.#allocation - this.#outstanding;
	}

	/** Takes an index and the credits of `count` requests, at most `credit`. */
	open(pasid: number, count: number, head: number): number {
		const index = this.#ring[this.#first]!;
		this.#first = (this.#first + 1) % PRG_INDICES;
		this.#free--;
		this.#outstanding += count;
		this.#state[index] = SENDING;
		this.#pasid[index] = pasid;
		this.#count[index] = count;
		this.#head[index] = head;
		return index;
	}

	/** Its last request leaves: from now on the group may be answered. */
	seal(index: number, time: number): void {
		this.#state[index] = OUTSTANDING;
		this.#sentAt[index] = time;
	}

	/**
	 * Whether a response belongs to an outstanding group. With `pasidRequired` its PASID must be the
	 * group's; otherwise the PASID says nothing and is not looked at.
	 */
	matches(pasid: number, index: number, pasidRequired: boolean): boolean {
		return this.#state[index] === OUTSTANDING && (!pasidRequired || this.#pasid[index] === pasid);
	}

	head(index: number): number {
		return this.#head[index]!;
	}

	count(index: number): number {
		return this.#count[index]!;
	}

	sentAt(index: number): number {
		return this.#sentAt[index]!;
	}

	/** The response came: the index and the credits are free. */
	close(index: number): void {
		this.#outstanding -= this.#count[index]!;
		this.#state[index] = FREE;
		this.#ring[(this.#first + this.#free) % PRG_INDICES] = index;
		this.#free++;
	}

	/** Forgets every group, as Response Failure and resets do. */
	forget(): void {
		for (let index = 0; index < this.#state.length; index++)
			if (this.#state[index] !== FREE) this.close(index);
	}
}
