import type { Clock } from '../../base/clock.js';

const WINDOW_MS = 5000;
const LINES = 10;

/**
 * For what can happen again and again: a full disk that fails page after page, a peer that is refused call after call.
 * At most 10 lines in 5 seconds, each with how many were held back before it.
 */
export class LogThrottle {
	readonly #clock: Clock;
	#windowStart = Number.NEGATIVE_INFINITY;
	#used = 0;
	#held = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	say(line: (held: number) => void): void {
		const now = this.#clock.now();
		if (now - this.#windowStart >= WINDOW_MS) {
			this.#windowStart = now;
			this.#used = 0;
		}
		if (this.#used >= LINES) {
			this.#held++;
			return;
		}
		this.#used++;
		line(this.#held);
		this.#held = 0;
	}
}
