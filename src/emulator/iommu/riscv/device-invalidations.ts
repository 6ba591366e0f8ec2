/**
 * Invalidation Requests that were sent to devices and not completed yet. Owns the count of them, by which a
 * fence knows when it may complete, and whether one timed out since the last fence.
 *
 * The IOMMU keeps no time of its own: a request to an id that nobody has times out at once, and any
 * other when `expire` is called.
 */

import type { EndpointPort } from '../contract.js';

/** Requests that may be outstanding at a time; the command queue waits where there are more. */
const MOST = 1024;

/** Outstanding as long as it stands in the set. */
interface Invalidation {
	readonly source: number;
}

export class DeviceInvalidations {
	/** One timed out that no fence has reported. */
	timedOut = false;
	readonly #open = new Set<Invalidation>();
	readonly #changed: () => void;

	/** `changed` is called when one is not outstanding any more. */
	constructor(changed: () => void) {
		this.#changed = changed;
	}

	/** Whether a fence has to wait. */
	get outstanding(): boolean {
		return this.#open.size > 0;
	}

	/** Whether one more may be sent. */
	get full(): boolean {
		return this.#open.size >= MOST;
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
			this.timedOut = true;
			return;
		}
		const invalidation: Invalidation = { source };
		this.#open.add(invalidation);
		// A completion of what is not outstanding is unexpected, and ignored.
		endpoint.invalidate(pasid, page, pages, global, () => this.#close(invalidation));
	}

	/** The endpoint was taken away: its invalidations are complete, whatever it still calls. */
	release(source: number): void {
		for (const invalidation of this.#of(source)) this.#close(invalidation);
	}

	/** The endpoint did not complete in time; returns how many invalidations that concerns. */
	expire(source: number): number {
		const expired = this.#of(source);
		if (expired.length > 0) this.timedOut = true;
		for (const invalidation of expired) this.#close(invalidation);
		return expired.length;
	}

	/** Those of an endpoint; what closing one has the queue send is not among them. */
	#of(source: number): Invalidation[] {
		return [...this.#open].filter((invalidation) => invalidation.source === source);
	}

	#close(invalidation: Invalidation): void {
		if (this.#open.delete(invalidation)) this.#changed();
	}
}
