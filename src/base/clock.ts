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
 * What `systemClock.soon` was asked for, in order: `asked` places of `waiting`, of which `called` were called. One
 * microtask calls all of it, and what is asked for meanwhile: `queueMicrotask` keeps the asynchronous context of every
 * call, which costs half a microsecond, and a fault that is alone asks five or six times. The places are used again,
 * for an array that shrinks gets new storage when it grows.
 */
const waiting: (() => void)[] = [];
let asked = 0;
let called = 0;
/** Calls after which the list is cut, so that a chain of them without end does not make it longer and longer. */
const CUT = 1024;
/** In places that are free: what was there may be as much as a closure holds. */
const nothing = (): void => {};

function callWaiting(): void {
	try {
		while (called < asked) {
			const fn = waiting[called]!;
			waiting[called++] = nothing;
			if (called === CUT) cut();
			fn();
		}
	} finally {
		// One that throws keeps nobody else from being called.
		cut();
		if (asked > 0) queueMicrotask(callWaiting);
	}
}

/** Moves what was not called to the front. */
function cut(): void {
	if (called < asked) waiting.splice(0, called);
	asked -= called;
	called = 0;
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
		waiting[asked++] = fn;
		if (asked === 1) queueMicrotask(callWaiting);
	},
	// The check phase of the event loop follows its poll phase, which handles what has arrived.
	afterInput: (fn) => void setImmediate(fn),
};
