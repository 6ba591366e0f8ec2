/**
 * The process-directory cache: process contexts as they were when they were last read. Owns its slots only; a
 * context is served, however old, until IODIR.INVAL_PDT, IODIR.INVAL_DDT of its device, or a conflict
 * drops it. Contexts that are not valid or misconfigured are never cached, nor are the entries above them.
 */

const NO_SOURCE = -1;

/** Bits of PC.ta as cached. */
export const ProcessFlag = { ENS: 0x2, SUM: 0x4 } as const;

/** Columns by slot; the owner of the directory writes them after `claim`. */
export class ProcessCache {
	readonly flags: Uint8Array;
	readonly pscid: Int32Array;
	/** PC.fsc: MODE and the page of the first stage's root. */
	readonly mode: Uint8Array;
	readonly rootHigh: Int32Array;
	readonly rootLow: Int32Array;
	readonly #source: Int32Array;
	readonly #process: Int32Array;
	readonly #slotMask: number;

	/** `slots` is a power of two. */
	constructor(slots: number) {
		this.flags = new Uint8Array(slots);
		this.pscid = new Int32Array(slots);
		this.mode = new Uint8Array(slots);
		this.rootHigh = new Int32Array(slots);
		this.rootLow = new Int32Array(slots);
		this.#source = new Int32Array(slots).fill(NO_SOURCE);
		this.#process = new Int32Array(slots);
		this.#slotMask = slots - 1;
	}

	/** The slot that holds the context of a device's process, or -1. */
	lookup(source: number, process: number): number {
		const slot = this.#slotOf(source, process);
		return this.#source[slot] === source && this.#process[slot] === process ? slot : -1;
	}

	/** Takes the slot for a process; the caller fills every column. */
	claim(source: number, process: number): number {
		const slot = this.#slotOf(source, process);
		this.#source[slot] = source;
		this.#process[slot] = process;
		return slot;
	}

	invalidateAll(): void {
		this.#source.fill(NO_SOURCE);
	}

	invalidateDevice(source: number): void {
		for (let slot = 0; slot <= this.#slotMask; slot++)
			if (this.#source[slot] === source) this.#source[slot] = NO_SOURCE;
	}

	invalidate(source: number, process: number): void {
		const slot = this.lookup(source, process);
		if (slot >= 0) this.#source[slot] = NO_SOURCE;
	}

	#slotOf(source: number, process: number): number {
		return (process ^ Math.imul(source, 0x9e37) ^ (process >> 8)) & this.#slotMask;
	}
}
