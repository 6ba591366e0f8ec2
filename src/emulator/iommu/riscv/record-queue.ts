/**
 * A queue that the IOMMU writes and software reads: base, head, tail and control of the fault queue and of the
 * page-request queue, which differ in nothing but the size of their records. Owns the ring.
 *
 * It is on exactly while it is enabled, so `busy` reads 0. A full queue sets the overflow bit, a place outside
 * the memory the memory-fault bit; while either is set nothing is taken. Base and size can be written while the queue
 * is off only; address bits below the alignment that the size asks for are ignored.
 */

import type { PhysicalMemory } from '../../memory.js';

/** Bits of the control and status register. */
export const QueueStatus = {
	ENABLE: 1,
	INTERRUPT: 2,
	MEMORY_FAULT: 0x100,
	OVERFLOW: 0x200,
} as const;
const ON = 0x1_0000;
const ERRORS = QueueStatus.MEMORY_FAULT | QueueStatus.OVERFLOW;

/** How `place` ended. */
export const Place = { OK: 0, OFF: 1, FULL: 2, BROKEN: 3 } as const;

export class RecordQueue {
	/** Where the record of the last `place` that ended OK goes. */
	frame = 0;
	word = 0;
	readonly #memory: PhysicalMemory;
	/** log2 of the words of a record. */
	readonly #recordOrder: number;
	readonly #pageHighMask: number;
	#baseLow = 0;
	#baseHigh = 0;
	#status = 0;
	#head = 0;
	#tail = 0;
	/** Entries less one. */
	#mask = 1;
	#firstFrame = 0;

	/** `recordWords` is a power of two; `pageHighMask` says which bits of the base's upper half exist. */
	constructor(memory: PhysicalMemory, recordWords: number, pageHighMask: number) {
		this.#memory = memory;
		this.#recordOrder = Math.log2(recordWords);
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

	get status(): number {
		return this.#status | ((this.#status & QueueStatus.ENABLE) !== 0 ? ON : 0);
	}

	get enabled(): boolean {
		return (this.#status & QueueStatus.ENABLE) !== 0;
	}

	/** Whether an interrupt is due: enabled, and an error bit is set. */
	get errorHolds(): boolean {
		return (this.#status & QueueStatus.INTERRUPT) !== 0 && (this.#status & ERRORS) !== 0;
	}

	get interruptEnabled(): boolean {
		return (this.#status & QueueStatus.INTERRUPT) !== 0;
	}

	writeBaseLow(value: number): void {
		if (this.enabled) return;
		this.#baseLow = (value & 0xffff_fc1f) >>> 0;
		this.#head = 0;
		this.#locate();
	}

	writeBaseHigh(value: number): void {
		if (this.enabled) return;
		this.#baseHigh = (value & this.#pageHighMask) >>> 0;
		this.#head = 0;
		this.#locate();
	}

	writeHead(value: number): void {
		this.#head = (value & this.#mask) >>> 0;
	}

	/** Control: enable and interrupt enable are taken over, errors are cleared where 1 is written. */
	writeStatus(value: number): void {
		const starts = (value & QueueStatus.ENABLE) !== 0 && !this.enabled;
		let errors = this.#status & ERRORS & ~value;
		if (starts) {
			this.#tail = 0;
			errors = 0;
		}
		this.#status = errors | (value & (QueueStatus.ENABLE | QueueStatus.INTERRUPT));
	}

	/** Finds the place of the next record; with OK the caller writes it and calls `advance`. */
	place(): number {
		const status = this.#status;
		if ((status & QueueStatus.ENABLE) === 0) return Place.OFF;
		if ((status & QueueStatus.MEMORY_FAULT) !== 0) return Place.BROKEN;
		if ((status & QueueStatus.OVERFLOW) !== 0) return Place.FULL;
		const tail = this.#tail;
		if (((tail + 1) & this.#mask) >>> 0 === this.#head) {
			this.#status |= QueueStatus.OVERFLOW;
			return Place.FULL;
		}
		const frame = this.#firstFrame + (tail >>> (10 - this.#recordOrder));
		if (this.#firstFrame < 0 || frame >= this.#memory.frames) {
			this.#status |= QueueStatus.MEMORY_FAULT;
			return Place.BROKEN;
		}
		this.frame = frame;
		this.word = (tail << this.#recordOrder) & 1023;
		return Place.OK;
	}

	advance(): void {
		this.#tail = ((this.#tail + 1) & this.#mask) >>> 0;
	}

	#locate(): void {
		const order = (this.#baseLow & 31) + 1;
		this.#mask = 2 ** order - 1;
		const frames = Math.max(1, 2 ** (order + this.#recordOrder - 10));
		// PPN in bits 53:10.
		const page = this.#baseHigh * 2 ** 22 + (this.#baseLow >>> 10);
		const first = page - (page % frames);
		this.#firstFrame = first < this.#memory.frames ? first : -1;
	}
}
