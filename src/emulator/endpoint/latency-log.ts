import type { LatencyHistogram } from '../latency-histogram.js';

/** Values that wait; adding them all up takes some 10 us. */
const ENTRIES = 256;

/**
 * Latencies on their way into the histograms of many functions. Finding a bucket of one among thousands of
 * histograms is a chain of waits for memory, 280 ns; many of them one after the other in a short loop wait
 * together. Who reads a histogram calls `settle` first.
 */
export class LatencyLog {
	readonly #histograms: LatencyHistogram[] = [];
	readonly #values = new Float64Array(ENTRIES);
	#length = 0;

	/** One value, in microseconds, that belongs to this histogram. */
	add(histogram: LatencyHistogram, us: number): void {
		if (this.#length === ENTRIES) this.settle();
		this.#histograms[this.#length] = histogram;
		this.#values[this.#length++] = us;
	}

	/** Brings every value to its histogram. */
	settle(): void {
		for (let i = 0; i < this.#length; i++) this.#histograms[i]!.record(this.#values[i]!);
		this.#length = 0;
	}
}
