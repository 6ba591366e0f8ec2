/**
 * One buffer of a split virtqueue: the memory that a chain of descriptors names, as two runs of bytes, the
 * device-readable and the device-writable one (VIRTIO 2.7.4, 2.7.5). How the bytes are cut into descriptors is of
 * no matter.
 *
 * `gather` trusts nothing: it reads each descriptor once, and follows at most as many as the queue has entries, which
 * ends loops. What it accepts lies in the memory, so reading and writing cannot fail.
 */

import type { PhysicalMemory } from '../../memory.js';
import { Descriptor } from './layout.js';

const DESCRIPTOR_SIZE = 16;
/** A chain is no longer than this in total (2.7.5.2). */
const MAX_BYTES = 2 ** 32;

export class DescriptorChain {
	/** Bytes of the two parts. */
	readable = 0;
	writable = 0;
	readonly #memory: PhysicalMemory;
	readonly #addresses: Float64Array;
	readonly #lengths: Float64Array;
	readonly #raw = new Uint8Array(DESCRIPTOR_SIZE);
	readonly #words = new DataView(this.#raw.buffer);
	/** Segments are the readable ones, then the writable ones. */
	#readableSegments = 0;
	#segments = 0;

	/** `maxDescriptors` is the largest queue's size. */
	constructor(memory: PhysicalMemory, maxDescriptors: number) {
		this.#memory = memory;
		this.#addresses = new Float64Array(maxDescriptors);
		this.#lengths = new Float64Array(maxDescriptors);
	}

	/**
	 * Reads the chain that begins at entry `head` of a table of `size` entries, which lies in the memory. False when it
	 * is none: an index outside its table, a loop or more descriptors than the queue has, memory that does not exist, a
	 * readable descriptor after a writable one, an indirect table without the feature, within another one, with
	 * a next descriptor or of a size that is no whole number of descriptors.
	 */
	gather(table: number, size: number, head: number, indirectAllowed: boolean): boolean {
		const memory = this.#memory;
		const words = this.#words;
		this.readable = 0;
		this.writable = 0;
		this.#segments = 0;
		this.#readableSegments = 0;
		let base = table;
		let entries = size;
		let index = head;
		let indirect = false;
		// One round more than descriptors, for the one that refers to an indirect table. Without such a table the
		// last round repeats an entry, so that it is a loop and ends in false whatever was gathered.
		for (let round = 0; round <= size; round++) {
			if (index >= entries) return false;
			memory.copyOut(base + index * DESCRIPTOR_SIZE, this.#raw, 0, DESCRIPTOR_SIZE);
			const address = words.getUint32(0, true) + words.getUint32(4, true) * 2 ** 32;
			const length = words.getUint32(8, true);
			const flags = words.getUint16(12, true);
			if ((flags & Descriptor.INDIRECT) !== 0) {
				if (!indirectAllowed || indirect || (flags & Descriptor.NEXT) !== 0) return false;
				if (length % DESCRIPTOR_SIZE !== 0 || !this.#exists(address, length)) return false;
				indirect = true;
				base = address;
				entries = length / DESCRIPTOR_SIZE;
				index = 0;
				continue;
			}
			if (!this.#add(address, length, (flags & Descriptor.WRITE) !== 0)) return false;
			if ((flags & Descriptor.NEXT) === 0) return true;
			index = words.getUint16(14, true);
		}
		return false;
	}

	/** Copies the first `length` readable bytes; there are as many. */
	read(into: Uint8Array, length: number): void {
		let at = 0;
		for (let i = 0; at < length; i++) {
			const part = Math.min(this.#lengths[i]!, length - at);
			this.#memory.copyOut(this.#addresses[i]!, into, at, part);
			at += part;
		}
	}

	/** Writes to the first `length` writable bytes; there are as many. */
	write(from: Uint8Array, length: number): void {
		let at = 0;
		for (let i = this.#readableSegments; at < length; i++) {
			const part = Math.min(this.#lengths[i]!, length - at);
			this.#memory.copyIn(this.#addresses[i]!, from, at, part);
			at += part;
		}
	}

	#add(address: number, length: number, writable: boolean): boolean {
		if (!this.#exists(address, length)) return false;
		if (!writable && this.#segments > this.#readableSegments) return false;
		this.#addresses[this.#segments] = address;
		this.#lengths[this.#segments++] = length;
		if (writable) this.writable += length;
		else {
			this.#readableSegments++;
			this.readable += length;
		}
		return this.readable + this.writable <= MAX_BYTES;
	}

	#exists(address: number, length: number): boolean {
		return (
			this.#memory.contains(address) &&
			(length === 0 || this.#memory.contains(address + length - 1))
		);
	}
}
