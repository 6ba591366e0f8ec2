import type { Clock } from '../base/clock.js';
import type { Transport } from '../wire/transport.js';
import type { SpaceBinding } from './bindings.js';
import type { AgentEvent } from './events.js';

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

/**
 * Whether an agent that begins takes over a session of its guest that another agent had: never; one whose agent is gone,
 * as after a crash; or also one that another agent serves, which then ends.
 */
export type TakeOver = 'never' | 'suspended' | 'live';

export interface AgentOptions {
	/**
	 * Makes a connection, for example `() => connectGrpc('127.0.0.1:7700')`. Called for each one. `redirect` is where a host
	 * that is going away sent the agent, in the form that its operator gave; an agent that does not look at it tries the
	 * host that it had.
	 */
	readonly connect: (redirect?: string) => Transport | Promise<Transport>;
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
	/** Whether to go on with another agent's session; default 'suspended'. */
	readonly takeOver?: TakeOver;
	/**
	 * Silence of the host after which the connection is given up, in milliseconds; default: what the host allows the
	 * agent (`limits.heartbeat_timeout`). Less than three times the time between heartbeats, a third of the host's
	 * limit, is not waited for in vain only when the host is busy.
	 */
	readonly heartbeatTimeoutMs?: number;
	/** How long the host may take to welcome the agent, in milliseconds. Default 10000. */
	readonly handshakeTimeoutMs?: number;
	/** Called for everything that happens; see also `Agent.on`. */
	readonly on?: (event: AgentEvent) => void;
}
