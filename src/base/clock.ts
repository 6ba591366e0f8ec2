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
	/**
	 * Calls `fn` once all input was handled that has arrived when it is asked for and can be had without waiting.
	 * Calls are in the order of asking. What it asks for by `soon` comes before the next input.
	 */
	afterInput(fn: () => void): void;
}

/**
 * What `systemClock.soon` was asked for, in order. One microtask calls all of it, and what is asked for meanwhile:
 * `queueMicrotask` keeps the asynchronous context of every call, which costs half a microsecond, and a fault that
 * is alone asks five or six times.
 */
const waiting: (() => void)[] = [];
/** Calls after which the list is cut, so that a chain of them without end does not make it longer and longer. */
const CUT = 1024;

function callWaiting(): void {
	let called = 0;
	try {
		while (called < waiting.length) {
			waiting[called++]!();
			if (called < CUT) continue;
			waiting.splice(0, called);
			called = 0;
		}
	} finally {
		// One that throws keeps nobody else from being called.
		waiting.splice(0, called);
		if (waiting.length > 0) queueMicrotask(callWaiting);
	}
}

/** The machine's own monotonic clock. A timer that is set keeps the process alive, as an agent that is to connect
 * again should. */
export const systemClock: Clock = {
	now: () => performance.now(),
	after(ms, fn) {
		const handle = setTimeout(fn, ms);
		return { cancel: () => clearTimeout(handle) };
	},
	soon(fn) {
		if (waiting.push(fn) === 1) queueMicrotask(callWaiting);
	},
	// The check phase of the event loop follows its poll phase, which handles what has arrived.
	afterInput: (fn) => void setImmediate(fn),
};
