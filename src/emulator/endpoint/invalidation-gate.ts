import type { AddressTranslationCache } from './atc.js';
import type { FunctionCounters } from './counters.js';

interface HeldInvalidation {
	readonly pasid: number;
	readonly page: number;
	readonly pages: number;
	readonly global: boolean;
	readonly done: () => void;
}

/**
 * Where Invalidate Requests enter a function. Accesses are complete when they return, so a request is
 * processed and completed at once, unless the gate is paused: then requests wait in order, neither
 * applied nor completed. Each `done` is called exactly once.
 */
export class InvalidationGate {
	readonly #atc: AddressTranslationCache;
	readonly #counters: FunctionCounters;
	#held: HeldInvalidation[] = [];
	#paused = false;
	#told: (() => void) | undefined;

	constructor(atc: AddressTranslationCache, counters: FunctionCounters) {
		this.#atc = atc;
		this.#counters = counters;
	}

	/** `told` is called for each request that waits. */
	pause(told?: () => void): void {
		this.#paused = true;
		this.#told = told;
	}

	/** Processes what waits and lets new requests through. */
	resume(): void {
		this.#paused = false;
		this.#told = undefined;
		const held = this.#held;
		this.#held = [];
		for (const each of held)
			this.invalidate(each.pasid, each.page, each.pages, each.global, each.done);
	}

	invalidate(pasid: number, page: number, pages: number, global: boolean, done: () => void): void {
		if (this.#paused) {
			this.#held.push({ pasid, page, pages, global, done });
			this.#told?.();
			return;
		}
		this.#atc.invalidate(pasid, page, pages, global);
		this.#counters.invalidations++;
		done();
	}
}
