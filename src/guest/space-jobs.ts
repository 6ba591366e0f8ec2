import { FaultlineError } from '../base/errors.js';
import { PageState } from './page-table.js';
import type { SpaceState } from './space-state.js';
import type { WriteBack } from './write-back.js';

/** How a sync or the removal of an area ended. */
export interface JobResult {
	/** Pages whose contents were written back for it. */
	readonly pages: number;
	/** Pages whose contents could not be written. */
	readonly failed: number;
	/** The first reason for a failure; or why the job could not go on, with `pages` as far as it came. */
	readonly error: FaultlineError | undefined;
}

/** What a job is about, where it is no area: to write back what devices may have written, or to empty all. */
export const SYNC = -1;
export const EVICT = -2;

/** Syncs and evictions that may wait or be under way; a further one ends at once. */
export const MAX_JOBS = 64;

interface Job {
	/** The area to empty; SYNC: write back every writable area; EVICT: empty every area. */
	readonly area: number;
	readonly done: (result: JobResult) => void;
	started: boolean;
	/** Marked pages that are not settled. */
	pending: number;
	pages: number;
	failed: number;
	error: FaultlineError | undefined;
}

/**
 * Syncs, evictions of everything, and removals of areas: what must see certain pages become absent. One is under way at a time, the
 * others wait in order. It marks its pages in the page table and counts them down as they settle; a page
 * that a group waits with settles after the group was answered, so a job ends when the groups do.
 */
export class SpaceJobs {
	readonly #state: SpaceState;
	readonly #writeBack: WriteBack;
	readonly #jobs: Job[] = [];

	constructor(state: SpaceState, writeBack: WriteBack) {
		this.#state = state;
		this.#writeBack = writeBack;
	}

	/** Marked pages that have not settled. */
	get pending(): number {
		return this.#jobs[0]?.pending ?? 0;
	}

	/**
	 * Asks for a job; `area` may be SYNC or EVICT, which end with RESOURCE_EXHAUSTED when too many wait: a host could ask
	 * without end. `done` is called once, maybe before this returns.
	 */
	add(area: number, done: (result: JobResult) => void): void {
		if (area < 0 && this.#jobs.length >= MAX_JOBS) {
			const message = `${this.#jobs.length} syncs are under way, which is the bound`;
			done({ pages: 0, failed: 0, error: new FaultlineError('RESOURCE_EXHAUSTED', message) });
			return;
		}
		const job = { area, done, started: false, pending: 0, pages: 0, failed: 0, error: undefined };
		this.#jobs.push(job);
		this.#next();
	}

	/** A marked page was written (or was clean: `wrote` 0) and is safe, or failed and is mapped again. */
	settled(slot: number, wrote: number, error: FaultlineError | undefined): void {
		const { pages } = this.#state;
		if (pages.marked[slot] === 0) return;
		pages.marked[slot] = 0;
		const job = this.#jobs[0];
		if (job === undefined) return;
		job.pending--;
		job.pages += wrote;
		if (error !== undefined) {
			job.failed++;
			job.error ??= error;
		}
		this.#next();
	}

	/** The session is gone: jobs end as far as they came. */
	reset(error: FaultlineError): void {
		const { pages } = this.#state;
		pages.marked.fill(0, 0, pages.end);
		for (const job of this.#jobs.splice(0))
			job.done({ pages: job.pages, failed: job.failed, error: job.error ?? error });
	}

	#next(): void {
		for (;;) {
			const job = this.#jobs[0];
			if (job === undefined) return;
			if (!job.started) this.#start(job);
			if (job.pending > 0) return;
			this.#jobs.shift();
			job.done({ pages: job.pages, failed: job.failed, error: job.error });
		}
	}

	#start(job: Job): void {
		const { held, pages } = this.#state;
		job.started = true;
		// Held open, so that pages that settle at once do not end the job before all are counted.
		job.pending = 1;
		for (let slot = 0; slot < pages.end; slot++) {
			const state = pages.state[slot]!;
			if (state === PageState.FREE) continue;
			const area = pages.area[slot]!;
			if (!this.#concerns(job, area, state)) continue;
			pages.marked[slot] = 1;
			job.pending++;
		}
		if (held.size > 0) for (const page of held.pages()) this.#writeHeld(job, page);
		job.pending--;
	}

	/** A page that is still loading was not there when everything was to be written or taken away. */
	#concerns(job: Job, area: number, state: number): boolean {
		if (job.area >= 0) return area === job.area;
		return state !== PageState.LOADING && (job.area === EVICT || this.#state.writable(area));
	}

	/** Writes dirty contents whose page is absent. */
	#writeHeld(job: Job, page: number): void {
		const { areas, held, pages } = this.#state;
		const area = job.area < 0 ? areas.find(page) : job.area;
		if (area < 0 || page < areas.firstPage[area]! || page >= areas.endPage[area]!) return;
		const contents = held.get(page);
		if (contents === undefined || pages.find(page) >= 0) return;
		const slot = pages.add(page, area, -1, PageState.WRITING);
		pages.marked[slot] = 1;
		job.pending++;
		this.#writeBack.write([slot], contents.slice());
	}
}
