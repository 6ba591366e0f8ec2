import type { Clock } from './clock.js';

/** Calls a function once, the next time that it can, however often it is asked to until then. */
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

	/** Once the running code has returned. */
	ask(): void {
		if (this.#asked) return;
		this.#asked = true;
		this.#clock.soon(this.#call);
	}

	/** After all input that has arrived: when it is others' turn first. */
	askLater(): void {
		if (this.#asked) return;
		this.#asked = true;
		this.#clock.afterInput(this.#call);
	}
}
