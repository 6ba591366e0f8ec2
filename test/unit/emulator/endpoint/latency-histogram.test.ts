import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../../../src/emulator/latency-histogram.js';

function of(...values: number[]): LatencyHistogram {
	const histogram = new LatencyHistogram();
	for (const value of values) histogram.record(value);
	return histogram;
}

describe('LatencyHistogram', () => {
	it('is off by at most 1/64 of the value, or 1/32 us', () => {
		for (let us = 0.01; us < 6e10; us *= 1.0173) {
			const error = Math.abs(of(us).percentile(50) - us);
			expect(error).toBeLessThanOrEqual(Math.max(us / 64, 1 / 32) * (1 + 1e-12));
		}
	});

	it('gives the value of the rank', () => {
		const histogram = new LatencyHistogram();
		for (let us = 1; us <= 1000; us++) histogram.record(us);
		expect(histogram.count).toBe(1000);
		for (const p of [1, 25, 50, 99, 100]) {
			const value = histogram.percentile(p);
			expect(Math.abs(value - p * 10)).toBeLessThanOrEqual((p * 10) / 64 + 1 / 32);
		}
		expect(histogram.percentile(0)).toBe(histogram.percentile(0.01));
	});

	it('has 0 for nothing, and takes what is no duration as 0', () => {
		expect(new LatencyHistogram().percentile(99)).toBe(0);
		expect(of(-5, Number.NaN, 0).percentile(100)).toBe(1 / 32);
	});

	it('counts what is beyond 19 hours as 19 hours', () => {
		const top = 2 ** 36;
		expect(Math.abs(of(top * 100).percentile(50) - top)).toBeLessThanOrEqual(top / 64);
		expect(of(Number.POSITIVE_INFINITY).percentile(50)).toBe(of(top).percentile(50));
	});

	it('merges', () => {
		const sum = of(10, 10);
		sum.merge(of(1000));
		sum.merge(new LatencyHistogram());
		expect(sum.count).toBe(3);
		expect(sum.percentile(50)).toBe(of(10).percentile(50));
		expect(sum.percentile(100)).toBe(of(1000).percentile(50));
	});

	it('tells what came since a snapshot, which does not move', () => {
		const histogram = of(10, 10, 10);
		const before = histogram.snapshot();
		histogram.record(500);
		expect(before.count).toBe(3);
		expect(histogram.since(before).count).toBe(1);
		expect(histogram.since(before).percentile(1)).toBe(of(500).percentile(1));
		expect(histogram.since(new LatencyHistogram()).count).toBe(4);
		histogram.reset();
		expect(histogram.count).toBe(0);
		expect(histogram.percentile(50)).toBe(0);
		histogram.record(7);
		expect(histogram.since(before).count).toBe(1);
	});

	it('keeps its values when it takes octaves below, above and in between', () => {
		const values = [100, 3, 50_000, 700, 0.1, 2e9, 100];
		const histogram = of(...values);
		const middle = histogram.snapshot();
		histogram.record(0);
		histogram.record(1e10);
		const sum = of(5000);
		sum.merge(middle);
		for (const [of, all] of [
			[middle, values],
			[histogram, [...values, 0, 1e10]],
			[sum, [...values, 5000]],
			[histogram.since(middle), [0, 1e10]],
		] as const) {
			const sorted = [...all].sort((a, b) => a - b);
			expect(of.count).toBe(all.length);
			sorted.forEach((value, i) => {
				const error = Math.abs(of.percentile(((i + 1) / all.length) * 100 - 1e-9) - value);
				expect(error).toBeLessThanOrEqual(Math.max(value / 64, 1 / 32));
			});
		}
	});
});
