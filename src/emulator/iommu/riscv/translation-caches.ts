/**
 * All that IOTINVAL drops: the translation cache, and the ways to last tables that the walkers remember.
 * Owns what each form of the command means for each of them.
 *
 * A way to a last table is information of entries that are not leaves: it goes with commands for all addresses, and
 * with those for some addresses where they have NL set. It depends on the second stage too, so commands for the
 * second stage drop those of the first.
 */

import { LeafTableCache } from '../../table/leaf-table-cache.js';
import { Iotlb } from './iotlb.js';

const FIRST_ROWS = 4096;
const SECOND_ROWS = 1024;

export class TranslationCaches {
	readonly iotlb: Iotlb;
	/** Last tables of first stages. */
	readonly first = new LeafTableCache(FIRST_ROWS, 9);
	/** Tables of 2 MiB entries of second stages. */
	readonly second = new LeafTableCache(SECOND_ROWS, 18);

	/** `entries` of the translation cache, a power of two. */
	constructor(entries: number) {
		this.iotlb = new Iotlb(entries);
	}

	/** IOTINVAL.VMA for all addresses. `gscid` and `pscid` are -1 where they are not given. */
	invalidateFirst(gscid: number, pscid: number): void {
		const space = Math.max(gscid, 0);
		if (pscid < 0) {
			this.iotlb.dropSpace(gscid);
			this.first.dropSpace(space);
		} else {
			this.iotlb.dropProcess(gscid, pscid);
			this.first.dropProcess(space, pscid);
		}
	}

	/** IOTINVAL.VMA for `pages` pages from `page` on; `upper`: for what is above the leaves too (NL). */
	invalidateFirstPages(
		gscid: number,
		pscid: number,
		page: number,
		pages: number,
		upper: boolean,
	): void {
		const space = Math.max(gscid, 0);
		if (pscid < 0) {
			this.iotlb.dropPages(gscid, page, pages);
			if (upper) this.first.dropSpace(space);
		} else {
			this.iotlb.dropProcessPages(gscid, pscid, page, pages);
			if (upper) this.first.dropPages(space, pscid, page, pages, false);
		}
	}

	/** IOTINVAL.GVMA for all guest addresses of one guest, or of all (-1). */
	invalidateSecond(gscid: number): void {
		if (gscid < 0) {
			this.iotlb.dropGuests();
			this.first.dropAll();
			this.second.dropAll();
		} else {
			this.iotlb.dropSpace(gscid);
			this.first.dropSpace(gscid);
			this.second.dropSpace(gscid);
		}
	}

	/** IOTINVAL.GVMA for `pages` guest pages from `page` on. */
	invalidateSecondPages(gscid: number, page: number, pages: number, upper: boolean): void {
		this.iotlb.dropGuestPages(gscid, page, pages);
		// The tables of first stages may lie in these pages.
		this.first.dropSpace(gscid);
		if (upper) this.second.dropSpace(gscid);
	}
}
