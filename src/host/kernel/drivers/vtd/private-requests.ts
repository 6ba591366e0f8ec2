import type { PrivateData } from '../../../../emulator/iommu/contract.js';
import { Request } from './layout.js';

/** A page request with private data that is waiting for its response. */
export interface PrivateRequest {
	/** Whether it was the last of its group. */
	readonly last: boolean;
	readonly data: PrivateData;
}

/** Requests of one function that may wait at a time. */
const MOST = 65_536;

/**
 * The private data of one function's page requests (VT-d specification 3.x, 7.7: a request with some is owed a response
 * of its own, which brings it back, the last of its group or not). The core knows groups only, so each request that is
 * not the last becomes a group by itself, under an id with a number above the PRG index: several of one index may
 * wait, and be answered in any order. The last keeps the index, and with it what came before without private data.
 */
export class PrivateRequests {
	readonly #requests = new Map<number, PrivateRequest>();
	#next = 0;

	/** Keeps a request until it is answered. Returns the group id to report it under; -1: too many are waiting. */
	add(prgIndex: number, last: boolean, data: PrivateData): number {
		const requests = this.#requests;
		if (requests.size >= MOST) return -1;
		let group = prgIndex;
		if (!last)
			do {
				this.#next = (this.#next % MOST) + 1;
				group = prgIndex + this.#next * (Request.INDEX_MASK + 1);
			} while (requests.has(group));
		requests.set(group, { last, data });
		return group;
	}

	/** The request that a group is answered for, which is forgotten; undefined when it had no private data. */
	take(group: number): PrivateRequest | undefined {
		const request = this.#requests.get(group);
		if (request !== undefined) this.#requests.delete(group);
		return request;
	}
}
