import { PageIndex } from './page-index.js';
import { widen } from './widen.js';

/**
 * Where a page stands. The way of a page is absent -> LOADING -> RESIDENT -> EVICTING -> (WRITING) ->
 * absent; an absent page has no slot.
 */
export const PageState = {
	FREE: 0,
	/** Has a frame; its contents are on their way from the pager. */
	LOADING: 1,
	/** Its mapping was handed to the session. */
	RESIDENT: 2,
	/** Its unmapping was handed to the session; the frame may still be used by devices. */
	EVICTING: 3,
	/** Unmapped; its contents are being written back. */
	WRITING: 4,
} as const;

export type PageState = (typeof PageState)[keyof typeof PageState];

/** The columns grow to at most so many times their length. */
const GROWTH = 16;

/**
 * The pages of one address space that are not absent: a slot each, in columns, found by page number. Also
 * owns the order in which resident pages were mapped (a list through the slots, oldest first).
 *
 * Invariants: a page has at most one slot; exactly the RESIDENT slots are on the list; `framed` is the
 * number of slots with a frame. What moves a page from state to state is the caller's affair.
 */
export class PageTable {
	page = new Float64Array(0);
	state = new Uint8Array(0);
	/** Guest frame, or -1 (only WRITING, when the session that leased the frame is gone). */
	frame = new Int32Array(0);
	/** Area, as AreaTable numbers them. */
	area = new Int32Array(0);
	/** Rows of unanswered groups that need this page; it is not evicted meanwhile. */
	pins = new Int32Array(0);
	/** Rows of groups that wait until the page is resident: first and last entry of GroupTable, or -1. */
	waitHead = new Int32Array(0);
	waitTail = new Int32Array(0);
	/** Where the page was mapped last: request and row of a MapBatch, and the outgoing message. */
	mapRequest = new Uint32Array(0);
	mapRow = new Int32Array(0);
	mapSequence = new Float64Array(0);
	/** WRITING: the unmapping that brought its contents; 0: none of this session. */
	unmapRequest = new Uint32Array(0);
	/** When its write-back failed last, by the session's clock in milliseconds; -Infinity: never. */
	failedAt = new Float64Array(0);
	/** 1: a fault hit it since it was mapped or spared. */
	referenced = new Uint8Array(0);
	/** 1: a sync or the removal of its area waits for it to become absent. */
	marked = new Uint8Array(0);

	/** How many slots are in each state, by PageState. */
	readonly count = new Int32Array(5);
	/** How many slots hold a frame. */
	framed = 0;

	readonly #index = new PageIndex();
	#next = new Int32Array(0);
	#previous = new Int32Array(0);
	#oldest = -1;
	#newest = -1;
	/** Slots that came back, and the first one that was never given out: columns are untouched from there. */
	#free = -1;
	#fresh = 0;
	#expected = 0;

	/** Slots are below this. */
	get end(): number {
		return this.#fresh;
	}

	/** So many pages will hold a frame at most: the columns need not grow much beyond. */
	expect(frames: number): void {
		this.#expected = frames;
	}

	/** The page's slot, or -1: absent. */
	find(page: number): number {
		return this.#index.get(page);
	}

	/** Makes a slot for an absent page, in state LOADING, WRITING, or (its mapping was handed over) RESIDENT. */
	add(page: number, area: number, frame: number, state: PageState): number {
		let slot = this.#free;
		if (slot >= 0) this.#free = this.#next[slot]!;
		else {
			if (this.#fresh === this.page.length) this.#grow();
			slot = this.#fresh++;
		}
		this.page[slot] = page;
		this.state[slot] = state;
		this.frame[slot] = frame;
		this.area[slot] = area;
		this.pins[slot] = 0;
		this.waitHead[slot] = -1;
		this.waitTail[slot] = -1;
		this.mapRequest[slot] = 0;
		this.unmapRequest[slot] = 0;
		this.failedAt[slot] = Number.NEGATIVE_INFINITY;
		this.referenced[slot] = 0;
		this.marked[slot] = 0;
		this.count[state]!++;
		if (frame >= 0) this.framed++;
		if (state === PageState.RESIDENT) this.#append(slot);
		this.#index.set(page, slot);
		return slot;
	}

	/** The page becomes absent. The caller took the frame out and nobody waits. */
	remove(slot: number): void {
		if (this.state[slot] === PageState.RESIDENT) this.#unlink(slot);
		this.count[this.state[slot]!]!--;
		if (this.frame[slot]! >= 0) this.framed--;
		this.#index.delete(this.page[slot]!);
		this.state[slot] = PageState.FREE;
		this.#next[slot] = this.#free;
		this.#free = slot;
	}

	/** Moves a slot to another state, on or off the list of resident pages (as its newest). */
	become(slot: number, state: PageState): void {
		const before = this.state[slot]!;
		this.count[before]!--;
		this.count[state]!++;
		this.state[slot] = state;
		if (before === PageState.RESIDENT) this.#unlink(slot);
		if (state === PageState.RESIDENT) this.#append(slot);
	}

	/** Gives a slot a frame, or takes it (-1). */
	setFrame(slot: number, frame: number): void {
		if (this.frame[slot]! >= 0) this.framed--;
		if (frame >= 0) this.framed++;
		this.frame[slot] = frame;
	}

	/** The resident page that was mapped first, or -1. */
	get oldest(): number {
		return this.#oldest;
	}

	/** The resident page that follows in age, or -1. */
	younger(slot: number): number {
		return this.#next[slot]!;
	}

	/** Makes a resident page the newest. */
	renew(slot: number): void {
		this.#unlink(slot);
		this.#append(slot);
	}

	#append(slot: number): void {
		this.#next[slot] = -1;
		this.#previous[slot] = this.#newest;
		if (this.#newest >= 0) this.#next[this.#newest] = slot;
		else this.#oldest = slot;
		this.#newest = slot;
	}

	#unlink(slot: number): void {
		const next = this.#next[slot]!;
		const previous = this.#previous[slot]!;
		if (previous >= 0) this.#next[previous] = next;
		else this.#oldest = next;
		if (next >= 0) this.#previous[next] = previous;
		else this.#newest = previous;
	}

	/**
	 * Large steps, as far as there are frames: memory that no slot has touched costs nothing, copying does.
	 * Doubling took 6 to 24 % of the agent's time in profiles of a space of a million pages that filled.
	 */
	#grow(): void {
		const from = this.page.length;
		const to = Math.max(64, from * 2, Math.min(from * GROWTH, this.#expected));
		this.page = widen(this.page, new Float64Array(to));
		this.state = widen(this.state, new Uint8Array(to));
		this.frame = widen(this.frame, new Int32Array(to));
		this.area = widen(this.area, new Int32Array(to));
		this.pins = widen(this.pins, new Int32Array(to));
		this.waitHead = widen(this.waitHead, new Int32Array(to));
		this.waitTail = widen(this.waitTail, new Int32Array(to));
		this.mapRequest = widen(this.mapRequest, new Uint32Array(to));
		this.mapRow = widen(this.mapRow, new Int32Array(to));
		this.unmapRequest = widen(this.unmapRequest, new Uint32Array(to));
		this.mapSequence = widen(this.mapSequence, new Float64Array(to));
		this.failedAt = widen(this.failedAt, new Float64Array(to));
		this.referenced = widen(this.referenced, new Uint8Array(to));
		this.marked = widen(this.marked, new Uint8Array(to));
		this.#next = widen(this.#next, new Int32Array(to));
		this.#previous = widen(this.#previous, new Int32Array(to));
	}
}
