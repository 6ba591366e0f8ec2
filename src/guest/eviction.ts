import { FaultlineError } from '../base/errors.js';
import type { UnmapRows } from './inventory.js';
import { PageState } from './page-table.js';
import { PAGE_BYTES } from './pager.js';
import type { SpaceState } from './space-state.js';
import type { WriteBack } from './write-back.js';

/** One part of the host's answer to an unmapping. */
export interface UnmapPart {
	/** Rows whose page a device wrote to, ascending. */
	readonly dirtyRow: ArrayLike<number>;
	/** 4096 bytes for each of them. */
	readonly contents: Uint8Array;
	/** The last part of the request. */
	readonly complete: boolean;
}

/** What happens to pages that were to be evicted and need no writing. Pages are named by their slots. */
export interface EvictionEvents {
	/** The page is unmapped and clean: its frame is out of use. */
	clean(slot: number): void;
	/** The host would not unmap the page: it is RESIDENT as before. */
	kept(slot: number): void;
}

/** An unmapping that the host has not completed. */
interface Flight {
	/** By row: the slot of the page; NONE: the row concerns no page any more. */
	readonly slots: readonly number[];
	/** By row: 1 when a part said that the page is dirty. */
	readonly dirty: Uint8Array;
	/** By row: 1 when the host refused it and the page is still mapped. */
	readonly still: Uint8Array;
	readonly parts: UnmapPart[];
	/** Another agent asked for it, which may not have wanted the contents. */
	readonly inherited: boolean;
}

const NONE = -1;
/** Rows of one unmapping at most: with all of them dirty, the answer is about 1 MiB. */
const MAX_ROWS = 256;
/** Pages of one write at most. */
const MAX_RUN = 64;
/** A page whose write-back failed is left alone for this long, in milliseconds. */
const RETRY_MS = 1000;

/**
 * Chooses pages that must give up their frames, takes their mappings away, and sees to it that their
 * contents are safe before the frame is free.
 *
 * The policy is second-chance FIFO: the page that was mapped first goes first, unless a fault hit it since,
 * which earns it one more round. (The agent does not see accesses that hit: no fault, no news. So this is
 * close to plain FIFO for one device, and helps pages that several devices or PASIDs fault in.) Never
 * chosen are pages that a group waits with which is not answered yet, pages whose mapping has not left in a
 * message before (the device must get a chance to use it), and pages whose write-back failed a moment ago.
 *
 * A page that was chosen is EVICTING until the host says that the unmapping is complete in full, then
 * WRITING while dirty contents are brought to safety, by WriteBack.
 */
export class Eviction {
	readonly #state: SpaceState;
	readonly #writeBack: WriteBack;
	readonly #events: EvictionEvents;
	readonly #flights = new Map<number, Flight>();
	/** EVICTING pages whose unmapping was not asked for yet. */
	#expelled: number[] = [];
	/** True when the last `evict` left a page alone because its write-back failed. */
	sparedFailed = false;

	constructor(state: SpaceState, writeBack: WriteBack, events: EvictionEvents) {
		this.#state = state;
		this.#writeBack = writeBack;
		this.#events = events;
	}

	/**
	 * Starts the eviction of up to `want` pages; returns of how many. A page whose write-back failed after
	 * `since` (milliseconds of the session's clock; absent: now) is not tried again.
	 */
	evict(want: number, since = Number.POSITIVE_INFINITY): number {
		const { pages, port } = this.#state;
		this.sparedFailed = false;
		if (port === undefined) return 0;
		const most = Math.min(want, this.#room());
		const retryBefore = Math.min(since, port.now() - RETRY_MS);
		const { sequence } = port;
		const victims: number[] = [];
		for (let slot = pages.oldest; slot >= 0 && victims.length < most; ) {
			const next = pages.younger(slot);
			if (pages.failedAt[slot]! > retryBefore) this.sparedFailed = true;
			else if (pages.pins[slot] === 0 && pages.mapSequence[slot] !== sequence) {
				if (pages.referenced[slot] === 1) {
					pages.referenced[slot] = 0;
					pages.renew(slot);
					// It was the newest anyway: it comes round again in the next step.
					if (next < 0) continue;
				} else victims.push(slot);
			}
			slot = next;
		}
		this.#unmap(victims);
		return victims.length;
	}

	/** Starts the eviction of the marked pages that no group needs; returns of how many. */
	evictMarked(): number {
		const { pages } = this.#state;
		const most = this.#room();
		const victims: number[] = [];
		let slot = pages.oldest;
		for (; slot >= 0 && victims.length < most; slot = pages.younger(slot))
			if (pages.marked[slot] === 1 && pages.pins[slot] === 0) victims.push(slot);
		this.#unmap(victims);
		return victims.length;
	}

	/** Resident pages must go, before any other does. */
	expel(slots: readonly number[]): void {
		for (const slot of slots) {
			this.#state.pages.become(slot, PageState.EVICTING);
			this.#expelled.push(slot);
		}
	}

	/** Asks for the unmapping of pages that were expelled, as many as may be asked for. */
	goOn(): void {
		if (this.#expelled.length > 0) this.#unmap(this.#expelled.splice(0, this.#room()));
	}

	/** Pages that may be unmapped now. */
	#room(): number {
		const { port } = this.#state;
		if (port === undefined || !port.live) return 0;
		return port.unmapsFree * Math.min(MAX_ROWS, port.unmapRows);
	}

	/** Hands the unmappings over, by ascending page: neighbours are then written back together. */
	#unmap(victims: number[]): void {
		const { id, pages, port } = this.#state;
		if (victims.length === 0 || port === undefined) return;
		victims.sort((a, b) => pages.page[a]! - pages.page[b]!);
		const rows = Math.min(MAX_ROWS, port.unmapRows);
		for (let start = 0; start < victims.length; start += rows) {
			const slots = victims.slice(start, start + rows);
			const batch = new Float64Array(slots.length);
			for (let row = 0; row < slots.length; row++) {
				const slot = slots[row]!;
				batch[row] = pages.page[slot]!;
				if (pages.state[slot] !== PageState.EVICTING) pages.become(slot, PageState.EVICTING);
			}
			const request = port.unmap(id, batch);
			this.#flights.set(request, {
				slots,
				dirty: new Uint8Array(slots.length),
				still: new Uint8Array(slots.length),
				parts: [],
				inherited: false,
			});
		}
	}

	/**
	 * A part of the answer to an unmapping came. Nothing happens before the last one: only then are the
	 * frames out of use. Throws MALFORMED_MESSAGE for an answer that does not fit the request.
	 */
	unmapped(request: number, part: UnmapPart): void {
		const flight = this.#flights.get(request);
		if (flight === undefined)
			throw new FaultlineError(
				'MALFORMED_MESSAGE',
				`an UnmapResult for request ${request}, which is not under way in address space "${this.#state.name}"`,
			);
		for (let i = 0; i < part.dirtyRow.length; i++) {
			const row = part.dirtyRow[i]!;
			if (row >= flight.slots.length || flight.dirty[row] === 1)
				throw new FaultlineError(
					'MALFORMED_MESSAGE',
					`an UnmapResult names row ${row} of request ${request}, which has ${flight.slots.length} rows, each to be named once`,
				);
			flight.dirty[row] = 1;
		}
		if (flight.inherited && part.contents.length === 0) this.#unwanted(flight, part);
		else if (part.dirtyRow.length * PAGE_BYTES > part.contents.length)
			throw new FaultlineError(
				'MALFORMED_MESSAGE',
				`an UnmapResult for request ${request} has ${part.contents.length} bytes for ${part.dirtyRow.length} dirty pages`,
			);
		flight.parts.push(part);
		if (!part.complete) return;
		this.#flights.delete(request);
		this.#finish(request, flight);
	}

	/** What devices wrote to these rows was given up by who asked for the unmapping. */
	#unwanted(flight: Flight, { dirtyRow }: UnmapPart): void {
		for (let i = 0; i < dirtyRow.length; i++) {
			const row = dirtyRow[i]!;
			flight.dirty[row] = 0;
			if (flight.slots[row] !== NONE) this.#state.counters.lostDirty++;
		}
	}

	/**
	 * The host refused rows of an unmapping under way, and those pages are still mapped; `rows` empty: all
	 * of them. The answer to the request comes nevertheless.
	 */
	refused(request: number, rows: readonly number[]): void {
		const flight = this.#flights.get(request);
		if (flight === undefined) return;
		if (rows.length === 0) flight.still.fill(1);
		for (const row of rows) flight.still[row] = 1;
	}

	/** The session is gone. */
	reset(): void {
		this.#flights.clear();
		this.#expelled = [];
	}

	/**
	 * The session goes on: these answers are still to come, in full, and no others. A page that is mapped is not unmapped
	 * by them, whatever they say of it; one that is absent is one that another agent had, or this one before. Returns
	 * the slots of all pages that they are about.
	 */
	resume(unmaps: readonly UnmapRows[]): ReadonlySet<number> {
		const { areas, pages } = this.#state;
		const awaited = new Set<number>();
		const own = new Set(this.#flights.keys());
		this.reset();
		// A page that two of them name was mapped between them: what the later one brings is newer.
		const latest = new Map<number, UnmapRows>();
		for (const rows of unmaps) for (const page of rows.page) latest.set(page, rows);
		for (const unmap of unmaps) {
			const { request, page } = unmap;
			const slots = page.map((each) => {
				if (latest.get(each) !== unmap) return NONE;
				const slot = pages.find(each);
				if (slot >= 0) return pages.state[slot] === PageState.EVICTING ? slot : NONE;
				return pages.add(each, areas.find(each), -1, PageState.EVICTING);
			});
			const rows = slots.length;
			this.#flights.set(request, {
				...{ slots, dirty: new Uint8Array(rows), still: new Uint8Array(rows) },
				...{ parts: [], inherited: !own.has(request) },
			});
			for (const slot of slots) awaited.add(slot);
		}
		return awaited;
	}

	#finish(request: number, flight: Flight): void {
		const { counters, held, pages, port } = this.#state;
		const { dirty, parts, slots, still } = flight;
		for (let row = 0; row < slots.length; row++) {
			const slot = slots[row]!;
			if (slot === NONE) {
				dirty[row] = 0;
				continue;
			}
			if (still[row] === 1) {
				dirty[row] = 0;
				pages.failedAt[slot] = port?.now() ?? 0;
				pages.become(slot, PageState.RESIDENT);
				this.#events.kept(slot);
				continue;
			}
			counters.evictions++;
			if (dirty[row] === 1 && this.#state.writable(pages.area[slot]!)) {
				this.#writing(slot, request);
				continue;
			}
			// There is no area that it could be written to.
			if (dirty[row] === 1 && pages.area[slot]! < 0) counters.lostDirty++;
			dirty[row] = 0;
			// Clean since it was mapped, but what it was mapped with may not have reached its place.
			const kept = held.size > 0 ? held.get(pages.page[slot]!) : undefined;
			if (kept === undefined) this.#events.clean(slot);
			else {
				this.#writing(slot, request);
				this.#writeBack.write([slot], kept.slice());
			}
		}
		for (const part of parts) this.#write(flight, part);
	}

	#writing(slot: number, request: number): void {
		const { pages, port } = this.#state;
		pages.become(slot, PageState.WRITING);
		pages.unmapRequest[slot] = request;
		port?.writing(request);
	}

	/** Writes the dirty rows of one part back, neighbours together. */
	#write(flight: Flight, part: UnmapPart): void {
		const { pages } = this.#state;
		const rows = part.dirtyRow;
		for (let at = 0; at < rows.length; ) {
			if (flight.dirty[rows[at]!] === 0) {
				at++;
				continue;
			}
			const first = flight.slots[rows[at]!]!;
			const slots = [first];
			for (let i = at + 1; i < rows.length && slots.length < MAX_RUN; i++) {
				const slot = flight.slots[rows[i]!]!;
				if (pages.page[slot] !== pages.page[first]! + slots.length) break;
				if (pages.area[slot] !== pages.area[first]) break;
				slots.push(slot);
			}
			const start = at * PAGE_BYTES;
			this.#writeBack.write(
				slots,
				part.contents.subarray(start, start + slots.length * PAGE_BYTES),
			);
			at += slots.length;
		}
	}
}
