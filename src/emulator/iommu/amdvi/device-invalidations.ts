/**
 * Invalidations of devices' IOTLBs that were sent and not completed yet. Owns the set of them, by which the command
 * buffer knows when a COMPLETION_WAIT may complete.
 *
 * The unit keeps no time of its own: a request times out when `expire` is called, and one to an id that nobody
 * has, at once. Either only counts while software asked for time-outs (InvTimeOut is not 0); otherwise a request to
 * nobody is complete, and others wait as long as it takes.
 */

import type { EndpointPort } from '../contract.js';

interface Invalidation {
	readonly device: number;
	/** Counts the requests sent, from 1. */
	readonly sequence: number;
	/** Where the command stands. */
	readonly addressHigh: number;
	readonly addressLow: number;
}

export class DeviceInvalidations {
	readonly #open = new Set<Invalidation>();
	readonly #completed: () => void;
	readonly #timedOut: (device: number, addressHigh: number, addressLow: number) => void;
	#sent = 0;

	/**
	 * `completed` is called when one is not outstanding any more; `timedOut` before, when it was not completed
	 * in time.
	 */
	constructor(
		completed: () => void,
		timedOut: (device: number, addressHigh: number, addressLow: number) => void,
	) {
		this.#completed = completed;
		this.#timedOut = timedOut;
	}

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

	/** Sends one Invalidate Request; `endpoint` undefined when no function has the id. */
	send(
		device: number,
		endpoint: EndpointPort | undefined,
		pasid: number,
		page: number,
		pages: number,
		addressHigh: number,
		addressLow: number,
	): void {
		if (endpoint === undefined) {
			this.#timedOut(device, addressHigh, addressLow);
			return;
		}
		const invalidation: Invalidation = {
			device,
			sequence: ++this.#sent,
			addressHigh,
			addressLow,
		};
		this.#open.add(invalidation);
		// A second completion, or one after the time-out, answers nothing.
		endpoint.invalidate(pasid, page, pages, false, () => this.#close(invalidation));
	}

	/** The endpoint was taken away: its invalidations are complete, whatever it still calls. */
	release(device: number): void {
		this.#closeAll(device, false);
	}

	/** The endpoint did not complete in time; returns how many invalidations that concerns. */
	expire(device: number): number {
		return this.#closeAll(device, true);
	}

	#closeAll(device: number, late: boolean): number {
		let count = 0;
		const last = this.#sent;
		for (const invalidation of this.#open) {
			// What closing one has the command buffer send is not meant.
			if (invalidation.sequence > last) break;
			if (invalidation.device !== device) continue;
			count++;
			if (late) this.#timedOut(device, invalidation.addressHigh, invalidation.addressLow);
			this.#close(invalidation);
		}
		return count;
	}

	#close(invalidation: Invalidation): void {
		if (this.#open.delete(invalidation)) this.#completed();
	}
}
