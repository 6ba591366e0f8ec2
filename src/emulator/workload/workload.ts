import type { FunctionCounters } from '../endpoint/counters.js';
import { checkPasid, type DmaEngine } from '../endpoint/dma-engine.js';
import type { DmaError, DmaErrorKind } from '../endpoint/dma-job.js';
import { LatencyHistogram } from '../latency-histogram.js';
import { PAGE_SIZE } from '../memory.js';
import { faultsOf, groupsOf, invalidsOf, successesOf } from './fault-counts.js';

/** Cost of what one turn may start. A page that is moved costs `PAGE_COST`, a touched page 1. */
const COST_PER_TURN = 1024;
/** A turn then moves 1 MiB at most, a few milliseconds with hashing. */
export const PAGE_COST = 4;

/** What a workload needs of the device that it drives; every `Endpoint` is one. */
export interface DmaDevice {
	readonly dma: DmaEngine;
	readonly counters: FunctionCounters;
	readonly latency: LatencyHistogram;
}

/** Where a device reads or writes. */
export interface DmaRange {
	readonly device: DmaDevice;
	/** NO_PASID: without one. */
	readonly pasid: number;
	/** In bytes; address + length must be exact in a double (2^53). */
	readonly address: number;
}

export interface WorkloadHooks {
	/**
	 * Calls back soon; where others must get their turn (network, timers), it must let them in between, as
	 * setImmediate does.
	 */
	readonly soon: (fn: () => void) => void;
	/** Called once, when no DMA of the workload is in flight any more; perhaps before `start` returns. */
	readonly onDone: (result: WorkloadResult) => void;
}

export interface WorkloadError {
	readonly kind: DmaErrorKind | 'stopped';
	readonly page: number;
	readonly access: number;
	readonly message: string;
}

export interface WorkloadResult {
	readonly ok: boolean;
	/** The first error; absent when ok. */
	readonly error?: WorkloadError;
	/** Bytes that reached their end: the buffer of a read, the target of a write or copy. */
	readonly bytes: number;
	/**
	 * Page requests, groups and responses of the devices during the run. A stalled access is a request and a group
	 * of its own: its retry is a success, and what it ends with otherwise is an invalid request.
	 */
	readonly faults: number;
	readonly groups: number;
	readonly responses: {
		readonly success: number;
		readonly invalid: number;
		readonly failure: number;
	};
	/** Hexadecimal SHA-256 of the bytes the device moved, in address order; empty unless ok, and for a trace. */
	readonly sha256: string;
	/** Trace only: accesses that went through, and that were answered INVALID. */
	readonly accessesOk: number;
	readonly accessesFailed: number;
	/** Microseconds from page request to response during the run. */
	readonly p50Us: number;
	readonly p99Us: number;
}

/** The counters of one device when the run began. */
interface Baseline {
	readonly device: DmaDevice;
	readonly faults: number;
	readonly groups: number;
	readonly success: number;
	readonly invalid: number;
	readonly failure: number;
	readonly latency: LatencyHistogram;
}

/**
 * A run of DMA on one or two devices. Driven by completions; how much it starts in one turn is bounded, also
 * when everything completes at once, and it goes on through `soon`. Memory is bounded whatever the
 * length. The counters in its result are differences over the run: other work of the same devices at the
 * same time is counted too. Reads no clock.
 */
export abstract class Workload {
	/** Bytes to move; 0 for a trace. */
	readonly totalBytes: number;
	/** Accesses to replay; 0 for what moves bytes. */
	readonly totalAccesses: number;
	readonly #devices: readonly DmaDevice[];
	readonly #hooks: WorkloadHooks;
	#baselines: readonly Baseline[] = [];
	#bytes = 0;
	#accessesOk = 0;
	#accessesFailed = 0;
	/** DMA jobs in flight. */
	#pending = 0;
	#budget = COST_PER_TURN;
	#started = false;
	#running = false;
	#resuming = false;
	#error: WorkloadError | undefined;
	#finished = false;

	constructor(
		devices: readonly DmaDevice[],
		hooks: WorkloadHooks,
		totalBytes: number,
		totalAccesses: number,
	) {
		this.#devices = [...new Set(devices)];
		this.#hooks = hooks;
		this.totalBytes = totalBytes;
		this.totalAccesses = totalAccesses;
	}

	/** Starts the next DMA or other piece of work and returns its cost; 0 when it has to wait. */
	protected abstract step(): number;

	/** The SHA-256 of everything moved; called once, when all of it was. */
	protected abstract digest(): string;

	get bytes(): number {
		return this.#bytes;
	}

	get accessesOk(): number {
		return this.#accessesOk;
	}

	get accessesFailed(): number {
		return this.#accessesFailed;
	}

	/** Page requests since the start. */
	get faults(): number {
		let sum = 0;
		for (const base of this.#baselines) sum += faultsOf(base.device.counters) - base.faults;
		return sum;
	}

	/** Time from page request to response since the start. */
	get latency(): LatencyHistogram {
		const merged = new LatencyHistogram();
		for (const base of this.#baselines) merged.merge(base.device.latency.since(base.latency));
		return merged;
	}

	/** Begins the run; once. */
	start(): void {
		if (this.#started) throw new Error('a workload runs once; make a new one');
		this.#started = true;
		this.#baselines = this.#devices.map((device) => ({
			device,
			faults: faultsOf(device.counters),
			groups: groupsOf(device.counters),
			success: successesOf(device.counters),
			invalid: invalidsOf(device.counters),
			failure: device.counters.responsesFailure,
			latency: device.latency.snapshot(),
		}));
		this.#run();
	}

	/**
	 * Starts nothing more; `onDone` comes, with the error `stopped`, when what is in flight has ended. Before
	 * `start`: that call then ends the run at once.
	 */
	stop(): void {
		if (this.#finished) return;
		this.#error ??= { kind: 'stopped', page: 0, access: 0, message: 'the workload was stopped' };
		if (this.#started) this.#settle();
	}

	/** To be called before each DMA that the workload starts. */
	protected begun(): void {
		this.#pending++;
	}

	/** To be called in each DMA's `done`, after the workload's own state is up to date. */
	protected ended(error: DmaError | undefined): void {
		this.#pending--;
		if (error !== undefined) this.#error ??= error;
		this.#run();
	}

	/** Whether the run ends early: nothing new should be started. */
	protected get ending(): boolean {
		return this.#error !== undefined;
	}

	protected moved(bytes: number): void {
		this.#bytes += bytes;
	}

	protected accessed(ok: boolean): void {
		if (ok) this.#accessesOk++;
		else this.#accessesFailed++;
	}

	#run(): void {
		if (this.#running || this.#finished) return;
		this.#running = true;
		while (this.#error === undefined && !this.#resuming) {
			if (this.#budget <= 0) {
				this.#resuming = true;
				this.#hooks.soon(this.#resume);
				break;
			}
			const cost = this.step();
			if (cost === 0) break;
			this.#budget -= cost;
		}
		this.#running = false;
		this.#settle();
	}

	readonly #resume = (): void => {
		this.#resuming = false;
		this.#budget = COST_PER_TURN;
		this.#run();
	};

	/** Ends the run when it is over and nothing is in flight. */
	#settle(): void {
		if (this.#finished || this.#running || this.#pending > 0) return;
		const complete =
			this.#bytes === this.totalBytes &&
			this.#accessesOk + this.#accessesFailed === this.totalAccesses;
		if (this.#error === undefined && !complete) return;
		this.#finished = true;
		this.#hooks.onDone(this.#result());
	}

	#result(): WorkloadResult {
		const error = this.#error;
		const responses = { success: 0, invalid: 0, failure: 0 };
		let groups = 0;
		for (const base of this.#baselines) {
			const { counters } = base.device;
			groups += groupsOf(counters) - base.groups;
			responses.success += successesOf(counters) - base.success;
			responses.invalid += invalidsOf(counters) - base.invalid;
			responses.failure += counters.responsesFailure - base.failure;
		}
		const latency = this.latency;
		return {
			ok: error === undefined,
			...(error === undefined ? {} : { error }),
			bytes: this.#bytes,
			faults: this.faults,
			groups,
			responses,
			sha256: error === undefined ? this.digest() : '',
			accessesOk: this.#accessesOk,
			accessesFailed: this.#accessesFailed,
			p50Us: latency.percentile(50),
			p99Us: latency.percentile(99),
		};
	}
}

/** Throws RangeError unless the range is one that a workload can move. */
export function checkRange(range: DmaRange, length: number): void {
	checkPasid(range.pasid);
	if (!Number.isSafeInteger(length) || length < 1)
		throw new RangeError(`length ${length}: must be an integer from 1`);
	if (
		!Number.isSafeInteger(range.address) ||
		range.address < 0 ||
		!Number.isSafeInteger(range.address + length)
	)
		throw new RangeError(
			`address ${range.address} with length ${length}: must lie from 0 to 2^53 - 1`,
		);
}

/** Checks how a workload cuts its range: whole pages to a chunk, one chunk at least. */
export function checkChunks(chunkBytes: number, chunks: number): void {
	if (!Number.isInteger(chunkBytes) || chunkBytes < PAGE_SIZE || chunkBytes % PAGE_SIZE !== 0)
		throw new RangeError(`chunk of ${chunkBytes} bytes: must be a multiple of ${PAGE_SIZE}`);
	if (!Number.isInteger(chunks) || chunks < 1)
		throw new RangeError(`${chunks} chunks in flight: must be an integer from 1`);
}

/** Cost of moving so many bytes. */
export function costOf(bytes: number): number {
	return Math.ceil(bytes / PAGE_SIZE) * PAGE_COST;
}
