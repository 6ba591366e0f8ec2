import { FaultlineError } from '../base/errors.js';
import type { MemoryConnection, MemoryHost } from './memory-host.js';
import type { HoldableTransport } from './virtual-process.js';

/** What can happen to the network between one guest and its host. */
export interface GuestNetwork {
	/** Its connections break, and both ends hear of it. The guest may connect again. */
	cut(): void;
	/** Nothing passes any more, through connections that are made from now on neither, and nobody hears of it, until `restore`. */
	silence(): void;
	/** Its connections break, and no new ones are taken until `restore`. */
	refuse(): void;
	/** Connections pass again; those that had fallen silent are gone, and both ends hear of it. */
	restore(): void;
	/** The guest's end takes nothing from the host until `release`: what the host sends piles up. */
	hold(): void;
	release(): void;
	/** What is sent from now on arrives that many milliseconds later, in each direction; 0: at once. */
	delay(ms: number): void;
}

/** A guest's own way to its host: makes its connections, and is the network that they pass through. */
export interface GuestLine extends GuestNetwork {
	/** A connection, not opened. Throws UNAVAILABLE while connections are refused. */
	connect(): HoldableTransport;
	/** The guest's process is gone: its connections break, and as far as anything passes the host hears of it. */
	hangUp(): void;
	close(): void;
}

export function refused(): FaultlineError {
	return new FaultlineError('UNAVAILABLE', 'the network refuses connections');
}

/** A line in memory, on the host's clock. */
export class MemoryLine implements GuestLine {
	readonly #host: MemoryHost;
	readonly #connections = new Set<MemoryConnection>();
	#state: 'up' | 'refused' | 'silent' = 'up';
	#held = false;
	#delayMs = 0;

	constructor(host: MemoryHost) {
		this.#host = host;
	}

	connect(): HoldableTransport {
		if (this.#state === 'refused') throw refused();
		for (const each of this.#connections) if (each.agent.closed) this.#connections.delete(each);
		const made = this.#host.connect({ delayMs: () => this.#delayMs });
		this.#connections.add(made);
		if (this.#state === 'silent') made.agent.link.silence();
		if (this.#held) made.agent.pause();
		return made.agent;
	}

	cut(): void {
		for (const { agent } of this.#connections) agent.link.cut();
		this.#connections.clear();
	}

	silence(): void {
		this.#state = 'silent';
		for (const { agent } of this.#connections) agent.link.silence();
	}

	refuse(): void {
		this.#state = 'refused';
		this.cut();
	}

	restore(): void {
		if (this.#state === 'silent') this.cut();
		this.#state = 'up';
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
		this.#delayMs = ms;
	}

	hangUp(): void {
		for (const { agent, host } of this.#connections) if (!agent.link.silent) agent.link.cut(host);
		this.#connections.clear();
	}

	close(): void {
		this.cut();
	}
}
