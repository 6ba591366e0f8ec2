import { VirtualClock } from '../../src/base/virtual-clock.js';
import { Device, type DeviceConfig } from '../../src/host/kernel/device.js';
import { Errno } from '../../src/host/kernel/errno.js';
import {
	FaultPerm,
	FaultType,
	IommuFault,
	PageRequestFlag,
	type ResponseCode,
} from '../../src/host/kernel/fault.js';
import {
	FaultCore,
	type FaultHandler,
	type GroupOutcome,
} from '../../src/host/kernel/fault-core.js';
import type { IommuDriver } from '../../src/host/kernel/fault-source.js';

/** One response as the hardware would have got it. */
export interface SentResponse {
	readonly device: string;
	readonly grpid: number;
	readonly pasid: number;
	readonly flags: number;
	readonly code: ResponseCode;
}

/** An IOMMU driver without an IOMMU: it writes down what the core asks of it. */
export class FakeSource implements IommuDriver {
	readonly name = 'fake';
	readonly kind = 'fake';
	readonly maxPasids = 1 << 20;
	readonly responses: SentResponse[] = [];
	flushes = 0;
	/** Responses since the last flush. */
	unflushed = 0;
	/** What `pageResponse` returns from now on. */
	status: Errno = Errno.OK;
	/** Called by `flush`, as hardware that runs would. */
	onFlush: () => void = () => {};

	pageResponse(
		device: Device,
		grpid: number,
		pasid: number,
		flags: number,
		code: ResponseCode,
	): Errno {
		this.responses.push({ device: device.name, grpid, pasid, flags, code });
		this.unflushed++;
		return this.status;
	}

	flush(): void {
		this.flushes++;
		this.unflushed = 0;
		this.onFlush();
	}

	/** The responses since this was last asked. */
	take(): SentResponse[] {
		return this.responses.splice(0);
	}

	readonly firstLevelFormat = 'x86-64';
	readonly secondLevelFormat = 'vtd';

	settle(done: () => void): void {
		done();
	}

	probeDevice(): Errno {
		return Errno.OK;
	}

	releaseDevice(): Errno {
		return Errno.OK;
	}

	bindPasid(): Errno {
		return Errno.OK;
	}

	unbindPasid(_device: Device, _pasid: number, done: () => void): Errno {
		done();
		return Errno.OK;
	}

	invalidate(_domain: unknown, _users: unknown, _runs: unknown, _leaf: boolean, done: () => void) {
		done();
	}
}

/** What a `RecordingHandler` saw of one group. */
export interface SeenGroup {
	readonly device: string;
	readonly id: number;
	readonly grpid: number;
	readonly pasid: number;
	readonly pages: readonly number[];
	readonly pasids: readonly number[];
}

/** A handler that keeps what it is told and does with a group what `decide` says. */
export class RecordingHandler implements FaultHandler {
	readonly groups: SeenGroup[] = [];
	/** Copies of the faults behind `events`. */
	readonly faults: IommuFault[] = [];
	readonly events: { readonly device: string; readonly reason: number; readonly page: number }[] =
		[];
	/** Losses of unrecoverable faults that were told, and how many faults had come before. */
	readonly losses: { readonly device: string; readonly after: number }[] = [];
	readonly gone: { readonly id: number; readonly outcome: GroupOutcome }[] = [];
	decide: (device: Device, slot: number, id: number) => Errno = () => Errno.OK;
	onRetired: (device: Device, id: number) => void = () => {};
	readonly #core: FaultCore;

	constructor(core: FaultCore) {
		this.#core = core;
	}

	pageRequest(device: Device, group: number): Errno {
		const { groups, requests } = this.#core;
		const pages: number[] = [];
		const pasids: number[] = [];
		for (let row = groups.earlier(group); row !== -1; row = requests.next[row]!) {
			pages.push(requests.page[row]!);
			pasids.push(requests.pasid[row]!);
		}
		pages.push(groups.page(group));
		pasids.push(groups.pasid(group));
		const id = groups.id(group);
		const grpid = groups.grpid(group);
		const pasid = groups.pasid(group);
		this.groups.push({ device: device.name, id, grpid, pasid, pages, pasids });
		return this.decide(device, group, id);
	}

	unrecoverable(device: Device, fault: IommuFault): void {
		this.events.push({ device: device.name, reason: fault.reason, page: fault.page });
		this.faults.push({ ...fault });
	}

	eventLoss(device: Device): void {
		this.losses.push({ device: device.name, after: this.events.length });
	}

	retired(device: Device, groupId: number, outcome: GroupOutcome): void {
		this.gone.push({ id: groupId, outcome });
		this.onRetired(device, groupId);
	}

	/** Id of the group seen last. */
	get lastId(): number {
		return this.groups.at(-1)!.id;
	}
}

/** A page request; `last` closes the group. `pasid` -1 stands for a request without one. */
export function pageRequest(
	grpid: number,
	page: number,
	options: { last?: boolean; pasid?: number; needsPasid?: boolean } = {},
): IommuFault {
	const { last = true, pasid = 5, needsPasid = false } = options;
	const fault = new IommuFault();
	fault.type = FaultType.PAGE_REQUEST;
	fault.flags =
		(last ? PageRequestFlag.LAST_PAGE : 0) |
		(pasid === -1 ? 0 : PageRequestFlag.PASID_VALID) |
		(needsPasid ? PageRequestFlag.RESPONSE_NEEDS_PASID : 0);
	fault.pasid = Math.max(pasid, 0);
	fault.grpid = grpid;
	fault.perm = FaultPerm.READ;
	fault.page = page;
	return fault;
}

/** A core on virtual time with one source, and devices and handlers as they are asked for. */
export class FaultBench {
	readonly clock = new VirtualClock();
	readonly source = new FakeSource();
	readonly core: FaultCore;
	readonly handler: RecordingHandler;
	#devices = 0;

	constructor(bounds: { groups?: number; requests?: number; handlers?: number } = {}) {
		const { groups = 4096, requests = 8192, handlers } = bounds;
		this.core = new FaultCore({
			clock: this.clock,
			maxPendingGroups: groups,
			maxRequests: requests,
			...(handlers === undefined ? {} : { maxHandlers: handlers }),
		});
		this.handler = new RecordingHandler(this.core);
	}

	/** A device nobody has enabled, under the next free index. */
	device(config: Partial<DeviceConfig> = {}, index = this.#devices): Device {
		this.#devices = Math.max(this.#devices, index + 1);
		const name = `dev${index}`;
		return new Device(
			{ name, bus: 'pci', sourceId: index, outstanding: 512, ...config },
			index,
			this.source,
		);
	}

	/** Everything that can be seen of a device's faults; equal before and after what changes nothing. */
	state(device: Device) {
		const { core } = this;
		return {
			references: device.references,
			handler: core.handlerOf(device),
			pending: core.pendingCount(device),
			partials: core.partialCount(device),
			counters: core.counters(device),
			groupsUsed: core.groups.used,
			requestsUsed: core.requestsHeld,
			responses: [...this.source.responses],
			timers: this.clock.pending,
		};
	}

	/** A device that is enabled, with `this.handler` registered. */
	served(
		options: { deadlineMs?: number; onExpiry?: ResponseCode; outstanding?: number } = {},
	): Device {
		const { deadlineMs = 0, onExpiry = 1, outstanding = 512 } = options;
		const device = this.device({ outstanding });
		const enabled = this.core.enableDevice(device, { responseDeadlineMs: deadlineMs, onExpiry });
		const registered = this.core.registerDeviceFaultHandler(device, this.handler);
		if (enabled !== Errno.OK || registered !== Errno.OK) throw new Error('device not served');
		return device;
	}
}
