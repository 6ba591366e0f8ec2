import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { addressHigh, addressLow } from '../shared/registers.js';
import { Dte } from './layout.js';

const PER_FRAME = 1 << Dte.PER_FRAME_SHIFT;

/** How a device's entry leads to its tables. */
export interface DeviceEntry {
	/** Tag of everything that is cached of the device, 16 bits. */
	readonly domainId: number;
	/** PPR, GPRP, GLX: what the device has, in word 1. */
	readonly bits: number;
	readonly ats: boolean;
}

/**
 * The device table. Who is not let in is blocked, ids that no device has too: an entry of zeros would let everything
 * pass, so every entry is valid and permits nothing (IR and IW clear, interrupts aborted).
 *
 *      blocked   V TV, Mode 0, IR IW 0, IntCtl 0       ids that nobody has
 *      known     the same, with I, PPR, GV             a probed device: what it sends is refused, its page requests logged
 *      open      Mode 4, host table, GCR3, IR IW       a device with a PASID bound
 *
 * GV stands with GIoV: requests without PASID go through the guest table of PASID 0, or are refused where it has none.
 * They never reach the host table directly, by which all of a guest's frames could be had.
 *
 * Hardware reads an entry at any time. Permissions are written last and taken away first, so that what it reads in
 * between permits nothing. Changes of an entry that may be cached are followed by INVALIDATE_DEVTAB_ENTRY, which
 * is the caller's.
 */
export class DeviceTable {
	/** First frame. */
	readonly first: number;
	/** Frames. */
	readonly count: number;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	/** A GCR3 table in which nothing is valid: where blocked devices lead. */
	readonly #empty: number;

	private constructor(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		first: number,
		count: number,
		empty: number,
	) {
		this.#memory = memory;
		this.#frames = frames;
		this.first = first;
		this.count = count;
		this.#empty = empty;
		for (let n = 0; n < count; n++) memory.discard(first + n);
		memory.discard(empty);
		for (let id = 0; id < count * PER_FRAME; id++) this.block(id);
	}

	/** A table for ids up to `lastId`, all blocked; undefined when there are no frames. */
	static create(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		lastId: number,
	): DeviceTable | undefined {
		const count = (lastId >>> Dte.PER_FRAME_SHIFT) + 1;
		const first = frames.allocateRange(count);
		const empty = first === -1 ? -1 : frames.allocate();
		if (empty !== -1) return new DeviceTable(memory, frames, first, count, empty);
		if (first !== -1) frames.freeRange(first, count);
		return undefined;
	}

	/** Whether the table reaches to a device id. */
	covers(id: number): boolean {
		return id < this.count * PER_FRAME;
	}

	/** Makes an id one that nobody has. */
	block(id: number): void {
		this.#write(id, 1, 0);
		this.#write(id, 5, 0);
		this.#write(id, 3, 0);
		this.#write(id, 2, 0);
		this.#write(id, 4, Dte.IV);
		this.#write(id, 0, Dte.V | Dte.TV);
	}

	/** Makes a device known, or closes one that was open. Its interrupts stay as they are. */
	close(id: number, entry: DeviceEntry): void {
		// Permissions first. The old root's upper bits are lost by that, which no one needs any more.
		this.#write(id, 1, this.#upper(entry, this.#empty));
		this.#setRoots(id, entry, this.#empty);
		this.#write(id, 0, Dte.V | Dte.TV);
	}

	/**
	 * Opens a device that is known: `hostRoot` is the frame of the host table with `mode` levels, `gcr3` the guest page of
	 * the GCR3 table.
	 */
	open(id: number, entry: DeviceEntry, hostRoot: number, mode: number, gcr3: number): void {
		this.#setRoots(id, entry, gcr3);
		this.#write(id, 0, addressLow(hostRoot) | (mode << Dte.MODE_SHIFT) | Dte.V | Dte.TV);
		this.#write(id, 1, this.#upper(entry, gcr3) | addressHigh(hostRoot) | Dte.IR | Dte.IW);
	}

	/** Has a device's interrupts remapped by a table of 2^`length` entries in a frame. */
	setInterrupts(id: number, frame: number, length: number): void {
		this.#write(id, 4, addressLow(frame) | (length << Dte.INTERRUPT_LENGTH_SHIFT) | Dte.IV);
		this.#write(id, 5, addressHigh(frame) | Dte.INTERRUPTS_REMAPPED);
	}

	/** Aborts a device's interrupts. */
	clearInterrupts(id: number): void {
		this.#write(id, 5, 0);
		this.#write(id, 4, Dte.IV);
	}

	/** Gives all frames back; the unit must not use them any more. */
	destroy(): void {
		for (let n = 0; n < this.count; n++) this.#memory.discard(this.first + n);
		this.#memory.discard(this.#empty);
		this.#frames.freeRange(this.first, this.count);
		this.#frames.free(this.#empty);
	}

	#upper(entry: DeviceEntry, gcr3: number): number {
		return entry.bits | Dte.GV | Dte.GIOV | ((gcr3 & 7) << Dte.GCR3_LOW_SHIFT);
	}

	/** Domain id and the rest of the GCR3 table's address, page bits 3 to 39. */
	#setRoots(id: number, entry: DeviceEntry, gcr3: number): void {
		const above = Math.floor(gcr3 / 8);
		this.#write(id, 2, entry.domainId | ((above & 0xffff) << Dte.GCR3_MIDDLE_SHIFT));
		this.#write(
			id,
			3,
			(Math.floor(above / 0x1_0000) << Dte.GCR3_HIGH_SHIFT) | (entry.ats ? Dte.I : 0),
		);
	}

	#write(id: number, word: number, value: number): void {
		const at = (id & (PER_FRAME - 1)) * Dte.WORDS + word;
		this.#memory.writeWord(this.first + (id >>> Dte.PER_FRAME_SHIFT), at, value);
	}
}
