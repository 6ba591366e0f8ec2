import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { addressHigh, addressLow, poll, type RegisterFile } from '../shared/registers.js';
import type { ControlRegister } from './control.js';
import {
	Control,
	ENTRIES_PER_FRAME_SHIFT,
	ENTRY_SHIFT,
	LENGTH_SHIFT,
	Opcode,
	Reg,
	Status,
	Wait,
} from './layout.js';

const ENTRIES_PER_FRAME_MASK = (1 << ENTRIES_PER_FRAME_SHIFT) - 1;
/** 64-bit words of the status frame that waits write to: tags this far apart share one. */
export const STATUS_SLOTS = 512;

/**
 * The command buffer's memory: the ring of 128-bit commands and the frame that waits store to; with its base, head
 * and tail registers (AMD 48882, "Commands"). Writes what it is told where there is room.
 *
 *      head (hardware) ->                   rung (tail) ->         -> tail
 *      [ fetched, reusable | to be fetched  |  not told yet        | free ]
 *
 * Commands have running numbers from 0 on; `pushed` is that of the next. A wait stores its tag, a number that is
 * never used again, to word tag mod 512. Whoever waits for tags keeps those it waits for less than 512
 * apart: waits complete in order, so a word then is not written again too early.
 */
export class CommandRing {
	/** Running number of the next command. */
	pushed = 0;
	/** The next wait's tag. */
	nextTag = 1;
	readonly #unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #control: ControlRegister;
	readonly #order: number;
	readonly #mask: number;
	/** First frame of the ring, and the status frame; -1 while stopped. */
	#ring = -1;
	#status = -1;
	#tail = 0;
	#head = 0;
	#rung = 0;

	/** A ring of 2^(order + 8) commands on 2^order frames, 0 to 7. */
	constructor(
		unit: RegisterFile,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		control: ControlRegister,
		order: number,
	) {
		this.#unit = unit;
		this.#memory = memory;
		this.#frames = frames;
		this.#control = control;
		this.#order = order;
		this.#mask = (1 << (order + ENTRIES_PER_FRAME_SHIFT)) - 1;
	}

	get started(): boolean {
		return this.#ring !== -1;
	}

	/**
	 * Takes the frames and gives the unit, which is off, an empty ring. It runs once the unit is on. Throws
	 * RESOURCE_EXHAUSTED when there are no frames.
	 */
	start(): void {
		const count = 1 << this.#order;
		const ring = this.#frames.allocateRange(count);
		const status = this.#frames.allocate();
		if (ring === -1 || status === -1) {
			if (ring !== -1) this.#frames.freeRange(ring, count);
			if (status !== -1) this.#frames.free(status);
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${count + 1} free frames for an AMD-Vi command buffer`,
			);
		}
		for (let n = 0; n < count; n++) this.#memory.discard(ring + n);
		this.#memory.discard(status);
		this.#ring = ring;
		this.#status = status;
		this.#tail = 0;
		this.#head = 0;
		this.#rung = 0;
		const length = (this.#order + ENTRIES_PER_FRAME_SHIFT) << LENGTH_SHIFT;
		this.#unit.writeRegister(Reg.COMMAND_BASE, addressLow(ring));
		this.#unit.writeRegister(Reg.COMMAND_BASE + 4, addressHigh(ring) | length);
		this.#unit.writeRegister(Reg.COMMAND_HEAD, 0);
		this.#unit.writeRegister(Reg.COMMAND_TAIL, 0);
	}

	/** Waits until all is fetched. */
	drain(): void {
		this.flush();
		poll('the command buffer empty', () => this.readHead() === this.#tail);
	}

	/** Gives the frames back; the unit is off. */
	free(): void {
		for (let n = 0; n < 1 << this.#order; n++) this.#memory.discard(this.#ring + n);
		this.#memory.discard(this.#status);
		this.#frames.freeRange(this.#ring, 1 << this.#order);
		this.#frames.free(this.#status);
		this.#ring = -1;
		this.#status = -1;
	}

	/** Whether the hardware carries commands out; it stops at one that it refuses. */
	get running(): boolean {
		return (this.#unit.readRegister(Reg.STATUS) & Status.COMMAND_RUN) !== 0;
	}

	/** Lets the hardware go on where it stopped. */
	restart(): void {
		this.#control.clear(Control.COMMANDS, Status.COMMAND_RUN);
		// Not waited for: it may stop again at once.
		this.#control.set(Control.COMMANDS, 0);
	}

	/** The hardware's next entry. */
	readHead(): number {
		this.#head = (this.#unit.readRegister(Reg.COMMAND_HEAD) >>> ENTRY_SHIFT) & this.#mask;
		return this.#head;
	}

	/** Running number of the hardware's next command: those below are fetched. */
	fetched(): number {
		return this.pushed - ((this.#tail - this.readHead()) & this.#mask);
	}

	/** Running number of the latest command at an address, given as an event tells it; -1: not in the ring. */
	numberAt(low: number, high: number): number {
		const frame = high * 0x10_0000 + (low >>> 12) - this.#ring;
		if (frame < 0 || frame >= 1 << this.#order) return -1;
		const entry = (frame << ENTRIES_PER_FRAME_SHIFT) | ((low & 4095) >>> ENTRY_SHIFT);
		return this.pushed - 1 - ((this.#tail - 1 - entry) & this.#mask);
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
		this.#unit.writeRegister(Reg.COMMAND_TAIL, this.#tail << ENTRY_SHIFT);
	}

	/** Writes a command; there must be room. */
	push(w0: number, w1: number, w2: number, w3: number): void {
		this.#writeAt(this.#tail, w0, w1, w2, w3);
		this.#tail = (this.#tail + 1) & this.#mask;
		this.pushed++;
	}

	/** Writes a wait that stores and interrupts; there must be room. Returns its tag. */
	pushWait(): number {
		const tag = this.nextTag++;
		const low = addressLow(this.#status) | ((tag % STATUS_SLOTS) << 3);
		const w1 = Opcode.COMPLETION_WAIT | addressHigh(this.#status);
		this.push(low | Wait.STORE | Wait.INTERRUPT, w1, tag >>> 0, Math.floor(tag / 2 ** 32));
		return tag;
	}

	/** Whether the wait with this tag has stored it. */
	written(tag: number): boolean {
		return this.#memory.readWord(this.#status, (tag % STATUS_SLOTS) * 2) === tag >>> 0;
	}

	/** Second word of an entry, which has the opcode. */
	opcodeWord(entry: number): number {
		const frame = this.#ring + (entry >>> ENTRIES_PER_FRAME_SHIFT);
		return this.#memory.readWord(frame, ((entry & ENTRIES_PER_FRAME_MASK) << 2) + 1);
	}

	/** Makes an entry a wait that does nothing. */
	overwrite(entry: number): void {
		this.#writeAt(entry, 0, Opcode.COMPLETION_WAIT, 0, 0);
	}

	#writeAt(entry: number, w0: number, w1: number, w2: number, w3: number): void {
		const frame = this.#ring + (entry >>> ENTRIES_PER_FRAME_SHIFT);
		const at = (entry & ENTRIES_PER_FRAME_MASK) << 2;
		this.#memory.writeWord(frame, at, w0);
		this.#memory.writeWord(frame, at + 1, w1);
		this.#memory.writeWord(frame, at + 2, w2);
		this.#memory.writeWord(frame, at + 3, w3);
	}
}
