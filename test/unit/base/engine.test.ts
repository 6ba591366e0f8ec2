import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { markAtOnce } from '../../../src/base/engine.js';

const MIB = 1024 * 1024;

/** Kinds of the collections that taking and dropping 1 GiB of buffers brings about. */
async function collectionsOfBuffers(): Promise<Set<number>> {
	const kinds = new Set<number>();
	const note = (entries: PerformanceEntry[]) => {
		for (const entry of entries)
			kinds.add((entry as unknown as { detail: { kind: number } }).detail.kind);
	};
	const observer = new PerformanceObserver((list) => note(list.getEntries()));
	observer.observe({ entryTypes: ['gc'] });
	const held: Buffer[] = [];
	for (let i = 0; i < 1024; i++) {
		held.push(Buffer.allocUnsafeSlow(MIB));
		if (held.length > 100) held.length = 0;
		// The steps of a marking, and the entries, come between turns.
		if (i % 8 === 0) await new Promise(setImmediate);
	}
	await new Promise(setImmediate);
	note(observer.takeRecords());
	observer.disconnect();
	return kinds;
}

test('buffers are collected without marking in steps once that was asked for', async () => {
	const { NODE_PERFORMANCE_GC_INCREMENTAL: steps, NODE_PERFORMANCE_GC_MAJOR: major } = constants;
	expect(await collectionsOfBuffers()).toContain(steps);
	markAtOnce();
	const kinds = await collectionsOfBuffers();
	expect(kinds).toContain(major);
	expect(kinds).not.toContain(steps);
});
