import { FaultlineError } from '../base/errors.js';
import type { GroupEndings } from './group-endings.js';
import { Reason } from './group-table.js';
import type { PageIn } from './page-in.js';
import { PageState } from './page-table.js';
import { PAGE_BYTES } from './pager.js';
import type { SpaceJobs } from './space-jobs.js';
import type { SpaceState } from './space-state.js';

/**
 * What becomes of a page of one address space whose loading failed, or whose way out is over: absent, with its frame
 * free; on its way in again for the groups that wait for it; or mapped as before. Tells the jobs that have marked it.
 */
export class PageEndings {
	readonly #state: SpaceState;
	readonly #groups: GroupEndings;
	readonly #pageIn: PageIn;
	readonly #jobs: SpaceJobs;
	/** Who waits for frames or for pages to let go may look again. */
	readonly #progress: () => void;

	constructor(
		state: SpaceState,
		groups: GroupEndings,
		pageIn: PageIn,
		jobs: SpaceJobs,
		progress: () => void,
	) {
		this.#state = state;
		this.#groups = groups;
		this.#pageIn = pageIn;
		this.#jobs = jobs;
		this.#progress = progress;
	}

	/** The page cannot be had: who waits for it is answered INVALID. */
	loadFailed(slot: number, error: FaultlineError): void {
		const { pages, port } = this.#state;
		if (pages.waitHead[slot]! >= 0) this.#report('read', slot, error);
		this.#groups.release(slot, Reason.PAGER_READ);
		port!.frames.give(pages.frame[slot]!);
		pages.remove(slot);
		this.#jobs.settled(slot, 0, undefined);
		this.#progress();
	}

	/**
	 * The page's contents are safe: its frame is free, or serves the page again at once. `wrote`: 1 when that took a write.
	 */
	evicted(slot: number, wrote: number): void {
		const { areas, pages, port } = this.#state;
		this.#settleUnmap(slot);
		// A page of a session that was taken over, for which there was no area.
		if (pages.area[slot]! < 0) pages.area[slot] = areas.find(pages.page[slot]!);
		const closed = areas.isClosed(pages.area[slot]!);
		if (closed) this.#groups.release(slot, Reason.UNMAPPED_ADDRESS);
		if (pages.waitHead[slot]! >= 0) {
			pages.become(slot, PageState.LOADING);
			this.#pageIn.add(slot);
		} else {
			if (pages.frame[slot]! >= 0) port!.frames.give(pages.frame[slot]!);
			pages.remove(slot);
		}
		this.#jobs.settled(slot, wrote, undefined);
		this.#progress();
	}

	/** The contents that an unmapping brought are written, or held. */
	#settleUnmap(slot: number): void {
		const { pages, port } = this.#state;
		const request = pages.unmapRequest[slot]!;
		if (request === 0) return;
		pages.unmapRequest[slot] = 0;
		port?.written(request);
	}

	/** The page is mapped as before; who waits for it back has it. */
	kept(slot: number): void {
		const { name, pages } = this.#state;
		const address = (pages.page[slot]! * PAGE_BYTES).toString(16);
		this.#groups.release(slot, Reason.NONE);
		this.#jobs.settled(
			slot,
			0,
			new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`the host did not unmap page 0x${address} of address space "${name}"`,
			),
		);
		this.#progress();
	}

	/** The page's contents are in `held`: it is mapped again with them, on the same frame. */
	writeFailed(slot: number, error: FaultlineError): void {
		const { pages, port } = this.#state;
		this.#report('write', slot, error);
		this.#settleUnmap(slot);
		if (pages.frame[slot]! < 0) pages.remove(slot);
		else {
			pages.failedAt[slot] = port!.now();
			pages.become(slot, PageState.LOADING);
			this.#pageIn.add(slot);
		}
		this.#jobs.settled(slot, 0, error);
		this.#progress();
	}

	#report(operation: 'read' | 'write', slot: number, error: FaultlineError): void {
		const { name, onPagerError, pages } = this.#state;
		const address = pages.page[slot]! * PAGE_BYTES;
		onPagerError?.({ type: 'pager-error', space: name, operation, address, error });
	}
}
