import {
	type EndpointPort,
	type IommuModel,
	type IommuPort,
	NO_PASID,
	type StallEnd,
} from '../iommu/contract.js';
import { LatencyHistogram } from '../latency-histogram.js';
import type { PhysicalMemory } from '../memory.js';
import { FunctionCounters } from './counters.js';
import { checkPasid, DmaEngine } from './dma-engine.js';
import type { DmaDone } from './dma-job.js';
import type { Endpoint } from './endpoint.js';
import { FaultStop, type OnFault } from './fault-stop.js';
import { InterruptTable } from './interrupt-table.js';
import { carriedAccess } from './page-access.js';
import { SharedTables } from './shared-tables.js';
import { StallFlow } from './stall-flow.js';

const DEFAULT_OUTSTANDING = 64;
const DEFAULT_LIVELOCK_LIMIT = 16;
const DEFAULT_VECTORS = 8;
const MOST_OUTSTANDING = 65_536;

export interface PlatformDeviceConfig {
	/** Stream id or device id: whatever its IOMMU names it by. */
	readonly sourceId: number;
	/** Whether the IOMMU may hold its accesses. Where not, what would stall is aborted. */
	readonly stallCapable: boolean;
	/** Accesses that may be stalled at a time, 1 to 65536; default 64. */
	readonly outstanding?: number;
	/** Width of PASIDs (substream ids) in bits, 0 to 20; default 0: it has none. */
	readonly pasidWidth?: number;
	/** RETRY answers for one access that stalls again and again before its job fails; default 16. */
	readonly livelockLimit?: number;
	/** What it does after an unrecoverable fault; default `continue`. */
	readonly onFault?: OnFault;
	/** Interrupt vectors, 0 to 2048; default 8. */
	readonly vectors?: number;
}

/**
 * An emulated device without PCI: no configuration space, no ATS and no page requests, only untranslated
 * accesses, each of which the IOMMU lets through, ends, or stalls until software decides.
 *
 * A stalled access is completed by the end of its stall: RETRY makes it again, ABORT fails the job with
 * `aborted`, DISCARD ends the access as if it had worked, with zeros for a read and nothing written for a
 * write; the job goes on, and `counters.discarded` counts. `reset` and `detach` fail the jobs. Everything is
 * synchronous: when `stallEnded` returns, the jobs that it allowed to end have ended.
 */
export class PlatformDevice implements EndpointPort, Endpoint {
	readonly sourceId: number;
	readonly counters = new FunctionCounters();
	readonly dma: DmaEngine;
	readonly interrupts: InterruptTable;
	/** Software ended a stall. A device that cannot be stalled does not have this. */
	declare readonly stallEnded?: (stall: number, end: StallEnd) => void;
	readonly #latency = new LatencyHistogram();
	readonly #shared: SharedTables;
	readonly #flow: StallFlow;
	readonly #stop: FaultStop | undefined;
	#iommu: IommuModel | undefined;

	/** `now` gives milliseconds. `shared` is the machine's; a device without has its own. */
	constructor(
		config: PlatformDeviceConfig,
		memory: PhysicalMemory,
		now: () => number,
		shared = new SharedTables(),
	) {
		const {
			sourceId,
			outstanding = DEFAULT_OUTSTANDING,
			pasidWidth = 0,
			livelockLimit = DEFAULT_LIVELOCK_LIMIT,
		} = config;
		within(sourceId, 0, 2 ** 32 - 1, 'source id');
		within(outstanding, 1, MOST_OUTSTANDING, 'outstanding accesses');
		within(pasidWidth, 0, 20, 'PASID width');
		within(livelockLimit, 1, Number.MAX_SAFE_INTEGER, 'livelock limit');
		this.sourceId = sourceId;
		this.#shared = shared;
		this.#flow = new StallFlow({
			shared,
			memory,
			counters: this.counters,
			latency: this.#latency,
			outstanding,
			highestPasid: pasidWidth === 0 ? NO_PASID : 2 ** pasidWidth - 1,
			livelockLimit,
			now,
		});
		this.#stop = config.onFault === 'stop' ? new FaultStop(this.#flow, this.counters) : undefined;
		this.dma = new DmaEngine(this.#stop ?? this.#flow, shared.jobs);
		this.interrupts = new InterruptTable(config.vectors ?? DEFAULT_VECTORS, this.counters);
		if (config.stallCapable) this.stallEnded = (stall, end) => this.#flow.ended(stall, end);
	}

	/** Time from the stall of an access to its end, in microseconds, up to now; to be read anew each time. */
	get latency(): LatencyHistogram {
		this.#shared.latencies.settle();
		return this.#latency;
	}

	/** Accesses that the IOMMU holds, with those that a reset or a livelock left behind. */
	get outstandingRequests(): number {
		return this.#flow.stalled;
	}

	/** Each stalled access is a group of its own. */
	get outstandingGroups(): number {
		return this.#flow.stalled;
	}

	get port(): IommuPort | undefined {
		return this.#flow.port;
	}

	get highestPasid(): number {
		return this.#flow.highestPasid;
	}

	get halted(): boolean {
		return this.#stop?.halted ?? false;
	}

	attach(iommu: IommuModel): void {
		if (this.#iommu !== undefined)
			throw new Error(
				`device 0x${this.sourceId.toString(16)} is attached already; detach it first`,
			);
		const port = iommu.connect(this.sourceId, this);
		this.#flow.port = port;
		this.interrupts.port = port;
		this.#iommu = iommu;
	}

	detach(): void {
		const iommu = this.#iommu;
		if (iommu === undefined) return;
		this.#iommu = undefined;
		this.#flow.port = undefined;
		this.interrupts.port = undefined;
		// First, so that the IOMMU has let go of what is stalled when callbacks attach the device anew.
		iommu.disconnect(this.sourceId);
		this.#throwAway('the device was detached', true);
	}

	/**
	 * Jobs in flight fail with `reset`. Their stalled accesses stay in the IOMMU until software ends them, and
	 * count as outstanding until then.
	 */
	reset(): void {
		this.#throwAway('the device was reset', false);
	}

	accessUntranslated(pasid: number, page: number, access: number, done: DmaDone): boolean {
		if (this.port === undefined || pasid > this.highestPasid) return false;
		const { jobs } = this.#shared;
		const wanted = carriedAccess(pasid, access);
		const job = jobs.take(pasid, wanted, page, 0, undefined, false, done);
		if (this.#flow.accessNow(job)) return true;
		jobs.release(job);
		return false;
	}

	stopPasid(pasid: number): void {
		checkPasid(pasid);
		if (pasid === NO_PASID) throw new RangeError('only a PASID can be stopped');
		this.#flow.stop(pasid);
	}

	/** The device caches no translations: there is nothing to drop. */
	invalidate(
		_pasid: number,
		_page: number,
		_pages: number,
		_global: boolean,
		done: () => void,
	): void {
		this.counters.invalidations++;
		done();
	}

	/** The device makes no page requests: no response is its own. */
	pageResponse(): void {
		this.counters.responsesUnexpected++;
	}

	#throwAway(why: string, forgotten: boolean): void {
		this.#stop?.clear();
		this.interrupts.reset();
		this.#flow.failAll('reset', why, forgotten);
	}
}

function within(value: number, low: number, high: number, what: string): void {
	if (!Number.isInteger(value) || value < low || value > high)
		throw new RangeError(`${what}: ${value} is no integer from ${low} to ${high}`);
}
