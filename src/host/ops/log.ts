import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * The host's and the agent's logger: JSON lines on standard error, for changes of state only. A fault
 * is never a log line; counters tell of faults.
 */
export function createLogger(name: string, level: string): Logger {
	return pino({ name, level, base: { pid: process.pid } }, pino.destination({ fd: 2, sync: true }));
}

/**
 * Lets through `burst` calls per `windowMs` and counts the rest: `passes()` says whether to log now, and
 * `suppressed` how many calls did not get through since the last that did.
 */
export class RateLimit {
	readonly #burst: number;
	readonly #windowMs: number;
	readonly #now: () => number;
	#windowStart = Number.NEGATIVE_INFINITY;
	#used = 0;
	#suppressed = 0;

	constructor(now: () => number, burst = 10, windowMs = 5000) {
		this.#now = now;
		this.#burst = burst;
		this.#windowMs = windowMs;
	}

	/** The number of calls held back since the last one that passed, or -1 when this one is held back. */
	take(): number {
		const now = this.#now();
		if (now - this.#windowStart >= this.#windowMs) {
			this.#windowStart = now;
			this.#used = 0;
		}
		if (this.#used >= this.#burst) {
			this.#suppressed++;
			return -1;
		}
		this.#used++;
		const held = this.#suppressed;
		this.#suppressed = 0;
		return held;
	}
}
