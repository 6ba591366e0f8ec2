import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../base/clock.js';

/** The platform's types name it differently from one major version to the next, and callers of the kit have theirs. */
type IntervalHistogram = ReturnType<typeof monitorEventLoopDelay>;

/** How often the event loop's delay is measured, and how long a window of measurements is at least, in milliseconds. */
const RESOLUTION_MS = 10;
const WINDOW_MS = 10_000;

export interface ProcessFigures {
	readonly heapBytes: number;
	readonly externalBytes: number;
	readonly residentBytes: number;
	readonly openHandles: number;
	readonly eventLoopP99Ms: number;
}

/**
 * What the host's process takes and how late its event loop is, as GetHost and Watch tell it. Owns the measurement of
 * the delay, which does not keep the process alive. Whoever reads closes a window that is over, so that the delay is
 * that of the last seconds and not of all time, and two who read see the same.
 */
export class ProcessStatus {
	readonly #clock: Clock;
	readonly #delays: IntervalHistogram;
	#since: number;
	/** Of the last window that is over; undefined in the first. */
	#lastP99Ms: number | undefined;

	constructor(
		clock: Clock,
		delays: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS }),
	) {
		this.#clock = clock;
		this.#delays = delays;
		this.#since = clock.now();
		delays.enable();
	}

	read(): ProcessFigures {
		const { heapUsed, external, rss } = process.memoryUsage();
		return {
			heapBytes: heapUsed,
			externalBytes: external,
			residentBytes: rss,
			openHandles: process.getActiveResourcesInfo().length,
			eventLoopP99Ms: this.#p99(),
		};
	}

	#p99(): number {
		// A measurement is the time from one look to the next, which is the resolution when nothing is late.
		const running = () =>
			this.#delays.count === 0 ? 0 : Math.max(0, this.#delays.percentile(99) / 1e6 - RESOLUTION_MS);
		const now = this.#clock.now();
		if (now - this.#since >= WINDOW_MS) {
			this.#lastP99Ms = running();
			this.#delays.reset();
			this.#since = now;
		}
		return this.#lastP99Ms ?? running();
	}
}
