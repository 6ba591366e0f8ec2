/**
 * One split virtqueue as the device sees it (VIRTIO 2.7): where its three parts are, how far the device has come, and
 * whether the driver wants to be told. The bytes of the rings are in memory; nothing of them is kept here.
 *
 * The driver is not trusted. What cannot be right makes the queue fail: it tells its owner once, and gives nothing
 * more. A queue is used only while it is ready and the device is live, so every ring address has been checked.
 */

import type { PhysicalMemory } from '../../memory.js';
import { DescriptorChain } from './descriptor-chain.js';

export class Virtqueue {
	/** Buffer of the last `pop` that returned one. */
	readonly chain: DescriptorChain;
	/** Set by the transport: features are agreed, the driver is ready, no error. */
	live = false;
	/** Set by the transport with the features. */
	indirect = false;
	eventIndex = false;
	/** The three areas, low and high words: descriptors, driver (available ring), device (used ring). */
	readonly areas = new Uint32Array(6);
	size: number;
	readonly maxSize: number;
	readonly #memory: PhysicalMemory;
	readonly #failed: () => void;
	#ready = false;
	#broken = false;
	#descriptors = 0;
	#available = 0;
	#used = 0;
	/** Free-running indices, 16 bits: the next available entry to look at, the next used one to write. */
	#nextAvailable = 0;
	#nextUsed = 0;
	/** `#nextUsed` when the driver was last told, or not told because it did not want to be. */
	#told = 0;

	/** `failed` is called when the queue turns out to be broken. */
	constructor(memory: PhysicalMemory, maxSize: number, failed: () => void) {
		this.#memory = memory;
		this.chain = new DescriptorChain(memory, maxSize);
		this.maxSize = maxSize;
		this.size = maxSize;
		this.#failed = failed;
	}

	/** What QueueReady reads. */
	get ready(): boolean {
		return this.#ready;
	}

	/** Whether buffers may be taken and given back. */
	get active(): boolean {
		return this.#ready && this.live && !this.#broken;
	}

	/** QueueReady is written with 1: both indices begin at 0. A queue that cannot be is ready, and broken. */
	enable(): void {
		if (this.#ready) return;
		this.#ready = true;
		this.#nextAvailable = 0;
		this.#nextUsed = 0;
		this.#told = 0;
		const { size } = this;
		this.#descriptors = this.#area(0);
		this.#available = this.#area(2);
		this.#used = this.#area(4);
		this.#broken = !(
			size >= 1 &&
			size <= this.maxSize &&
			(size & (size - 1)) === 0 &&
			this.#fits(this.#descriptors, 16 * size, 16) &&
			this.#fits(this.#available, 6 + 2 * size, 2) &&
			this.#fits(this.#used, 6 + 8 * size, 4)
		);
		if (this.#broken) this.#failed();
	}

	disable(): void {
		this.#ready = false;
	}

	/** Back to what the queue was before any driver. */
	reset(): void {
		this.disable();
		this.size = this.maxSize;
		this.areas.fill(0);
	}

	/** Index of the next available buffer's head, its memory then being in `chain`; -1 when there is none. */
	pop(): number {
		if (!this.active) return -1;
		const { size } = this;
		const memory = this.#memory;
		const waiting = (memory.read16(this.#available + 2) - this.#nextAvailable) & 0xffff;
		if (waiting === 0) {
			// Whatever comes next is to be told.
			if (this.eventIndex) memory.write16(this.#used + 4 + 8 * size, this.#nextAvailable);
			return -1;
		}
		if (waiting > size) return this.#fail();
		const head = memory.read16(this.#available + 4 + 2 * (this.#nextAvailable & (size - 1)));
		if (head >= size || !this.chain.gather(this.#descriptors, size, head, this.indirect))
			return this.#fail();
		this.#nextAvailable = (this.#nextAvailable + 1) & 0xffff;
		return head;
	}

	/** Gives back the buffer of the last `pop`, `length` bytes of which were written. */
	push(head: number, length: number): void {
		const memory = this.#memory;
		const at = this.#used + 4 + 8 * (this.#nextUsed & (this.size - 1));
		memory.write32(at, head);
		memory.write32(at + 4, length);
		this.#nextUsed = (this.#nextUsed + 1) & 0xffff;
		memory.write16(this.#used + 2, this.#nextUsed);
	}

	/** Whether the driver is to be told of what was pushed since this was last asked (2.7.7). */
	takeNotification(): boolean {
		const fresh = (this.#nextUsed - this.#told) & 0xffff;
		if (fresh === 0 || !this.active) return false;
		const told = this.#told;
		this.#told = this.#nextUsed;
		if (!this.eventIndex) return (this.#memory.read16(this.#available) & 1) === 0;
		const wanted = this.#memory.read16(this.#available + 4 + 2 * this.size);
		return ((wanted - told) & 0xffff) < fresh;
	}

	#fail(): number {
		this.#broken = true;
		this.#failed();
		return -1;
	}

	#area(index: number): number {
		return this.areas[index]! + this.areas[index + 1]! * 2 ** 32;
	}

	#fits(address: number, length: number, alignment: number): boolean {
		return (
			address % alignment === 0 &&
			this.#memory.contains(address) &&
			this.#memory.contains(address + length - 1)
		);
	}
}
