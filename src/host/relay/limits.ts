import { FaultlineError } from '../../base/errors.js';

/** The bounds of the relay; Welcome tells the agent those that it has to keep to. */
export interface RelayLimits {
	/** Rows of one batch that is accepted, and that is sent (but a group of more rows goes alone); 1 or more. */
	readonly batchRows: number;
	/** Encoded bytes of one message that is accepted, and that is sent; 64 KiB or more. */
	readonly messageBytes: number;
	/** Unmap requests of one session whose last UnmapResult is not out. */
	readonly unmapsOutstanding: number;
	/** Silence of an agent after which its session ends, in milliseconds; 0: never. */
	readonly heartbeatTimeoutMs: number;
	/** How long a session is kept whose connection broke, in milliseconds; 0: not at all. */
	readonly resumeMs: number;
	/** Address spaces of one session. */
	readonly spaces: number;
	/** (device, PASID)s of one session that are bound, those whose unbinding is not complete included. */
	readonly bindings: number;
	/** Sessions of one guest. */
	readonly sessionsPerGuest: number;
	/** Time from the connection to the Welcome, in milliseconds; 0: no bound. */
	readonly helloTimeoutMs: number;
	/** Wait of a device's oldest group from which on the agent is told that it is slow, in milliseconds; 0: never. */
	readonly slowWarnMs: number;
	/**
	 * Time without a group taken, while some wait, after which the device is paused, and after which it is taken from
	 * the session, in milliseconds; 0: never.
	 */
	readonly slowPauseMs: number;
	readonly slowRevokeMs: number;
}

export const DEFAULT_RELAY_LIMITS: RelayLimits = {
	batchRows: 2048,
	messageBytes: 1024 * 1024,
	unmapsOutstanding: 64,
	heartbeatTimeoutMs: 15_000,
	resumeMs: 30_000,
	spaces: 64,
	bindings: 1024,
	sessionsPerGuest: 16,
	helloTimeoutMs: 5000,
	slowWarnMs: 1000,
	slowPauseMs: 5000,
	slowRevokeMs: 30_000,
};

/** Smallest value of each limit. */
const LEAST: RelayLimits = {
	batchRows: 1,
	messageBytes: 64 * 1024,
	unmapsOutstanding: 1,
	heartbeatTimeoutMs: 0,
	resumeMs: 0,
	spaces: 1,
	bindings: 1,
	sessionsPerGuest: 1,
	helloTimeoutMs: 0,
	slowWarnMs: 0,
	slowPauseMs: 0,
	slowRevokeMs: 0,
};

/** The defaults with some replaced. Throws CONFIG for a value that is no integer or too small. */
export function relayLimits(overrides: Partial<RelayLimits> = {}): RelayLimits {
	const limits = { ...DEFAULT_RELAY_LIMITS, ...overrides };
	for (const name of Object.keys(LEAST) as (keyof RelayLimits)[])
		if (!Number.isSafeInteger(limits[name]) || limits[name] < LEAST[name])
			throw new FaultlineError(
				'CONFIG',
				`relay limit ${name}: ${limits[name]}; an integer of at least ${LEAST[name]} is needed`,
			);
	return limits;
}
