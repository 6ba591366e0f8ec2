import type { PhysicalMemory } from '../../../emulator/memory.js';
import { Errno } from '../errno.js';
import type { FrameAllocator } from '../frames.js';
import type { SecondLevelFormat } from './formats.js';
import { type SecondLevelLayout, secondLevelLayouts } from './second-level-layouts.js';

/**
 * Software's side of a second-level (stage 2) table in one of the formats of second-level-layouts.ts. It
 * translates guest physical addresses. Leaves are 4 KiB, and 2 MiB where that is allowed and guest and host
 * addresses are aligned alike.
 *
 * Owns its table frames, the top one included. A guest's memory is never unmapped: it does not move while the
 * guest lives, so no invalidation is needed before `destroy`. Pages of hardware's tables come and go.
 */

const ENTRIES = 512;
const TOP_LEVEL = 4;
/** Pages that one entry of a table of each level spans. */
const SPAN = [0, 1, ENTRIES, ENTRIES ** 2, ENTRIES ** 3];

export class SecondLevelTable {
	/** Host frame of the top table, the first where it has several. */
	readonly root: number;
	readonly #layout: SecondLevelLayout;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #largePages: boolean;
	/** Every table frame but the top table's. */
	#tables: number[] = [];
	#destroyed = false;

	private constructor(
		layout: SecondLevelLayout,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		largePages: boolean,
		root: number,
	) {
		this.#layout = layout;
		this.#memory = memory;
		this.#frames = frames;
		this.#largePages = largePages || layout.largeAlways;
		this.root = root;
		for (let i = 0; i < layout.rootFrames; i++) memory.zeroFrame(root + i);
	}

	/**
	 * A table that translates nothing; undefined when no frames are free for the top table. `largePages`
	 * allows 2 MiB leaves in a format in which not every unit has them (vtd: CAP.SLLPS).
	 */
	static create(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		format: SecondLevelFormat,
		largePages: boolean,
	): SecondLevelTable | undefined {
		const layout = secondLevelLayouts[format];
		const { rootFrames } = layout;
		const root =
			rootFrames === 1 ? frames.allocate() : frames.allocateRange(rootFrames, rootFrames);
		if (root === -1) return undefined;
		return new SecondLevelTable(layout, memory, frames, largePages, root);
	}

	/** Bits of address that it translates. */
	get addressWidth(): number {
		return this.#layout.addressWidth;
	}

	/** Frames that the table takes. */
	get tableFrames(): number {
		return this.#destroyed ? 0 : this.#layout.rootFrames + this.#tables.length;
	}

	/**
	 * Lets devices read and write host frames `hostFrame` .. + `count` - 1 at guest pages `guestPage` ...
	 * EINVAL: beyond what the table can translate. EEXIST: a guest page is translated already. ENOMEM: no
	 * frame for a table. On an error the pages before the one that failed are translated.
	 */
	map(guestPage: number, hostFrame: number, count: number): Errno {
		if (!this.#inRange(guestPage, count)) return Errno.EINVAL;
		const layout = this.#layout;
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
			const at = entryAt(table, page, level);
			if (this.#memory.read32(at) !== 0) return Errno.EEXIST;
			this.#write(at, frame, large ? layout.largeLeaf : layout.leaf, layout.high);
			done += SPAN[level]!;
		}
		return Errno.OK;
	}

	/**
	 * As `map`, for pages that hardware finds its own tables in: nothing but reading is allowed, and leaves
	 * are of 4 KiB, so that `unmap` can take them away again.
	 */
	mapTables(guestPage: number, hostFrame: number, count: number): Errno {
		if (!this.#inRange(guestPage, count)) return Errno.EINVAL;
		const { tableLeaf, tableHigh } = this.#layout;
		for (let i = 0; i < count; i++) {
			const table = this.#tableOf(guestPage + i, 1);
			if (table < 0) return table as Errno;
			const at = entryAt(table, guestPage + i, 1);
			if (this.#memory.read32(at) !== 0) return Errno.EEXIST;
			this.#write(at, hostFrame + i, tableLeaf, tableHigh);
		}
		return Errno.OK;
	}

	/** Takes pages of `mapTables` away. What caches hold of them is the caller's to invalidate, before. */
	unmapTables(guestPage: number, count: number): void {
		for (let i = 0; i < count; i++) {
			const table = this.#tableOf(guestPage + i, 1);
			if (table < 0) continue;
			const at = entryAt(table, guestPage + i, 1);
			this.#memory.write32(at, 0);
			this.#memory.write32(at + 4, 0);
		}
	}

	/** Gives the table frames back. No device may be translated through the table any more. */
	destroy(): void {
		if (this.#destroyed) return;
		this.#destroyed = true;
		const { rootFrames } = this.#layout;
		for (let i = 0; i < rootFrames; i++) this.#memory.discard(this.root + i);
		this.#frames.freeRange(this.root, rootFrames);
		for (const frame of this.#tables) {
			this.#memory.discard(frame);
			this.#frames.free(frame);
		}
		this.#tables = [];
	}

	#inRange(guestPage: number, count: number): boolean {
		return guestPage >= 0 && count >= 0 && guestPage + count <= 2 ** (this.addressWidth - 12);
	}

	/** Frame of the table of `level` that translates `page`, made if missing; or ENOMEM or EEXIST. */
	#tableOf(page: number, level: number): number {
		const memory = this.#memory;
		const { leafMask, leafValue, shift, highMask, table: bits } = this.#layout;
		let table = this.root;
		for (let above = TOP_LEVEL; above > level; above--) {
			const at = entryAt(table, page, above);
			const low = memory.read32(at);
			if (low === 0) {
				const made = this.#frames.allocate();
				if (made === -1) return Errno.ENOMEM;
				memory.zeroFrame(made);
				this.#tables.push(made);
				this.#write(at, made, bits[above]!, this.#layout.high);
				table = made;
			} else if (above === 2 && (low & leafMask) === leafValue) {
				return Errno.EEXIST;
			} else {
				table = (memory.read32(at + 4) & highMask) * 2 ** (32 - shift) + (low >>> shift);
			}
		}
		return table;
	}

	/** The low word, which says that the entry is present, last: hardware never sees half an entry. */
	#write(at: number, frame: number, bits: number, high: number): void {
		const { shift } = this.#layout;
		this.#memory.write32(at + 4, (Math.floor(frame / 2 ** (32 - shift)) | high) >>> 0);
		this.#memory.write32(at, ((frame << shift) | bits) >>> 0);
	}
}

/** Address of a page's entry in a table of `level`; the top table may be longer than a frame. */
function entryAt(table: number, page: number, level: number): number {
	const index = Math.floor(page / SPAN[level]!);
	return table * 4096 + (level === TOP_LEVEL ? index : index % ENTRIES) * 8;
}
