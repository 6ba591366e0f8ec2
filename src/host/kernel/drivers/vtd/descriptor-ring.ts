import { FaultlineError } from '../../../../base/errors.js';
import type { PrivateData } from '../../../../emulator/iommu/contract.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import {
	addressHigh,
	addressLow,
	poll,
	type RegisterFile,
	writeAddress,
} from '../shared/registers.js';
import {
	Descriptor,
	ENTRIES_PER_FRAME_SHIFT,
	ENTRY_SHIFT,
	Gcmd,
	IQA_WIDE,
	Reg,
	Wait,
} from './layout.js';
import { globalCommand } from './registers.js';

const ENTRIES_PER_FRAME_MASK = (1 << ENTRIES_PER_FRAME_SHIFT) - 1;
/** Dwords of the status frame that waits write to: tags this far apart share one. */
export const STATUS_SLOTS = 512;
const NOTHING: PrivateData = [0, 0, 0, 0];
/** A dword of the status frame that nobody looks at. */
const SCRATCH = 1023;

/**
 * The invalidation queue's memory: the ring of 256-bit descriptors and the frame that waits write their
 * status to; with IQH, IQT, IQA and GCMD.QIE (VT-d specification, Queued Invalidation). Writes what it is told where there is room.
 *
 *      head (IQH, hardware) ->              rung (IQT) ->          -> tail
 *      [ fetched, reusable | to be fetched  |  not told yet        | free ]
 *
 * Descriptors have running numbers from 0 on; `pushed` is that of the next. A wait writes its tag, a
 * number that is never used again, to dword tag mod 512. Whoever waits for tags keeps those it waits for
 * less than 512 apart: waits complete in order, so a dword then is not written again too early.
 */
export class DescriptorRing {
	/** Running number of the next descriptor. */
	pushed = 0;
	/** The next wait's tag. */
	nextTag = 1;
	readonly #unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #order: number;
	readonly #mask: number;
	/** First frame of the ring, and the status frame; -1 while stopped. */
	#ring = -1;
	#status = -1;
	#tail = 0;
	#head = 0;
	#rung = 0;
	/** Entries whose upper words are not 0. */
	readonly #wide = new Set<number>();

	/** A ring of 2^(order + 7) descriptors on 2^order frames, 0 to 7. */
	constructor(unit: RegisterFile, memory: PhysicalMemory, frames: FrameAllocator, order: number) {
		this.#unit = unit;
		this.#memory = memory;
		this.#frames = frames;
		this.#order = order;
		this.#mask = (1 << (order + ENTRIES_PER_FRAME_SHIFT)) - 1;
	}

	get started(): boolean {
		return this.#ring !== -1;
	}

	/** Takes the frames and enables the queue. Throws RESOURCE_EXHAUSTED when there are none. */
	start(): void {
		const count = 1 << this.#order;
		const ring = this.#frames.allocateRange(count);
		const status = this.#frames.allocate();
		if (ring === -1 || status === -1) {
			if (ring !== -1) this.#frames.freeRange(ring, count);
			if (status !== -1) this.#frames.free(status);
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${count + 1} free frames for a VT-d invalidation queue`,
			);
		}
		for (let n = 0; n < count; n++) this.#memory.discard(ring + n);
		this.#memory.discard(status);
		this.#ring = ring;
		this.#status = status;
		this.#tail = 0;
		this.#head = 0;
		this.#rung = 0;
		this.#wide.clear();
		this.#unit.writeRegister(Reg.IQT, 0);
		this.#unit.writeRegister(Reg.IQT + 4, 0);
		writeAddress(this.#unit, Reg.IQA, ring, IQA_WIDE | this.#order);
		globalCommand(this.#unit, Gcmd.QIE, true);
	}

	/**
	 * Waits until all is fetched, disables the queue, which asks for a wait as the last descriptor, and
	 * gives the frames back.
	 */
	stop(): void {
		this.hasRoom(0);
		this.push(Descriptor.WAIT | Wait.SW, 0, this.#statusLow(SCRATCH), this.#statusHigh());
		this.flush();
		poll('the invalidation queue empty', () => this.readHead() === this.#tail);
		globalCommand(this.#unit, Gcmd.QIE, false);
		for (let n = 0; n < 1 << this.#order; n++) this.#memory.discard(this.#ring + n);
		this.#memory.discard(this.#status);
		this.#frames.freeRange(this.#ring, 1 << this.#order);
		this.#frames.free(this.#status);
		this.#ring = -1;
		this.#status = -1;
	}

	/** The hardware's next entry. */
	readHead(): number {
		this.#head = (this.#unit.readRegister(Reg.IQH) >>> ENTRY_SHIFT) & this.#mask;
		return this.#head;
	}

	/** Running number of the hardware's next descriptor: those below are fetched. */
	fetched(): number {
		return this.pushed - ((this.#tail - this.readHead()) & this.#mask);
	}

	/**
	 * Whether an entry is free beside `reserved` others. A full ring is rung and looked at again, because
	 * hardware may be done with it at once; that may run code that pushes in turn.
	 */
	hasRoom(reserved: number): boolean {
		const most = this.#mask - reserved;
		if (((this.#tail - this.#head) & this.#mask) < most) return true;
		this.flush();
		this.readHead();
		return ((this.#tail - this.#head) & this.#mask) < most;
	}

	/** Tells the hardware of everything that was pushed since the last time. */
	flush(): void {
		if (this.#tail === this.#rung) return;
		this.#rung = this.#tail;
		this.#unit.writeRegister(Reg.IQT, this.#tail << ENTRY_SHIFT);
	}

	/** Writes the tail register as it should be, after an error about it. */
	ringAgain(): void {
		this.#unit.writeRegister(Reg.IQT, this.#rung << ENTRY_SHIFT);
	}

	/** Writes a descriptor; there must be room. Its four upper words are 0. */
	push(w0: number, w1: number, w2: number, w3: number): void {
		this.#writeAt(this.#tail, w0, w1, w2, w3);
		this.#tail = (this.#tail + 1) & this.#mask;
		this.pushed++;
	}

	/** Gives the descriptor that was pushed last its four upper words. The hardware must not have been told of it. */
	widen(upper: PrivateData): void {
		const entry = (this.#tail - 1) & this.#mask;
		this.#wide.add(entry);
		this.#writeUpper(entry, upper);
	}

	/**
	 * Writes a wait that raises the completion event, and with `drain` waits for page requests too; there
	 * must be room. Returns its tag.
	 */
	pushWait(drain: boolean): number {
		const tag = this.nextTag++;
		const w0 = Descriptor.WAIT | Wait.IF | Wait.SW | (drain ? Wait.PD : 0);
		this.push(w0, tag >>> 0, this.#statusLow(tag % STATUS_SLOTS), this.#statusHigh());
		return tag;
	}

	/** Whether the wait with this tag has written its status. */
	written(tag: number): boolean {
		return this.#memory.readWord(this.#status, tag % STATUS_SLOTS) === tag >>> 0;
	}

	/** First word of an entry. */
	firstWord(entry: number): number {
		const frame = this.#ring + (entry >>> ENTRIES_PER_FRAME_SHIFT);
		return this.#memory.readWord(frame, (entry & ENTRIES_PER_FRAME_MASK) << 3);
	}

	/** Makes an entry a wait that nobody looks at. */
	overwrite(entry: number): void {
		const w0 = Descriptor.WAIT | Wait.SW;
		this.#writeAt(entry, w0, 0, this.#statusLow(SCRATCH), this.#statusHigh());
	}

	#writeAt(entry: number, w0: number, w1: number, w2: number, w3: number): void {
		const frame = this.#ring + (entry >>> ENTRIES_PER_FRAME_SHIFT);
		const at = (entry & ENTRIES_PER_FRAME_MASK) << 3;
		const word = this.#memory.locateForWrite(frame, at);
		const words = this.#memory.slab;
		words[word] = w0;
		words[word + 1] = w1;
		words[word + 2] = w2;
		words[word + 3] = w3;
		if (this.#wide.size > 0 && this.#wide.delete(entry)) this.#writeUpper(entry, NOTHING);
	}

	#writeUpper(entry: number, upper: PrivateData): void {
		const frame = this.#ring + (entry >>> ENTRIES_PER_FRAME_SHIFT);
		const at = this.#memory.locateForWrite(frame, ((entry & ENTRIES_PER_FRAME_MASK) << 3) + 4);
		this.#memory.slab.set(upper, at);
	}

	#statusLow(slot: number): number {
		return (addressLow(this.#status) | (slot << 2)) >>> 0;
	}

	#statusHigh(): number {
		return addressHigh(this.#status);
	}
}
