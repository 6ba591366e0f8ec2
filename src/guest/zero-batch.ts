import type { MapBatch } from '../wire/messages.js';

/** A MapBatch of zeroed frames that grows row by row and is used again. */
export class ZeroBatch implements MapBatch {
	request = 0;
	space = 0;
	rows = 0;
	readonly page: Float64Array;
	readonly frame: Uint32Array;
	readonly flags: Uint8Array;

	constructor(capacity: number) {
		this.page = new Float64Array(capacity);
		this.frame = new Uint32Array(capacity);
		this.flags = new Uint8Array(capacity);
	}
}
