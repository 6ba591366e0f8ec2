import { NO_PASID } from '../iommu/contract.js';
import { PAGE_SIZE } from '../memory.js';
import type { FunctionCounters } from './counters.js';

/**
 * Why a job ended without success:
 *
 * - `invalid`: the page request was answered Invalid Request.
 * - `failure`: Response Failure; the function's page requests are off until PRI is enabled again.
 * - `aborted`: Completer Abort, or an untranslated access that the IOMMU did not let pass.
 * - `unsupported`: Unsupported Request; the function does not use ATS until it is enabled again.
 * - `livelock`: SUCCESS came again and again and the page was still missing.
 * - `reset`: the function or its PRI was reset, it was detached, or the PASID was stopped.
 * - `not-enabled`: the request must not be sent: no IOMMU, PASID or permission not enabled.
 * - `halted`: the DMA engine stopped at a fault, perhaps of another job, and was not reset since.
 */
export type DmaErrorKind =
	| 'invalid'
	| 'failure'
	| 'aborted'
	| 'unsupported'
	| 'livelock'
	| 'reset'
	| 'not-enabled'
	| 'halted';

export interface DmaError {
	readonly kind: DmaErrorKind;
	/** Page number of the access that failed first. */
	readonly page: number;
	/** `Access` bits that it wanted. */
	readonly access: number;
	readonly message: string;
}

/** Called once, when no page of the job is in flight any more. It must not throw. */
export type DmaDone = (error: DmaError | undefined) => void;

/**
 * One read, write or touch of a device: a range of pages that are accessed in ascending order. Made by a
 * `JobPool` and given back to it when `done` is called: nobody may keep one longer.
 */
export class DmaJob {
	pasid = NO_PASID;
	access = 0;
	firstPage = 0;
	pages = 0;
	/** Pages [0, issued) were accessed or are in flight. */
	issued = 0;
	/** Pages that wait for a response or a retry. */
	inFlight = 0;
	finished = false;
	/** Whether bytes go from the device into memory. */
	toMemory = false;
	/** Byte of the first page at which the range starts. */
	offset = 0;
	/** The device's side of the copy; undefined for a touch, which moves nothing. */
	buffer: Uint8Array | undefined;
	error: DmaError | undefined;
	previous: DmaJob | undefined;
	next: DmaJob | undefined;
	done: DmaDone = nobody;
}

function nobody(): void {}

/** Jobs that a pool keeps for use again; what is beyond is left to the garbage collector. */
const MOST_SPARE = 4096;

/**
 * Jobs for use again, for all functions of a machine: the one that was used last is the next, so that its
 * lines of memory are at hand. A new object for each access was 25 ns more, half of it in garbage collection.
 */
export class JobPool {
	/** Linked through `next`. */
	#spare: DmaJob | undefined;
	#count = 0;

	/** A touch of one page, or a copy to or from `buffer`; nothing of it has begun. */
	take(
		pasid: number,
		access: number,
		firstPage: number,
		offset: number,
		buffer: Uint8Array | undefined,
		toMemory: boolean,
		done: DmaDone,
	): DmaJob {
		let job = this.#spare;
		if (job === undefined) job = new DmaJob();
		else {
			this.#spare = job.next;
			this.#count--;
			job.next = undefined;
		}
		job.pasid = pasid;
		job.access = access;
		job.firstPage = firstPage;
		job.pages = pagesOf(offset, buffer);
		job.issued = 0;
		job.inFlight = 0;
		job.finished = false;
		job.toMemory = toMemory;
		job.offset = offset;
		job.buffer = buffer;
		job.done = done;
		return job;
	}

	/** Takes back a job that is in no list; what it held is let go. */
	release(job: DmaJob): void {
		job.buffer = undefined;
		job.error = undefined;
		job.done = nobody;
		if (this.#count === MOST_SPARE) return;
		job.next = this.#spare;
		this.#spare = job;
		this.#count++;
	}
}

function pagesOf(offset: number, buffer: Uint8Array | undefined): number {
	if (buffer === undefined) return 1;
	return buffer.length === 0 ? 0 : Math.ceil((offset + buffer.length) / PAGE_SIZE);
}

/**
 * The jobs of one function in order of arrival. `head` is the first that has pages left to issue; the jobs
 * before it only wait for pages in flight, the jobs behind it have issued nothing. A finished job waits
 * for `runFinished`, so that callbacks run when the engine is at rest.
 */
export class JobQueue {
	readonly #pool: JobPool;
	readonly #counters: FunctionCounters;
	#first: DmaJob | undefined;
	#last: DmaJob | undefined;
	#finishedFirst: DmaJob | undefined;
	#finishedLast: DmaJob | undefined;
	head: DmaJob | undefined;
	/** Jobs whose `done` was not called yet. */
	active = 0;
	/** Called when an access of a job ended `aborted`, after the job was failed. */
	onAborted: (() => void) | undefined;

	constructor(pool: JobPool, counters: FunctionCounters) {
		this.#pool = pool;
		this.#counters = counters;
	}

	add(job: DmaJob): void {
		this.active++;
		job.previous = this.#last;
		if (this.#last === undefined) this.#first = job;
		else this.#last.next = job;
		this.#last = job;
		this.head ??= job;
		if (job.pages === 0) this.#passed(job);
	}

	/** Adds a job all of whose pages are in flight already. It goes before all others, as `head` has no such behind it. */
	addInFlight(job: DmaJob): void {
		this.active++;
		job.issued = job.pages;
		job.inFlight = job.pages;
		job.next = this.#first;
		if (this.#first === undefined) this.#last = job;
		else this.#first.previous = job;
		this.#first = job;
	}

	/** The next page of `head` was issued. */
	advance(job: DmaJob): void {
		job.issued++;
		if (job.issued === job.pages) this.#passed(job);
	}

	/** A page of the job is not in flight any more. */
	landed(job: DmaJob): void {
		job.inFlight--;
		this.#finishIfIdle(job);
	}

	/** The first error of a job stays; its pages that were not issued never will be. */
	fail(job: DmaJob, kind: DmaErrorKind, page: number, why: string): void {
		if (job.finished) return;
		job.error ??= dmaError(job, kind, page, why);
		job.issued = job.pages;
		this.#passed(job);
		if (kind === 'aborted') this.onAborted?.();
	}

	/** Fails every job, or those of one PASID, at its next page. */
	failAll(kind: DmaErrorKind, why: string, pasid?: number): void {
		let job = this.#first;
		while (job !== undefined) {
			const next: DmaJob | undefined = job.next;
			if (pasid === undefined || job.pasid === pasid)
				this.fail(job, kind, job.firstPage + Math.min(job.issued, job.pages - 1), why);
			job = next;
		}
	}

	/** Calls `done` of the finished jobs, which may add new ones. */
	runFinished(): void {
		for (;;) {
			const job: DmaJob | undefined = this.#finishedFirst;
			if (job === undefined) return;
			this.#finishedFirst = job.next;
			if (job.next === undefined) this.#finishedLast = undefined;
			job.next = undefined;
			this.active--;
			const { done, error } = job;
			if (error !== undefined) this.#counters.dmaErrors++;
			// First, so that a job which `done` starts gets this one again.
			this.#pool.release(job);
			done(error);
		}
	}

	/** Nothing is left to issue of the job: `head` is the next one that was not begun. */
	#passed(job: DmaJob): void {
		if (this.head === job) this.head = job.next;
		this.#finishIfIdle(job);
	}

	#finishIfIdle(job: DmaJob): void {
		if (job.finished || job.inFlight > 0 || job.issued < job.pages) return;
		job.finished = true;
		if (job.previous === undefined) this.#first = job.next;
		else job.previous.next = job.next;
		if (job.next === undefined) this.#last = job.previous;
		else job.next.previous = job.previous;
		job.previous = undefined;
		job.next = undefined;
		if (this.#finishedLast === undefined) this.#finishedFirst = job;
		else this.#finishedLast.next = job;
		this.#finishedLast = job;
	}
}

function dmaError(job: DmaJob, kind: DmaErrorKind, page: number, why: string): DmaError {
	const { access } = job;
	const wants = `${access & 1 ? 'r' : '-'}${access & 2 ? 'w' : '-'}${access & 4 ? 'x' : '-'}`;
	const space = job.pasid === NO_PASID ? 'no PASID' : `PASID ${job.pasid}`;
	return {
		kind,
		page,
		access,
		message: `page 0x${page.toString(16)} (${space}, ${wants}): ${why}`,
	};
}
