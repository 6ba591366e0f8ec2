import type { Clock, Timer } from './clock.js';

interface Entry {
	readonly at: number;
	readonly order: number;
	readonly fn: () => void;
	cancelled: boolean;
}

/**
 * A clock that moves only when told. Timers fire in the order of their time and, at equal times, in
 * the order they were set; `soon` callbacks run before the clock moves on, and when there are none left, those
 * of `afterInput`.
 */
export class VirtualClock implements Clock {
	#now: number;
	#order = 0;
	#timers: Entry[] = [];
	#soon: (() => void)[] = [];
	#afterInput: (() => void)[] = [];

	constructor(start = 0) {
		this.#now = start;
	}

	now(): number {
		return this.#now;
	}

	after(ms: number, fn: () => void): Timer {
		const entry: Entry = {
			at: this.#now + Math.max(0, ms),
			order: this.#order++,
			fn,
			cancelled: false,
		};
		this.#timers.push(entry);
		return {
			cancel: () => {
				entry.cancelled = true;
			},
		};
	}

	soon(fn: () => void): void {
		this.#soon.push(fn);
	}

	afterInput(fn: () => void): void {
		this.#afterInput.push(fn);
	}

	/** Runs what waits for "soon" now, and not what that asks for in turn: one turn of an event loop. */
	turn(): void {
		const batch = this.#soon;
		this.#soon = [];
		for (const fn of batch) fn();
	}

	/** Runs everything that waits for "soon" or "after input", including what it asks for in turn. */
	settle(): void {
		for (;;) {
			if (this.#soon.length > 0) {
				const batch = this.#soon;
				this.#soon = [];
				for (const fn of batch) fn();
			} else if (this.#afterInput.length > 0) this.#afterInput.shift()!();
			else return;
		}
	}

	/** Moves the clock `ms` milliseconds on and fires what falls due on the way, in order. */
	advance(ms: number): void {
		const end = this.#now + ms;
		this.settle();
		for (;;) {
			const next = this.#earliest();
			if (next === undefined || next.at > end) break;
			this.#timers.splice(this.#timers.indexOf(next), 1);
			this.#now = Math.max(this.#now, next.at);
			next.fn();
			this.settle();
		}
		this.#now = end;
	}

	/** How many timers are set and not cancelled. */
	get pending(): number {
		return this.#timers.reduce((n, t) => n + (t.cancelled ? 0 : 1), 0);
	}

	#earliest(): Entry | undefined {
		this.#timers = this.#timers.filter((t) => !t.cancelled);
		let best: Entry | undefined;
		for (const t of this.#timers) {
			if (best === undefined || t.at < best.at || (t.at === best.at && t.order < best.order))
				best = t;
		}
		return best;
	}
}
