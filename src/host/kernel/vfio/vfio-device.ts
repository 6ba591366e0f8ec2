import type { ErrorCode } from '../../../base/errors.js';
import type { Device } from '../device.js';
import { Errno } from '../errno.js';
import { type IommuFault, ResponseCode } from '../fault.js';
import { type FaultCore, type FaultHandler, GroupOutcome } from '../fault-core.js';
import type { FaultConsumer } from './consumer.js';
import { EventRing, type FaultEvent } from './event-ring.js';
import type { Guest } from './guest.js';
import { Outbox, TAKEN } from './outbox.js';
import type { PasidBinding } from './pasid-binding.js';

/** The time of one consumer with a device, in ids: they ascend. What came in it has one of these. */
interface Stay {
	readonly first: number;
	/** Infinity while it lasts. */
	last: number;
}

export interface VfioDeviceOptions {
	readonly device: Device;
	readonly guest: Guest;
	readonly core: FaultCore;
	/** Unique among all assignments of the host, never reused: what sessions call the device. */
	readonly handle: number;
	/** PASIDs 1 to this may be bound; 0: none. */
	readonly maxPasid: number;
	/** Deadline of its groups; 0: none. For people. */
	readonly responseDeadlineMs: number;
	/** Whether responses on the bus carry the PASID. For people. */
	readonly responseNeedsPasid: boolean;
	/** Unrecoverable faults kept for the consumer; default 256. */
	readonly eventLimit?: number;
}

/** Counts since the assignment. */
export class VfioDeviceCounters {
	/** Groups handed to a consumer. */
	delivered = 0;
	/** Responses of consumers that had no effect. */
	refused = 0;
	/** Groups not accepted: no consumer, or their PASID is not bound, */
	rejectedUnowned = 0;
	/** or the outbox was full, */
	rejectedFull = 0;
	/** or the device was overdue: its consumer took none. */
	rejectedOverdue = 0;
	/** How often its consumer was told that it is slow, the device became overdue, and was revoked for that. */
	slowWarnings = 0;
	slowPauses = 0;
	slowRevocations = 0;
}

/**
 * A device assigned to a guest, from probe to removal: the handler of its faults. Owns the outbox (groups
 * to deliver), the event ring (unrecoverable faults to tell), and knows the PASIDs bound. At most one
 * consumer, a session, serves it at a time.
 *
 * Who answers a group: the core, INVALID, when `pageRequest` does not accept it; after that the consumer
 * with `respond`; the core, when the deadline passes or the group's PASID, consumer or assignment goes.
 *
 * A group is accepted only with a consumer and for a PASID that is bound, as a kernel without an attach
 * handle for the PASID answers INVALID by itself (drivers/iommu/io-pgfault.c, `find_fault_handler`).
 */
export class VfioDevice implements FaultHandler {
	readonly device: Device;
	readonly guest: Guest;
	readonly core: FaultCore;
	readonly handle: number;
	readonly maxPasid: number;
	readonly responseDeadlineMs: number;
	readonly responseNeedsPasid: boolean;
	readonly counters = new VfioDeviceCounters();
	/** PASIDs bound or being unbound. PasidBinding adds and removes them. */
	readonly bindings = new Map<number, PasidBinding>();
	readonly #outbox: Outbox;
	readonly #events: EventRing;
	#consumer: FaultConsumer | undefined;
	/** The present consumer's; undefined until a group has come. */
	#stay: Stay | undefined;
	/** What each consumer, present or former, stayed for, so that its late answers can be told from foreign. */
	readonly #stays = new WeakMap<FaultConsumer, Stay[]>();
	/** The binding of the last group: the usual next one, found without a search. */
	#recent: PasidBinding | undefined;
	#blocked = false;
	#paused = false;
	#overdue = false;
	/** None of the three. */
	#open = true;

	constructor(options: VfioDeviceOptions) {
		this.device = options.device;
		this.guest = options.guest;
		this.core = options.core;
		this.handle = options.handle;
		this.maxPasid = options.maxPasid;
		this.responseDeadlineMs = options.responseDeadlineMs;
		this.responseNeedsPasid = options.responseNeedsPasid;
		const { core, device } = options;
		this.#outbox = new Outbox(core.groups, device.index, device.outstanding);
		this.#events = new EventRing(options.eventLimit);
	}

	get name(): string {
		return this.device.name;
	}

	get consumer(): FaultConsumer | undefined {
		return this.#consumer;
	}

	/** Whether it is being taken from the guest: nothing new is delivered, bound or attached. */
	get blocked(): boolean {
		return this.#blocked;
	}

	/** Whether its function is being reset: no group is accepted. */
	get paused(): boolean {
		return this.#paused;
	}

	/** Whether its consumer has taken none of its groups for so long that no further one is accepted. */
	get overdue(): boolean {
		return this.#overdue;
	}

	/**
	 * Says that, or that the consumer takes groups again. Those that wait go on waiting, under their deadlines, and are
	 * the consumer's when it takes them; a new one is not accepted, so that its sender need not wait for nothing.
	 */
	setOverdue(overdue: boolean): void {
		this.#overdue = overdue;
		this.#look();
	}

	/** Groups that wait to be taken. */
	get outboxLength(): number {
		return this.#outbox.length;
	}

	/** Unrecoverable faults that wait to be taken. */
	get eventsWaiting(): number {
		return this.#events.length;
	}

	/**
	 * Unrecoverable faults that were lost: because nobody took them in time; and one for each loss in the
	 * IOMMU, which was at least one and maybe of another device (`FaultCore.reportEventLoss`).
	 */
	get eventsLost(): number {
		return this.#events.lost;
	}

	/**
	 * Makes the consumer serve the device; tells it at once when events wait. EBUSY: another does.
	 * ENODEV: the device is being taken away.
	 */
	attachConsumer(consumer: FaultConsumer): Errno {
		if (this.#blocked) return Errno.ENODEV;
		if (this.#consumer !== undefined) return Errno.EBUSY;
		this.#consumer = consumer;
		if (this.#events.length > 0) consumer.eventsReady(this);
		return Errno.OK;
	}

	/**
	 * Ends the consumer's service: delivers nothing more, and has every pending group answered INVALID.
	 * What the consumer answers later is refused. PASIDs stay bound: they belong to its spaces.
	 */
	detachConsumer(): void {
		this.#consumer = undefined;
		this.setOverdue(false);
		if (this.#stay !== undefined) this.#stay.last = this.core.groups.nextId - 1;
		this.#stay = undefined;
		this.#outbox.clear();
		this.core.retireGroups(this.device, -1);
	}

	/** Called by the fault core; see FaultHandler. Tells the consumer when the outbox was empty. */
	pageRequest(_device: Device, group: number): Errno {
		const consumer = this.#consumer;
		const { groups } = this.core;
		if (consumer === undefined || !this.#open || !this.#accepts(groups.pasid(group)))
			return this.#reject();
		const id = groups.id(group);
		if (!this.#outbox.push(id)) {
			this.counters.rejectedFull++;
			return Errno.ENOSPC;
		}
		if (this.#stay === undefined) this.#begin(consumer, id);
		if (this.#outbox.length === 1) consumer.ready(this);
		return Errno.OK;
	}

	/** Called by the fault core; see FaultHandler. Without a consumer the event waits for the next. */
	unrecoverable(_device: Device, fault: IommuFault): void {
		const wasEmpty = this.#events.length === 0;
		this.#events.push(fault);
		if (wasEmpty) this.#consumer?.eventsReady(this);
	}

	/** Called by the fault core; see FaultHandler. The consumer is told with the next event. */
	eventLoss(_device: Device): void {
		this.#events.noteLoss();
	}

	/** Called by the fault core; see FaultHandler. A consumer hears only of groups that it took. */
	retired(_device: Device, groupId: number, outcome: GroupOutcome): void {
		if (this.#outbox.withdraw(groupId)) return;
		if (outcome === GroupOutcome.EXPIRED) this.#consumer?.expired(this, groupId);
	}

	/** Slot in `core.groups` of the oldest group that waits, left in the outbox; -1: none. */
	peek(): number {
		return this.#outbox.peek();
	}

	/**
	 * Takes the oldest group that waits and marks it delivered: the taker owes its response from now on.
	 * Its slot in `core.groups`, or -1 when none waits.
	 */
	take(): number {
		const group = this.#outbox.take();
		if (group !== -1) this.counters.delivered++;
		return group;
	}

	/**
	 * What the consumer took and has not answered is lost to it: all pending groups wait to be taken, oldest first,
	 * those that it had with the mark AGAIN. It may answer these before it takes them again. Deadlines run on.
	 */
	takeBack(): void {
		if (this.#blocked || this.#paused) return;
		this.#outbox.rewind();
	}

	/** Moves the oldest unrecoverable fault into `into`; false when none waits. */
	takeEvent(into: FaultEvent): boolean {
		return this.#events.take(into);
	}

	/**
	 * A consumer's response to a group it took, SUCCESS or INVALID. Returns 0 when the response is on its
	 * way to the hardware with the core's next `flush`. Otherwise it had no effect, and the code says why
	 * (law 7): BAD_RESPONSE_CODE (FAILURE would end page requests for the whole device: the host's to
	 * say), UNKNOWN_GROUP, DUPLICATE_RESPONSE, LATE_RESPONSE, REVOKED_GROUP, FOREIGN_GROUP.
	 */
	respond(consumer: FaultConsumer, groupId: number, code: ResponseCode): 0 | ErrorCode {
		const refusal = this.#respond(consumer, groupId, code);
		if (refusal !== 0) this.counters.refused++;
		return refusal;
	}

	/**
	 * Before a reset of the function: accepts nothing until `goOn`, and has every pending group answered
	 * INVALID. The consumer stays; what it answers of those is refused.
	 */
	pause(): void {
		this.#paused = true;
		this.#look();
		this.#outbox.clear();
		this.core.retireGroups(this.device, -1);
	}

	/** After the reset. */
	goOn(): void {
		this.#paused = false;
		this.#look();
	}

	/** Stops delivery for good: no group is accepted from here on. First step of a removal. */
	block(): void {
		this.#blocked = true;
		this.#look();
		this.#outbox.clear();
	}

	/** Has what is pending answered INVALID, and tells the consumer that the device is gone. */
	revoke(code: ErrorCode, message: string): void {
		const consumer = this.#consumer;
		this.detachConsumer();
		consumer?.revoked(this, code, message);
	}

	/**
	 * As `revoke`, and ends the translation of its PASIDs, for a consumer that stays and has other devices. The guest
	 * keeps the device: another consumer may attach, whose PASIDs are free once those are unbound.
	 */
	revokeAndUnbind(code: ErrorCode, message: string): void {
		this.revoke(code, message);
		for (const binding of [...this.bindings.values()]) binding.unbind(() => {});
	}

	#look(): void {
		this.#open = !this.#blocked && !this.#paused && !this.#overdue;
	}

	/** Why a group is not accepted. */
	#reject(): Errno {
		const overdue = this.#overdue && !this.#blocked && !this.#paused;
		if (overdue) this.counters.rejectedOverdue++;
		else this.counters.rejectedUnowned++;
		return overdue ? Errno.EBUSY : Errno.ENODEV;
	}

	#respond(consumer: FaultConsumer, groupId: number, code: ResponseCode): 0 | ErrorCode {
		if (code !== ResponseCode.SUCCESS && code !== ResponseCode.INVALID) return 'BAD_RESPONSE_CODE';
		const { core, device } = this;
		const group = core.groups.find(groupId);
		if (group === -1) return this.#refusal(consumer, groupId);
		if (consumer !== this.#consumer || core.groups.device(group) !== device.index)
			return 'FOREIGN_GROUP';
		const mark = core.groups.mark(group);
		if (mark === 0) return 'UNKNOWN_GROUP';
		if (core.pageResponse(device, groupId, code) === Errno.EINVAL) return 'UNKNOWN_GROUP';
		if ((mark & TAKEN) === 0) this.#outbox.withdraw(groupId);
		return 0;
	}

	/** The first group of the consumer's stay has come. */
	#begin(consumer: FaultConsumer, id: number): void {
		const stay = { first: id, last: Number.POSITIVE_INFINITY };
		const stays = this.#stays.get(consumer);
		if (stays === undefined) this.#stays.set(consumer, [stay]);
		else stays.push(stay);
		this.#stay = stay;
	}

	/** Whether the PASID is bound and not being unbound. */
	#accepts(pasid: number): boolean {
		const { bindings } = this;
		// One that accepts is bound; once it does not, another may be.
		if (this.#recent?.pasid !== pasid || !this.#recent.accepts) this.#recent = bindings.get(pasid);
		return this.#recent?.accepts ?? false;
	}

	/** Whether the group came to this device while the consumer served it. */
	#inTime(consumer: FaultConsumer, groupId: number): boolean {
		for (const { first, last } of this.#stays.get(consumer) ?? [])
			if (groupId >= first && groupId <= last) return true;
		return false;
	}

	/** Why a group that is not pending cannot be answered by the consumer. */
	#refusal(consumer: FaultConsumer, groupId: number): ErrorCode {
		const { core } = this;
		const outcome = core.outcome(groupId);
		if (outcome === GroupOutcome.UNKNOWN || outcome === GroupOutcome.REJECTED)
			return 'UNKNOWN_GROUP';
		// Another device's, or from before or after the time of this consumer with the device.
		if (core.outcomeDevice(groupId) !== this.device.index || !this.#inTime(consumer, groupId))
			return 'FOREIGN_GROUP';
		if (outcome === GroupOutcome.ANSWERED) return 'DUPLICATE_RESPONSE';
		return outcome === GroupOutcome.EXPIRED ? 'LATE_RESPONSE' : 'REVOKED_GROUP';
	}
}
