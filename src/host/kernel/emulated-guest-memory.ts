import type { PhysicalMemory } from '../../emulator/memory.js';
import type { GuestMemory } from './guest-memory.js';

const FRAME_BYTES = 4096;

/**
 * A guest's memory as a run of the emulated machine's frames: guest frame g is host frame `base` + g,
 * as the guest's second-level table has it. Owns no frames; frees none.
 */
export class EmulatedGuestMemory implements GuestMemory {
	readonly frames: number;
	readonly #memory: PhysicalMemory;
	readonly #base: number;

	/** Host frames `base` to `base + frames - 1`, which must lie inside the memory. */
	constructor(memory: PhysicalMemory, base: number, frames: number) {
		if (!(base >= 0 && frames >= 0 && base + frames <= memory.frames))
			throw new RangeError(
				`guest memory: host frames ${base} to ${base + frames - 1}, the machine has ${memory.frames}`,
			);
		this.#memory = memory;
		this.#base = base;
		this.frames = frames;
	}

	write(frame: number, from: Uint8Array, at: number): void {
		this.#memory.copyIn(this.#host(frame) * FRAME_BYTES, from, at, FRAME_BYTES);
	}

	read(frame: number, into: Uint8Array, at: number): void {
		this.#memory.copyOut(this.#host(frame) * FRAME_BYTES, into, at, FRAME_BYTES);
	}

	/** Gives the frame's storage back: what is not stored reads 0. */
	zero(frame: number): void {
		this.#memory.discard(this.#host(frame));
	}

	readWord(frame: number, offset: number): number {
		return this.#memory.readWord(this.#host(frame), offset >> 2);
	}

	writeWord(frame: number, offset: number, value: number): void {
		this.#memory.writeWord(this.#host(frame), offset >> 2, value);
	}

	#host(frame: number): number {
		if (!(frame >= 0 && frame < this.frames))
			throw new RangeError(`guest frame ${frame} of ${this.frames}`);
		return this.#base + frame;
	}
}
