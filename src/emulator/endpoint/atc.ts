import { NO_PASID } from '../iommu/contract.js';

/** READ, WRITE and EXEC, and the privileged mode that a translation was asked in. */
const RWX = 7;
const PRIV = 8;

/**
 * Address Translation Cache of a function: 4 KiB translations by PASID and page, direct mapped, in typed
 * arrays that are taken at the first insertion. Holds only what a translation completion granted.
 * Invalidation follows PCIe 10.3: see `invalidate`. Global translations are not cached as such: every entry
 * belongs to one PASID.
 */
export class AddressTranslationCache {
	readonly #entries: number;
	readonly #mask: number;
	/** 0: the slot is empty. Otherwise granted RWX, and PRIV for an entry of privileged mode. */
	#granted: Uint8Array = new Uint8Array(0);
	#pasids: Int32Array = new Int32Array(0);
	#pages: Float64Array = new Float64Array(0);
	#frames: Float64Array = new Float64Array(0);
	#size = 0;

	/** `entries` is a power of two. */
	constructor(entries: number) {
		if (!Number.isInteger(entries) || entries < 1 || Math.log2(entries) % 1 !== 0)
			throw new RangeError(`ATC of ${entries} entries: must be a power of two`);
		this.#entries = entries;
		this.#mask = entries - 1;
	}

	/** Translations cached now. */
	get size(): number {
		return this.#size;
	}

	/** The host frame, when a cached translation permits `access`; otherwise -1. */
	lookup(pasid: number, page: number, access: number): number {
		if (this.#size === 0) return -1;
		const slot = slotOf(pasid, page, this.#mask);
		const granted = this.#granted[slot]!;
		if (granted === 0 || this.#pages[slot] !== page || this.#pasids[slot] !== pasid) return -1;
		if ((access & RWX & ~granted) !== 0 || ((access ^ granted) & PRIV) !== 0) return -1;
		return this.#frames[slot]!;
	}

	/** Keeps a translation that was asked for with `access` and granted `granted` (R or W at least). */
	insert(pasid: number, page: number, access: number, granted: number, frame: number): void {
		if (this.#granted.length === 0) this.#allocate();
		const slot = slotOf(pasid, page, this.#mask);
		if (this.#granted[slot] === 0) this.#size++;
		this.#granted[slot] = (granted & RWX) | (access & PRIV);
		this.#pasids[slot] = pasid;
		this.#pages[slot] = page;
		this.#frames[slot] = frame;
	}

	/**
	 * What an Invalidate Request drops. With a PASID: its entries of the range, or with `global` those of
	 * every PASID. Without (NO_PASID): the entries without PASID of the range, and every entry with one,
	 * whatever its page. `pages` may be Infinity.
	 */
	invalidate(pasid: number, page: number, pages: number, global: boolean): void {
		if (this.#size === 0) return;
		if (pasid !== NO_PASID && !global && pages <= this.#entries) {
			for (let i = 0; i < pages; i++) this.#dropOne(pasid, page + i);
			return;
		}
		const end = page + pages;
		for (let slot = 0; slot < this.#entries; slot++) {
			if (this.#granted[slot] === 0) continue;
			const owner = this.#pasids[slot]!;
			const at = this.#pages[slot]!;
			const inRange = at >= page && at < end;
			const drop =
				pasid === NO_PASID
					? owner !== NO_PASID || inRange
					: inRange && (global ? owner !== NO_PASID : owner === pasid);
			if (drop) this.#drop(slot);
		}
	}

	/** Drops everything. */
	clear(): void {
		if (this.#size === 0) return;
		this.#granted.fill(0);
		this.#size = 0;
	}

	#dropOne(pasid: number, page: number): void {
		const slot = slotOf(pasid, page, this.#mask);
		if (this.#granted[slot] !== 0 && this.#pages[slot] === page && this.#pasids[slot] === pasid)
			this.#drop(slot);
	}

	#drop(slot: number): void {
		this.#granted[slot] = 0;
		this.#size--;
	}

	#allocate(): void {
		this.#granted = new Uint8Array(this.#entries);
		this.#pasids = new Int32Array(this.#entries);
		this.#pages = new Float64Array(this.#entries);
		this.#frames = new Float64Array(this.#entries);
	}
}

/** Neighbouring pages get neighbouring slots; PASIDs and distant pages are spread. */
function slotOf(pasid: number, page: number, mask: number): number {
	const low = page >>> 0;
	const high = page > 0xffff_ffff ? Math.floor(page / 2 ** 32) : 0;
	return (low + Math.imul(pasid, 0x9e37_79b1) + Math.imul(high, 0x85eb_ca6b)) & mask;
}
