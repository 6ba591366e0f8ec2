import { FaultlineError } from '../base/errors.js';
import { checkMs } from './checked.js';
import type { MemoryConnection, MemoryHost } from './memory-host.js';
import type { HoldableTransport } from './virtual-process.js';

/** What can happen to the network between one guest and its host. */
export interface GuestNetwork {
	/** Its connections break, and both ends hear of it. The guest may connect again. How many they were. */
	cut(): number;
	/** Nothing passes any more, through connections that are made from now on neither, and nobody hears of it, until `restore`. */
	silence(): void;
	/** Its connections break, and no new ones are taken until `restore`. */
	refuse(): void;
	/** Connections pass again; those that had fallen silent are gone, and both ends hear of it. */
	restore(): void;
	/** The guest's end takes nothing from the host until `release`: what the host sends piles up. */
	hold(): void;
	release(): void;
	/** What is sent from now on arrives that many milliseconds later, in each direction; 0: at once. Throws CONFIG for less. */
	delay(ms: number): void;
}

/** A guest's own way to its host: makes its connections, and is the network that they pass through. */
export interface GuestLine extends GuestNetwork {
	/**
	 * A connection, not opened, to the line's host; or to another one, `redirect` (its `address`), where that host sent the guest.
	 * Throws UNAVAILABLE while connections are refused, and for ever once the line was closed.
	 */
	connect(redirect?: string): HoldableTransport;
	/** The guest's process is gone: its connections break, and as far as anything passes the host hears of it. */
	hangUp(): void;
	/** Ends its connections; there are no further ones. Called by the host at its end. */
	close(): void;
}

/** How a line is; a closed one stays so. */
export type LineState = 'up' | 'refused' | 'silent' | 'closed';

/** Throws UNAVAILABLE where a line takes no connections: for now, or for ever, at which an agent gives up. */
export function checkOpen(state: LineState): void {
	if (state === 'refused')
		throw new FaultlineError('UNAVAILABLE', 'the network refuses connections');
	if (state === 'closed')
		throw new FaultlineError('UNAVAILABLE', 'the host of this test was closed', {
			permanent: true,
		});
}

/** A line in memory, on the host's clock. */
export class MemoryLine implements GuestLine {
	readonly #host: MemoryHost;
	readonly #find: (address: string) => MemoryHost;
	readonly #connections = new Set<MemoryConnection>();
	#state: LineState = 'up';
	#held = false;
	#delayMs = 0;

	/** `find`: the host at an address, which a guest was sent to; throws UNAVAILABLE where there is none. */
	constructor(host: MemoryHost, find: (address: string) => MemoryHost) {
		this.#host = host;
		this.#find = find;
	}

	connect(redirect?: string): HoldableTransport {
		checkOpen(this.#state);
		for (const each of this.#connections) if (each.agent.closed) this.#connections.delete(each);
		const host = redirect === undefined ? this.#host : this.#find(redirect);
		const made = host.connect({ delayMs: () => this.#delayMs });
		this.#connections.add(made);
		if (this.#state === 'silent') made.agent.link.silence();
		if (this.#held) made.agent.pause();
		return made.agent;
	}

	cut(): number {
		const open = [...this.#connections].filter(({ agent }) => !agent.closed);
		this.#connections.clear();
		for (const { agent } of open) agent.link.cut();
		return open.length;
	}

	silence(): void {
		if (this.#state !== 'closed') this.#state = 'silent';
		for (const { agent } of this.#connections) agent.link.silence();
	}

	refuse(): void {
		if (this.#state !== 'closed') this.#state = 'refused';
		this.cut();
	}

	restore(): void {
		if (this.#state === 'silent') this.cut();
		if (this.#state !== 'closed') this.#state = 'up';
	}

	hold(): void {
		this.#held = true;
		// Not `hold`, which is the process's own.
		for (const { agent } of this.#connections) agent.pause();
	}

	release(): void {
		this.#held = false;
		for (const { agent } of this.#connections) agent.resume();
	}

	delay(ms: number): void {
		checkMs('delay', ms);
		this.#delayMs = ms;
	}

	hangUp(): void {
		for (const { agent, host } of this.#connections) if (!agent.link.silent) agent.link.cut(host);
		this.#connections.clear();
	}

	close(): void {
		this.#state = 'closed';
		this.cut();
	}
}
