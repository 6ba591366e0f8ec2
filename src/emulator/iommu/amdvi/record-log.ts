/**
 * A log that the unit writes and software reads: a ring of 16-byte records with base, head and tail registers. Owns
 * these; event log and PPR log are two of it (AMD IOMMU specification 48882, 2.5.1 and 2.6.1).
 *
 * It runs while it is enabled, its memory exists and it has not overflowed. A record that finds the ring full
 * sets the overflow bit and stops the log; it starts again when software has cleared the bit and writes the
 * control register with the log's enable bit set, or when that bit goes from 0 to 1, which clears the overflow (so
 * two implementations have it). Each record, and the overflow, sends an interrupt if enabled.
 *
 * The length field is log2 of the records, 8 to 15; a smaller one is not accepted. The base cannot be written
 * while the log runs.
 */

import type { PhysicalMemory } from '../../memory.js';
import type { StatusRegister } from './status.js';

const RECORD_BYTES = 16;
const POINTER_MASK = 0x7_fff0;
const BASE_LOW_MASK = 0xffff_f000;
const BASE_HIGH_MASK = 0x0f0f_ffff;
const LEAST_LENGTH = 8;

/** The log's bits of the status register. */
export interface LogBits {
	readonly run: number;
	readonly overflow: number;
	readonly interrupt: number;
}

export class RecordLog {
	/** The log's interrupt enable bit of the control register. */
	interruptEnabled = false;
	readonly #memory: PhysicalMemory;
	readonly #status: StatusRegister;
	readonly #bits: LogBits;
	readonly #signal: () => void;
	/** Whether writing the base clears the pointers. */
	readonly #clears: boolean;
	#baseLow = 0;
	#baseHigh = LEAST_LENGTH << 24;
	#frame = 0;
	#size = 4096;
	#head = 0;
	#tail = 0;
	#enabled = false;
	#running = false;

	constructor(
		memory: PhysicalMemory,
		status: StatusRegister,
		bits: LogBits,
		clears: boolean,
		signal: () => void,
	) {
		this.#memory = memory;
		this.#status = status;
		this.#bits = bits;
		this.#clears = clears;
		this.#signal = signal;
		this.#place();
	}

	/** Writes one record; false when the log does not run or is full, which the latter stops it. */
	append(word0: number, word1: number, word2: number, word3: number): boolean {
		if (!this.#running) return false;
		const next = (this.#tail + RECORD_BYTES) & (this.#size - 1);
		if (next === this.#head) {
			this.#status.set(this.#bits.overflow);
			this.#stop();
			if (this.interruptEnabled) this.#signal();
			return false;
		}
		const memory = this.#memory;
		const frame = this.#frame + (this.#tail >> 12);
		const word = (this.#tail & 4095) >> 2;
		memory.writeWord(frame, word, word0);
		memory.writeWord(frame, word + 1, word1);
		memory.writeWord(frame, word + 2, word2);
		memory.writeWord(frame, word + 3, word3);
		this.#tail = next;
		this.#status.set(this.#bits.interrupt);
		if (this.interruptEnabled) this.#signal();
		return true;
	}

	/** The control register was written: `enabled` is the log's bit of it, and the unit's. */
	enable(enabled: boolean): void {
		if (enabled && !this.#enabled) this.#status.unset(this.#bits.overflow);
		this.#enabled = enabled;
		if (!enabled) this.#stop();
		else if (!this.#running && this.#frame >= 0 && !this.#status.has(this.#bits.overflow)) {
			this.#running = true;
			this.#status.set(this.#bits.run);
		}
	}

	/** Records that software has not read. */
	get count(): number {
		return ((this.#tail - this.#head) & (this.#size - 1)) / RECORD_BYTES;
	}

	get head(): number {
		return this.#head;
	}

	get tail(): number {
		return this.#tail;
	}

	get baseLow(): number {
		return this.#baseLow;
	}

	get baseHigh(): number {
		return this.#baseHigh;
	}

	writeHead(value: number): void {
		this.#head = value & POINTER_MASK & (this.#size - 1);
	}

	/** Written by software only to set the log up. */
	writeTail(value: number): void {
		this.#tail = value & POINTER_MASK & (this.#size - 1);
	}

	writeBaseLow(value: number): void {
		if (this.#running) return;
		this.#baseLow = (value & BASE_LOW_MASK) >>> 0;
		this.#place();
	}

	writeBaseHigh(value: number): void {
		if (this.#running || ((value >>> 24) & 0xf) < LEAST_LENGTH) return;
		this.#baseHigh = (value & BASE_HIGH_MASK) >>> 0;
		this.#place();
	}

	#place(): void {
		this.#size = RECORD_BYTES << ((this.#baseHigh >>> 24) & 0xf);
		const frame = (this.#baseHigh & 0xf_ffff) * 0x10_0000 + (this.#baseLow >>> 12);
		this.#frame = frame + this.#size / 4096 <= this.#memory.frames ? frame : -1;
		this.#head = this.#clears ? 0 : this.#head & (this.#size - 1);
		this.#tail = this.#clears ? 0 : this.#tail & (this.#size - 1);
	}

	#stop(): void {
		this.#running = false;
		this.#status.unset(this.#bits.run);
	}
}
