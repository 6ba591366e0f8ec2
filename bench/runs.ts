import type { CaseDetail, Spread } from './contract.js';
import { mapValues, median, over } from './statistics.js';

/**
 * Several runs of one case, one after the other, as one result: medians of their medians. The goal is met if
 * each run met it, and undecided if none failed it and one was undecided.
 */
export function combine(details: readonly CaseDetail[]): CaseDetail {
	const first = details[0]!;
	if (details.length === 1) return first;
	const runs = details.flatMap((detail) => detail.runs);
	return {
		...first,
		metrics: over(
			details.map(({ metrics }) => metrics),
			median,
		),
		baselines: mapValues(first.baselines, (_, name) =>
			over(
				details.map(({ baselines }) => baselines[name]!),
				median,
			),
		),
		ratios: over(
			details.map(({ ratios }) => ratios),
			median,
		),
		met: together(runs.map(({ met }) => met)),
		runs,
		spread: mapValues(first.spread, (_, name) =>
			widest(details.map(({ spread }) => spread[name]!)),
		),
		ratioSpread: mapValues(first.ratioSpread, (_, name) =>
			widest(details.map(({ ratioSpread }) => ratioSpread[name]!)),
		),
		seconds: details.reduce((sum, { seconds }) => sum + seconds, 0),
	};
}

function together(all: readonly (boolean | null)[]): boolean | null {
	if (all.includes(false)) return false;
	return all.includes(null) ? null : true;
}

const widest = (spreads: readonly Spread[]): Spread => [
	Math.min(...spreads.map(([least]) => least)),
	Math.max(...spreads.map(([, most]) => most)),
];
