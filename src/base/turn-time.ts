import type { Clock } from './clock.js';

/** Reads within a turn for which one look at the clock does. */
const READS = 64;

/**
 * The time of the running turn: one look at the clock for many reads, for what happens thousands of times in
 * one turn and would spend more on the clock than on its work. What it says is never ahead of the clock,
 * and behind it by no more than 63 reads of the same turn are apart; a new turn looks again.
 */
export class TurnTime {
	readonly #clock: Clock;
	#time = 0;
	/** Reads left until the next look. */
	#left = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Milliseconds, as `Clock#now`. */
	now(): number {
		if (this.#left === 0) this.#look();
		this.#left--;
		return this.#time;
	}

	#look(): void {
		this.#time = this.#clock.now();
		this.#left = READS;
		this.#clock.soon(this.#turnEnded);
	}

	readonly #turnEnded = (): void => {
		this.#left = 0;
	};
}
