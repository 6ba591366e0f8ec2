import { FaultType, type IommuFault } from '../fault.js';

/** Unrecoverable faults that a device keeps for its consumer unless told otherwise. */
export const DEFAULT_EVENT_RING = 256;

/** One unrecoverable fault as `EventRing.take` hands it out; reuse one of these. */
export class FaultEvent {
	/** Counts the device's events from 1, the lost ones included. */
	sequence = 0;
	/** Events lost right before this one; at least so many where the IOMMU lost them. */
	lost = 0;
	/** `FaultType`: DMA_UNRECOVERABLE or INTERRUPT. */
	type: number = FaultType.DMA_UNRECOVERABLE;
	/** `FaultReason`. */
	reason = 0;
	/** The hardware's own code. */
	hardwareReason = 0;
	/** `UnrecoverableFlag` bits. */
	flags = 0;
	/** `FaultPerm` bits. */
	perm = 0;
	/** Meaningful with PASID_VALID. */
	pasid = 0;
	/** Page number and offset of the address; meaningful with ADDR_VALID. */
	page = 0;
	offset = 0;
	/** Which interrupt; meaningful with INDEX_VALID. */
	index = 0;
}

/**
 * The unrecoverable faults of one device that its consumer has not taken, oldest first. Bounded: when
 * it is full a new event takes the place of the oldest, and the loss is counted in the event that then
 * is the oldest. So a loss is told in its place with the very next event that is taken, and the latest
 * events are the ones that are kept. Events that were lost before they came here take a sequence number
 * too (`noteLoss`), and are told with the event after them.
 *
 * Invariant: sequence - lost of an event is one more than the sequence of the event taken before it.
 */
export class EventRing {
	readonly limit: number;
	readonly #sequence: Float64Array;
	readonly #lost: Float64Array;
	readonly #type: Uint8Array;
	readonly #reason: Int32Array;
	readonly #hardwareReason: Int32Array;
	readonly #flags: Uint8Array;
	readonly #perm: Uint8Array;
	readonly #pasid: Int32Array;
	readonly #page: Float64Array;
	readonly #offset: Uint16Array;
	readonly #index: Uint32Array;
	#head = 0;
	#length = 0;
	#raised = 0;
	#lostEver = 0;
	/** Events lost after the latest that is held. */
	#lostSince = 0;

	/** Room for `limit` events, 1 or more. */
	constructor(limit: number = DEFAULT_EVENT_RING) {
		if (!(limit >= 1)) throw new RangeError(`event ring of ${limit} rows`);
		this.limit = limit;
		this.#sequence = new Float64Array(limit);
		this.#lost = new Float64Array(limit);
		this.#type = new Uint8Array(limit);
		this.#reason = new Int32Array(limit);
		this.#hardwareReason = new Int32Array(limit);
		this.#flags = new Uint8Array(limit);
		this.#perm = new Uint8Array(limit);
		this.#pasid = new Int32Array(limit);
		this.#page = new Float64Array(limit);
		this.#offset = new Uint16Array(limit);
		this.#index = new Uint32Array(limit);
	}

	/** Events that wait. */
	get length(): number {
		return this.#length;
	}

	/** Events raised in all, the lost ones included: the sequence number of the latest. */
	get raised(): number {
		return this.#raised;
	}

	/** Events lost in all. */
	get lost(): number {
		return this.#lostEver;
	}

	/** Takes a copy of the fault in. */
	push(fault: IommuFault): void {
		let lost = this.#lostSince;
		this.#lostSince = 0;
		if (this.#length === this.limit) lost += this.#dropOldest();
		const row = (this.#head + this.#length) % this.limit;
		this.#length++;
		this.#sequence[row] = ++this.#raised;
		this.#lost[row] = lost;
		this.#type[row] = fault.type;
		this.#reason[row] = fault.reason;
		this.#hardwareReason[row] = fault.hardwareReason;
		this.#flags[row] = fault.flags;
		this.#perm[row] = fault.perm;
		this.#pasid[row] = fault.pasid;
		this.#page[row] = fault.page;
		this.#offset[row] = fault.offset;
		this.#index[row] = fault.index;
	}

	/** Notes that an event, or more, was lost after what was pushed so far. Counts one. */
	noteLoss(): void {
		this.#raised++;
		this.#lostSince++;
		this.#lostEver++;
	}

	/** Moves the oldest event into `into`; false, leaving it alone, when there is none. */
	take(into: FaultEvent): boolean {
		if (this.#length === 0) return false;
		const row = this.#head;
		into.sequence = this.#sequence[row]!;
		into.lost = this.#lost[row]!;
		into.type = this.#type[row]!;
		into.reason = this.#reason[row]!;
		into.hardwareReason = this.#hardwareReason[row]!;
		into.flags = this.#flags[row]!;
		into.perm = this.#perm[row]!;
		into.pasid = this.#pasid[row]!;
		into.page = this.#page[row]!;
		into.offset = this.#offset[row]!;
		into.index = this.#index[row]!;
		this.#advance();
		return true;
	}

	/** Returns how many are lost right before the event about to be pushed: not 0 in a ring of one. */
	#dropOldest(): number {
		const lost = this.#lost[this.#head]! + 1;
		this.#lostEver++;
		this.#advance();
		if (this.#length === 0) return lost;
		this.#lost[this.#head]! += lost;
		return 0;
	}

	#advance(): void {
		this.#head = (this.#head + 1) % this.limit;
		this.#length--;
	}
}
