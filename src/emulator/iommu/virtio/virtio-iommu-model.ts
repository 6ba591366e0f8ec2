/**
 * A virtio-iommu behind the memory-mapped transport, as software and endpoints see it: registers, two split
 * virtqueues in memory, requests and fault reports (VIRTIO 2, 4.2, 5.13). Puts the parts together; each part owns its own
 * state. Mappings live in the device: there are no tables in memory.
 *
 * There is no recoverable path: the standard has no page requests, no ATS, no stalls and no PASIDs. Endpoints behind
 * it have faults that are reported and nothing else; `virtio-port.ts` says how what they must not use is answered.
 *
 * What it has not: packed virtqueues, in-order use, the legacy interface, shared memory regions (none).
 *
 * Everything is synchronous and deterministic. Interrupts are delivered from within the call that causes them;
 * the handler may access registers.
 */

import type { PhysicalMemory } from '../../memory.js';
import type { EndpointPort, IommuModel, ModelFaults } from '../contract.js';
import { Configuration } from './configuration.js';
import { VirtioIommuCounters } from './counters.js';
import { Domains } from './domains.js';
import { Endpoints } from './endpoints.js';
import { FaultReports } from './fault-reports.js';
import { Features, Negotiated, type VirtioIommuOptions } from './features.js';
import { Feature } from './layout.js';
import { PageCache } from './page-cache.js';
import { RequestExecutor } from './request-executor.js';
import { RequestQueue } from './request-queue.js';
import { type ReservedRegion, ReservedRegions } from './reserved-regions.js';
import { Translator } from './translator.js';
import { Transport } from './transport.js';
import { type PortBackend, VirtioPort } from './virtio-port.js';
import { Virtqueue } from './virtqueue.js';

export type { VirtioIommuOptions } from './features.js';

const REQUESTS = 0;

export class VirtioIommuModel implements IommuModel {
	readonly counters = new VirtioIommuCounters();
	readonly faults: ModelFaults = {
		recoverable: false,
		requestsDropped: () => 0,
		faultsDropped: () => this.counters.faultsDropped,
	};
	readonly #features: Features;
	readonly #negotiated = new Negotiated();
	readonly #configuration: Configuration;
	readonly #transport: Transport;
	readonly #endpoints = new Endpoints();
	readonly #ports = new Map<number, VirtioPort>();
	readonly #domains: Domains;
	readonly #reports: FaultReports;
	readonly #translator: Translator;
	readonly #requests: RequestQueue;
	readonly #reserved: readonly ReservedRegion[];
	readonly #backend: PortBackend;
	#deviceInterrupt: ((destination: number, data: number) => void) | undefined;

	/** Throws RangeError for options outside their range. */
	constructor(memory: PhysicalMemory, options: VirtioIommuOptions = {}) {
		const features = new Features(options);
		const { counters } = this;
		const negotiated = this.#negotiated;
		this.#features = features;
		this.#reserved = options.reserved ?? [];
		this.#regions(this.#reserved);
		this.#configuration = new Configuration(features);
		const transport = new Transport(features, negotiated, this.#configuration, counters);
		this.#transport = transport;
		const failed = () => transport.needsReset();
		const requestQueue = new Virtqueue(memory, features.queueSize, failed);
		const eventQueue = new Virtqueue(memory, features.queueSize, failed);
		const cache = new PageCache(features.cacheEntries);
		this.#domains = new Domains(cache, features.maxMappings);
		this.#reports = new FaultReports(eventQueue, transport, features.heldEvents, counters);
		this.#translator = new Translator(
			memory.frames,
			features.doorbellFrame,
			cache,
			this.#reports,
			counters,
		);
		const executor = new RequestExecutor(
			memory.frames,
			features,
			negotiated,
			this.#endpoints,
			this.#domains,
		);
		this.#requests = new RequestQueue(requestQueue, executor, transport, counters);
		transport.queues = [requestQueue, eventQueue];
		transport.behaviour = {
			configured: () => this.#configured(),
			notified: (queue) => {
				if (queue === REQUESTS) this.#requests.run();
				else this.#reports.buffersPosted();
			},
			reset: () => this.#reset(),
		};
		this.#backend = {
			memory,
			translator: this.#translator,
			counters,
			doorbellFrame: features.doorbellFrame,
			deliver: (destination, data) => this.#deviceInterrupt?.(destination, data),
		};
		this.#configured();
	}

	/**
	 * `reserved` are the endpoint's own regions instead of those of the options. Throws RangeError for regions that
	 * are none, or whose properties do not fit probe_size.
	 */
	connect(
		endpointId: number,
		endpoint: EndpointPort,
		reserved: readonly ReservedRegion[] = this.#reserved,
	): VirtioPort {
		const regions = this.#regions(reserved);
		const state = this.#endpoints.add(endpointId, endpoint, regions);
		const port = new VirtioPort(state, this.#backend);
		this.#ports.set(endpointId, port);
		return port;
	}

	/** Unknown ids are ignored. The endpoint is detached, which may destroy its domain. */
	disconnect(endpointId: number): void {
		const state = this.#endpoints.remove(endpointId);
		if (state === undefined) return;
		this.#domains.detach(state);
		this.#ports.get(endpointId)?.close();
		this.#ports.delete(endpointId);
	}

	/** Reset of the whole machine: a device reset, and `bypass` is what it was at first. */
	systemReset(): void {
		this.#configuration.systemReset();
		this.#transport.reset();
	}

	/** Fault reports that wait for the driver to post buffers. */
	get heldEvents(): number {
		return this.#reports.waiting;
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#transport.deliver = handler;
	}

	onDeviceInterrupt(handler: (destination: number, data: number) => void): void {
		this.#deviceInterrupt = handler;
	}

	readRegister(offset: number): number {
		return this.#transport.read(offset);
	}

	writeRegister(offset: number, value: number): void {
		this.#transport.write(offset, value);
	}

	/** What unattached endpoints may do: by the field where BYPASS_CONFIG is offered, else by negotiation. */
	#configured(): void {
		this.#translator.unattachedPass =
			((this.#features.offeredLow & Feature.BYPASS_CONFIG) !== 0 && this.#configuration.bypass) ||
			this.#negotiated.has(Feature.BYPASS);
	}

	/** No endpoint is attached after a device reset; `bypass` stays (5.13.4.2). */
	#reset(): void {
		this.#domains.detachAll();
		this.#reports.reset();
		this.#configured();
	}

	#regions(reserved: readonly ReservedRegion[]): ReservedRegions {
		const regions = new ReservedRegions(reserved);
		const { probeSize } = this.#features;
		if (probeSize > 0 && regions.size > probeSize)
			throw new RangeError(
				`${regions.count} reserved regions take ${regions.size} bytes of properties, probe_size is ${probeSize}`,
			);
		return regions;
	}
}
