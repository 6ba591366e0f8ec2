import type { GuestStatus, WorkloadProgress, WorkloadResult } from '../client.js';

/** One thing that a scene verified. */
export interface Check {
	readonly name: string;
	readonly ok: boolean;
	/** What was expected and what was seen. */
	readonly detail: string;
}

/** What every scene's result holds; keys as `--json` prints them. */
export interface SceneResult {
	readonly name: string;
	readonly iommu: string;
	readonly mode: string;
	readonly ok: boolean;
	readonly bytes: number;
	readonly faults: number;
	readonly groups: number;
	readonly responses: { SUCCESS: number; INVALID: number; FAILURE: number };
	readonly evictions: number;
	readonly writebacks: number;
	readonly latency_us: { p50: number; p99: number };
	readonly elapsed_s: number;
	readonly sha256?: { source: string; device: string; target: string };
	readonly accesses?: { done: number; given_up: number };
	readonly checks: readonly Check[];
}

export type OnProgress = (scene: string, progress: WorkloadProgress) => void;

export function check(name: string, ok: boolean, detail: string): Check {
	return { name, ok, detail };
}

/** The check that two values are the same, with both in its detail. */
export function same(name: string, seen: number | string, expected: number | string): Check {
	return check(
		name,
		seen === expected,
		seen === expected ? String(seen) : `${seen}, expected ${expected}`,
	);
}

/** The parts of a scene's result that come straight from the workload's. */
export function fromWorkload(r: WorkloadResult) {
	return {
		bytes: r.bytes,
		faults: r.faults,
		groups: r.groups,
		responses: {
			SUCCESS: r.responsesSuccess,
			INVALID: r.responsesInvalid,
			FAILURE: r.responsesFailure,
		},
		latency_us: { p50: r.p50Us, p99: r.p99Us },
		elapsed_s: r.elapsedS,
	};
}

/** By how much a counter of a guest grew between two looks. */
export function increase(
	before: readonly GuestStatus[],
	after: readonly GuestStatus[],
	guest: string,
	key: 'evictions' | 'writebacks',
): number {
	const counter = (guests: readonly GuestStatus[]) =>
		guests.find((each) => each.name === guest)?.counters?.[key] ?? 0;
	return counter(after) - counter(before);
}
