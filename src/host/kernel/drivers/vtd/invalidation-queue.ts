import type { Clock } from '../../../../base/clock.js';
import { SoonOnce } from '../../../../base/soon-once.js';
import type { PrivateData } from '../../../../emulator/iommu/contract.js';
import { ResponseCode } from '../../fault.js';
import { ListChain } from '../shared/list-chain.js';
import { type DriverLog, requesterName } from '../shared/log.js';
import { ListState } from '../shared/queued-commands.js';
import { poll, type RegisterFile } from '../shared/registers.js';
import type { VtdCounters } from './counters.js';
import type { DescriptorRing } from './descriptor-ring.js';
import { deviceTlbOf, InvalidationRequest } from './invalidation-request.js';
import { Descriptor, Fsts, ICS_IWC, PASID_MASK, Reg, Response } from './layout.js';
import { RequestSender } from './request-sender.js';

/** Times that a request is sent again before it is given up. */
const MOST_TRIES = 3;
/** IQERCD.IQEI values that are about the tail register and not about a descriptor. */
const BAD_TAIL = 1;
const UNALIGNED_TAIL = 6;

export interface InvalidationQueueOptions {
	readonly unit: RegisterFile;
	readonly ring: DescriptorRing;
	readonly clock: Clock;
	readonly log: DriverLog;
	readonly counters: VtdCounters;
	/** A function did not complete invalidations in time again and again, and one was given up. */
	readonly onUnresponsive: (sourceId: number) => void;
}

/**
 * What goes through the invalidation queue: invalidations and page group responses. Owns everything that
 * is on its way:
 *
 *      [ R R R | inv inv wait(t=7) | R | inv inv inv wait(t=8) | R R ]     <- backlog of responses
 *                  request 1                  request 2                    <- requests not sent yet
 *
 * - A request is a list of descriptors and a wait, which writes the request's tag and raises the completion
 *   event. Requests complete towards their callers in the order of `submit`, each exactly once, and never
 *   inside `submit`. How many there are is bounded by their callers.
 * - What finds the ring full waits (RequestSender). Nothing is dropped.
 * - No wait is a fence: a function that is slow to complete its invalidations holds up those who wait for
 *   it and not the responses and invalidations of others.
 *
 * A time-out (ITE) aborts the waits that were fetched, so every request that was begun is sent again. After three
 * more tries of a request the function that timed out is given up: it is logged and counted, `onUnresponsive` is told,
 * and the request goes on without it, so that nothing hangs, and still waits for others. A function that was given up
 * may use what should have been invalidated, and is not to be trusted until it is reset.
 * A refused descriptor (IQE) is overwritten, as the kernel does (`qi_check_fault`), and its request sent again, three
 * times at most.
 */
export class InvalidationQueue {
	readonly #unit: RegisterFile;
	readonly #ring: DescriptorRing;
	readonly #log: DriverLog;
	readonly #counters: VtdCounters;
	readonly #onUnresponsive: (sourceId: number) => void;
	/** What waits for the hardware, or for room. */
	readonly #lists = new ListChain(() => new InvalidationRequest());
	readonly #sender: RequestSender;
	/** Running number of the descriptor that was refused last; -1: none. */
	#refusedAt = -1;
	/** The hardware refused to go on; nothing is sent any more. */
	#dead = false;
	readonly #soon: SoonOnce;

	constructor(options: InvalidationQueueOptions) {
		this.#unit = options.unit;
		this.#ring = options.ring;
		this.#soon = new SoonOnce(options.clock, () => this.service());
		this.#log = options.log;
		this.#counters = options.counters;
		this.#onUnresponsive = options.onUnresponsive;
		this.#sender = new RequestSender(options.ring, this.#lists, options.counters);
	}

	/** Requests that are not complete. */
	get outstanding(): number {
		return this.#lists.length;
	}

	/** Enables the queue. Throws RESOURCE_EXHAUSTED when there are no frames for it. */
	start(): void {
		this.#ring.start();
		this.#refusedAt = -1;
		this.#dead = false;
	}

	/**
	 * Disables the queue once the hardware has fetched all of it. Requests that are not complete are
	 * completed: the caller has made sure that nothing is translated any more. A queue that does not go on
	 * keeps its frames, because the hardware may still read them.
	 */
	stop(): void {
		if (!this.#ring.started) return;
		if (!this.#dead) this.#ring.stop();
		this.#lists.finish();
		this.#sender.forgetMarker();
		this.#harvest();
	}

	/** An empty request, to be filled and submitted. */
	begin(): InvalidationRequest {
		return this.#lists.take();
	}

	/**
	 * Sends a request. `drain`: the hardware shall also have put every page request that it received
	 * before into the page-request queue by then, and have sent every response. `done` is called once all
	 * of it is complete (or given up, see the class), after the requests submitted before, and after the
	 * running code has returned. The request belongs to the queue from here on.
	 */
	submit(request: InvalidationRequest, drain: boolean, done: () => void): void {
		request.drain = drain;
		request.done = done;
		this.#lists.append(request);
		if (this.#dead) {
			request.state = ListState.DONE;
			this.#counters.invalidationsGivenUp++;
			this.serviceSoon();
			return;
		}
		if (this.#lists.unsent === undefined) this.#lists.unsent = request;
		this.#sender.send();
		this.flush();
	}

	/** Submits a request and waits for it: for the time before there are interrupts. */
	submitAndWait(request: InvalidationRequest): void {
		let complete = false;
		this.submit(request, false, () => {
			complete = true;
		});
		poll('an invalidation complete', () => {
			this.#ring.readHead();
			this.#harvest();
			return complete;
		});
	}

	/**
	 * Queues the response of a page group; `flush` makes it take effect. `pasid` is -1 for a response
	 * without one, `last` the LPIG bit of the request that is answered, `data` its private data.
	 */
	respond(
		sourceId: number,
		pasid: number,
		grpid: number,
		last: boolean,
		code: ResponseCode,
		data?: PrivateData,
	): void {
		// The kernel's codes are not the bus's.
		let wire: number = Response.FAILURE;
		if (code === ResponseCode.SUCCESS) wire = Response.SUCCESS;
		else if (code === ResponseCode.INVALID) wire = Response.INVALID;
		let w0 = Descriptor.PAGE_GROUP_RESPONSE | (wire << Response.CODE_SHIFT) | (sourceId << 16);
		let w1 = 0;
		if (pasid !== -1) {
			w0 |= Response.PASID_PRESENT;
			w1 = pasid & PASID_MASK;
		}
		if (data !== undefined) w0 |= Response.PRIVATE_DATA;
		const w2 = (grpid << Response.INDEX_SHIFT) | (last ? Response.LAST : 0);
		if (this.#dead) {
			this.#counters.responsesLost++;
		} else this.#sender.respond(w0, w1, w2, data);
	}

	/** Tells the hardware of everything that was queued since the last time. */
	flush(): void {
		this.#ring.flush();
	}

	/** The completion event: `service` once the running code has returned, however often it is asked for. */
	serviceSoon(): void {
		this.#soon.ask();
	}

	/** Completes what the hardware has completed, and sends what found no room. */
	service(): void {
		if (!this.#ring.started) return;
		// First, so that a wait that completes from here on raises the event again.
		this.#unit.writeRegister(Reg.ICS, ICS_IWC);
		this.#harvest();
		if (!this.#dead) this.#sender.pump();
	}

	/**
	 * Takes the queue's errors, given as the fault status register tells them, and goes on. Returns whether
	 * there was one to take: the error of a queue that does not go on stays.
	 */
	serviceErrors(status: number): boolean {
		if (!this.#ring.started || this.#dead) return false;
		if ((status & (Fsts.IQE | Fsts.ITE | Fsts.ICE)) === 0) return false;
		if ((status & Fsts.IQE) !== 0) this.#refused();
		if ((status & Fsts.ITE) !== 0) this.#timedOut();
		if ((status & Fsts.ICE) !== 0) {
			this.#counters.queueErrors++;
			const sid = this.#unit.readRegister(Reg.IQERCD + 4) >>> 16;
			this.#log.say(`${requesterName(sid)} completed an invalidation that it was not asked for`);
			this.#unit.writeRegister(Reg.FSTS, Fsts.ICE);
		}
		this.#harvest();
		if (!this.#dead) this.#sender.pump();
		return true;
	}

	/** Completes requests from the oldest on, as far as they are complete. */
	#harvest(): void {
		this.#sender.lookAtMarker();
		for (;;) {
			const request = this.#lists.first;
			if (request === undefined || request.state === ListState.UNSENT) return;
			if (request.state === ListState.WAITING && !this.#ring.written(request.tag)) return;
			const { done } = request;
			this.#lists.shift(request);
			this.#counters.invalidations++;
			done();
		}
	}

	/** ITE: what was fetched and is not complete has to be sent again. */
	#timedOut(): void {
		this.#counters.queueErrors++;
		const sid = this.#unit.readRegister(Reg.IQERCD + 4) & 0xffff;
		this.#log.say(`${requesterName(sid)} did not complete a device-TLB invalidation in time`);
		const fetched = this.#ring.fetched();
		let gaveUp = false;
		for (let r = this.#lists.first; r !== undefined; r = r.next) {
			if (!this.#begun(r) || r.firstAt >= fetched) continue;
			const concerned = r.concerns(sid, deviceTlbOf);
			if (concerned && r.tries >= MOST_TRIES) {
				this.#giveUp(r, sid);
				gaveUp = true;
			} else {
				// Requests of others are aborted too; that is none of their tries.
				if (concerned) r.tries++;
				this.#counters.invalidationRetries++;
				this.#resend(r);
			}
		}
		this.#sender.aborted(fetched);
		this.#unit.writeRegister(Reg.FSTS, Fsts.ITE);
		if (!gaveUp) return;
		this.#log.say(`an invalidation was given up; ${requesterName(sid)} has to be reset`);
		this.#onUnresponsive(sid);
	}

	/** IQE: the descriptor at the head was refused, or the tail. */
	#refused(): void {
		this.#counters.queueErrors++;
		const info = this.#unit.readRegister(Reg.IQERCD) & 0xf;
		const position = this.#ring.fetched();
		const head = this.#ring.readHead();
		const w0 = this.#ring.firstWord(head);
		this.#log.say(
			`the invalidation queue stopped with error ${info} at entry ${head}, first word 0x${w0.toString(16)}`,
		);
		if (position === this.#refusedAt) {
			this.#die();
			return;
		}
		this.#refusedAt = position;
		if (info === BAD_TAIL || info === UNALIGNED_TAIL) {
			this.#unit.writeRegister(Reg.FSTS, Fsts.IQE);
			this.#ring.ringAgain();
			return;
		}
		if (this.#sender.markerAt === position) {
			this.#sender.forgetMarker();
		} else if ((w0 & 0xf) === Descriptor.PAGE_GROUP_RESPONSE) {
			this.#counters.responsesLost++;
		} else {
			for (let r = this.#lists.first; r !== undefined; r = r.next) {
				const end = r.state === ListState.WAITING ? r.fenceAt : this.#ring.pushed;
				if (this.#begun(r) && r.firstAt <= position && position <= end) this.#retry(r);
			}
		}
		this.#ring.overwrite(head);
		this.#unit.writeRegister(Reg.FSTS, Fsts.IQE);
	}

	/** Whether some of the request is in the ring and it is not complete. */
	#begun(request: InvalidationRequest): boolean {
		if (request.state === ListState.WAITING) return !this.#ring.written(request.tag);
		return request.state === ListState.UNSENT && request.cursor > 0;
	}

	/** Has a request sent again, or gives it up. */
	#retry(request: InvalidationRequest): void {
		request.tries++;
		if (request.tries > MOST_TRIES) {
			request.state = ListState.DONE;
			this.#counters.invalidationsGivenUp++;
			return;
		}
		this.#counters.invalidationRetries++;
		this.#resend(request);
	}

	#resend(request: InvalidationRequest): void {
		request.state = ListState.UNSENT;
		request.cursor = 0;
		this.#lists.rewind();
	}

	/** Goes on with a request without a function that times out; if there are others in it, they are waited for still. */
	#giveUp(request: InvalidationRequest, sid: number): void {
		this.#counters.invalidationsGivenUp++;
		const left = request.leaveOut(sid, deviceTlbOf);
		request.tries = 0;
		if (left) this.#resend(request);
		else request.state = ListState.DONE;
	}

	/** The hardware refuses even a plain wait: gives up everything, so that nobody waits for it. */
	#die(): void {
		this.#dead = true;
		this.#log.say(
			'the invalidation queue does not go on: invalidations and responses are lost now',
		);
		this.#counters.invalidationsGivenUp += this.#lists.finish();
		this.#sender.giveUp();
	}
}
