import type { Clock, Timer } from '../../base/clock.js';
import type { FaultCore } from '../kernel/fault-core.js';
import { GroupAges } from './group-ages.js';
import type { HostSession } from './host-session.js';
import type { RelayLimits } from './limits.js';
import { SlowChanges, SlowConsumers } from './slow-consumers.js';

export interface SlowWatchOptions {
	readonly clock: Clock;
	readonly core: FaultCore;
	readonly limits: RelayLimits;
	readonly sessions: () => Iterable<HostSession>;
	/** A look changed something. */
	readonly changed: (session: HostSession, changes: SlowChanges) => void;
}

/**
 * Has all sessions look for slow consumers, some times in each of the periods that the limits set, while there are
 * sessions. Owns the timer and the ages of groups.
 */
export class SlowWatch {
	readonly #options: SlowWatchOptions;
	readonly #interval: number;
	readonly #ages = new GroupAges();
	#timer: Timer | undefined;

	constructor(options: SlowWatchOptions) {
		this.#options = options;
		this.#interval = SlowConsumers.interval(options.limits);
	}

	/** There is a session; looks until `stop`. */
	start(): void {
		if (this.#interval > 0)
			this.#timer ??= this.#options.clock.after(this.#interval, () => this.#look());
	}

	/** There is no session any more. */
	stop(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	/** How long the group has been there, at least, in milliseconds. */
	ageOf(group: number): number {
		return this.#ages.ageOf(group, this.#options.clock.now());
	}

	#look(): void {
		this.#timer = undefined;
		const { clock, core, sessions } = this.#options;
		this.#ages.note(core.groups.nextId, clock.now());
		this.start();
		for (const session of sessions()) this.#lookAt(session);
	}

	/** Revocations that one turn has no room for follow in the next ones. */
	#lookAt(session: HostSession): void {
		const { clock, changed } = this.#options;
		const changes = new SlowChanges();
		const more = session.lookForSlow(clock.now(), changes);
		if (changes.any) changed(session, changes);
		if (more) clock.afterInput(() => this.#lookAt(session));
	}
}
