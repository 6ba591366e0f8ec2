import type { PhysicalMemory } from '../../../emulator/memory.js';
import { type FirstLevelLayout, firstLevelLayouts } from './first-level-layouts.js';
import type { FirstLevelFormat, SecondLevelFormat } from './formats.js';
import { type SecondLevelLayout, secondLevelLayouts } from './second-level-layouts.js';

/**
 * Reads an address space as an IOMMU would that walks its tables: a first-level table in a guest's memory, nested on the
 * guest's second level. For a unit that walks no tables and has to be told of each page.
 *
 * What it finds it takes for used, as a walk that grants everything that the leaf allows: `accessed` is noted, and a leaf
 * that may be written is dirty from then on. So whoever clears the entry later knows that the page may have been
 * written, though no hardware said so.
 *
 * It changes nothing else, and trusts nothing: a table or page outside the memory is not there.
 */

const ENTRIES = 512;
const TOP_LEVEL = 4;
/** Pages that one entry of a table of each level spans. */
const SPAN = [0, 1, ENTRIES, ENTRIES ** 2, ENTRIES ** 3];
const PRESENT = 1;
const ABSENT = -1;

export class TableReader {
	/** Host frame of the page that `read` found, */
	frame = 0;
	/** and whether it may be written. */
	writable = false;
	readonly #memory: PhysicalMemory;
	readonly #first: FirstLevelLayout;
	readonly #second: SecondLevelLayout;
	readonly #secondRoot: number;
	/** Host frame of the first level's top table. */
	readonly #root: number;

	/** `secondLevelRoot` is a host frame, `rootPage` a page of the guest. */
	constructor(
		memory: PhysicalMemory,
		formats: readonly [FirstLevelFormat, SecondLevelFormat],
		secondLevelRoot: number,
		rootPage: number,
	) {
		this.#memory = memory;
		this.#first = firstLevelLayouts[formats[0]];
		this.#second = secondLevelLayouts[formats[1]];
		this.#secondRoot = secondLevelRoot;
		this.#root = this.#hostFrame(rootPage);
	}

	/** Whether the page is mapped; then `frame` and `writable` say to what. */
	read(page: number): boolean {
		let table = this.#root;
		for (let level = TOP_LEVEL; level > 1 && table !== ABSENT; level--)
			table = this.#child(table, Math.floor(page / SPAN[level]!) % ENTRIES);
		return table !== ABSENT && this.#leaf(table, page % ENTRIES);
	}

	/** Calls `visit` for each mapped page from `page` to `end`, `end` excluded, ascending; `frame` and `writable` are its. */
	visit(page: number, end: number, visit: (page: number) => void): void {
		this.#visit(this.#root, TOP_LEVEL, 0, page, end, visit);
	}

	#visit(
		table: number,
		level: number,
		base: number,
		from: number,
		end: number,
		visit: (page: number) => void,
	): void {
		if (table === ABSENT) return;
		const span = SPAN[level]!;
		const first = Math.max(0, Math.floor((from - base) / span));
		for (let i = first; i < ENTRIES && base + i * span < end; i++) {
			const page = base + i * span;
			if (level > 1) this.#visit(this.#child(table, i), level - 1, page, from, end, visit);
			else if (this.#leaf(table, i)) visit(page);
		}
	}

	/** Host frame of the table that an entry leads to. */
	#child(table: number, index: number): number {
		const low = this.#memory.readWord(table, index * 2);
		if ((low & PRESENT) === 0) return ABSENT;
		return this.#hostFrame(this.#frameOf(low, this.#memory.readWord(table, index * 2 + 1)));
	}

	#leaf(table: number, index: number): boolean {
		const memory = this.#memory;
		const layout = this.#first;
		const low = memory.readWord(table, index * 2);
		if ((low & PRESENT) === 0) return false;
		const high = memory.readWord(table, index * 2 + 1);
		const frame = this.#hostFrame(this.#frameOf(low, high));
		if (frame === ABSENT) return false;
		this.frame = frame;
		this.writable = ((low & layout.writeLow) | (high & layout.writeHigh)) !== 0;
		let used = low | layout.accessed;
		if (this.writable) used = (used & ~layout.dirtyMask) | layout.dirtyValue;
		if (used >>> 0 !== low) memory.writeWord(table, index * 2, used >>> 0);
		return true;
	}

	#frameOf(low: number, high: number): number {
		const layout = this.#first;
		return (high & layout.highMask) * layout.frameScale + (low >>> layout.shift);
	}

	/** Host frame of a page of the guest that devices may write; ABSENT: the second level has none. */
	#hostFrame(page: number): number {
		const memory = this.#memory;
		const layout = this.#second;
		const { addressWidth, rootFrames, shift, highMask, leafMask, leafValue } = layout;
		if (!(page >= 0 && page < 2 ** (addressWidth - 12))) return ABSENT;
		let table = this.#secondRoot;
		for (let level = TOP_LEVEL; level >= 1; level--) {
			let index = Math.floor(page / SPAN[level]!);
			if (level === TOP_LEVEL && rootFrames > 1) table += Math.floor(index / ENTRIES);
			index %= ENTRIES;
			if (table >= memory.frames) return ABSENT;
			const low = memory.readWord(table, index * 2);
			const high = memory.readWord(table, index * 2 + 1);
			const frame = (high & highMask) * 2 ** (32 - shift) + (low >>> shift);
			if (level === 1) {
				const whole = (low & layout.leaf) === layout.leaf && (high & layout.high) === layout.high;
				return whole && frame < memory.frames ? frame : ABSENT;
			}
			if (low === 0) return ABSENT;
			if (level === 2 && (low & leafMask) === leafValue) {
				const within = frame + (page % ENTRIES);
				return within < memory.frames ? within : ABSENT;
			}
			table = frame;
		}
		return ABSENT;
	}
}
