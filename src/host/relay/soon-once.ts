import type { Clock } from '../../base/clock.js';

/** Calls a function once the running code has returned, however often it is asked to until then. */
export class SoonOnce {
	readonly #clock: Clock;
	#asked = false;
	readonly #call: () => void;

	constructor(clock: Clock, fn: () => void) {
		this.#clock = clock;
		this.#call = () => {
			this.#asked = false;
			fn();
		};
	}

	ask(): void {
		if (this.#asked) return;
		this.#asked = true;
		this.#clock.soon(this.#call);
	}
}
