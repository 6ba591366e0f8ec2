import type { Clock } from '../base/clock.js';
import type { FaultlineError } from '../base/errors.js';

/** What the kernel and the relay tell by a call, as promises for those who wait. */

/** Resolves or rejects as `start` says. */
export function promised<T>(
	start: (done: (error: FaultlineError | undefined, value: T) => void) => void,
): Promise<T> {
	return new Promise((resolve, reject) => {
		start((error, value) => {
			if (error === undefined) resolve(value);
			else reject(error);
		});
	});
}

/** Resolves when `start` says that it is done, or after `ms`. */
export function within(clock: Clock, ms: number, start: (done: () => void) => void): Promise<void> {
	return new Promise((resolve) => {
		const timer = clock.after(ms, resolve);
		start(() => {
			timer.cancel();
			resolve();
		});
	});
}
