import { FaultlineError } from '../../base/errors.js';

/** Bounds of what control calls may take of the host: time of timers, and calls that stay open. */

/** Longest time that a call can set, in milliseconds: an hour. */
export const MAX_CALL_MS = 3_600_000;

/** A time that a request sets, 0 for the default, brought between `least` and an hour. */
export function callMs(wanted: number, otherwise: number, least: number): number {
	return Math.min(MAX_CALL_MS, Math.max(least, wanted || otherwise));
}

/** How many calls of one kind are open for each key, and no more than a bound. */
export class OpenCalls {
	readonly #what: string;
	readonly #bound: number;
	readonly #open = new Map<string, number>();

	/** `what` names the calls in the error's message. */
	constructor(what: string, bound: number) {
		this.#what = what;
		this.#bound = bound;
	}

	/** Counts a call in; returns how to count it out, once and harmlessly more often. Throws RESOURCE_EXHAUSTED. */
	enter(key = ''): () => void {
		const open = this.#open.get(key) ?? 0;
		if (open >= this.#bound)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`${open} ${this.#what} are open already, which is the bound`,
			);
		this.#open.set(key, open + 1);
		let left = false;
		return () => {
			if (left) return;
			left = true;
			const now = (this.#open.get(key) ?? 1) - 1;
			if (now > 0) this.#open.set(key, now);
			else this.#open.delete(key);
		};
	}
}
