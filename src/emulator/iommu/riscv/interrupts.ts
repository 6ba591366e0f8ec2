/**
 * The IOMMU's own interrupts: ipsr, icvec, msi_cfg_tbl, and messages that a masked vector holds back.
 *
 * A cause goes from not pending to pending once, and then sends the message of its vector, or, with fctl.WSI,
 * moves its wire: the handler is called with the number of the wire. It stays pending until software
 * clears it, and comes back at once when the reason still holds. A message that nobody takes is cause 273.
 */

import type { HostWrites } from './host-writes.js';

/** Causes, as bits of ipsr. */
export const Interrupt = { COMMAND: 1, FAULT: 2, PAGE_REQUEST: 8 } as const;

const VECTORS = 16;
const WORDS = 4;
const ADDRESS_LOW_MASK = 0xffff_fffc;
const ADDRESS_HIGH_MASK = 0x00ff_ffff;

export class Interrupts {
	/** fctl.WSI. */
	wires = false;
	/** icvec, lower half: civ, fiv, pmiv, piv. */
	vectors = 0;
	/** Called for a message that nobody took; set by who owns the fault queue. */
	onWriteFault: (addressLow: number, addressHigh: number) => void = () => {};
	readonly #writes: HostWrites;
	/** Of each vector the address (two words), data and control. */
	readonly #table = new Uint32Array(VECTORS * WORDS);
	#pending = 0;
	/** Vectors whose message waits for the mask to go. */
	#held = 0;

	constructor(writes: HostWrites) {
		this.#writes = writes;
	}

	/** ipsr. */
	get pending(): number {
		return this.#pending;
	}

	/** A cause holds, and its interrupt is enabled. */
	raise(cause: number): void {
		if ((this.#pending & cause) !== 0) return;
		this.#pending |= cause;
		const shift = cause === Interrupt.COMMAND ? 0 : cause === Interrupt.FAULT ? 4 : 12;
		const vector = (this.vectors >> shift) & 15;
		if (this.wires) this.#writes.raise(vector);
		else if ((this.#table[vector * WORDS + 3]! & 1) !== 0) this.#held |= 1 << vector;
		else this.#send(vector);
	}

	/** ipsr, write-1-clear; returns the causes cleared, of which those that still hold are raised again. */
	clear(value: number): number {
		const cleared = this.#pending & value;
		this.#pending &= ~cleared;
		return cleared;
	}

	/** Word `index` of msi_cfg_tbl. */
	read(index: number): number {
		return this.#table[index]!;
	}

	write(index: number, value: number): void {
		switch (index % WORDS) {
			case 0:
				this.#table[index] = value & ADDRESS_LOW_MASK;
				break;
			case 1:
				this.#table[index] = value & ADDRESS_HIGH_MASK;
				break;
			case 2:
				this.#table[index] = value;
				break;
			default:
				this.#table[index] = value & 1;
				this.#release((index / WORDS) | 0);
		}
	}

	#release(vector: number): void {
		if ((this.#held & (1 << vector)) === 0 || this.#table[vector * WORDS + 3] !== 0) return;
		this.#held &= ~(1 << vector);
		this.#send(vector);
	}

	#send(vector: number): void {
		const at = vector * WORDS;
		const low = this.#table[at]!;
		const high = this.#table[at + 1]!;
		if (!this.#writes.store(high * 2 ** 32 + low, this.#table[at + 2]!))
			this.onWriteFault(low, high);
	}
}
