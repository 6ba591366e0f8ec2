import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { Irte } from './layout.js';

/** An entry has 16 bytes, 4 words. */
const ENTRIES_PER_FRAME_SHIFT = 8;
const ENTRIES_PER_FRAME_MASK = (1 << ENTRIES_PER_FRAME_SHIFT) - 1;

/**
 * The unit's interrupt remapping table (VT-d specification, "Interrupt Remapping Table Entry"), on 2^order adjacent frames.
 * All devices share it: each entry names the one requester that it serves. Physical destination, fixed, edge.
 */
export class InterruptTable {
	/** The first frame. */
	readonly frame: number;
	readonly size: number;
	/** The S field of IRTA: the table has 2^(S + 1) entries. */
	readonly sizeCode: number;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #order: number;

	private constructor(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		order: number,
		frame: number,
	) {
		this.#memory = memory;
		this.#frames = frames;
		this.#order = order;
		this.frame = frame;
		this.size = 1 << (order + ENTRIES_PER_FRAME_SHIFT);
		this.sizeCode = order + ENTRIES_PER_FRAME_SHIFT - 1;
		this.#discard();
	}

	/** A table in which every interrupt is blocked; undefined when there are no frames. */
	static create(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		order: number,
	): InterruptTable | undefined {
		const frame = frames.allocateRange(1 << order);
		return frame === -1 ? undefined : new InterruptTable(memory, frames, order, frame);
	}

	/** Lets one requester raise a vector of a destination. `extended`: destinations have 32 bits (EIME), else 8. */
	set(
		index: number,
		sourceId: number,
		destination: number,
		vector: number,
		extended: boolean,
	): void {
		const memory = this.#memory;
		const frame = this.#frameOf(index);
		const at = this.#wordOf(index);
		// Hardware reads it at any time: what is half written is blocked.
		memory.writeWord(frame, at, 0);
		memory.writeWord(
			frame,
			at + 1,
			extended ? destination : destination << Irte.NARROW_DESTINATION_SHIFT,
		);
		memory.writeWord(frame, at + 2, Irte.VERIFY_REQUESTER | sourceId);
		memory.writeWord(frame, at + 3, 0);
		memory.writeWord(frame, at, Irte.PRESENT | (vector << Irte.VECTOR_SHIFT));
	}

	/** Blocks an index. */
	clear(index: number): void {
		const frame = this.#frameOf(index);
		const at = this.#wordOf(index);
		for (let word = at; word < at + 4; word++) this.#memory.writeWord(frame, word, 0);
	}

	/** Gives the frames back; the unit must not remap any more. */
	destroy(): void {
		this.#discard();
		this.#frames.freeRange(this.frame, 1 << this.#order);
	}

	#frameOf(index: number): number {
		return this.frame + (index >>> ENTRIES_PER_FRAME_SHIFT);
	}

	#wordOf(index: number): number {
		return (index & ENTRIES_PER_FRAME_MASK) << 2;
	}

	#discard(): void {
		for (let n = 0; n < 1 << this.#order; n++) this.#memory.discard(this.frame + n);
	}
}
