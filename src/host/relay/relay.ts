import type { Clock } from '../../base/clock.js';
import { type ErrorCode, FaultlineError } from '../../base/errors.js';
import { LOCAL_IDENTITY } from '../../base/identity.js';
import { errorNumber } from '../../wire/error-codes.js';
import { faultline } from '../../wire/generated/faultline.js';
import type { CloseReason, Transport } from '../../wire/transport.js';
import type { FaultCore } from '../kernel/fault-core.js';
import type { Guest } from '../kernel/vfio/guest.js';
import type { VfioDevice } from '../kernel/vfio/vfio-device.js';
import { type AttachPolicy, OPEN_POLICY } from './access.js';
import { handOverAgents, syncAgents } from './ask-agents.js';
import { Draining, type DrainResult } from './draining.js';
import { type Admission, admit, authorize, guestOf, type RelayDirectory } from './hello.js';
import { HostSession } from './host-session.js';
import { Identities, type Identity } from './identities.js';
import { type RelayLimits, relayLimits } from './limits.js';
import { RefusalCounts } from './refusals.js';
import { SessionIds } from './session-ids.js';
import type { SessionOwner } from './session-owner.js';
import type { SlowChanges } from './slow-consumers.js';
import { SlowWatch } from './slow-watch.js';
import { callStandby, checkTaker, sessionToTakeOver } from './take-over.js';

const { TAKE_OVER_LIVE, TAKE_OVER_NONE } = faultline.v1.TakeOver;

export interface RelayOptions {
	readonly clock: Clock;
	readonly core: FaultCore;
	readonly directory: RelayDirectory;
	/** Who may attach what; default: everybody everything. */
	readonly policy?: AttachPolicy;
	/** A new id for each call, unique among all sessions of all hosts and not to be guessed: a random one. */
	readonly newSessionId: () => string;
	readonly limits?: Partial<RelayLimits>;
	/** Changes of state, for the log. `ended` comes too for sessions that were never welcomed. */
	readonly welcomed?: (session: HostSession) => void;
	readonly suspended?: (session: HostSession, reason: CloseReason) => void;
	/** The session goes on over another connection. */
	readonly resumed?: (session: HostSession, takenOver: boolean) => void;
	readonly ended?: (session: HostSession) => void;
	/** Devices of the session are slow, paused, revoked, or well again. */
	readonly slow?: (session: HostSession, changes: SlowChanges) => void;
}

/** The sessions of one guest. */
interface GuestSessions {
	readonly guest: Guest;
	/** Welcomed and not over. */
	readonly live: Set<HostSession>;
	/** Over, but what they had is not all taken back. */
	readonly ending: Set<HostSession>;
	/** Their Hello waits until `ending` is empty, in the order of coming. */
	readonly waiting: Set<HostSession>;
	/** Called once `ending` is empty, before those that wait are admitted. */
	readonly endWaiters: (() => void)[];
	readonly refusals: RefusalCounts;
}

/**
 * The relay: all sessions of all guests on this host. Decides which session serves which device, and
 * what a new session gets.
 *
 * A Hello waits while an earlier session of its guest is being taken back, so that an agent that lost its
 * connection and comes again finds its devices and frames free. A session that is kept after its connection broke is
 * the guest's as any other: its devices and frames are not free until its agent, or another one that takes it
 * over, goes on with it, or its time is over. Devices that become free, or are assigned
 * while the guest has sessions, go to its first session that takes all.
 */
export class Relay implements SessionOwner {
	readonly clock: Clock;
	readonly core: FaultCore;
	readonly limits: RelayLimits;
	/** Of all sessions, those without a guest included, and of connections that became none. */
	readonly refusals = new RefusalCounts();
	readonly #options: RelayOptions;
	readonly #policy: AttachPolicy;
	readonly #identities: Identities;
	readonly #slow: SlowWatch;
	readonly #sessions = new Set<HostSession>();
	readonly #guests = new Map<string, GuestSessions>();
	readonly #ids = new SessionIds();
	/** Set from the first call of `drain` on. */
	#draining: Draining | undefined;
	/** Of sessions that are over. */
	#heldTurns = 0;
	#closed: { code: 'UNAVAILABLE'; message: string } | undefined;
	#closeWaiters: (() => void)[] = [];

	constructor(options: RelayOptions) {
		this.#options = options;
		this.clock = options.clock;
		this.core = options.core;
		this.limits = relayLimits(options.limits);
		this.#policy = options.policy ?? OPEN_POLICY;
		this.#identities = new Identities(this.#policy, this.clock, this.limits.messageBytes);
		this.#slow = new SlowWatch({
			...{ clock: options.clock, core: options.core, limits: this.limits },
			sessions: () => this.#sessions,
			changed: (session, changes) => this.slow(session, changes),
		});
	}

	/** All sessions, from their connection until nothing is left of them. */
	sessions(): HostSession[] {
		return [...this.#sessions];
	}

	/** The sessions that serve the guest, in the order of their Welcome. */
	sessionsOf(guestName: string): HostSession[] {
		return [...(this.#guests.get(guestName)?.live ?? [])];
	}

	/** The session that serves the device. */
	sessionOf(vfio: VfioDevice): HostSession | undefined {
		return vfio.consumer instanceof HostSession ? vfio.consumer : undefined;
	}

	/** What was refused to the guest's sessions, since the relay was made. */
	refusalsOf(guestName: string): RefusalCounts {
		return this.#guests.get(guestName)?.refusals ?? new RefusalCounts();
	}

	/** The sums of the sessions' `load`; waits are counted since the relay was made. */
	get load(): { readonly bytes: number; readonly unmaps: number; readonly heldTurns: number } {
		const sum = { bytes: 0, unmaps: 0, heldTurns: this.#heldTurns };
		for (const { load } of this.#sessions) {
			sum.bytes += load.bytes;
			sum.unmaps += load.unmaps;
			sum.heldTurns += load.heldTurns;
		}
		return sum;
	}

	/** Counts a connection that was refused before it became a session. */
	refusedConnection(code: ErrorCode): void {
		this.refusals.add(errorNumber(code));
	}

	/**
	 * Throws RESOURCE_EXHAUSTED when the identity has as many sessions as it may. `accept` looks too; this is for who can
	 * refuse a connection before it costs what a session costs.
	 */
	checkRoom(identityName: string): void {
		const identity = this.#identities.of(identityName);
		if (identity.sessions.size >= identity.sessionBound) throw oneMore(identity);
	}

	/** Takes a new connection, in the turn in which it was made, and makes a session of it. */
	accept(transport: Transport): HostSession {
		const identity = this.#identities.of(transport.identity ?? LOCAL_IDENTITY);
		const session = new HostSession(this, transport, identity);
		this.#sessions.add(session);
		identity.sessions.add(session);
		session.open();
		if (identity.sessions.size > identity.sessionBound) session.refuse(oneMore(identity));
		if (this.#closed !== undefined) session.close(this.#closed.code, this.#closed.message);
		return session;
	}

	/**
	 * A device was assigned: a session of its guest that takes all devices serves it and tells its agent.
	 * (That a device was taken away, its session hears from the device.)
	 */
	deviceAssigned(vfio: VfioDevice): void {
		for (const session of this.#guests.get(vfio.guest.name)?.live ?? [])
			if (
				session.all &&
				(session.state === 'streaming' || session.state === 'suspended') &&
				this.#policy.mayServe(session.identity.name, vfio.guest.name, vfio.name)
			) {
				session.serve(vfio);
				return;
			}
	}

	/** See `handOverAgents`. */
	handOver(
		guestName: string,
		timeoutMs: number,
		done: (error: FaultlineError | undefined, sessions: number) => void,
	): void {
		handOverAgents(this.clock, guestName, this.sessionsOf(guestName), timeoutMs, done);
	}

	/**
	 * Sends all agents away: takes no new sessions, delivers nothing more, tells the agents to go, and where to, has those
	 * that do not know of that write back. After `timeoutMs` the sessions that are left are ended with UNAVAILABLE, and
	 * their groups answered INVALID. `done` is called once nothing is left of any. A second call waits for the first.
	 */
	drain(reconnectTo: string, timeoutMs: number, done: (result: DrainResult) => void): void {
		if (this.#draining !== undefined) this.#draining.wait(done);
		else {
			this.#draining = new Draining(this.clock, this.#sessions, reconnectTo, timeoutMs, done);
			this.#draining.begin();
		}
	}

	/** See `syncAgents`. */
	sync(
		guestName: string,
		timeoutMs: number,
		done: (error: FaultlineError | undefined, pages: number) => void,
		evict = false,
	): void {
		syncAgents(this.clock, guestName, this.sessionsOf(guestName), timeoutMs, done, evict);
	}

	/**
	 * Ends all sessions of the guest; `done` is called once nothing is left of them, and before a Hello that waited for that
	 * is admitted.
	 */
	endSessions(guestName: string, code: ErrorCode, message: string, done: () => void): void {
		const sessions = this.#guests.get(guestName);
		for (const session of [...(sessions?.live ?? [])]) session.close(code, message);
		if (sessions === undefined || sessions.ending.size === 0) done();
		else sessions.endWaiters.push(done);
	}

	/** Ends all sessions with UNAVAILABLE and takes no new ones; `done` is called once nothing is left. */
	close(message: string, done: () => void): void {
		this.#closed ??= { code: 'UNAVAILABLE', message };
		for (const session of this.sessions()) session.close('UNAVAILABLE', message);
		if (this.#sessions.size === 0) done();
		else this.#closeWaiters.push(done);
	}

	// ---- SessionOwner: called by the sessions ----

	get reconnectTo(): string {
		return this.#draining?.reconnectTo ?? '';
	}

	newSessionId(): string {
		return this.#options.newSessionId();
	}

	find(
		opening: HostSession,
		hello: faultline.v1.Hello,
	): { session: HostSession; takenOver: boolean } | undefined {
		const takenOver = hello.takeOver !== TAKE_OVER_NONE;
		authorize(hello, opening.identity.name, this.#policy);
		guestOf(hello, this.#options.directory);
		if (hello.resumeSession === '') {
			if (!takenOver) return undefined;
			const all = this.sessionsOf(hello.guest);
			const session = sessionToTakeOver(hello, all, opening.identity, this.#policy);
			if (session === undefined) return undefined;
			checkTaker(opening.identity, session, this.#policy);
			return { session, takenOver };
		}
		const session = this.#ids.find(hello.resumeSession, hello.guest);
		if (takenOver) checkTaker(opening.identity, session, this.#policy);
		else if (session.identity !== opening.identity)
			throw new FaultlineError(
				'SESSION_UNKNOWN',
				'the session belongs to another identity; take it over, or begin a new one',
			);
		if (hello.takeOver !== TAKE_OVER_LIVE && takenOver && session.state !== 'suspended')
			throw new FaultlineError('DEVICE_TAKEN', 'the session has an agent that serves it');
		return { session, takenOver };
	}

	merged(opening: HostSession): void {
		this.#sessions.delete(opening);
		opening.identity.sessions.delete(opening);
		for (const { waiting } of this.#guests.values()) waiting.delete(opening);
	}

	welcomed(session: HostSession): void {
		this.#ids.add(session);
		this.clock.soon(() => this.#options.welcomed?.(session));
	}

	adopted(session: HostSession, before: string): void {
		const takenOver = session.id !== before;
		if (takenOver) this.#ids.taken(session, before);
		this.#draining?.tell(session);
		for (const vfio of session.guest?.devices ?? [])
			if (vfio.consumer === undefined) this.deviceAssigned(vfio);
		this.clock.soon(() => this.#options.resumed?.(session, takenOver));
	}

	suspended(session: HostSession, reason: CloseReason): void {
		this.clock.soon(() => this.#options.suspended?.(session, reason));
		if (this.#draining === undefined)
			callStandby(session, this.sessionsOf(session.guest?.name ?? ''), this.#policy);
	}

	admit(session: HostSession, hello: faultline.v1.Hello): Admission | undefined {
		const { identity } = session;
		authorize(hello, identity.name, this.#policy);
		const guest = guestOf(hello, this.#options.directory);
		if (this.#draining !== undefined)
			throw new FaultlineError('DRAINING', 'the host takes no new sessions, it is going away');
		const sessions = this.#sessionsOf(guest);
		sessions.waiting.delete(session);
		if (sessions.ending.size > 0) {
			sessions.waiting.add(session);
			return undefined;
		}
		if (sessions.live.size >= this.limits.sessionsPerGuest)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`guest ${guest.name} has ${sessions.live.size} sessions, which is the bound`,
			);
		const admission = admit(hello, guest, this.#options.directory, identity, this.#policy);
		sessions.live.add(session);
		this.#slow.start();
		return admission;
	}

	refused(session: HostSession, code: number, times: number): void {
		this.refusals.add(code, times);
		// A refused Hello counts for the guest that it names, though the session never was its guest's.
		const guest = session.guest ?? this.#options.directory.guest(session.guestName);
		if (guest !== undefined) this.#sessionsOf(guest).refusals.add(code, times);
	}

	ageOf(group: number): number {
		return this.#slow.ageOf(group);
	}

	slow(session: HostSession, changes: SlowChanges): void {
		this.#options.slow?.(session, changes);
	}

	ending(session: HostSession): void {
		this.#ids.remove(session);
		for (const sessions of this.#guests.values()) {
			sessions.waiting.delete(session);
			if (sessions.live.delete(session)) sessions.ending.add(session);
		}
	}

	ended(session: HostSession): void {
		this.#sessions.delete(session);
		session.identity.sessions.delete(session);
		if (this.#sessions.size === 0) this.#slow.stop();
		this.#heldTurns += session.load.heldTurns;
		this.#options.ended?.(session);
		this.#draining?.ended(session);
		const sessions = session.guest === undefined ? undefined : this.#guests.get(session.guest.name);
		if (sessions?.ending.delete(session) === true && sessions.ending.size === 0) {
			for (const done of sessions.endWaiters.splice(0)) done();
			for (const waiting of [...sessions.waiting]) waiting.retry();
			for (const vfio of sessions.guest.devices)
				if (vfio.consumer === undefined) this.deviceAssigned(vfio);
		}
		this.#draining?.check();
		if (this.#sessions.size > 0 || this.#closed === undefined) return;
		const waiters = this.#closeWaiters;
		this.#closeWaiters = [];
		for (const done of waiters) done();
	}

	#sessionsOf(guest: Guest): GuestSessions {
		let sessions = this.#guests.get(guest.name);
		if (sessions === undefined) {
			sessions = {
				guest,
				live: new Set(),
				ending: new Set(),
				waiting: new Set(),
				endWaiters: [],
				refusals: new RefusalCounts(),
			};
			this.#guests.set(guest.name, sessions);
		}
		return sessions;
	}
}

const oneMore = (identity: Identity) => identity.exhausted('sessions', 'one more session');
