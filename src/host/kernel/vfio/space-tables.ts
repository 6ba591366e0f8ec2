import { FirstLevelEditor } from '../table/first-level.js';
import { EditResult, type FirstLevelFormat } from '../table/formats.js';
import { type MappedPages, PAGE_DIRTY } from '../table/mapped-pages.js';
import type { TableFrames } from '../table/table-frames.js';

/**
 * The first-level tables of one address space: one for each format that the IOMMUs before its devices
 * walk, nearly always a single one. Each edit goes to all of them.
 *
 * Invariant: between calls the same pages are present, with the same frames and permissions, and the same
 * pages are being cleared, in every table. So the first table's answer is everybody's, but for what hardware notes
 * in each: a page is dirty when it is in one of them.
 */
export class SpaceTables {
	/** What `clear` found: the frame that backed the page, and whether a device wrote through any table. */
	frame = 0;
	dirty = false;
	readonly #frames: TableFrames;
	readonly #first: FirstLevelEditor;
	readonly #others: FirstLevelEditor[] = [];

	private constructor(frames: TableFrames, first: FirstLevelEditor) {
		this.#frames = frames;
		this.#first = first;
	}

	/** One empty table; undefined when there is no frame for it. */
	static create(frames: TableFrames, format: FirstLevelFormat): SpaceTables | undefined {
		const first = FirstLevelEditor.create(frames, format);
		return first === undefined ? undefined : new SpaceTables(frames, first);
	}

	/** Guest page number of the top table of a format; -1: there is none. */
	root(format: FirstLevelFormat): number {
		if (this.#first.format === format) return this.#first.root;
		return this.#others.find((table) => table.format === format)?.root ?? -1;
	}

	/** Makes a table of a format that is missing, with everything that the others have. False: no frames. */
	add(format: FirstLevelFormat): boolean {
		const table = FirstLevelEditor.create(this.#frames, format);
		if (table === undefined) return false;
		if (!table.copyFrom(this.#first)) {
			table.destroy(() => {});
			return false;
		}
		this.#others.push(table);
		return true;
	}

	/** Takes back what `add` made. No hardware may have been told of the table. */
	remove(format: FirstLevelFormat): void {
		const at = this.#others.findIndex((table) => table.format === format);
		const [table] = this.#others.splice(at, at === -1 ? 0 : 1);
		table?.destroy(() => {});
	}

	/**
	 * As `FirstLevelEditor.map`, in every table or in none: where there are several, their missing tables are
	 * counted first.
	 */
	map(page: number, frame: number, permission: number): EditResult {
		if (this.#others.length > 0) return this.#mapAll(page, frame, permission);
		return this.#first.map(page, frame, permission);
	}

	/** As `FirstLevelEditor.clear`, in every table. */
	clear(page: number): boolean {
		const first = this.#first;
		if (!first.clear(page)) return false;
		this.frame = first.frame;
		this.dirty = first.dirty;
		for (const table of this.#others) {
			table.clear(page);
			if (table.dirty) this.dirty = true;
		}
		return true;
	}

	/** As `FirstLevelEditor.list`; PAGE_DIRTY where it is dirty in any table. `into` is empty. */
	list(from: number, into: MappedPages): number {
		const next = this.#first.list(from, into);
		for (const table of this.#others)
			for (let i = 0; i < into.count; i++)
				if (table.isDirty(into.page[i]!)) into.flags[i]! |= PAGE_DIRTY;
		return next;
	}

	/** Frees the entries of a page that `clear` took, once no cache of any IOMMU or device holds them. */
	release(page: number): void {
		this.#first.release(page);
		for (const table of this.#others) table.release(page);
	}

	/** As `FirstLevelEditor.unlinkEmpty`, of every table. */
	unlinkEmpty(frames: number[], pages: number[]): void {
		this.#first.unlinkEmpty(frames, pages);
		for (const table of this.#others) table.unlinkEmpty(frames, pages);
	}

	/** Frees the table frames that `unlinkEmpty` gave. */
	freeTables(frames: readonly number[]): void {
		this.#first.freeTables(frames);
	}

	/** Frees all tables, and calls `visit` with the frame of each page that was present. */
	destroy(visit: (frame: number) => void): void {
		this.#first.destroy(visit);
		for (const table of this.#others) table.destroy(() => {});
	}

	#mapAll(page: number, frame: number, permission: number): EditResult {
		let missing = this.#first.tablesMissing(page);
		for (const table of this.#others) missing += table.tablesMissing(page);
		if (missing > this.#frames.available) return EditResult.NO_TABLE;
		let result = this.#first.map(page, frame, permission);
		if (result === EditResult.CONFLICT) return result;
		for (const table of this.#others) {
			const also = table.map(page, frame, permission);
			if (also === EditResult.GAINED) result = also;
		}
		return result;
	}
}
