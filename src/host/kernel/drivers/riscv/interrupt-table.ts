import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { writeField } from './entries.js';
import { MsiPte } from './layout.js';
import { DEVICE_MESSAGES } from './message-space.js';
import { pageHigh, pageLow } from './registers.js';

const State = { FREE: 0, ALLOCATED: 1, SET: 2, CLEARING: 3 } as const;

/**
 * One device's MSI page table (RISC-V IOMMU specification, "MSI page tables": flat, basic translate mode), in one
 * frame, and which of its indices are taken. An index is a page that the device writes to; what it writes is the
 * interrupt's number in the file that the entry leads to.
 */
export class InterruptTable {
	readonly frame: number;
	readonly #memory: PhysicalMemory;
	readonly #state = new Uint8Array(DEVICE_MESSAGES);
	readonly #vectors = new Uint16Array(DEVICE_MESSAGES);

	private constructor(memory: PhysicalMemory, frame: number) {
		this.#memory = memory;
		this.frame = frame;
		memory.discard(frame);
	}

	/** A table in which every interrupt is blocked; undefined when there is no frame. */
	static create(memory: PhysicalMemory, frames: FrameAllocator): InterruptTable | undefined {
		const frame = frames.allocate();
		return frame === -1 ? undefined : new InterruptTable(memory, frame);
	}

	/** Takes `count` adjacent free indices, aligned to `count` rounded up to a power of two; -1: there are none. */
	allocate(count: number): number {
		if (!Number.isInteger(count) || count < 1) return -1;
		const align = 2 ** Math.ceil(Math.log2(count));
		for (let first = 0; first + count <= DEVICE_MESSAGES; first += align) {
			if (this.#state.subarray(first, first + count).some((state) => state !== State.FREE))
				continue;
			this.#state.fill(State.ALLOCATED, first, first + count);
			return first;
		}
		return -1;
	}

	/** Whether all of these indices are allocated and not being cleared. */
	owns(index: number, count: number): boolean {
		if (!Number.isInteger(index) || !Number.isInteger(count)) return false;
		if (index < 0 || count < 1 || index + count > DEVICE_MESSAGES) return false;
		return this.#state
			.subarray(index, index + count)
			.every((state) => state === State.ALLOCATED || state === State.SET);
	}

	/** Leads an index to an interrupt file; returns whether it led elsewhere before, which caches may hold. */
	set(index: number, file: number, vector: number): boolean {
		const was = this.#state[index] === State.SET;
		this.#state[index] = State.SET;
		this.#vectors[index] = vector;
		writeField(
			this.#memory,
			this.frame,
			index * MsiPte.WORDS,
			pageLow(file) | MsiPte.BASIC,
			pageHigh(file),
		);
		return was;
	}

	/** What a device writes for an index. */
	vector(index: number): number {
		return this.#vectors[index] ?? 0;
	}

	/** Blocks indices that `owns`; they are free after `release`. */
	clear(index: number, count: number): void {
		for (let i = index; i < index + count; i++)
			writeField(this.#memory, this.frame, i * MsiPte.WORDS, 0, 0);
		this.#state.fill(State.CLEARING, index, index + count);
		this.#vectors.fill(0, index, index + count);
	}

	/** No cache holds these any more. */
	release(index: number, count: number): void {
		this.#state.fill(State.FREE, index, index + count);
	}
}
