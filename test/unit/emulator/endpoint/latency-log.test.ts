import { describe, expect, it } from 'vitest';
import { LatencyLog } from '../../../../src/emulator/endpoint/latency-log.js';
import { LatencyHistogram } from '../../../../src/emulator/latency-histogram.js';

describe('LatencyLog', () => {
	it('brings each value to its own histogram, once, also more than it can hold', () => {
		const log = new LatencyLog();
		const histograms = [1, 10, 100].map((us) => ({ us, histogram: new LatencyHistogram() }));
		for (let n = 0; n < 1000; n++)
			for (const { us, histogram } of histograms) log.add(histogram, us);
		log.settle();
		log.settle();
		for (const { us, histogram } of histograms) {
			expect(histogram.count).toBe(1000);
			for (const p of [0, 100])
				expect(Math.abs(histogram.percentile(p) - us)).toBeLessThanOrEqual(us / 64 + 1 / 32);
		}
	});
});
