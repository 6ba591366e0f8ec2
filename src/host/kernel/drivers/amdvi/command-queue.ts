import type { Clock } from '../../../../base/clock.js';
import { SoonOnce } from '../../../../base/soon-once.js';
import { ResponseCode } from '../../fault.js';
import { ListChain } from '../shared/list-chain.js';
import { type DriverLog, requesterName } from '../shared/log.js';
import { ListState } from '../shared/queued-commands.js';
import { poll } from '../shared/registers.js';
import { CommandList, deviceIotlbOf } from './command-list.js';
import type { CommandRing } from './command-ring.js';
import { CommandSender } from './command-sender.js';
import type { AmdViCounters } from './counters.js';
import { Opcode, PASID_MASK, Response } from './layout.js';

/** Times that a list is sent again before it is given up. */
const MOST_TRIES = 3;

export interface CommandQueueOptions {
	readonly ring: CommandRing;
	readonly clock: Clock;
	readonly log: DriverLog;
	readonly counters: AmdViCounters;
	/**
	 * Reads the event log, in which errors of commands stand: before anything counts as complete. False: there is more.
	 */
	readonly readEvents: () => boolean;
	/** A function did not complete invalidations in time again and again, and one was given up. */
	readonly onUnresponsive: (sourceId: number) => void;
}

/**
 * What goes through the command buffer: invalidations and answers of page requests. Owns everything that is on
 * its way:
 *
 *      [ R R R | inv wait(t=7) atc wait(t=8) | R | inv wait(t=9) | R R ]     <- backlog of responses
 *                     list 1, with a barrier         list 2                  <- lists not sent yet
 *
 * - A list of commands ends with a wait, which stores the list's tag and interrupts. Lists complete towards
 *   their callers in the order of `submit`, each exactly once, and never inside `submit`. How many there
 *   are is bounded by their callers.
 * - What finds the ring full waits (CommandSender). Nothing is dropped.
 * - No wait holds up later commands (F is never set): a function that is slow to complete its invalidations
 *   delays those who wait for it and not the responses of others. A barrier is kept by sending what
 *   is behind it later.
 *
 * A time-out of a function (IOTLB_INV_TIMEOUT) lets the waits complete all the same, so events are read
 * before waits are believed, and the lists that it concerns are sent again. After three more tries of a list the
 * function is given up: it is logged and counted, `onUnresponsive` is told, and the list goes on without it, so that
 * nothing hangs, and still waits for others. A function that was given up may use what should have been invalidated, and
 * is not to be trusted until it is reset. A refused command (ILLEGAL_COMMAND_ERROR) is overwritten and its list sent
 * again, three times at most.
 */
export class CommandQueue {
	readonly #ring: CommandRing;
	readonly #log: DriverLog;
	readonly #counters: AmdViCounters;
	readonly #readEvents: () => boolean;
	readonly #onUnresponsive: (sourceId: number) => void;
	/** What waits for the hardware, or for room. */
	readonly #lists = new ListChain(() => new CommandList());
	readonly #sender: CommandSender;
	/** Running number of the command at which the buffer stopped last; -1: none. */
	#stoppedAt = -1;
	/** The hardware refused to go on; nothing is sent any more. */
	#dead = false;
	readonly #soon: SoonOnce;

	constructor(options: CommandQueueOptions) {
		this.#ring = options.ring;
		this.#soon = new SoonOnce(options.clock, () => this.service());
		this.#log = options.log;
		this.#counters = options.counters;
		this.#readEvents = options.readEvents;
		this.#onUnresponsive = options.onUnresponsive;
		this.#sender = new CommandSender(options.ring, this.#lists, options.counters);
	}

	/** Gives the unit an empty buffer. Throws RESOURCE_EXHAUSTED when there are no frames for it. */
	start(): void {
		this.#ring.start();
		this.#stoppedAt = -1;
		this.#dead = false;
	}

	/** Waits until the hardware has fetched everything; it may be off then. */
	quiesce(): void {
		if (this.#ring.started && !this.#dead && this.#ring.running) this.#ring.drain();
	}

	/**
	 * Ends the use of the buffer by the unit, which is off. Lists that are not complete are completed: nothing is
	 * translated any more.
	 */
	stop(): void {
		if (!this.#ring.started) return;
		this.#lists.finish();
		this.#sender.reset();
		this.#harvest();
		this.#ring.free();
	}

	/** An empty list, to be filled and submitted. */
	begin(): CommandList {
		return this.#lists.take();
	}

	/**
	 * Sends a list. `done` is called once all of it is complete (or given up, see the class), after the lists
	 * submitted before, and after the running code has returned. The list belongs to the queue from here on.
	 */
	submit(list: CommandList, done: () => void): void {
		list.done = done;
		this.#lists.append(list);
		if (this.#dead) {
			list.state = ListState.DONE;
			this.#counters.invalidationsGivenUp++;
			this.serviceSoon();
			return;
		}
		this.#sender.begin(list);
		this.flush();
	}

	/** Submits a list and waits for it: for the time before anything else is under way. */
	submitAndWait(list: CommandList): void {
		let complete = false;
		this.submit(list, () => {
			complete = true;
		});
		poll('an invalidation complete', () => {
			this.service();
			return complete;
		});
	}

	/** Queues the response of a page group; `flush` makes it take effect. `pasid` is -1 for one without. */
	respond(sourceId: number, pasid: number, grpid: number, code: ResponseCode): void {
		// The kernel's codes are not the bus's.
		let wire: number = Response.FAILURE;
		if (code === ResponseCode.SUCCESS) wire = Response.SUCCESS;
		else if (code === ResponseCode.INVALID) wire = Response.INVALID;
		const w3 = (grpid & Response.TAG_MASK) | (wire << Response.CODE_SHIFT);
		const w1 = Opcode.COMPLETE_PPR | (pasid === -1 ? 0 : pasid & PASID_MASK);
		const w2 = pasid === -1 ? 0 : Response.GUEST;
		if (this.#dead) {
			this.#counters.responsesLost++;
		} else this.#sender.respond(sourceId, w1, w2, w3);
	}

	/** Tells the hardware of everything that was queued since the last time. */
	flush(): void {
		this.#ring.flush();
	}

	/** The interrupt: `service` once the running code has returned, however often it is asked for. */
	serviceSoon(): void {
		this.#soon.ask();
	}

	/** Reads the events, completes what the hardware has completed, and sends what found no room. */
	service(): void {
		if (!this.#ring.started) return;
		if (this.#readEvents()) this.#harvest();
		else this.serviceSoon();
		if (!this.#dead) this.#sender.pump();
	}

	/**
	 * The buffer stopped, at its head: at a command that is not `legal`, or because memory could not be reached. It is
	 * started again; a second stop at the same command ends it.
	 */
	stopped(legal: boolean): void {
		if (!this.#ring.started || this.#dead) return;
		const position = this.#ring.fetched();
		const head = this.#ring.readHead();
		const opcode = this.#ring.opcodeWord(head);
		this.#log.say(
			`the command buffer stopped at entry ${head}, second word 0x${(opcode >>> 0).toString(16)}`,
		);
		if (position === this.#stoppedAt) {
			this.#die();
			return;
		}
		this.#stoppedAt = position;
		if (legal) {
			// What was on its way may be lost.
			this.#resend();
		} else {
			if ((opcode & 0xf000_0000) >>> 0 === Opcode.COMPLETE_PPR) this.#counters.responsesLost++;
			else {
				const list = this.#listAt(position);
				if (list !== undefined) this.#retry(list);
			}
			this.#ring.overwrite(head);
		}
		this.#ring.restart();
	}

	/** A function did not complete the invalidation of a command in time, given by its address. */
	timedOut(sourceId: number, addressLow: number, addressHigh: number): void {
		if (!this.#ring.started || this.#dead) return;
		this.#log.say(
			`${requesterName(sourceId)} did not complete an invalidation of its IOTLB in time`,
		);
		const list = this.#listAt(this.#ring.numberAt(addressLow, addressHigh));
		if (list === undefined) return;
		if (list.tries < MOST_TRIES) {
			this.#retry(list);
			return;
		}
		this.#giveUp(list, sourceId);
		this.#log.say(`an invalidation was given up; ${requesterName(sourceId)} has to be reset`);
		this.#onUnresponsive(sourceId);
	}

	/**
	 * Events were lost, among them maybe those about commands: whatever is not complete is sent again, and a
	 * buffer that stopped is started again.
	 */
	eventsLost(): void {
		if (!this.#ring.started || this.#dead) return;
		this.#resend();
		if (!this.#ring.running) this.stopped(false);
	}

	/** Sends every list again that was begun; it does not count as one of its tries. */
	#resend(): void {
		for (let list = this.#lists.first; list !== undefined; list = list.next)
			if (begun(list)) {
				this.#counters.invalidationRetries++;
				list.rewind();
			}
		this.#lists.rewind();
	}

	/** Completes lists from the oldest on, as far as they are complete. */
	#harvest(): void {
		this.#sender.lookAtMarker();
		for (;;) {
			const list = this.#lists.first;
			if (list === undefined || list.state === ListState.UNSENT) return;
			if (list.state === ListState.WAITING && !this.#ring.written(list.tag)) return;
			const { done } = list;
			this.#lists.shift(list);
			this.#counters.invalidations++;
			done();
		}
	}

	/** The list that a command in the ring is of, unless it is complete. */
	#listAt(position: number): CommandList | undefined {
		// It may be the command in question; another one is made where it is needed.
		this.#sender.forgetMarker();
		for (let list = this.#lists.first; list !== undefined; list = list.next) {
			if (!begun(list) || position < list.firstAt) continue;
			const end = list.tag !== 0 ? list.fenceAt : this.#ring.pushed;
			if (position <= end) return list;
		}
		return undefined;
	}

	/** Has a list sent again, or gives it up. */
	#retry(list: CommandList): void {
		list.tries++;
		if (list.tries > MOST_TRIES) {
			list.state = ListState.DONE;
			this.#counters.invalidationsGivenUp++;
			return;
		}
		this.#counters.invalidationRetries++;
		list.rewind();
		this.#lists.rewind();
	}

	/** Goes on with a list without a function that times out; if there are others in it, they are waited for still. */
	#giveUp(list: CommandList, sourceId: number): void {
		this.#counters.invalidationsGivenUp++;
		const left = list.leaveOut(sourceId, deviceIotlbOf);
		list.tries = 0;
		if (left) {
			list.rewind();
			this.#lists.rewind();
		} else list.state = ListState.DONE;
	}

	/** The hardware does not go on: gives up everything, so that nobody waits for it. */
	#die(): void {
		this.#dead = true;
		this.#log.say('the command buffer does not go on: invalidations and responses are lost now');
		this.#counters.invalidationsGivenUp += this.#lists.finish();
		this.#sender.giveUp();
	}
}

/** Whether some of the list is in the ring and it does not count as complete. */
function begun(list: CommandList): boolean {
	if (list.state === ListState.WAITING) return true;
	return list.state === ListState.UNSENT && (list.cursor > 0 || list.tag !== 0);
}
