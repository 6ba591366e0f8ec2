import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { DESCRIPTOR_BYTES, DescriptorFlag, USED_ELEMENT_BYTES } from './layout.js';
import type { QueueAreas } from './transport.js';

const FRAME_BYTES = 4096;

/** Frames of the three areas of a queue with so many entries: one run, each area on frames of its own. */
export function queueFrames(size: number): number {
	return framesOf(DESCRIPTOR_BYTES * size) + framesOf(6 + 2 * size) + framesOf(6 + 8 * size);
}

export const framesOf = (bytes: number): number => Math.ceil(bytes / FRAME_BYTES);

/** What `take` returns when there is nothing, */
export const NOTHING = -1;
/** and when the device has broken the rules of the queue: `breach` says how. */
export const BREACH = -2;

/**
 * One split virtqueue, the driver's side (VIRTIO 2.7): descriptors, the available ring, which the driver writes, and the
 * used ring, which it reads. The device is not trusted: nothing of what it writes is used as an index before it is
 * checked, and from the first breach on nothing is taken any more. How buffers are used is the owner's to know; it
 * writes the descriptors once.
 *
 * Invariant: `outstanding` heads are the device's, each marked, and the used ring can name no other.
 */
export class SplitQueue {
	readonly areas: QueueAreas;
	/** Bytes that the device has written, of the buffer that the last `take` returned. */
	length = 0;
	/** How the device broke the rules; empty: it has not. */
	breach = '';
	readonly #memory: PhysicalMemory;
	/** 1: the buffer that begins at this descriptor is the device's. */
	readonly #given: Uint8Array;
	#outstanding = 0;
	/** Free running, 16 bits. */
	#available = 0;
	#used = 0;

	/** `frame` is the first of `queueFrames(size)`; `size` is a power of two. */
	constructor(memory: PhysicalMemory, frame: number, size: number) {
		this.#memory = memory;
		this.#given = new Uint8Array(size);
		const available = frame + framesOf(DESCRIPTOR_BYTES * size);
		this.areas = {
			size,
			descriptors: frame * FRAME_BYTES,
			available: available * FRAME_BYTES,
			used: (available + framesOf(6 + 2 * size)) * FRAME_BYTES,
		};
	}

	/** Buffers that the device has. */
	get outstanding(): number {
		return this.#outstanding;
	}

	/** As at the beginning: the device has no buffer, and the rings are empty. Only while the queue is off. */
	clear(): void {
		const { available, used } = this.areas;
		this.#given.fill(0);
		this.#outstanding = 0;
		this.#available = 0;
		this.#used = 0;
		this.breach = '';
		for (const area of [available, used]) this.#memory.write32(area, 0);
	}

	/** Writes a descriptor; `next` is the one that follows it, -1 for none. */
	describe(index: number, address: number, length: number, writable: boolean, next: number): void {
		const at = this.areas.descriptors + index * DESCRIPTOR_BYTES;
		const memory = this.#memory;
		memory.write32(at, address);
		memory.write32(at + 4, Math.floor(address / 2 ** 32));
		memory.write32(at + 8, length);
		const flags = (writable ? DescriptorFlag.WRITE : 0) | (next === -1 ? 0 : DescriptorFlag.NEXT);
		memory.write16(at + 12, flags);
		memory.write16(at + 14, Math.max(next, 0));
	}

	/** Puts a buffer, which the device has not, into the available ring; `publish` shows it. */
	offer(head: number): void {
		const { available, size } = this.areas;
		this.#memory.write16(available + 4 + 2 * (this.#available & (size - 1)), head);
		this.#available = (this.#available + 1) & 0xffff;
		this.#given[head] = 1;
		this.#outstanding++;
	}

	/** Shows the device what was offered. */
	publish(): void {
		this.#memory.write16(this.areas.available + 2, this.#available);
	}

	/** Head of the next buffer that the device has given back, its bytes being in `length`; NOTHING; or BREACH. */
	take(): number {
		if (this.breach !== '') return BREACH;
		const memory = this.#memory;
		const { used, size } = this.areas;
		const index = memory.read16(used + 2);
		const fresh = (index - this.#used) & 0xffff;
		if (fresh === 0) return NOTHING;
		if (fresh > this.#outstanding)
			return this.#break(
				`its used index went from ${this.#used} to ${index}, it has ${this.#outstanding} buffers`,
			);
		const at = used + 4 + USED_ELEMENT_BYTES * (this.#used & (size - 1));
		const head = memory.read32(at);
		if (head >= size || this.#given[head] !== 1)
			return this.#break(`it gave back buffer ${head}, which it had not`);
		this.length = memory.read32(at + 4);
		this.#used = (this.#used + 1) & 0xffff;
		this.#given[head] = 0;
		this.#outstanding--;
		return head;
	}

	#break(how: string): number {
		this.breach = how;
		return BREACH;
	}
}
