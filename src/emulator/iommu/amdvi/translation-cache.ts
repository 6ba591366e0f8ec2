/**
 * The unit's translation cache: finished translations of single 4 KiB pages, direct mapped. Owns its entries; one is
 * served, whatever the tables say by now, until an invalidation or a conflict drops it.
 *
 * Entries are tagged as the invalidation command names them: by domain and page, and by PASID where a guest
 * table took part. The device is no part of the tag, and the device entry's IR and IW are no part of what is kept.
 * A translation of a larger page is kept as the 4 KiB pieces that were used, each knowing the leaf's size, so
 * that invalidating any page of the leaf drops them all.
 */

/** Which tables made a translation. */
export const Kind = { HOST: 1, GUEST: 2, NESTED: 3 } as const;

/** PASID of host translations. */
export const ANY_PASID = -1;

const STRIDE = 8;
const PAGE_LOW = 0;
const PAGE_HIGH = 1;
const PASID = 2;
/** Domain id in bits 15:0, Kind in 17:16, supervisor in bit 18, valid in bit 19. */
const TAG = 3;
const FRAME = 4;
const PERMISSION = 5;
/** log2 of the leaf's size in pages. */
const LEAF = 6;

const SUPERVISOR = 0x4_0000;
const VALID = 0x8_0000;
/** Ranges up to this many pages are looked up page by page, larger ones by passing over all entries. */
const LOOKUP_PAGES = 64;

export class TranslationCache {
	/** Frame and `Access` bits of the last hit. */
	frame = 0;
	permission = 0;
	readonly #entries: Int32Array;
	readonly #mask: number;
	/** Whether an entry of a leaf above 4 KiB may be held. */
	#large = false;

	/** `entries` is a power of two. */
	constructor(entries: number) {
		this.#entries = new Int32Array(entries * STRIDE);
		this.#mask = entries - 1;
	}

	/** Whether the translation is held; then `frame` and `permission` are valid. */
	lookup(domain: number, kind: number, pasid: number, page: number, supervisor: boolean): boolean {
		const pageHigh = Math.floor(page / 0x10_0000);
		const pageLow = page - pageHigh * 0x10_0000;
		const entries = this.#entries;
		const at = this.#slotOf(domain, pasid, pageLow, pageHigh);
		if (
			entries[at + PAGE_LOW] !== pageLow ||
			entries[at + PAGE_HIGH] !== (pageHigh | 0) ||
			entries[at + PASID] !== pasid ||
			entries[at + TAG] !== (domain | (kind << 16) | (supervisor ? SUPERVISOR : 0) | VALID)
		)
			return false;
		this.frame = entries[at + FRAME]!;
		this.permission = entries[at + PERMISSION]!;
		return true;
	}

	insert(
		domain: number,
		kind: number,
		pasid: number,
		page: number,
		supervisor: boolean,
		frame: number,
		permission: number,
		leaf: number,
	): void {
		const pageHigh = Math.floor(page / 0x10_0000);
		const pageLow = page - pageHigh * 0x10_0000;
		const entries = this.#entries;
		const at = this.#slotOf(domain, pasid, pageLow, pageHigh);
		entries[at + PAGE_LOW] = pageLow;
		entries[at + PAGE_HIGH] = pageHigh;
		entries[at + PASID] = pasid;
		entries[at + TAG] = domain | (kind << 16) | (supervisor ? SUPERVISOR : 0) | VALID;
		entries[at + FRAME] = frame;
		entries[at + PERMISSION] = permission;
		entries[at + LEAF] = leaf;
		if (leaf > 0) this.#large = true;
	}

	invalidateAll(): void {
		this.#entries.fill(0);
		this.#large = false;
	}

	/**
	 * Host pages of a domain. Its nested translations depend on the host table too, at addresses that the tag does
	 * not know, so all of them go.
	 */
	invalidateHost(domain: number, page: number, pages: number): void {
		const entries = this.#entries;
		for (let at = 0; at < entries.length; at += STRIDE) {
			const tag = entries[at + TAG]!;
			if ((tag & 0xffff) !== domain) continue;
			const kind = (tag >> 16) & 3;
			if (kind === Kind.NESTED || (kind === Kind.HOST && this.#overlaps(at, page, pages)))
				entries[at + TAG] = 0;
		}
	}

	/** Guest pages of a PASID of a domain. */
	invalidateGuest(domain: number, pasid: number, page: number, pages: number): void {
		if (pages <= LOOKUP_PAGES && !this.#large) {
			for (let i = 0; i < pages; i++) this.#dropPage(domain, pasid, page + i);
			return;
		}
		const entries = this.#entries;
		for (let at = 0; at < entries.length; at += STRIDE)
			if (
				(entries[at + TAG]! & 0xffff) === domain &&
				entries[at + PASID] === pasid &&
				this.#overlaps(at, page, pages)
			)
				entries[at + TAG] = 0;
	}

	#dropPage(domain: number, pasid: number, page: number): void {
		const pageHigh = Math.floor(page / 0x10_0000);
		const pageLow = page - pageHigh * 0x10_0000;
		const entries = this.#entries;
		const at = this.#slotOf(domain, pasid, pageLow, pageHigh);
		if (
			entries[at + PAGE_LOW] === pageLow &&
			entries[at + PAGE_HIGH] === (pageHigh | 0) &&
			entries[at + PASID] === pasid &&
			(entries[at + TAG]! & 0xffff) === domain
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

	#slotOf(domain: number, pasid: number, pageLow: number, pageHigh: number): number {
		const mixed =
			pageLow ^ Math.imul(pageHigh, 0x2545) ^ Math.imul(pasid, 0x9e37) ^ Math.imul(domain, 0x85eb);
		return (mixed & this.#mask) * STRIDE;
	}
}
