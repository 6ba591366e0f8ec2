import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { DomainIds } from '../../domain-ids.js';
import { Errno } from '../../errno.js';
import {
	type DomainRef,
	type FirstLevelTable,
	NO_PASID,
	type PageRuns,
	type PasidUser,
} from '../../fault-source.js';
import {
	FIRST_LEVEL_PAGES,
	type FirstLevelFormat,
	type SecondLevelFormat,
} from '../../table/formats.js';
import { TableReader } from '../../table/table-reader.js';
import type { AttachedDevices } from '../shared/attached-devices.js';
import type { DriverLog } from '../shared/log.js';
import type { AttachedDevice, Binding } from './attached-device.js';
import type { VirtioCounters } from './counters.js';
import { EndpointMappings } from './endpoint-mappings.js';
import type { EventQueue } from './event-queue.js';
import { RequestType } from './layout.js';
import type { Operation, RequestQueue } from './request-queue.js';
import { RequestStatus, statusErrno, statusName } from './request-status.js';
import type { RequestFields } from './requests.js';
import type { Capabilities } from './transport.js';

/** Everything that can be mapped. */
const ALL: PageRuns = { pages: [0], counts: [FIRST_LEVEL_PAGES] };

export interface BindingsOptions {
	readonly memory: PhysicalMemory;
	readonly formats: readonly [FirstLevelFormat, SecondLevelFormat];
	readonly capabilities: Capabilities;
	readonly requests: RequestQueue;
	readonly events: EventQueue;
	readonly devices: AttachedDevices<AttachedDevice>;
	readonly log: DriverLog;
	readonly counters: VirtioCounters;
}

/**
 * The life of a device's translation:
 *
 *      free --ATTACH, a MAP for each page--> bound --DETACH--> unbinding --answered, reports read--> free
 *
 * Each bound device has a domain of the unit to itself, whatever other devices share its space: reserved regions are an
 * endpoint's own, and the last DETACH ends all mappings of a domain at once. So two devices share nothing in the unit.
 *
 * Invariants: a device that is bound or unbinding holds a reference and a domain; when it is free again it is attached
 * to nothing, and what it had faulted has been reported.
 */
export class Bindings {
	readonly #options: BindingsOptions;
	/** 1 stands for the first domain of the unit. */
	readonly #domains: DomainIds;
	readonly #request: RequestFields = {
		type: RequestType.ATTACH,
		...{ domain: 0, endpoint: 0, first: 0, last: 0, frame: 0, flags: 0 },
	};

	constructor(options: BindingsOptions) {
		this.#options = options;
		const { firstDomain, lastDomain } = options.capabilities;
		this.#domains = new DomainIds(lastDomain - firstDomain + 1);
	}

	/**
	 * Attaches the device and maps what the table has. EINVAL: a PASID, which the standard does not know, or the unit
	 * refuses. EBUSY: bound, or its unbinding is not complete. ENOMEM: no domain or no memory in the unit.
	 * ENODEV: the unit has no such endpoint. EIO: it failed. On an error the device is attached to nothing.
	 */
	bind(attached: AttachedDevice, domain: DomainRef, pasid: number, table: FirstLevelTable): Errno {
		if (pasid !== NO_PASID) return Errno.EINVAL;
		if (attached.binding !== undefined) return Errno.EBUSY;
		const id = this.#domains.allocate();
		if (id === -1) return Errno.ENOMEM;
		const binding = this.#make(attached, id, domain.secondLevelRoot, table.rootPage);
		const errno = this.#attach(attached, binding);
		if (errno !== Errno.OK) {
			this.#domains.free(id);
			return errno;
		}
		attached.binding = binding;
		attached.device.get();
		return Errno.OK;
	}

	/**
	 * Detaches the device, which ends its mappings; once that is answered, what it had faulted before is reported, and
	 * `done` called. EINVAL: not bound so. EBUSY: this runs already.
	 */
	unbind(attached: AttachedDevice, pasid: number, done: () => void): Errno {
		const { binding } = attached;
		if (binding === undefined || pasid !== NO_PASID) return Errno.EINVAL;
		if (binding.unbinding) return Errno.EBUSY;
		binding.unbinding = true;
		const { requests, events } = this.#options;
		const operation = requests.begin();
		this.#add(operation, RequestType.DETACH, attached, binding);
		requests.end(operation, () => {
			events.drainAll();
			attached.binding = undefined;
			this.#domains.free(binding.domain - this.#options.capabilities.firstDomain + 1);
			attached.device.put();
			done();
		});
		return Errno.OK;
	}

	/** Makes the unit right about pages that changed; `done` once it has answered. */
	update(users: readonly PasidUser[], runs: PageRuns, done: () => void): void {
		const { requests, devices } = this.#options;
		const operation = requests.begin();
		if (requests.broken === '')
			for (const { device } of users) {
				const binding = devices.of(device)?.binding;
				if (binding?.unbinding === false) binding.mappings.update(operation, runs);
			}
		requests.end(operation, done);
	}

	/** After a reset of the unit, in which nothing is attached: makes it as before, unless the queue breaks again. */
	restore(): void {
		const { devices, log, requests } = this.#options;
		for (const attached of devices.values()) {
			const { binding } = attached;
			if (binding === undefined || binding.unbinding) continue;
			binding.mappings.forgetAll();
			const errno = this.#attach(attached, binding);
			if (requests.broken !== '') return;
			if (errno !== Errno.OK)
				log.say(`${attached.device.name} could not be attached again: it is blocked`);
		}
	}

	/** What a refused request means: false where the unit may translate what it must not. */
	tolerates(request: Readonly<RequestFields>, status: number): boolean {
		const { log, counters } = this.#options;
		// The endpoint is gone, and its domain with it.
		const gone = status === RequestStatus.NOENT;
		switch (request.type) {
			case RequestType.MAP:
				counters.mapsFailed++;
				if (!gone && log.passes())
					log.write(
						`page 0x${request.first.toString(16)} of endpoint 0x${request.endpoint.toString(16)} could not be mapped: ${statusName(status)}`,
					);
				return true;
			case RequestType.UNMAP:
				return gone;
			case RequestType.DETACH:
				// Or it is attached to nothing.
				return gone || status === RequestStatus.INVAL;
			default:
				return true;
		}
	}

	#make(attached: AttachedDevice, id: number, secondRoot: number, rootPage: number): Binding {
		const { memory, formats, capabilities, requests, counters, log } = this.#options;
		const { firstDomain, firstPage, lastPage } = capabilities;
		const domain = firstDomain + id - 1;
		const mappings = new EndpointMappings({
			endpoint: attached.sourceId,
			domain,
			reader: new TableReader(memory, formats, secondRoot, rootPage),
			reserved: attached.reserved,
			...{ requests, firstPage, lastPage, counters, log },
		});
		return { domain, mappings, unbinding: false };
	}

	/** Waits for the unit: whoever binds has to be told. On an error the device is attached to nothing, or the queue broken. */
	#attach(attached: AttachedDevice, binding: Binding): Errno {
		const { requests } = this.#options;
		if (requests.broken !== '') return Errno.EIO;
		const attach = requests.begin();
		this.#add(attach, RequestType.ATTACH, attached, binding);
		let status = this.#waitFor(attach);
		if (status !== RequestStatus.OK) return statusErrno(status);
		const map = requests.begin();
		binding.mappings.update(map, ALL);
		status = this.#waitFor(map);
		if (status === RequestStatus.OK) return Errno.OK;
		const detach = requests.begin();
		this.#add(detach, RequestType.DETACH, attached, binding);
		this.#waitFor(detach);
		return statusErrno(status);
	}

	#waitFor(operation: Operation): number {
		const { requests } = this.#options;
		const status = requests.wait(operation);
		requests.end(operation, () => {});
		return status;
	}

	#add(
		operation: Operation,
		type: RequestType,
		{ sourceId }: AttachedDevice,
		{ domain }: Binding,
	): void {
		const { requests } = this.#options;
		if (requests.broken !== '') return;
		const request = this.#request;
		request.type = type;
		request.domain = domain;
		request.endpoint = sourceId;
		requests.add(operation, request);
	}
}
