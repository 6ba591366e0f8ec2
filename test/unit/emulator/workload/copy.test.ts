import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CopyWorkload } from '../../../../src/emulator/workload/copy.js';
import type { WorkloadResult } from '../../../../src/emulator/workload/workload.js';
import { fillPattern } from '../../../../src/emulator/workload/write.js';
import { type Bench, enableAll, makeBench } from '../../../support/fake-iommu.js';

/** Frames 0 to 511 are the source's pages from 0x1000 on, 512 to 1023 the target's from 0x2000 on. */
const FROM = 0x1000 * 4096;
const TO = 0x2000 * 4096;

function twoDevices(): { a: Bench; b: Bench } {
	const a = makeBench({ requesterId: 1 });
	const b = makeBench({ requesterId: 2 }, undefined, a);
	enableAll(a.fn, 64);
	enableAll(b.fn, 64);
	a.iommu.answerAtOnce((_pasid, page) => (page >= 0x2000 ? page - 0x2000 + 512 : page - 0x1000));
	return { a, b };
}

function fillSource(a: Bench, offset: number, length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	fillPattern(bytes, 99, 0);
	a.memory.copyIn(offset, bytes, 0, length);
	return bytes;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Runs what waits for "soon" until nothing does; returns how many turns that took. */
function turns(waiting: (() => void)[]): number {
	let count = 0;
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		count++;
		next();
	}
	return count;
}

describe('CopyWorkload', () => {
	for (const [what, fromOffset, toOffset, length] of [
		['whole pages', 0, 0, 300 * 4096],
		['a range that starts and ends inside pages', 100, 4000, 200_001],
		['a single byte', 4095, 0, 1],
	] as const)
		it(`moves ${what} and hashes what the device read`, () => {
			const { a, b } = twoDevices();
			const bytes = fillSource(a, fromOffset, length);
			const waiting: (() => void)[] = [];
			const results: WorkloadResult[] = [];
			const copy = new CopyWorkload(
				{
					from: { device: a.fn, pasid: 5, address: FROM + fromOffset },
					to: { device: b.fn, pasid: 6, address: TO + toOffset },
					length,
					chunkBytes: 8192,
					chunksInFlight: 4,
				},
				{ soon: (fn) => waiting.push(fn), onDone: (result) => results.push(result) },
			);
			expect(copy.totalBytes).toBe(length);
			copy.start();
			turns(waiting);
			const written = new Uint8Array(length);
			a.memory.copyOut(512 * 4096 + toOffset, written, 0, length);
			expect(Buffer.compare(written, bytes)).toBe(0);
			expect(results).toHaveLength(1);
			const [result] = results;
			expect(result).toMatchObject({ ok: true, bytes: length, sha256: sha256(bytes) });
			expect(result).not.toHaveProperty('error');
			expect(a.fn.counters.bytesRead).toBe(length);
			expect(b.fn.counters.bytesWritten).toBe(length);
			expect(result!.faults).toBe(a.fn.counters.pageRequests + b.fn.counters.pageRequests);
			expect(result!.responses).toEqual({ success: result!.groups, invalid: 0, failure: 0 });
			expect(copy.bytes).toBe(length);
		});

	it('yields when everything completes at once', () => {
		const { a, b } = twoDevices();
		const length = 500 * 4096;
		const waiting: (() => void)[] = [];
		let result: WorkloadResult | undefined;
		const config = {
			from: { device: a.fn, pasid: 5, address: FROM },
			to: { device: b.fn, pasid: 6, address: TO },
			length,
		};
		const hooks = {
			soon: (fn: () => void) => waiting.push(fn),
			onDone: (r: WorkloadResult) => {
				result = r;
			},
		};
		const copy = new CopyWorkload(config, hooks);
		copy.start();
		expect(result).toBeUndefined();
		expect(copy.bytes).toBe(256 * 4096);
		expect(turns(waiting)).toBe(1);
		expect(result).toMatchObject({ ok: true, faults: 1000, groups: 1000 });

		// Everything is in the ATC now, and the counters are those of this run alone.
		new CopyWorkload(config, hooks).start();
		turns(waiting);
		expect(result).toMatchObject({ ok: true, faults: 0, groups: 0, bytes: length });
		expect(result!.responses).toEqual({ success: 0, invalid: 0, failure: 0 });
		expect(result!.p99Us).toBe(0);
	});

	it('keeps a bounded number of chunks in flight', () => {
		const { a, b } = twoDevices();
		a.iommu.onRequest = undefined;
		new CopyWorkload(
			{
				from: { device: a.fn, pasid: 5, address: FROM },
				to: { device: b.fn, pasid: 6, address: TO },
				length: 400 * 4096,
				chunkBytes: 4 * 4096,
				chunksInFlight: 3,
			},
			{ soon: () => {}, onDone: () => {} },
		).start();
		expect(a.fn.dma.active).toBe(3);
		expect(a.iommu.requests.map((r) => r.page - 0x1000)).toEqual([...Array(12).keys()]);
	});

	it('ends with the first error, after what is in flight', () => {
		const { a, b } = twoDevices();
		a.iommu.onRequest = undefined;
		const results: WorkloadResult[] = [];
		new CopyWorkload(
			{
				from: { device: a.fn, pasid: 5, address: FROM },
				to: { device: b.fn, pasid: 6, address: TO },
				length: 8 * 4096,
				chunkBytes: 4096,
				chunksInFlight: 2,
			},
			{ soon: () => {}, onDone: (result) => results.push(result) },
		).start();
		const [first, second] = a.iommu.requests;
		a.iommu.respond(first!, 1);
		expect(results).toEqual([]);
		a.iommu.map(5, 0x1001, 1, 1);
		a.iommu.respond(second!, 0);
		expect(results).toHaveLength(1);
		expect(results[0]).toMatchObject({
			ok: false,
			error: { kind: 'invalid', page: 0x1000, access: 1 },
			bytes: 0,
			faults: 2,
			responses: { success: 1, invalid: 1, failure: 0 },
			sha256: '',
		});
		expect(a.iommu.requests).toHaveLength(2);
	});

	it('stops when told, after what is in flight; also before the start', () => {
		const { a, b } = twoDevices();
		a.iommu.onRequest = undefined;
		const results: WorkloadResult[] = [];
		const make = () =>
			new CopyWorkload(
				{
					from: { device: a.fn, pasid: 5, address: FROM },
					to: { device: b.fn, pasid: 6, address: TO },
					length: 8 * 4096,
					chunkBytes: 4096,
					chunksInFlight: 1,
				},
				{ soon: () => {}, onDone: (result) => results.push(result) },
			);
		const copy = make();
		copy.start();
		copy.stop();
		expect(results).toEqual([]);
		a.iommu.map(5, 0x1000, 1, 1);
		a.iommu.respond(a.iommu.take(), 0);
		expect(results.map((r) => r.error?.kind)).toEqual(['stopped']);
		copy.stop();
		const other = make();
		other.stop();
		other.start();
		expect(results.map((r) => r.error?.kind)).toEqual(['stopped', 'stopped']);
		expect(a.iommu.requests).toEqual([]);
		expect(() => other.start()).toThrow(/runs once/);
	});

	it('refuses ranges and sizes that make no sense', () => {
		const { a } = twoDevices();
		const hooks = { soon: () => {}, onDone: () => {} };
		const range = { device: a.fn, pasid: 5, address: 0 };
		const make = (change: object) => () =>
			new CopyWorkload({ from: range, to: range, length: 1, ...change }, hooks);
		expect(make({ length: 0 })).toThrow(/length 0/);
		expect(make({ from: { ...range, address: 2 ** 53 } })).toThrow(RangeError);
		expect(make({ to: { ...range, address: -1 } })).toThrow(RangeError);
		expect(make({ to: { ...range, pasid: 2 ** 20 } })).toThrow(/PASID/);
		expect(make({ chunkBytes: 5000 })).toThrow(/multiple of 4096/);
		expect(make({ chunksInFlight: 0 })).toThrow(/chunks in flight/);
	});
});
