import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { poll, type RegisterFile } from './registers.js';

/** Commands of 16 bytes. */
const COMMAND_SHIFT = 4;
const PER_FRAME_SHIFT = 12 - COMMAND_SHIFT;
const PER_FRAME_MASK = (1 << PER_FRAME_SHIFT) - 1;
const WORDS_SHIFT = COMMAND_SHIFT - 2;

export interface OrderedRingShape {
	/** For errors: "an SMMUv3 command queue". */
	readonly name: string;
	/** Commands, a power of two. */
	readonly size: number;
	/** Of an index as the registers hold it: with its wrap bit, where it has one. */
	readonly indexMask: number;
	/** Entries that may be in use. */
	readonly usable: number;
	readonly headRegister: number;
	readonly tailRegister: number;
}

/**
 * The memory of a command queue whose commands complete in order, with its two index registers. Writes what it is told
 * where there is room. Its driver knows how the queue is switched on, and what a fence looks like.
 *
 *      head (hardware) ->               rung ->                  -> tail
 *      [ passed, reusable   | to be carried out  |  not told yet | free ]
 *
 * Commands also have running numbers from 0 on; `pushed` is that of the next.
 */
export abstract class OrderedRing {
	/** Running number of the next command. */
	pushed = 0;
	protected readonly unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #shape: OrderedRingShape;
	readonly #indexMask: number;
	readonly #entryMask: number;
	readonly #usable: number;
	readonly #headRegister: number;
	readonly #tailRegister: number;
	/** First frame of the ring; -1 while stopped. */
	#ring = -1;
	#tail = 0;
	#head = 0;
	#rung = 0;

	constructor(
		unit: RegisterFile,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		shape: OrderedRingShape,
	) {
		this.unit = unit;
		this.#memory = memory;
		this.#frames = frames;
		this.#shape = shape;
		this.#indexMask = shape.indexMask;
		this.#entryMask = shape.size - 1;
		this.#usable = shape.usable;
		this.#headRegister = shape.headRegister;
		this.#tailRegister = shape.tailRegister;
	}

	/** Writes a command that interrupts once all before it is complete; there must be room. Returns its running number. */
	abstract pushFence(): number;

	/** Makes an entry a fence. */
	abstract overwrite(entry: number): void;

	get started(): boolean {
		return this.#ring !== -1;
	}

	/**
	 * Takes the frames, emptied, for a driver that then tells the hardware of them.
	 * @returns the first of them. Throws RESOURCE_EXHAUSTED when there are none.
	 */
	protected take(): number {
		const count = this.#frameCount;
		const ring = this.#frames.allocateRange(count, count);
		if (ring === -1)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${count} free frames for ${this.#shape.name}`,
			);
		for (let n = 0; n < count; n++) this.#memory.discard(ring + n);
		this.#ring = ring;
		this.#tail = 0;
		this.#head = 0;
		this.#rung = 0;
		return ring;
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

	/** The hardware's next entry, as the register holds it. */
	readHead(): number {
		this.#head = this.unit.readRegister(this.#headRegister) & this.#indexMask;
		return this.#head;
	}

	/** Running number of the hardware's next command: fences below are complete. */
	consumed(): number {
		return this.pushed - ((this.#tail - this.readHead()) & this.#indexMask);
	}

	/**
	 * Whether an entry is free beside `reserved` others. A full ring is rung and looked at again, because
	 * hardware may be done with it at once; that may run code that pushes in turn.
	 */
	hasRoom(reserved: number): boolean {
		const most = this.#usable - reserved;
		if (((this.#tail - this.#head) & this.#indexMask) < most) return true;
		this.flush();
		this.readHead();
		return ((this.#tail - this.#head) & this.#indexMask) < most;
	}

	/** Tells the hardware of everything that was pushed since the last time. */
	flush(): void {
		if (this.#tail === this.#rung) return;
		this.#rung = this.#tail;
		this.unit.writeRegister(this.#tailRegister, this.#tail);
	}

	/** Writes a command; there must be room. */
	push(w0: number, w1: number, w2: number, w3: number): void {
		this.writeAt(this.#tail, w0, w1, w2, w3);
		this.#tail = (this.#tail + 1) & this.#indexMask;
		this.pushed++;
	}

	/** First word of an entry. */
	firstWord(entry: number): number {
		const index = entry & this.#entryMask;
		const frame = this.#ring + (index >>> PER_FRAME_SHIFT);
		return this.#memory.readWord(frame, (index & PER_FRAME_MASK) << WORDS_SHIFT);
	}

	protected writeAt(entry: number, w0: number, w1: number, w2: number, w3: number): void {
		const index = entry & this.#entryMask;
		const frame = this.#ring + (index >>> PER_FRAME_SHIFT);
		const at = (index & PER_FRAME_MASK) << WORDS_SHIFT;
		this.#memory.writeWord(frame, at, w0);
		this.#memory.writeWord(frame, at + 1, w1);
		this.#memory.writeWord(frame, at + 2, w2);
		this.#memory.writeWord(frame, at + 3, w3);
	}

	get #frameCount(): number {
		return Math.max(1, this.#shape.size >>> PER_FRAME_SHIFT);
	}
}
