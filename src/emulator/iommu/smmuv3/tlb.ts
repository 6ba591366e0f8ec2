/**
 * The TLB: finished translations of single pages of 4 KiB, direct mapped. Owns its entries; one is served,
 * whatever the tables say by now, until an invalidation or a conflict drops it.
 *
 * Entries are tagged as the architecture tags those of NS-EL1 (Arm IHI 0070, 3.17): VMID, ASID where stage 1
 * took part, and which stages did. The stream is no part of it. Global ones keep the ASID that they came with
 * and are served to that one only, but an invalidation by address finds them under any. A translation of a
 * larger page is kept as the pieces that were used, each knowing the leaf's size.
 */

/** ASID of entries that stage 1 took no part in. */
export const NO_ASID = -1;

/** Which stages an entry comes from; bits. */
export const Stage = { FIRST: 1, SECOND: 2 } as const;

const STRIDE = 8;
const PAGE_LOW = 0;
const PAGE_HIGH = 1;
const ASID = 2;
/** VMID in bits 15:0, `Stage` in 17:16, privileged in 18, global in 19, valid in 20. */
const TAG = 3;
const FRAME = 4;
const PERMISSION = 5;
/** log2 of the leaf's size in pages. */
const LEAF = 6;

const STAGE_SHIFT = 16;
const PRIVILEGED = 0x4_0000;
const GLOBAL = 0x8_0000;
const VALID = 0x10_0000;
/** Ranges up to this many pages are looked up page by page, larger ones by passing over all entries. */
const LOOKUP_PAGES = 64;
/** Ranges end where the address space does. */
const ALL_PAGES = 2 ** 52;

export class Tlb {
	/** Frame and permission of the last hit. */
	frame = 0;
	permission = 0;
	readonly #entries: Int32Array;
	readonly #shift: number;
	/** Whether an entry of a leaf above 4 KiB, or a global one, may be held. */
	#large = false;
	#global = false;

	/** `entries` is a power of two. */
	constructor(entries: number) {
		this.#entries = new Int32Array(entries * STRIDE);
		this.#shift = Math.clz32(entries) + 1;
	}

	/** Whether the translation is held; then `frame` and `permission` are valid. */
	lookup(vmid: number, asid: number, stages: number, page: number, privileged: boolean): boolean {
		const pageHigh = Math.floor(page / 0x10_0000);
		const pageLow = page - pageHigh * 0x10_0000;
		const entries = this.#entries;
		const at = this.#slotOf(vmid, asid, pageLow, pageHigh);
		if (
			entries[at + PAGE_LOW] !== pageLow ||
			entries[at + PAGE_HIGH] !== (pageHigh | 0) ||
			entries[at + ASID] !== asid ||
			(entries[at + TAG]! & ~GLOBAL) !==
				(vmid | (stages << STAGE_SHIFT) | (privileged ? PRIVILEGED : 0) | VALID)
		)
			return false;
		this.frame = entries[at + FRAME]!;
		this.permission = entries[at + PERMISSION]!;
		return true;
	}

	insert(
		vmid: number,
		asid: number,
		stages: number,
		page: number,
		privileged: boolean,
		global: boolean,
		frame: number,
		permission: number,
		leaf: number,
	): void {
		const pageHigh = Math.floor(page / 0x10_0000);
		const pageLow = page - pageHigh * 0x10_0000;
		const entries = this.#entries;
		const at = this.#slotOf(vmid, asid, pageLow, pageHigh);
		entries[at + PAGE_LOW] = pageLow;
		entries[at + PAGE_HIGH] = pageHigh;
		entries[at + ASID] = asid;
		entries[at + TAG] =
			vmid |
			(stages << STAGE_SHIFT) |
			(privileged ? PRIVILEGED : 0) |
			(global ? GLOBAL : 0) |
			VALID;
		entries[at + FRAME] = frame;
		entries[at + PERMISSION] = permission;
		entries[at + LEAF] = leaf;
		if (leaf > 0) this.#large = true;
		if (global) this.#global = true;
	}

	invalidateAll(): void {
		this.#entries.fill(0);
		this.#large = false;
		this.#global = false;
	}

	/** Entries of a VMID that any of `stages` took part in. */
	invalidateVm(vmid: number, stages: number): void {
		const entries = this.#entries;
		for (let at = 0; at < entries.length; at += STRIDE)
			if (this.#isOf(at, vmid, stages)) entries[at + TAG] = 0;
	}

	/** Stage 1 entries of an ASID, but for the global ones. */
	invalidateAsid(vmid: number, asid: number): void {
		const entries = this.#entries;
		for (let at = 0; at < entries.length; at += STRIDE)
			if (
				this.#isOf(at, vmid, Stage.FIRST) &&
				entries[at + ASID] === asid &&
				(entries[at + TAG]! & GLOBAL) === 0
			)
				entries[at + TAG] = 0;
	}

	/** Stage 1 entries of pages, of an ASID and the global ones, or of all (`NO_ASID`). */
	invalidatePages(vmid: number, asid: number, page: number, pages: number): void {
		const entries = this.#entries;
		if (pages <= LOOKUP_PAGES && asid !== NO_ASID && !this.#large && !this.#global) {
			const end = Math.min(page + pages, ALL_PAGES);
			for (let at = page; at < end; at++) this.#dropPage(vmid, asid, at, Stage.FIRST);
			return;
		}
		for (let at = 0; at < entries.length; at += STRIDE)
			if (
				this.#isOf(at, vmid, Stage.FIRST) &&
				(asid === NO_ASID || entries[at + ASID] === asid || (entries[at + TAG]! & GLOBAL) !== 0) &&
				this.#overlaps(at, page, pages)
			)
				entries[at + TAG] = 0;
	}

	/** Entries of intermediate pages that stage 2 alone made. */
	invalidateSecond(vmid: number, page: number, pages: number): void {
		const entries = this.#entries;
		if (pages <= LOOKUP_PAGES && !this.#large) {
			const end = Math.min(page + pages, ALL_PAGES);
			for (let at = page; at < end; at++) this.#dropPage(vmid, NO_ASID, at, Stage.SECOND);
			return;
		}
		for (let at = 0; at < entries.length; at += STRIDE)
			if (
				entries[at + ASID] === NO_ASID &&
				this.#isOf(at, vmid, Stage.SECOND) &&
				this.#overlaps(at, page, pages)
			)
				entries[at + TAG] = 0;
	}

	#isOf(at: number, vmid: number, stages: number): boolean {
		const tag = this.#entries[at + TAG]!;
		return (tag & 0xffff) === vmid && (tag & (stages << STAGE_SHIFT)) !== 0;
	}

	#dropPage(vmid: number, asid: number, page: number, stages: number): void {
		const pageHigh = Math.floor(page / 0x10_0000);
		const pageLow = page - pageHigh * 0x10_0000;
		const entries = this.#entries;
		const at = this.#slotOf(vmid, asid, pageLow, pageHigh);
		if (
			entries[at + PAGE_LOW] === pageLow &&
			entries[at + PAGE_HIGH] === (pageHigh | 0) &&
			entries[at + ASID] === asid &&
			this.#isOf(at, vmid, stages)
		)
			entries[at + TAG] = 0;
	}

	/** Whether the leaf that an entry is a piece of shares a page with a range. */
	#overlaps(at: number, page: number, pages: number): boolean {
		const entries = this.#entries;
		const size = 1 << entries[at + LEAF]!;
		const held = (entries[at + PAGE_HIGH]! >>> 0) * 0x10_0000 + entries[at + PAGE_LOW]!;
		const first = Math.floor(held / size) * size;
		return first < page + pages && page < first + size;
	}

	/** Fibonacci hashing: spaces that lie a power of two apart do not meet in the same entries. */
	#slotOf(vmid: number, asid: number, pageLow: number, pageHigh: number): number {
		const mixed =
			pageLow ^
			Math.imul(pageHigh, 0x2545_f491) ^
			Math.imul(asid, 0x85eb_ca6b) ^
			Math.imul(vmid, 0xc2b2_ae35);
		return (Math.imul(mixed, 0x9e37_79b1) >>> this.#shift) * STRIDE;
	}
}
