import type { Clock, Timer } from '../../base/clock.js';
import { faultline } from '../../wire/generated/faultline.js';
import type { HostSession } from './host-session.js';

const { DRAIN_HOST } = faultline.v1.DrainReason;

/** How a drain ended: sessions that went by themselves, and those that were ended when the time was over. */
export interface DrainResult {
	readonly left: number;
	readonly ended: number;
}

/**
 * The end of a relay in good order. Agents are told to go and have a time for it; a session that is suspended has the same
 * time for its agent to come, which is then told. What is left when it is over is ended.
 */
export class Draining {
	readonly reconnectTo: string;
	readonly #clock: Clock;
	/** Those of the relay, as they are at any time. */
	readonly #sessions: ReadonlySet<HostSession>;
	readonly #timeoutMs: number;
	readonly #until: number;
	readonly #waiters: ((result: DrainResult) => void)[];
	#timer: Timer | undefined;
	#began = 0;
	#left = 0;
	#result: DrainResult | undefined;

	constructor(
		clock: Clock,
		sessions: ReadonlySet<HostSession>,
		reconnectTo: string,
		timeoutMs: number,
		done: (result: DrainResult) => void,
	) {
		this.#clock = clock;
		this.#sessions = sessions;
		this.reconnectTo = reconnectTo;
		this.#timeoutMs = timeoutMs;
		this.#until = clock.now() + timeoutMs;
		this.#waiters = [done];
	}

	begin(): void {
		const sessions = [...this.#sessions];
		this.#began = sessions.filter(({ guest }) => guest !== undefined).length;
		this.#timer = this.#clock.after(this.#timeoutMs, () => {
			for (const session of [...this.#sessions])
				session.close('UNAVAILABLE', `the host is going away, and ${this.#timeoutMs} ms are over`);
		});
		for (const session of sessions) {
			if (session.state === 'opening')
				session.close('DRAINING', 'the host takes no new sessions, it is going away');
			else this.tell(session);
		}
		this.check();
	}

	/** Calls `done` once nothing is left. */
	wait(done: (result: DrainResult) => void): void {
		if (this.#result === undefined) this.#waiters.push(done);
		else done(this.#result);
	}

	/** Tells one agent to go. One that does not know of that writes back, and is sent away. */
	tell(session: HostSession): void {
		const deadlineMs = Math.max(0, Math.ceil(this.#until - this.#clock.now()));
		session.drain({ deadlineMs, reconnectTo: this.reconnectTo, reason: DRAIN_HOST });
		if (session.state === 'streaming' && !session.drains)
			session.serving.sync(() => session.close('UNAVAILABLE', 'the host is going away'));
	}

	/** Nothing is left of the session. */
	ended(session: HostSession): void {
		if (session.guest !== undefined && session.endReason === undefined) this.#left++;
	}

	/** Looks whether any session is left. */
	check(): void {
		if (this.#result !== undefined || this.#sessions.size > 0) return;
		this.#timer?.cancel();
		this.#result = { left: this.#left, ended: Math.max(0, this.#began - this.#left) };
		for (const done of this.#waiters.splice(0)) done(this.#result);
	}
}
