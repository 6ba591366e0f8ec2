import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { poll, type RegisterFile, writeAddress } from '../shared/registers.js';
import {
	BASE_ALLOCATE,
	COMMAND_ERROR_SHIFT,
	COMMAND_SHIFT,
	Command,
	MessageData,
	Reg,
	SYNC_INTERRUPT,
} from './layout.js';
import { doorbellAddress } from './registers.js';

const PER_FRAME_SHIFT = 12 - COMMAND_SHIFT;
const PER_FRAME_MASK = (1 << PER_FRAME_SHIFT) - 1;
const WORDS_SHIFT = COMMAND_SHIFT - 2;
const ERROR_MASK = 0x7f;

/**
 * The command queue's memory (Arm IHI 0070, 3.5, 4.1): the ring of commands of 16 bytes, with CMDQ_BASE, PROD and
 * CONS. Writes what it is told where there is room.
 *
 *      CONS (hardware) ->               rung (PROD) ->           -> tail
 *      [ consumed, reusable | to be carried out  |  not told yet | free ]
 *
 * Indices have one bit more than the ring needs, the wrap bit, so that all its entries can be in use.
 * Commands also have running numbers from 0 on; `pushed` is that of the next. They are carried out in order, and
 * what stands behind a CMD_SYNC that waits waits with it.
 */
export class CommandRing {
	/** Running number of the next command. */
	pushed = 0;
	readonly #unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #bits: number;
	readonly #size: number;
	/** Of an index with its wrap bit. */
	readonly #mask: number;
	readonly #doorbellLow: number;
	readonly #doorbellHigh: number;
	/** First frame of the ring; -1 while stopped. */
	#ring = -1;
	#tail = 0;
	#head = 0;
	#rung = 0;

	/** A ring of 2^`bits` commands; CMD_SYNCs interrupt by a message to the doorbell frame. */
	constructor(
		unit: RegisterFile,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		bits: number,
		doorbellFrame: number,
	) {
		this.#unit = unit;
		this.#memory = memory;
		this.#frames = frames;
		this.#bits = bits;
		this.#size = 1 << bits;
		this.#mask = this.#size * 2 - 1;
		[this.#doorbellLow, this.#doorbellHigh] = doorbellAddress(doorbellFrame);
	}

	get started(): boolean {
		return this.#ring !== -1;
	}

	/** Takes the frames and tells the SMMU, whose queue is disabled. Throws RESOURCE_EXHAUSTED when there are none. */
	start(): void {
		const count = this.#frameCount;
		const ring = this.#frames.allocateRange(count, count);
		if (ring === -1)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${count} free frames for an SMMUv3 command queue`,
			);
		for (let n = 0; n < count; n++) this.#memory.discard(ring + n);
		this.#ring = ring;
		this.#tail = 0;
		this.#head = 0;
		this.#rung = 0;
		writeAddress(this.#unit, Reg.CMDQ_BASE, ring, this.#bits);
		this.#unit.writeRegister(
			Reg.CMDQ_BASE + 4,
			(this.#unit.readRegister(Reg.CMDQ_BASE + 4) | BASE_ALLOCATE) >>> 0,
		);
		this.#unit.writeRegister(Reg.CMDQ_PROD, 0);
		this.#unit.writeRegister(Reg.CMDQ_CONS, 0);
	}

	/** Waits until all is carried out. */
	drain(): void {
		this.flush();
		poll('the command queue empty', () => this.readHead() === this.#tail);
	}

	/** Gives the frames back; the queue must be disabled. */
	stop(): void {
		const count = this.#frameCount;
		for (let n = 0; n < count; n++) this.#memory.discard(this.#ring + n);
		this.#frames.freeRange(this.#ring, count);
		this.#ring = -1;
	}

	/** The hardware's next entry, with its wrap bit. */
	readHead(): number {
		this.#head = this.#unit.readRegister(Reg.CMDQ_CONS) & this.#mask;
		return this.#head;
	}

	/** CMDQ_CONS.ERR. */
	readError(): number {
		return (this.#unit.readRegister(Reg.CMDQ_CONS) >>> COMMAND_ERROR_SHIFT) & ERROR_MASK;
	}

	/** Running number of the hardware's next command: those below are consumed. */
	consumed(): number {
		return this.pushed - ((this.#tail - this.readHead()) & this.#mask);
	}

	/**
	 * Whether an entry is free beside `reserved` others. A full ring is rung and looked at again, because
	 * hardware may be done with it at once; that may run code that pushes in turn.
	 */
	hasRoom(reserved: number): boolean {
		const most = this.#size - reserved;
		if (((this.#tail - this.#head) & this.#mask) < most) return true;
		this.flush();
		this.readHead();
		return ((this.#tail - this.#head) & this.#mask) < most;
	}

	/** Tells the hardware of everything that was pushed since the last time. */
	flush(): void {
		if (this.#tail === this.#rung) return;
		this.#rung = this.#tail;
		this.#unit.writeRegister(Reg.CMDQ_PROD, this.#tail);
	}

	/** Writes a command; there must be room. */
	push(w0: number, w1: number, w2: number, w3: number): void {
		this.#writeAt(this.#tail, w0, w1, w2, w3);
		this.#tail = (this.#tail + 1) & this.#mask;
		this.pushed++;
	}

	/** Writes a CMD_SYNC that interrupts; there must be room. Returns its running number. */
	pushSync(): number {
		const at = this.pushed;
		this.push(
			Command.SYNC | SYNC_INTERRUPT,
			MessageData.SYNC,
			this.#doorbellLow,
			this.#doorbellHigh,
		);
		return at;
	}

	/** First word of an entry. */
	firstWord(entry: number): number {
		const index = entry & (this.#size - 1);
		const frame = this.#ring + (index >>> PER_FRAME_SHIFT);
		return this.#memory.readWord(frame, (index & PER_FRAME_MASK) << WORDS_SHIFT);
	}

	/** Makes an entry a CMD_SYNC that tells nobody. */
	overwrite(entry: number): void {
		this.#writeAt(entry, Command.SYNC, 0, 0, 0);
	}

	get #frameCount(): number {
		return Math.max(1, this.#size >>> PER_FRAME_SHIFT);
	}

	#writeAt(entry: number, w0: number, w1: number, w2: number, w3: number): void {
		const index = entry & (this.#size - 1);
		const frame = this.#ring + (index >>> PER_FRAME_SHIFT);
		const at = (index & PER_FRAME_MASK) << WORDS_SHIFT;
		this.#memory.writeWord(frame, at, w0);
		this.#memory.writeWord(frame, at + 1, w1);
		this.#memory.writeWord(frame, at + 2, w2);
		this.#memory.writeWord(frame, at + 3, w3);
	}
}
