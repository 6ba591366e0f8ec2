import type { FaultlineError } from '../../base/errors.js';
import { faultline } from '../../wire/generated/faultline.js';

const { DRAIN_HAND_OVER } = faultline.v1.DrainReason;

/** Features that a Hello may name. */
const RESUME = 'resume';
const DRAIN = 'drain';

/** What a host says to an agent that is to go. */
export type DrainWords = faultline.v1.Drain.$Properties;

/**
 * How a session's agent goes: that the host wants it to, that it leaves for another agent, how long another one has to
 * come, and who waits for that.
 */
export class Departure {
	/** Those of the agent's Hello. */
	features: readonly string[] = [];
	/** How long the session is kept when its connection breaks. */
	graceMs: number;
	/** The agent is to go: nothing is delivered. */
	words: DrainWords | undefined;
	/** The agent leaves for another one: everything stays as it is. */
	handsOver = false;
	readonly #resumeMs: number;
	#done: ((error: FaultlineError | undefined) => void) | undefined;

	constructor(resumeMs: number) {
		this.#resumeMs = resumeMs;
		this.graceMs = resumeMs;
	}

	/** Whether the session is kept when its connection breaks. */
	get kept(): boolean {
		return this.#resumeMs > 0 && this.features.includes(RESUME);
	}

	/** Whether the agent goes when it is told to. */
	get drains(): boolean {
		return this.features.includes(DRAIN);
	}

	/** Another agent, or the same one anew, is there. */
	restart(): void {
		this.graceMs = this.#resumeMs;
		this.words = undefined;
		this.handsOver = false;
	}

	/** Another agent has so long to come, or as long as an agent has anyway. */
	wait(graceMs: number): void {
		this.graceMs = Math.max(graceMs, this.#resumeMs);
	}

	/** The agent is to leave for another one, which has `graceMs` to come; `done` is told by `settle`. */
	ask(graceMs: number, done: (error: FaultlineError | undefined) => void): DrainWords {
		this.wait(graceMs);
		this.#done = done;
		return { deadlineMs: graceMs, reason: DRAIN_HAND_OVER };
	}

	/** Gives that up; false: nobody waits for it. */
	cancel(): boolean {
		if (this.#done === undefined) return false;
		this.#done = undefined;
		this.graceMs = this.#resumeMs;
		return true;
	}

	settle(error: FaultlineError | undefined): void {
		const done = this.#done;
		this.#done = undefined;
		done?.(error);
	}
}
