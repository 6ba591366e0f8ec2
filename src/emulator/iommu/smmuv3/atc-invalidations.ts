/**
 * Invalidations of ATCs that were sent and not completed yet. Owns the count of them, by which CMD_SYNC knows when
 * it may complete, and whether one of them failed since the last CMD_SYNC (Arm IHI 0070, 3.9.1.4).
 *
 * The SMMU keeps no time of its own: a request to a stream that nobody has times out as soon as a CMD_SYNC
 * comes to wait for it, and any other when `expire` is called.
 */

import type { EndpointPort } from '../contract.js';

interface Invalidation {
	readonly stream: number;
	open: boolean;
}

export class AtcInvalidations {
	/** One of them was not completed in time, which a CMD_SYNC has yet to tell. */
	failed = false;
	readonly #open = new Set<Invalidation>();
	readonly #completed: () => void;

	/** `completed` is called when one is not outstanding any more. */
	constructor(completed: () => void) {
		this.#completed = completed;
	}

	/** Invalidations that a CMD_SYNC has to wait for. */
	get outstanding(): number {
		return this.#open.size;
	}

	/** Sends one Invalidate Request; `endpoint` undefined when nobody has the stream id. */
	send(
		stream: number,
		endpoint: EndpointPort | undefined,
		pasid: number,
		page: number,
		pages: number,
		global: boolean,
	): void {
		if (endpoint === undefined) {
			this.failed = true;
			return;
		}
		const invalidation: Invalidation = { stream, open: true };
		this.#open.add(invalidation);
		// A completion that answers nothing, a second one or one after the time-out, is not noticed.
		endpoint.invalidate(pasid, page, pages, global, () => this.#close(invalidation));
	}

	/** The endpoint was taken away: its invalidations are complete, whatever it still calls. */
	release(stream: number): void {
		for (const invalidation of [...this.#open])
			if (invalidation.stream === stream) this.#close(invalidation);
	}

	/** The endpoint did not complete in time; returns how many invalidations that concerns. */
	expire(stream: number): number {
		let count = 0;
		for (const invalidation of [...this.#open]) {
			if (invalidation.stream !== stream) continue;
			this.failed = true;
			count++;
			this.#close(invalidation);
		}
		return count;
	}

	#close(invalidation: Invalidation): void {
		if (!invalidation.open) return;
		invalidation.open = false;
		this.#open.delete(invalidation);
		this.#completed();
	}
}
