import { createHash } from 'node:crypto';
import type { DmaError } from '../endpoint/dma-job.js';
import { PAGE_SIZE } from '../memory.js';
import { type ChunkOptions, DEFAULT_CHUNK_BYTES, DEFAULT_CHUNKS } from './chunk-reader.js';
import { mix } from './shuffle.js';
import {
	checkChunks,
	checkRange,
	costOf,
	type DmaRange,
	Workload,
	type WorkloadHooks,
} from './workload.js';

export interface WriteConfig extends ChunkOptions {
	readonly to: DmaRange;
	/** In bytes, 1 or more. */
	readonly length: number;
	/** Of the pattern, see `fillPattern`; default 0. */
	readonly seed?: number;
}

/**
 * The pattern that a WriteWorkload writes: byte `i` of the range is byte `i % 4` (little endian) of the word
 * mix(seed + floor(i / 4)). Fills `into` with the bytes from `offset` on.
 */
export function fillPattern(into: Uint8Array, seed: number, offset: number): void {
	const base = mix(seed >>> 0);
	let word = 0;
	for (let i = 0; i < into.length; i++) {
		const at = offset + i;
		if (i === 0 || at % 4 === 0) word = mix((base + Math.floor(at / 4)) >>> 0);
		into[i] = word >>> ((at % 4) * 8);
	}
}

interface Slot {
	readonly buffer: Uint8Array;
	bytes: Uint8Array;
	busy: boolean;
	readonly onWritten: (error: DmaError | undefined) => void;
}

/** A device writes a seeded pattern, in ascending order with several chunks in flight. */
export class WriteWorkload extends Workload {
	readonly #to: DmaRange;
	readonly #seed: number;
	readonly #slots: Slot[] = [];
	readonly #hash = createHash('sha256');
	#offset = 0;
	#take = 0;

	constructor(config: WriteConfig, hooks: WorkloadHooks) {
		super([config.to.device], hooks, config.length, 0);
		const { chunkBytes = DEFAULT_CHUNK_BYTES, chunksInFlight = DEFAULT_CHUNKS } = config;
		checkRange(config.to, config.length);
		checkChunks(chunkBytes, chunksInFlight);
		this.#to = config.to;
		this.#seed = config.seed ?? 0;
		const slots = Math.min(chunksInFlight, Math.ceil(config.length / chunkBytes) + 1);
		for (let i = 0; i < slots; i++) {
			const buffer = new Uint8Array(chunkBytes);
			const slot: Slot = {
				buffer,
				bytes: buffer,
				busy: false,
				onWritten: (error) => this.#written(slot, error),
			};
			this.#slots.push(slot);
		}
	}

	protected override step(): number {
		const slot = this.#slots[this.#take]!;
		if (this.#offset === this.totalBytes || slot.busy) return 0;
		const { device, pasid, address } = this.#to;
		const at = address + this.#offset;
		const length = Math.min(slot.buffer.length - (at % PAGE_SIZE), this.totalBytes - this.#offset);
		slot.bytes = slot.buffer.subarray(0, length);
		slot.busy = true;
		fillPattern(slot.bytes, this.#seed, this.#offset);
		this.#hash.update(slot.bytes);
		this.#offset += length;
		this.#take = (this.#take + 1) % this.#slots.length;
		this.begun();
		device.dma.write(pasid, at, slot.bytes, slot.onWritten);
		return costOf(length);
	}

	protected override digest(): string {
		return this.#hash.digest('hex');
	}

	#written(slot: Slot, error: DmaError | undefined): void {
		if (error === undefined) {
			this.moved(slot.bytes.length);
			slot.busy = false;
		}
		this.ended(error);
	}
}
