import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import type { TablePages } from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import { addressHigh, addressLow } from '../shared/registers.js';
import { GCR3_VALID } from './layout.js';

/** PASID bits of each level. */
const LEVEL_BITS = 9;

/**
 * One device's GCR3 table: the root of its guest table for each PASID, in 1 to 3 levels. With a host table, hardware
 * looks all of it up through that, so each frame gets a guest page (`TablePages`), by which the frames lead to
 * each other. A lower table comes with the first PASID in it; all stay until `destroy`.
 */
export class Gcr3Tables {
	/** Guest page of the top table. */
	readonly root: number;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #pages: TablePages;
	readonly #levels: number;
	/** Host frame by guest page. */
	readonly #tables = new Map<number, number>();

	private constructor(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		pages: TablePages,
		levels: number,
		root: number,
		frame: number,
	) {
		this.#memory = memory;
		this.#frames = frames;
		this.#pages = pages;
		this.#levels = levels;
		this.root = root;
		this.#tables.set(root, frame);
	}

	/** A table of so many levels with no PASID; undefined when there is no frame or page. */
	static create(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		pages: TablePages,
		levels: number,
	): Gcr3Tables | undefined {
		const frame = frames.allocate();
		if (frame === -1) return undefined;
		memory.discard(frame);
		const page = pages.map(frame, 1);
		if (page !== -1) return new Gcr3Tables(memory, frames, pages, levels, page, frame);
		frames.free(frame);
		return undefined;
	}

	/** Levels for PASIDs of this width. */
	static levelsFor(width: number): number {
		return Math.max(1, Math.ceil(width / LEVEL_BITS));
	}

	/**
	 * Makes a PASID that has none lead to the guest table at guest page `rootPage`. ENOMEM: no frame or page for a
	 * lower table.
	 */
	set(pasid: number, rootPage: number): Errno {
		const table = this.#table(pasid, true);
		if (table === -1) return Errno.ENOMEM;
		this.#write(table, pasid % 512, rootPage);
		return Errno.OK;
	}

	/** Makes a PASID lead nowhere. */
	clear(pasid: number): void {
		const table = this.#table(pasid, false);
		if (table === -1) return;
		const at = (pasid % 512) * 2;
		this.#memory.writeWord(table, at, 0);
		this.#memory.writeWord(table, at + 1, 0);
	}

	/** Gives frames and pages back; no cache may lead there any more. */
	destroy(): void {
		for (const [page, frame] of this.#tables) {
			this.#pages.unmap(page, 1);
			this.#memory.discard(frame);
			this.#frames.free(frame);
		}
		this.#tables.clear();
	}

	/** Frame of the last table of a PASID; -1 when there is none and none is to be, or can be, made. */
	#table(pasid: number, make: boolean): number {
		let frame = this.#tables.get(this.root)!;
		for (let level = this.#levels - 1; level > 0; level--) {
			const index = (pasid >>> (LEVEL_BITS * level)) & 511;
			const low = this.#memory.readWord(frame, index * 2);
			if (low !== 0) {
				const page = this.#memory.readWord(frame, index * 2 + 1) * 0x10_0000 + (low >>> 12);
				frame = this.#tables.get(page)!;
				continue;
			}
			const made = make ? this.#frames.allocate() : -1;
			if (made === -1) return -1;
			this.#memory.discard(made);
			const page = this.#pages.map(made, 1);
			if (page === -1) {
				this.#frames.free(made);
				return -1;
			}
			this.#tables.set(page, made);
			this.#write(frame, index, page);
			frame = made;
		}
		return frame;
	}

	/** The low word, which says that the entry is valid, last: hardware never sees half an entry. */
	#write(frame: number, index: number, page: number): void {
		this.#memory.writeWord(frame, index * 2 + 1, addressHigh(page));
		this.#memory.writeWord(frame, index * 2, addressLow(page) | GCR3_VALID);
	}
}
