/**
 * What the SMMU keeps of translations: the TLB, and the last tables of each stage. Owns all three and holds
 * what each TLBI command drops of them (Arm IHI 0070, 4.4).
 *
 * An entry of both stages is stage 1's: TLBI_S2_IPA leaves it, as the architecture allows, and software follows with
 * TLBI_NH_ALL. Commands with Leaf=1 keep the tables, but not the leaves of 2 MiB that stand in the place of one.
 */

import { STAGE_1_ROWS } from '../../table/aarch64-stage1.js';
import { LeafTableCache, NO_PROCESS } from '../../table/leaf-table-cache.js';
import { NO_ASID, Stage, Tlb } from './tlb.js';

export class TranslationCaches {
	readonly tlb: Tlb;
	readonly firstTables: LeafTableCache;
	readonly secondTables: LeafTableCache;

	/** `entries` of the TLB, a power of two. */
	constructor(entries: number) {
		this.tlb = new Tlb(entries);
		this.firstTables = new LeafTableCache(1024);
		this.secondTables = new LeafTableCache(1024);
	}

	/** TLBI_NSNH_ALL. */
	all(): void {
		this.tlb.invalidateAll();
		this.firstTables.dropAll();
		this.secondTables.dropAll();
	}

	/** TLBI_S12_VMALL. */
	vm(vmid: number): void {
		this.tlb.invalidateVm(vmid, Stage.FIRST | Stage.SECOND);
		this.firstTables.dropSpace(vmid);
		this.secondTables.dropSpace(vmid);
	}

	/** TLBI_NH_ALL. */
	first(vmid: number): void {
		this.tlb.invalidateVm(vmid, Stage.FIRST);
		this.firstTables.dropMode(vmid, STAGE_1_ROWS);
	}

	/** TLBI_NH_ASID. */
	asid(vmid: number, asid: number): void {
		this.tlb.invalidateAsid(vmid, asid);
		this.firstTables.dropProcess(vmid, asid);
	}

	/** TLBI_NH_VA. */
	pages(vmid: number, asid: number, page: number, pages: number, leafOnly: boolean): void {
		this.tlb.invalidatePages(vmid, asid, page, pages);
		if (!leafOnly) this.firstTables.dropPages(vmid, asid, page, pages, false);
	}

	/** TLBI_NH_VAA. */
	pagesOfAll(vmid: number, page: number, pages: number, leafOnly: boolean): void {
		this.tlb.invalidatePages(vmid, NO_ASID, page, pages);
		if (!leafOnly) this.firstTables.dropSpace(vmid);
	}

	/** TLBI_S2_IPA. */
	second(vmid: number, page: number, pages: number, leafOnly: boolean): void {
		this.tlb.invalidateSecond(vmid, page, pages);
		this.secondTables.dropPages(vmid, NO_PROCESS, page, pages, leafOnly);
	}
}
