import { NO_PASID } from '../iommu/contract.js';
import type { Block, Slab } from './slab.js';

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
const NOTHING = new Float64Array(0);

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
	#slots: Float64Array = NOTHING;
	/** Where the slots begin in `#slots`. */
	#base = 0;
	readonly #entries: number;
	readonly #slab: Slab;
	#block: Block | undefined;

	/** `entries` is a power of two. */
	constructor(entries: number, slab: Slab) {
		if (!Number.isInteger(entries) || entries < 1 || Math.log2(entries) % 1 !== 0)
			throw new RangeError(`ATC of ${entries} entries: must be a power of two`);
		this.#entries = entries;
		this.#slab = slab;
	}

	/** Translations cached now. */
	get size(): number {
		return this.#size;
	}

	/** The host frame, when a cached translation permits `access`; otherwise -1. */
	lookup(pasid: number, page: number, access: number): number {
		if (this.#size === 0) return -1;
		const slots = this.#slots;
		const at = this.#base + slotOf(pasid, page, this.#mask) * SLOT;
		if (slots[at + PAGE] !== page || slots[at + PASID] !== pasid) return -1;
		const granted = slots[at + GRANTED]! | 0;
		if (granted === 0) return -1;
		if ((access & RWX & ~granted) !== 0 || ((access ^ granted) & PRIV) !== 0) return -1;
		return slots[at + FRAME]!;
	}

	/** Keeps a translation that was asked for with `access` and granted `granted` (R or W at least). */
	insert(pasid: number, page: number, access: number, granted: number, frame: number): void {
		if (this.#block === undefined) this.#resize(Math.min(FEWEST_SLOTS, this.#entries));
		let slots = this.#slots;
		let at = this.#base + slotOf(pasid, page, this.#mask) * SLOT;
		while (
			slots[at + GRANTED] !== 0 &&
			!this.#isOf(at, pasid, page) &&
			this.#mask + 1 < this.#entries
		) {
			this.#resize((this.#mask + 1) * 2);
			slots = this.#slots;
			at = this.#base + slotOf(pasid, page, this.#mask) * SLOT;
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
				const at = this.#base + slotOf(pasid, page + i, this.#mask) * SLOT;
				if (slots[at + GRANTED] !== 0 && this.#isOf(at, pasid, page + i)) this.#drop(at);
			}
			return;
		}
		const end = page + pages;
		const last = this.#base + this.#mask * SLOT;
		for (let at = this.#base; at <= last; at += SLOT) {
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
		this.#slots.fill(0, this.#base, this.#base + (this.#mask + 1) * SLOT);
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
		const old = this.#block;
		const block = this.#slab.take(count * SLOT);
		const slots = block.doubles;
		this.#slots = slots;
		this.#base = block.at;
		this.#mask = count - 1;
		this.#block = block;
		if (old === undefined) return;
		const from = old.doubles;
		for (let at = old.at; at < old.at + old.length; at += SLOT) {
			if (from[at + GRANTED] === 0) continue;
			const slot = slotOf(from[at + PASID]!, from[at + PAGE]!, this.#mask);
			for (let i = 0; i < SLOT; i++) slots[block.at + slot * SLOT + i] = from[at + i]!;
		}
		this.#slab.give(old);
	}
}

/** Neighbouring pages get neighbouring slots; PASIDs and distant pages are spread. */
function slotOf(pasid: number, page: number, mask: number): number {
	const low = page >>> 0;
	const high = page > 0xffff_ffff ? Math.floor(page / 2 ** 32) : 0;
	return (low + Math.imul(pasid, 0x9e37_79b1) + Math.imul(high, 0x85eb_ca6b)) & mask;
}
