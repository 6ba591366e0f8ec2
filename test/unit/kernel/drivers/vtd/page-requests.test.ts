import { describe, expect, it } from 'vitest';
import { FaultPerm, FaultType, PageRequestFlag } from '../../../../../src/host/kernel/fault.js';
import { VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

const { LAST_PAGE, PASID_VALID, RESPONSE_NEEDS_PASID } = PageRequestFlag;
const { READ, WRITE, EXEC, PRIV } = FaultPerm;

/** What else a reported page request holds: nothing. */
const UNUSED = { offset: 0, reason: 0, hardwareReason: 0, fetchPage: 0, index: 0 };

describe('a page-request record', () => {
	it('is decoded field by field', () => {
		const bench = new VtdDriverBench();
		bench.probed(0xabcd);
		// Type 1, PASID present, RID 0xabcd, PASID 0xedcba; R, W, LPIG, index 0x155, an address of 48 bits.
		bench.unit.pageRequest([0xabcd_0101, 0x000e_dcba, 0x6543_2aaf, 0xffff_8765]);
		bench.clock.settle();
		expect(bench.core.reports).toEqual([
			{
				device: 'dev0',
				type: FaultType.PAGE_REQUEST,
				flags: LAST_PAGE | PASID_VALID | RESPONSE_NEEDS_PASID,
				pasid: 0xe_dcba,
				grpid: 0x155,
				perm: READ | WRITE,
				page: 0xf_fff8_7656_5432,
				...UNUSED,
			},
		]);
		expect(bench.unit.takeExecuted()).toEqual([]);
	});

	it.each([
		['read, not last', [0x0010_0101, 5, 0x1009, 0], PASID_VALID | RESPONSE_NEEDS_PASID, 5, READ],
		[
			'write, last',
			[0x0010_0101, 5, 0x100e, 0],
			LAST_PAGE | PASID_VALID | RESPONSE_NEEDS_PASID,
			5,
			WRITE,
		],
		['without PASID', [0x0010_0001, 0, 0x100d, 0], LAST_PAGE, 0, READ],
		[
			'execute',
			[0x0010_0101, 0x10_0005, 0x100d, 0],
			LAST_PAGE | PASID_VALID | RESPONSE_NEEDS_PASID,
			5,
			READ | EXEC,
		],
		['of nothing, last, without PASID', [0x0010_0001, 0, 0x100c, 0], LAST_PAGE, 0, 0],
		['of nothing, not last', [0x0010_0101, 5, 0x1008, 0], PASID_VALID | RESPONSE_NEEDS_PASID, 5, 0],
		[
			'of nothing, privileged, not last',
			[0x0010_0101, 0x20_0005, 0x1008, 0],
			PASID_VALID | RESPONSE_NEEDS_PASID,
			5,
			PRIV,
		],
	] as const)('%s', (_name, words, flags, pasid, perm) => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.unit.pageRequest(words);
		bench.clock.settle();
		const type = FaultType.PAGE_REQUEST;
		expect(bench.core.reports).toEqual([
			{ device: 'dev0', type, flags, pasid, grpid: 1, perm, page: 1, ...UNUSED },
		]);
	});

	it('asks for the PASID in the response only where the function requires it', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10, { needsPasid: false });
		bench.unit.pageRequest([0x0010_0101, 5, 0x100d, 0]);
		bench.clock.settle();
		expect(bench.core.reports[0]?.flags).toBe(LAST_PAGE | PASID_VALID);
	});
});

describe('a record that is not reported', () => {
	// PASID 5, index 1. The lowest bits of the third word: index 1 at 3, LPIG 4, W 2, R 1.
	it.each([
		['beyond 47 bits', [0x0010_0101, 5, 0x100d, 0x0000_8000]],
		['with a broken sign', [0x0010_0101, 5, 0x100d, 0xfffe_8000]],
		['privileged read', [0x0010_0101, 0x20_0005, 0x100d, 0]],
		['privileged write', [0x0010_0101, 0x20_0005, 0x100e, 0]],
		['execute without read', [0x0010_0101, 0x10_0005, 0x100e, 0]],
	] as const)('%s: INVALID when last, dropped when not', (_name, [w0, w1, w2, w3]) => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.unit.pageRequest([w0, w1, w2 - 4, w3]);
		bench.clock.settle();
		expect(bench.unit.takeExecuted()).toEqual([]);
		bench.unit.pageRequest([w0, w1, w2, w3]);
		bench.clock.settle();
		expect(bench.unit.takeExecuted()).toEqual(['500101019 c']);
		expect(bench.core.reports).toEqual([]);
		expect(bench.driver.counters).toMatchObject({ pageRequests: 2, malformed: 2, responses: 1 });
		expect(bench.logged).toHaveLength(2);
		expect(bench.logged[0]).toContain('00:02.0 sent a malformed page request');
	});

	it('gets no PASID into the answer when the function does not require it', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10, { needsPasid: false });
		bench.unit.pageRequest([0x0010_0101, 0x20_0005, 0x100d, 0]);
		bench.clock.settle();
		expect(bench.unit.takeExecuted()).toEqual(['101009 c']);
	});

	it('is a stop marker: LPIG without R and W, with PASID; nothing happens', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.unit.pageRequest([0x0010_0101, 5, 0x0004, 0]);
		bench.clock.settle();
		expect(bench.core.reports).toEqual([]);
		expect(bench.unit.takeExecuted()).toEqual([]);
		expect(bench.driver.counters).toMatchObject({ pageRequests: 1, stopMarkers: 1, malformed: 0 });
	});

	it('is of an unknown requester: INVALID with the PASID that it came with when last', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.unit.pageRequest([0x0018_0101, 5, 0x1009, 0]);
		bench.unit.pageRequest([0x0018_0101, 5, 0x100d, 0]);
		bench.unit.pageRequest([0x0018_0001, 0, 0x200d, 0]);
		// A stop marker of it is no request at all.
		bench.unit.pageRequest([0x0018_0101, 5, 0x0004, 0]);
		bench.clock.settle();
		expect(bench.unit.takeExecuted()).toEqual(['500181019 c', '181009 c']);
		expect(bench.core.reports).toEqual([]);
		expect(bench.driver.counters).toMatchObject({ unknownDevice: 3, stopMarkers: 1, responses: 2 });
	});

	it('has a type that is not a page request: nobody can tell what it is', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.unit.pageRequest([0x0010_0102, 5, 0x100d, 0]);
		bench.clock.settle();
		expect(bench.core.reports).toEqual([]);
		expect(bench.unit.takeExecuted()).toEqual([]);
		expect(bench.driver.counters.malformed).toBe(1);
	});
});

describe('a batch', () => {
	it('is drained once, in order, with PPR cleared first and PQH written once', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		for (let n = 0; n < 50; n++) bench.unit.pageRequest([0x0010_0101, 5, (n << 12) | 0xd, 0]);
		// One event for all of them.
		expect(bench.unit.messages.filter((data) => data === 0x33)).toHaveLength(1);
		expect(bench.core.reports).toEqual([]);
		bench.unit.takeWrites();
		bench.clock.settle();
		expect(bench.unit.takeWrites()).toEqual(['dc=1', 'c0=640']);
		expect(bench.core.reports.map((r) => r.page)).toEqual(Array.from({ length: 50 }, (_, n) => n));
	});

	it('wraps around the end of the ring', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		for (let turn = 0; turn < 5; turn++) {
			for (let n = 0; n < 100; n++)
				bench.unit.pageRequest([0x0010_0101, 5, ((turn * 100 + n) << 12) | 0xd, 0]);
			bench.clock.settle();
		}
		expect(bench.core.reports.map((r) => r.page)).toEqual(Array.from({ length: 500 }, (_, n) => n));
		expect(bench.unit.get(0xc0)).toBe((500 % 128) * 32);
	});

	it('leaves what arrives while it is drained to the next, and loses none', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		let more = 5;
		bench.core.onReport = () => {
			if (more-- > 0) bench.unit.pageRequest([0x0010_0101, 5, 0x100d, 0]);
		};
		bench.unit.pageRequest([0x0010_0101, 5, 0x100d, 0]);
		bench.clock.settle();
		expect(bench.core.reports).toHaveLength(6);
		expect(bench.unit.get(0xc0)).toBe(6 * 32);
	});

	it('flushes the answers given in it, once', () => {
		const bench = new VtdDriverBench();
		for (let n = 0; n < 5; n++) bench.unit.pageRequest([0x0018_0101, 5, 0x100d, 0]);
		bench.unit.takeWrites();
		bench.clock.settle();
		expect(bench.unit.takeWrites()).toEqual(['dc=1', 'c0=a0', '88=120']);
	});
});

describe('an overflow', () => {
	it('drains everything, drops incomplete groups, and only then reopens the queue', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		for (let n = 0; n < 130; n++) bench.unit.pageRequest([0x0010_0101, 5, (n << 12) | 0xd, 0]);
		expect(bench.unit.get(0xdc)).toBe(3);
		bench.unit.takeWrites();
		let reported = -1;
		bench.core.discardPartials = (source) => {
			reported = bench.core.reports.length;
			expect(source).toBe(bench.driver);
			expect(bench.unit.get(0xdc)).toBe(2);
			return 7;
		};
		bench.clock.settle();
		expect(reported).toBe(127);
		expect(bench.unit.takeWrites()).toEqual(['dc=1', 'c0=fe0', 'dc=2']);
		expect(bench.driver.counters).toMatchObject({
			pageRequests: 127,
			overflows: 1,
			partialsDiscarded: 7,
		});
		bench.unit.pageRequest([0x0010_0101, 5, 0x100d, 0]);
		bench.clock.settle();
		expect(bench.core.reports).toHaveLength(128);
	});

	it('that comes while the queue is drained is seen before the drain ends', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		let burst = true;
		bench.core.onReport = () => {
			if (!burst) return;
			burst = false;
			for (let n = 0; n < 200; n++) bench.unit.pageRequest([0x0010_0101, 5, 0x100d, 0]);
		};
		bench.unit.pageRequest([0x0010_0101, 5, 0x100d, 0]);
		bench.clock.settle();
		// The ring holds 127 beside the one that was being read.
		expect(bench.core.reports).toHaveLength(127);
		expect(bench.core.discarded).toHaveLength(1);
		expect(bench.unit.get(0xdc)).toBe(0);
	});
});
