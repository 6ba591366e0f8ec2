/**
 * A paging-structure cache: for each 2 MiB of an address space the way to its last table, so that a walk to
 * a neighbouring page starts at the leaf; or, made for 1 GiB, to the table above that. Owns its rows; one is served, whatever the tables above say by now,
 * until an invalidation or a conflict drops it. It knows no entry format: walkers of any table with 4 KiB pages
 * and 512 entries a table fill it, and each IOMMU says what its commands drop.
 *
 * A row is found by space (domain id, VMID, GSCID; 16 bits), process (PASID, ASID; `NO_PROCESS` where none
 * takes part), the region, and mode: up to 8 bits of whatever else made the walk what it is, so that
 * a row never serves a walk that would have gone differently. It is direct mapped: of all modes of a region
 * one is held.
 *
 * A region that is one large leaf can be held too, in the place of a table. Such a row is a translation, not
 * a way to one, and goes with every invalidation of its pages.
 */

export const NO_PROCESS = -1;

/** Of the attributes: the row is a leaf of 2 MiB, `frame` its first frame. */
export const LARGE_LEAF = 0x100;

const STRIDE = 8;
/** Space in bits 15:0, mode in bits 23:16, valid in bit 24. */
const TAG = 0;
const PROCESS = 1;
/** The region: page >> 18, of which 32 bits are kept, and page >> 9, of which 9 are, or 0 with 1 GiB. */
const HIGH = 2;
const MIDDLE = 3;
const FRAME = 4;
const ATTRIBUTES = 5;
const ENTRY_FRAME = 6;
const ENTRY_WORD = 7;

const SPACE = 0xffff;
const MODE_SHIFT = 16;
const VALID = 0x100_0000;
/** Ranges up to this many regions are looked up one by one, larger ones by passing over all rows. */
const LOOKUP_REGIONS = 64;

export class LeafTableCache {
	readonly #rows: Int32Array;
	readonly #shift: number;
	readonly #regionPages: number;
	/** Of page >> 9, what tells regions apart. */
	readonly #middle: number;

	/** `rows` is a power of two, 2 to 2^24; a row is for 2^`order` pages, 2 MiB or 1 GiB. */
	constructor(rows: number, order: 9 | 18 = 9) {
		this.#regionPages = 2 ** order;
		this.#middle = order === 9 ? 511 : 0;
		this.#rows = new Int32Array(rows * STRIDE);
		this.#shift = Math.clz32(rows) + 1;
	}

	/**
	 * The row for a page, given as page >> 18 (taken modulo 2^32) and its low 18 bits; -1 when none is held.
	 * Rows are good for the accessors below until the next `fill` or invalidation.
	 */
	find(space: number, process: number, mode: number, high: number, low: number): number {
		const rows = this.#rows;
		const middle = (low >>> 9) & this.#middle;
		const at = this.#rowOf(space, process, high, middle);
		return rows[at + HIGH] === high &&
			rows[at + MIDDLE] === middle &&
			rows[at + TAG] === (space | (mode << MODE_SHIFT) | VALID) &&
			rows[at + PROCESS] === process
			? at
			: -1;
	}

	/** Host frame of the leaf table, or of the first page of a large leaf. */
	frame(row: number): number {
		return this.#rows[row + FRAME]!;
	}

	/** `LARGE_LEAF`, and below it 8 bits that the walker chose. */
	attributes(row: number): number {
		return this.#rows[row + ATTRIBUTES]!;
	}

	/** The place of one more entry that the walker has to come back to, as it was filled in. */
	entryFrame(row: number): number {
		return this.#rows[row + ENTRY_FRAME]!;
	}

	entryWord(row: number): number {
		return this.#rows[row + ENTRY_WORD]!;
	}

	fill(
		space: number,
		process: number,
		mode: number,
		high: number,
		low: number,
		frame: number,
		attributes: number,
		entryFrame: number,
		entryWord: number,
	): void {
		const rows = this.#rows;
		const middle = (low >>> 9) & this.#middle;
		const at = this.#rowOf(space, process, high, middle);
		rows[at + TAG] = space | (mode << MODE_SHIFT) | VALID;
		rows[at + PROCESS] = process;
		rows[at + HIGH] = high;
		rows[at + MIDDLE] = middle;
		rows[at + FRAME] = frame;
		rows[at + ATTRIBUTES] = attributes;
		rows[at + ENTRY_FRAME] = entryFrame;
		rows[at + ENTRY_WORD] = entryWord;
	}

	dropAll(): void {
		this.#rows.fill(0);
	}

	/** Everything of a space. */
	dropSpace(space: number): void {
		const rows = this.#rows;
		for (let at = 0; at < rows.length; at += STRIDE)
			if ((rows[at + TAG]! & SPACE) === space) rows[at + TAG] = 0;
	}

	/** Rows of a space that were filled with all of these mode bits. */
	dropMode(space: number, mode: number): void {
		const rows = this.#rows;
		const wanted = space | (mode << MODE_SHIFT) | VALID;
		const mask = SPACE | (mode << MODE_SHIFT) | VALID;
		for (let at = 0; at < rows.length; at += STRIDE)
			if ((rows[at + TAG]! & mask) === wanted) rows[at + TAG] = 0;
	}

	/** Everything of a process in a space. */
	dropProcess(space: number, process: number): void {
		const rows = this.#rows;
		for (let at = 0; at < rows.length; at += STRIDE)
			if ((rows[at + TAG]! & SPACE) === space && rows[at + PROCESS] === process) rows[at + TAG] = 0;
	}

	/**
	 * The regions that share a page with `pages` pages from `page` on. `leafOnly`: entries above the last
	 * tables were not changed, so that only large leaves go.
	 */
	dropPages(space: number, process: number, page: number, pages: number, leafOnly: boolean): void {
		const rows = this.#rows;
		const size = this.#regionPages;
		const first = page - (page % size);
		const last = page + pages - 1;
		if ((last - first) / size < LOOKUP_REGIONS) {
			for (let at = first; at <= last; at += size) this.#dropRegion(space, process, at, leafOnly);
			return;
		}
		for (let at = 0; at < rows.length; at += STRIDE) {
			// How far the row lies behind the first page, modulo the 2^50 pages whose regions a row tells apart.
			const held = (rows[at + HIGH]! >>> 0) * 2 ** 18 + rows[at + MIDDLE]! * 512;
			const behind = (held - first) % 2 ** 50;
			if ((behind < 0 ? behind + 2 ** 50 : behind) <= last - first)
				this.#drop(at, space, process, leafOnly);
		}
	}

	#dropRegion(space: number, process: number, page: number, leafOnly: boolean): void {
		const rows = this.#rows;
		const high = (page / 2 ** 18) | 0;
		const middle = (page >>> 9) & this.#middle;
		const at = this.#rowOf(space, process, high, middle);
		if (rows[at + HIGH] === high && rows[at + MIDDLE] === middle)
			this.#drop(at, space, process, leafOnly);
	}

	#drop(at: number, space: number, process: number, leafOnly: boolean): void {
		const rows = this.#rows;
		if ((rows[at + TAG]! & SPACE) !== space || rows[at + PROCESS] !== process) return;
		if (!leafOnly || (rows[at + ATTRIBUTES]! & LARGE_LEAF) !== 0) rows[at + TAG] = 0;
	}

	/** Fibonacci hashing: spaces that lie a power of two apart do not meet in the same rows. */
	#rowOf(space: number, process: number, high: number, middle: number): number {
		const mixed =
			(high << 9) ^ middle ^ Math.imul(process, 0x85eb_ca6b) ^ Math.imul(space, 0xc2b2_ae35);
		return (Math.imul(mixed, 0x9e37_79b1) >>> this.#shift) * STRIDE;
	}
}
