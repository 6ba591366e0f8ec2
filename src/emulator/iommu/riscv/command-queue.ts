/**
 * The command queue: cqb, cqh, cqt, cqcsr. Owns the ring's pointers and carries commands out in order, all of them
 * synchronously except the invalidation of devices' caches, for which IOFENCE.C waits at the head.
 *
 * - A bad command (cmd_ill), one that cannot be fetched or a fence whose data cannot be written (cqmf), and a fence
 *   that finds a time-out (cmd_to) stop the queue with the head on them; clearing the bit carries them out again.
 * - Turned off while a fence waits, the queue stays on, and busy, until the fence is through.
 *
 * Everything else ends within the write that began it, so busy reads 0. PR and PW of a fence ask for what
 * holds anyway: what was granted before has been seen by the memory. Running is not re-entered: what an endpoint
 * or an interrupt handler asks for meanwhile is picked up by the loop that is running.
 */

import type { PhysicalMemory } from '../../memory.js';
import { AV, Command, type Commands, opcodeOf } from './commands.js';
import type { DeviceInvalidations } from './device-invalidations.js';
import type { HostWrites } from './host-writes.js';
import { Interrupt, type Interrupts } from './interrupts.js';

/** Bits of cqcsr. */
const ENABLE = 1;
const INTERRUPT = 2;
const MEMORY_FAULT = 0x100;
const TIME_OUT = 0x200;
const ILLEGAL = 0x400;
const FENCE = 0x800;
const ON = 0x1_0000;
const BUSY = 0x2_0000;
const CLEARABLE = MEMORY_FAULT | TIME_OUT | ILLEGAL | FENCE;
const STOPPED = MEMORY_FAULT | TIME_OUT | ILLEGAL;
const WSI = 0x800;

export class CommandQueue {
	readonly #memory: PhysicalMemory;
	readonly #commands: Commands;
	readonly #invalidations: DeviceInvalidations;
	readonly #writes: HostWrites;
	readonly #interrupts: Interrupts;
	readonly #pageHighMask: number;
	#baseLow = 0;
	#baseHigh = 0;
	/** Entries less one. */
	#mask = 1;
	/** First frame of the queue, -1 while it does not lie in the memory. */
	#firstFrame = 0;
	#head = 0;
	#tail = 0;
	#status = 0;
	#on = false;
	/** A fence stands at the head and waits. */
	#waiting = false;
	#running = false;

	constructor(
		memory: PhysicalMemory,
		commands: Commands,
		invalidations: DeviceInvalidations,
		writes: HostWrites,
		interrupts: Interrupts,
		pageHighMask: number,
	) {
		this.#memory = memory;
		this.#commands = commands;
		this.#invalidations = invalidations;
		this.#writes = writes;
		this.#interrupts = interrupts;
		this.#pageHighMask = pageHighMask;
		this.#locate();
	}

	get baseLow(): number {
		return this.#baseLow;
	}

	get baseHigh(): number {
		return this.#baseHigh;
	}

	get head(): number {
		return this.#head;
	}

	get tail(): number {
		return this.#tail;
	}

	/** cqcsr. */
	get status(): number {
		return (
			this.#status | (this.#on ? ON : 0) | (this.#on !== ((this.#status & ENABLE) !== 0) ? BUSY : 0)
		);
	}

	/** Whether it is enabled or still on. */
	get active(): boolean {
		return this.#on;
	}

	writeBaseLow(value: number): void {
		if (this.#on) return;
		this.#baseLow = (value & 0xffff_fc1f) >>> 0;
		this.#tail = 0;
		this.#locate();
	}

	writeBaseHigh(value: number): void {
		if (this.#on) return;
		this.#baseHigh = (value & this.#pageHighMask) >>> 0;
		this.#tail = 0;
		this.#locate();
	}

	/** cqt: carries out what is new. */
	writeTail(value: number): void {
		this.#tail = (value & this.#mask) >>> 0;
		this.run();
	}

	/** cqcsr; ignored while busy. */
	writeStatus(value: number): void {
		if ((this.status & BUSY) !== 0) return;
		let errors = this.#status & CLEARABLE & ~value;
		const enable = (value & ENABLE) !== 0;
		if (enable && !this.#on) {
			errors = 0;
			this.#head = 0;
			this.#waiting = false;
			this.#on = true;
		}
		this.#status = errors | (value & (ENABLE | INTERRUPT));
		if (!enable && !this.#waiting) this.#on = false;
		this.checkInterrupt();
		this.run();
	}

	/** Raises the interrupt while a reason for it holds. */
	checkInterrupt(): void {
		if ((this.#status & INTERRUPT) !== 0 && (this.#status & CLEARABLE) !== 0)
			this.#interrupts.raise(Interrupt.COMMAND);
	}

	/** Carries commands out until the queue is empty, stopped, or has to wait. */
	run(): void {
		if (this.#running) return;
		this.#running = true;
		try {
			while (this.#step());
		} finally {
			this.#running = false;
		}
	}

	/** One command; false when there is nothing to do. */
	#step(): boolean {
		if (!this.#on || (this.#status & STOPPED) !== 0) return false;
		// Turned off, it is the fence that waits which is still carried out, and nothing behind it.
		if ((this.#status & ENABLE) === 0 && !this.#waiting) {
			this.#on = false;
			return false;
		}
		if (this.#head === this.#tail) return false;
		const frame = this.#firstFrame + (this.#head >>> 8);
		if (this.#firstFrame < 0 || frame >= this.#memory.frames) return this.#stop(MEMORY_FAULT);
		const word = (this.#head & 255) << 2;
		const memory = this.#memory;
		const w0 = memory.readEntry(frame, word);
		const w1 = memory.upper;
		const w2 = memory.readEntry(frame, word + 2);
		const w3 = memory.upper;
		const commands = this.#commands;
		if (!commands.isLegal(w0, w1, w2, w3, this.#interrupts.wires)) return this.#stop(ILLEGAL);
		if (opcodeOf(w0) === Command.IOFENCE_C) return this.#fence(w0, w1, w2, w3);
		if (opcodeOf(w0) === Command.ATS_INVAL && this.#invalidations.full) return false;
		this.#advance();
		commands.carryOut(w0, w1, w2, w3);
		return true;
	}

	/** The fence at the head; false when it has to wait. */
	#fence(w0: number, w1: number, w2: number, w3: number): boolean {
		this.#waiting = this.#invalidations.outstanding;
		if (this.#waiting) return false;
		if (this.#invalidations.timedOut) {
			this.#invalidations.timedOut = false;
			return this.#stop(TIME_OUT);
		}
		// Address bits 63:2 in bits 61:0.
		const address = (w3 & 0x3fff_ffff) * 2 ** 34 + (w2 >>> 0) * 4;
		const writes = (w0 & AV) !== 0;
		if (writes && !this.#writes.reaches(address)) return this.#stop(MEMORY_FAULT);
		// The write may be an interrupt, whose handler may turn the queue off and on: the command is over before.
		this.#advance();
		if (writes) this.#writes.store(address, w1);
		if ((w0 & WSI) !== 0) {
			this.#status |= FENCE;
			this.checkInterrupt();
		}
		return true;
	}

	#advance(): void {
		this.#head = ((this.#head + 1) & this.#mask) >>> 0;
	}

	#stop(error: number): boolean {
		this.#waiting = false;
		this.#status |= error;
		this.checkInterrupt();
		// Turned off meanwhile, it is off now.
		if ((this.#status & ENABLE) === 0) this.#on = false;
		return true;
	}

	#locate(): void {
		const order = (this.#baseLow & 31) + 1;
		this.#mask = 2 ** order - 1;
		const frames = Math.max(1, 2 ** order / 256);
		const page = this.#baseHigh * 2 ** 22 + (this.#baseLow >>> 10);
		const first = page - (page % frames);
		this.#firstFrame = first < this.#memory.frames ? first : -1;
	}
}
