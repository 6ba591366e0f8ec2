import type { DmaError } from '../endpoint/dma-job.js';
import { type Chunk, type ChunkOptions, ChunkReader } from './chunk-reader.js';
import { checkRange, type DmaRange, type WorkloadHooks } from './workload.js';

export interface CopyConfig extends ChunkOptions {
	readonly from: DmaRange;
	/** Of the same device or another, with the same PASID or another. Must not overlap the source. */
	readonly to: DmaRange;
	/** In bytes, 1 or more. */
	readonly length: number;
}

/**
 * One device reads a range, another writes the same bytes elsewhere. `sha256` is over what the reading device
 * received; those are the bytes that the other one is given.
 */
export class CopyWorkload extends ChunkReader {
	readonly #to: DmaRange;
	/** One callback for each buffer, made at its first use. */
	readonly #onWritten = new Map<Chunk, (error: DmaError | undefined) => void>();

	constructor(config: CopyConfig, hooks: WorkloadHooks) {
		super(config.from, [config.to.device], config.length, config, hooks);
		checkRange(config.to, config.length);
		this.#to = config.to;
	}

	protected override deliver(chunk: Chunk): void {
		const { device, pasid, address } = this.#to;
		let onWritten = this.#onWritten.get(chunk);
		if (onWritten === undefined) {
			onWritten = (error) => this.#written(chunk, error);
			this.#onWritten.set(chunk, onWritten);
		}
		this.begun();
		device.dma.write(pasid, address + chunk.offset, chunk.bytes, onWritten);
	}

	#written(chunk: Chunk, error: DmaError | undefined): void {
		if (error === undefined) {
			this.moved(chunk.bytes.length);
			this.release(chunk);
		}
		this.ended(error);
	}
}
