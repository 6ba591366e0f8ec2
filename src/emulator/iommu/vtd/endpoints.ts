/** The endpoints behind a unit, by requester id. Owns who is connected, nothing of their state. */

import type { EndpointPort } from '../contract.js';

export class Endpoints {
	readonly #bySource = new Map<number, EndpointPort>();

	/** The endpoint of a requester id, if one is connected. */
	get(source: number): EndpointPort | undefined {
		return this.#bySource.get(source);
	}

	/** Throws RangeError when the id is no 16-bit number or is taken. */
	add(source: number, endpoint: EndpointPort): void {
		if (!Number.isInteger(source) || source < 0 || source > 0xffff)
			throw new RangeError(`a requester id is a 16-bit number, not ${source}`);
		if (this.#bySource.has(source))
			throw new RangeError(`requester id 0x${source.toString(16)} is already connected`);
		this.#bySource.set(source, endpoint);
	}

	remove(source: number): boolean {
		return this.#bySource.delete(source);
	}
}
