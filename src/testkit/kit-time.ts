import type { Clock } from '../base/clock.js';
import { systemClock } from '../base/clock.js';
import { FaultlineError } from '../base/errors.js';
import { VirtualClock } from '../base/virtual-clock.js';
import { checkMs } from './checked.js';

/** What is waited for, for the message of the error; asked when it did not come. */
export type What = string | (() => string);

/** The time of a test host, its guests and its devices, and how a test goes along with it. */
export interface KitTime {
	readonly clock: Clock;
	/** Everything that needs no time has happened when it resolves. Throws CONFIG on the real clock. */
	settle(): Promise<void>;
	/** Moves virtual time on by `ms`; what falls due happens on the way. Throws CONFIG on the real clock. */
	advance(ms: number): Promise<void>;
	/**
	 * What the promise brings. Virtual time moves on until it does; real time passes by itself. TIMEOUT, with `what` it was,
	 * when it has not after `withinMs` milliseconds, or, on virtual time, when nothing is left to happen before.
	 */
	until<T>(promise: Promise<T>, what: What, withinMs: number): Promise<T>;
}

/** Promises of the program, those of pagers among them, have gone on as far as they can without input. */
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/**
 * Virtual time that runs by itself as far as no time has to pass: whatever is to be done soon is done before the program's
 * next input. Only `advance` and `until` move it. Two tests on it do the same in each run.
 */
export class VirtualTime implements KitTime {
	readonly clock: Clock;
	readonly #inner = new VirtualClock();
	#pumping = false;

	constructor() {
		const inner = this.#inner;
		this.clock = {
			now: () => inner.now(),
			after: (ms, fn) => inner.after(ms, fn),
			soon: (fn) => {
				inner.soon(fn);
				this.#pump();
			},
			afterInput: (fn) => {
				inner.afterInput(fn);
				this.#pump();
			},
		};
	}

	settle(): Promise<void> {
		return turn();
	}

	async advance(ms: number): Promise<void> {
		checkMs('advance', ms);
		const inner = this.#inner;
		const end = inner.now() + ms;
		await turn();
		while (inner.next <= end) {
			inner.step();
			await turn();
		}
		inner.jump(end);
	}

	async until<T>(promise: Promise<T>, what: What, withinMs: number): Promise<T> {
		const inner = this.#inner;
		const end = inner.now() + withinMs;
		let over = false;
		const ended = () => {
			over = true;
		};
		promise.then(ended, ended);
		for (;;) {
			await turn();
			if (over) return promise;
			if (inner.next > end) throw tooLate(what, withinMs, 'virtual time');
			inner.step();
		}
	}

	#pump(): void {
		if (this.#pumping) return;
		this.#pumping = true;
		queueMicrotask(() => {
			this.#pumping = false;
			this.#inner.settle();
		});
	}
}

/** The machine's time. */
export class RealTime implements KitTime {
	readonly clock = systemClock;

	settle(): Promise<void> {
		return Promise.reject(this.#movesItself());
	}

	advance(_ms: number): Promise<void> {
		return Promise.reject(this.#movesItself());
	}

	until<T>(promise: Promise<T>, what: What, withinMs: number): Promise<T> {
		return new Promise((resolve, reject) => {
			const timer = this.clock.after(withinMs, () => reject(tooLate(what, withinMs, 'time')));
			promise.then(resolve, reject).finally(() => timer.cancel());
		});
	}

	#movesItself(): FaultlineError {
		return new FaultlineError(
			'CONFIG',
			"the host runs on the real clock, which moves by itself; wait for what is to happen, or start it with clock: 'virtual'",
		);
	}
}

function tooLate(what: What, ms: number, time: string): FaultlineError {
	return new FaultlineError(
		'TIMEOUT',
		`${typeof what === 'string' ? what : what()}: not within ${ms} ms of ${time}`,
	);
}
