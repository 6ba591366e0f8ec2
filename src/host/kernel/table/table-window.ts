import { Errno } from '../errno.js';
import type { TablePages } from '../fault-source.js';
import { FrameAllocator } from '../frames.js';
import type { SecondLevelTable } from './second-level.js';

/**
 * Guest pages of a window: as many as one table at level 3 of a second level translates (1 GiB), so that a window takes one
 * directory and its leaf tables.
 */
const WINDOW_PAGES = 2 ** 18;

/**
 * The guest pages of one second-level table that stand for tables of hardware: a window above the guest's frames.
 *
 *      guest page 0 .. guestFrames - 1     the guest's, readable and writable
 *                 next multiple of 2^18    the window: drivers' frames, for hardware to read
 *
 * First-level tables lead only to frames below the window, so that no access of a device arrives here by
 * translation; and the leaves let nobody write, so that one that came by another way would change nothing.
 */
export class TableWindow implements TablePages {
	readonly #table: SecondLevelTable;
	readonly #pages: FrameAllocator;

	constructor(table: SecondLevelTable, guestFrames: number) {
		this.#table = table;
		this.#pages = new FrameAllocator(
			Math.ceil(guestFrames / WINDOW_PAGES) * WINDOW_PAGES,
			WINDOW_PAGES,
		);
	}

	map(frame: number, count: number): number {
		const page =
			count === 1
				? this.#pages.allocate()
				: this.#pages.allocateRange(count, 2 ** Math.ceil(Math.log2(count)));
		if (page === -1) return -1;
		if (this.#table.mapTables(page, frame, count) === Errno.OK) return page;
		// The pages before the one that failed; no hardware was told of them.
		this.unmap(page, count);
		return -1;
	}

	unmap(page: number, count: number): void {
		this.#table.unmapTables(page, count);
		this.#pages.freeRange(page, count);
	}
}
