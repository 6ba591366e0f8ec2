import type { Clock, Timer } from '../base/clock.js';

export interface PulseOptions {
	/** Between heartbeats, in milliseconds. */
	readonly everyMs: number;
	/** A heartbeat is to go out; they are numbered from 1. */
	readonly beat: (sequence: number) => void;
	/** Silence after which `silent` is called, once, with how long it has been; in milliseconds. */
	readonly silenceMs: number;
	readonly silent: (ms: number) => void;
}

/** The signs of life on one connection: heartbeats that go out, and how long it is since something came. */
export class Pulse {
	readonly #clock: Clock;
	#lastHeard: number;
	#beats = 0;
	#heartbeat: Timer | undefined;
	#silence: Timer | undefined;

	/** Silence is counted from now on. */
	constructor(clock: Clock) {
		this.#clock = clock;
		this.#lastHeard = clock.now();
	}

	/** Something came. */
	heard(): void {
		this.#lastHeard = this.#clock.now();
	}

	start(options: PulseOptions): void {
		const { everyMs } = options;
		const beat = () => {
			options.beat(++this.#beats);
			this.#heartbeat = this.#clock.after(everyMs, beat);
		};
		this.#heartbeat = this.#clock.after(everyMs, beat);
		this.#listen(options);
	}

	stop(): void {
		this.#heartbeat?.cancel();
		this.#silence?.cancel();
	}

	/** Looks when the silence would be too long if nothing came until then. */
	#listen(options: PulseOptions): void {
		const { silenceMs } = options;
		const silent = this.#clock.now() - this.#lastHeard;
		if (silent < silenceMs)
			this.#silence = this.#clock.after(silenceMs - silent, () => this.#listen(options));
		else options.silent(silent);
	}
}
