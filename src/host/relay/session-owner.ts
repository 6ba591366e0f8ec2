import type { Clock } from '../../base/clock.js';
import type { faultline } from '../../wire/generated/faultline.js';
import type { CloseReason } from '../../wire/transport.js';
import type { FaultCore } from '../kernel/fault-core.js';
import type { Admission } from './hello.js';
import type { HostSession } from './host-session.js';
import type { RelayLimits } from './limits.js';
import type { SlowChanges } from './slow-consumers.js';

/** What a session needs of the relay that it belongs to. */
export interface SessionOwner {
	readonly clock: Clock;
	readonly core: FaultCore;
	readonly limits: RelayLimits;
	/** Where agents find their devices when this host drains; empty: not known. */
	readonly reconnectTo: string;
	newSessionId(): string;
	/**
	 * The session that the Hello resumes or takes over; undefined: a new one is to begin. Throws SESSION_UNKNOWN and
	 * SESSION_TAKEN.
	 */
	find(
		opening: HostSession,
		hello: faultline.v1.Hello,
	): { session: HostSession; takenOver: boolean } | undefined;
	/** The connection went to the session that `find` found; this one never was any. */
	merged(opening: HostSession): void;
	welcomed(session: HostSession): void;
	/** The session goes on over another connection; `before` is the id that it had, another one after a take-over. */
	adopted(session: HostSession, before: string): void;
	/** The session has no connection, and waits for one. */
	suspended(session: HostSession, reason: CloseReason): void;
	/** What the Hello gets. Undefined: not yet, `retry` will be called. Throws what refuses it. */
	admit(session: HostSession, hello: faultline.v1.Hello): Admission | undefined;
	/** Counts refusals of the session's guest; `code` is a wire number. */
	refused(session: HostSession, code: number, times: number): void;
	/** How long a group has been there, at least, in milliseconds. */
	ageOf(group: number): number;
	/** What a look at the session's devices came to, if it changed anything: a change of state, for the log. */
	slow(session: HostSession, changes: SlowChanges): void;
	/** The session is over: it takes nothing and delivers nothing any more. */
	ending(session: HostSession): void;
	/** The session has given back all that it had. */
	ended(session: HostSession): void;
}

export type SessionState =
	/** Connected; the Hello has not come, or waits for the end of an earlier session of its guest. */
	| 'opening'
	/** Welcomed: everything flows. */
	| 'streaming'
	/** The connection is lost; everything stays for a while, so that the agent or another one can go on. */
	| 'suspended'
	/** Leave came: nothing is delivered any more, the agent answers what it has and takes its mappings away. */
	| 'leaving'
	/** Over. What it had is being taken back: groups answered, spaces destroyed, frames zeroed. */
	| 'ending'
	/** Over, and nothing is left of it. */
	| 'closed';
