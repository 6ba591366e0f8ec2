import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { InterruptIndices } from '../shared/interrupt-indices.js';
import { Irte } from './layout.js';

/**
 * The index is bits 10:0 of the message's data, and bits 10:8 are its delivery mode: fixed (0) and lowest priority (1)
 * are remapped, all others are not. So indices are below 512, and a frame holds them all, or 256 of 128 bits.
 */
const WIDE_LENGTH = 8;
const NARROW_LENGTH = 9;

/**
 * One device's interrupt table (AMD 48882, "Interrupt Remapping Tables"), in one frame, and which of its indices are
 * taken. Entries have 128 bits, or 32 where the unit has no others (GAEn). Fixed delivery, physical destination.
 */
export class InterruptTable {
	readonly frame: number;
	/** log2 of the entries. */
	readonly length: number;
	readonly #memory: PhysicalMemory;
	readonly #wide: boolean;
	readonly #indices: InterruptIndices;

	private constructor(memory: PhysicalMemory, frame: number, wide: boolean) {
		this.#memory = memory;
		this.frame = frame;
		this.#wide = wide;
		this.length = wide ? WIDE_LENGTH : NARROW_LENGTH;
		this.#indices = new InterruptIndices(1 << this.length);
		memory.discard(frame);
	}

	/** A table in which every interrupt is blocked; undefined when there is no frame. */
	static create(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		wide: boolean,
	): InterruptTable | undefined {
		const frame = frames.allocate();
		return frame === -1 ? undefined : new InterruptTable(memory, frame, wide);
	}

	/** See `InterruptIndices`. */
	allocate(count: number): number {
		return this.#indices.allocate(count);
	}

	/** See `InterruptIndices`. */
	owns(index: number, count: number): boolean {
		return this.#indices.owns(index, count);
	}

	/** Leads an index somewhere; returns whether it led elsewhere before, which caches may hold. */
	set(index: number, destination: number, vector: number): boolean {
		const was = this.#indices.set(index);
		const memory = this.#memory;
		if (this.#wide) {
			const at = index * 4;
			const low = ((destination & 0xff_ffff) << Irte.DESTINATION_SHIFT) | Irte.REMAPPED;
			// Hardware reads it at any time: what is half written is blocked.
			memory.writeWord(this.frame, at, 0);
			memory.writeWord(this.frame, at + 2, vector);
			memory.writeWord(this.frame, at + 3, (destination & 0xff00_0000) >>> 0);
			memory.writeWord(this.frame, at, low);
		} else {
			const value =
				(vector << Irte.VECTOR_SHIFT) | (destination << Irte.DESTINATION_SHIFT) | Irte.REMAPPED;
			memory.writeWord(this.frame, index, value);
		}
		return was;
	}

	/** Blocks indices that `owns`; they are free after `release`. */
	clear(index: number, count: number): void {
		const words = this.#wide ? 4 : 1;
		for (let word = index * words; word < (index + count) * words; word++)
			this.#memory.writeWord(this.frame, word, 0);
		this.#indices.clear(index, count);
	}

	/** No cache holds these any more. */
	release(index: number, count: number): void {
		this.#indices.release(index, count);
	}
}
