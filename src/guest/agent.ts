import type { Clock, Timer } from '../base/clock.js';
import { systemClock } from '../base/clock.js';
import type { ErrorCode } from '../base/errors.js';
import { FaultlineError } from '../base/errors.js';
import type { Transport } from '../wire/transport.js';
import { engineOf } from './address-space.js';
import type { AgentCounters } from './agent-counters.js';
import type { AgentOptions, TakeOver } from './agent-options.js';
import type { SpaceBinding } from './bindings.js';
import { Bindings, checkFree, pasidOf } from './bindings.js';
import type { AgentEvent } from './events.js';
import type { LeaveResult } from './leave-result.js';
import type { KeptSession, SessionEnd } from './session.js';
import { Session } from './session.js';
import type { SpaceEngine } from './space-engine.js';

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

const TAKE_OVER: Readonly<Record<TakeOver, number>> = { never: 0, suspended: 1, live: 2 };

/** Redirects that are followed one after the other; then the agent tries its own host again. */
const MOST_REDIRECTS = 5;

/**
 * Serves the page faults of a guest's devices: connects to the host, binds the devices' PASIDs to address
 * spaces, and answers every group that the host delivers, exactly once.
 *
 * When the connection is lost the agent connects again, with exponential backoff, and resumes its session: the host has
 * kept it for a while, and nothing is lost. If it has not, a new session begins with nothing resident, and what devices
 * wrote to resident pages is lost ('lost-dirty' events say how many pages it can be). Contents that the agent had already
 * got back are not. A refusal that another attempt would not change closes the agent, and so does another agent that
 * takes its session over.
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
	/** What there is to resume. */
	#kept: KeptSession | undefined;
	/** Where the last host sent the agent, and how often in a row that was done. */
	#redirect: string | undefined;
	#redirects = 0;
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
			slowNotices: 0,
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
				this.#stopUnconnected(resolve);
				return;
			}
			this.#state = { name: 'leaving' };
			session.leave(timeoutMs, resolve);
		});
		return this.#stopped;
	}

	/**
	 * Puts an address space under a PASID of the device, or with '*' of all that have no binding of it of their own; in
	 * place of the one that is there. Resolves when the devices of the session translate through it; at once when there is
	 * no session, and when the session ends meanwhile: the next one begins so. While a PASID moves its accesses fail: stop
	 * the device's work on it first. What devices wrote through the space before is written back as it otherwise would be,
	 * or by `sync` of that.
	 *
	 * Rejects with the host's refusal, the first if there are several: PASID_UNAVAILABLE while the device is being reset,
	 * and others. A device that it refused has what it had. Rejects with CONFIG for a PASID that cannot be or a space that
	 * another agent serves; with OUT_OF_ORDER when the agent is closed or leaves.
	 */
	async bind({ device, pasid, space }: SpaceBinding): Promise<void> {
		const engine = engineOf(space);
		if (!this.#bindings.spaces.includes(engine)) checkFree(engine);
		await this.#change(device, pasid, engine);
	}

	/**
	 * Ends what a PASID of the device, or with '*' of all that have no binding of it of their own, translates through.
	 * Otherwise as `bind`.
	 */
	async unbind(device: string, pasid: number | 'none'): Promise<void> {
		await this.#change(device, pasid, undefined);
	}

	#change(device: string, given: number | 'none', space: SpaceEngine | undefined): Promise<void> {
		const pasid = pasidOf(device, given);
		const { name } = this.#state;
		if (name === 'closed' || this.#stopped !== undefined)
			throw new FaultlineError('OUT_OF_ORDER', 'the agent is closed; nothing can be bound');
		this.#bindings.set(device, pasid, space);
		if (space !== undefined && name !== 'idle')
			space.state.onPagerError = (event) => this.#emit(event);
		return new Promise((resolve, reject) => {
			const changed = (error: FaultlineError | undefined) =>
				error === undefined ? resolve() : reject(error);
			if (this.#session !== undefined) this.#session.change(device, pasid, changed);
			else if (this.#kept !== undefined) this.#kept.serving.change(device, pasid, changed);
			else changed(undefined);
		});
	}

	/** What is resident at a host that is not connected cannot be written back. */
	#stopUnconnected(resolve: (result: LeaveResult) => void): void {
		const kept = this.#kept;
		this.#kept = undefined;
		kept?.serving.detach();
		const error =
			kept === undefined
				? undefined
				: new FaultlineError(
						'UNAVAILABLE',
						'the agent was stopped while its connection was lost: what devices wrote may not be written back',
					);
		resolve({ pages: 0, failed: 0, error, timedOut: false });
		this.#close(undefined);
	}

	#connect(): void {
		this.#attempt++;
		if (this.#kept !== undefined && this.#clock.now() > this.#kept.until) {
			this.#kept.serving.detach();
			this.#kept = undefined;
			this.#redirect = undefined;
		}
		this.#state = { name: 'connecting', attempt: this.#attempt, waiting: false };
		let made: Transport | Promise<Transport>;
		try {
			made = this.#options.connect(this.#redirect);
		} catch (thrown) {
			this.#unconnected(thrown);
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
			(thrown: unknown) => this.#unconnected(thrown),
		);
	}

	#unconnected(thrown: unknown): void {
		const error = FaultlineError.from(thrown, 'UNAVAILABLE');
		this.#lost({ error, kept: this.#kept, drain: undefined });
	}

	#negotiate(transport: Transport): void {
		const { credit, devices = [], guest, handshakeTimeoutMs = 10_000, name } = this.#options;
		const { heartbeatTimeoutMs, takeOver = 'suspended' } = this.#options;
		const kept = this.#kept;
		this.#kept = undefined;
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
			heartbeatTimeoutMs,
			takeOver: TAKE_OVER[takeOver],
			kept,
			counters: this.#counters,
			emit: (event) => this.#emit(event),
			serving: () => {
				this.#attempt = 0;
				this.#servingSince = this.#clock.now();
				this.#state = { name: 'serving' };
				this.#ready.resolve();
			},
			closed: (end) => {
				this.#session = undefined;
				this.#lost(end);
			},
		});
		this.#session = session;
	}

	/** A connection is over, or there was none. */
	#lost({ error, kept, drain }: SessionEnd): void {
		if (this.#state.name === 'closed') return;
		this.#kept = kept;
		const handedOver = drain?.handOver === true && error === undefined;
		const permanent = error !== undefined && (error.permanent || PERMANENT.has(error.code));
		const { reconnect } = this.#options;
		if (this.#stopped !== undefined || reconnect === false || permanent || handedOver) {
			this.#kept = undefined;
			kept?.serving.detach();
			this.#emit({ type: 'disconnected', error, retryInMs: undefined, kept: false });
			this.#close(this.#stopped === undefined ? error : undefined);
			return;
		}
		const { initialMs = 100, maxMs = 10_000, jitter = 0.5, random } = reconnect ?? {};
		if (this.#clock.now() - this.#servingSince >= maxMs) {
			this.#failures = 0;
			this.#redirects = 0;
		}
		const served = this.#servingSince !== Number.POSITIVE_INFINITY;
		this.#servingSince = Number.POSITIVE_INFINITY;
		const redirected = this.#follow(drain?.reconnectTo ?? '', served);
		const full = Math.min(maxMs, initialMs * 2 ** Math.min(this.#failures++, 40));
		// What a host refuses to resume is begun anew, and where it says to go there is no need to wait.
		const atOnce = redirected || error?.code === 'SESSION_UNKNOWN';
		const retryInMs = atOnce ? 0 : full * (1 - jitter * (random?.() ?? 0));
		this.#state = { name: 'connecting', attempt: this.#attempt + 1, waiting: true };
		this.#retry = this.#clock.after(retryInMs, () => this.#connect());
		this.#emit({ type: 'disconnected', error, retryInMs, kept: kept !== undefined });
	}

	/**
	 * Goes where a host says, unless that was done too often. A host that the agent was sent to is its host for as long as it
	 * serves there or has a session there to resume; else it is back to the host of its own.
	 */
	#follow(reconnectTo: string, served: boolean): boolean {
		const follows = reconnectTo !== '' && this.#redirects < MOST_REDIRECTS;
		if (follows) {
			this.#redirects++;
			this.#redirect = reconnectTo;
		} else if (reconnectTo !== '' || (!served && this.#kept === undefined))
			this.#redirect = undefined;
		return follows;
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
