import type { GuestMemory } from '../guest-memory.js';
import { type FirstLevelLayout, firstLevelLayouts } from './first-level-layouts.js';
import { EditResult, FIRST_LEVEL_PAGES, type FirstLevelFormat, MapPermission } from './formats.js';
import { type MappedPages, PAGE_DIRTY } from './mapped-pages.js';
import type { TableFrames } from './table-frames.js';

/**
 * Software's side of a first-level table: 4 levels of 512 entries of 64 bits in one of the formats of
 * first-level-layouts.ts. Page numbers are IOVA >> 12. Only 4 KiB leaves are made.
 *
 * Bit 9, which hardware ignores where bit 0 is clear, marks an entry that is not present but not free
 * either: its page is being unmapped, and caches may still hold it. So the life of an entry is
 *
 *      free --map--> present --clear--> clearing --release--> free
 *       0             bit 0            bit 9 alone             0
 *
 * Hardware changes the accessed and dirty bits of a present entry by itself. `map` (for a permission) and
 * `clear` read an entry and write it back: memory is the emulator's and nothing runs in between. Over the
 * memory of another machine those two would have to be compare-and-exchange.
 */

const PRESENT = 1 << 0;
/** Ignored by hardware in an entry that is not present; see above. */
const CLEARING = 1 << 9;

const ENTRIES = 512;
const TOP_LEVEL = 4;
/** Leaf tables that an editor finds without a walk; a power of two. */
const KNOWN = 64;
/** Areas of devices often begin at high powers of two: the upper bits count too. */
const placeOf = (region: number): number =>
	(region ^ (region >>> 6) ^ (region >>> 12)) & (KNOWN - 1);
/** Pages that one entry of a table of each level spans. */
const SPAN = [0, 1, ENTRIES, ENTRIES ** 2, ENTRIES ** 3];

const frameOf = (layout: FirstLevelLayout, low: number, high: number): number =>
	(high & layout.highMask) * layout.frameScale + (low >>> layout.shift);
/** Byte offset of a page's entry in its leaf table. Not by `%`: of numbers above 2^31 that is a call of fmod. */
const leafOffset = (page: number): number => (page - Math.floor(page / ENTRIES) * ENTRIES) * 8;
const lowWord = (layout: FirstLevelLayout, frame: number, bits: number): number =>
	((frame << layout.shift) | bits) >>> 0;
const highWord = (layout: FirstLevelLayout, frame: number, bits: number): number =>
	((frame * layout.highScale) | bits) >>> 0;

/** `MapPermission` bits of a leaf. */
function permissionOf(layout: FirstLevelLayout, low: number, high: number): number {
	const writable = ((low & layout.writeLow) | (high & layout.writeHigh)) !== 0;
	const executable = ((low & layout.execLow) | (high & layout.execHigh)) !== layout.execOff;
	return (
		MapPermission.READ |
		(writable ? MapPermission.WRITE : 0) |
		(executable ? MapPermission.EXEC : 0)
	);
}

/**
 * One first-level table. Owns its table frames. It does not invalidate anything: whoever clears
 * entries does that before `release`, and before the frames are used again.
 */
export class FirstLevelEditor {
	/** Guest frame of the top table. */
	readonly root: number;
	/** What `clear` found: the frame that backed the page, */
	frame = 0;
	/** whether a device wrote through the entry, */
	dirty = false;
	/** and whether one used it at all. */
	accessed = false;
	readonly #layout: FirstLevelLayout;
	readonly #tables: TableFrames;
	readonly #memory: GuestMemory;
	/**
	 * Leaf tables that were used, and the region (page number / 512) that each translates; -1: none. The pages of
	 * several devices come in turn, and each has its own region. A region has one place here, by `placeOf`.
	 */
	readonly #known = new Int32Array(KNOWN);
	readonly #knownRegion = new Int32Array(KNOWN).fill(-1);
	/** Tables that became empty; some may be in use again, or gone. */
	#emptied: number[] = [];

	private constructor(layout: FirstLevelLayout, tables: TableFrames, root: number) {
		this.#layout = layout;
		this.#tables = tables;
		this.#memory = tables.memory;
		this.root = root;
	}

	/** An empty table; undefined when there is no frame for the top one. */
	static create(tables: TableFrames, format: FirstLevelFormat): FirstLevelEditor | undefined {
		const root = tables.allocate();
		if (root === -1) return undefined;
		return new FirstLevelEditor(firstLevelLayouts[format], tables, root);
	}

	get format(): FirstLevelFormat {
		return this.#layout.format;
	}

	/**
	 * Makes `page` (0 to FIRST_LEVEL_PAGES - 1) translate to `frame` with `MapPermission` bits, and
	 * changes nothing if it returns CONFLICT or NO_TABLE. The entry is complete before it is present. More
	 * permission needs an invalidation only where GAINED says so.
	 */
	map(page: number, frame: number, permission: number): EditResult {
		let table = this.#leafTable(page);
		if (table === -1) {
			table = this.#makeTables(page);
			if (table === -1) return EditResult.NO_TABLE;
		}
		const layout = this.#layout;
		const memory = this.#memory;
		const at = leafOffset(page);
		const low = memory.readWord(table, at);
		if (low === 0) {
			memory.writeWord(table, at + 4, highWord(layout, frame, layout.leafHigh[permission]!));
			memory.writeWord(table, at, lowWord(layout, frame, layout.leafLow[permission]!));
			this.#tables.addEntry(table);
			return EditResult.MAPPED;
		}
		const high = memory.readWord(table, at + 4);
		if ((low & PRESENT) === 0 || frameOf(layout, low, high) !== frame) return EditResult.CONFLICT;
		const before = permissionOf(layout, low, high);
		const asked = permission | MapPermission.READ;
		if ((before & ~asked) !== 0) return EditResult.CONFLICT;
		if (before === asked) return EditResult.UPDATED;
		const bitsLow = layout.writeLow | layout.execLow;
		const bitsHigh = layout.writeHigh | layout.execHigh;
		const newLow = ((low & ~bitsLow) | (layout.leafLow[permission]! & bitsLow)) >>> 0;
		const newHigh = ((high & ~bitsHigh) | (layout.leafHigh[permission]! & bitsHigh)) >>> 0;
		if (newHigh !== high) memory.writeWord(table, at + 4, newHigh);
		if (newLow !== low) memory.writeWord(table, at, newLow);
		return layout.walksAgain ? EditResult.UPDATED : EditResult.GAINED;
	}

	/** Table frames that `map` would have to take for this page: 0 to 3. */
	tablesMissing(page: number): number {
		if (this.#leafTable(page) !== -1) return 0;
		let table = this.root;
		for (let level = TOP_LEVEL; level > 1; level--) {
			const at = (Math.floor(page / SPAN[level]!) % ENTRIES) * 8;
			const low = this.#memory.readWord(table, at);
			if ((low & PRESENT) === 0) return level - 1;
			table = frameOf(this.#layout, low, this.#memory.readWord(table, at + 4));
		}
		return 0;
	}

	/**
	 * Gives this table, which is empty and which no hardware knows, the entries of `other`, clean, and those
	 * that are being cleared too. False when frames are short: then destroy it.
	 */
	copyFrom(other: FirstLevelEditor): boolean {
		return this.#copy(other, other.root, TOP_LEVEL, 0);
	}

	/**
	 * Makes a present page not present, and keeps its entry from being mapped until `release`. Returns
	 * false, changing nothing, when it is not present; else `frame`, `dirty` and `accessed` tell what
	 * it was.
	 *
	 * `dirty` is final although caches still hold the translation: the walk that grants a write notes it
	 * first (VT-d specification, "Accessed, Extended Accessed, and Dirty Flags"; IHI 0070 3.13; RISC-V IOMMU
	 * specification, SADE; for a translation request too, unless it says no-write, and then W is granted only
	 * where it is noted). So whatever may still write through a cache has done so before this, and after it
	 * no walk grants anything. What the frame holds is final only once the invalidation is complete.
	 */
	clear(page: number): boolean {
		const table = this.#leafTable(page);
		if (table === -1) return false;
		const at = leafOffset(page);
		const low = this.#memory.readWord(table, at);
		if ((low & PRESENT) === 0) return false;
		const layout = this.#layout;
		this.frame = frameOf(layout, low, this.#memory.readWord(table, at + 4));
		this.dirty = this.#wroteThrough(low);
		this.accessed = (low & layout.accessed) !== 0;
		this.#memory.writeWord(table, at, CLEARING);
		this.#memory.writeWord(table, at + 4, 0);
		return true;
	}

	/**
	 * Appends the present pages from page `from` on to `into`, ascending, as many as there is room for. Returns the page
	 * to go on from; -1: there are no more.
	 */
	list(from: number, into: MappedPages): number {
		return this.#list(this.root, TOP_LEVEL, 0, from, into);
	}

	/** Whether the page is present and a device wrote through this table. */
	isDirty(page: number): boolean {
		const table = this.#leafTable(page);
		if (table === -1) return false;
		const low = this.#memory.readWord(table, leafOffset(page));
		return (low & PRESENT) !== 0 && this.#wroteThrough(low);
	}

	/** Frees the entry of a page that `clear` took, once no cache holds it. */
	release(page: number): void {
		const table = this.#leafTable(page);
		this.#memory.writeWord(table, leafOffset(page), 0);
		if (this.#tables.dropEntry(table)) this.#emptied.push(table);
	}

	/**
	 * Unlinks the tables without an entry in use, and the tables above that become empty by it. Appends
	 * their frames to `frames`, and to `pages` a page for each lowest table, on whose way all of them
	 * lie. The caller invalidates those pages with `leafOnly` false and then calls `freeTables`: until
	 * then a paging-structure cache may still lead into the tables.
	 */
	unlinkEmpty(frames: number[], pages: number[]): void {
		if (this.#emptied.length === 0) return;
		for (const emptied of this.#emptied) {
			let table = emptied;
			if (!this.#unlinkable(table)) continue;
			pages.push(this.#tables.base(table));
			do {
				const parent = this.#tables.parent(table);
				const at = this.#tables.slot(table) * 8;
				this.#memory.writeWord(parent, at, 0);
				this.#memory.writeWord(parent, at + 4, 0);
				this.#tables.unlink(table);
				frames.push(table);
				table = parent;
			} while (this.#unlinkable(table));
		}
		this.#emptied = [];
		this.#knownRegion.fill(-1);
	}

	/** Frees the table frames that `unlinkEmpty` gave. */
	freeTables(frames: readonly number[]): void {
		for (const frame of frames) this.#tables.free(frame);
	}

	/**
	 * Frees all tables and calls `visit` with the frame of each page that was present. Nothing may
	 * translate through the table any more; the editor is not to be used after this.
	 */
	destroy(visit: (frame: number) => void): void {
		this.#emptied = [];
		this.#knownRegion.fill(-1);
		this.#destroy(this.root, TOP_LEVEL, visit);
	}

	#destroy(table: number, level: number, visit: (frame: number) => void): void {
		let left = this.#tables.entries(table);
		for (let i = 0; i < ENTRIES && left > 0; i++) {
			const low = this.#memory.readWord(table, i * 8);
			if (low === 0) continue;
			left--;
			if ((low & PRESENT) === 0) continue;
			const frame = frameOf(this.#layout, low, this.#memory.readWord(table, i * 8 + 4));
			if (level === 1) visit(frame);
			else this.#destroy(frame, level - 1, visit);
		}
		this.#tables.free(table);
	}

	#wroteThrough(low: number): boolean {
		return (low & this.#layout.dirtyMask) === this.#layout.dirtyValue;
	}

	/**
	 * Of the pages below `table`, the first of which is `base`. Entries of the top table beyond FIRST_LEVEL_PAGES are a driver's
	 * own (RISC-V: where devices' messages go).
	 */
	#list(table: number, level: number, base: number, from: number, into: MappedPages): number {
		const layout = this.#layout;
		const span = SPAN[level]!;
		const end = Math.min(ENTRIES, (FIRST_LEVEL_PAGES - base) / span);
		for (let i = Math.max(0, Math.floor((from - base) / span)); i < end; i++) {
			const low = this.#memory.readWord(table, i * 8);
			if ((low & PRESENT) === 0) continue;
			const page = base + i * span;
			if (into.full) return page;
			const high = this.#memory.readWord(table, i * 8 + 4);
			const frame = frameOf(layout, low, high);
			if (level > 1) {
				const next = this.#list(frame, level - 1, page, from, into);
				if (next !== -1) return next;
			} else {
				const dirty = this.#wroteThrough(low) ? PAGE_DIRTY : 0;
				into.add(page, frame, permissionOf(layout, low, high) | dirty);
			}
		}
		return -1;
	}

	#copy(other: FirstLevelEditor, from: number, level: number, base: number): boolean {
		let left = other.#tables.entries(from);
		for (let i = 0; i < ENTRIES && left > 0; i++) {
			const low = other.#memory.readWord(from, i * 8);
			if (low === 0) continue;
			left--;
			const high = other.#memory.readWord(from, i * 8 + 4);
			const frame = frameOf(other.#layout, low, high);
			const page = base + i * SPAN[level]!;
			if (level > 1) {
				if (!this.#copy(other, frame, level - 1, page)) return false;
			} else if ((low & PRESENT) !== 0) {
				const permission = permissionOf(other.#layout, low, high);
				if (this.map(page, frame, permission) === EditResult.NO_TABLE) return false;
			} else if (this.map(page, 0, MapPermission.READ) === EditResult.NO_TABLE) {
				return false;
			} else {
				this.clear(page);
			}
		}
		return true;
	}

	#unlinkable(table: number): boolean {
		return this.#tables.parent(table) !== -1 && this.#tables.entries(table) === 0;
	}

	/** The leaf table of a page, or -1. */
	#leafTable(page: number): number {
		const region = Math.floor(page / ENTRIES);
		const place = placeOf(region);
		if (this.#knownRegion[place] === region) return this.#known[place]!;
		let table = this.root;
		for (let level = TOP_LEVEL; level > 1; level--) {
			const at = (Math.floor(page / SPAN[level]!) % ENTRIES) * 8;
			const low = this.#memory.readWord(table, at);
			if ((low & PRESENT) === 0) return -1;
			table = frameOf(this.#layout, low, this.#memory.readWord(table, at + 4));
		}
		this.#known[place] = table;
		this.#knownRegion[place] = region;
		return table;
	}

	/** Makes the missing tables on the way to a page: all of them, or none when frames are short. */
	#makeTables(page: number): number {
		const tables = this.#tables;
		let table = this.root;
		let level = TOP_LEVEL;
		for (; level > 1; level--) {
			const at = (Math.floor(page / SPAN[level]!) % ENTRIES) * 8;
			const low = this.#memory.readWord(table, at);
			if ((low & PRESENT) === 0) break;
			table = frameOf(this.#layout, low, this.#memory.readWord(table, at + 4));
		}
		if (tables.available < level - 1) return -1;
		for (; level > 1; level--) {
			const span = SPAN[level]!;
			const slot = Math.floor(page / span) % ENTRIES;
			const child = tables.allocate();
			tables.link(child, table, slot, page - (page % span));
			const layout = this.#layout;
			this.#memory.writeWord(table, slot * 8 + 4, highWord(layout, child, 0));
			this.#memory.writeWord(table, slot * 8, lowWord(layout, child, layout.table));
			table = child;
		}
		const region = Math.floor(page / ENTRIES);
		this.#known[placeOf(region)] = table;
		this.#knownRegion[placeOf(region)] = region;
		return table;
	}
}
