import type { Metrics, Spread } from './contract.js';

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const spread = (values: readonly number[]): Spread => [
	Math.min(...values),
	Math.max(...values),
];

/** Each figure over several runs, brought to one. */
export function over<T>(
	runs: readonly Metrics[],
	bring: (values: readonly number[]) => T,
): Record<string, T> {
	const result: Record<string, T> = {};
	for (const key of Object.keys(runs[0] ?? {})) result[key] = bring(runs.map((run) => run[key]!));
	return result;
}

export function mapValues<A, B>(
	from: Readonly<Record<string, A>>,
	to: (value: A, key: string) => B,
): Record<string, B> {
	return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, to(value, key)]));
}
