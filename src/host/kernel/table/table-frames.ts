import type { GuestMemory } from '../guest-memory.js';

/**
 * The frames of a guest's memory that hold first-level tables: which are free, and for each one in use
 * how many of its 512 entries are in use and which entry leads to it. All address spaces of a guest
 * share one of these; every table belongs to one space.
 *
 * Invariants: a frame that `allocate` returns reads zero everywhere; a freed frame keeps no storage.
 * It writes no entries: that is the editor's (first-level.ts).
 */
export class TableFrames {
	readonly memory: GuestMemory;
	readonly first: number;
	readonly count: number;
	/** Free frames, as a stack. */
	readonly #free: Int32Array;
	#available: number;
	readonly #entries: Uint16Array;
	/** The frame of the table whose entry leads here; -1: none (a top table, or unlinked). */
	readonly #parent: Int32Array;
	readonly #slot: Uint16Array;
	readonly #base: Float64Array;

	/** The frames `first` to `first + count - 1` of the memory, which nothing else may use. */
	constructor(memory: GuestMemory, first: number, count: number) {
		if (first < 0 || count < 0 || first + count > memory.frames)
			throw new RangeError(`table frames ${first} to ${first + count - 1} of ${memory.frames}`);
		this.memory = memory;
		this.first = first;
		this.count = count;
		this.#available = count;
		this.#free = Int32Array.from({ length: count }, (_, i) => first + count - 1 - i);
		this.#entries = new Uint16Array(count);
		this.#parent = new Int32Array(count).fill(-1);
		this.#slot = new Uint16Array(count);
		this.#base = new Float64Array(count);
	}

	/** Frames that can be allocated now. */
	get available(): number {
		return this.#available;
	}

	/** A zeroed frame, linked nowhere; -1 when none is free. */
	allocate(): number {
		if (this.#available === 0) return -1;
		const frame = this.#free[--this.#available]!;
		this.memory.zero(frame);
		const row = frame - this.first;
		this.#entries[row] = 0;
		this.#parent[row] = -1;
		return frame;
	}

	/** Takes back a frame of `allocate` that no entry and no cache refers to any more. */
	free(frame: number): void {
		this.memory.zero(frame);
		this.#parent[frame - this.first] = -1;
		this.#free[this.#available++] = frame;
	}

	/** Notes that entry `slot` of `parent` leads to `frame`, whose translations begin at page `base`. */
	link(frame: number, parent: number, slot: number, base: number): void {
		const row = frame - this.first;
		this.#parent[row] = parent;
		this.#slot[row] = slot;
		this.#base[row] = base;
		this.addEntry(parent);
	}

	/** Notes that the entry that led to `frame` is cleared. Returns whether its table is empty now. */
	unlink(frame: number): boolean {
		const row = frame - this.first;
		const parent = this.#parent[row]!;
		this.#parent[row] = -1;
		return this.dropEntry(parent);
	}

	/** One more entry of the table is in use. */
	addEntry(frame: number): void {
		this.#entries[frame - this.first]!++;
	}

	/** One entry less is in use. Returns whether the table is empty now. */
	dropEntry(frame: number): boolean {
		return --this.#entries[frame - this.first]! === 0;
	}

	/** Entries in use. */
	entries(frame: number): number {
		return this.#entries[frame - this.first]!;
	}

	/** The table with the entry that leads to `frame`; -1: none. */
	parent(frame: number): number {
		return this.#parent[frame - this.first]!;
	}

	/** Index of that entry. */
	slot(frame: number): number {
		return this.#slot[frame - this.first]!;
	}

	/** First page that a linked table translates. */
	base(frame: number): number {
		return this.#base[frame - this.first]!;
	}
}
