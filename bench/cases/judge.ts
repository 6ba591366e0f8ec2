import type { Metrics } from '../contract.js';

/** Own rate over the other's. */
export const perSecond = (own: Metrics, other: Metrics): number => own['per_s']! / other['per_s']!;

/** Own median latency over the other's. */
export const medianLatency = (own: Metrics, other: Metrics): number =>
	own['p50_us']! / other['p50_us']!;

type Bound = readonly [value: number | undefined, bound: number];

/** Whether each value reaches its bound; undefined when one is missing and no other fails. */
export function atLeast(...bounds: readonly Bound[]): boolean | undefined {
	return all(bounds, (value, bound) => value >= bound);
}

/** Whether no value passes its bound; undefined when one is missing and no other fails. */
export function atMost(...bounds: readonly Bound[]): boolean | undefined {
	return all(bounds, (value, bound) => value <= bound);
}

function all(
	bounds: readonly Bound[],
	holds: (value: number, bound: number) => boolean,
): boolean | undefined {
	let met: boolean | undefined = true;
	for (const [value, bound] of bounds) {
		if (value === undefined) met = undefined;
		else if (!holds(value, bound)) return false;
	}
	return met;
}
