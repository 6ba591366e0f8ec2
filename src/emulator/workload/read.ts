import { createHash } from 'node:crypto';
import type { DmaError } from '../endpoint/dma-job.js';
import { PAGE_SIZE } from '../memory.js';
import { type Chunk, type ChunkOptions, ChunkReader } from './chunk-reader.js';
import { SeededWords, shuffle } from './shuffle.js';
import {
	checkChunks,
	checkRange,
	costOf,
	type DmaRange,
	PAGE_COST,
	Workload,
	type WorkloadHooks,
} from './workload.js';

const DEFAULT_WINDOW_BYTES = 32 * 1024 ** 2;
const DEFAULT_PAGES_IN_FLIGHT = 512;
/** Hashed at a time. */
const HASH_BYTES = 64 * 1024;

export interface ReadConfig extends ChunkOptions {
	readonly from: DmaRange;
	/** In bytes, 1 or more. */
	readonly length: number;
	/** Read single pages in a seeded random order. */
	readonly shuffle?: boolean;
	/** Of the order; default 0. */
	readonly seed?: number;
	/**
	 * With `shuffle`: how much is read in random order before the next part begins, a multiple of 4096; default
	 * 32 MiB. This is also the memory that it takes, because the hash is in address order.
	 */
	readonly windowBytes?: number;
	/** With `shuffle`: DMAs in flight at a time; default 512. */
	readonly pagesInFlight?: number;
}

/** A workload that reads a range: ascending in chunks, or page by page in a random order. */
export function readWorkload(config: ReadConfig, hooks: WorkloadHooks): Workload {
	return config.shuffle ? new ShuffledRead(config, hooks) : new AscendingRead(config, hooks);
}

class AscendingRead extends ChunkReader {
	constructor(config: ReadConfig, hooks: WorkloadHooks) {
		super(config.from, [], config.length, config, hooks);
	}

	protected override deliver(chunk: Chunk): void {
		this.moved(chunk.bytes.length);
		this.release(chunk);
	}
}

/**
 * Reads the pages of one window in random order into the window's buffer, hashes the window piece by piece,
 * and goes on with the next.
 */
class ShuffledRead extends Workload {
	readonly #from: DmaRange;
	readonly #words: SeededWords;
	readonly #hash = createHash('sha256');
	readonly #buffer: Uint8Array;
	readonly #order: Uint32Array;
	readonly #pagesInFlight: number;
	/** Where the window begins in the range, and its size in bytes and pages. */
	#start = 0;
	#size = 0;
	#pages = 0;
	/** Pages of the window that were begun and that are there; bytes of it that are hashed. */
	#begun = 0;
	#read = 0;
	#hashed = 0;

	constructor(config: ReadConfig, hooks: WorkloadHooks) {
		super([config.from.device], hooks, config.length, 0);
		const { windowBytes = DEFAULT_WINDOW_BYTES, pagesInFlight = DEFAULT_PAGES_IN_FLIGHT } = config;
		checkRange(config.from, config.length);
		checkChunks(windowBytes, pagesInFlight);
		this.#from = config.from;
		this.#pagesInFlight = pagesInFlight;
		this.#words = new SeededWords(config.seed ?? 0);
		this.#buffer = new Uint8Array(Math.min(windowBytes, config.length));
		this.#order = new Uint32Array(windowBytes / PAGE_SIZE + 1);
		this.#openWindow();
	}

	protected override step(): number {
		if (this.#begun < this.#pages) {
			if (this.#begun - this.#read >= this.#pagesInFlight) return 0;
			this.#readPage(this.#order[this.#begun++]!);
			return PAGE_COST;
		}
		if (this.#read < this.#pages || this.#size === 0) return 0;
		const end = Math.min(this.#hashed + HASH_BYTES, this.#size);
		const part = this.#buffer.subarray(this.#hashed, end);
		this.#hash.update(part);
		this.#hashed = end;
		this.moved(part.length);
		if (end === this.#size) {
			this.#start += this.#size;
			this.#openWindow();
		}
		return costOf(part.length);
	}

	protected override digest(): string {
		return this.#hash.digest('hex');
	}

	/** Windows end at page boundaries, so no page is read twice. */
	#openWindow(): void {
		const at = this.#from.address + this.#start;
		const rest = this.totalBytes - this.#start;
		let size = Math.min(this.#buffer.length, rest);
		if (size < rest) size -= (at + size) % PAGE_SIZE;
		this.#size = size;
		this.#pages = size === 0 ? 0 : Math.ceil(((at % PAGE_SIZE) + size) / PAGE_SIZE);
		this.#begun = 0;
		this.#read = 0;
		this.#hashed = 0;
		shuffle(this.#order, this.#pages, this.#words);
	}

	#readPage(index: number): void {
		const { device, pasid, address } = this.#from;
		const window = address + this.#start;
		const lead = window % PAGE_SIZE;
		const begin = Math.max(0, index * PAGE_SIZE - lead);
		const end = Math.min(this.#size, (index + 1) * PAGE_SIZE - lead);
		this.begun();
		device.dma.read(pasid, window + begin, this.#buffer.subarray(begin, end), this.#onRead);
	}

	readonly #onRead = (error: DmaError | undefined): void => {
		if (error === undefined) this.#read++;
		this.ended(error);
	};
}
