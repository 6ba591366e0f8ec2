import { FaultlineError } from '../base/errors.js';
import { PageState } from './page-table.js';
import { MAX_PAGER_PAGES, PAGE_BYTES } from './pager.js';
import type { SpaceState } from './space-state.js';

/** What happens to pages that are loaded. Pages are named by their slots. */
export interface PageInEvents {
	/** The page was mapped: it is RESIDENT. */
	loaded(slot: number): void;
	/** The page cannot be had; it is still LOADING and has its frame. */
	loadFailed(slot: number, error: FaultlineError): void;
	/** Reads ended outside of `launch`: what waited can go on. */
	settled(): void;
}

/** Where a page's contents come from, newest first. */
const Source = { HELD: 0, SWAP: 1, ZERO: 2, PAGER: 3 } as const;
type Source = (typeof Source)[keyof typeof Source];

/** Consecutive pages of one area that one call of the pager's `read` brings. */
interface Run {
	/** The session for which it is read; the pages of an older one are nobody's. */
	readonly epoch: number;
	readonly area: number;
	readonly firstPage: number;
	readonly slots: readonly number[];
}

/** Buffers of one page that are kept for the next read. */
const MAX_BUFFERS = 1024;

/**
 * Loads pages: takes the pages that were missing in a batch, merges neighbours into one read each, and
 * hands the mappings to the session. Reads under way are bounded by `maxPageIns`; the others wait in
 * order. A read of several pages that fails is tried again page by page, so that a bad page harms only the
 * groups that need it.
 *
 * Every page that was added ends in `loaded` or `loadFailed`, exactly once, unless `reset` comes first.
 * Zero pages and pages that are in memory take no promise and no buffer for reading.
 */
export class PageIn {
	readonly #state: SpaceState;
	readonly #events: PageInEvents;
	/** Slots added since the last launch. */
	#fresh: number[] = [];
	/** The other of two arrays that take turns. */
	#spare: number[] = [];
	#waiting: Run[] = [];
	#active = 0;
	#epoch = 0;
	readonly #buffers: Uint8Array[] = [];

	constructor(state: SpaceState, events: PageInEvents) {
		this.#state = state;
		this.#events = events;
	}

	/** A page in state LOADING with a frame; it starts with the next `launch`. */
	add(slot: number): void {
		this.#fresh.push(slot);
	}

	/** The connection is gone: reads under way end without effect. */
	reset(): void {
		this.#epoch++;
		this.#fresh = [];
		this.#waiting = [];
	}

	/** Takes a buffer back whose bytes may be overwritten; those of one page are used again. */
	release(buffer: Uint8Array): void {
		if (buffer.length === PAGE_BYTES && this.#buffers.length < MAX_BUFFERS)
			this.#buffers.push(buffer);
	}

	#buffer(pages: number): Uint8Array {
		if (pages > 1) return Buffer.allocUnsafeSlow(pages * PAGE_BYTES);
		return this.#buffers.pop() ?? Buffer.allocUnsafeSlow(PAGE_BYTES);
	}

	/** Starts everything that was added. */
	launch(): void {
		const fresh = this.#fresh;
		if (fresh.length === 0) return;
		const { pages, port } = this.#state;
		if (port?.live !== true) return;
		const longest = Math.min(MAX_PAGER_PAGES, port.contentsPages);
		this.#fresh = this.#spare;
		this.#spare = fresh;
		this.#sort(fresh);
		for (let at = 0; at < fresh.length; ) {
			const slot = fresh[at]!;
			const area = pages.area[slot]!;
			const source = this.#source(slot);
			if (source === Source.ZERO) {
				this.#mapZero(slot, area);
				at++;
				continue;
			}
			const page = pages.page[slot]!;
			let count = 1;
			while (count < longest && at + count < fresh.length) {
				const next = fresh[at + count]!;
				if (pages.page[next] !== page + count || pages.area[next] !== area) break;
				if (this.#source(next) !== source) break;
				count++;
			}
			this.#begin(fresh.slice(at, at + count), source);
			at += count;
		}
		fresh.length = 0;
	}

	/** Orders slots by page, so that neighbours stand together. */
	#sort(slots: number[]): void {
		const { page } = this.#state.pages;
		for (let i = 1; i < slots.length; i++)
			if (page[slots[i]!]! < page[slots[i - 1]!]!) {
				slots.sort((a, b) => page[a]! - page[b]!);
				return;
			}
	}

	#source(slot: number): Source {
		const { areas, held, pages, swap } = this.#state;
		const page = pages.page[slot]!;
		if (held.size > 0 && held.has(page)) return Source.HELD;
		if (swap.size > 0 && swap.has(page)) return Source.SWAP;
		return areas.zero[pages.area[slot]!] === true ? Source.ZERO : Source.PAGER;
	}

	#mapZero(slot: number, area: number): void {
		const { areas, counters, id, pages } = this.#state;
		const port = this.#state.port!;
		port.mapZero(id, pages.page[slot]!, pages.frame[slot]!, areas.permissions[area]!);
		counters.zeroPages++;
		this.#mapped(slot, port.lastRequest, port.lastRow);
	}

	#begin(slots: number[], source: Source): void {
		const { counters, held, pages, swap } = this.#state;
		const firstPage = pages.page[slots[0]!]!;
		const area = pages.area[slots[0]!]!;
		const run: Run = { epoch: this.#epoch, area, firstPage, slots };
		if (source === Source.PAGER) {
			if (this.#active < this.#state.maxPageIns) this.#read(run);
			else this.#waiting.push(run);
			return;
		}
		const contents = this.#buffer(slots.length);
		const store = source === Source.HELD ? held : swap;
		// The pages are there: `#source` found them, and nothing ran since.
		for (let i = 0; i < slots.length; i++) contents.set(store.get(firstPage + i)!, i * PAGE_BYTES);
		if (source === Source.SWAP) counters.swapIns += slots.length;
		this.#map(run, contents);
	}

	#read(run: Run): void {
		const { areas, counters } = this.#state;
		const { pager } = areas.get(run.area);
		const offset =
			(run.firstPage - areas.firstPage[run.area]! + areas.pagerPage[run.area]!) * PAGE_BYTES;
		// Taken here and not before: runs that wait for their turn hold no memory.
		const contents = this.#buffer(run.slots.length);
		this.#active++;
		counters.pagerReads++;
		let reading: void | Promise<void>;
		try {
			reading = pager.read(offset, contents);
		} catch (thrown) {
			this.#ended(run, contents, FaultlineError.from(thrown, 'PAGER_READ'));
			return;
		}
		if (reading === undefined) this.#ended(run, contents, undefined);
		else
			reading.then(
				() => this.#endedLater(run, contents, undefined),
				(thrown: unknown) =>
					this.#endedLater(run, contents, FaultlineError.from(thrown, 'PAGER_READ')),
			);
	}

	#endedLater(run: Run, contents: Uint8Array, error: FaultlineError | undefined): void {
		this.#ended(run, contents, error);
		// A run that waited may end at once, and so on; the loop keeps that from nesting.
		while (this.#active < this.#state.maxPageIns) {
			const next = this.#waiting.shift();
			if (next === undefined) break;
			this.#read(next);
		}
		this.#events.settled();
	}

	#ended(run: Run, contents: Uint8Array, error: FaultlineError | undefined): void {
		this.#active--;
		if (error === undefined && run.epoch === this.#epoch) {
			this.#map(run, contents);
			return;
		}
		this.release(contents);
		if (run.epoch !== this.#epoch || error === undefined) return;
		if (run.slots.length > 1) this.#split(run);
		else {
			this.#state.counters.readFailures++;
			this.#events.loadFailed(run.slots[0]!, error);
		}
	}

	/** Reads the pages of a run one by one: as far as allowed now, the rest before what waits. */
	#split(run: Run): void {
		const singles = run.slots.map((slot, i): Run => {
			const { area, epoch, firstPage } = run;
			return { epoch, area, firstPage: firstPage + i, slots: [slot] };
		});
		let started = 0;
		while (started < singles.length && this.#active < this.#state.maxPageIns)
			this.#read(singles[started++]!);
		this.#waiting.unshift(...singles.slice(started));
	}

	#map(run: Run, contents: Uint8Array): void {
		const { areas, id, pages } = this.#state;
		const port = this.#state.port!;
		const frames = run.slots.map((slot) => pages.frame[slot]!);
		const permissions = areas.permissions[run.area]!;
		const { firstPage } = run;
		const request = port.mapContents(id, firstPage, frames, permissions, contents, this);
		for (let row = 0; row < run.slots.length; row++) this.#mapped(run.slots[row]!, request, row);
	}

	#mapped(slot: number, request: number, row: number): void {
		const { counters, pages } = this.#state;
		pages.mapRequest[slot] = request;
		pages.mapRow[slot] = row;
		pages.mapSequence[slot] = this.#state.port!.sequence;
		pages.become(slot, PageState.RESIDENT);
		counters.pageIns++;
		this.#events.loaded(slot);
	}
}
