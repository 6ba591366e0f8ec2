import type { Clock, Timer } from '../../base/clock.js';

/**
 * The patience of a session: how long it waits for the Hello, and then for any word of the agent. One timer
 * at a time; hearing something only notes the time.
 */
export class Liveness {
	readonly #clock: Clock;
	#heard: number;
	#timer: Timer | undefined;
	#suspended = false;

	constructor(clock: Clock) {
		this.#clock = clock;
		this.#heard = clock.now();
	}

	/** The agent said something. */
	heard(): void {
		this.#heard = this.#clock.now();
	}

	/** The agent is not listened to until `resume`: its silence is not its fault. */
	suspend(): void {
		this.#suspended = true;
	}

	resume(): void {
		this.#suspended = false;
		this.heard();
	}

	/** Calls `late` once after `ms` milliseconds, unless stopped; 0: never. */
	wait(ms: number, late: () => void): void {
		this.stop();
		if (ms > 0) this.#timer = this.#clock.after(ms, late);
	}

	/** Calls `lost` once when nothing was heard for `ms` milliseconds, unless stopped; 0: never. */
	watch(ms: number, lost: () => void): void {
		this.stop();
		this.heard();
		if (ms > 0) this.#look(ms, lost);
	}

	stop(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	#look(ms: number, lost: () => void): void {
		if (this.#suspended) this.heard();
		const silent = this.#clock.now() - this.#heard;
		if (silent < ms) this.#timer = this.#clock.after(ms - silent, () => this.#look(ms, lost));
		else lost();
	}
}
