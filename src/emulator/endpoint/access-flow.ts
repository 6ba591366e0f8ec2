import type { LatencyHistogram } from '../latency-histogram.js';
import { type AccessTable, RowList } from './access-table.js';
import type { Capabilities } from './capabilities.js';
import type { FunctionCounters } from './counters.js';
import { type DmaErrorKind, type DmaJob, JobQueue } from './dma-job.js';
import type { LatencyLog } from './latency-log.js';
import { kindOf, type PageAccess, PageOutcome, reasonOf } from './page-access.js';
import type { PageRequests } from './page-requests.js';
import type { SharedTables } from './shared-tables.js';

/**
 * A SUCCESS that the IOMMU gives by itself because its queue is full counts this much less towards the
 * livelock limit than one of software: it says "ask again", not "the page is there".
 */
const BUSY_ANSWERS = 64;

export interface FlowParts {
	readonly shared: SharedTables;
	readonly pages: PageAccess;
	readonly capabilities: Capabilities;
	readonly requests: PageRequests;
	readonly counters: FunctionCounters;
	readonly latency: LatencyHistogram;
	readonly pagesPerGroup: number;
	readonly livelockLimit: number;
	/** Milliseconds; read for each group that is sent and each response. */
	readonly now: () => number;
	/**
	 * Calls back after the running code. With it, a group that is answered SUCCESS while it is being sent
	 * is retried later, so that software can make room in a full queue first.
	 */
	readonly later: ((fn: () => void) => void) | undefined;
}

/**
 * Drives the accesses of a function in order of arrival and holds them back:
 *
 *   jobs --issue--> access --missing--> group sent --SUCCESS--> ready --retry--> access
 *                                          ^                                        |
 *                                          +---------- asked (no credit) <--missing-+
 *
 * Retries go before new pages, and a new page is asked for only when a credit and a PRG index are free, so
 * the rows in use are bounded by the PRI allocation; what waits behind them is only a cursor in its job.
 * Nothing is lost: a row is in exactly one of a group, `ready`, `asked`, `parked` and `forming`, or in hand.
 *
 * The IOMMU may call back at any time, even while a request is being sent. Such calls change state but
 * never start a second loop (`#pumping`); `#epoch` tells the loop that everything was thrown away.
 */
export class AccessFlow {
	readonly jobs: JobQueue;
	readonly #pages: PageAccess;
	readonly #capabilities: Capabilities;
	readonly #requests: PageRequests;
	readonly #counters: FunctionCounters;
	readonly #latency: LatencyHistogram;
	readonly #latencies: LatencyLog;
	readonly #pagesPerGroup: number;
	readonly #livelockLimit: number;
	readonly #now: () => number;
	readonly #later: ((fn: () => void) => void) | undefined;
	readonly #rows: AccessTable;
	/** Answered SUCCESS: to be translated again. */
	readonly #ready = new RowList();
	/** Still missing: to be asked for again when credit allows. */
	readonly #asked = new RowList();
	/** Answered SUCCESS while being sent: ready when `later` calls. */
	readonly #parked = new RowList();
	/** The group being gathered: neighbouring pages of one job. */
	readonly #forming = new RowList();
	/** PASIDs whose stop marker waits until the group being sent is complete. */
	readonly #stopped: number[] = [];
	#unparking = false;
	/** The first page of the head job needs a credit and there is none. */
	#blocked = false;
	#pumping = false;
	#again = false;
	#epoch = 0;
	/** The row that is being retried, in no list meanwhile; or -1. */
	#inHand = -1;
	/** PRG index of the group being sent, or -1. */
	#sending = -1;

	constructor(parts: FlowParts) {
		this.#pages = parts.pages;
		this.#capabilities = parts.capabilities;
		this.#requests = parts.requests;
		this.#counters = parts.counters;
		this.#latency = parts.latency;
		this.#latencies = parts.shared.latencies;
		this.#pagesPerGroup = parts.pagesPerGroup;
		this.#livelockLimit = parts.livelockLimit;
		this.#now = parts.now;
		this.#later = parts.later;
		this.#rows = parts.shared.accesses;
		this.jobs = new JobQueue(parts.shared.jobs, parts.counters);
	}

	/** Takes over a job; its `done` is called exactly once, perhaps before this returns. */
	submit(job: DmaJob): void {
		this.jobs.add(job);
		this.#pump();
	}

	/** How accesses are made has changed: waiting ones are looked at again. */
	changed(): void {
		this.#blocked = false;
		this.#pump();
	}

	/** Reads what an answer will use. */
	touch(): number {
		const lists = this.#ready.length + this.#asked.length + this.#parked.length;
		return lists + this.#forming.length + this.jobs.active + this.#pages.touch();
	}

	/** The response of an outstanding group: SUCCESS, or Invalid Request. */
	answered(index: number, success: boolean): void {
		const requests = this.#requests;
		const later = this.#later;
		const sentAt = requests.sentAt(index);
		let row = requests.head(index);
		const count = requests.count(index);
		requests.close(index);
		this.#latencies.add(this.#latency, (this.#now() - sentAt) * 1000);
		this.#blocked = false;
		const busy = success && later !== undefined && index === this.#sending;
		for (let left = count; left > 0; left--) {
			const next = this.#rows.next(row);
			if (!success) this.#drop(row, 'invalid', 'the page request was answered Invalid Request');
			else {
				this.#rows.answered(row, busy);
				this.#rows.push(busy ? this.#parked : this.#ready, row);
			}
			row = next;
		}
		if (this.#parked.length > 0 && !this.#unparking && later !== undefined) {
			this.#unparking = true;
			later(this.#unpark);
		}
		if (requests.groups === 0) this.#capabilities.drained();
		this.#pump();
	}

	/** Fails every job at once and forgets all groups: Response Failure, resets, detaching. */
	failAll(kind: DmaErrorKind, why: string): void {
		this.#epoch++;
		if (this.#inHand >= 0) this.#drop(this.#inHand, kind, why);
		this.#inHand = -1;
		this.#recall();
		for (const list of [this.#ready, this.#asked, this.#parked, this.#forming]) {
			this.#dropAll(list.head, list.length, kind, why);
			this.#rows.forget(list);
		}
		this.#stopped.length = 0;
		this.jobs.failAll(kind, why);
		this.changed();
	}

	/**
	 * PRI was stopped for another function's sake: nobody answers what is outstanding any more. Its pages, and what is
	 * found missing meanwhile, are asked for when PRI is on again; the caller sees to it that there is no credit before.
	 */
	hold(): void {
		this.#recall();
		this.changed();
	}

	/**
	 * Gives up the jobs of a PASID and sends its stop marker behind the requests already sent. Those still
	 * hold their credits until they are answered; the jobs end then.
	 */
	stop(pasid: number): void {
		this.jobs.failAll('reset', 'the PASID was stopped', pasid);
		if (this.#sending >= 0) this.#stopped.push(pasid);
		else this.#sendStopMarker(pasid);
		this.changed();
	}

	readonly #unpark = (): void => {
		this.#unparking = false;
		this.#rows.append(this.#ready, this.#parked);
		this.#pump();
	};

	/**
	 * Does everything that can be done now. Callbacks run between the rounds, never inside one; what they
	 * start or change asks for another round by itself. A round looks before it calls: most find one row.
	 */
	#pump(): void {
		this.#again = true;
		if (this.#pumping) return;
		this.#pumping = true;
		try {
			while (this.#again) {
				this.#again = false;
				if (this.#ready.length > 0) this.#retry();
				if (this.#asked.length > 0) this.#askAgain();
				if (this.jobs.head !== undefined) this.#issue();
				this.jobs.runFinished();
				if (this.#ready.length > 0) this.#again = true;
			}
		} finally {
			this.#pumping = false;
		}
	}

	/** Translates again what was answered SUCCESS. */
	#retry(): void {
		const counters = this.#counters;
		const pages = this.#pages;
		const livelockLimit = this.#livelockLimit;
		const rows = this.#rows;
		for (;;) {
			const row = rows.shift(this.#ready);
			if (row < 0) return;
			const job = rows.job(row);
			if (job.error !== undefined) {
				this.#release(row, job);
				continue;
			}
			counters.retries++;
			const epoch = this.#epoch;
			this.#inHand = row;
			const outcome = pages.perform(job, rows.index(row));
			if (epoch !== this.#epoch) return;
			this.#inHand = -1;
			if (outcome === PageOutcome.MISSING) {
				const answers = rows.answers(row);
				const busy = rows.busyAnswers(row);
				if (answers < livelockLimit && busy < livelockLimit * BUSY_ANSWERS) {
					rows.push(this.#asked, row);
					continue;
				}
				counters.livelocks++;
				this.#drop(row, 'livelock', `answered SUCCESS ${answers + busy} times and still missing`);
			} else if (outcome === PageOutcome.DONE) this.#release(row, job);
			else this.#drop(row, kindOf(outcome), reasonOf(outcome));
		}
	}

	/** Asks once more for pages that are still missing, as far as credit goes. */
	#askAgain(): void {
		const requests = this.#requests;
		const rows = this.#rows;
		const asked = this.#asked;
		if (!this.#capabilities.asksForPages) rows.append(this.#ready, asked);
		while (asked.length > 0 && requests.credit > 0) {
			const limit = Math.min(this.#pagesPerGroup, requests.credit);
			let row = rows.shift(asked);
			for (;;) {
				rows.push(this.#forming, row);
				const next = asked.head;
				if (this.#forming.length === limit || next < 0) break;
				if (rows.job(next) !== rows.job(row) || rows.index(next) !== rows.index(row) + 1) break;
				row = rows.shift(asked);
			}
			this.#send();
		}
	}

	/**
	 * Accesses new pages, job by job. Without credit only what the ATC holds goes on: a translation request
	 * whose answer could not be followed up is not sent.
	 */
	#issue(): void {
		const pages = this.#pages;
		const requests = this.#requests;
		const { jobs } = this;
		const forming = this.#forming;
		for (;;) {
			const job = jobs.head;
			if (job === undefined || this.#blocked || this.#waiting() > 0) break;
			const index = job.issued;
			if (requests.credit === 0 && !pages.needsNoCredit(job, index)) {
				this.#blocked = true;
				break;
			}
			const epoch = this.#epoch;
			const outcome = pages.perform(job, index);
			if (epoch !== this.#epoch) return;
			// A job that was stopped meanwhile is not the head any more.
			const grows = jobs.head === job && this.#settle(job, index, outcome);
			if (!grows && forming.length > 0) this.#send();
		}
		if (forming.length > 0) this.#send();
	}

	/** Takes note of how a new page went; returns whether the group being gathered may grow. */
	#settle(job: DmaJob, index: number, outcome: PageOutcome): boolean {
		const { jobs } = this;
		const forming = this.#forming;
		if (outcome === PageOutcome.DONE) {
			jobs.advance(job);
			return false;
		}
		if (outcome !== PageOutcome.MISSING) {
			jobs.fail(job, kindOf(outcome), job.firstPage + index, reasonOf(outcome));
			return false;
		}
		this.#rows.push(forming, this.#rows.take(job, index));
		job.inFlight++;
		jobs.advance(job);
		const limit = Math.min(this.#pagesPerGroup, this.#requests.credit);
		return jobs.head === job && forming.length < limit;
	}

	/** Rows that go before new pages. */
	#waiting(): number {
		return this.#ready.length + this.#asked.length + this.#parked.length;
	}

	/**
	 * Sends the forming group. When the IOMMU called back meanwhile and took away what the group needs,
	 * its rows are looked at again instead. While PRI is stopped for another's sake there is no credit.
	 */
	#send(): void {
		const requests = this.#requests;
		const counters = this.#counters;
		const { port } = this.#pages;
		const rows = this.#rows;
		const forming = this.#forming;
		let row = forming.head;
		const job = rows.job(row);
		if (
			port === undefined ||
			!this.#capabilities.asksForPages ||
			job.error !== undefined ||
			forming.length > requests.credit
		) {
			rows.append(this.#ready, forming);
			return;
		}
		const index = requests.open(job.pasid, forming.length, row);
		let left = forming.length;
		rows.forget(forming);
		counters.groups++;
		this.#sending = index;
		for (;;) {
			// Read first: an answer that comes during the call moves the row.
			const next = rows.next(row);
			const last = left === 1;
			if (last) requests.seal(index, this.#now());
			counters.pageRequests++;
			port.pageRequest(job.pasid, job.firstPage + rows.index(row), job.access, index, last);
			if (last || this.#sending !== index) break;
			row = next;
			left--;
		}
		this.#sending = -1;
		while (this.#stopped.length > 0) this.#sendStopMarker(this.#stopped.shift()!);
	}

	/** Forgets all groups, one that is being sent among them: their rows are to be asked for again. */
	#recall(): void {
		const requests = this.#requests;
		const rows = this.#rows;
		this.#sending = -1;
		for (let index = 0; requests.groups > 0; index++) {
			let row = requests.head(index);
			const count = requests.count(index);
			if (count > 0) requests.close(index);
			for (let left = count; left > 0; left--) {
				const next = rows.next(row);
				rows.push(this.#asked, row);
				row = next;
			}
		}
	}

	/** A PASID that never could ask for pages needs no marker. */
	#sendStopMarker(pasid: number): void {
		const { port } = this.#pages;
		if (port === undefined || !this.#capabilities.priActive) return;
		this.#counters.stopMarkers++;
		port.stopMarker(pasid);
	}

	/** The row's page is dealt with. */
	#release(row: number, job: DmaJob): void {
		this.#rows.release(row);
		this.jobs.landed(job);
	}

	#dropAll(head: number, count: number, kind: DmaErrorKind, why: string): void {
		let row = head;
		for (let left = count; left > 0; left--) {
			const next = this.#rows.next(row);
			this.#drop(row, kind, why);
			row = next;
		}
	}

	/** The row's page failed, and its job with it. */
	#drop(row: number, kind: DmaErrorKind, why: string): void {
		const job = this.#rows.job(row);
		this.jobs.fail(job, kind, job.firstPage + this.#rows.index(row), why);
		this.#release(row, job);
	}
}
