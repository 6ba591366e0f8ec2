import { FaultlineError } from '../base/errors.js';
import { PAGE_BYTES } from './pager.js';
import type { SpaceState } from './space-state.js';

/** What happens to pages that are written back. Pages are named by their slots. */
export interface WriteBackEvents {
	/** The contents are safe. */
	written(slot: number): void;
	/** They are not; they are in `held` now, if there was room. */
	writeFailed(slot: number, error: FaultlineError): void;
	/** Writes ended later than the call that began them: what waited can go on. */
	settled(): void;
}

/**
 * Brings the contents of dirty pages where they belong: to the pager (shared areas) or to the swap store
 * (private and anonymous ones). Neighbours go in one write; when that fails, page by page, so that a bad
 * page harms no other. Contents that cannot be written are kept in the `held` store, from which the page is
 * loaded and written again later.
 *
 * Every page given to `write` ends in `written` or `writeFailed`, exactly once, even when the session is
 * gone meanwhile: the contents are here, and are worth the same without it.
 */
export class WriteBack {
	readonly #state: SpaceState;
	readonly #events: WriteBackEvents;

	constructor(state: SpaceState, events: WriteBackEvents) {
		this.#state = state;
		this.#events = events;
	}

	/** Writes consecutive pages of one area; `contents` has 4096 bytes for each and must not change. */
	write(slots: readonly number[], contents: Uint8Array): void {
		const { areas, pages } = this.#state;
		const area = pages.area[slots[0]!]!;
		if (areas.writesPager[area]) this.#toPager(slots, contents, area);
		else this.#toSwap(slots, contents);
	}

	#toSwap(slots: readonly number[], contents: Uint8Array): void {
		const { name, pages, swap } = this.#state;
		for (let i = 0; i < slots.length; i++) {
			const slot = slots[i]!;
			const at = i * PAGE_BYTES;
			if (swap.put(pages.page[slot]!, contents, at)) this.#written(slot);
			else
				this.#failed(
					slot,
					contents.subarray(at, at + PAGE_BYTES),
					new FaultlineError(
						'PAGER_WRITE',
						`the swap area of address space "${name}" is full: ${swap.size} pages; raise swapLimitPages`,
					),
				);
		}
	}

	#toPager(slots: readonly number[], contents: Uint8Array, area: number): void {
		const { areas, counters, pages } = this.#state;
		const { pager } = areas.get(area);
		const page = pages.page[slots[0]!]! - areas.firstPage[area]! + areas.pagerPage[area]!;
		counters.pagerWrites++;
		let writing: void | Promise<void>;
		try {
			// An area that writes to its pager is only made over a pager that can.
			writing = pager.write!(page * PAGE_BYTES, contents);
		} catch (thrown) {
			this.#ended(slots, contents, area, FaultlineError.from(thrown, 'PAGER_WRITE'));
			return;
		}
		if (writing === undefined) this.#ended(slots, contents, area, undefined);
		else
			writing.then(
				() => {
					this.#ended(slots, contents, area, undefined);
					this.#events.settled();
				},
				(thrown: unknown) => {
					this.#ended(slots, contents, area, FaultlineError.from(thrown, 'PAGER_WRITE'));
					this.#events.settled();
				},
			);
	}

	#ended(
		slots: readonly number[],
		contents: Uint8Array,
		area: number,
		error: FaultlineError | undefined,
	): void {
		if (error === undefined) for (const slot of slots) this.#written(slot);
		else if (slots.length === 1) this.#failed(slots[0]!, contents, error);
		else
			slots.forEach((slot, i) => {
				this.#toPager([slot], contents.subarray(i * PAGE_BYTES, (i + 1) * PAGE_BYTES), area);
			});
	}

	#written(slot: number): void {
		const { counters, held, pages } = this.#state;
		if (held.size > 0) held.delete(pages.page[slot]!);
		counters.writebacks++;
		this.#events.written(slot);
	}

	#failed(slot: number, contents: Uint8Array, error: FaultlineError): void {
		const { counters, held, name, pages } = this.#state;
		const page = pages.page[slot]!;
		counters.writeFailures++;
		const kept = held.put(page, contents, 0);
		const told = kept
			? error
			: new FaultlineError(
					'PAGER_WRITE',
					`contents of page 0x${(page * PAGE_BYTES).toString(16)} of address space "${name}" are lost: no room is left for pages that cannot be written: ${error.message}`,
					{ cause: error },
				);
		this.#events.writeFailed(slot, told);
	}
}
