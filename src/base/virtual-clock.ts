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
 * of `afterInput`. Who waits for more than nothing, however little, wakes at a later time.
 */
export class VirtualClock implements Clock {
	#now: number;
	#order = 0;
	/** A binary heap: an entry comes before the two at twice its place and one and two more. */
	readonly #timers: Entry[] = [];
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
			at: ms > 0 ? Math.max(this.#now + ms, this.#now * (1 + Number.EPSILON)) : this.#now,
			order: this.#order++,
			fn,
			cancelled: false,
		};
		this.#push(entry);
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

	/** Whether nothing waits for "soon" or "after input". */
	get settled(): boolean {
		return this.#soon.length === 0 && this.#afterInput.length === 0;
	}

	/** Moves the clock `ms` milliseconds on and fires what falls due on the way, in order. */
	advance(ms: number): void {
		const end = this.#now + ms;
		this.settle();
		while (this.next <= end) this.step();
		this.#now = end;
	}

	/** When the next timer fires; Infinity when none is set. */
	get next(): number {
		const timers = this.#timers;
		while (timers.length > 0 && timers[0]!.cancelled) this.#pop();
		return timers.length === 0 ? Number.POSITIVE_INFINITY : timers[0]!.at;
	}

	/** Moves to the time of the next timer, fires it, and settles. Only settles where none is set. */
	step(): void {
		if (this.next < Number.POSITIVE_INFINITY) {
			const { at, fn } = this.#pop();
			this.#now = Math.max(this.#now, at);
			fn();
		}
		this.settle();
	}

	/** Moves the clock on to `at` without firing anything: what fell due meanwhile fires late, as for a process that slept. */
	jump(at: number): void {
		this.#now = Math.max(this.#now, at);
	}

	/** How many timers are set and not cancelled. */
	get pending(): number {
		return this.#timers.reduce((n, t) => n + (t.cancelled ? 0 : 1), 0);
	}

	#push(entry: Entry): void {
		const timers = this.#timers;
		let at = timers.push(entry) - 1;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			if (!before(entry, timers[parent]!)) break;
			timers[at] = timers[parent]!;
			at = parent;
		}
		timers[at] = entry;
	}

	/** Takes the first one out; there is one. */
	#pop(): Entry {
		const timers = this.#timers;
		const first = timers[0]!;
		const last = timers.pop()!;
		if (timers.length === 0) return first;
		let at = 0;
		for (;;) {
			let child = at * 2 + 1;
			if (child >= timers.length) break;
			if (child + 1 < timers.length && before(timers[child + 1]!, timers[child]!)) child++;
			if (!before(timers[child]!, last)) break;
			timers[at] = timers[child]!;
			at = child;
		}
		timers[at] = last;
		return first;
	}
}

function before(a: Entry, b: Entry): boolean {
	return a.at < b.at || (a.at === b.at && a.order < b.order);
}
