import type { Clock } from '../../../../base/clock.js';
import { ResponseCode } from '../../fault.js';
import type { DriverLog } from '../shared/log.js';
import { poll } from '../shared/registers.js';
import { ResponseBacklog } from '../shared/response-backlog.js';
import { CommandRequest, processOf, RequestState, route, WORDS } from './command-request.js';
import type { CommandRing } from './command-ring.js';
import type { RiscvIommuCounters } from './counters.js';
import { Command, Csr, DEVICE_SHIFT, Response } from './layout.js';

/** Entries kept free of everything but the marker. */
const RESERVED = 1;
/** Times that a request is sent again before it is given up. */
const MOST_TRIES = 3;
/** Request objects kept for reuse. */
const MOST_SPARE = 64;

export interface CommandQueueOptions {
	readonly ring: CommandRing;
	readonly clock: Clock;
	readonly log: DriverLog;
	readonly counters: RiscvIommuCounters;
	/** A function did not complete ATC invalidations in time again and again, and a request was given up. */
	readonly onUnresponsive: (device: number) => void;
}

/**
 * What goes through the command queue: invalidations, and the answers to page requests. Owns everything that waits
 * for the hardware, or for room.
 *
 *      ring:  PRGR PRGR IOTINVAL fence ATS.INVAL fence PRGR IOTINVAL fence      -> IOMMU, in order
 *                       request 1                      request 2                <- requests not sent yet
 *
 * - A request is a list of commands and a fence (IOFENCE.C) that interrupts. It is complete once that is passed, which
 *   cqh tells. Requests complete towards their callers in the order of `submit`, each exactly
 *   once, and never inside `submit`. How many there are is bounded by their callers.
 * - What finds the ring full waits here, responses before requests. Then a marker, a fence of its own in
 *   the one entry that is kept for it, tells when the hardware got on. Nothing is dropped.
 * - A fence waits for the ATC invalidations before it, and everything behind it waits too, answers included:
 *   a function that is slow to complete invalidations holds up the others of its IOMMU. The architecture has no
 *   way around that, but a time-out. Answers that come first go first: nothing is put before them.
 *
 * After a time-out (cmd_to), requests that were begun and are not complete are sent again, and the fence is passed
 * when it is repeated. A refused command (cmd_ill) is overwritten with a fence, and its request sent
 * again; one that could not be fetched or whose data could not be written (cqmf) is tried again.
 * After three more tries a request is given up: it is logged and counted, `onUnresponsive` is told of the functions
 * whose ATCs it was about, and the request completes, so that nothing hangs. The function may then still use what
 * should have been invalidated, and is not to be trusted until it is reset.
 */
export class CommandQueue {
	readonly #ring: CommandRing;
	readonly #clock: Clock;
	readonly #log: DriverLog;
	readonly #counters: RiscvIommuCounters;
	readonly #onUnresponsive: (device: number) => void;
	/** Running number of the marker; -1: none is out. */
	#markerAt = -1;
	readonly #backlog = new ResponseBacklog();
	/** Requests in the order of `submit`, chained by `next`. */
	#first: CommandRequest | undefined;
	#last: CommandRequest | undefined;
	/** No request before this one is unsent. */
	#unsent: CommandRequest | undefined;
	#sending = false;
	#spare: CommandRequest | undefined;
	#spares = 0;
	/** Running number of the command that was refused last; -1: none. */
	#refusedAt = -1;
	/** The hardware refused to go on; nothing is sent any more. */
	#dead = false;
	#serviceAsked = false;
	readonly #serviceAsAsked = () => {
		this.#serviceAsked = false;
		this.service();
	};

	constructor(options: CommandQueueOptions) {
		this.#ring = options.ring;
		this.#clock = options.clock;
		this.#log = options.log;
		this.#counters = options.counters;
		this.#onUnresponsive = options.onUnresponsive;
	}

	/** Requests that are not complete. */
	get outstanding(): number {
		let n = 0;
		for (let r = this.#first; r !== undefined; r = r.next) n++;
		return n;
	}

	/** Gives the IOMMU an empty queue and switches it on. Throws RESOURCE_EXHAUSTED when there are no frames for it. */
	start(): void {
		this.#ring.start();
		this.#refusedAt = -1;
		this.#dead = false;
	}

	/**
	 * Switches the queue off once the hardware has carried out all of it, unless it does not go on. Requests that
	 * are not complete are completed: the caller has made sure that nothing is translated any more.
	 */
	stop(): void {
		if (!this.#ring.started) return;
		if (!this.#dead) this.#ring.drain();
		this.#ring.stop();
		for (let r = this.#first; r !== undefined; r = r.next) r.state = RequestState.DONE;
		this.#unsent = undefined;
		this.#markerAt = -1;
		this.#harvest();
	}

	/** An empty request, to be filled and submitted. */
	begin(): CommandRequest {
		const request = this.#spare;
		if (request === undefined) return new CommandRequest();
		this.#spare = request.next;
		this.#spares--;
		request.reset();
		return request;
	}

	/**
	 * Sends a request. `done` is called once all of it is complete (or given up, see the class), after the requests
	 * submitted before, and after the running code has returned. The request belongs to the queue from here on.
	 */
	submit(request: CommandRequest, done: () => void): void {
		request.done = done;
		if (this.#last === undefined) this.#first = request;
		else this.#last.next = request;
		this.#last = request;
		if (this.#dead) {
			request.state = RequestState.DONE;
			this.#counters.invalidationsGivenUp++;
			this.serviceSoon();
			return;
		}
		if (this.#unsent === undefined) this.#unsent = request;
		this.#send();
		this.flush();
	}

	/** Submits a request and waits for it: for the time before there are interrupts. */
	submitAndWait(request: CommandRequest): void {
		let complete = false;
		this.submit(request, () => {
			complete = true;
		});
		poll('commands carried out', () => {
			this.#harvest();
			return complete;
		});
	}

	/**
	 * Queues the response of a group of page requests (ATS.PRGR); `flush` makes it take effect. `pasid` is
	 * NO_PASID for a response without one.
	 */
	respond(device: number, pasid: number, index: number, code: ResponseCode): void {
		// The kernel's codes are not the bus's.
		let wire: number = Response.FAILURE;
		if (code === ResponseCode.SUCCESS) wire = Response.SUCCESS;
		else if (code === ResponseCode.INVALID) wire = Response.INVALID;
		const w0 = processOf(Command.ATS_PRGR, pasid);
		const w1 = route(device, pasid);
		const w3 = index | (wire << Response.SHIFT);
		if (this.#dead) {
			this.#counters.responsesLost++;
		} else if (this.#backlog.length === 0 && this.#ring.hasRoom(RESERVED)) {
			this.#counters.responses++;
			this.#ring.push(w0, w1, 0, w3);
		} else {
			this.#counters.responsesDelayed++;
			this.#backlog.push(w0, w1, w3);
			this.#mark();
		}
	}

	/** Tells the hardware of everything that was queued since the last time. */
	flush(): void {
		this.#ring.flush();
	}

	/** A fence has interrupted, or the queue has stopped: `service` once the running code has returned, however often it is asked for. */
	serviceSoon(): void {
		if (this.#serviceAsked) return;
		this.#serviceAsked = true;
		this.#clock.soon(this.#serviceAsAsked);
	}

	/**
	 * Takes the queue's errors, completes what the hardware has completed, and sends what found no room. It must not
	 * run inside an interrupt: an error that is cleared there without end would come back without end.
	 */
	service(): void {
		if (!this.#ring.started) return;
		const errors = this.#dead ? 0 : this.#ring.readErrors();
		if (errors !== 0) {
			this.#counters.commandErrors++;
			if ((errors & Csr.TIME_OUT) !== 0) this.#timedOut();
			if ((errors & ~Csr.TIME_OUT) !== 0) this.#refused(errors);
			// A queue that does not go on keeps its error.
			if (!this.#dead) this.#ring.clearErrors(errors);
		}
		this.#harvest();
		this.#pump();
	}

	/** Something waits for room: makes sure that an interrupt comes once the hardware got on. */
	#mark(): void {
		// Looking for room comes first: it may run code that comes here too.
		if (this.#ring.hasRoom(0) && this.#markerAt === -1) this.#markerAt = this.#ring.pushFence();
		this.flush();
	}

	#pump(): void {
		if (this.#dead) return;
		const backlog = this.#backlog;
		while (backlog.length > 0) {
			if (!this.#ring.hasRoom(RESERVED)) {
				this.#mark();
				return;
			}
			this.#counters.responses++;
			this.#ring.push(backlog.peek(0), backlog.peek(1), 0, backlog.peek(2));
			backlog.shift();
		}
		this.#send();
		this.flush();
	}

	/** Puts unsent requests into the ring, in order, as far as there is room. */
	#send(): void {
		// Looking for room may run code that submits: then the outer call goes on with what was added.
		if (this.#sending) return;
		this.#sending = true;
		let request = this.#unsent;
		while (
			request !== undefined &&
			(request.state !== RequestState.UNSENT || this.#sendOne(request))
		)
			request = request.next;
		this.#unsent = request;
		this.#sending = false;
	}

	/** Sends the rest of a request; false: it does not fit. */
	#sendOne(request: CommandRequest): boolean {
		const ring = this.#ring;
		for (;;) {
			if (!ring.hasRoom(RESERVED)) {
				this.#mark();
				return false;
			}
			if (request.cursor === 0) request.firstAt = ring.pushed;
			if (request.cursor === request.count) {
				request.fenceAt = ring.pushFence();
				request.state = RequestState.WAITING;
				return true;
			}
			const { words } = request;
			const at = request.cursor * WORDS;
			ring.push(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
			request.cursor++;
		}
	}

	/** Completes requests from the oldest on, as far as they are complete. */
	#harvest(): void {
		for (;;) {
			const consumed = this.#ring.started ? this.#ring.consumed() : this.#ring.pushed;
			if (this.#markerAt < consumed) this.#markerAt = -1;
			const request = this.#first;
			if (request === undefined || request.state === RequestState.UNSENT) return;
			if (request.state === RequestState.WAITING && request.fenceAt >= consumed) return;
			this.#first = request.next;
			if (request.next === undefined) this.#last = undefined;
			if (this.#unsent === request) this.#unsent = request.next;
			const { done } = request;
			if (this.#spares < MOST_SPARE) {
				request.next = this.#spare;
				this.#spare = request;
				this.#spares++;
			}
			this.#counters.invalidations++;
			done();
		}
	}

	/** cmd_to: what was begun and is not complete has to be sent again. The hardware stands at the fence. */
	#timedOut(): void {
		this.#log.say('an ATC invalidation was not completed in time');
		const position = this.#ring.consumed();
		const guilty = new Set<number>();
		for (let r = this.#first; r !== undefined; r = r.next)
			if (this.#begun(r, position) && r.firstAt < position && !this.#retry(r)) blame(r, guilty);
		for (const device of guilty) {
			this.#log.say(
				`an invalidation was given up; device 0x${device.toString(16)} has to be reset`,
			);
			this.#onUnresponsive(device);
		}
	}

	/** cmd_ill or cqmf: a command that is refused, or cannot be fetched or completed. The hardware stands at it. */
	#refused(errors: number): void {
		const position = this.#ring.consumed();
		const head = this.#ring.readHead();
		const w0 = this.#ring.firstWord(head);
		this.#log.say(
			`the command queue stopped at entry ${head}, cqcsr 0x${errors.toString(16)}, first word 0x${w0.toString(16)}`,
		);
		if (position === this.#refusedAt) {
			this.#die();
			return;
		}
		this.#refusedAt = position;
		if ((errors & Csr.ILLEGAL) === 0) return;
		if ((w0 & Command.OPCODE_MASK) === Command.ATS_PRGR) {
			this.#counters.responsesLost++;
		} else {
			for (let r = this.#first; r !== undefined; r = r.next)
				if (this.#begun(r, position) && r.firstAt <= position) this.#retry(r);
		}
		this.#ring.overwrite(head);
	}

	/** Whether some of the request is in the ring and it is not complete, the hardware standing at `position`. */
	#begun(request: CommandRequest, position: number): boolean {
		if (request.state === RequestState.WAITING) return request.fenceAt >= position;
		return request.state === RequestState.UNSENT && request.cursor > 0;
	}

	/** Has a request sent again, or gives it up; returns whether it is sent again. */
	#retry(request: CommandRequest): boolean {
		request.tries++;
		if (request.tries > MOST_TRIES) {
			request.state = RequestState.DONE;
			this.#counters.invalidationsGivenUp++;
			this.serviceSoon();
			return false;
		}
		this.#counters.invalidationRetries++;
		request.state = RequestState.UNSENT;
		request.cursor = 0;
		this.#unsent = this.#first;
		return true;
	}

	/** The hardware refuses even a plain fence: gives up everything, so that nobody waits for it. */
	#die(): void {
		this.#dead = true;
		this.#log.say('the command queue does not go on: invalidations and responses are lost now');
		for (let r = this.#first; r !== undefined; r = r.next) {
			if (r.state !== RequestState.DONE) this.#counters.invalidationsGivenUp++;
			r.state = RequestState.DONE;
		}
		this.#unsent = undefined;
		this.#markerAt = -1;
		this.#counters.responsesLost += this.#backlog.length;
		while (this.#backlog.length > 0) this.#backlog.shift();
	}
}

/** Adds the devices whose ATCs a request is about. */
function blame(request: CommandRequest, guilty: Set<number>): void {
	for (let n = 0; n < request.count; n++)
		if ((request.words[n * WORDS]! & Command.OPCODE_MASK) === Command.ATS_INVAL)
			guilty.add(request.words[n * WORDS + 1]! >>> DEVICE_SHIFT);
}
