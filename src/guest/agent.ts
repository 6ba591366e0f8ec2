import type { Clock, Timer } from '../base/clock.js';
import { systemClock } from '../base/clock.js';
import type { ErrorCode } from '../base/errors.js';
import { FaultlineError } from '../base/errors.js';
import type { Transport } from '../wire/transport.js';
import type { SpaceBinding } from './bindings.js';
import { Bindings } from './bindings.js';
import type { AgentEvent } from './events.js';
import type { AgentCounters } from './serving.js';
import type { LeaveResult } from './session.js';
import { Session } from './session.js';

export interface ReconnectOptions {
	/**
	 * Before the first attempt, in milliseconds; doubled for each further one, until a session has lasted for
	 * `maxMs`. Default 100.
	 */
	readonly initialMs?: number;
	/** At most, in milliseconds. Default 10000. */
	readonly maxMs?: number;
	/** Share of the time that chance may take off, 0 to 1. Default 0.5. */
	readonly jitter?: number;
	/** Chance: 0 to below 1, for example Math.random. Without it nothing is taken off. */
	readonly random?: () => number;
}

export interface AgentOptions {
	/** Makes a connection, for example `() => connectGrpc('127.0.0.1:7700')`. Called for each session. */
	readonly connect: () => Transport | Promise<Transport>;
	/** The guest that the agent serves, as the host's configuration names it. */
	readonly guest: string;
	/** Which address space devices see under which PASID. */
	readonly spaces: readonly SpaceBinding[];
	/** Names of the devices to take; default: all of the guest's that are free, now and later. */
	readonly devices?: readonly string[];
	/** Names the agent in the host's logs. Default "faultline-agent". */
	readonly name?: string;
	/** Default: the machine's clock. */
	readonly clock?: Clock;
	/** Groups of one device that may be unanswered. Default 512; never more than the device's limit. */
	readonly credit?: number;
	/** How to connect again after a session was lost; false: not at all. */
	readonly reconnect?: ReconnectOptions | false;
	/** How long the host may take to welcome the agent, in milliseconds. Default 10000. */
	readonly handshakeTimeoutMs?: number;
	/** Called for everything that happens; see also `Agent.on`. */
	readonly on?: (event: AgentEvent) => void;
}

/** Where an agent stands. */
export type AgentState =
	/** Not started. */
	| { readonly name: 'idle' }
	/** Waiting for a connection, or (`waiting`) for the time of the next attempt, counted from 1. */
	| { readonly name: 'connecting'; readonly attempt: number; readonly waiting: boolean }
	/** Connected; the host has not welcomed the agent yet, or not bound its devices. */
	| { readonly name: 'negotiating' }
	| { readonly name: 'serving' }
	/** `stop` was called; groups are being answered and pages written back. */
	| { readonly name: 'leaving' }
	| { readonly name: 'closed'; readonly error: FaultlineError | undefined };

/** What a new attempt would not change: the agent closes. */
const PERMANENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'PROTOCOL_VERSION',
	'UNKNOWN_GUEST',
	'UNKNOWN_DEVICE',
	'NOT_ASSIGNED',
	'MESSAGE_TOO_LARGE',
	'CONFIG',
	'ADDRESS',
	'INSECURE',
	'ACCESS_DENIED',
]);

const DEFAULT_STOP_MS = 10_000;

/**
 * Serves the page faults of a guest's devices: connects to the host, binds the devices' PASIDs to address
 * spaces, and answers every group that the host delivers, exactly once.
 *
 * When the connection is lost the agent connects again, with exponential backoff. The host has dropped all
 * mappings then, so a new session begins with nothing resident, and what devices wrote to resident pages is
 * lost ('lost-dirty' events say how many pages it can be). Contents that the agent had already got
 * back are not. A refusal that another attempt would not change closes the agent.
 */
export class Agent {
	readonly counters: Readonly<AgentCounters>;
	readonly #options: AgentOptions;
	readonly #clock: Clock;
	readonly #bindings: Bindings;
	readonly #listeners = new Set<(event: AgentEvent) => void>();
	readonly #counters: AgentCounters;
	#state: AgentState = { name: 'idle' };
	#session: Session | undefined;
	#retry: Timer | undefined;
	#attempt = 0;
	/** Sessions and attempts in a row that were over too soon. */
	#failures = 0;
	#servingSince = Number.POSITIVE_INFINITY;
	#stopped: Promise<LeaveResult> | undefined;
	#ready = deferred<void>();
	#closed = deferred<FaultlineError | undefined>();

	/** Throws FaultlineError CONFIG for options that make no sense. */
	constructor(options: AgentOptions) {
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
		this.#bindings = new Bindings(options.spaces);
		this.#counters = {
			sessions: 0,
			groups: 0,
			unknownSpace: 0,
			expired: 0,
			refusedResponses: 0,
			deviceEvents: 0,
			messagesReceived: 0,
			messagesSent: 0,
			bytesReceived: 0,
			bytesSent: 0,
		};
		this.counters = this.#counters;
		if (options.guest === '') throw new FaultlineError('CONFIG', 'the name of the guest is empty');
		const { credit } = options;
		if (credit !== undefined && !(Number.isInteger(credit) && credit > 0))
			throw new FaultlineError(
				'CONFIG',
				`credit is ${credit}; a whole number of groups from 1 would be right`,
			);
		if (options.on !== undefined) this.#listeners.add(options.on);
	}

	get state(): AgentState {
		return this.#state;
	}

	/** Resolves when the agent is closed for good, with the reason unless `stop` was called. Never rejects. */
	get closed(): Promise<FaultlineError | undefined> {
		return this.#closed.promise;
	}

	/** Adds a listener; the result removes it. */
	on(listener: (event: AgentEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/**
	 * Connects. Resolves when the first session serves its devices; rejects when the agent closes before, with
	 * the reason (UNAVAILABLE when `stop` was called). May be called once.
	 */
	start(): Promise<void> {
		if (this.#state.name !== 'idle')
			throw new FaultlineError('OUT_OF_ORDER', 'the agent was started before; make a new one');
		for (const { state } of this.#bindings.spaces)
			state.onPagerError = (event) => this.#emit(event);
		this.#connect();
		return this.#ready.promise;
	}

	/**
	 * Leaves the host in good order: everything delivered is answered, dirty pages are written back, the stream
	 * ends. After `timeoutMs` (default 10000) groups that still wait are answered INVALID and the stream
	 * ends all the same. Never rejects; the result tells what could not be done. The pagers stay open.
	 */
	stop(timeoutMs = DEFAULT_STOP_MS): Promise<LeaveResult> {
		this.#stopped ??= new Promise((resolve) => {
			this.#retry?.cancel();
			const session = this.#session;
			if (session === undefined) {
				resolve({ pages: 0, failed: 0, error: undefined, timedOut: false });
				this.#close(undefined);
				return;
			}
			this.#state = { name: 'leaving' };
			session.leave(timeoutMs, resolve);
		});
		return this.#stopped;
	}

	#connect(): void {
		this.#attempt++;
		this.#state = { name: 'connecting', attempt: this.#attempt, waiting: false };
		let made: Transport | Promise<Transport>;
		try {
			made = this.#options.connect();
		} catch (thrown) {
			this.#lost(FaultlineError.from(thrown, 'UNAVAILABLE'));
			return;
		}
		if (!(made instanceof Promise)) {
			this.#negotiate(made);
			return;
		}
		made.then(
			(transport) => {
				if (this.#stopped === undefined) this.#negotiate(transport);
				else transport.close();
			},
			(thrown: unknown) => this.#lost(FaultlineError.from(thrown, 'UNAVAILABLE')),
		);
	}

	#negotiate(transport: Transport): void {
		const { credit, devices = [], guest, handshakeTimeoutMs = 10_000, name } = this.#options;
		this.#state = { name: 'negotiating' };
		const session = new Session({
			clock: this.#clock,
			transport,
			guest,
			agent: name ?? 'faultline-agent',
			devices,
			bindings: this.#bindings,
			credit,
			handshakeTimeoutMs,
			counters: this.#counters,
			emit: (event) => this.#emit(event),
			serving: () => {
				this.#attempt = 0;
				this.#servingSince = this.#clock.now();
				this.#state = { name: 'serving' };
				this.#ready.resolve();
			},
			closed: (error) => {
				this.#session = undefined;
				this.#lost(error);
			},
		});
		this.#session = session;
	}

	/** A session is over, or there was none. */
	#lost(error: FaultlineError | undefined): void {
		if (this.#state.name === 'closed') return;
		const permanent = error !== undefined && (error.permanent || PERMANENT.has(error.code));
		const { reconnect } = this.#options;
		if (this.#stopped !== undefined || reconnect === false || permanent) {
			this.#emit({ type: 'disconnected', error, retryInMs: undefined });
			this.#close(this.#stopped === undefined ? error : undefined);
			return;
		}
		const { initialMs = 100, maxMs = 10_000, jitter = 0.5, random } = reconnect ?? {};
		if (this.#clock.now() - this.#servingSince >= maxMs) this.#failures = 0;
		this.#servingSince = Number.POSITIVE_INFINITY;
		const full = Math.min(maxMs, initialMs * 2 ** Math.min(this.#failures++, 40));
		const retryInMs = full * (1 - jitter * (random?.() ?? 0));
		this.#state = { name: 'connecting', attempt: this.#attempt + 1, waiting: true };
		this.#retry = this.#clock.after(retryInMs, () => this.#connect());
		this.#emit({ type: 'disconnected', error, retryInMs });
	}

	#close(error: FaultlineError | undefined): void {
		this.#state = { name: 'closed', error };
		this.#ready.reject(
			error ?? new FaultlineError('UNAVAILABLE', 'the agent was stopped before it served'),
		);
		this.#emit({ type: 'closed', error });
		this.#closed.resolve(error);
	}

	/** A listener that throws harms neither the agent nor the other listeners. */
	#emit(event: AgentEvent): void {
		for (const listener of this.#listeners) {
			try {
				listener(event);
			} catch (thrown) {
				// It is not swallowed either: the process learns of it.
				this.#clock.soon(() => {
					throw thrown;
				});
			}
		}
	}
}

interface Deferred<T> {
	readonly promise: Promise<T>;
	resolve(value: T): void;
	reject(error: FaultlineError): void;
}

/** A promise to be settled from outside. Nobody needs to look at it. */
function deferred<T>(): Deferred<T> {
	let settle: Pick<Deferred<T>, 'resolve' | 'reject'> | undefined;
	const promise = new Promise<T>((resolve, reject) => {
		settle = { resolve, reject };
	});
	promise.catch(() => {});
	// The executor has run.
	return { promise, ...settle! };
}
