import { checkPasid } from '../endpoint/dma-engine.js';
import type { DmaError } from '../endpoint/dma-job.js';
import { type DmaDevice, Workload, type WorkloadHooks } from './workload.js';

const MAX_PAGE = 2 ** 52 - 1;

/** Recorded accesses as columns of equal length. */
export interface Trace {
	/** Page number of each access, below 2^52. */
	readonly pages: ArrayLike<number>;
	/** `Access` bits of each: READ or WRITE or both, EXEC with READ. */
	readonly access: ArrayLike<number>;
}

export interface TraceConfig {
	readonly device: DmaDevice;
	/** NO_PASID: without one. */
	readonly pasid: number;
	readonly trace: Trace;
}

/**
 * Replays accesses strictly in order, the next one when the one before has ended. What is answered INVALID is
 * counted and the replay goes on; any other error ends it. Moves no bytes.
 */
export class TraceWorkload extends Workload {
	readonly #device: DmaDevice;
	readonly #pasid: number;
	readonly #trace: Trace;
	#next = 0;
	#waiting = false;

	/** Throws RangeError for columns of different length and for what is no page or access. */
	constructor(config: TraceConfig, hooks: WorkloadHooks) {
		const { device, pasid, trace } = config;
		checkPasid(pasid);
		checkTrace(trace);
		super([device], hooks, 0, trace.pages.length);
		this.#device = device;
		this.#pasid = pasid;
		this.#trace = trace;
	}

	protected override step(): number {
		if (this.#waiting || this.#next === this.totalAccesses) return 0;
		const at = this.#next++;
		this.#waiting = true;
		this.begun();
		this.#device.dma.access(
			this.#pasid,
			this.#trace.pages[at]!,
			this.#trace.access[at]!,
			this.#onAccess,
		);
		return 1;
	}

	protected override digest(): string {
		return '';
	}

	readonly #onAccess = (error: DmaError | undefined): void => {
		this.#waiting = false;
		const refused = error?.kind === 'invalid';
		if (error === undefined || refused) this.accessed(!refused);
		this.ended(refused ? undefined : error);
	};
}

function checkTrace(trace: Trace): void {
	const { pages, access } = trace;
	if (pages.length !== access.length || pages.length === 0)
		throw new RangeError(
			`a trace of ${pages.length} pages and ${access.length} accesses: equal lengths from 1 are needed`,
		);
	for (let i = 0; i < pages.length; i++) {
		const page = pages[i]!;
		const bits = access[i]!;
		if (!Number.isInteger(page) || page < 0 || page > MAX_PAGE)
			throw new RangeError(`trace row ${i}: page ${page} is no page number below 2^52`);
		if (!Number.isInteger(bits) || bits < 1 || bits > 7 || (bits & 3) === 0)
			throw new RangeError(`trace row ${i}: access ${bits} has neither READ (1) nor WRITE (2)`);
	}
}
