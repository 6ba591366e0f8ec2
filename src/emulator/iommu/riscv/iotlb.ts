/**
 * The translation cache: finished translations of single 4 KiB pages, direct mapped. Owns its entries; one is
 * served, whatever the tables say by now, until IOTINVAL or a conflict drops it.
 *
 * Entries are tagged as the specification tags them ("Identifiers used to tag IOATC entries"): by GSCID where
 * there is a second stage, PSCID where there is a first, and page; besides by what else made the walk what it
 * was. The device is no part of the tag. A translation of a larger page is kept as the 4 KiB pieces that
 * were used, each knowing the size of the leaf by whose address commands find it: of the first stage, or of the
 * second where there is no first.
 */

import { NO_PSCID } from './layout.js';

/** What else an entry depends on; bits 16 to 19 of the tag. */
export const TagFlag = {
	/** A second stage takes part; otherwise the GSCID is 0. */
	GUEST: 0x1_0000,
	SUPERVISOR: 0x2_0000,
	/** SUM. */
	USER_MEMORY: 0x4_0000,
	/** MSI translation is on. */
	MSI: 0x8_0000,
} as const;

const VALID = 0x10_0000;
const GLOBAL = 0x20_0000;
const GSCID = 0xffff;
const GUEST_GSCID = TagFlag.GUEST | GSCID;
/** What a look-up compares. */
const COMPARED = 0x1f_ffff;

const STRIDE = 8;
const PAGE_LOW = 0;
const PAGE_HIGH = 1;
const PSCID = 2;
const TAG = 3;
const FRAME = 4;
const PERMISSION = 5;
const LEAF = 6;

/** Ranges up to this many pages are looked up page by page, larger ones by passing over all entries. */
const LOOKUP_PAGES = 64;

export class Iotlb {
	/** Frame (or interrupt file's page) and `Access` bits of the last hit. */
	frame = 0;
	permission = 0;
	readonly #entries: Int32Array;
	readonly #shift: number;
	/** Whether an entry of a leaf above 4 KiB may be held. */
	#large = false;

	/** `entries` is a power of two from 2 on. */
	constructor(entries: number) {
		this.#entries = new Int32Array(entries * STRIDE);
		this.#shift = Math.clz32(entries) + 1;
	}

	/** Whether the translation is held; then `frame` and `permission` are valid. `tag`: GSCID and `TagFlag`. */
	lookup(tag: number, pscid: number, page: number): boolean {
		const pageHigh = (page / 0x10_0000) | 0;
		const pageLow = page & 0xf_ffff;
		const entries = this.#entries;
		const at = this.#slotOf(tag, pscid, pageHigh, pageLow);
		if (
			entries[at + PAGE_LOW] !== pageLow ||
			entries[at + PAGE_HIGH] !== pageHigh ||
			entries[at + PSCID] !== pscid ||
			(entries[at + TAG]! & COMPARED) !== (tag | VALID)
		)
			return false;
		this.frame = entries[at + FRAME]!;
		this.permission = entries[at + PERMISSION]!;
		return true;
	}

	insert(
		tag: number,
		pscid: number,
		page: number,
		frame: number,
		permission: number,
		leaf: number,
		global: boolean,
	): void {
		const pageHigh = (page / 0x10_0000) | 0;
		const pageLow = page & 0xf_ffff;
		const entries = this.#entries;
		const at = this.#slotOf(tag, pscid, pageHigh, pageLow);
		entries[at + PAGE_LOW] = pageLow;
		entries[at + PAGE_HIGH] = pageHigh;
		entries[at + PSCID] = pscid;
		entries[at + TAG] = tag | VALID | (global ? GLOBAL : 0);
		entries[at + FRAME] = frame;
		entries[at + PERMISSION] = permission;
		entries[at + LEAF] = leaf;
		if (leaf > 0) this.#large = true;
	}

	/** Entries without a second stage (`gscid` -1), or of a guest. */
	dropSpace(gscid: number): void {
		const wanted = spaceOf(gscid);
		const mask = gscid < 0 ? TagFlag.GUEST : GUEST_GSCID;
		const entries = this.#entries;
		for (let at = 0; at < entries.length; at += STRIDE)
			if ((entries[at + TAG]! & mask) === wanted) entries[at + TAG] = 0;
	}

	/** The same of one process, except what is global. */
	dropProcess(gscid: number, pscid: number): void {
		const entries = this.#entries;
		for (let at = 0; at < entries.length; at += STRIDE)
			if (this.#isProcess(at, gscid, pscid)) entries[at + TAG] = 0;
	}

	/** Pages of every process of a space, what is global too. */
	dropPages(gscid: number, page: number, pages: number): void {
		const wanted = spaceOf(gscid);
		const mask = gscid < 0 ? TagFlag.GUEST : GUEST_GSCID;
		const entries = this.#entries;
		for (let at = 0; at < entries.length; at += STRIDE)
			if ((entries[at + TAG]! & mask) === wanted && this.#overlaps(at, page, pages))
				entries[at + TAG] = 0;
	}

	/** Pages of one process of a space, except what is global. */
	dropProcessPages(gscid: number, pscid: number, page: number, pages: number): void {
		if (pages <= LOOKUP_PAGES && !this.#large) {
			for (let i = 0; i < pages; i++) this.#dropPage(gscid, pscid, page + i);
			return;
		}
		const entries = this.#entries;
		for (let at = 0; at < entries.length; at += STRIDE)
			if (this.#isProcess(at, gscid, pscid) && this.#overlaps(at, page, pages))
				entries[at + TAG] = 0;
	}

	/** Everything that a second stage takes part in. */
	dropGuests(): void {
		const entries = this.#entries;
		for (let at = 0; at < entries.length; at += STRIDE)
			if ((entries[at + TAG]! & TagFlag.GUEST) !== 0) entries[at + TAG] = 0;
	}

	/**
	 * Guest pages of a guest. Which guest pages a translation of two stages rests on is not known, so all
	 * of them go.
	 */
	dropGuestPages(gscid: number, page: number, pages: number): void {
		const wanted = spaceOf(gscid);
		const entries = this.#entries;
		for (let at = 0; at < entries.length; at += STRIDE)
			if (
				(entries[at + TAG]! & GUEST_GSCID) === wanted &&
				(entries[at + PSCID] !== NO_PSCID || this.#overlaps(at, page, pages))
			)
				entries[at + TAG] = 0;
	}

	#isProcess(at: number, gscid: number, pscid: number): boolean {
		const entries = this.#entries;
		const tag = entries[at + TAG]!;
		return (
			entries[at + PSCID] === pscid &&
			(tag & GUEST_GSCID) === spaceOf(gscid) &&
			(tag & GLOBAL) === 0
		);
	}

	/** A page stands in one slot whatever the other flags of its tag. */
	#dropPage(gscid: number, pscid: number, page: number): void {
		const pageHigh = (page / 0x10_0000) | 0;
		const pageLow = page & 0xf_ffff;
		const entries = this.#entries;
		const at = this.#slotOf(spaceOf(gscid), pscid, pageHigh, pageLow);
		if (
			entries[at + PAGE_LOW] === pageLow &&
			entries[at + PAGE_HIGH] === pageHigh &&
			this.#isProcess(at, gscid, pscid)
		)
			entries[at + TAG] = 0;
	}

	/** Whether the leaf that an entry is a piece of shares a page with a range. */
	#overlaps(at: number, page: number, pages: number): boolean {
		const entries = this.#entries;
		const size = 2 ** entries[at + LEAF]!;
		const held = (entries[at + PAGE_HIGH]! >>> 0) * 0x10_0000 + entries[at + PAGE_LOW]!;
		const first = Math.floor(held / size) * size;
		return first < page + pages && page < first + size;
	}

	/** Fibonacci hashing, so that neighbours in one respect do not meet. */
	#slotOf(tag: number, pscid: number, pageHigh: number, pageLow: number): number {
		const mixed =
			pageLow ^
			Math.imul(pageHigh, 0x0001_9f35) ^
			Math.imul(pscid, 0x85eb_ca6b) ^
			Math.imul(tag & GUEST_GSCID, 0xc2b2_ae35);
		return (Math.imul(mixed, 0x9e37_79b1) >>> this.#shift) * STRIDE;
	}
}

function spaceOf(gscid: number): number {
	return gscid < 0 ? 0 : TagFlag.GUEST | gscid;
}
