import { type IommuPort, StallEnd, Translation } from '../iommu/contract.js';
import type { LatencyHistogram } from '../latency-histogram.js';
import type { PhysicalMemory } from '../memory.js';
import { type AccessTable, RowList } from './access-table.js';
import type { FunctionCounters } from './counters.js';
import { type DmaErrorKind, type DmaJob, JobQueue } from './dma-job.js';
import type { StoppableFlow } from './fault-stop.js';
import type { LatencyLog } from './latency-log.js';
import { discardPage, movePage } from './page-copy.js';
import type { SharedTables } from './shared-tables.js';
import { ABANDONED, StallTable } from './stall-table.js';

const ABORTED = 'the access was aborted by the IOMMU or by memory';

export interface StallFlowParts {
	readonly shared: SharedTables;
	readonly memory: PhysicalMemory;
	readonly counters: FunctionCounters;
	readonly latency: LatencyHistogram;
	/** Accesses that may be stalled at a time. */
	readonly outstanding: number;
	/** Highest PASID of an access; NO_PASID when it can carry none. */
	readonly highestPasid: number;
	readonly livelockLimit: number;
	/** Milliseconds; read when an access stalls and when its stall ends. */
	readonly now: () => number;
}

/**
 * Drives the untranslated accesses of a platform device in order of arrival, and holds back those that the
 * IOMMU stalls:
 *
 *   jobs --issue--> access --STALLED--> stalled --RETRY--> ready --access again--> ...
 *                      |                   |
 *                      +--> moved          +--> ABORT: the job fails; DISCARD: zeros, or nothing written
 *
 * Retries go before new pages, and a new page is accessed only while less than `outstanding` are stalled; what
 * waits behind them is only a cursor in its job. A row is in `ready`, in the table of stalls, or in hand.
 *
 * An access that stalls again after `livelockLimit` retries fails its job. As after a reset, the IOMMU still
 * holds it: it is abandoned, and keeps its place until the IOMMU lets go of it.
 *
 * The IOMMU may call back at any time, even within an access and before it has told the stall's name. Such
 * calls never start a second loop (`#pumping`); `#epoch` tells the loop that everything was thrown away.
 */
export class StallFlow implements StoppableFlow {
	readonly jobs: JobQueue;
	/** Highest PASID of an access; NO_PASID when it can carry none. */
	readonly highestPasid: number;
	/** The way to the IOMMU; undefined while the device is not attached. */
	port: IommuPort | undefined;
	readonly #memory: PhysicalMemory;
	readonly #counters: FunctionCounters;
	readonly #latency: LatencyHistogram;
	readonly #latencies: LatencyLog;
	readonly #livelockLimit: number;
	readonly #now: () => number;
	readonly #rows: AccessTable;
	readonly #stalls: StallTable;
	/** To be accessed again. */
	readonly #ready = new RowList();
	/** Names and ends of stalls that ended within the access that made them, in pairs. */
	readonly #early: number[] = [];
	#accessing = false;
	#pumping = false;
	#again = false;
	#epoch = 0;

	constructor(parts: StallFlowParts) {
		this.#memory = parts.memory;
		this.#counters = parts.counters;
		this.#latency = parts.latency;
		this.#latencies = parts.shared.latencies;
		this.highestPasid = parts.highestPasid;
		this.#livelockLimit = parts.livelockLimit;
		this.#now = parts.now;
		this.#rows = parts.shared.accesses;
		this.#stalls = new StallTable(parts.outstanding);
		this.jobs = new JobQueue(parts.shared.jobs, parts.counters);
	}

	/** Accesses that the IOMMU holds, with those that were abandoned. */
	get stalled(): number {
		return this.#stalls.size;
	}

	submit(job: DmaJob): void {
		this.jobs.add(job);
		this.#pump();
	}

	changed(): void {
		this.#pump();
	}

	/**
	 * Takes over a job of one page and accesses it before everything that waits. False: as many accesses are stalled as
	 * may be; the job is as if it had never been.
	 */
	accessNow(job: DmaJob): boolean {
		if (this.#stalls.size >= this.#stalls.capacity) return false;
		this.jobs.addInFlight(job);
		this.#access(job, 0, this.#rows.take(job, 0));
		this.#pump();
		return true;
	}

	/** The IOMMU let go of a stalled access. */
	ended(stall: number, end: StallEnd): void {
		const stalls = this.#stalls;
		const slot = stalls.find(stall);
		if (slot < 0) {
			if (this.#accessing) this.#early.push(stall, end);
			else this.#counters.responsesUnexpected++;
			return;
		}
		this.#latencies.add(this.#latency, (this.#now() - stalls.time(slot)) * 1000);
		this.#land(stalls.remove(slot), end);
		this.#pump();
	}

	/** Fails every job at once. What is stalled stays so, abandoned, unless the IOMMU has forgotten it. */
	failAll(kind: DmaErrorKind, why: string, forgotten: boolean): void {
		this.#epoch++;
		const stalls = this.#stalls;
		for (let slot = 0; slot < stalls.capacity; slot++) {
			const row = stalls.abandon(slot);
			if (row >= 0) this.#drop(row, kind, why);
		}
		if (forgotten) stalls.clear();
		for (let row = this.#rows.shift(this.#ready); row >= 0; row = this.#rows.shift(this.#ready))
			this.#drop(row, kind, why);
		this.jobs.failAll(kind, why);
		this.#pump();
	}

	/** Gives up the jobs of a PASID; those with stalled accesses end when these have ended. */
	stop(pasid: number): void {
		this.jobs.failAll('reset', 'the PASID was stopped', pasid);
		this.#pump();
	}

	/** Does everything that can be done now; `done` is called between the rounds, never inside one. */
	#pump(): void {
		this.#again = true;
		if (this.#pumping) return;
		this.#pumping = true;
		try {
			while (this.#again) {
				this.#again = false;
				this.#retry();
				this.#issue();
				this.jobs.runFinished();
				if (this.#ready.length > 0) this.#again = true;
			}
		} finally {
			this.#pumping = false;
		}
	}

	/** Accesses again what was answered RETRY. */
	#retry(): void {
		const rows = this.#rows;
		for (let row = rows.shift(this.#ready); row >= 0; row = rows.shift(this.#ready)) {
			const job = rows.job(row);
			if (job.error !== undefined) this.#release(row);
			else {
				this.#counters.retries++;
				this.#access(job, rows.index(row), row);
			}
		}
	}

	/** Accesses new pages, job by job, while one more could be stalled. */
	#issue(): void {
		const { jobs } = this;
		while (this.#ready.length === 0 && this.#stalls.size < this.#stalls.capacity) {
			const job = jobs.head;
			if (job === undefined) return;
			// In flight during the access, so that the job cannot end within it.
			const row = this.#rows.take(job, job.issued);
			job.inFlight++;
			jobs.advance(job);
			this.#access(job, this.#rows.index(row), row);
		}
	}

	/** Accesses the page of a row that is in no list. */
	#access(job: DmaJob, index: number, row: number): void {
		const { port } = this;
		const counters = this.#counters;
		if (port === undefined || job.pasid > this.highestPasid) {
			this.#drop(row, 'not-enabled', 'not attached, or the device has no such PASID');
			return;
		}
		counters.untranslated++;
		const epoch = this.#epoch;
		this.#accessing = true;
		const result = port.access(job.pasid, job.firstPage + index, job.access);
		this.#accessing = false;
		const gone = epoch !== this.#epoch;
		if (result === Translation.STALLED) {
			if (port === this.port) this.#stalled(row, port.stall, gone);
		} else if (!gone) {
			if (result === Translation.DISCARDED) discardPage(job, index, counters);
			const moved =
				result === Translation.DISCARDED ||
				(result === Translation.OK && movePage(this.#memory, job, index, port.frame, counters));
			if (moved) this.#release(row);
			else this.#drop(row, 'aborted', ABORTED);
		}
		if (gone) this.#drop(row, 'reset', 'the device was reset');
		for (; this.#early.length > 0; this.#early.length -= 2) counters.responsesUnexpected++;
	}

	/** The IOMMU holds the row's access under this name, or did until a moment ago. */
	#stalled(row: number, name: number, gone: boolean): void {
		const counters = this.#counters;
		const rows = this.#rows;
		counters.stalls++;
		const livelock = !gone && rows.answers(row) >= this.#livelockLimit;
		this.#stalls.add(name, gone || livelock ? ABANDONED : row, this.#now());
		if (livelock) {
			counters.livelocks++;
			this.#drop(row, 'livelock', `retried ${rows.answers(row)} times and still stalled`);
		}
		const early = this.#early;
		for (let i = 0; i < early.length; i += 2) {
			if (early[i] !== name) continue;
			const end = early[i + 1] as StallEnd;
			early.splice(i, 2);
			this.ended(name, end);
			return;
		}
	}

	/** A stall ended; the row waits for nothing now. */
	#land(row: number, end: StallEnd): void {
		const counters = this.#counters;
		if (end === StallEnd.RETRY) counters.stallsRetried++;
		else if (end === StallEnd.ABORT) counters.stallsAborted++;
		else counters.stallsDiscarded++;
		if (row === ABANDONED) return;
		const rows = this.#rows;
		if (end === StallEnd.ABORT) this.#drop(row, 'aborted', ABORTED);
		else if (end === StallEnd.DISCARD) {
			discardPage(rows.job(row), rows.index(row), counters);
			this.#release(row);
		} else {
			rows.answered(row, false);
			rows.push(this.#ready, row);
		}
	}

	/** The row's page is dealt with. */
	#release(row: number): void {
		const job = this.#rows.job(row);
		this.#rows.release(row);
		this.jobs.landed(job);
	}

	/** The row's page failed, and its job with it. */
	#drop(row: number, kind: DmaErrorKind, why: string): void {
		const job = this.#rows.job(row);
		this.jobs.fail(job, kind, job.firstPage + this.#rows.index(row), why);
		this.#release(row);
	}
}
