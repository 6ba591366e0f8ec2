import type { IntervalHistogram } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { ProcessStatus } from '../../../src/host/rpc/process-status.js';

/** Measurements as a test says them, in milliseconds from one look to the next. */
function measurements() {
	const made = { ms: 0, count: 0, resets: 0 };
	const histogram = {
		enable: () => true,
		get count() {
			return made.count;
		},
		percentile: () => made.ms * 1e6,
		reset() {
			made.resets++;
			made.count = 0;
		},
	} as unknown as IntervalHistogram;
	const measure = (ms: number) => {
		made.ms = ms;
		made.count++;
	};
	return { made, histogram, measure };
}

test('the delay is what looks were late, and 0 before the first', () => {
	const { histogram, measure } = measurements();
	const status = new ProcessStatus(new VirtualClock(), histogram);
	expect(status.read().eventLoopP99Ms).toBe(0);
	measure(14);
	expect(status.read().eventLoopP99Ms).toBeCloseTo(4);
	measure(9);
	expect(status.read().eventLoopP99Ms).toBe(0);
});

test('a window is closed by who reads after ten seconds, and told until the next is over', () => {
	const clock = new VirtualClock();
	const { made, histogram, measure } = measurements();
	const status = new ProcessStatus(clock, histogram);
	measure(30);
	clock.advance(9_999);
	status.read();
	expect(made.resets).toBe(0);
	clock.advance(1);
	expect(status.read().eventLoopP99Ms).toBeCloseTo(20);
	expect(made.resets).toBe(1);
	measure(12);
	clock.advance(5000);
	expect(status.read().eventLoopP99Ms).toBeCloseTo(20);
	clock.advance(5000);
	expect(status.read().eventLoopP99Ms).toBeCloseTo(2);
	clock.advance(10_000);
	expect(status.read().eventLoopP99Ms).toBe(0);
});

test('memory and handles are those of the process', () => {
	const status = new ProcessStatus(new VirtualClock(), measurements().histogram);
	const before = status.read();
	const kept = Buffer.alloc(8 * 1024 ** 2, 1);
	const timer = setTimeout(() => {}, 60_000);
	const after = status.read();
	clearTimeout(timer);
	expect(after.externalBytes - before.externalBytes).toBeGreaterThanOrEqual(kept.length / 2);
	expect(after.residentBytes).toBeGreaterThan(after.heapBytes / 2);
	expect(after.openHandles).toBe(before.openHandles + 1);
	expect(status.read().openHandles).toBe(before.openHandles);
});
