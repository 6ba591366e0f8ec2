import type { Clock } from '../../base/clock.js';
import { Deadlines } from './deadlines.js';
import type { Device } from './device.js';
import { type DeviceFaultOptions, type DeviceFaults, DeviceFaultTable } from './device-faults.js';
import { Errno } from './errno.js';
import { FaultType, type IommuFault, PageRequestFlag, ResponseCode } from './fault.js';
import { COUNTS, Count, CounterTable, type FaultCounters } from './fault-counters.js';
import { type FaultHandler, GroupOutcome } from './fault-handler.js';
import type { FaultSource } from './fault-source.js';
import { GroupTable, MOST_GROUPS } from './group-table.js';
import { carries, PartialTable, WITHOUT_PASID } from './partial-table.js';
import { RequestTable } from './request-table.js';
import { ResponseQueue } from './response-queue.js';
import { RetiredGroups } from './retired-groups.js';

export type { DeviceFaultOptions } from './device-faults.js';
export type { FaultCounters } from './fault-counters.js';
export { type FaultHandler, GroupOutcome } from './fault-handler.js';

export interface FaultCoreOptions {
	readonly clock: Clock;
	/** Groups that may wait for a response at a time, over all devices; 1 to 2^26. */
	readonly maxPendingGroups: number;
	/** Page requests held at a time, partials and members of pending groups; 1 to 2^28. */
	readonly maxRequests: number;
	/** Handlers registered at a time; 65536 (the requester ids of one PCI segment) unless told. */
	readonly maxHandlers?: number;
	/** Told of each FAILURE that was queued to a device, and of each unrecoverable fault that was reported of one. */
	readonly onFailure?: (device: Device) => void;
	readonly onUnrecoverable?: (device: Device) => void;
}

const MOST_REQUESTS = 2 ** 28;

/**
 * The fault core: the kernel's `io-pgfault.c`, with deadlines. Takes faults from IOMMU drivers, collects
 * page requests into groups, keeps what waits for an answer, and takes each answer back.
 *
 * Invariants:
 * - Every reported last page leads to exactly one `FaultSource.pageResponse`. The core sends it on every
 *   path, in the manner of Linux 6.11 (`iommu_report_device_fault`: "every report ends in a response"),
 *   and the one who reported never does. Requests that are not last pages are never answered.
 * - A group is on the pending table before its handler hears of it, and off it before its response is
 *   handed to the source. Only what is on the table can be answered.
 * - Answers are matched by group id alone, which is never reused; group indices of the hardware are.
 * - Pending groups exist only for a device with a handler, and a handler only for an enabled device.
 *   Enabling and registering each hold a reference to the device.
 *
 * Where the core has to refuse a group it answers INVALID and not, as the kernel does for a handler that
 * rejects or for lack of memory, FAILURE: Response Failure is about the whole function, which then stops
 * its page requests until it is enabled again (PCIe, Page Request Services). One refused group must not
 * silence a device that others depend on. FAILURE is sent only when a host's caller or policy says so.
 *
 * Cost: O(1) for a fault and for an answer, whatever is pending, and no allocation. Numbers only: a group
 * and its last request are a slot of `groups`, the requests before it rows of `requests`.
 */
export class FaultCore {
	/** The pending groups, each with its last request. To be read by handlers; only the mark may be set. */
	readonly groups: GroupTable;
	/**
	 * The requests of the pending groups that came before the last, chained from `groups.earlier`. To be read
	 * by handlers.
	 */
	readonly requests: RequestTable;
	readonly #maxRequests: number;
	readonly #partials: PartialTable;
	readonly #retired = new RetiredGroups();
	readonly #counters = new CounterTable();
	readonly #responses: ResponseQueue;
	readonly #deadlines: Deadlines;
	readonly #devices: DeviceFaultTable;
	readonly #onFailure: ((device: Device) => void) | undefined;
	readonly #onUnrecoverable: ((device: Device) => void) | undefined;

	constructor(options: FaultCoreOptions) {
		const { maxPendingGroups, maxRequests } = options;
		checkBound('groups', maxPendingGroups, MOST_GROUPS);
		checkBound('requests', maxRequests, MOST_REQUESTS);
		this.#maxRequests = maxRequests;
		this.groups = new GroupTable(maxPendingGroups);
		this.requests = new RequestTable(maxRequests);
		this.#partials = new PartialTable(this.requests);
		this.#devices = new DeviceFaultTable(options.maxHandlers ?? 65536, (index, reused) =>
			this.#admit(index, reused),
		);
		this.#responses = new ResponseQueue(options.clock);
		this.#onFailure = options.onFailure;
		this.#onUnrecoverable = options.onUnrecoverable;
		this.#deadlines = new Deadlines(
			options.clock,
			this.groups,
			(slot) => this.#expire(slot),
			() => this.flush(),
		);
	}

	/**
	 * Lets a device report page requests (`iopf_queue_add_device`). Takes a reference to it.
	 * ENODEV: the device is gone. EBUSY: it is enabled already, or this is called from inside its handler.
	 * EINVAL: a deadline out of range, or SUCCESS as the answer at expiry, which nobody could vouch for.
	 */
	enableDevice(device: Device, options: DeviceFaultOptions): Errno {
		return this.#devices.enable(device, options);
	}

	/**
	 * Undoes `enableDevice` and `registerDeviceFaultHandler` (`iopf_queue_remove_device` of Linux 6.9).
	 * From here on reports are refused; partials are dropped, every pending group is answered INVALID and
	 * flushed, the handler is told of each (`REVOKED`) for the last time, the references are returned.
	 * The caller stops the device's page requests and drains the hardware queue before, and switches PRI
	 * off after. ENODEV: not enabled. EBUSY: called from inside the device's handler.
	 */
	disableDevice(device: Device): Errno {
		const state = this.#devices.find(device);
		if (state === undefined) return Errno.ENODEV;
		if (state.calls > 0) return Errno.EBUSY;
		if (!state.enabled) return Errno.ENODEV;
		device.get();
		// First nothing new can come, then what is there is answered.
		const handler = state.handler;
		this.#devices.unregister(state);
		this.#devices.disable(state);
		this.#deadlines.cancel(device.index);
		this.#retire(state, handler, -1);
		device.put();
		return Errno.OK;
	}

	/**
	 * Makes `handler` the owner of the device's faults (`iommu_register_device_fault_handler`); there is
	 * one at a time. Takes a reference to the device. On failure nothing has changed.
	 * EINVAL: the device is not enabled. EBUSY: it has a handler, whoever's. ENOMEM: as many handlers as
	 * there may be.
	 */
	registerDeviceFaultHandler(device: Device, handler: FaultHandler): Errno {
		return this.#devices.register(device, handler);
	}

	/**
	 * Forgets the device's handler (`iommu_unregister_device_fault_handler`) and returns the reference.
	 * Partials are dropped: they do not pass from one owner to the next. OK too when there is no handler.
	 * EINVAL: the device is not enabled. EBUSY: groups of the device are pending (retire them first), or
	 * this is called from inside the handler; nothing has changed then.
	 */
	unregisterDeviceFaultHandler(device: Device): Errno {
		const state = this.#devices.find(device);
		if (state === undefined || !state.enabled) return Errno.EINVAL;
		if (state.calls > 0 || this.groups.pendingOf(device.index) > 0) return Errno.EBUSY;
		this.#dropPartials(device.index, -1);
		this.#devices.unregister(state);
		return Errno.OK;
	}

	/** The device's handler, if one is registered. */
	handlerOf(device: Device): FaultHandler | undefined {
		return this.#devices.find(device)?.handler;
	}

	/**
	 * Refuses the device's page requests, as with no handler, until its function is reset (`resumePageRequests`) or it is
	 * enabled anew. Groups that are pending stay so.
	 */
	stopPageRequests(device: Device): void {
		const state = this.#devices.find(device);
		if (state?.enabled) this.#devices.stop(state, true);
	}

	resumePageRequests(device: Device): void {
		const state = this.#devices.find(device);
		if (state !== undefined) this.#devices.stop(state, false);
	}

	pageRequestsStopped(device: Device): boolean {
		return this.#devices.find(device)?.stopped ?? false;
	}

	/** Whether a call to the device's handler is running: what changes its owner gets EBUSY now. */
	inHandler(device: Device): boolean {
		return (this.#devices.find(device)?.calls ?? 0) > 0;
	}

	/**
	 * Takes one fault from the device's source (`iommu_report_device_fault`). `fault` is copied. The core
	 * completes the fault on every path: whatever is returned, the caller never answers. What the core
	 * answers by itself is flushed once the running code has returned.
	 *
	 * Page request, not last: kept until the last page of its group; never answered.
	 *   EINVAL: no handler (or not enabled, or stopped). ENOMEM: the device holds as many partials as it may have
	 *   requests outstanding, or the core as many requests as it may. The request is forgotten and counted.
	 * Page request, last: becomes a group, in order: the device's partials of the same group index, then
	 *   this one; goes on the table, then to the handler.
	 *   EINVAL: no handler, or stopped. ENOMEM: no room. In both cases the core answers INVALID and drops the partials
	 *   of this group index, lest a later group adopt them.
	 *   OK also when the handler did not want the group: the core has answered INVALID (not FAILURE, see
	 *   the class) and counted it.
	 * Unrecoverable, of DMA or of an interrupt: goes to the handler, and is nobody's to answer. EINVAL: there is no
	 *   handler; counted, for the caller to log.
	 * Any other type: EINVAL, and nothing happens. Stop markers are not faults: drivers drop them.
	 */
	reportDeviceFault(device: Device, fault: IommuFault): Errno {
		const state = this.#devices.of(device);
		if (fault.type === FaultType.PAGE_REQUEST) {
			this.#counters.values[device.index * COUNTS + Count.PAGE_REQUESTS]!++;
			return (fault.flags & PageRequestFlag.LAST_PAGE) === 0
				? this.#reportPartial(state, fault)
				: this.#reportLast(state, fault);
		}
		if (fault.type === FaultType.DMA_UNRECOVERABLE || fault.type === FaultType.INTERRUPT)
			return this.#reportUnrecoverable(state, fault);
		return Errno.EINVAL;
	}

	/**
	 * Answers a pending group (`iommu_page_response`). The response is queued with the source; `flush`
	 * makes it take effect, once for a batch of answers. (An answer from inside `pageRequest` is flushed
	 * by the core.)
	 * EINVAL, and nothing has changed: not a response code, no such group pending (never, or no longer:
	 * see `outcome`), or a group of another device.
	 * Otherwise the group is gone, whatever the source said, and what the source said is returned: OK, or
	 * ENODEV when the device is gone. FAILURE is for callers on the host; what comes from a guest is
	 * checked by the one who brings it.
	 */
	pageResponse(device: Device, groupId: number, code: ResponseCode): Errno {
		if (
			code !== ResponseCode.SUCCESS &&
			code !== ResponseCode.INVALID &&
			code !== ResponseCode.FAILURE
		)
			return Errno.EINVAL;
		const slot = this.groups.find(groupId);
		if (slot === -1) return Errno.EINVAL;
		const state = this.#devices.at(this.groups.device(slot));
		if (state.device !== device) return Errno.EINVAL;
		const errno = this.#finish(state, slot, GroupOutcome.ANSWERED, code);
		if (code === ResponseCode.FAILURE) this.#onFailure?.(device);
		return errno;
	}

	/**
	 * Answers the device's pending groups INVALID and drops its partials, because their owner goes: all
	 * of them, or with a `pasid` other than -1 those of this PASID (a group has the PASID of its last
	 * request). The responses are flushed, then the handler is told of each group (`REVOKED`).
	 * Returns how many groups there were.
	 */
	retireGroups(device: Device, pasid: number): number {
		const state = this.#devices.find(device);
		return state === undefined ? 0 : this.#retire(state, state.handler, pasid);
	}

	/** As `retireGroups`, for the groups and partials that carry no PASID. */
	retireWithoutPasid(device: Device): number {
		return this.retireGroups(device, WITHOUT_PASID);
	}

	/**
	 * Drops the partials of every device behind the source, after it lost requests: last pages may be
	 * among them. Groups that are complete are not touched. Returns how many requests were dropped.
	 * O(devices).
	 */
	discardPartials(source: FaultSource): number {
		let dropped = 0;
		for (const { device } of this.#devices.behind(source))
			dropped += this.#dropPartials(device.index, -1);
		return dropped;
	}

	/**
	 * Tells the handler of every device behind the source that the source lost unrecoverable faults: at
	 * least one, for each device behind the unit, as the hardware does not say whose. Called in the place
	 * of the loss: after what was recorded before it was reported, and before what comes after. The faults
	 * are in no counter of the core, which never saw them. O(devices).
	 */
	reportEventLoss(source: FaultSource): void {
		for (const state of this.#devices.behind(source)) {
			if (state.handler?.eventLoss === undefined) continue;
			state.calls++;
			state.handler.eventLoss(state.device);
			state.calls--;
		}
	}

	/** What became of a group; the core remembers the last 65536 that left the table. */
	outcome(groupId: number): GroupOutcome {
		return this.groups.find(groupId) === -1 ? this.#retired.outcome(groupId) : GroupOutcome.PENDING;
	}

	/** Index of the device that a pending or remembered group belongs to; -1 where `outcome` is UNKNOWN. */
	outcomeDevice(groupId: number): number {
		const slot = this.groups.find(groupId);
		return slot === -1 ? this.#retired.device(groupId) : this.groups.device(slot);
	}

	/** Page requests that may be held. */
	get maxRequests(): number {
		return this.#maxRequests;
	}

	/** Turns of the event loop in which groups expired, and how late one did at most, in milliseconds. */
	get expiries(): { readonly turns: number; readonly latestMs: number } {
		return { turns: this.#deadlines.turns, latestMs: this.#deadlines.latest };
	}

	/** Page requests held: partials and members of pending groups. */
	get requestsHeld(): number {
		return this.requests.used + this.groups.used;
	}

	/** Groups of the device that wait for a response. */
	pendingCount(device: Device): number {
		return this.#devices.find(device) === undefined ? 0 : this.groups.pendingOf(device.index);
	}

	/** Partials of the device that wait for their last page. */
	partialCount(device: Device): number {
		return this.#devices.find(device) === undefined ? 0 : this.#partials.heldBy(device.index);
	}

	/** Flushes every source that was given a response since it was last flushed. */
	flush(): void {
		this.#responses.flush();
	}

	/** A copy of the device's counters. They run on over enabling and disabling. */
	counters(device: Device): FaultCounters {
		return this.#counters.read(this.#devices.find(device) === undefined ? -1 : device.index);
	}

	/** Bytes of the tables of groups and requests and of the memory of retired ids, at their present size. */
	get byteLength(): number {
		return this.groups.byteLength + this.requests.byteLength + this.#retired.byteLength;
	}

	#reportPartial(state: DeviceFaults, fault: IommuFault): Errno {
		const device = state.device;
		let refusal: Errno = Errno.EINVAL;
		if (state.receiver !== undefined) {
			refusal = Errno.ENOMEM;
			if (this.#partials.heldBy(device.index) < device.outstanding) {
				const row = this.requestsHeld < this.#maxRequests ? this.requests.add(fault) : -1;
				if (row !== -1) {
					this.#partials.add(device.index, fault.grpid, row);
					return Errno.OK;
				}
			}
		}
		this.#counters.values[device.index * COUNTS + Count.PARTIALS_DROPPED]!++;
		return refusal;
	}

	#reportLast(state: DeviceFaults, fault: IommuFault): Errno {
		const device = state.device;
		const index = device.index;
		const handler = state.receiver;
		if (handler === undefined) return this.#refuse(state, fault, Errno.EINVAL);
		const { groups } = this;
		if (groups.full || this.requestsHeld >= this.#maxRequests)
			return this.#refuse(state, fault, Errno.ENOMEM);
		let earlier = -1;
		let count = 1;
		if (this.#partials.heldBy(index) > 0 && this.#partials.take(index, fault.grpid)) {
			earlier = this.#partials.first;
			count += this.#partials.count;
		}
		const { flags, grpid, page, perm } = fault;
		const pasid = (flags & PageRequestFlag.PASID_VALID) === 0 ? -1 : fault.pasid;
		const slot = groups.add(index, grpid, pasid, flags, page, perm, count, earlier);
		const id = groups.id(slot);
		this.#counters.values[index * COUNTS + Count.GROUPS]!++;
		if (state.responseDeadlineMs > 0) this.#deadlines.start(index, slot, state.responseDeadlineMs);

		state.calls++;
		const status = handler.pageRequest(device, slot);
		state.calls--;
		if (groups.id(slot) !== id) {
			// Answered in the call; the handler was not to flush for it.
			this.#responses.flushSoon();
		} else if (status !== Errno.OK) {
			this.#counters.values[index * COUNTS + Count.REJECTED]!++;
			this.#finish(state, slot, GroupOutcome.REJECTED, ResponseCode.INVALID);
			this.#responses.flushSoon();
		}
		return Errno.OK;
	}

	#reportUnrecoverable(state: DeviceFaults, fault: IommuFault): Errno {
		const at = state.device.index * COUNTS;
		this.#counters.values[at + Count.EVENTS]!++;
		this.#onUnrecoverable?.(state.device);
		if (state.handler === undefined) {
			this.#counters.values[at + Count.EVENTS_UNOWNED]!++;
			return Errno.EINVAL;
		}
		state.calls++;
		state.handler.unrecoverable(state.device, fault);
		state.calls--;
		return Errno.OK;
	}

	/** Completes a last page of which no group came. Returns `reason`. */
	#refuse(state: DeviceFaults, fault: IommuFault, reason: Errno): Errno {
		const at = state.device.index * COUNTS;
		const values = this.#counters.values;
		values[at + Count.PARTIALS_DROPPED]! += this.#partials.drop(state.device.index, fault.grpid);
		values[at + Count.REFUSED]!++;
		values[at + Count.INVALID]!++;
		this.#responses.send(state.device, fault.grpid, fault.pasid, fault.flags, ResponseCode.INVALID);
		this.#responses.flushSoon();
		return reason;
	}

	/** Takes a group off the table for good and sends its one response. Returns what the source returned. */
	#finish(state: DeviceFaults, slot: number, outcome: GroupOutcome, code: ResponseCode): Errno {
		const { groups } = this;
		const index = state.device.index;
		const grpid = groups.grpid(slot);
		const pasid = groups.pasid(slot);
		const flags = groups.flags(slot);
		const earlier = groups.earlier(slot);
		this.#retired.remember(groups, slot, outcome);
		if (earlier !== -1) this.requests.freeChain(earlier);
		groups.remove(slot);
		// The columns SUCCESS, INVALID and FAILURE stand in the order of the codes.
		this.#counters.values[index * COUNTS + Count.SUCCESS + code]!++;
		return this.#responses.send(state.device, grpid, pasid, flags, code);
	}

	#expire(slot: number): void {
		const state = this.#devices.at(this.groups.device(slot));
		const id = this.groups.id(slot);
		this.#counters.values[state.device.index * COUNTS + Count.EXPIRED]!++;
		this.#finish(state, slot, GroupOutcome.EXPIRED, state.onExpiry);
		if (state.onExpiry === ResponseCode.FAILURE) this.#onFailure?.(state.device);
		this.#tell(state, state.handler, id, GroupOutcome.EXPIRED);
	}

	#retire(state: DeviceFaults, handler: FaultHandler | undefined, pasid: number): number {
		const { groups } = this;
		const index = state.device.index;
		this.#dropPartials(index, pasid);
		// All are off the table before the handler hears of any, so that nothing it does can confuse this.
		const ids: number[] = [];
		let slot = groups.oldest(index);
		while (slot !== -1) {
			const next = groups.next(slot);
			if (pasid === -1 || carries(groups.pasid(slot), pasid)) {
				ids.push(groups.id(slot));
				this.#finish(state, slot, GroupOutcome.REVOKED, ResponseCode.INVALID);
			}
			slot = next;
		}
		this.#counters.values[index * COUNTS + Count.REVOKED]! += ids.length;
		this.flush();
		for (const id of ids) this.#tell(state, handler, id, GroupOutcome.REVOKED);
		return ids.length;
	}

	#tell(
		state: DeviceFaults,
		handler: FaultHandler | undefined,
		id: number,
		outcome: GroupOutcome,
	): void {
		if (handler === undefined) return;
		state.calls++;
		handler.retired(state.device, id, outcome);
		state.calls--;
	}

	#dropPartials(index: number, pasid: number): number {
		const dropped = this.#partials.dropDevice(index, pasid);
		this.#counters.values[index * COUNTS + Count.PARTIALS_DROPPED]! += dropped;
		return dropped;
	}

	/** Makes room for a device; what another one left under its index is no longer anyone's. */
	#admit(index: number, reused: boolean): void {
		if (reused) this.#retired.disown(index);
		this.groups.addDevice(index);
		this.#partials.addDevice(index);
		this.#counters.addDevice(index);
	}
}

function checkBound(what: string, bound: number, most: number): void {
	if (!Number.isInteger(bound) || bound < 1 || bound > most)
		throw new RangeError(`fault core: a bound of ${bound} ${what}; 1 to ${most} can be had`);
}
