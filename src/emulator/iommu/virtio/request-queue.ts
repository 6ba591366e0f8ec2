/**
 * Works through the request queue when the driver says so: every available buffer in order, then one notification. The
 * handler of that may add more and say so again, which is done before the first call returns, not within it.
 */

import type { VirtioIommuCounters } from './counters.js';
import { Status } from './layout.js';
import type { RequestExecutor } from './request-executor.js';
import type { Transport } from './transport.js';
import type { Virtqueue } from './virtqueue.js';

export class RequestQueue {
	readonly #queue: Virtqueue;
	readonly #executor: RequestExecutor;
	readonly #transport: Transport;
	readonly #counters: VirtioIommuCounters;
	#running = false;
	#again = false;

	constructor(
		queue: Virtqueue,
		executor: RequestExecutor,
		transport: Transport,
		counters: VirtioIommuCounters,
	) {
		this.#queue = queue;
		this.#executor = executor;
		this.#transport = transport;
		this.#counters = counters;
	}

	run(): void {
		this.#again = true;
		if (this.#running) return;
		this.#running = true;
		try {
			while (this.#again) {
				this.#again = false;
				this.#drain();
				this.#transport.notifyUsed(this.#queue);
			}
		} finally {
			this.#running = false;
		}
	}

	#drain(): void {
		const queue = this.#queue;
		for (let head = queue.pop(); head >= 0; head = queue.pop()) {
			const length = this.#executor.execute(queue.chain);
			queue.push(head, length);
			this.#counters.requests++;
			if (length === 0 || this.#executor.status !== Status.OK) this.#counters.requestsFailed++;
		}
	}
}
