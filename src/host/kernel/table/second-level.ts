import type { PhysicalMemory } from '../../../emulator/memory.js';
import { Errno } from '../errno.js';
import type { FrameAllocator } from '../frames.js';

/**
 * Software's side of a second-level (stage 2) table: 4 levels of 512 entries of 64 bits (VT-d
 * specification, "Second-Stage Paging Entries": R 0, W 1, PS 7, address [51:12]; no reserved or
 * optional bit is ever set). It translates 48-bit guest physical addresses. Leaves are 4 KiB, and
 * 2 MiB on request and where guest and host addresses are aligned alike.
 *
 * Owns its table frames, the top one included. Nothing is ever unmapped: a guest's memory does not
 * move while the guest lives, so no invalidation is needed before `destroy`.
 */

/** Guest pages that the table can translate: 48 bits of address. */
export const SECOND_LEVEL_PAGES = 2 ** 36;

const READ = 1 << 0;
const WRITE = 1 << 1;
const LARGE = 1 << 7;

const ENTRIES = 512;
const TOP_LEVEL = 4;
/** Pages that one entry of a table of each level spans. */
const SPAN = [0, 1, ENTRIES, ENTRIES ** 2, ENTRIES ** 3];

export class SecondLevelTable {
	/** Host frame of the top table. */
	readonly root: number;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #largePages: boolean;
	/** Every table frame, the top one first; empty after `destroy`. */
	#tables: number[];

	private constructor(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		largePages: boolean,
		root: number,
	) {
		this.#memory = memory;
		this.#frames = frames;
		this.#largePages = largePages;
		this.root = root;
		this.#tables = [root];
		memory.zeroFrame(root);
	}

	/**
	 * A table that translates nothing; undefined when no frame is free. `largePages` allows 2 MiB leaves,
	 * which the IOMMU must be capable of (CAP.SLLPS).
	 */
	static create(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		largePages: boolean,
	): SecondLevelTable | undefined {
		const root = frames.allocate();
		return root === -1 ? undefined : new SecondLevelTable(memory, frames, largePages, root);
	}

	/** Frames that the table takes. */
	get tableFrames(): number {
		return this.#tables.length;
	}

	/**
	 * Lets devices read and write host frames `hostFrame` .. + `count` - 1 at guest pages `guestPage` ...
	 * EINVAL: beyond what the table can translate. EEXIST: a guest page is translated already. ENOMEM: no
	 * frame for a table. On an error the pages before the one that failed are translated.
	 */
	map(guestPage: number, hostFrame: number, count: number): Errno {
		if (guestPage < 0 || count < 0 || guestPage + count > SECOND_LEVEL_PAGES) return Errno.EINVAL;
		let done = 0;
		while (done < count) {
			const page = guestPage + done;
			const frame = hostFrame + done;
			const large =
				this.#largePages &&
				page % ENTRIES === 0 &&
				frame % ENTRIES === 0 &&
				count - done >= ENTRIES;
			const level = large ? 2 : 1;
			const table = this.#tableOf(page, level);
			if (table < 0) return table as Errno;
			const at = table * 4096 + (Math.floor(page / SPAN[level]!) % ENTRIES) * 8;
			if (this.#memory.read32(at) !== 0) return Errno.EEXIST;
			this.#write(at, frame, READ | WRITE | (large ? LARGE : 0));
			done += SPAN[level]!;
		}
		return Errno.OK;
	}

	/** Gives the table frames back. No device may be translated through the table any more. */
	destroy(): void {
		for (const frame of this.#tables) {
			this.#memory.discard(frame);
			this.#frames.free(frame);
		}
		this.#tables = [];
	}

	/** Frame of the table of `level` that translates `page`, made if missing; or ENOMEM or EEXIST. */
	#tableOf(page: number, level: number): number {
		const memory = this.#memory;
		let table = this.root;
		for (let above = TOP_LEVEL; above > level; above--) {
			const at = table * 4096 + (Math.floor(page / SPAN[above]!) % ENTRIES) * 8;
			const low = memory.read32(at);
			if (low === 0) {
				const made = this.#frames.allocate();
				if (made === -1) return Errno.ENOMEM;
				memory.zeroFrame(made);
				this.#tables.push(made);
				this.#write(at, made, READ | WRITE);
				table = made;
			} else if ((low & LARGE) !== 0) {
				return Errno.EEXIST;
			} else {
				table = memory.read32(at + 4) * 0x10_0000 + (low >>> 12);
			}
		}
		return table;
	}

	/** The low word, which holds the permissions, last: hardware never sees half an entry. */
	#write(at: number, frame: number, bits: number): void {
		this.#memory.write32(at + 4, Math.floor(frame / 0x10_0000));
		this.#memory.write32(at, ((frame << 12) | bits) >>> 0);
	}
}
