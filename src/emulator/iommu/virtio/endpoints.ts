/** The endpoints behind the device, by endpoint id. Owns who is connected and what belongs to each. */

import type { EndpointPort } from '../contract.js';
import type { Domain } from './domains.js';
import type { ReservedRegions } from './reserved-regions.js';

export class EndpointState {
	readonly id: number;
	readonly endpoint: EndpointPort;
	readonly reserved: ReservedRegions;
	/** The domain that it is attached to; set by `Domains`. */
	domain: Domain | undefined;

	constructor(id: number, endpoint: EndpointPort, reserved: ReservedRegions) {
		this.id = id;
		this.endpoint = endpoint;
		this.reserved = reserved;
	}
}

export class Endpoints {
	readonly #endpoints = new Map<number, EndpointState>();

	get(id: number): EndpointState | undefined {
		return this.#endpoints.get(id);
	}

	/** Throws RangeError when the id is no 32-bit number or is taken. */
	add(id: number, endpoint: EndpointPort, reserved: ReservedRegions): EndpointState {
		if (!Number.isInteger(id) || id < 0 || id > 0xffff_ffff)
			throw new RangeError(`an endpoint id is a 32-bit number, not ${id}`);
		if (this.#endpoints.has(id))
			throw new RangeError(`endpoint id 0x${id.toString(16)} is already connected`);
		const state = new EndpointState(id, endpoint, reserved);
		this.#endpoints.set(id, state);
		return state;
	}

	remove(id: number): EndpointState | undefined {
		const state = this.#endpoints.get(id);
		this.#endpoints.delete(id);
		return state;
	}
}
