import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { ppnHigh, ppnLow, writeField } from './entries.js';
import {
	Dc,
	Ddtp,
	DIRECTORY_BITS,
	ENTRY_VALID,
	GSCID_SHIFT,
	MODE_SHIFT,
	MSI_FLAT,
	SV48X4,
	Tc,
} from './layout.js';
import { pageHigh, pageLow } from './registers.js';

/** What a device translates through: a second stage, and process tables that are found through it. */
export interface DeviceTables {
	/** Host frame of the second stage's top table. */
	readonly root: number;
	readonly gscid: number;
	/** Guest page of the top process table, and the mode of the directory. */
	readonly page: number;
	readonly mode: number;
}

/** What stays as it is while a device is attached, but for the table of its interrupts. */
export interface DeviceFixtures {
	/** `Tc` bits but V. */
	readonly bits: number;
	/** Guest pages of its interrupts: the first, a multiple of their number, and that number. */
	readonly messagePage: number;
	readonly messagePages: number;
	/** Host frame of its MSI page table. */
	readonly messageTable: number;
}

/**
 * The device directory (RISC-V IOMMU specification, "Device-Directory-Table"), with contexts of the extended format: one to
 * three levels of a frame each, of which the lower ones come with the first device in them and stay until
 * `destroy`. It only writes entries; what caches hold is the caller's to invalidate.
 *
 * A context is valid from `set` to `clear`. Meanwhile `replace` writes two fields, which hardware may see one after the
 * other; what it could find through a mixture of old and new is nothing, see `Home`.
 */
export class DeviceDirectory {
	readonly root: number;
	/** 1 to 3. */
	readonly levels: number;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	/** Every frame but the root. */
	readonly #tables: number[] = [];

	private constructor(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		levels: number,
		root: number,
	) {
		this.#memory = memory;
		this.#frames = frames;
		this.levels = levels;
		this.root = root;
		memory.discard(root);
	}

	/** A directory of `levels` levels in which no device is valid; undefined when there is no frame. */
	static create(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		levels: number,
	): DeviceDirectory | undefined {
		const root = frames.allocate();
		return root === -1 ? undefined : new DeviceDirectory(memory, frames, levels, root);
	}

	/** Levels of the smallest directory for device ids of `bits` bits. */
	static levelsFor(bits: number): number {
		if (bits <= Dc.INDEX_BITS) return 1;
		return bits <= Dc.INDEX_BITS + DIRECTORY_BITS ? 2 : 3;
	}

	/** ddtp.iommu_mode. */
	get mode(): number {
		return Ddtp.ONE_LEVEL + this.levels - 1;
	}

	/** Device ids are below this. */
	get devices(): number {
		return 2 ** (Dc.INDEX_BITS + DIRECTORY_BITS * (this.levels - 1));
	}

	/** Makes a device's context valid; false: no frame for a table. */
	set(device: number, fixtures: DeviceFixtures, tables: DeviceTables): boolean {
		const frame = this.#leaf(device, true);
		if (frame === -1) return false;
		const memory = this.#memory;
		const at = wordOf(device);
		for (let word = 0; word < Dc.WORDS; word++) memory.writeWord(frame, at + word, 0);
		this.replace(device, tables);
		this.setMessageTable(device, fixtures.messageTable);
		const { messagePage, messagePages } = fixtures;
		writeField(memory, frame, at + Dc.MSI_MASK, messagePages - 1, 0);
		writeField(
			memory,
			frame,
			at + Dc.MSI_PATTERN,
			messagePage % 2 ** 32,
			Math.floor(messagePage / 2 ** 32),
		);
		memory.writeWord(frame, at + Dc.TC, fixtures.bits | Tc.V);
		return true;
	}

	/** Leads a device to other tables. */
	replace(device: number, { root, gscid, page, mode }: DeviceTables): void {
		const frame = this.#leaf(device, false);
		const at = wordOf(device);
		const second = ppnHigh(root) | (gscid << GSCID_SHIFT) | (SV48X4 << MODE_SHIFT);
		writeField(this.#memory, frame, at + Dc.IOHGATP, ppnLow(root), second);
		const first = ppnHigh(page) | (mode << MODE_SHIFT);
		writeField(this.#memory, frame, at + Dc.FSC, ppnLow(page), first);
	}

	/** Leads a device's interrupts through another MSI page table. */
	setMessageTable(device: number, table: number): void {
		const high = ppnHigh(table) | (MSI_FLAT << MODE_SHIFT);
		const frame = this.#leaf(device, false);
		writeField(this.#memory, frame, wordOf(device) + Dc.MSIPTP, ppnLow(table), high);
	}

	/** Ends the validity of a context that was set. */
	clear(device: number): void {
		const frame = this.#leaf(device, false);
		const at = wordOf(device);
		for (let word = 0; word < Dc.WORDS; word++) this.#memory.writeWord(frame, at + word, 0);
	}

	/** Gives all frames back; the unit must not use them any more. */
	destroy(): void {
		for (const frame of [this.root, ...this.#tables]) {
			this.#memory.discard(frame);
			this.#frames.free(frame);
		}
		this.#tables.length = 0;
	}

	/** Frame of a device's context; -1 when there is none and none is to be, or can be, made. */
	#leaf(device: number, make: boolean): number {
		const memory = this.#memory;
		let table = this.root;
		for (let level = this.levels - 1; level > 0; level--) {
			const shift = Dc.INDEX_BITS + DIRECTORY_BITS * (level - 1);
			const at = ((device >>> shift) & (2 ** DIRECTORY_BITS - 1)) * 2;
			const low = memory.readWord(table, at);
			if (low !== 0) {
				table = memory.readWord(table, at + 1) * 2 ** 22 + (low >>> 10);
				continue;
			}
			const made = make ? this.#frames.allocate() : -1;
			if (made === -1) return -1;
			this.#tables.push(made);
			memory.discard(made);
			writeField(memory, table, at, pageLow(made) | ENTRY_VALID, pageHigh(made));
			table = made;
		}
		return table;
	}
}

/** First word of a device's context in its frame. */
function wordOf(device: number): number {
	return (device & (2 ** Dc.INDEX_BITS - 1)) * Dc.WORDS;
}
