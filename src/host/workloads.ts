import type { Clock, Timer } from '../base/clock.js';
import { type ErrorCode, FaultlineError } from '../base/errors.js';
import type { Endpoint } from '../emulator/endpoint/endpoint.js';
import { NO_PASID } from '../emulator/iommu/contract.js';
import { CopyWorkload } from '../emulator/workload/copy.js';
import { readWorkload } from '../emulator/workload/read.js';
import { TraceWorkload } from '../emulator/workload/trace.js';
import type {
	DmaRange,
	WorkloadResult as Outcome,
	Workload,
	WorkloadHooks,
} from '../emulator/workload/workload.js';
import { WriteWorkload } from '../emulator/workload/write.js';
import type { faultline } from '../wire/generated/faultline.js';
import { faultline as wire } from '../wire/generated/faultline.js';
import { callMs } from './rpc/call-bounds.js';
import type { WorkloadProgress, WorkloadRequest, WorkloadResult } from './rpc/control-service.js';

const DEFAULT_PROGRESS_MS = 500;
const MIN_PROGRESS_MS = 20;

/** What running workloads takes from the host. */
export interface WorkloadContext {
	readonly clock: Clock;
	/** By the name of their device. */
	readonly endpoints: ReadonlyMap<string, Endpoint>;
	/** Lets the event loop turn; see `WorkloadHooks.soon`. */
	readonly soon: (fn: () => void) => void;
	/** Workloads that may run at a time. */
	readonly limit: number;
}

/** Runs the workloads that operators ask for, and bounds how many run at a time. */
export class WorkloadRunner {
	readonly #context: WorkloadContext;
	readonly #running = new Set<Workload>();

	constructor(context: WorkloadContext) {
		this.#context = context;
	}

	/** Workloads that run now, and that may at a time. */
	get running(): number {
		return this.#running.size;
	}

	get limit(): number {
		return this.#context.limit;
	}

	/**
	 * Starts a workload. `onProgress` is called now and then, `onResult` once, when no DMA of it is in flight
	 * any more. Throws UNKNOWN_DEVICE, WORKLOAD (it makes no sense as asked) or RESOURCE_EXHAUSTED.
	 */
	run(
		request: WorkloadRequest,
		onProgress: (progress: WorkloadProgress) => void,
		onResult: (result: WorkloadResult) => void,
	): { stop(): void } {
		const { clock, limit } = this.#context;
		if (this.#running.size >= limit)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`${limit} workloads run already, which is the bound (limits.workloads)`,
			);
		const start = clock.now();
		const elapsed = () => (clock.now() - start) / 1000;
		let timer: Timer | undefined;
		const workload = this.#create(request, (outcome) => {
			timer?.cancel();
			this.#running.delete(workload);
			onResult(toResult(outcome, elapsed()));
		});
		this.#running.add(workload);
		const interval = callMs(request.progressMs, DEFAULT_PROGRESS_MS, MIN_PROGRESS_MS);
		const tick = () => {
			onProgress(toProgress(workload, elapsed()));
			timer = clock.after(interval, tick);
		};
		timer = clock.after(interval, tick);
		// The caller gets its handle before the first completion can come.
		clock.soon(() => workload.start());
		return { stop: () => workload.stop() };
	}

	/** Stops all that run. */
	stop(): void {
		for (const workload of this.#running) workload.stop();
	}

	#create(request: WorkloadRequest, onDone: (outcome: Outcome) => void): Workload {
		const hooks: WorkloadHooks = { soon: this.#context.soon, onDone };
		const { copy, read, write, trace } = request;
		try {
			if (copy != null)
				return new CopyWorkload(
					{
						from: this.#range(copy.from),
						to: this.#range(copy.to),
						length: copy.length ?? 0,
					},
					hooks,
				);
			if (read != null)
				return readWorkload(
					{
						from: this.#range(read.from),
						length: read.length ?? 0,
						shuffle: read.shuffle ?? false,
						seed: read.seed ?? 0,
					},
					hooks,
				);
			if (write != null)
				return new WriteWorkload(
					{ to: this.#range(write.to), length: write.length ?? 0, seed: write.seed ?? 0 },
					hooks,
				);
			if (trace != null)
				return new TraceWorkload(
					{
						device: this.#device(trace.device ?? ''),
						pasid: toPasid(trace.pasid ?? 0),
						trace: { pages: trace.page ?? [], access: trace.access ?? [] },
					},
					hooks,
				);
		} catch (error) {
			// The workloads check their ranges and columns and say what is wrong.
			if (error instanceof RangeError) throw new FaultlineError('WORKLOAD', error.message);
			throw error;
		}
		throw new FaultlineError('WORKLOAD', 'the request names no workload that this host knows');
	}

	#range(range: faultline.v1.DmaRange.$Properties | null | undefined): DmaRange {
		if (range == null) throw new FaultlineError('WORKLOAD', 'a range is missing');
		return {
			device: this.#device(range.device ?? ''),
			pasid: toPasid(range.pasid ?? 0),
			address: range.address ?? 0,
		};
	}

	#device(name: string): Endpoint {
		const device = this.#context.endpoints.get(name);
		if (device === undefined)
			throw new FaultlineError('UNKNOWN_DEVICE', `there is no device "${name}"`);
		return device;
	}
}

function toPasid(pasid: number): number {
	return pasid === 0 ? NO_PASID : pasid;
}

function toProgress(workload: Workload, elapsedS: number): WorkloadProgress {
	const latency = workload.latency;
	return {
		bytes: workload.bytes,
		totalBytes: workload.totalBytes,
		faults: workload.faults,
		elapsedS,
		p50Us: latency.percentile(50),
		p99Us: latency.percentile(99),
	};
}

function toResult(outcome: Outcome, elapsedS: number): WorkloadResult {
	const { error, responses } = outcome;
	return {
		ok: outcome.ok,
		code: error === undefined ? 0 : wire.v1.ErrorCode[codeOf(error.kind)],
		message: error?.message ?? '',
		bytes: outcome.bytes,
		faults: outcome.faults,
		groups: outcome.groups,
		responsesSuccess: responses.success,
		responsesInvalid: responses.invalid,
		responsesFailure: responses.failure,
		p50Us: outcome.p50Us,
		p99Us: outcome.p99Us,
		elapsedS,
		sha256: outcome.sha256,
		accessesOk: outcome.accessesOk,
		accessesFailed: outcome.accessesFailed,
	};
}

function codeOf(kind: string): ErrorCode {
	if (kind === 'livelock') return 'LIVELOCK';
	if (kind === 'stopped') return 'UNAVAILABLE';
	return 'DEVICE_ERROR';
}
