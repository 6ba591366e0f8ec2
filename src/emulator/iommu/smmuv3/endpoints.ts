/** The endpoints behind an SMMU, by stream id. Owns who is connected, nothing of their state. */

import type { EndpointPort } from '../contract.js';

export class Endpoints {
	readonly #byStream = new Map<number, EndpointPort>();
	readonly #bits: number;

	constructor(streamIdBits: number) {
		this.#bits = streamIdBits;
	}

	/** The endpoint of a stream id, if one is connected. */
	get(stream: number): EndpointPort | undefined {
		return this.#byStream.get(stream);
	}

	/** Throws RangeError when the id is out of range or is taken. */
	add(stream: number, endpoint: EndpointPort): void {
		if (!Number.isInteger(stream) || stream < 0 || stream >= 2 ** this.#bits)
			throw new RangeError(
				`a stream id of this SMMU has ${this.#bits} bits, which ${stream} has not`,
			);
		if (this.#byStream.has(stream))
			throw new RangeError(`stream id 0x${stream.toString(16)} is already connected`);
		this.#byStream.set(stream, endpoint);
	}

	remove(stream: number): boolean {
		return this.#byStream.delete(stream);
	}
}
