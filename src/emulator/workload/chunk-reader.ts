import { createHash } from 'node:crypto';
import type { DmaError } from '../endpoint/dma-job.js';
import { PAGE_SIZE } from '../memory.js';
import {
	checkChunks,
	checkRange,
	costOf,
	type DmaDevice,
	type DmaRange,
	Workload,
	type WorkloadHooks,
} from './workload.js';

/** Together 2 MiB of buffers and 512 pages in flight, as many as a function has PRG indices. */
export const DEFAULT_CHUNK_BYTES = 64 * 1024;
export const DEFAULT_CHUNKS = 32;

export interface ChunkOptions {
	/** Bytes of one DMA, a multiple of 4096; default 64 KiB. */
	readonly chunkBytes?: number;
	/** DMAs in flight at a time; default 32. */
	readonly chunksInFlight?: number;
}

/** One DMA's worth of bytes on its way through the ring. */
export interface Chunk {
	/** The bytes: all of the buffer, or a part of it for the first and last chunk. */
	readonly bytes: Uint8Array;
	/** Where they stand in the range. */
	readonly offset: number;
}

const FREE = 0;
const READING = 1;
const FILLED = 2;
const DELIVERED = 3;

class Slot implements Chunk {
	readonly buffer: Uint8Array;
	readonly onRead: (error: DmaError | undefined) => void;
	bytes: Uint8Array;
	offset = 0;
	state = FREE;

	constructor(size: number, onRead: (slot: Slot, error: DmaError | undefined) => void) {
		this.buffer = new Uint8Array(size);
		this.bytes = this.buffer;
		this.onRead = (error) => onRead(this, error);
	}
}

/**
 * Reads a range in ascending order with several chunks in flight, and hands the chunks on in order, hashed.
 * Chunks end at page boundaries of the source, so no page is read twice. The buffers are a ring:
 *
 *   | delivered, until released | filled or being read, oldest at #deliver | free, next at #take |
 */
export abstract class ChunkReader extends Workload {
	readonly #from: DmaRange;
	readonly #slots: Slot[] = [];
	readonly #hash = createHash('sha256');
	#offset = 0;
	#take = 0;
	#deliver = 0;

	constructor(
		from: DmaRange,
		others: readonly DmaDevice[],
		length: number,
		options: ChunkOptions,
		hooks: WorkloadHooks,
	) {
		super([from.device, ...others], hooks, length, 0);
		const { chunkBytes = DEFAULT_CHUNK_BYTES, chunksInFlight = DEFAULT_CHUNKS } = options;
		checkRange(from, length);
		checkChunks(chunkBytes, chunksInFlight);
		this.#from = from;
		const slots = Math.min(chunksInFlight, Math.ceil(length / chunkBytes) + 1);
		for (let i = 0; i < slots; i++) this.#slots.push(new Slot(chunkBytes, this.#onRead));
	}

	/** The next chunk in order; its bytes stay as they are until `release`. */
	protected abstract deliver(chunk: Chunk): void;

	/** The chunk's bytes are not needed any more. */
	protected release(chunk: Chunk): void {
		(chunk as Slot).state = FREE;
	}

	protected override step(): number {
		const slot = this.#slots[this.#take]!;
		if (this.#offset === this.totalBytes || slot.state !== FREE) return 0;
		const { device, pasid, address } = this.#from;
		const at = address + this.#offset;
		const size = slot.buffer.length;
		const length = Math.min(size - (at % PAGE_SIZE), this.totalBytes - this.#offset);
		slot.bytes = length === size ? slot.buffer : slot.buffer.subarray(0, length);
		slot.offset = this.#offset;
		slot.state = READING;
		this.#offset += length;
		this.#take = (this.#take + 1) % this.#slots.length;
		this.begun();
		device.dma.read(pasid, at, slot.bytes, slot.onRead);
		return costOf(length);
	}

	protected override digest(): string {
		return this.#hash.digest('hex');
	}

	readonly #onRead = (slot: Slot, error: DmaError | undefined): void => {
		if (error === undefined) {
			slot.state = FILLED;
			this.#deliverInOrder();
		}
		this.ended(error);
	};

	#deliverInOrder(): void {
		while (!this.ending) {
			const slot = this.#slots[this.#deliver]!;
			if (slot.state !== FILLED) return;
			slot.state = DELIVERED;
			this.#deliver = (this.#deliver + 1) % this.#slots.length;
			this.#hash.update(slot.bytes);
			this.deliver(slot);
		}
	}
}
