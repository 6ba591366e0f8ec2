import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { addressHigh, addressLow, poll, type RegisterFile } from '../shared/registers.js';
import {
	ADDRESS_VALID,
	COMMAND_SHIFT,
	Command,
	Csr,
	FENCE_READS_WRITES,
	Ipsr,
	MessageData,
	Reg,
} from './layout.js';
import { switchQueue, writePage } from './registers.js';

const PER_FRAME_SHIFT = 12 - COMMAND_SHIFT;
const PER_FRAME_MASK = (1 << PER_FRAME_SHIFT) - 1;
const WORDS_SHIFT = COMMAND_SHIFT - 2;
const ERRORS = Csr.MEMORY_FAULT | Csr.TIME_OUT | Csr.ILLEGAL;

/**
 * The command queue's memory (RISC-V IOMMU specification, "Command-Queue"): the ring of commands of 16 bytes, with cqb,
 * cqh, cqt and cqcsr. Writes what it is told where there is room.
 *
 *      cqh (hardware) ->                rung (cqt) ->            -> tail
 *      [ carried out, reusable | to be carried out |  not told yet | free ]
 *
 * Commands have running numbers from 0 on; `pushed` is that of the next. Hardware may carry them out in any order and
 * passes them before they are complete, only a fence not: once cqh is behind a fence, all before it is
 * complete. A fence that somebody waits for writes its data to the interrupt file that the IOMMU's own messages go
 * to, and so interrupts.
 */
export class CommandRing {
	/** Running number of the next command. */
	pushed = 0;
	readonly #unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #order: number;
	readonly #mask: number;
	readonly #fenceLow: number;
	readonly #fenceHigh: number;
	/** First frame of the ring; -1 while stopped. */
	#ring = -1;
	#tail = 0;
	#head = 0;
	#rung = 0;

	/** A ring of 2^`order` commands, 1 to 16; fences interrupt by a message to `interruptFile`, a page. */
	constructor(
		unit: RegisterFile,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		order: number,
		interruptFile: number,
	) {
		this.#unit = unit;
		this.#memory = memory;
		this.#frames = frames;
		this.#order = order;
		this.#mask = (1 << order) - 1;
		// Bits 63:2 of the address stand in bits 61:0.
		this.#fenceLow = addressLow(interruptFile / 4);
		this.#fenceHigh = addressHigh(interruptFile / 4);
	}

	get started(): boolean {
		return this.#ring !== -1;
	}

	/** Takes the frames and switches the queue on. Throws RESOURCE_EXHAUSTED when there are none. */
	start(): void {
		const count = this.#frameCount;
		const ring = this.#frames.allocateRange(count, count);
		if (ring === -1)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${count} free frames for a RISC-V IOMMU's command queue`,
			);
		for (let n = 0; n < count; n++) this.#memory.discard(ring + n);
		this.#ring = ring;
		this.#tail = 0;
		this.#head = 0;
		this.#rung = 0;
		writePage(this.#unit, Reg.CQB, ring, this.#order - 1);
		this.#unit.writeRegister(Reg.CQT, 0);
		switchQueue(this.#unit, Reg.CQCSR, true);
	}

	/** Waits until all is carried out. */
	drain(): void {
		this.flush();
		poll('the command queue empty', () => this.readHead() === this.#tail);
	}

	/** Switches the queue off and gives the frames back. */
	stop(): void {
		switchQueue(this.#unit, Reg.CQCSR, false);
		const count = this.#frameCount;
		for (let n = 0; n < count; n++) this.#memory.discard(this.#ring + n);
		this.#frames.freeRange(this.#ring, count);
		this.#ring = -1;
	}

	/** The hardware's next entry. */
	readHead(): number {
		this.#head = this.#unit.readRegister(Reg.CQH) & this.#mask;
		return this.#head;
	}

	/** Bits of cqcsr for which the queue stands. */
	readErrors(): number {
		return this.#unit.readRegister(Reg.CQCSR) & ERRORS;
	}

	/** Clears them: the hardware goes on with the command at the head. What it then stops at interrupts again. */
	clearErrors(errors: number): void {
		this.#unit.writeRegister(Reg.CQCSR, Csr.ENABLE | Csr.INTERRUPT | errors);
		this.#unit.writeRegister(Reg.IPSR, Ipsr.COMMAND);
	}

	/** Running number of the hardware's next command: fences below are complete. */
	consumed(): number {
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
		this.#unit.writeRegister(Reg.CQT, this.#tail);
	}

	/** Writes a command; there must be room. */
	push(w0: number, w1: number, w2: number, w3: number): void {
		this.#writeAt(this.#tail, w0, w1, w2, w3);
		this.#tail = (this.#tail + 1) & this.#mask;
		this.pushed++;
	}

	/**
	 * Writes a fence that interrupts, and orders what devices read and wrote before; there must be room. Returns its
	 * running number.
	 */
	pushFence(): number {
		const at = this.pushed;
		const w0 = Command.IOFENCE_C | ADDRESS_VALID | FENCE_READS_WRITES;
		this.push(w0, MessageData.FENCE, this.#fenceLow, this.#fenceHigh);
		return at;
	}

	/** First word of an entry. */
	firstWord(entry: number): number {
		const frame = this.#ring + (entry >>> PER_FRAME_SHIFT);
		return this.#memory.readWord(frame, (entry & PER_FRAME_MASK) << WORDS_SHIFT);
	}

	/** Makes an entry a fence that interrupts. */
	overwrite(entry: number): void {
		const w0 = Command.IOFENCE_C | ADDRESS_VALID;
		this.#writeAt(entry, w0, MessageData.FENCE, this.#fenceLow, this.#fenceHigh);
	}

	get #frameCount(): number {
		return Math.max(1, 2 ** (this.#order - PER_FRAME_SHIFT));
	}

	#writeAt(entry: number, w0: number, w1: number, w2: number, w3: number): void {
		const frame = this.#ring + (entry >>> PER_FRAME_SHIFT);
		const at = (entry & PER_FRAME_MASK) << WORDS_SHIFT;
		this.#memory.writeWord(frame, at, w0);
		this.#memory.writeWord(frame, at + 1, w1);
		this.#memory.writeWord(frame, at + 2, w2);
		this.#memory.writeWord(frame, at + 3, w3);
	}
}
