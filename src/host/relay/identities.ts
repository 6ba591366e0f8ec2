import type { Clock } from '../../base/clock.js';
import { FaultlineError } from '../../base/errors.js';
import type { AttachPolicy, IdentityLimits } from './access.js';
import type { HostSession } from './host-session.js';
import { Intake } from './intake.js';

/** Identities without a session that are remembered for what they have sent lately. */
const REMEMBERED = 1024;

/**
 * One identity on this host: its sessions, and the bounds of all that they have together. What they have is counted
 * when it is asked for, so that nothing can be forgotten when a session ends.
 */
export class Identity {
	readonly name: string;
	readonly limits: IdentityLimits;
	/** From the connection until nothing is left of them. */
	readonly sessions = new Set<HostSession>();
	/** What its agents send, all of them together; undefined: without bound. */
	readonly intake: Intake | undefined;

	constructor(name: string, limits: IdentityLimits, clock: Clock, messageBytes: number) {
		this.name = name;
		this.limits = limits;
		const { messagesPerSecond, bytesPerSecond } = limits;
		if (messagesPerSecond > 0 || bytesPerSecond > 0)
			this.intake = new Intake(clock, messagesPerSecond, bytesPerSecond, messageBytes);
	}

	get sessionBound(): number {
		return this.limits.sessions || Number.POSITIVE_INFINITY;
	}

	/** How many more frames, devices and mappings it may have. */
	get spareFrames(): number {
		return this.#spare(this.limits.frames, (session) => session.serving.frames);
	}

	get spareDevices(): number {
		return this.#spare(this.limits.devices, (session) => session.serving.devices().length);
	}

	get spareMappings(): number {
		return this.#spare(this.limits.mappings, (session) => session.serving.mappings);
	}

	/** A RESOURCE_EXHAUSTED that names the bound. */
	exhausted(what: keyof IdentityLimits, asked: string): FaultlineError {
		return new FaultlineError(
			'RESOURCE_EXHAUSTED',
			`${asked}: identity ${this.name} may have ${this.limits[what]} ${what} at a time`,
		);
	}

	#spare(limit: number, of: (session: HostSession) => number): number {
		if (limit === 0) return Number.POSITIVE_INFINITY;
		let left = limit;
		for (const session of this.sessions) left -= of(session);
		return left;
	}
}

/** The identities that have sessions, and some that had: an agent does not get a new allowance by connecting anew. */
export class Identities {
	readonly #policy: AttachPolicy;
	readonly #clock: Clock;
	readonly #messageBytes: number;
	/** In the order in which they were last heard of for the first time. */
	readonly #known = new Map<string, Identity>();

	constructor(policy: AttachPolicy, clock: Clock, messageBytes: number) {
		this.#policy = policy;
		this.#clock = clock;
		this.#messageBytes = messageBytes;
	}

	of(name: string): Identity {
		let identity = this.#known.get(name);
		if (identity === undefined) {
			this.#forget();
			const limits = this.#policy.limits(name);
			identity = new Identity(name, limits, this.#clock, this.#messageBytes);
			this.#known.set(name, identity);
		}
		return identity;
	}

	/** Makes room for one more, of those without sessions. */
	#forget(): void {
		if (this.#known.size < REMEMBERED) return;
		for (const [name, { sessions }] of this.#known)
			if (sessions.size === 0) {
				this.#known.delete(name);
				return;
			}
	}
}
