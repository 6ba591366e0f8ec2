/** The endpoints behind a unit, by device id. Owns who is connected, nothing of their state. */

import type { EndpointPort } from '../contract.js';

export class Endpoints {
	readonly #byDevice = new Map<number, EndpointPort>();

	/** The endpoint of a device id, if one is connected. */
	get(device: number): EndpointPort | undefined {
		return this.#byDevice.get(device);
	}

	/** Throws RangeError when the id is no 16-bit number or is taken. */
	add(device: number, endpoint: EndpointPort): void {
		if (!Number.isInteger(device) || device < 0 || device > 0xffff)
			throw new RangeError(`a device id is a 16-bit number, not ${device}`);
		if (this.#byDevice.has(device))
			throw new RangeError(`device id 0x${device.toString(16)} is already connected`);
		this.#byDevice.set(device, endpoint);
	}

	remove(device: number): boolean {
		return this.#byDevice.delete(device);
	}
}
