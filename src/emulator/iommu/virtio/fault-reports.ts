/**
 * Fault reports, and the event queue that takes them to the driver (VIRTIO 5.13.6.9). A report needs a buffer that the
 * driver has posted. The specification lets a device wait for one or drop the event: this one holds so many
 * reports, in order, until buffers come, and drops the ones after that. What happens while no driver is ready is
 * dropped, and so is what is held at a reset.
 *
 * A buffer that is too small for a report goes back with nothing written to it, and the next one is tried.
 */

import type { VirtioIommuCounters } from './counters.js';
import { FAULT_SIZE, FaultFlag } from './layout.js';
import type { Transport } from './transport.js';
import type { Virtqueue } from './virtqueue.js';

/** Words of a report: reason, flags, endpoint, reserved (which stays 0), address low and high. */
const WORDS = FAULT_SIZE / 4;

export class FaultReports {
	readonly #queue: Virtqueue;
	readonly #transport: Transport;
	readonly #counters: VirtioIommuCounters;
	/** A ring of reports, with room for one more than may be held: the one that is being reported. */
	readonly #reports: Uint32Array;
	readonly #bytes: Uint8Array;
	readonly #held: number;
	#first = 0;
	#count = 0;
	readonly #buffer = new Uint8Array(FAULT_SIZE);

	constructor(queue: Virtqueue, transport: Transport, held: number, counters: VirtioIommuCounters) {
		this.#queue = queue;
		this.#transport = transport;
		this.#held = held;
		this.#counters = counters;
		this.#reports = new Uint32Array((held + 1) * WORDS);
		this.#bytes = new Uint8Array(this.#reports.buffer);
	}

	/** Reports that wait for a buffer. */
	get waiting(): number {
		return this.#count;
	}

	/** `flags` are `FaultFlag.READ` and `WRITE`; `page` and `byte` are the address. */
	report(reason: number, flags: number, endpoint: number, page: number, byte: number): void {
		if (!this.#queue.active) {
			this.#counters.faultsDropped++;
			return;
		}
		const reports = this.#reports;
		const at = ((this.#first + this.#count) % (this.#held + 1)) * WORDS;
		reports[at] = reason;
		reports[at + 1] = flags | FaultFlag.ADDRESS;
		reports[at + 2] = endpoint;
		reports[at + 4] = (page % 0x10_0000) * 4096 + byte;
		reports[at + 5] = Math.floor(page / 0x10_0000);
		this.#count++;
		this.#send();
		if (this.#count > this.#held) {
			this.#count--;
			this.#counters.faultsDropped++;
		}
		this.#transport.notifyUsed(this.#queue);
	}

	/** The driver has posted buffers. */
	buffersPosted(): void {
		this.#send();
		this.#transport.notifyUsed(this.#queue);
	}

	reset(): void {
		this.#counters.faultsDropped += this.#count;
		this.#count = 0;
	}

	/** Sends what is held while there are buffers. */
	#send(): void {
		const queue = this.#queue;
		while (this.#count > 0) {
			const head = queue.pop();
			if (head < 0) return;
			if (queue.chain.writable < FAULT_SIZE) {
				this.#counters.eventBuffersTooSmall++;
				queue.push(head, 0);
				continue;
			}
			const at = this.#first * FAULT_SIZE;
			for (let i = 0; i < FAULT_SIZE; i++) this.#buffer[i] = this.#bytes[at + i]!;
			queue.chain.write(this.#buffer, FAULT_SIZE);
			queue.push(head, FAULT_SIZE);
			this.#first = (this.#first + 1) % (this.#held + 1);
			this.#count--;
			this.#counters.faultsReported++;
		}
	}
}
