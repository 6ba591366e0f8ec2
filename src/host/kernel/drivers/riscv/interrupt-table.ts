import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { InterruptIndices } from '../shared/interrupt-indices.js';
import { writeField } from './entries.js';
import { MsiPte } from './layout.js';
import { DEVICE_MESSAGES } from './message-space.js';
import { pageHigh, pageLow } from './registers.js';

/**
 * One device's MSI page table (RISC-V IOMMU specification, "MSI page tables": flat, basic translate mode), in one
 * frame, and which of its indices are taken. An index is a page that the device writes to; what it writes is the
 * interrupt's number in the file that the entry leads to.
 */
export class InterruptTable {
	readonly frame: number;
	readonly #memory: PhysicalMemory;
	readonly #indices = new InterruptIndices(DEVICE_MESSAGES);
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

	/** See `InterruptIndices`. */
	allocate(count: number): number {
		return this.#indices.allocate(count);
	}

	/** See `InterruptIndices`. */
	owns(index: number, count: number): boolean {
		return this.#indices.owns(index, count);
	}

	/** Leads an index to an interrupt file; returns whether it led elsewhere before, which caches may hold. */
	set(index: number, file: number, vector: number): boolean {
		const was = this.#indices.set(index);
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
		this.#indices.clear(index, count);
		this.#vectors.fill(0, index, index + count);
	}

	/** No cache holds these any more. */
	release(index: number, count: number): void {
		this.#indices.release(index, count);
	}
}
