/**
 * A queue in memory as the SMMU sees it: base register, producer and consumer index (Arm IHI 0070, 3.5.1).
 * Owns the three registers' indices, not the flags that share their words.
 *
 * An index has as many bits as the queue's size takes, and above them the wrap bit. Empty: both equal. Full: they
 * differ in the wrap bit alone.
 */

import type { PhysicalMemory } from '../../memory.js';
import { QUEUE_BITS } from './features.js';

const BASE_LOW = 0xffff_ffff & ~0x1f;
/** ADDR [55:32], and RA or WA. */
const BASE_HIGH = 0x40ff_ffff;

export class Ring {
	baseLow = 0;
	baseHigh = 0;
	readonly #memory: PhysicalMemory;
	readonly #entryShift: number;
	readonly #addressBits: number;
	#producer = 0;
	#consumer = 0;
	#wrap = 1;
	/** First frame, -1 when the queue does not begin in the memory, and first word there. */
	#frame = 0;
	#word = 0;

	/** Entries have 2^`entryShift` bytes. */
	constructor(memory: PhysicalMemory, entryShift: number, addressBits: number) {
		this.#memory = memory;
		this.#entryShift = entryShift;
		this.#addressBits = addressBits;
	}

	get producer(): number {
		return this.#producer;
	}

	get consumer(): number {
		return this.#consumer;
	}

	get empty(): boolean {
		return this.#producer === this.#consumer;
	}

	get full(): boolean {
		return (this.#producer ^ this.#consumer) === this.#wrap;
	}

	writeProducer(value: number): void {
		this.#producer = value & (this.#wrap * 2 - 1);
	}

	writeConsumer(value: number): void {
		this.#consumer = value & (this.#wrap * 2 - 1);
	}

	produce(): void {
		this.#producer = (this.#producer + 1) & (this.#wrap * 2 - 1);
	}

	consume(): void {
		this.#consumer = (this.#consumer + 1) & (this.#wrap * 2 - 1);
	}

	/** Either half of the base register: LOG2SIZE and ADDR. The base is aligned to the size by ignoring bits. */
	writeBase(low: number, high: number): void {
		this.baseLow = ((low & BASE_LOW) | (low & 0x1f)) >>> 0;
		this.baseHigh = high & BASE_HIGH;
		const bits = Math.min(low & 0x1f, QUEUE_BITS);
		this.#wrap = 1 << bits;
		const bytes = Math.max(2 ** (bits + this.#entryShift), 32);
		const address =
			((this.baseHigh & 0xff_ffff) * 2 ** 32 + ((low & BASE_LOW) >>> 0)) % 2 ** this.#addressBits;
		const base = address - (address % bytes);
		const frame = Math.floor(base / 4096);
		this.#frame = frame < this.#memory.frames ? frame : -1;
		this.#word = (base % 4096) >> 2;
		this.#producer &= this.#wrap * 2 - 1;
		this.#consumer &= this.#wrap * 2 - 1;
	}

	/** Frame of the entry at an index, -1 where no memory is; `wordAt` is its first word there. */
	frameAt(index: number): number {
		const frame =
			this.#frame + (((this.#word << 2) + ((index & (this.#wrap - 1)) << this.#entryShift)) >> 12);
		return this.#frame < 0 || frame >= this.#memory.frames ? -1 : frame;
	}

	wordAt(index: number): number {
		return (this.#word + (((index & (this.#wrap - 1)) << this.#entryShift) >> 2)) & 1023;
	}
}
