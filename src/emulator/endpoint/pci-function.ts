import {
	type EndpointPort,
	type IommuModel,
	type IommuPort,
	NO_PASID,
	PrgResponse,
	type PrivateData,
} from '../iommu/contract.js';
import { LatencyHistogram } from '../latency-histogram.js';
import type { PhysicalMemory } from '../memory.js';
import { AccessFlow } from './access-flow.js';
import { AddressTranslationCache } from './atc.js';
import { Capabilities, type CapabilityEvents } from './capabilities.js';
import { FunctionCounters } from './counters.js';
import { checkPasid, DmaEngine } from './dma-engine.js';
import type { DmaDone } from './dma-job.js';
import type { Endpoint } from './endpoint.js';
import { FaultStop } from './fault-stop.js';
import type { PciFunctionConfig, VirtualFunctionConfig } from './function-config.js';
import { InjectedAccesses } from './injected-accesses.js';
import { InterruptTable } from './interrupt-table.js';
import { InvalidationGate } from './invalidation-gate.js';
import { PageAccess } from './page-access.js';
import { PageRequests } from './page-requests.js';
import { PrivateDataPort } from './private-data-port.js';
import { SharedCredits, SharedPageRequests } from './shared-credits.js';
import { SharedTables } from './shared-tables.js';

const DEFAULT_ATC_ENTRIES = 4096;
const DEFAULT_LIVELOCK_LIMIT = 16;
const DEFAULT_VECTORS = 8;

/**
 * An emulated PCI function with a DMA engine and, by configuration, ATS, PRI and PASID. Software sees it
 * through configuration space, the IOMMU through `EndpointPort`, the device's own logic through `dma`.
 *
 * Groups of page requests are completed by the IOMMU's PRG Response, and by nothing else but Response
 * Failure, PRI Reset, `reset` and `detach`, which forget them and fail the jobs. Everything is
 * synchronous: a response that allows a job to end has called its `done` when `pageResponse` returns.
 *
 * A virtual function has a requester id, an ATC, jobs and PRG indices of its own. PRI is its physical
 * function's: whether it is enabled, its credits, and Response Failure, which stops them all whichever of them
 * it was sent to. The jobs of that one fail; the others lose their requests, and ask again once software has
 * enabled PRI again.
 */
export class PciFunction implements EndpointPort, Endpoint {
	readonly requesterId: number;
	readonly capabilities: Capabilities;
	readonly counters = new FunctionCounters();
	readonly dma: DmaEngine;
	readonly #latency = new LatencyHistogram();
	readonly #shared: SharedTables;
	readonly #atc: AddressTranslationCache;
	readonly #requests: PageRequests;
	/** Only where PRI is shared. */
	readonly #credits: SharedCredits | undefined;
	readonly #pages: PageAccess;
	readonly #flow: AccessFlow;
	readonly #gate: InvalidationGate;
	readonly #injected: InjectedAccesses;
	readonly #sendsPrivateData: boolean;
	/** Where it does, and is attached. */
	#private: PrivateDataPort | undefined;
	#iommu: IommuModel | undefined;
	readonly interrupts: InterruptTable;
	readonly #stop: FaultStop | undefined;
	readonly #physical: PciFunction | undefined;
	readonly #virtual: PciFunction[] = [];
	readonly #memory: PhysicalMemory;
	readonly #now: () => number;
	readonly #later: ((fn: () => void) => void) | undefined;

	/**
	 * `now` gives milliseconds. `later`, when given, calls back after the running code; without it a request
	 * that is answered SUCCESS while it is sent (a full queue) is retried at once. `shared` is the machine's; a
	 * function without has its own. `physical` is for `addVirtualFunction` alone.
	 */
	constructor(
		config: PciFunctionConfig,
		memory: PhysicalMemory,
		now: () => number,
		later?: (fn: () => void) => void,
		shared = new SharedTables(),
		physical?: PciFunction,
	) {
		const { requesterId, pagesPerGroup = 1, livelockLimit = DEFAULT_LIVELOCK_LIMIT } = config;
		if (!Number.isInteger(requesterId) || requesterId < 0 || requesterId > 0xffff)
			throw new RangeError(`requester id ${requesterId} is outside 16 bits`);
		atLeastOne(pagesPerGroup, 'pages per group');
		atLeastOne(livelockLimit, 'livelock limit');
		this.requesterId = requesterId;
		this.#sendsPrivateData = config.privateData ?? false;
		this.#shared = shared;
		this.#memory = memory;
		this.#now = now;
		this.#later = later;
		this.#physical = physical;
		this.#atc = new AddressTranslationCache(config.atcEntries ?? DEFAULT_ATC_ENTRIES, shared.slab);
		if (physical !== undefined) this.#credits = physical.#credits;
		else if (config.virtualFunctions) this.#credits = new SharedCredits();
		this.#requests =
			this.#credits === undefined
				? new PageRequests(shared.slab)
				: new SharedPageRequests(shared.slab, this.#credits);
		this.#gate = new InvalidationGate(this.#atc, this.counters);
		const events: CapabilityEvents = {
			atsEnabled: () => this.#atc.clear(),
			priEnabled: (allocation) => this.#requests.allocate(allocation),
			priIdle: () => this.#requests.groups === 0,
			priReset: () => {
				// What waits for the end of another's failure has no request in the interface.
				const waits = this.capabilities.asksForPages && !this.capabilities.priActive;
				if (!waits) this.#flow.failAll('reset', 'the page request interface was reset');
			},
			priFailed: () => {
				this.counters.sharedFailures++;
				this.#credits?.allocate(0);
				this.#flow.hold();
			},
			changed: () => this.#flow.changed(),
		};
		this.capabilities = new Capabilities(config, events, physical?.capabilities);
		this.#pages = new PageAccess(memory, this.capabilities, this.#atc, this.counters);
		this.#flow = new AccessFlow({
			shared,
			pages: this.#pages,
			capabilities: this.capabilities,
			requests: this.#requests,
			counters: this.counters,
			latency: this.#latency,
			pagesPerGroup,
			livelockLimit,
			now,
			later,
		});
		this.#stop = config.onFault === 'stop' ? new FaultStop(this.#flow, this.counters) : undefined;
		this.dma = new DmaEngine(this.#stop ?? this.#flow, shared.jobs);
		this.interrupts = new InterruptTable(config.vectors ?? DEFAULT_VECTORS, this.counters);
		this.#injected = new InjectedAccesses({
			jobs: this.#flow.jobs,
			pool: shared.jobs,
			rows: shared.accesses,
			requests: this.#requests,
			counters: this.counters,
			now,
			changed: () => this.#flow.changed(),
		});
		this.#credits?.add({
			requests: this.#requests,
			busy: () => this.#flow.jobs.active > 0,
			changed: () => this.#flow.changed(),
		});
	}

	/**
	 * Makes a virtual function, on the same memory and clock; it is to be attached by itself. Throws when this
	 * function can have none.
	 */
	addVirtualFunction(config: VirtualFunctionConfig): PciFunction {
		if (this.#credits === undefined || this.#physical !== undefined)
			throw new Error(`function ${hex(this.requesterId)} was made without virtual functions`);
		const whole = {
			...config,
			pri: false,
			pasidWidth: 0,
			priCapacity: 0,
			responsePasidRequired: false,
		};
		const made = new PciFunction(whole, this.#memory, this.#now, this.#later, this.#shared, this);
		this.#virtual.push(made);
		return made;
	}

	get sourceId(): number {
		return this.requesterId;
	}

	/** The function whose PRI and PASID settings this virtual function uses; undefined for a physical one. */
	get physicalFunction(): PciFunction | undefined {
		return this.#physical;
	}

	get halted(): boolean {
		return this.#stop?.halted ?? false;
	}

	/**
	 * Time from a group's last page request to its response, in microseconds, up to now. To be read here
	 * anew each time: what came meanwhile may not be in it yet.
	 */
	get latency(): LatencyHistogram {
		this.#shared.latencies.settle();
		return this.#latency;
	}

	/** Page requests, and groups of them, that have no response. */
	get outstandingRequests(): number {
		return this.#requests.outstanding;
	}

	get outstandingGroups(): number {
		return this.#requests.groups;
	}

	get port(): IommuPort | undefined {
		return this.#pages.port;
	}

	get highestPasid(): number {
		return this.capabilities.pasidLimit;
	}

	/** Translations in the ATC. */
	get cachedTranslations(): number {
		return this.#atc.size;
	}

	/** Puts the function behind an IOMMU. */
	attach(iommu: IommuModel): void {
		if (this.#iommu !== undefined)
			throw new Error(`function ${hex(this.requesterId)} is attached already; detach it first`);
		const direct = iommu.connect(this.requesterId, this);
		this.#private = this.#sendsPrivateData
			? new PrivateDataPort(direct, this.requesterId)
			: undefined;
		const port = this.#private ?? direct;
		this.#pages.port = port;
		this.interrupts.port = port;
		this.#iommu = iommu;
	}

	/**
	 * Hot unplug: takes the function from the IOMMU, and resets it; virtual functions go before their physical
	 * one. Harmless when not attached.
	 */
	detach(): void {
		for (const each of this.#virtual) each.detach();
		const iommu = this.#iommu;
		if (iommu === undefined) return;
		this.#iommu = undefined;
		this.#pages.port = undefined;
		this.interrupts.port = undefined;
		// First: what it still has to complete would let the IOMMU go on, and answer groups that nobody knows any more.
		iommu.disconnect(this.requesterId);
		this.#throwAway('the function was detached');
	}

	/** Reads 1, 2 or 4 bytes of configuration space at an offset that is a multiple of the size. */
	configRead(offset: number, size: 1 | 2 | 4): number {
		return this.capabilities.read(offset, size);
	}

	/** Writes configuration space; what the rules in `Capabilities` do not allow is ignored. */
	configWrite(offset: number, size: 1 | 2 | 4, value: number): void {
		this.capabilities.write(offset, size, value);
	}

	/**
	 * Function-level reset: capabilities as at power-on, ATC empty, jobs in flight fail with `reset`. The
	 * groups that were outstanding are forgotten: a later response to one finds no such index. Virtual functions
	 * are reset with their physical one; the reset of a virtual one leaves PRI and PASID as they are.
	 */
	reset(): void {
		this.#throwAway('the function was reset');
		for (const each of this.#virtual) each.#throwAway('its physical function was reset');
	}

	/**
	 * The device stops using a PASID: its jobs fail with `reset` (those with requests outstanding once these
	 * are answered), its translations are dropped, and the stop marker follows its last page request.
	 */
	stopPasid(pasid: number): void {
		checkPasid(pasid);
		if (pasid === NO_PASID) throw new RangeError('only requests with a PASID have a stop marker');
		this.#atc.invalidate(pasid, 0, Number.POSITIVE_INFINITY, false);
		this.#flow.stop(pasid);
	}

	/**
	 * Fault injection: from now on Invalidate Requests wait, unprocessed and without completion, as in a device
	 * that still uses the old translations; `resumeInvalidations` processes them in order. A reset does so too.
	 * `held` is told of each that waits.
	 */
	pauseInvalidations(held?: () => void): void {
		this.#gate.pause(held);
	}

	accessUntranslated(pasid: number, page: number, access: number, done: DmaDone): boolean {
		const { port } = this;
		if (port === undefined || pasid > this.highestPasid) return false;
		this.#injected.access(port, pasid, page, access, done);
		return true;
	}

	/** Whether it can use a PRI, its own or its physical function's. */
	get hasPageRequests(): boolean {
		return this.capabilities.hasPageRequests;
	}

	/** How many pages `askForPages` may ask for now; with an open group, only more of that. */
	get credit(): number {
		if (!this.capabilities.priActive || !this.capabilities.atsActive) return 0;
		return this.openGroupPasid === undefined ? this.#requests.credit : this.#requests.spare;
	}

	/** PASID of the group that `askForPages` left open; undefined: there is none. */
	get openGroupPasid(): number | undefined {
		return this.#injected.openPasid;
	}

	/**
	 * Fault injection: page requests for `pages` pages (at most `credit`) from `page` on, in one group, whatever they translate
	 * to; see `InjectedAccesses.ask`. Returns the group's index; -1, and nothing has happened: not attached, no such
	 * PASID, PRI is off, not so much credit, or the group that is open is of another PASID.
	 */
	askForPages(
		pasid: number,
		page: number,
		pages: number,
		access: number,
		last: boolean,
		done: DmaDone,
	): number {
		const { port } = this;
		if (port === undefined || pasid > this.highestPasid || pages > this.credit) return -1;
		if ((this.openGroupPasid ?? pasid) !== pasid) return -1;
		return this.#injected.ask(port, pasid, page, pages, access, last, done);
	}

	resumeInvalidations(): void {
		this.#gate.resume();
	}

	/** Invalidate Request of the IOMMU. */
	invalidate(pasid: number, page: number, pages: number, global: boolean, done: () => void): void {
		this.#gate.invalidate(pasid, page, pages, global, done);
	}

	/** PRG Response of the IOMMU; codes 2 to F are Response Failure, whatever their index. */
	pageResponse(pasid: number, prgIndex: number, code: number): void {
		const { capabilities, counters } = this;
		const credits = this.#credits;
		credits?.beforeResponse(this.#requests);
		const failure = code !== PrgResponse.SUCCESS && code !== PrgResponse.INVALID;
		if (capabilities.ignoresResponses || (failure && capabilities.priStopped)) {
			counters.responsesIgnored++;
		} else if (failure) {
			counters.responsesFailure++;
			capabilities.failResponse();
			this.#flow.failAll('failure', 'Response Failure; page requests are off until PRI is enabled');
		} else if (!this.#requests.matches(pasid, prgIndex, capabilities.responsePasidRequired)) {
			counters.responsesUnexpected++;
			capabilities.unexpectedResponse();
		} else {
			const success = code === PrgResponse.SUCCESS;
			if (success) counters.responsesSuccess++;
			else counters.responsesInvalid++;
			this.#flow.answered(prgIndex, success);
		}
		credits?.afterResponse();
	}

	/** The response to a request with private data: unexpected, unless it is what went with the request. */
	privateResponse(pasid: number, prgIndex: number, code: number, data: PrivateData): void {
		if (this.#private?.isOwn(prgIndex, data) === true) {
			this.counters.privateResponses++;
			this.pageResponse(pasid, prgIndex, code);
			return;
		}
		this.counters.responsesUnexpected++;
		this.capabilities.unexpectedResponse();
	}

	/** Hint of the IOMMU: reads what `pageResponse` will use. */
	expectResponse(prgIndex: number): void {
		this.#shared.touched =
			this.#requests.touch(prgIndex) +
			this.#flow.touch() +
			this.counters.responsesSuccess +
			this.capabilities.stu;
	}

	#throwAway(why: string): void {
		this.#stop?.clear();
		this.interrupts.reset();
		this.capabilities.reset();
		this.#atc.clear();
		this.#flow.failAll('reset', why);
		this.#gate.resume();
		if (this.#credits === undefined) return;
		this.capabilities.drained();
		this.#credits.serve();
	}
}

function atLeastOne(value: number, what: string): void {
	if (!Number.isInteger(value) || value < 1)
		throw new RangeError(`${what}: ${value} is no integer from 1`);
}

function hex(requesterId: number): string {
	return `0x${requesterId.toString(16).padStart(4, '0')}`;
}
