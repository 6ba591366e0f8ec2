/**
 * What the unit keeps of page tables: the IOTLB with finished translations, and paging-structure caches of both
 * levels. Owns which command drops what of the three (VT-d specification 6.5.2.3, 6.5.2.4): the requests'
 * own caches, of context and PASID entries, are not concerned, nor do their commands concern these.
 *
 * The second level's rows are tagged by domain, the first level's and the nested ones by domain and PASID.
 * A nested row holds where the second level put the guest's table, so a change of any second-level page
 * may concern it, the invalidation hint (IH, `leafOnly` here) notwithstanding: that speaks of second-level tables.
 */

import { LeafTableCache, NO_PROCESS } from '../../table/leaf-table-cache.js';
import { WalkMode } from '../../table/walk-mode.js';
import { Iotlb } from './iotlb.js';

/** Each row covers 2 MiB; 32 bytes a row. */
const TABLE_ROWS = 4096;
/** Each row covers 1 GiB. */
const DIRECTORY_ROWS = 512;

export class TranslationCaches {
	readonly iotlb: Iotlb;
	/** First-level tables: the last ones, and the ones above them. */
	readonly first = new LeafTableCache(TABLE_ROWS);
	readonly directories = new LeafTableCache(DIRECTORY_ROWS, 18);
	readonly second = new LeafTableCache(TABLE_ROWS);

	/** `iotlbEntries` is a power of two. */
	constructor(iotlbEntries: number) {
		this.iotlb = new Iotlb(iotlbEntries);
	}

	/** IOTLB invalidation, global; a new root pointer; TE switched. */
	invalidateAll(): void {
		this.iotlb.invalidateAll();
		this.first.dropAll();
		this.directories.dropAll();
		this.second.dropAll();
	}

	/** IOTLB invalidation of a domain. */
	invalidateDomain(domain: number): void {
		this.iotlb.invalidateDomain(domain);
		this.first.dropSpace(domain);
		this.directories.dropSpace(domain);
		this.second.dropSpace(domain);
	}

	/** IOTLB invalidation of second-level pages of a domain. */
	invalidateDomainPages(domain: number, page: number, pages: number, leafOnly: boolean): void {
		this.iotlb.invalidateDomainPages(domain, page, pages);
		this.first.dropMode(domain, WalkMode.NESTED);
		this.directories.dropMode(domain, WalkMode.NESTED);
		this.second.dropPages(domain, NO_PROCESS, page, pages, leafOnly);
	}

	/** PASID-based IOTLB invalidation of a whole PASID. */
	invalidatePasid(domain: number, pasid: number): void {
		this.iotlb.invalidatePasid(domain, pasid);
		this.first.dropProcess(domain, pasid);
		this.directories.dropProcess(domain, pasid);
	}

	/** PASID-based IOTLB invalidation of pages. */
	invalidatePages(
		domain: number,
		pasid: number,
		page: number,
		pages: number,
		leafOnly: boolean,
	): void {
		this.iotlb.invalidatePages(domain, pasid, page, pages);
		// With the hint nothing of the first level's rows is concerned: its large leaves are not kept.
		if (leafOnly) return;
		this.first.dropPages(domain, pasid, page, pages, false);
		this.directories.dropPages(domain, pasid, page, pages, false);
	}
}
