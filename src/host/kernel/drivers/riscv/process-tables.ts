import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import type { TablePages } from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import { ppnHigh, ppnLow, writeField } from './entries.js';
import { DIRECTORY_BITS, ENTRY_VALID, MODE_SHIFT, Pc, SV48 } from './layout.js';
import { pageHigh, pageLow } from './registers.js';

/** What process tables are made of. */
export interface ProcessPlace {
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	/** The guest pages that the hardware finds them at. */
	readonly pages: TablePages;
}

/** A host frame, and the guest page that the hardware finds it at. */
interface PlacedFrame {
	readonly frame: number;
	readonly page: number;
}

/**
 * The process directory of one device (RISC-V IOMMU specification, "Process-Directory-Table"): one to three levels of a
 * frame each, of which the lower ones come with the first process in them and stay until `destroy`. The hardware
 * finds them through the second stage, at guest pages for tables (decision 0012).
 *
 * It only writes entries. What is not valid is not cached ("Caching in-memory data structures"), so that an entry may become
 * valid without more; what becomes invalid is the caller's to invalidate.
 */
export class ProcessTables {
	/** 1 to 3: PD8, PD17, PD20. */
	readonly mode: number;
	readonly #place: ProcessPlace;
	readonly #top: PlacedFrame;
	/** Lower tables by level and the process ids' bits above it. */
	readonly #tables = new Map<number, PlacedFrame>();

	private constructor(place: ProcessPlace, mode: number, top: PlacedFrame) {
		this.#place = place;
		this.mode = mode;
		this.#top = top;
	}

	/** A directory in which no process is valid; undefined: no frames, or no guest pages. */
	static create(place: ProcessPlace, mode: number): ProcessTables | undefined {
		const top = take(place);
		return top === undefined ? undefined : new ProcessTables(place, mode, top);
	}

	/** Guest page of the top table. */
	get page(): number {
		return this.#top.page;
	}

	/**
	 * Makes a process translate through the first-stage table at guest page `rootPage`. Supervisor requests stay
	 * forbidden (ENS clear): a guest's table is for its own accesses. ENOMEM: no frame, or no guest page, for a table.
	 */
	set(process: number, pscid: number, rootPage: number): Errno {
		const frame = this.#leaf(process, true);
		if (frame === -1) return Errno.ENOMEM;
		const { memory } = this.#place;
		const at = wordOf(process);
		// One that is valid ends to be so first: hardware must not see half of each.
		writeField(memory, frame, at, 0, 0);
		writeField(memory, frame, at + 2, ppnLow(rootPage), ppnHigh(rootPage) | (SV48 << MODE_SHIFT));
		writeField(memory, frame, at, (pscid << Pc.PSCID_SHIFT) | Pc.V, 0);
		return Errno.OK;
	}

	/** Ends a process's validity. */
	clear(process: number): void {
		const frame = this.#leaf(process, false);
		if (frame === -1) return;
		const at = wordOf(process);
		writeField(this.#place.memory, frame, at, 0, 0);
		writeField(this.#place.memory, frame, at + 2, 0, 0);
	}

	/** Gives everything back; no cache may lead there any more. */
	destroy(): void {
		for (const placed of [this.#top, ...this.#tables.values()]) giveBack(this.#place, placed);
		this.#tables.clear();
	}

	/** Frame of a process's context; -1 when there is none and none is to be, or can be, made. */
	#leaf(process: number, make: boolean): number {
		let table = this.#top;
		for (let level = this.mode - 1; level > 0; level--) {
			const shift = Pc.INDEX_BITS + DIRECTORY_BITS * (level - 1);
			const above = process >>> shift;
			const key = above * 4 + level;
			let next = this.#tables.get(key);
			if (next === undefined) {
				next = make ? take(this.#place) : undefined;
				if (next === undefined) return -1;
				this.#tables.set(key, next);
				const at = (above & (2 ** DIRECTORY_BITS - 1)) * 2;
				const low = pageLow(next.page) | ENTRY_VALID;
				writeField(this.#place.memory, table.frame, at, low, pageHigh(next.page));
			}
			table = next;
		}
		return table.frame;
	}
}

/** Takes a frame and shows it to the hardware; undefined: no frame, or no guest page. */
function take({ memory, frames, pages }: ProcessPlace): PlacedFrame | undefined {
	const frame = frames.allocate();
	if (frame === -1) return undefined;
	memory.discard(frame);
	const page = pages.map(frame, 1);
	if (page !== -1) return { frame, page };
	frames.free(frame);
	return undefined;
}

function giveBack({ memory, frames, pages }: ProcessPlace, { frame, page }: PlacedFrame): void {
	pages.unmap(page, 1);
	memory.discard(frame);
	frames.free(frame);
}

/** First word of a process's context in its frame. */
function wordOf(process: number): number {
	return (process & (2 ** Pc.INDEX_BITS - 1)) * Pc.WORDS;
}
