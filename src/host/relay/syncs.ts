import { FaultlineError } from '../../base/errors.js';
import { errorCode } from '../../wire/error-codes.js';
import type { faultline } from '../../wire/generated/faultline.js';

/** How a Sync ended: the pages written back, or why they were not (then those that were all the same). */
export type SyncDone = (error: FaultlineError | undefined, pages: number) => void;

/** The Syncs that one agent was asked for and has not answered. */
export class PendingSyncs {
	readonly #pending = new Map<number, { done: SyncDone; evict: boolean }>();
	#last = 0;

	/** The number of a new request, for `done` to be called once. */
	add(done: SyncDone, evict: boolean): number {
		this.#pending.set(++this.#last, { done, evict });
		return this.#last;
	}

	/** The requests that are not answered, to be asked for again. */
	requests(): { request: number; evict: boolean }[] {
		return [...this.#pending].map(([request, { evict }]) => ({ request, evict }));
	}

	/** Forgets a request; its `done` is not called. */
	cancel(request: number): void {
		this.#pending.delete(request);
	}

	/** The agent's answer. One to a request that was given up is ignored: the agent cannot know. */
	answered(result: faultline.v1.SyncResult): void {
		const done = this.#pending.get(result.request)?.done;
		if (done === undefined) return;
		this.#pending.delete(result.request);
		const code = result.code === 0 ? undefined : (errorCode(result.code) ?? 'INTERNAL');
		done(code === undefined ? undefined : new FaultlineError(code, result.message), result.pages);
	}

	/** No answer will come any more. */
	end(error: FaultlineError): void {
		const pending = [...this.#pending.values()];
		this.#pending.clear();
		for (const { done } of pending) done(error, 0);
	}
}
