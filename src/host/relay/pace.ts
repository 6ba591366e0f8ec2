import type { Clock, Timer } from '../../base/clock.js';

/** Small messages with faults that may be under way to an agent that has said nothing since. */
export const UNHEARD_MESSAGES = 8;
/** A message of so many rows costs the agent more by its rows than by itself: it is not small. */
export const SMALL_ROWS = 256;
/** How long faults may be held for company, in milliseconds. */
const HOLD_MS = 1;

/**
 * Keeps a session from sending more messages than its agent can read. A message costs the agent as much as hundreds of
 * rows, and the host can send small ones faster than an agent reads them: they would pile up in the
 * connection, up to its window, and each fault would wait for all that stand before it. So after some small ones
 * to which the agent has said nothing, faults are held, and gather, until it says something.
 *
 * An agent may have nothing to say for long, since it waits for its pagers: faults are held for a millisecond at
 * most. One timer at a time, and only while faults are held.
 */
export class Pace {
	readonly #clock: Clock;
	readonly #goOn: () => void;
	#unheard = 0;
	#timer: Timer | undefined;

	/** `goOn` is called when faults were held for long enough. */
	constructor(clock: Clock, goOn: () => void) {
		this.#clock = clock;
		this.#goOn = goOn;
	}

	/** A message with so many faults was sent. */
	sent(rows: number): void {
		if (rows < SMALL_ROWS) this.#unheard++;
	}

	/** The agent said something. */
	heard(): void {
		this.#unheard = 0;
	}

	/** Whether faults are to be held; sees to it that they are not for long. */
	hold(): boolean {
		if (this.#unheard < UNHEARD_MESSAGES) return false;
		this.#timer ??= this.#clock.after(HOLD_MS, () => {
			this.#timer = undefined;
			if (this.#unheard < UNHEARD_MESSAGES) return;
			this.#unheard = UNHEARD_MESSAGES - 1;
			this.#goOn();
		});
		return true;
	}

	stop(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}
}
