import { FaultlineError } from '../../src/base/errors.js';
import type { MemoryHost } from '../../src/testkit/memory-host.js';
import type { VirtualProcess } from '../../src/testkit/virtual-process.js';
import type { MemoryTransport } from '../../src/wire/memory-transport.js';
import type { CloseReason, Transport, TransportEvents } from '../../src/wire/transport.js';
import type { Draw } from './draw.js';
import type { ConnectionBook } from './observer/session-book.js';
import type { Sessions } from './observer/sessions.js';

/** Messages of one direction that a connection takes before its sender has to wait. */
const IN_FLIGHT = 8;

/** A host as the network knows it. */
export interface Site {
	readonly memory: MemoryHost;
	readonly sessions: Sessions;
}

/** The way between one guest's agents and their host, or another one where that sent them, and what can happen to it. */
export class Network {
	readonly #siteOf: (address: string | undefined) => Site | undefined;
	readonly #draw: Draw;
	/** One-way delay of each message, least and most; streams of different guests overtake each other. */
	delayMs: readonly [number, number];
	/** `refused`: connections are not taken; `silent`: nothing gets through, and nobody is told. */
	state: 'up' | 'refused' | 'silent' = 'up';
	#latest: { agent: MemoryTransport; host: MemoryTransport } | undefined;
	/** The latest connection is with another host than the guest's own. */
	away = false;

	/** `siteOf` gives the host of an address, or the guest's own; undefined: nobody listens there now. */
	constructor(
		siteOf: (address: string | undefined) => Site | undefined,
		draw: Draw,
		delayMs: readonly [number, number],
	) {
		this.#siteOf = siteOf;
		this.#draw = draw;
		this.delayMs = delayMs;
	}

	/** Connects an agent's process, with the host to which it was sent, if it was. Throws UNAVAILABLE where that is refused. */
	connect(process: VirtualProcess, address?: string): Transport {
		const site = this.#siteOf(address);
		if (this.state === 'refused' || site === undefined)
			throw new FaultlineError('UNAVAILABLE', 'the network of the simulation is down');
		const delayMs = () => {
			const [least, most] = this.delayMs;
			return least === most ? least : least + this.#draw.next() * (most - least);
		};
		const { memory, sessions } = site;
		this.away = address !== undefined;
		const made = memory.connect(
			{ delayMs, inFlight: IN_FLIGHT },
			(transport) => new WatchedTransport(transport, sessions, sessions.open()),
		);
		this.#latest = made;
		if (this.state === 'silent') made.agent.link.silence();
		return process.own(made.agent);
	}

	/** The latest connection breaks; both ends hear of it, or one. */
	cut(side: 'both' | 'agent' | 'host'): void {
		const { agent, host } = this.#latest ?? {};
		agent?.link.cut(side === 'both' ? undefined : side === 'agent' ? agent : host);
	}

	/** The latest connection goes dead, and nobody hears of it. */
	silence(): void {
		this.#latest?.agent.link.silence();
	}

	/** The agent's end takes no messages until what is returned is called. */
	hold(): () => void {
		const { agent } = this.#latest ?? {};
		agent?.hold();
		return () => agent?.release();
	}

	/** An agent's process ended: its system says so to the host, if anything gets through. */
	hangUp(): void {
		const { agent, host } = this.#latest ?? {};
		if (agent === undefined || host === undefined || agent.link.silent) return;
		agent.link.cut(host);
	}
}

/** The host's end of a connection, where the observer listens. */
class WatchedTransport implements Transport {
	readonly #inner: Transport;
	readonly #sessions: Sessions;
	readonly #connection: ConnectionBook;

	constructor(inner: Transport, sessions: Sessions, connection: ConnectionBook) {
		this.#inner = inner;
		this.#sessions = sessions;
		this.#connection = connection;
		connection.writable = () => inner.writable;
	}

	get writable(): boolean {
		return this.#inner.writable;
	}

	get peer(): string {
		return this.#inner.peer;
	}

	open(events: TransportEvents): void {
		this.#inner.open({
			onMessage: (message) => {
				this.#sessions.toHost(this.#connection, message);
				events.onMessage(message);
				this.#sessions.handled(this.#connection);
			},
			onDrain: () => events.onDrain(),
			onClose: (reason) => {
				this.#sessions.closed(this.#connection, reason === undefined);
				events.onClose(reason);
			},
		});
	}

	send(message: Uint8Array): boolean {
		this.#sessions.fromHost(this.#connection, message);
		return this.#inner.send(message);
	}

	close(reason?: CloseReason): void {
		this.#inner.close(reason);
		this.#sessions.closed(this.#connection);
	}
}
