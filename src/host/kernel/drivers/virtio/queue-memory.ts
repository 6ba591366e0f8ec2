import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { EVENT_SLOT_BYTES } from './event-queue.js';
import { TAIL_BYTES } from './layout.js';
import { SLOT_BYTES } from './request-queue.js';
import { framesOf, queueFrames, SplitQueue } from './split-queue.js';

/** Entries of a queue, however many the device could have: 128 requests, 256 reports. */
const MOST_ENTRIES = 256;
const FRAME_BYTES = 4096;

/** Entries that a queue gets when the device allows so many: a power of two. 0: none. */
export function queueSize(allowed: number): number {
	return allowed < 1 ? 0 : 2 ** Math.floor(Math.log2(Math.min(allowed, MOST_ENTRIES)));
}

/**
 * The memory of both virtqueues and of the buffers in them: one run of frames, taken when the unit is started and
 * given back when it is stopped, with nothing else in it.
 */
export class QueueMemory {
	readonly requests: SplitQueue;
	readonly events: SplitQueue;
	/** Byte addresses: `SLOT_BYTES` for every two entries of `requests`, */
	readonly requestBuffers: number;
	/** room for the answer to a PROBE, tail included, */
	readonly properties: number;
	/** and `EVENT_SLOT_BYTES` for every entry of `events`. */
	readonly eventBuffers: number;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #first: number;
	readonly #count: number;

	/** Sizes are powers of two. Throws RESOURCE_EXHAUSTED when there is no such run of frames. */
	constructor(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		requestSize: number,
		eventSize: number,
		propertyBytes: number,
	) {
		const parts = [
			queueFrames(requestSize),
			framesOf((requestSize / 2) * SLOT_BYTES),
			framesOf(propertyBytes + TAIL_BYTES),
			queueFrames(eventSize),
			framesOf(eventSize * EVENT_SLOT_BYTES),
		] as const;
		this.#count = parts.reduce((sum, each) => sum + each, 0);
		this.#first = frames.allocateRange(this.#count);
		if (this.#first === -1)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${this.#count} free frames in a row for the queues of a virtio-iommu`,
			);
		this.#memory = memory;
		this.#frames = frames;
		for (let i = 0; i < this.#count; i++) memory.zeroFrame(this.#first + i);
		const requestBuffers = this.#first + parts[0];
		const properties = requestBuffers + parts[1];
		const events = properties + parts[2];
		this.requests = new SplitQueue(memory, this.#first, requestSize);
		this.requestBuffers = requestBuffers * FRAME_BYTES;
		this.properties = properties * FRAME_BYTES;
		this.events = new SplitQueue(memory, events, eventSize);
		this.eventBuffers = (events + parts[3]) * FRAME_BYTES;
	}

	/** The device must not use it any more. */
	destroy(): void {
		for (let i = 0; i < this.#count; i++) this.#memory.discard(this.#first + i);
		this.#frames.freeRange(this.#first, this.#count);
	}
}
