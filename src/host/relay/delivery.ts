import type { FaultBatch } from '../../wire/messages.js';
import type { FaultCore } from '../kernel/fault-core.js';
import { AGAIN } from '../kernel/vfio/outbox.js';
import type { VfioDevice } from '../kernel/vfio/vfio-device.js';

/** Rows that one device may put into a batch before it is the next one's turn. */
export const DELIVERY_QUANTUM = 16;

/** FaultFlag of the protocol. Its READ, WRITE, EXEC and PRIV are the bits of FaultPerm. */
const FAULT_LAST = 16;
const FAULT_PASID_VALID = 32;
const FAULT_REDELIVERED = 64;

/** How an agent takes a device's groups: as they come, too slowly, not at all for long. */
export type ConsumerPace = 'steady' | 'slow' | 'paused';

/** A device of a session, with its credit. */
export class ServedDevice {
	readonly vfio: VfioDevice;
	/** Groups that may have been delivered in all, as the agent said. */
	granted = 0;
	/** Groups delivered in all on this session. Invariant: at most `granted`. */
	delivered = 0;
	/** How its agent takes them; SlowConsumers' own, as are the rest of these. */
	pace: ConsumerPace = 'steady';
	/** `delivered` when it was last looked at. */
	taken = 0;
	/** Since when groups wait and none was taken, in milliseconds of the clock; -1: none waits. */
	idleSince = -1;
	/** How long the oldest group that waits has waited, at least, when it was last looked at. */
	oldestMs = 0;
	/** Whether it stands in the ring, and who stands behind it. Delivery's own. */
	inRing = false;
	behind: ServedDevice | undefined;
	/** Rows that it may put into batches in this turn of the ring. Delivery's own. */
	deficit = 0;

	constructor(vfio: VfioDevice) {
		this.vfio = vfio;
	}

	/** Groups that may be delivered now. */
	get credit(): number {
		return this.granted - this.delivered;
	}
}

/** The columns of one batch, in arrays that are used again for every batch of a session. */
export class FaultColumns implements FaultBatch {
	rows = 0;
	group: Float64Array;
	page: Float64Array;
	device: Uint32Array;
	pasid: Uint32Array;
	flags: Uint8Array;

	constructor(capacity: number) {
		this.group = new Float64Array(capacity);
		this.page = new Float64Array(capacity);
		this.device = new Uint32Array(capacity);
		this.pasid = new Uint32Array(capacity);
		this.flags = new Uint8Array(capacity);
	}

	/** Appends the requests of the group in `slot`. */
	append(core: FaultCore, slot: number, device: number): void {
		const { groups, requests } = core;
		const count = groups.count(slot);
		if (this.rows + count > this.group.length) this.#grow(this.rows + count);
		const id = groups.id(slot);
		const again = (groups.mark(slot) & AGAIN) === 0 ? 0 : FAULT_REDELIVERED;
		let row = groups.earlier(slot);
		while (row !== -1) {
			const { page, pasid, perm } = requests;
			this.#put(id, device, page[row]!, pasid[row]!, perm[row]! | again);
			row = requests.next[row]!;
		}
		const last = groups.perm(slot) | FAULT_LAST | again;
		this.#put(id, device, groups.page(slot), groups.pasid(slot), last);
	}

	/** `pasid` is -1 for a request without one. */
	#put(group: number, device: number, page: number, pasid: number, flags: number): void {
		const at = this.rows++;
		this.group[at] = group;
		this.page[at] = page;
		this.device[at] = device;
		this.pasid[at] = pasid === -1 ? 0 : pasid;
		this.flags[at] = pasid === -1 ? flags : flags | FAULT_PASID_VALID;
	}

	/** A group of more rows than a batch holds. */
	#grow(capacity: number): void {
		const larger = new FaultColumns(capacity);
		for (const column of ['group', 'page', 'device', 'pasid', 'flags'] as const)
			larger[column].set(this[column]);
		this.group = larger.group;
		this.page = larger.page;
		this.device = larger.device;
		this.pasid = larger.pasid;
		this.flags = larger.flags;
	}
}

/**
 * What a session delivers: its devices with their credit, and the ring of those that have both groups and
 * credit.
 *
 *      ring   first -> ... -> last      each takes its quantum of rows and goes to the end
 *
 * Deficit round robin (M. Shreedhar and G. Varghese, 1995): a group larger than what is left of the quantum waits, and
 * what was left is added to the next one, so that devices with large groups get as many rows as those with small
 * ones. A turn that a full batch interrupts goes on in the next batch.
 *
 * Invariants: for each device groups delivered <= credit granted; a group is whole in one batch; a device
 * stands in the ring at most once. A group stays in its device's outbox until the moment it is written
 * into a batch, so that pressure stays at the device and a group that expires before is never sent.
 */
export class Delivery {
	readonly batch: FaultColumns;
	/** Groups delivered in all. */
	groups = 0;
	/** Rows delivered in all. */
	rows = 0;
	readonly #core: FaultCore;
	readonly #batchRows: number;
	readonly #byHandle = new Map<number, ServedDevice>();
	/** By kernel index of the device. */
	readonly #byIndex: (ServedDevice | undefined)[] = [];
	/** Devices that were served and are not any more, by kernel index: for answers that come late. */
	readonly #former = new Map<number, VfioDevice>();
	#first: ServedDevice | undefined;
	#last: ServedDevice | undefined;
	/** The first one's turn has begun: it has been given its quantum. */
	#turn = false;

	constructor(core: FaultCore, batchRows: number) {
		this.#core = core;
		this.#batchRows = batchRows;
		this.batch = new FaultColumns(batchRows);
	}

	/** The devices served, in the order of coming. */
	devices(): IterableIterator<ServedDevice> {
		return this.#byHandle.values();
	}

	add(vfio: VfioDevice): void {
		const served = new ServedDevice(vfio);
		this.#byHandle.set(vfio.handle, served);
		this.#byIndex[vfio.device.index] = served;
	}

	/** The device is served no longer; harmless when it never was. */
	remove(vfio: VfioDevice): void {
		const served = this.#byHandle.get(vfio.handle);
		if (served === undefined) return;
		this.#byHandle.delete(vfio.handle);
		this.#byIndex[vfio.device.index] = undefined;
		this.#former.set(vfio.device.index, vfio);
		// If it stands in the ring, it leaves when its turn comes: nothing waits in its outbox any more.
	}

	byHandle(handle: number): ServedDevice | undefined {
		return this.#byHandle.get(handle);
	}

	/** The device of this kernel index, or the one that the session had under it last. */
	byIndex(index: number): VfioDevice | undefined {
		return this.#byIndex[index]?.vfio ?? this.#former.get(index);
	}

	/** Sets the device's cumulative credit; a lower one than before is ignored. */
	grant(served: ServedDevice, granted: number): void {
		if (granted <= served.granted) return;
		served.granted = granted;
		if (served.vfio.outboxLength > 0) this.#enter(served);
	}

	/**
	 * The agent has lost what was delivered, and its credit: everything that is pending waits for delivery again, and
	 * credit is counted from 0.
	 */
	restart(): void {
		for (const served of this.#byHandle.values()) {
			served.granted = 0;
			served.delivered = 0;
			served.vfio.takeBack();
		}
	}

	/** Groups wait at the device. */
	ready(vfio: VfioDevice): void {
		const served = this.#byIndex[vfio.device.index];
		if (served?.vfio === vfio && served.credit > 0) this.#enter(served);
	}

	/** Whether a group could be delivered now, or could have been when it was last looked at. */
	get pending(): boolean {
		return this.#first !== undefined;
	}

	/**
	 * Makes the next batch in `batch` of the groups that may go, until no more fit; what is left waits in
	 * the ring. The agent owes the responses of the batch from now on.
	 */
	fill(): void {
		const { batch } = this;
		batch.rows = 0;
		for (let served = this.#first; served !== undefined; served = this.#first) {
			if (!this.#turn) {
				this.#turn = true;
				served.deficit += DELIVERY_QUANTUM;
			}
			let count = 0;
			while (served.credit > 0) {
				const slot = served.vfio.peek();
				count = slot === -1 ? 0 : this.#core.groups.count(slot);
				if (count === 0 || count > served.deficit) break;
				if (batch.rows > 0 && batch.rows + count > this.#batchRows) {
					this.rows += batch.rows;
					return;
				}
				served.vfio.take();
				served.deficit -= count;
				served.delivered++;
				this.groups++;
				batch.append(this.#core, slot, served.vfio.handle);
			}
			this.#turn = false;
			this.#leave(served);
			if (served.credit > 0 && count > 0) this.#enter(served);
			else served.deficit = 0;
		}
		this.rows += batch.rows;
	}

	#enter(served: ServedDevice): void {
		if (served.inRing) return;
		served.inRing = true;
		served.behind = undefined;
		if (this.#last === undefined) this.#first = served;
		else this.#last.behind = served;
		this.#last = served;
	}

	/** Takes the first one out of the ring. */
	#leave(first: ServedDevice): void {
		first.inRing = false;
		this.#first = first.behind;
		if (this.#first === undefined) this.#last = undefined;
		first.behind = undefined;
	}
}
