/** The endpoints behind an IOMMU, by device id. Owns who is connected, nothing of their state. */

import type { EndpointPort } from '../contract.js';

export class Endpoints {
	/** Found by the upper 16 bits of the id, and its lower 8. */
	readonly #groups: ((EndpointPort | undefined)[] | undefined)[] = [];

	/** The endpoint of a device id, if one is connected. */
	get(source: number): EndpointPort | undefined {
		return this.#groups[source >> 8]?.[source & 0xff];
	}

	/** Throws RangeError when the id is no 24-bit number or is taken. */
	add(source: number, endpoint: EndpointPort): void {
		if (!Number.isInteger(source) || source < 0 || source > 0xff_ffff)
			throw new RangeError(`a device id is a 24-bit number, not ${source}`);
		if (this.get(source) !== undefined)
			throw new RangeError(`device id 0x${source.toString(16)} is already connected`);
		let group = this.#groups[source >> 8];
		if (group === undefined) {
			group = [];
			this.#groups[source >> 8] = group;
		}
		group[source & 0xff] = endpoint;
	}

	/** Whether there was one. */
	remove(source: number): boolean {
		if (this.get(source) === undefined) return false;
		this.#groups[source >> 8]![source & 0xff] = undefined;
		return true;
	}
}
