import type { Clock } from '../../../../base/clock.js';
import { SoonOnce } from '../../../../base/soon-once.js';
import { ListChain } from './list-chain.js';
import type { DriverLog } from './log.js';
import type { OrderedCommands } from './ordered-commands.js';
import type { OrderedRing } from './ordered-ring.js';
import { ListState, type QueuedCommands, WORDS } from './queued-commands.js';
import { poll } from './registers.js';
import { ResponseBacklog } from './response-backlog.js';

/** Entries kept free of everything but the marker. */
const RESERVED = 1;
/** Times that a list is sent again before it is given up. */
const MOST_TRIES = 3;

/** What an ordered queue counts. */
export interface CommandCounters {
	responses: number;
	/** Responses that waited for room. */
	responsesDelayed: number;
	responsesLost: number;
	invalidations: number;
	invalidationRetries: number;
	invalidationsGivenUp: number;
	commandErrors: number;
}

export interface OrderedQueueOptions<Ring extends OrderedRing, Counters extends CommandCounters> {
	readonly ring: Ring;
	readonly clock: Clock;
	readonly log: DriverLog;
	readonly counters: Counters;
	/** A function did not complete ATC invalidations in time again and again, and a list was given up. */
	readonly onUnresponsive: (sourceId: number) => void;
}

/**
 * What goes through a command queue whose commands complete in order: invalidations, and the answers to page requests
 * and stalls. Owns everything that waits for the hardware, or for room.
 *
 *      ring:  answer answer IOTLB fence ATC fence answer IOTLB fence      -> IOMMU, in order
 *                           list 1                list 2                  <- lists not sent yet
 *
 * - A list of commands ends with a fence that interrupts. It is complete once that is passed, which the head index
 *   tells. Lists complete towards their callers in the order of `submit`, each exactly once, and never inside
 *   `submit`. How many there are is bounded by their callers.
 * - What finds the ring full waits here, answers before lists. Then a marker, a fence of its own in the one entry that
 *   is kept for it, tells when the hardware got on. Nothing is dropped.
 * - A fence waits for the ATC invalidations before it, and everything behind it waits too, answers included: a function
 *   that is slow to complete invalidations holds up the others of its IOMMU. These architectures have no way around
 *   that, but a time-out. Answers that come first go first: nothing is put before them.
 *
 * After a time-out, lists that were begun and are not complete are sent again, and the fence is passed when it is
 * repeated. The hardware does not tell whose ATC was slow: so from then on a list has a fence for each. After three more
 * tries the function at whose fence the hardware stands is given up: it is logged and counted, `onUnresponsive` is told of
 * it, and the list goes on without it, so that nothing hangs, and still waits for the others. A function that was given up
 * may then use what should have been invalidated, and is not to be trusted until it is reset.
 * A refused command is overwritten with a fence, and its list sent again, three times at most.
 *
 * A driver's own queue knows its commands and how the hardware tells of errors.
 */
export abstract class OrderedQueue<
	List extends OrderedCommands,
	Ring extends OrderedRing,
	Counters extends CommandCounters,
> {
	protected readonly ring: Ring;
	protected readonly log: DriverLog;
	protected readonly counters: Counters;
	/** The hardware refused to go on; nothing is sent any more. */
	protected dead = false;
	readonly #onUnresponsive: (sourceId: number) => void;
	/** Running number of the marker; -1: none is out. */
	#markerAt = -1;
	readonly #backlog = new ResponseBacklog();
	/** What waits for the hardware, or for room. */
	readonly #lists = new ListChain(() => this.create());
	#sending = false;
	/** Running number of the command that was refused last; -1: none. */
	#refusedAt = -1;
	readonly #soon: SoonOnce;

	constructor(options: OrderedQueueOptions<Ring, Counters>) {
		this.ring = options.ring;
		this.log = options.log;
		this.counters = options.counters;
		this.#soon = new SoonOnce(options.clock, () => this.service());
		this.#onUnresponsive = options.onUnresponsive;
	}

	/** A new list. */
	protected abstract create(): List;
	/** Whether a command, by its first word, is an answer: not one of a list. */
	protected abstract isAnswer(w0: number): boolean;
	/** The function whose ATC a command is about, by its first two words; -1: it is about none. */
	protected abstract atcOf(w0: number, w1: number): number;
	/** How people call what a source id names: "device", "stream". */
	protected abstract readonly sourceWord: string;
	/** Completes what the hardware has completed, and sends what found no room; takes errors that it finds. */
	abstract service(): void;

	/** Lists that are not complete. */
	get outstanding(): number {
		return this.#lists.length;
	}

	/** The ring was started. */
	protected begun(): void {
		this.#refusedAt = -1;
		this.dead = false;
	}

	/** Waits until the hardware has carried out all of it, unless it does not go on. */
	drain(): void {
		if (this.ring.started && !this.dead) this.ring.drain();
	}

	/**
	 * Ends the use of the queue by the hardware. Lists that are not complete are completed: the caller has made sure
	 * that nothing is translated any more.
	 */
	stop(): void {
		if (!this.ring.started) return;
		this.ring.stop();
		this.#lists.finish();
		this.#markerAt = -1;
		this.harvest();
	}

	/** An empty list, to be filled and submitted. */
	begin(): List {
		return this.#lists.take();
	}

	/**
	 * Sends a list. `done` is called once all of it is complete (or given up, see the class), after the lists
	 * submitted before, and after the running code has returned. The list belongs to the queue from here on.
	 */
	submit(list: List, done: () => void): void {
		list.done = done;
		this.#lists.append(list);
		if (this.dead) {
			list.state = ListState.DONE;
			this.counters.invalidationsGivenUp++;
			this.serviceSoon();
			return;
		}
		if (this.#lists.unsent === undefined) this.#lists.unsent = list;
		this.#send();
		this.flush();
	}

	/** Submits a list and waits for it: for the time before there are interrupts. */
	submitAndWait(list: List): void {
		let complete = false;
		this.submit(list, () => {
			complete = true;
		});
		poll('commands carried out', () => {
			this.harvest();
			return complete;
		});
	}

	/** Queues the answer of a group or a stall as its command; `flush` makes it take effect. */
	protected answer(w0: number, w1: number, w2: number, w3: number): void {
		if (this.dead) {
			this.counters.responsesLost++;
		} else if (this.#backlog.length === 0 && this.ring.hasRoom(RESERVED)) {
			this.counters.responses++;
			this.ring.push(w0, w1, w2, w3);
		} else {
			this.counters.responsesDelayed++;
			this.#backlog.push(w0, w1, w2, w3);
			this.#mark();
		}
	}

	/** Tells the hardware of everything that was queued since the last time. */
	flush(): void {
		this.ring.flush();
	}

	/** A fence has interrupted, or the queue has stopped: `service` once the running code has returned, however often it is asked for. */
	serviceSoon(): void {
		this.#soon.ask();
	}

	/** Something waits for room: makes sure that an interrupt comes once the hardware got on. */
	#mark(): void {
		// Looking for room comes first: it may run code that comes here too.
		if (this.ring.hasRoom(0) && this.#markerAt === -1) this.#markerAt = this.ring.pushFence();
		this.flush();
	}

	/** Sends what found no room. */
	protected pump(): void {
		if (this.dead) return;
		const backlog = this.#backlog;
		while (backlog.length > 0) {
			if (!this.ring.hasRoom(RESERVED)) {
				this.#mark();
				return;
			}
			this.counters.responses++;
			this.ring.push(backlog.peek(0), backlog.peek(1), backlog.peek(2), backlog.peek(3));
			backlog.shift();
		}
		this.#send();
		this.flush();
	}

	/** Puts unsent lists into the ring, in order, as far as there is room. */
	#send(): void {
		// Looking for room may run code that submits: then the outer call goes on with what was added.
		if (this.#sending) return;
		this.#sending = true;
		let list = this.#lists.unsent;
		while (list !== undefined && (list.state !== ListState.UNSENT || this.#sendOne(list)))
			list = list.next;
		this.#lists.unsent = list;
		this.#sending = false;
	}

	/** Sends the rest of a list; false: it does not fit. */
	#sendOne(list: List): boolean {
		const ring = this.ring;
		for (;;) {
			if (!ring.hasRoom(RESERVED)) {
				this.#mark();
				return false;
			}
			if (list.cursor === 0) {
				list.firstAt = ring.pushed;
				list.unfenced();
			}
			if (list.cursor === list.count) {
				list.fenceAt = ring.pushFence();
				list.fenced(list.fenceAt);
				list.state = ListState.WAITING;
				return true;
			}
			const { words } = list;
			const at = list.cursor * WORDS;
			if (list.split) {
				const atc = this.atcOf(words[at]!, words[at + 1]!);
				if (list.atc !== -1 && list.atc !== atc) {
					list.fenced(ring.pushFence());
					continue;
				}
				list.atc = atc;
			}
			ring.push(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
			list.cursor++;
		}
	}

	/** Completes lists from the oldest on, as far as they are complete. */
	protected harvest(): void {
		for (;;) {
			const consumed = this.ring.started ? this.ring.consumed() : this.ring.pushed;
			if (this.#markerAt < consumed) this.#markerAt = -1;
			const list = this.#lists.first;
			if (list === undefined || list.state === ListState.UNSENT) return;
			if (list.state === ListState.WAITING && list.fenceAt >= consumed) return;
			const { done } = list;
			this.#lists.shift(list);
			this.counters.invalidations++;
			done();
		}
	}

	/**
	 * A time-out: what was begun and is not complete has to be sent again. The hardware stands at the fence. Returns the
	 * functions that were given up, for `unresponsive`.
	 */
	protected timedOut(): Set<number> {
		this.log.say('an ATC invalidation was not completed in time');
		const position = this.ring.consumed();
		const guilty = new Set<number>();
		for (let r = this.#lists.first; r !== undefined; r = r.next) {
			if (!isBegun(r, position) || r.firstAt >= position) continue;
			const slow = r.split ? r.slowAt(position) : -1;
			if (slow !== -1 && r.tries >= MOST_TRIES) {
				this.#giveUp(r, slow);
				guilty.add(slow);
			} else {
				r.split = true;
				r.tries = Math.min(r.tries + 1, MOST_TRIES);
				this.counters.invalidationRetries++;
				this.#resend(r);
			}
		}
		return guilty;
	}

	/** Functions did not complete an invalidation however often it was sent. */
	protected unresponsive(guilty: Set<number>): void {
		for (const sourceId of guilty) {
			this.log.say(
				`an invalidation was given up; ${this.sourceWord} 0x${sourceId.toString(16)} has to be reset`,
			);
			this.#onUnresponsive(sourceId);
		}
	}

	/**
	 * The hardware stands at a command: one that it refuses (`illegal`), or that it cannot fetch or complete, which is
	 * tried again. A second stop at the same command is the end of the queue.
	 */
	protected refused(error: string, illegal: boolean): void {
		const position = this.ring.consumed();
		const head = this.ring.readHead();
		const w0 = this.ring.firstWord(head);
		this.log.say(
			`the command queue stopped at entry ${head}, ${error}, first word 0x${w0.toString(16)}`,
		);
		if (position === this.#refusedAt) {
			this.#die();
			return;
		}
		this.#refusedAt = position;
		if (!illegal) return;
		if (this.isAnswer(w0)) {
			this.counters.responsesLost++;
		} else {
			for (let r = this.#lists.first; r !== undefined; r = r.next)
				if (isBegun(r, position) && r.firstAt <= position) this.#retry(r);
		}
		this.ring.overwrite(head);
	}

	/** Has a list sent again, or gives it up. */
	#retry(list: List): void {
		list.tries++;
		if (list.tries > MOST_TRIES) {
			this.counters.invalidationsGivenUp++;
			this.#giveUpAll(list);
			return;
		}
		this.counters.invalidationRetries++;
		this.#resend(list);
	}

	#resend(list: List): void {
		list.state = ListState.UNSENT;
		list.cursor = 0;
		this.#lists.rewind();
	}

	#giveUpAll(list: List): void {
		list.state = ListState.DONE;
		this.serviceSoon();
	}

	/** Goes on with a list without a function; the others are waited for still. */
	#giveUp(list: List, slow: number): void {
		this.counters.invalidationsGivenUp++;
		list.tries = 0;
		if (list.leaveOut(slow, (w0, w1) => this.atcOf(w0, w1))) this.#resend(list);
		else this.#giveUpAll(list);
	}

	/** The hardware refuses even a plain fence: gives up everything, so that nobody waits for it. */
	#die(): void {
		this.dead = true;
		this.log.say('the command queue does not go on: invalidations and responses are lost now');
		this.counters.invalidationsGivenUp += this.#lists.finish();
		this.#markerAt = -1;
		this.counters.responsesLost += this.#backlog.length;
		while (this.#backlog.length > 0) this.#backlog.shift();
	}
}

/** Whether some of the list is in the ring and it is not complete, the hardware standing at `position`. */
function isBegun(list: QueuedCommands, position: number): boolean {
	if (list.state === ListState.WAITING) return list.fenceAt >= position;
	return list.state === ListState.UNSENT && list.cursor > 0;
}
