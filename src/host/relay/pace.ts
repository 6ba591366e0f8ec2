import type { Clock, Timer } from '../../base/clock.js';

/** Small messages with faults that may be under way to an agent. */
export const SMALL_MESSAGES = 8;
/** A message of so many groups costs the agent more by its rows than by itself: it is not small. */
export const SMALL_GROUPS = 256;
/** How long faults may be held for company, in milliseconds. */
const HOLD_MS = 1;

/**
 * Keeps a session from sending more messages than its agent can read. A message costs the agent some 30 us, as much
 * as a hundred rows, and the host can send small ones faster than an agent reads them: they would pile up in the
 * connection, up to its window, and each fault would wait for all that stand before it. So while some small ones
 * are not answered, faults are held, and gather, until an answer comes.
 *
 * Which message an answer belongs to is not looked up: it counts for all that are under way alike, and for one message at
 * least. An agent that waits for its pagers answers late: faults are held for a millisecond at most. One
 * timer at a time, and only while faults are held.
 */
export class Pace {
	readonly #clock: Clock;
	readonly #goOn: () => void;
	/** Small messages that count as under way, and groups that are not answered. */
	#messages = 0;
	#groups = 0;
	#timer: Timer | undefined;

	/** `goOn` is called when faults were held for long enough. */
	constructor(clock: Clock, goOn: () => void) {
		this.#clock = clock;
		this.#goOn = goOn;
	}

	/** A message with so many groups was sent. */
	sent(groups: number): void {
		this.#groups += groups;
		if (groups < SMALL_GROUPS) this.#messages++;
	}

	/** The agent answered so many groups by one message. */
	answered(groups: number): void {
		const left = Math.max(0, this.#groups - groups);
		this.#messages = left === 0 ? 0 : Math.floor((this.#messages * left) / this.#groups);
		this.#groups = left;
	}

	/** Groups ended that the agent will not answer: counting begins anew. */
	forget(): void {
		this.#messages = 0;
		this.#groups = 0;
	}

	/** Whether faults are to be held; sees to it that they are not for long. */
	hold(): boolean {
		if (this.#messages < SMALL_MESSAGES) return false;
		this.#timer ??= this.#clock.after(HOLD_MS, () => {
			this.#timer = undefined;
			if (this.#messages < SMALL_MESSAGES) return;
			this.#messages = SMALL_MESSAGES - 1;
			this.#goOn();
		});
		return true;
	}

	stop(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}
}
