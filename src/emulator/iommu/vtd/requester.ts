/**
 * One requester id, and where the tables' caches hold what its last request with them needed. What is
 * remembered is good while the caches' generation is the one it was found in; the tables write and read it.
 */

import { NO_PASID } from '../contract.js';

export class Requester {
	readonly source: number;
	/** Generation of the caches that the rest belongs to; -1: nothing was found yet. */
	generation = -1;
	context = 0;
	/** The PASID, `NO_PASID` never being one, and its slot. */
	pasid: number = NO_PASID;
	slot = 0;

	constructor(source: number) {
		this.source = source;
	}
}
