import { describe, expect, it } from 'vitest';
import { type Trace, TraceWorkload } from '../../../../src/emulator/workload/trace.js';
import type { WorkloadResult } from '../../../../src/emulator/workload/workload.js';
import { type Bench, enableAll, makeBench } from '../../../support/fake-iommu.js';

function device(): Bench {
	const bench = makeBench();
	enableAll(bench.fn, 512);
	return bench;
}

function replay(bench: Bench, trace: Trace) {
	const waiting: (() => void)[] = [];
	const results: WorkloadResult[] = [];
	const workload = new TraceWorkload(
		{ device: bench.fn, pasid: 5, trace },
		{ soon: (fn) => waiting.push(fn), onDone: (result) => results.push(result) },
	);
	workload.start();
	return { waiting, results, workload };
}

describe('TraceWorkload', () => {
	it('replays one access at a time, in order', () => {
		const bench = device();
		const { results, workload } = replay(bench, { pages: [10, 11, 10], access: [1, 3, 5] });
		expect(workload.totalAccesses).toBe(3);
		expect(bench.iommu.requests.map((r) => [r.page, r.access])).toEqual([[10, 1]]);
		bench.iommu.map(5, 10, 1, 1);
		bench.iommu.respond(bench.iommu.take(), 0);
		expect(bench.iommu.requests.map((r) => [r.page, r.access])).toEqual([[11, 3]]);
		bench.iommu.map(5, 11, 1, 3);
		bench.iommu.respond(bench.iommu.take(), 0);
		expect(bench.iommu.requests.map((r) => [r.page, r.access])).toEqual([[10, 5]]);
		expect(results).toEqual([]);
		bench.iommu.map(5, 10, 1, 5);
		bench.iommu.respond(bench.iommu.take(), 0);
		expect(results).toHaveLength(1);
		expect(results[0]).toMatchObject({
			ok: true,
			bytes: 0,
			faults: 3,
			groups: 3,
			sha256: '',
			accessesOk: 3,
			accessesFailed: 0,
		});
	});

	it('counts what is answered INVALID, each time, and goes on', () => {
		const bench = device();
		bench.iommu.onRequest = (request) => {
			if (request.page === 20) return bench.iommu.respond(request, 1);
			bench.iommu.map(5, request.page, 1, 7);
			bench.iommu.respond(request, 0);
		};
		const { results } = replay(bench, { pages: [20, 10, 20, 10], access: [1, 1, 2, 2] });
		expect(results[0]).toMatchObject({
			ok: true,
			accessesOk: 2,
			accessesFailed: 2,
			responses: { success: 1, invalid: 2, failure: 0 },
		});
	});

	it('ends at any other error', () => {
		const bench = device();
		bench.iommu.onRequest = (request) => bench.iommu.respond(request, 0xf);
		const { results } = replay(bench, { pages: [20, 10], access: [1, 1] });
		expect(results[0]).toMatchObject({
			ok: false,
			error: { kind: 'failure', page: 20 },
			accessesOk: 0,
			accessesFailed: 0,
			faults: 1,
		});
	});

	it('yields while everything hits the ATC', () => {
		const bench = device();
		bench.iommu.answerAtOnce(() => 1);
		const pages = new Float64Array(5000).fill(7);
		const access = new Uint8Array(5000).fill(1);
		const { waiting, results, workload } = replay(bench, { pages, access });
		expect(workload.accessesOk).toBe(1024);
		waiting.shift()!();
		expect(workload.accessesOk).toBe(2048);
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
		expect(results[0]).toMatchObject({ ok: true, accessesOk: 5000, faults: 1 });
	});

	it('refuses columns that differ and rows that are no access', () => {
		const bench = device();
		expect(() => replay(bench, { pages: [1, 2], access: [1] })).toThrow(/2 pages and 1 accesses/);
		expect(() => replay(bench, { pages: [], access: [] })).toThrow(RangeError);
		expect(() => replay(bench, { pages: [1, 2 ** 52], access: [1, 1] })).toThrow(/row 1/);
		expect(() => replay(bench, { pages: [1, 2], access: [1, 4] })).toThrow(/row 1/);
		expect(() => replay(bench, { pages: [1], access: [8] })).toThrow(/row 0/);
	});
});
