import { describe, expect, it } from 'vitest';
import { FaultPerm, FaultType, PageRequestFlag } from '../../../../../src/host/kernel/fault.js';
import { AmdViDriverBench } from '../../../../support/amdvi-driver-bench.js';
import type { Words } from '../../../../support/amdvi-registers-fake.js';

const { PASID_VALID, LAST_PAGE, RESPONSE_NEEDS_PASID } = PageRequestFlag;
const { READ, WRITE, EXEC, PRIV } = FaultPerm;
const UNUSED = { offset: 0, reason: 0, hardwareReason: 0, fetchPage: 0, index: 0 };

/** A read with PASID 0x54321 and group 0x1f, last, of page 0x12345. */
const READS: Words = [0x4321_0010, 0x1144_161f, 0x1234_5000, 0];

function bench(options = {}) {
	const b = new AmdViDriverBench();
	b.probed(0x10, options);
	b.clock.settle();
	b.unit.takeExecuted();
	return b;
}

describe('a PPR record', () => {
	it.each([
		['a read, last', READS, PASID_VALID | LAST_PAGE | RESPONSE_NEEDS_PASID, 0x5_4321, 0x1f, READ],
		[
			'a write, not last',
			[0x4321_0010, 0x1160_141f, 0x1234_5000, 0],
			PASID_VALID | RESPONSE_NEEDS_PASID,
			0x5_4321,
			0x1f,
			WRITE,
		],
		[
			'read and execute',
			[0x4321_0010, 0x1146_161f, 0x1234_5000, 0],
			PASID_VALID | LAST_PAGE | RESPONSE_NEEDS_PASID,
			0x5_4321,
			0x1f,
			READ | EXEC,
		],
		['without PASID', [0x10, 0x1024_03ff, 0x1234_5000, 0], LAST_PAGE, 0, 0x1ff, READ | WRITE],
		[
			'privileged, wanting nothing',
			[0x4321_0010, 0x1100_141f, 0x1234_5000, 0],
			PASID_VALID | RESPONSE_NEEDS_PASID,
			0x5_4321,
			0x1f,
			PRIV,
		],
	] as const)('%s is reported field by field', (_name, words, flags, pasid, grpid, perm) => {
		const b = bench();
		b.unit.pageRequest(words as Words);
		expect(b.core.reports).toEqual([]);
		b.clock.settle();
		const type = FaultType.PAGE_REQUEST;
		expect(b.core.reports).toEqual([
			{ device: 'dev0', type, flags, pasid, grpid, perm, page: 0x1_2345, ...UNUSED },
		]);
		expect(b.driver.counters).toMatchObject({ pageRequests: 1, malformed: 0, responses: 0 });
		expect(b.unit.get(0x2030)).toBe(16);
	});

	it('has 52 bits of page, with the sign extended', () => {
		const b = bench();
		b.unit.pageRequest([READS[0], READS[1], 0xffff_f000, 0xffff_8000]);
		b.clock.settle();
		expect(b.core.reports[0]!.page).toBe(0xffff_8000 * 2 ** 20 + 0xf_ffff);
	});

	it('asks for a PASID in the response only where the function wants one', () => {
		const b = bench({ needsPasid: false });
		b.unit.pageRequest(READS);
		b.clock.settle();
		expect(b.core.reports[0]!.flags).toBe(PASID_VALID | LAST_PAGE);
	});

	it.each([
		['not canonical', [0x4321_0010, 0x1144_161f, 0, 0x8000], '7005432100000010 101f00000004'],
		[
			'with upper bits and no PASID',
			[0x10, 0x1004_021f, 0, 0xffff_8000],
			'7000000000000010 101f00000000',
		],
		['with the reserved flag', [0x4321_0010, 0x11c4_161f, 0, 0], '7005432100000010 101f00000004'],
		['privileged', [0x4321_0010, 0x1104_161f, 0, 0], '7005432100000010 101f00000004'],
		['execute without read', [0x4321_0010, 0x1142_161f, 0, 0], '7005432100000010 101f00000004'],
	] as const)(
		'that is %s is answered INVALID, and dropped where it is not the last',
		(_n, words, q) => {
			const b = bench();
			const [w0, w1, w2, w3] = words;
			b.unit.pageRequest([w0, w1 & ~0x200, w2, w3]);
			b.unit.pageRequest([w0, w1, w2, w3]);
			b.clock.settle();
			expect(b.core.reports).toEqual([]);
			expect(b.unit.takeExecuted()).toEqual([q]);
			expect(b.driver.counters).toMatchObject({ malformed: 2, responses: 1 });
			expect(b.logged[0]).toContain('00:02.0 sent a malformed page request');
		},
	);

	it('of a device that is not known is answered with what it carried', () => {
		const b = bench();
		b.unit.pageRequest([0x4321_0011, READS[1], 0, 0]);
		b.unit.pageRequest([0x4321_0011, READS[1] & ~0x200, 0, 0]);
		b.clock.settle();
		expect(b.unit.takeExecuted()).toEqual(['7005432100000011 101f00000004']);
		expect(b.driver.counters).toMatchObject({ unknownDevice: 2, responses: 1 });
	});

	it('that is a stop marker, or no page request at all, is dropped', () => {
		const b = bench();
		b.unit.pageRequest([0x4321_0010, 0x1140_1600, 0, 0]);
		b.unit.pageRequest([0x4321_0010, 0x2144_161f, 0, 0]);
		b.clock.settle();
		expect([b.core.reports, b.unit.takeExecuted()]).toEqual([[], []]);
		expect(b.driver.counters).toMatchObject({ stopMarkers: 1, malformed: 1 });
	});

	it('that arrives later than its interrupt is waited for', () => {
		const b = bench();
		const arrive = b.unit.latePageRequest(READS);
		let reads = 0;
		const readWord = b.memory.readWord.bind(b.memory);
		b.memory.readWord = (frame, index) => {
			if (++reads === 5) arrive();
			return readWord(frame, index);
		};
		b.clock.settle();
		expect(b.core.reports).toMatchObject([{ pasid: 0x5_4321, grpid: 0x1f, perm: READ }]);
	});
});

describe('the PPR log', () => {
	it('is taken in one batch, with one write of the head', () => {
		const b = bench();
		b.unit.takeWrites();
		for (let n = 0; n < 200; n++) b.unit.pageRequest([READS[0], READS[1] + n, READS[2], 0]);
		b.clock.settle();
		expect(b.core.reports).toHaveLength(200);
		expect(b.unit.takeWrites()).toEqual(['2020=40', '2030=c80']);
		for (let n = 0; n < 200; n++) b.unit.pageRequest(READS);
		b.clock.settle();
		expect(b.core.reports).toHaveLength(400);
		// Every record was cleared, so that the next in its place can be waited for.
		expect(b.memory.read32(b.unit.base(0x38) + 4)).toBe(0);
	});

	it('that overflowed is emptied first; then partials go, and it is started as the kernel does', () => {
		const b = bench();
		for (let n = 0; n < 300; n++) b.unit.pageRequest(READS);
		b.unit.takeWrites();
		b.core.onReport = () => expect(b.core.discarded).toEqual([]);
		b.clock.settle();
		expect(b.core.reports).toHaveLength(255);
		expect(b.core.discarded).toEqual([b.driver]);
		expect(b.unit.takeWrites()).toEqual([
			...['2020=40', '2030=ff0', '18=394dd', '2020=20', '18=3f4dd'],
		]);
		expect(b.unit.get(0x2020) & 0xa0).toBe(0x80);
		expect(b.driver.counters).toMatchObject({ overflows: 1, partialsDiscarded: 3 });
		b.core.onReport = () => {};
		b.unit.pageRequest(READS);
		b.clock.settle();
		expect(b.core.reports).toHaveLength(256);
	});

	it('is emptied before an unbinding is done, and again when it overflows meanwhile', () => {
		const b = new AmdViDriverBench();
		const device = b.bound(0x10, 3);
		b.unit.takeExecuted();
		b.unit.check = (words) => {
			if (words[1] >>> 28 === 4) for (let n = 0; n < 256; n++) b.unit.pageRequest(READS);
			return 0;
		};
		let seen = 0;
		b.driver.unbindPasid(device, 3, () => {
			seen = b.core.reports.length;
		});
		b.unit.check = () => 0;
		b.clock.settle();
		expect(seen).toBe(255);
		expect(b.unit.takeExecuted().filter((each) => each.startsWith('4'))).toHaveLength(2);
	});
});
