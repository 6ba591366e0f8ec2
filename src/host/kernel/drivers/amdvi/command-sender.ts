import type { ListChain } from '../shared/list-chain.js';
import { ListState, WORDS } from '../shared/queued-commands.js';
import { ResponseBacklog } from '../shared/response-backlog.js';
import type { CommandList } from './command-list.js';
import { type CommandRing, STATUS_SLOTS } from './command-ring.js';
import type { AmdViCounters } from './counters.js';

/** Entries kept free of everything but the marker. */
const RESERVED = 1;

/** How far a list could be sent. */
const Sent = {
	/** All of it. */
	ALL: 0,
	/** Up to its barrier, whose wait is not complete. */
	HELD: 1,
	/** As far as there was room. */
	FULL: 2,
} as const;

/**
 * Puts responses and lists of commands into the ring of a CommandQueue. Owns what waits for room: responses go
 * before lists, which go in order, and a list is held at its barrier until what is before that is complete.
 *
 * Where something found the ring full a marker, a wait of its own in the one entry that is kept for it, tells when
 * the hardware got on.
 */
export class CommandSender {
	readonly #ring: CommandRing;
	readonly #lists: ListChain<CommandList>;
	readonly #counters: AmdViCounters;
	/** No tag below this is waited for. */
	#lowTag = 1;
	/** Tag of the marker; 0: none is out. */
	#markerTag = 0;
	readonly #backlog = new ResponseBacklog();
	/** A list waits for room: those after it are not begun. */
	#full = false;
	#sending = false;

	constructor(ring: CommandRing, lists: ListChain<CommandList>, counters: AmdViCounters) {
		this.#ring = ring;
		this.#lists = lists;
		this.#counters = counters;
	}

	/** Nothing is under way any more. */
	reset(): void {
		this.#full = false;
		this.#markerTag = 0;
	}

	/** A list was appended to the others. */
	begin(list: CommandList): void {
		if (this.#lists.unsent === undefined) this.#lists.unsent = list;
		// Lists before it that are held at their barrier are left alone: their waits come back by themselves.
		if (!this.#full) this.#send(list);
	}

	/** The command of a response, in four words. */
	respond(w0: number, w1: number, w2: number, w3: number): void {
		if (this.#backlog.length === 0 && this.#ring.hasRoom(RESERVED)) {
			this.#counters.responses++;
			this.#ring.push(w0, w1, w2, w3);
		} else {
			this.#counters.responsesDelayed++;
			this.#backlog.push(w0, w1, w2, w3);
			this.#mark();
		}
	}

	/** Puts everything that waits into the ring, as far as there is room, and tells the hardware. */
	pump(): void {
		const backlog = this.#backlog;
		while (backlog.length > 0) {
			if (!this.#ring.hasRoom(RESERVED)) {
				this.#mark();
				return;
			}
			this.#counters.responses++;
			this.#ring.push(backlog.peek(0), backlog.peek(1), backlog.peek(2), backlog.peek(3));
			backlog.shift();
		}
		this.#send(this.#lists.unsent);
		this.#ring.flush();
	}

	/** Once the hardware is past the marker another one may be made. */
	lookAtMarker(): void {
		if (this.#markerTag !== 0 && this.#ring.written(this.#markerTag)) this.#markerTag = 0;
	}

	/** The marker may be lost, if the hardware is not past it. */
	forgetMarker(): void {
		this.#markerTag = 0;
	}

	/** The hardware does not go on: responses that wait are lost. */
	giveUp(): void {
		this.#markerTag = 0;
		this.#counters.responsesLost += this.#backlog.length;
		while (this.#backlog.length > 0) this.#backlog.shift();
	}

	/** Whether one more tag can be told from those waited for. */
	#hasTag(): boolean {
		const { nextTag } = this.#ring;
		if (nextTag - this.#lowTag < STATUS_SLOTS) return true;
		let low = this.#markerTag === 0 ? nextTag : this.#markerTag;
		for (let list = this.#lists.first; list !== undefined; list = list.next)
			if (list.state !== ListState.DONE && list.tag !== 0) low = Math.min(low, list.tag);
		this.#lowTag = low;
		return nextTag - low < STATUS_SLOTS;
	}

	/** Something waits for room: makes sure that an interrupt comes once the hardware got on. */
	#mark(): void {
		// Without a tag, lists are waiting whose completion serves as well. Looking for room comes first:
		// it may run code that comes here too.
		if (this.#ring.hasRoom(0) && this.#markerTag === 0 && this.#hasTag())
			this.#markerTag = this.#ring.pushWait();
		this.#ring.flush();
	}

	/** Puts lists into the ring, from one on, in order, as far as there is room. */
	#send(from: CommandList | undefined): void {
		// Looking for room may run code that submits: then the outer call goes on with what was added.
		if (this.#sending) return;
		this.#sending = true;
		this.#full = false;
		/** All lists up to here are sent. */
		let sent = from === this.#lists.unsent;
		for (let list = from; list !== undefined; list = list.next) {
			if (list.state !== ListState.UNSENT) continue;
			const end = this.#sendOne(list);
			if (sent && end !== Sent.ALL) {
				this.#lists.unsent = list;
				sent = false;
			}
			if (end !== Sent.FULL) continue;
			this.#full = true;
			break;
		}
		if (sent) this.#lists.unsent = undefined;
		this.#sending = false;
	}

	/** Sends as much of a list as can be. */
	#sendOne(list: CommandList): number {
		const ring = this.#ring;
		for (;;) {
			if (list.tag !== 0) {
				if (!ring.written(list.tag)) return Sent.HELD;
				list.tag = 0;
				list.passed = true;
			}
			const atEnd = list.cursor === list.count;
			const atBarrier = !atEnd && !list.passed && list.barrier > 0 && list.cursor === list.barrier;
			if (!ring.hasRoom(RESERVED) || ((atEnd || atBarrier) && !this.#hasTag())) {
				this.#mark();
				return Sent.FULL;
			}
			if (list.cursor === 0) list.firstAt = ring.pushed;
			if (atEnd || atBarrier) {
				list.fenceAt = ring.pushed;
				list.tag = ring.pushWait();
				if (atEnd) {
					list.state = ListState.WAITING;
					return Sent.ALL;
				}
				// Hardware that is at leisure is done with it at once.
				ring.flush();
				continue;
			}
			const { words } = list;
			const at = list.cursor * WORDS;
			ring.push(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
			list.cursor++;
		}
	}
}
