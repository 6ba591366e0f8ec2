import { expect, test } from 'vitest';
import type { CaseDetail } from '../../../bench/contract.js';
import { outcome } from '../../../bench/report/format.js';
import { combine } from '../../../bench/runs.js';

function run(perSecond: number, ratio: number, met: boolean | null): CaseDetail {
	return {
		name: 'relay',
		rounds: 5,
		metrics: { per_s: perSecond },
		baselines: { other: { per_s: perSecond / ratio } },
		ratios: { other: ratio },
		goal: 'at least 0.5',
		date: '2026-01-01',
		met,
		runs: [{ metrics: { per_s: perSecond }, ratios: { other: ratio }, met }],
		spread: { per_s: [perSecond - 10, perSecond + 10] },
		ratioSpread: { other: [ratio / 2, ratio * 2] },
		leftOut: {},
		seconds: 3,
	};
}

test('several runs give medians of medians, the widest spread, and each outcome', () => {
	const all = combine([run(100, 0.5, true), run(300, 0.6, true), run(200, 0.4, false)]);
	expect(all.metrics).toEqual({ per_s: 200 });
	expect(all.ratios).toEqual({ other: 0.5 });
	expect(all.baselines).toEqual({ other: { per_s: 500 } });
	expect(all.spread).toEqual({ per_s: [90, 310] });
	expect(all.ratioSpread).toEqual({ other: [0.2, 1.2] });
	expect(all.seconds).toBe(9);
	expect(all.runs.map(({ met }) => met)).toEqual([true, true, false]);
});

test('the goal is met only if every run meets it', () => {
	const of = (...met: (boolean | null)[]) => combine(met.map((each) => run(1, 1, each)));
	expect(of(true, true).met).toBe(true);
	expect(of(true, false, null).met).toBe(false);
	expect(of(true, null).met).toBe(null);
	expect(of(false).met).toBe(false);
	expect(outcome(of(true, true, true))).toBe('met in 3 of 3 runs');
	expect(outcome(of(true, false, true))).toBe('met in 2 of 3 runs');
	expect(outcome(of(true))).toBe('met');
	expect(outcome(of(false))).toBe('not met');
});
