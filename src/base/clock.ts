/**
 * Time as it is passed in. Nothing under `emulator`, `host/kernel`, `host/relay` or `guest` reads a
 * clock or sets a timer by itself: it is given one of these, so that a whole fleet can run in one
 * process on virtual time and replay exactly.
 */

/** A timer that has not fired yet. */
export interface Timer {
	/** Stops the timer; harmless after it fired or was cancelled. */
	cancel(): void;
}

export interface Clock {
	/** Monotonic time in milliseconds, with fractions; its zero has no meaning. */
	now(): number;
	/** Calls `fn` once, at least `ms` milliseconds from now (0 or more). */
	after(ms: number, fn: () => void): Timer;
	/**
	 * Calls `fn` once the running code has returned, before any input or timer is handled. Calls are
	 * in the order of asking. This is what turns "many faults in one turn" into one batch.
	 */
	soon(fn: () => void): void;
}

/** The machine's own monotonic clock. A timer that is set keeps the process alive, as an agent that is to connect
 * again should. */
export const systemClock: Clock = {
	now: () => performance.now(),
	after(ms, fn) {
		const handle = setTimeout(fn, ms);
		return { cancel: () => clearTimeout(handle) };
	},
	soon: (fn) => queueMicrotask(fn),
};
