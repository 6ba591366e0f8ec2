import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ReadConfig, readWorkload } from '../../../../src/emulator/workload/read.js';
import { SeededWords, shuffle } from '../../../../src/emulator/workload/shuffle.js';
import type { Workload, WorkloadResult } from '../../../../src/emulator/workload/workload.js';
import { fillPattern, WriteWorkload } from '../../../../src/emulator/workload/write.js';
import { type Bench, enableAll, makeBench } from '../../../support/fake-iommu.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function device(): Bench {
	const bench = makeBench();
	enableAll(bench.fn, 512);
	bench.iommu.answerAtOnce((_pasid, page) => page % 1024);
	return bench;
}

/** Runs a workload to its end. */
function run(make: (hooks: Parameters<typeof readWorkload>[1]) => Workload): WorkloadResult {
	const waiting: (() => void)[] = [];
	const results: WorkloadResult[] = [];
	make({ soon: (fn) => waiting.push(fn), onDone: (result) => results.push(result) }).start();
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
	expect(results).toHaveLength(1);
	return results[0]!;
}

describe('WriteWorkload', () => {
	it('writes the pattern of its seed', () => {
		const bench = device();
		const length = 100_003;
		const result = run(
			(hooks) =>
				new WriteWorkload(
					{
						to: { device: bench.fn, pasid: 5, address: 4096 + 77 },
						length,
						seed: 7,
						chunkBytes: 8192,
						chunksInFlight: 3,
					},
					hooks,
				),
		);
		const expected = new Uint8Array(length);
		fillPattern(expected, 7, 0);
		const written = new Uint8Array(length);
		bench.memory.copyOut(4096 + 77, written, 0, length);
		expect(Buffer.compare(written, expected)).toBe(0);
		expect(result).toMatchObject({ ok: true, bytes: length, sha256: sha256(expected), faults: 25 });
		expect(bench.iommu.requests.every((r) => r.access === 2)).toBe(true);
	});

	it('fails with its device', () => {
		const bench = device();
		bench.iommu.onRequest = (request) => bench.iommu.respond(request, 0xf);
		const result = run(
			(hooks) =>
				new WriteWorkload(
					{ to: { device: bench.fn, pasid: 5, address: 0 }, length: 99_999 },
					hooks,
				),
		);
		expect(result).toMatchObject({
			ok: false,
			error: { kind: 'failure', page: 0 },
			bytes: 0,
			responses: { success: 0, invalid: 0, failure: 1 },
			sha256: '',
		});
	});
});

describe('fillPattern', () => {
	it('is the same wherever it is cut, and another for another seed', () => {
		const whole = new Uint8Array(64);
		fillPattern(whole, 1, 0);
		for (const offset of [1, 2, 3, 4, 31]) {
			const part = new Uint8Array(64 - offset);
			fillPattern(part, 1, offset);
			expect([...part]).toEqual([...whole.subarray(offset)]);
		}
		const other = new Uint8Array(64);
		fillPattern(other, 2, 0);
		expect([...other]).not.toEqual([...whole]);
		expect(new Set(whole).size).toBeGreaterThan(40);
	});
});

describe('readWorkload', () => {
	const address = 4096 + 100;
	const length = 600_001;

	function read(config: Partial<ReadConfig>): { result: WorkloadResult; pages: number[] } {
		const bench = device();
		const bytes = new Uint8Array(length);
		fillPattern(bytes, 3, 0);
		bench.memory.copyIn(address, bytes, 0, length);
		const from = { device: bench.fn, pasid: 5, address };
		const result = run((hooks) => readWorkload({ from, length, ...config }, hooks));
		expect(result).toMatchObject({ ok: true, bytes: length, sha256: sha256(bytes) });
		expect(bench.fn.counters.bytesRead).toBe(length);
		return { result, pages: bench.iommu.requests.map((r) => r.page) };
	}

	const ascending = Array.from({ length: 147 }, (_, i) => i + 1);

	it('reads ascending', () => {
		expect(read({}).pages).toEqual(ascending);
	});

	it('reads in a random order that the seed repeats, each page once', () => {
		const first = read({ shuffle: true, seed: 1 });
		expect(first.pages).not.toEqual(ascending);
		expect(first.pages.toSorted((x, y) => x - y)).toEqual(ascending);
		expect(read({ shuffle: true, seed: 1 }).pages).toEqual(first.pages);
		expect(read({ shuffle: true, seed: 2 }).pages).not.toEqual(first.pages);
	});

	it('reads in random order window by window when the range is larger', () => {
		const { pages } = read({ shuffle: true, seed: 1, windowBytes: 16 * 4096, pagesInFlight: 4 });
		for (let start = 0; start < 147; start += 16)
			expect(pages.slice(start, start + 16).toSorted((x, y) => x - y)).toEqual(
				ascending.slice(start, start + 16),
			);
	});

	it('ends early with an error', () => {
		const bench = device();
		bench.iommu.onRequest = (request) => bench.iommu.respond(request, 1);
		const from = { device: bench.fn, pasid: 5, address: 0 };
		for (const order of [false, true])
			expect(run((hooks) => readWorkload({ from, length, shuffle: order }, hooks))).toMatchObject({
				ok: false,
				error: { kind: 'invalid' },
				bytes: 0,
				responses: { success: 0, invalid: 1, failure: 0 },
			});
	});
});

describe('shuffle', () => {
	it('is a permutation', () => {
		const order = new Uint32Array(1000);
		shuffle(order, 1000, new SeededWords(2 ** 40 + 1));
		expect([...order].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
	});

	it('spreads its words over the range', () => {
		const words = new SeededWords(0);
		const counts = new Uint32Array(8);
		for (let i = 0; i < 8000; i++) counts[words.below(8)]!++;
		for (const n of counts) expect(Math.abs(n - 1000)).toBeLessThan(150);
	});
});
