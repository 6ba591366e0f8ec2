import type { Clock, Timer } from '../../../../base/clock.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { VirtioCounters } from './counters.js';
import { REQUEST_BYTES, REQUEST_QUEUE, RequestType, TAIL_BYTES } from './layout.js';
import { RequestBacklog } from './request-backlog.js';
import { RequestStatus } from './request-status.js';
import { RequestEncoder, type RequestFields } from './requests.js';
import { BREACH, NOTHING, type SplitQueue } from './split-queue.js';
import type { VirtioTransport } from './transport.js';

/** Bytes of memory for each request: what is read, then the tail. */
export const SLOT_BYTES = 80;
const TAIL_AT = 72;
/** Looks at the queue while someone waits for it, before the device counts as silent; each lets hardware get on. */
const POLLS = 10_000;
/** The same while nobody does. */
export const SILENCE_MS = 5000;

/**
 * Requests that belong together, from `begin` to the call of `done`. Made and changed by the queue only.
 */
export interface Operation {
	readonly number: number;
	/** Requests that are not answered. */
	left: number;
	/** The last status that was not OK. */
	status: number;
	/** Undefined until `end`. */
	done: (() => void) | undefined;
}

export interface RequestQueueOptions {
	readonly transport: VirtioTransport;
	readonly queue: SplitQueue;
	readonly memory: PhysicalMemory;
	/** Byte address of `SLOT_BYTES` for every two entries of the queue. */
	readonly buffers: number;
	/** Where the answer to a PROBE goes, and how long it is, its tail not counted. */
	readonly properties: number;
	readonly propertyBytes: number;
	readonly clock: Clock;
	readonly counters: VirtioCounters;
	/** A request was answered with another status than OK. */
	readonly onRefused: (request: Readonly<RequestFields>, status: number) => void;
	/** Asks for a turn in which `pump` and `deliver` are called. */
	readonly wake: () => void;
}

/**
 * The request queue. Owns what is on its way to the device and back:
 *
 *      operations   [ MAP MAP MAP ] [ UNMAP ] [ ] [ MAP ... ]        in the order of `begin`
 *                     answered  sent  waits ------------->
 *
 * - An operation is any number of requests, maybe none. Operations end in the order of `begin`, each exactly once, and its
 *   `done` is called by `deliver`, in a turn of its own.
 * - A device may work on the requests that it has in any order (VIRTIO 2.7). So what it has is always of one type: a MAP
 *   waits for the UNMAPs before it and the other way round, and these never meet in the device.
 * - Every answer is judged by the status byte, which holds UNANSWERED until the device writes it.
 * - A device that breaks the rules of the queue, or is silent for too long, makes the queue `broken`: nothing goes on
 *   until `reset`, which ends every operation.
 */
export class RequestQueue {
	/** What is wrong with the device; empty: nothing. */
	broken = '';
	readonly #options: RequestQueueOptions;
	readonly #queue: SplitQueue;
	readonly #encoder = new RequestEncoder();
	readonly #backlog = new RequestBacklog();
	readonly #free: number[] = [];
	/** What is in each slot, and whose. */
	readonly #sent: RequestFields[] = [];
	readonly #operationOf: Float64Array;
	#sentType: number = RequestType.PROBE;
	/** Not ended, the oldest first; their numbers have no gaps. */
	#operations: Operation[] = [];
	#nextNumber = 0;
	#ended: (() => void)[] = [];
	readonly #fields: RequestFields = noFields();
	/** Watches for silence while the device has requests. */
	#timer: Timer | undefined;

	constructor(options: RequestQueueOptions) {
		this.#options = options;
		this.#queue = options.queue;
		const slots = options.queue.areas.size / 2;
		for (let slot = slots - 1; slot >= 0; slot--) this.#free.push(slot);
		for (let slot = 0; slot < slots; slot++) this.#sent.push(noFields());
		this.#operationOf = new Float64Array(slots);
	}

	/** Operations that are not ended. */
	get outstanding(): number {
		return this.#operations.length;
	}

	begin(): Operation {
		const operation = { number: this.#nextNumber++, left: 0, status: 0, done: undefined };
		this.#operations.push(operation);
		return operation;
	}

	/** Adds a request to the operation that was begun last, which has no `end` yet. The fields are copied. */
	add(operation: Operation, request: RequestFields): void {
		operation.left++;
		this.#backlog.push(operation.number, request);
	}

	/**
	 * There are no more requests; `done` is called once they, and all operations before, have been answered, however, and
	 * after the running code has returned.
	 */
	end(operation: Operation, done: () => void): void {
		operation.done = done;
		this.#options.wake();
	}

	/** Sends what waits and takes what is answered, until neither goes on. */
	pump(): void {
		do this.#send();
		while (this.#collect() > 0);
		this.#watch();
	}

	/** Calls what is due of the `done`s. */
	deliver(): void {
		const ended = this.#ended;
		this.#ended = [];
		for (const done of ended) done();
	}

	/**
	 * Waits for an operation without leaving the running code, as the kernel's driver does where somebody has to be told
	 * how it ended. Returns the status: OK when every request had that; UNANSWERED, the queue then being broken, when
	 * the device does not answer.
	 */
	wait(operation: Operation): number {
		for (let polls = 0; polls < POLLS; polls++) {
			this.pump();
			if (this.broken !== '') return RequestStatus.UNANSWERED;
			if (operation.left === 0) return operation.status;
			if (this.#options.transport.needsReset) break;
		}
		this.fail('it does not answer');
		return RequestStatus.UNANSWERED;
	}

	/** The device is not to be trusted with anything more until `reset`. */
	fail(why: string): void {
		if (this.broken !== '') return;
		this.broken = why;
		this.#options.wake();
	}

	/** After a reset of the device: it has no requests, every operation is over, and the queue begins anew. */
	reset(): void {
		this.broken = '';
		this.#backlog.clear();
		this.#queue.clear();
		this.#free.length = 0;
		for (let slot = this.#sent.length - 1; slot >= 0; slot--) this.#free.push(slot);
		for (const operation of this.#operations)
			if (operation.left > 0) {
				operation.left = 0;
				operation.status = RequestStatus.UNANSWERED;
			}
		this.#finish();
		this.#watch();
	}

	#send(): void {
		if (this.broken !== '') return;
		const { transport, memory, buffers } = this.#options;
		const backlog = this.#backlog;
		let sent = false;
		while (backlog.length > 0 && this.#free.length > 0) {
			if (this.#queue.outstanding > 0 && backlog.type !== this.#sentType) break;
			const slot = this.#free.pop()!;
			const request = this.#sent[slot]!;
			this.#operationOf[slot] = backlog.shift(request);
			this.#sentType = request.type;
			this.#encoder.encode(request);
			const length = REQUEST_BYTES[request.type]!;
			const address = buffers + slot * SLOT_BYTES;
			memory.copyIn(address, this.#encoder.bytes, 0, length);
			const head = slot * 2;
			this.#queue.describe(head, address, length, false, head + 1);
			this.#describeAnswer(head + 1, request.type, address);
			this.#queue.offer(head);
			sent = true;
		}
		if (!sent) return;
		this.#queue.publish();
		transport.notify(REQUEST_QUEUE);
	}

	/** Where the device is to write, and the status that stands there until it does. */
	#describeAnswer(descriptor: number, type: number, slot: number): void {
		const { memory, properties, propertyBytes } = this.#options;
		const probe = type === RequestType.PROBE;
		const at = probe ? properties : slot + TAIL_AT;
		const before = probe ? propertyBytes : 0;
		memory.write8(at + before, RequestStatus.UNANSWERED);
		this.#queue.describe(descriptor, at, before + TAIL_BYTES, true, -1);
	}

	/** Takes what is answered; returns how many that were. */
	#collect(): number {
		const { counters, memory, properties, propertyBytes, buffers, onRefused } = this.#options;
		let taken = 0;
		for (let head = this.#take(); head >= 0; head = this.#take()) {
			taken++;
			const slot = head >> 1;
			const request = this.#sent[slot]!;
			const probe = request.type === RequestType.PROBE;
			const tail = probe ? properties + propertyBytes : buffers + slot * SLOT_BYTES + TAIL_AT;
			const status = memory.read8(tail);
			this.#free.push(slot);
			counters.requests++;
			const operation = this.#operations[this.#operationOf[slot]! - this.#operations[0]!.number]!;
			operation.left--;
			if (status === RequestStatus.OK) continue;
			counters.requestsFailed++;
			operation.status = status;
			// A copy: the slot is free, and what is told may lead to new requests.
			Object.assign(this.#fields, request);
			onRefused(this.#fields, status);
		}
		this.#finish();
		return taken;
	}

	#take(): number {
		if (this.broken !== '') return NOTHING;
		const head = this.#queue.take();
		if (head === BREACH) this.fail(this.#queue.breach);
		return head;
	}

	/** Operations from the front that are complete are over. */
	#finish(): void {
		const operations = this.#operations;
		let over = 0;
		for (; over < operations.length; over++) {
			const { left, done } = operations[over]!;
			if (left > 0 || done === undefined) break;
			this.#ended.push(done);
		}
		if (over === 0) return;
		this.#operations = operations.slice(over);
		this.#options.wake();
	}

	#watch(): void {
		const waiting = this.#queue.outstanding > 0 && this.broken === '';
		if (!waiting) {
			this.#timer?.cancel();
			this.#timer = undefined;
			return;
		}
		if (this.#timer !== undefined) return;
		const { clock, counters } = this.#options;
		const answers = counters.requests;
		this.#timer = clock.after(SILENCE_MS, () => {
			this.#timer = undefined;
			// Its interrupt may have been lost.
			this.pump();
			if (counters.requests === answers) this.fail(`it has not answered for ${SILENCE_MS} ms`);
			this.#watch();
		});
	}
}

function noFields(): RequestFields {
	return { type: RequestType.PROBE, domain: 0, endpoint: 0, first: 0, last: 0, frame: 0, flags: 0 };
}
