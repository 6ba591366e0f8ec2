import type { Clock } from '../base/clock.js';

/** Departures at most between two looks at a turn while it is quiet. */
const MAX_UNSEEN = 8;

/**
 * When what a session has collected leaves. A message costs some 30 us at each side, as much as a hundred rows, so what
 * can leave together should; and a single fault should not wait for company that does not come.
 *
 *   quiet      the first that is to leave in a turn of the event loop leaves once the running code has
 *              returned; what follows in the same turn is gathered until the turn ends
 *   gathering  more than one thing came in during the turn before: all of a turn leaves together at its end
 *
 * A turn lasts from the first that is to leave until everything that had arrived by then was handled
 * (`Clock.afterInput`). At its end it is known how much came in, and with it how the next one begins. No timers:
 * a turn ends as soon as there is nothing more to do, and an agent that falls behind has long turns, and
 * so large batches, by itself.
 *
 * Seeing a turn's end costs 0.7 us, 2 % of what a fault that is alone takes. So when turns have been found quiet
 * one after the other, only some are looked at: after one that was quiet as many leave unseen as did before it and one
 * more, up to eight.
 */
export class Departures {
	readonly #clock: Clock;
	readonly #leave: () => void;
	/** Something is to leave. */
	#wanted = false;
	/** A turn has begun and not ended. */
	#turn = false;
	#gathering = false;
	/** What came in during this turn. */
	#arrivals = 0;
	/** Departures between this look at a turn and the next one, and how many of them are left. */
	#between = 0;
	#unseen = 0;

	/** `leave` sends what there is. */
	constructor(clock: Clock, leave: () => void) {
		this.#clock = clock;
		this.#leave = leave;
	}

	/** Something came in that has answers: a message. */
	arrived(): void {
		this.#arrivals++;
	}

	/** Sees to it that what there is leaves. */
	schedule(): void {
		if (this.#wanted) return;
		this.#wanted = true;
		if (this.#turn) return;
		if (!this.#gathering) this.#clock.soon(this.#go);
		if (this.#unseen > 0) {
			this.#unseen--;
			this.#arrivals = 0;
			return;
		}
		this.#turn = true;
		this.#clock.afterInput(this.#end);
	}

	readonly #go = (): void => {
		if (!this.#wanted) return;
		this.#wanted = false;
		this.#leave();
	};

	readonly #end = (): void => {
		this.#turn = false;
		this.#gathering = this.#arrivals > 1;
		this.#between = this.#gathering ? 0 : Math.min(MAX_UNSEEN, this.#between + 1);
		this.#unseen = this.#between;
		this.#arrivals = 0;
		this.#go();
	};
}
