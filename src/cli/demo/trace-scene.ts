import { readFileSync } from 'node:fs';
import type { ControlClient } from '../client.js';
import { loadTrace } from '../trace-file.js';
import { TRACE, TRACE_AREAS, traceFile } from './layout.js';
import {
	type Check,
	check,
	fromWorkload,
	increase,
	type OnProgress,
	type SceneResult,
	same,
} from './scene.js';
import { expectTrace } from './trace-count.js';

/** How long the guest may take to empty itself, in milliseconds. */
const SYNC_MS = 60_000;

export interface TraceOptions {
	readonly client: ControlClient;
	readonly device: string;
	readonly iommu: string;
	readonly onProgress: OnProgress;
}

/**
 * A device bound to guest A's second PASID replays the recorded accesses of a real program over areas of
 * differing permissions. What is answered SUCCESS and INVALID must be what a count made from the trace and
 * the areas alone says. Nothing is resident when it starts.
 */
export async function runTraceScene(options: TraceOptions): Promise<SceneResult> {
	const { client } = options;
	const trace = loadTrace(traceFile(), readFileSync);
	const expected = expectTrace(trace, TRACE_AREAS);
	await client.sync(TRACE.guest, SYNC_MS, true);
	const before = await client.guests();
	const result = await client.run(
		{
			trace: {
				device: options.device,
				pasid: TRACE.pasid,
				page: trace.pages as unknown as number[],
				access: trace.access as unknown as number[],
			},
			progressMs: 200,
		},
		(progress) => options.onProgress('trace', progress),
	);
	const after = await client.guests();
	const checks: Check[] = [
		check('workload', result.ok, result.ok ? 'ok' : result.message),
		same('SUCCESS answers', result.responsesSuccess, expected.success),
		same('INVALID answers', result.responsesInvalid, expected.invalid),
		same('FAILURE answers', result.responsesFailure, 0),
		same('accesses done', result.accessesOk, expected.done),
		same('accesses given up', result.accessesFailed, expected.invalid),
		check(
			'both kinds of answer occurred',
			expected.success > 0 && expected.invalid > 0,
			`${expected.success} SUCCESS and ${expected.invalid} INVALID expected`,
		),
	];
	return {
		name: 'trace',
		iommu: options.iommu,
		mode: 'pri',
		ok: checks.every((each) => each.ok),
		...fromWorkload(result),
		evictions: increase(before, after, TRACE.guest, 'evictions'),
		writebacks: increase(before, after, TRACE.guest, 'writebacks'),
		accesses: { done: result.accessesOk, given_up: result.accessesFailed },
		checks,
	};
}
