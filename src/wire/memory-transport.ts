import type { Clock } from '../base/clock.js';
import type { CloseReason, Transport, TransportEvents } from './transport.js';

/**
 * A session's connection inside one process, on a clock that is passed in: what tests and simulations put
 * in the place of the network. Messages keep their order and arrive after a delay; few of them may be in
 * flight; and the link can be held, silenced and cut.
 *
 * Nothing is delivered, and no event called, before the code that caused it has returned.
 */

export interface MemoryTransportOptions {
	/** One-way delay in milliseconds, asked for each message; 0 (the default): as soon as possible. */
	readonly delayMs?: number | (() => number);
	/** Messages of one direction that are under way before the sender should wait; default 16. */
	readonly inFlight?: number;
	/** What each end calls the other (`Transport.peer`): of the first end, of the second. */
	readonly peers?: readonly [string, string];
	/** Who the other side proved to be, at the first end and at the second; absent: nobody asked. */
	readonly identities?: readonly [string | undefined, string | undefined];
}

/** Two ends that are connected to each other. */
export function memoryTransportPair(
	clock: Clock,
	options: MemoryTransportOptions = {},
): [MemoryTransport, MemoryTransport] {
	const link = new MemoryLink(clock, options);
	return [link.first, link.second];
}

const LOST: CloseReason = { code: 'UNAVAILABLE', message: 'the connection was lost' };

type EndState =
	/** Messages flow. */
	| 'open'
	/** This end said goodbye: what it sent before still arrives, it receives nothing more. */
	| 'closing'
	/** Over; `onClose` was or is about to be called. */
	| 'closed';

/** The line between two ends, and what can happen to it. */
export class MemoryLink {
	readonly clock: Clock;
	readonly options: MemoryTransportOptions;
	readonly first: MemoryTransport;
	readonly second: MemoryTransport;
	/** The line is dead: nothing arrives any more, whether or not the ends know it. */
	silent = false;

	constructor(clock: Clock, options: MemoryTransportOptions) {
		this.clock = clock;
		this.options = options;
		const [firstPeer, secondPeer] = options.peers ?? ['memory:second', 'memory:first'];
		const [first, second] = options.identities ?? [];
		this.first = new MemoryTransport(this, firstPeer, first);
		this.second = new MemoryTransport(this, secondPeer, second);
	}

	/** The other end of `end`. */
	other(end: MemoryTransport): MemoryTransport {
		return end === this.first ? this.second : this.first;
	}

	/**
	 * Loses the connection: what is in flight is gone. Both ends learn of it, or only the one that is
	 * given; the other then goes on in the belief that it is connected.
	 */
	cut(only?: MemoryTransport, reason: CloseReason = LOST): void {
		this.silent = true;
		for (const end of [this.first, this.second])
			if (only === undefined || only === end) end.lose(reason);
	}

	/**
	 * The line goes dead without a word to either end (a connection that is half open at both). What they
	 * send piles up as in flight; an end that closes is done at once.
	 */
	silence(): void {
		this.silent = true;
		// An end may be waiting for its goodbye to get through.
		for (const end of [this.first, this.second]) end.notice();
	}
}

interface Flight {
	readonly message: Uint8Array;
	/** When it may arrive, by the link's clock. */
	readonly at: number;
}

/** One end of a MemoryLink. The extra members are for who plays the network. */
export class MemoryTransport implements Transport {
	readonly link: MemoryLink;
	readonly peer: string;
	readonly identity?: string;
	/** Messages handed over by `send` that were not lost on the spot, and messages that arrived here. */
	sent = 0;
	received = 0;
	#state: EndState = 'open';
	#events: TransportEvents | undefined;
	/** What this end sent and the other has not got yet, oldest first. */
	#flights: Flight[] = [];
	#latest = 0;
	#pumping = false;
	#held = false;
	#paused = false;
	#waiting = false;
	#goodbye: CloseReason | undefined;

	constructor(link: MemoryLink, peer: string, identity: string | undefined) {
		this.link = link;
		this.peer = peer;
		if (identity !== undefined) this.identity = identity;
	}

	get writable(): boolean {
		return this.#state !== 'open' || this.#flights.length < (this.link.options.inFlight ?? 16);
	}

	/** Messages under way from this end. */
	get inFlight(): number {
		return this.#flights.length;
	}

	get closed(): boolean {
		return this.#state === 'closed';
	}

	open(events: TransportEvents): void {
		if (this.#events !== undefined) throw new Error(`${this.peer}: open was called before`);
		this.#events = events;
		this.link.other(this).#pump();
	}

	send(message: Uint8Array): boolean {
		if (this.#state !== 'open') return true;
		const { clock, options } = this.link;
		const delay = typeof options.delayMs === 'function' ? options.delayMs() : options.delayMs;
		this.#latest = Math.max(this.#latest, clock.now() + (delay ?? 0));
		this.#flights.push({ message, at: this.#latest });
		this.sent++;
		this.#pump();
		const writable = this.writable;
		if (!writable) this.#waiting = true;
		return writable;
	}

	close(reason?: CloseReason): void {
		if (this.#state !== 'open') return;
		this.#state = 'closing';
		this.#goodbye = reason;
		this.#pump();
	}

	pause(): void {
		this.#paused = true;
	}

	resume(): void {
		this.#paused = false;
		this.link.other(this).#pump();
	}

	/** Stops taking messages at this end, so that the other end's pile up (see `writable`). */
	hold(): void {
		this.#held = true;
	}

	/** Takes messages again. */
	release(): void {
		this.#held = false;
		this.link.other(this).#pump();
	}

	/** This end learns that the connection is lost. Called by the link. */
	lose(reason: CloseReason): void {
		if (this.#state === 'closed') return;
		this.#state = 'closed';
		this.#flights = [];
		this.link.clock.soon(() => this.#events?.onClose(reason));
	}

	/** Looks at the link anew. Called by the link. */
	notice(): void {
		this.#pump();
	}

	/** Makes sure that `#deliver` will be called when the oldest message may arrive. */
	#pump(): void {
		if (this.#pumping) return;
		const oldest = this.#flights[0];
		if (oldest === undefined && this.#state !== 'closing') return;
		this.#pumping = true;
		const { clock } = this.link;
		const wait = (oldest?.at ?? 0) - clock.now();
		const deliver = () => {
			this.#pumping = false;
			this.#deliver();
		};
		if (wait > 0) clock.after(wait, deliver);
		else clock.soon(deliver);
	}

	#deliver(): void {
		const other = this.link.other(this);
		if (this.link.silent) {
			if (this.#state !== 'closing') return;
			this.#state = 'closed';
			this.#flights = [];
			this.#events?.onClose(undefined);
			return;
		}
		const now = this.link.clock.now();
		for (;;) {
			const oldest = this.#flights[0];
			if (oldest === undefined || oldest.at > now) break;
			if (other.#held || other.#paused || other.#events === undefined) return;
			this.#flights.shift();
			if (other.#state !== 'open') continue;
			other.received++;
			other.#events.onMessage(oldest.message);
			// The receiver may have cut the link.
			if (this.link.silent) return;
		}
		if (this.#waiting && this.#state === 'open' && this.writable) {
			this.#waiting = false;
			this.#events?.onDrain();
		}
		if (this.#flights.length > 0) this.#pump();
		else if (this.#state === 'closing' && other.#events !== undefined) this.#finish(other);
	}

	/** Everything that this end sent is out: tells the other end, then itself, that it is over. */
	#finish(other: MemoryTransport): void {
		this.#state = 'closed';
		if (other.#state !== 'closed') {
			other.#state = 'closed';
			other.#flights = [];
			other.#events?.onClose(this.#goodbye);
		}
		this.#events?.onClose(undefined);
	}
}
