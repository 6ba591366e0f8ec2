/**
 * The reserved virtual regions of one endpoint (VIRTIO 5.13.6.8.1), and the properties that tell the driver. Fixed
 * when the endpoint is connected: they do not overlap, and at most one is the doorbell of interrupts.
 */

import { ALL_PAGES } from './features.js';
import { RESV_MEM, RESV_MEM_LENGTH, RESV_MEM_SIZE, ResvMem } from './layout.js';

/** Pages of 4 KiB, both ends inclusive. `msi`: writes of the endpoint there are interrupts. */
export interface ReservedRegion {
	readonly kind: 'reserved' | 'msi';
	readonly firstPage: number;
	readonly lastPage: number;
}

/** No region holds the page. */
export const NOT_RESERVED = -1;

export class ReservedRegions {
	/** How many there are; the hot path asks before it looks. */
	readonly count: number;
	readonly #first: Float64Array;
	readonly #last: Float64Array;
	readonly #subtype: Uint8Array;

	/** Throws RangeError for regions that overlap, that end before they begin, or of which two are MSI regions. */
	constructor(regions: readonly ReservedRegion[]) {
		const sorted = [...regions].sort((a, b) => a.firstPage - b.firstPage);
		this.count = sorted.length;
		this.#first = Float64Array.from(sorted, (region) => region.firstPage);
		this.#last = Float64Array.from(sorted, (region) => region.lastPage);
		this.#subtype = Uint8Array.from(sorted, ({ kind }) =>
			kind === 'msi' ? ResvMem.MSI : ResvMem.RESERVED,
		);
		let end = -1;
		for (const { firstPage, lastPage } of sorted) {
			if (
				!Number.isInteger(firstPage) ||
				!Number.isInteger(lastPage) ||
				firstPage <= end ||
				lastPage < firstPage ||
				lastPage >= ALL_PAGES
			)
				throw new RangeError(
					`reserved regions are separate ranges of pages below 2^52, not ${firstPage} to ${lastPage}`,
				);
			end = lastPage;
		}
		if (sorted.filter(({ kind }) => kind === 'msi').length > 1)
			throw new RangeError('an endpoint has at most one MSI region');
	}

	/** Bytes of the properties. */
	get size(): number {
		return this.count * RESV_MEM_SIZE;
	}

	/** `ResvMem` subtype of the region that holds a page, or NOT_RESERVED. */
	find(page: number): number {
		for (let i = 0; i < this.count; i++)
			if (page >= this.#first[i]! && page <= this.#last[i]!) return this.#subtype[i]!;
		return NOT_RESERVED;
	}

	overlap(firstPage: number, lastPage: number): boolean {
		for (let i = 0; i < this.count; i++)
			if (firstPage <= this.#last[i]! && lastPage >= this.#first[i]!) return true;
		return false;
	}

	firstOf(region: number): number {
		return this.#first[region]!;
	}

	lastOf(region: number): number {
		return this.#last[region]!;
	}

	/** Writes the properties one after the other; `into` has room for `size` bytes. */
	writeProperties(into: DataView): void {
		for (let i = 0; i < this.count; i++) {
			const at = i * RESV_MEM_SIZE;
			const first = this.#first[i]!;
			const last = this.#last[i]!;
			into.setUint16(at, RESV_MEM, true);
			into.setUint16(at + 2, RESV_MEM_LENGTH, true);
			into.setUint32(at + 4, this.#subtype[i]!, true);
			into.setUint32(at + 8, (first % 0x10_0000) * 4096, true);
			into.setUint32(at + 12, Math.floor(first / 0x10_0000), true);
			into.setUint32(at + 16, (last % 0x10_0000) * 4096 + 4095, true);
			into.setUint32(at + 20, Math.floor(last / 0x10_0000), true);
		}
	}
}
