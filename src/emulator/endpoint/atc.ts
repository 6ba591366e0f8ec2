import { NO_PASID } from '../iommu/contract.js';

/** READ, WRITE and EXEC, and the privileged mode that a translation was asked in. */
const RWX = 7;
const PRIV = 8;

/**
 * A slot is four doubles next to each other: a fault of one among thousands of devices then waits for one
 * line of memory instead of four.
 */
const SLOT = 4;
/** 0: the slot is empty. Otherwise granted RWX, and PRIV for an entry of privileged mode. */
const GRANTED = 0;
const PASID = 1;
const PAGE = 2;
const FRAME = 3;

const FEWEST_SLOTS = 16;

/**
 * Address Translation Cache of a function: 4 KiB translations by PASID and page, direct mapped. Storage is
 * taken at the first insertion and doubles, up to `entries`, when two translations want one slot: a
 * device that uses few pages takes few lines of memory, and what is cached is at any time what
 * `entries` slots would hold. Holds only what a translation completion granted. Invalidation follows
 * PCIe 10.3: see `invalidate`. Global translations are not cached as such: every entry belongs to one
 * PASID.
 */
export class AddressTranslationCache {
	#mask = 0;
	#size = 0;
	#slots: Float64Array = new Float64Array(0);
	readonly #entries: number;

	/** `entries` is a power of two. */
	constructor(entries: number) {
		if (!Number.isInteger(entries) || entries < 1 || Math.log2(entries) % 1 !== 0)
			throw new RangeError(`ATC of ${entries} entries: must be a power of two`);
		this.#entries = entries;
	}

	/** Translations cached now. */
	get size(): number {
		return this.#size;
	}

	/** The host frame, when a cached translation permits `access`; otherwise -1. */
	lookup(pasid: number, page: number, access: number): number {
		if (this.#size === 0) return -1;
		const slots = this.#slots;
		const at = slotOf(pasid, page, this.#mask) * SLOT;
		if (slots[at + PAGE] !== page || slots[at + PASID] !== pasid) return -1;
		const granted = slots[at + GRANTED]! | 0;
		if (granted === 0) return -1;
		if ((access & RWX & ~granted) !== 0 || ((access ^ granted) & PRIV) !== 0) return -1;
		return slots[at + FRAME]!;
	}

	/** Keeps a translation that was asked for with `access` and granted `granted` (R or W at least). */
	insert(pasid: number, page: number, access: number, granted: number, frame: number): void {
		if (this.#slots.length === 0) this.#resize(Math.min(FEWEST_SLOTS, this.#entries));
		let slots = this.#slots;
		let at = slotOf(pasid, page, this.#mask) * SLOT;
		while (
			slots[at + GRANTED] !== 0 &&
			!this.#isOf(at, pasid, page) &&
			this.#mask + 1 < this.#entries
		) {
			this.#resize((this.#mask + 1) * 2);
			slots = this.#slots;
			at = slotOf(pasid, page, this.#mask) * SLOT;
		}
		if (slots[at + GRANTED] === 0) this.#size++;
		slots[at + GRANTED] = (granted & RWX) | (access & PRIV);
		slots[at + PASID] = pasid;
		slots[at + PAGE] = page;
		slots[at + FRAME] = frame;
	}

	/**
	 * What an Invalidate Request drops. With a PASID: its entries of the range, or with `global` those of
	 * every PASID. Without (NO_PASID): the entries without PASID of the range, and every entry with one,
	 * whatever its page. `pages` may be Infinity.
	 */
	invalidate(pasid: number, page: number, pages: number, global: boolean): void {
		if (this.#size === 0) return;
		const slots = this.#slots;
		if (pasid !== NO_PASID && !global && pages <= this.#mask + 1) {
			for (let i = 0; i < pages; i++) {
				const at = slotOf(pasid, page + i, this.#mask) * SLOT;
				if (slots[at + GRANTED] !== 0 && this.#isOf(at, pasid, page + i)) this.#drop(at);
			}
			return;
		}
		const end = page + pages;
		for (let at = 0; at < slots.length; at += SLOT) {
			if (slots[at + GRANTED] === 0) continue;
			const owner = slots[at + PASID]!;
			const of = slots[at + PAGE]!;
			const inRange = of >= page && of < end;
			const drop =
				pasid === NO_PASID
					? owner !== NO_PASID || inRange
					: inRange && (global ? owner !== NO_PASID : owner === pasid);
			if (drop) this.#drop(at);
		}
	}

	/** Drops everything. */
	clear(): void {
		if (this.#size === 0) return;
		this.#slots.fill(0);
		this.#size = 0;
	}

	#isOf(at: number, pasid: number, page: number): boolean {
		return this.#slots[at + PAGE] === page && this.#slots[at + PASID] === pasid;
	}

	#drop(at: number): void {
		this.#slots[at + GRANTED] = 0;
		this.#size--;
	}

	/** Takes `count` slots, at least as many as before, and moves the entries there: none meets another. */
	#resize(count: number): void {
		const old = this.#slots;
		const slots = new Float64Array(count * SLOT);
		this.#slots = slots;
		this.#mask = count - 1;
		for (let at = 0; at < old.length; at += SLOT) {
			if (old[at + GRANTED] === 0) continue;
			const to = slotOf(old[at + PASID]!, old[at + PAGE]!, this.#mask) * SLOT;
			for (let i = 0; i < SLOT; i++) slots[to + i] = old[at + i]!;
		}
	}
}

/** Neighbouring pages get neighbouring slots; PASIDs and distant pages are spread. */
function slotOf(pasid: number, page: number, mask: number): number {
	const low = page >>> 0;
	const high = page > 0xffff_ffff ? Math.floor(page / 2 ** 32) : 0;
	return (low + Math.imul(pasid, 0x9e37_79b1) + Math.imul(high, 0x85eb_ca6b)) & mask;
}
