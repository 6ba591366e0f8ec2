import { describe, expect, it } from 'vitest';
import { PageRequestFlag, ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { NO_PASID, type PageRuns } from '../../../../../src/host/kernel/fault-source.js';
import { type FakeBenchOptions, SmmuV3FakeBench } from '../../../../support/smmuv3-fake.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;
const LAST = PageRequestFlag.LAST_PAGE;
const SYNC = [0x46, 0, 0, 0];
const SIGNAL = [0x1046, 0x54, 0x40, 0x100];
/** VMID 1, ASID 5. */
const SPACE = 0x0005_0001;

/** A function bound at PASID 5 in space 5. */
function one(options: FakeBenchOptions = {}) {
	const bench = new SmmuV3FakeBench(options);
	const device = bench.bound(0x10, 5);
	const invalidate = (runs: PageRuns, leafOnly = true, pasid = 5) => {
		let done = 0;
		bench.driver.invalidate(bench.ref, [{ device, pasid }], runs, leafOnly, () => {
			done++;
		});
		return () => done;
	};
	return { bench, device, invalidate };
}

describe('answers, word for word', () => {
	it.each([
		[SUCCESS, 0x20c8],
		[INVALID, 0x10c8],
		[FAILURE, 0x00c8],
	])('CMD_PRI_RESP of code %i', (code, w2) => {
		const { bench, device } = one();
		bench.driver.pageResponse(device, 0xc8, 0xf_1234, LAST, code);
		bench.driver.pageResponse(device, 0xc8, NO_PASID, LAST, code);
		expect(bench.unit.take()).toEqual([]);
		bench.driver.flush();
		expect(bench.unit.take()).toEqual([
			[0xf123_4841, 0x10, w2, 0],
			[0x41, 0x10, w2, 0],
		]);
		expect(bench.driver.counters.responses).toBe(2);
	});

	it.each([
		[SUCCESS, 0x1044],
		[INVALID, 0x2044],
		[FAILURE, 0x2044],
	])('CMD_RESUME of code %i', (code, w0) => {
		const bench = new SmmuV3FakeBench();
		const device = bench.bound(0x1_2345, 5, 'platform');
		bench.driver.pageResponse(device, 0xabcd, NO_PASID, LAST, code);
		bench.driver.flush();
		expect(bench.unit.take()).toEqual([[w0, 0x1_2345, 0xabcd, 0]]);
	});

	it('a batch is one write of PROD', () => {
		const { bench, device } = one();
		const before = bench.unit.written.length;
		for (let n = 0; n < 5; n++) bench.driver.pageResponse(device, n, 5, LAST, SUCCESS);
		bench.driver.flush();
		bench.driver.flush();
		expect(bench.unit.written.slice(before).map(([offset]) => offset)).toEqual([0x98]);
		expect(bench.unit.take()).toHaveLength(5);
	});
});

describe('invalidations, word for word', () => {
	it('a page: TLB, wait, ATC, wait; done after the call, once', () => {
		const { bench, invalidate } = one();
		const done = invalidate({ pages: [0x1_2345_6789], counts: [1] });
		expect(bench.unit.take()).toEqual([
			...[[0x12, SPACE, 0x5678_9001, 0x1234], SYNC],
			...[[0x5840, 0x10, 0x5678_9000, 0x1234], SIGNAL],
		]);
		expect(done()).toBe(0);
		bench.clock.settle();
		expect(done()).toBe(1);
	});

	it('with tables, without PASID, without ATS', () => {
		const { bench, invalidate } = one();
		bench.driver.bindPasid(bench.probed(0x20, 'platform'), bench.ref, 9, { rootPage: 1 });
		bench.unit.take();
		invalidate({ pages: [1], counts: [1] }, false, NO_PASID);
		expect(bench.unit.take()).toEqual([
			...[[0x12, SPACE, 0x1000, 0], SYNC, [0x40, 0x10, 0x1000, 0], SIGNAL],
		]);
	});

	it('ranges: 32 times a power of two for the TLB, aligned blocks for the ATC', () => {
		const { bench, invalidate } = one();
		invalidate({ pages: [7, 0x1000], counts: [5, 100] });
		expect(bench.unit.take()).toEqual([
			// 5 pages; then 32 times 2, 32 times 1, 4.
			[0x4012, SPACE, 0x7401, 0],
			[0x11_f012, SPACE, 0x100_0401, 0],
			[0x1_f012, SPACE, 0x104_0401, 0],
			[0x3012, SPACE, 0x106_0401, 0],
			SYNC,
			[0x5840, 0x10, 0x7000, 0],
			[0x5840, 0x10, 0x8002, 0],
			[0x5840, 0x10, 0x100_0006, 0],
			[0x5840, 0x10, 0x104_0005, 0],
			[0x5840, 0x10, 0x106_0002, 0],
			SIGNAL,
		]);
	});

	it('without ranges: page by page, and the whole space beyond 64', () => {
		const { bench, invalidate } = one({ registers: { 12: 0 } });
		invalidate({ pages: [8], counts: [3] });
		expect(bench.unit.take().slice(0, 4)).toEqual([
			...[0x8001, 0x9001, 0xa001].map((w2) => [0x12, SPACE, w2, 0]),
			SYNC,
		]);
		invalidate({ pages: [0], counts: [128] });
		expect(bench.unit.take()).toEqual([[0x11, SPACE, 0, 0], SYNC, [0x5840, 0x10, 7, 0], SIGNAL]);
	});

	it('more than 64 blocks: the whole space, once for all its users, and each ATC', () => {
		const { bench, device } = one();
		const other = bench.probed(0x11);
		const many = Array.from({ length: 65 }, (_, n) => n * 2);
		const users = [
			{ device, pasid: 5 },
			{ device, pasid: NO_PASID },
			{ device: other, pasid: 6 },
			{ device: bench.device(0x99), pasid: 6 },
		];
		const runs = { pages: many, counts: many.map(() => 1) };
		bench.driver.invalidate(bench.ref, users, runs, true, () => {});
		expect(bench.unit.take()).toEqual([
			...[[0x11, SPACE, 0, 0], SYNC, [0x5840, 0x10, 52, 0], [0x40, 0x10, 52, 0]],
			...[[0x6840, 0x11, 52, 0], SIGNAL],
		]);
	});

	it('of a domain that nobody translates through is nothing but the order', () => {
		const { bench } = one();
		const ref = { ...bench.ref, secondLevelRoot: 77 };
		bench.driver.invalidate(ref, [], { pages: [1], counts: [1] }, true, () => {});
		expect(bench.unit.take()).toEqual([SIGNAL]);
	});
});

describe('a queue that is full', () => {
	it('keeps answers and requests back, answers first, and loses none', () => {
		const { bench, device, invalidate } = one({ commandBits: 3 });
		bench.unit.running = false;
		const done = invalidate({ pages: [1], counts: [1] });
		for (let n = 0; n < 300; n++) bench.driver.pageResponse(device, n, 5, LAST, SUCCESS);
		const later = invalidate({ pages: [2], counts: [1] });
		bench.driver.flush();
		// 4 of the request, 3 answers, and the marker in the last entry.
		expect(bench.driver.counters).toMatchObject({ responses: 3, responsesDelayed: 297 });
		bench.unit.running = true;
		bench.unit.run();
		bench.clock.settle();
		const taken = bench.unit.take().map(([w0, , w2]) => [w0! & 0xff, w2! & 0x1ff]);
		expect(taken.filter(([op]) => op === 0x41).map(([, index]) => index)).toEqual(
			Array.from({ length: 300 }, (_, n) => n),
		);
		expect(taken.slice(-4).map(([op]) => op)).toEqual([0x12, 0x46, 0x40, 0x46]);
		expect([done(), later()]).toEqual([1, 1]);
		expect(bench.driver.counters.responses).toBe(300);
	});

	it('sends a request that is larger than the queue in parts', () => {
		const { bench, invalidate } = one({ commandBits: 3 });
		const pages = Array.from({ length: 40 }, (_, n) => n * 2);
		const done = invalidate({ pages, counts: pages.map(() => 1) });
		bench.clock.settle();
		expect(done()).toBe(1);
		const opcodes = bench.unit.take().map(([w0]) => w0! & 0xff);
		expect(opcodes.filter((op) => op === 0x12)).toHaveLength(40);
		expect(opcodes.filter((op) => op === 0x40)).toHaveLength(40);
		expect(opcodes.lastIndexOf(0x12)).toBeLessThan(opcodes.indexOf(0x40));
	});
});
