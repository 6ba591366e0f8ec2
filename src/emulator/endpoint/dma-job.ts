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
 */
export type DmaErrorKind =
	| 'invalid'
	| 'failure'
	| 'aborted'
	| 'unsupported'
	| 'livelock'
	| 'reset'
	| 'not-enabled';

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

/** One read, write or touch of a device: a range of pages that are accessed in ascending order. */
export class DmaJob {
	readonly pasid: number;
	readonly access: number;
	readonly firstPage: number;
	/** Byte of the first page at which the range starts. */
	readonly offset: number;
	readonly pages: number;
	/** The device's side of the copy; undefined for a touch, which moves nothing. */
	readonly buffer: Uint8Array | undefined;
	/** Whether bytes go from the device into memory. */
	readonly toMemory: boolean;
	readonly done: DmaDone;
	/** Pages [0, issued) were accessed or are in flight. */
	issued = 0;
	/** Pages that wait for a response or a retry. */
	inFlight = 0;
	error: DmaError | undefined;
	finished = false;
	previous: DmaJob | undefined;
	next: DmaJob | undefined;

	constructor(
		pasid: number,
		access: number,
		firstPage: number,
		offset: number,
		buffer: Uint8Array | undefined,
		toMemory: boolean,
		done: DmaDone,
	) {
		this.pasid = pasid;
		this.access = access;
		this.firstPage = firstPage;
		this.offset = offset;
		this.pages = buffer === undefined ? 1 : Math.ceil((offset + buffer.length) / PAGE_SIZE);
		if (buffer !== undefined && buffer.length === 0) this.pages = 0;
		this.buffer = buffer;
		this.toMemory = toMemory;
		this.done = done;
	}
}

/**
 * The jobs of one function in order of arrival. `head` is the first that has pages left to issue; the jobs
 * before it only wait for pages in flight, the jobs behind it have issued nothing. A finished job waits
 * for `runFinished`, so that callbacks run when the engine is at rest.
 */
export class JobQueue {
	readonly #counters: FunctionCounters;
	#first: DmaJob | undefined;
	#last: DmaJob | undefined;
	#finishedFirst: DmaJob | undefined;
	#finishedLast: DmaJob | undefined;
	head: DmaJob | undefined;
	/** Jobs whose `done` was not called yet. */
	active = 0;

	constructor(counters: FunctionCounters) {
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
			if (job.error !== undefined) this.#counters.dmaErrors++;
			job.done(job.error);
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
