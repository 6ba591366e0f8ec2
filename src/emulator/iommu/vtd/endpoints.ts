/** The endpoints behind a unit, by requester id. Owns who is connected, nothing of their state. */

import type { EndpointPort } from '../contract.js';

/** Ids of one bus. */
const BUS = 256;

export class Endpoints {
	/** By bus, then by device and function: a look-up for every response is two loads, and no hash. */
	readonly #buses: ((EndpointPort | undefined)[] | undefined)[] = new Array(BUS).fill(undefined);

	/** The endpoint of a requester id, if one is connected. */
	get(source: number): EndpointPort | undefined {
		return this.#buses[source >> 8]?.[source & 0xff];
	}

	/** Throws RangeError when the id is no 16-bit number or is taken. */
	add(source: number, endpoint: EndpointPort): void {
		if (!Number.isInteger(source) || source < 0 || source > 0xffff)
			throw new RangeError(`a requester id is a 16-bit number, not ${source}`);
		if (this.get(source) !== undefined)
			throw new RangeError(`requester id 0x${source.toString(16)} is already connected`);
		this.#buses[source >> 8] ??= new Array<EndpointPort | undefined>(BUS).fill(undefined);
		this.#buses[source >> 8]![source & 0xff] = endpoint;
	}

	remove(source: number): boolean {
		if (this.get(source) === undefined) return false;
		this.#buses[source >> 8]![source & 0xff] = undefined;
		return true;
	}
}
