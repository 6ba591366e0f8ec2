import type { FunctionCounters } from './counters.js';
import type { DmaJob, JobQueue } from './dma-job.js';

/** What takes the jobs of a DMA engine. */
export interface JobSink {
	readonly jobs: JobQueue;
	/** Takes over a job; its `done` is called exactly once, perhaps before this returns. */
	submit(job: DmaJob): void;
}

/** What stands behind a `FaultStop`. */
export interface StoppableFlow extends JobSink {
	/** Looks at what waits, and calls the `done` of jobs that have ended. */
	changed(): void;
}

const WHY = 'the DMA engine stopped at an unrecoverable fault; a reset starts it again';

/**
 * What a device does after an unrecoverable fault: `continue` fails the job and serves the next one,
 * `stop` halts the DMA engine until the device is reset.
 */
export type OnFault = 'continue' | 'stop';

/**
 * The way to a DMA engine that stops at its first unrecoverable fault, an access that ended `aborted`. That
 * job fails so; the others, and those that come while it is halted, fail with `halted`. What is in flight
 * at that moment is not taken back: those jobs end when it is answered, so that no response is unexpected.
 */
export class FaultStop implements JobSink {
	readonly #flow: StoppableFlow;
	readonly #counters: FunctionCounters;
	#halted = false;

	constructor(flow: StoppableFlow, counters: FunctionCounters) {
		this.#flow = flow;
		this.#counters = counters;
		flow.jobs.onAborted = () => this.#halt();
	}

	get jobs(): JobQueue {
		return this.#flow.jobs;
	}

	get halted(): boolean {
		return this.#halted;
	}

	submit(job: DmaJob): void {
		if (!this.#halted) {
			this.#flow.submit(job);
			return;
		}
		this.#flow.jobs.add(job);
		this.#flow.jobs.fail(job, 'halted', job.firstPage, WHY);
		this.#flow.changed();
	}

	/** The device is reset: jobs are taken again. */
	clear(): void {
		this.#halted = false;
	}

	/** Called in the middle of the flow's work, which goes on and calls `done` of what ends here. */
	#halt(): void {
		if (this.#halted) return;
		this.#halted = true;
		this.#counters.halts++;
		this.#flow.jobs.failAll('halted', WHY);
	}
}
