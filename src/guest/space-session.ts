import { FaultlineError } from '../base/errors.js';
import type { Admission } from './admission.js';
import type { Eviction } from './eviction.js';
import { DIRTY, type MappedRows, PERMISSIONS, type UnmapRows } from './inventory.js';
import type { PageIn } from './page-in.js';
import { PageState } from './page-table.js';
import type { SpaceJobs } from './space-jobs.js';
import type { SpaceState } from './space-state.js';

/**
 * What becomes of an address space when its session's connection breaks, when the session goes on over another one, and
 * when it is over. The host's state is the truth: what the agent had handed over and the host does not have never
 * happened, and what the host has and the agent does not know is taken over.
 */
export class SpaceSession {
	readonly #state: SpaceState;
	readonly #pageIn: PageIn;
	readonly #eviction: Eviction;
	readonly #admission: Admission;
	readonly #jobs: SpaceJobs;

	constructor(
		state: SpaceState,
		pageIn: PageIn,
		eviction: Eviction,
		admission: Admission,
		jobs: SpaceJobs,
	) {
		this.#state = state;
		this.#pageIn = pageIn;
		this.#eviction = eviction;
		this.#admission = admission;
		this.#jobs = jobs;
	}

	/**
	 * The connection is lost and the session may go on. Groups that are not answered come again; pages on their way in
	 * are absent; pages that are mapped, on their way out or being written stay what they are, as far as is known.
	 */
	suspend(): void {
		const { pages } = this.#state;
		this.#forgetGroups();
		for (let slot = 0; slot < pages.end; slot++) {
			if (pages.state[slot] !== PageState.LOADING) continue;
			pages.remove(slot);
			this.#jobs.settled(slot, 0, undefined);
		}
	}

	/**
	 * The session goes on. `mapped` and `unmaps` are all that the host has of the space; `used` counts the frames that
	 * pages have from now on, also those that only the agent knows of. Throws MALFORMED_MESSAGE for what cannot be.
	 */
	resume(
		mapped: MappedRows | undefined,
		unmaps: readonly UnmapRows[],
		used: (frame: number) => void,
	): void {
		const { pages } = this.#state;
		const known = new Uint8Array(pages.end + (mapped?.page.length ?? 0));
		const misfits: number[] = [];
		for (let row = 0; row < (mapped?.page.length ?? 0); row++) {
			const slot = this.#mapped(mapped!.page[row]!, mapped!.frame[row]!);
			known[slot] = 1;
			if (this.#misfit(slot, mapped!.flags[row]!)) misfits.push(slot);
		}
		const awaited = this.#eviction.resume(unmaps);
		for (let slot = 0; slot < pages.end; slot++) {
			const state = pages.state[slot]!;
			const mayBeLost =
				state === PageState.RESIDENT || (state === PageState.EVICTING && !awaited.has(slot));
			if (mayBeLost && known[slot] !== 1) {
				// Its mapping did not reach the host, or its unmapping is complete and had nothing to say.
				pages.remove(slot);
				this.#jobs.settled(slot, 0, undefined);
			} else if (state !== PageState.FREE && pages.frame[slot]! >= 0) used(pages.frame[slot]!);
		}
		this.#eviction.expel(misfits);
	}

	/** The session is over and the host has dropped the mappings: every page is absent. Returns the pages that may be lost. */
	detach(): number {
		const { counters, pages } = this.#state;
		let lost = 0;
		this.#forgetGroups();
		for (let slot = 0; slot < pages.end; slot++) {
			const state = pages.state[slot]!;
			if (state === PageState.FREE) continue;
			if (state === PageState.WRITING) {
				pages.setFrame(slot, -1);
				pages.unmapRequest[slot] = 0;
				continue;
			}
			if (state !== PageState.LOADING && this.#state.writable(pages.area[slot]!)) lost++;
			pages.remove(slot);
		}
		this.#eviction.reset();
		counters.lostDirty += lost;
		this.#jobs.reset(
			new FaultlineError(
				'UNAVAILABLE',
				`the session of address space "${this.#state.name}" ended before everything was written back`,
			),
		);
		return lost;
	}

	#forgetGroups(): void {
		const { groups, pages } = this.#state;
		pages.pins.fill(0, 0, pages.end);
		pages.waitHead.fill(-1, 0, pages.end);
		pages.waitTail.fill(-1, 0, pages.end);
		groups.clear();
		this.#pageIn.reset();
		this.#admission.reset();
	}

	/** The slot of a page that the host has mapped to a frame. */
	#mapped(page: number, frame: number): number {
		const { areas, pages } = this.#state;
		let slot = pages.find(page);
		if (slot < 0) {
			slot = pages.add(page, areas.find(page), frame, PageState.RESIDENT);
			pages.mapSequence[slot] = -1;
			return slot;
		}
		const state = pages.state[slot]!;
		const fits = state === PageState.RESIDENT || state === PageState.EVICTING;
		if (!fits || pages.frame[slot] !== frame)
			throw new FaultlineError(
				'MALFORMED_MESSAGE',
				`an Inventory has page 0x${page.toString(16)} of address space "${this.#state.name}" mapped to frame ${frame}, which cannot be`,
			);
		// The unmapping did not reach the host.
		if (state === PageState.EVICTING) pages.become(slot, PageState.RESIDENT);
		return slot;
	}

	/** Whether a mapped page has to go: no area has it, or one with other permissions. */
	#misfit(slot: number, flags: number): boolean {
		const { areas, counters, pages } = this.#state;
		const area = pages.area[slot]!;
		if (area < 0) {
			if ((flags & DIRTY) !== 0) counters.lostDirty++;
			return true;
		}
		return (flags & PERMISSIONS) !== areas.permissions[area];
	}
}
