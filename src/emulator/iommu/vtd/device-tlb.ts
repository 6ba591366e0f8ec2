/**
 * Invalidations of device TLBs that were sent and not completed yet. Owns the count of them, by which
 * the invalidation queue knows when a wait may complete, and which of them timed out.
 *
 * The unit keeps no time of its own: a request to an id that nobody has times out as soon as the queue
 * has to wait for it, and any other when `expire` is called.
 */

import type { EndpointPort } from '../contract.js';

const State = { OPEN: 0, COMPLETED: 1, EXPIRED: 2, GONE: 3 } as const;

interface Invalidation {
	readonly source: number;
	/** Counts the requests sent, from 1. */
	readonly sequence: number;
	state: number;
}

export class DeviceTlb {
	/** Invalidations that a wait has to wait for. */
	get outstanding(): number {
		return this.#open.size;
	}

	/** Number of the request sent last; 0: none was. */
	get sent(): number {
		return this.#sent;
	}

	/** Whether no request up to this number is outstanding. */
	completeTo(sequence: number): boolean {
		// They stand in the order of sending.
		for (const oldest of this.#open) return oldest.sequence > sequence;
		return true;
	}

	/** Requester of an invalidation that timed out and was not reported yet, or -1. */
	get expired(): number {
		return this.#expired;
	}

	readonly #open = new Set<Invalidation>();
	readonly #completed: () => void;
	readonly #unexpected: (source: number) => void;
	#expired = -1;
	#sent = 0;

	/**
	 * `completed` is called when one is not outstanding any more; `unexpected` for a completion that answers
	 * nothing (a second one, or one after the time-out).
	 */
	constructor(completed: () => void, unexpected: (source: number) => void) {
		this.#completed = completed;
		this.#unexpected = unexpected;
	}

	/** Sends one Invalidate Request; `endpoint` undefined when no function has the id. */
	send(
		source: number,
		endpoint: EndpointPort | undefined,
		pasid: number,
		page: number,
		pages: number,
		global: boolean,
	): void {
		if (endpoint === undefined) {
			this.#expired = source;
			return;
		}
		const invalidation: Invalidation = { source, sequence: ++this.#sent, state: State.OPEN };
		this.#open.add(invalidation);
		endpoint.invalidate(pasid, page, pages, global, () => {
			if (invalidation.state === State.OPEN) this.#close(invalidation, State.COMPLETED);
			else if (invalidation.state !== State.GONE) this.#unexpected(source);
		});
	}

	/** The endpoint was taken away: its invalidations are complete, whatever it still calls. */
	release(source: number): void {
		const last = this.#sent;
		for (const invalidation of this.#open) {
			// What closing one has the queue send is not meant.
			if (invalidation.sequence > last) break;
			if (invalidation.source === source) this.#close(invalidation, State.GONE);
		}
	}

	/** The endpoint did not complete in time; returns how many invalidations that concerns. */
	expire(source: number): number {
		let count = 0;
		const last = this.#sent;
		for (const invalidation of this.#open) {
			// As above.
			if (invalidation.sequence > last) break;
			if (invalidation.source !== source) continue;
			this.#expired = source;
			count++;
			this.#close(invalidation, State.EXPIRED);
		}
		return count;
	}

	/** The time-out was reported in FSTS.ITE. */
	acknowledge(): void {
		this.#expired = -1;
	}

	#close(invalidation: Invalidation, state: number): void {
		invalidation.state = state;
		this.#open.delete(invalidation);
		this.#completed();
	}
}
