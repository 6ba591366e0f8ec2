import type { Eviction } from './eviction.js';
import type { FrameUser } from './frame-pool.js';
import { Reason } from './group-table.js';
import type { PageIn } from './page-in.js';
import { PageState } from './page-table.js';
import type { SpaceState } from './space-state.js';

/**
 * Lets groups have pages and frames, in the order of their arrival.
 *
 * A group joins its pages one by one in the order of its rows: it pins a resident page, waits with a page
 * that is on its way (also one on its way out: that comes back), and gives an absent page a frame and has
 * it loaded. When no frame is free the group waits, and those behind it: only the first group
 * of the queue may hold some of its pages while it waits for others, so the groups of one address space
 * never wait for each other in a circle. If nothing is under way that could ever free a frame, the group
 * gives up instead of waiting for ever. Address spaces that share the frames of a session can starve each
 * other that way when there are fewer frames than one group of each of them needs.
 */
export class Admission {
	readonly #state: SpaceState;
	readonly #pageIn: PageIn;
	readonly #eviction: Eviction;
	/** The address space, as the frame pool knows it. */
	readonly #user: FrameUser;
	/** A group left the queue and all of its pages are done. */
	readonly #ended: (group: number) => void;
	/** When the head of the queue began to wait for a frame, or NaN. */
	#stuckSince = Number.NaN;

	constructor(
		state: SpaceState,
		pageIn: PageIn,
		eviction: Eviction,
		user: FrameUser,
		ended: (group: number) => void,
	) {
		this.#state = state;
		this.#pageIn = pageIn;
		this.#eviction = eviction;
		this.#user = user;
		this.#ended = ended;
	}

	/** The queue was emptied. */
	reset(): void {
		this.#stuckSince = Number.NaN;
	}

	/** Lets groups join their pages, in order, as far as there are frames. */
	admit(): void {
		const { groups } = this.#state;
		for (let group = groups.head; group >= 0; group = groups.head) {
			if (!this.#join(group) && !this.#stuck(group)) return;
			groups.shift();
			this.#stuckSince = Number.NaN;
			if (groups.remaining[group] === 0) this.#ended(group);
		}
	}

	/** Lets the rest of a group's rows join their pages; false: a frame is missing. */
	#join(group: number): boolean {
		const { groups, pages } = this.#state;
		for (let entry = groups.cursor[group]!; entry >= 0; entry = groups.nextOfGroup[entry]!) {
			const page = groups.entryPage[entry]!;
			let slot = pages.find(page);
			if (slot < 0) {
				slot = this.#load(page, groups.entryArea[entry]!);
				if (slot < 0) {
					groups.cursor[group] = entry;
					return false;
				}
				if (this.#state.faultAround > 0) this.#loadAround(page, groups.entryArea[entry]!);
			} else if (pages.frame[slot]! < 0) {
				// Contents that an earlier session left are still being written; then it is loaded here.
				const frame = this.#state.available > 0 ? this.#state.port!.frames.take() : -1;
				if (frame < 0) {
					groups.cursor[group] = entry;
					return false;
				}
				pages.setFrame(slot, frame);
			}
			pages.pins[slot]!++;
			groups.entrySlot[entry] = slot;
			groups.queuedRows--;
			if (pages.state[slot] === PageState.RESIDENT) {
				pages.referenced[slot] = 1;
				groups.remaining[group]!--;
			} else this.#wait(slot, entry);
		}
		groups.cursor[group] = -1;
		return true;
	}

	#wait(slot: number, entry: number): void {
		const { groups, pages } = this.#state;
		const tail = pages.waitTail[slot]!;
		if (tail >= 0) groups.nextOfPage[tail] = entry;
		else pages.waitHead[slot] = entry;
		pages.waitTail[slot] = entry;
	}

	/** Gives an absent page a frame and has it loaded; returns its slot, or -1 without a frame. */
	#load(page: number, area: number): number {
		if (this.#state.available <= 0) return -1;
		const frame = this.#state.port!.frames.take();
		const slot = this.#state.pages.add(page, area, frame, PageState.LOADING);
		this.#pageIn.add(slot);
		return slot;
	}

	/** Loads absent pages behind a missing one, as far as nobody else needs the frames. */
	#loadAround(page: number, area: number): void {
		const { areas, counters, faultAround, groups, lowWater, pages } = this.#state;
		const end = Math.min(areas.endPage[area]!, page + 1 + faultAround);
		for (let next = page + 1; next < end; next++) {
			if (this.#state.available <= groups.queuedRows + lowWater) return;
			if (pages.find(next) >= 0) continue;
			this.#load(next, area);
			counters.faultAround++;
		}
	}

	/**
	 * The head of the queue needs a frame and there is none: makes room. Returns true when that is
	 * impossible, and has given the group up then.
	 */
	#stuck(group: number): boolean {
		const { groups, limit, lowWater, pages } = this.#state;
		const port = this.#state.port!;
		if (Number.isNaN(this.#stuckSince)) this.#stuckSince = port.now();
		const coming = pages.count[PageState.EVICTING]! + pages.count[PageState.WRITING]!;
		const rows = Math.min(groups.queuedRows, Math.max(1, Math.floor(limit / 2)));
		const want = rows + lowWater - coming;
		let started = want > 0 ? this.#eviction.evict(want, this.#stuckSince) : 0;
		const failing = this.#eviction.sparedFailed;
		if (started === 0 && coming === 0 && pages.framed < limit)
			started = port.frames.reclaim(this.#user, want);
		// Without a request that the host would take: one is free when it has heard that an answer is safe.
		if (started > 0 || port.frames.busy || port.unmapsFree === 0) return false;
		groups.giveUp(group, failing ? Reason.PAGER_WRITE : Reason.RESOURCE_EXHAUSTED);
		return true;
	}

	/** Evicts in advance, so that page-ins rarely wait. */
	keepLowWater(): void {
		const { groups, highWater, lowWater, pages } = this.#state;
		if (lowWater === 0 || groups.head >= 0) return;
		const coming = pages.count[PageState.EVICTING]! + pages.count[PageState.WRITING]!;
		const free = this.#state.available + coming;
		if (free < lowWater) this.#eviction.evict(highWater - free);
	}
}
