import { describe, expect, it } from 'vitest';
import { EVENT_KINDS } from '../../../../../src/host/kernel/drivers/smmuv3/event-kinds.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultType } from '../../../../../src/host/kernel/fault.js';
import { SmmuV3FakeBench } from '../../../../support/smmuv3-fake.js';

const [UNKNOWN, PASID_FETCH, BAD_PASID_ENTRY, PASID_INVALID, WALK_EABT] = [0, 1, 2, 3, 4];
const [PTE_FETCH, PERMISSION, ACCESS, OOR_ADDRESS] = [5, 6, 7, 8];
const [READ, WRITE, EXEC, PRIV] = [1, 2, 4, 8];
const [PASID, ADDR, FETCH] = [1, 2, 4];

/** A record: event, stream 10h with substream 5, upper detail word; address 0x1122334455678, last 0xaabbccdd1238. */
const record = (event: number, upper = 0, low = 0): number[] => [
	...[event | 0x800 | (5 << 12), 0x10, low, upper],
	...[0x3445_5678, 0x0001_1223, 0xccdd_1238, 0x0000_aabb],
];
const PAGE = 0x1122334455678n >> 12n;

describe('every event becomes a fault', () => {
	it.each([
		// RnW, InD, PnU.
		[0x01, UNKNOWN, PASID | ADDR, READ | EXEC | PRIV, 0x0e],
		[0x02, UNKNOWN, PASID, 0, 0x0e],
		[0x03, UNKNOWN, PASID | FETCH, 0, 0x0e],
		[0x04, UNKNOWN, PASID, 0, 0],
		// R, W, X, PRIV of the request.
		[0x05, UNKNOWN, PASID | ADDR, READ, 0x1008],
		[0x05, UNKNOWN, PASID | ADDR, READ | WRITE | EXEC | PRIV, 0x100f],
		[0x06, PASID_INVALID, PASID, 0, 0],
		[0x07, UNKNOWN, PASID | ADDR, READ, 0x08],
		[0x07, UNKNOWN, PASID | ADDR, WRITE, 0x00],
		[0x08, PASID_INVALID, PASID, 0, 0],
		[0x09, PASID_FETCH, PASID | FETCH, 0, 0],
		[0x0a, BAD_PASID_ENTRY, PASID, 0, 0],
		[0x0b, WALK_EABT, PASID | ADDR | FETCH, READ, 0x108],
		[0x10, PTE_FETCH, PASID | ADDR, WRITE, 0x200],
		[0x11, OOR_ADDRESS, PASID | ADDR, READ, 0x208],
		[0x12, ACCESS, PASID | ADDR, READ | EXEC, 0x20c],
		[0x13, PERMISSION, PASID | ADDR, WRITE | PRIV, 0x202],
		[0x13, PERMISSION, PASID | ADDR, READ, 0x1188],
		[0x20, UNKNOWN, PASID | ADDR, WRITE, 0],
		[0x21, UNKNOWN, PASID, 0, 0],
		[0x25, UNKNOWN, PASID | FETCH, 0, 0],
		[0xe3, UNKNOWN, PASID, 0, 0],
	] as const)('0x%s', (event, reason, flags, perm, upper) => {
		const bench = new SmmuV3FakeBench();
		bench.probed(0x10);
		bench.record('event', record(event, upper));
		expect(bench.core.faults).toEqual([]);
		bench.clock.settle();
		expect(bench.core.take()).toEqual([
			{
				...{ type: FaultType.DMA_UNRECOVERABLE, flags, pasid: 5, grpid: 0, perm },
				page: (flags & ADDR) === 0 ? 0 : Number(PAGE),
				offset: (flags & ADDR) === 0 ? 0 : 0x678,
				...{ reason, hardwareReason: event },
				fetchPage: (flags & FETCH) === 0 ? 0 : 0xa_abbc_cdd1,
				index: 0,
			},
		]);
		// CONS is PROD.
		expect(bench.unit.readRegister(0x1_00ac)).toBe(1);
		expect(bench.driver.counters).toMatchObject({ faults: 1, faultsUnowned: 0, stalls: 0 });
		expect(bench.unit.take()).toEqual([]);
	});

	it('the table has each number once', () => {
		const numbers = EVENT_KINDS.map(({ number }) => number);
		expect(new Set(numbers).size).toBe(numbers.length);
		expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
	});

	it('without substream; but that of a bad one is told although it is not marked', () => {
		const bench = new SmmuV3FakeBench();
		bench.probed(0x10);
		for (const event of [0x10, 0x08]) {
			const words = record(event, 0x208);
			words[0] = event | (9 << 12);
			bench.record('event', words);
		}
		bench.clock.settle();
		expect(bench.core.take().map(({ flags, pasid }) => [flags, pasid])).toEqual([
			[ADDR, 0],
			[PASID, 9],
		]);
	});

	it('a hint for a page is no fault', () => {
		const bench = new SmmuV3FakeBench();
		bench.probed(0x10);
		bench.record('event', record(0x24));
		bench.clock.settle();
		expect(bench.core.faults).toEqual([]);
		expect(bench.driver.counters).toMatchObject({ hints: 1, faults: 0 });
	});
});

describe('events that nobody wants', () => {
	it('are logged in words, at most ten in five seconds', () => {
		const bench = new SmmuV3FakeBench();
		bench.record('event', record(0x0b, 0x188));
		bench.probed(0x10);
		bench.core.status = Errno.EINVAL;
		bench.record('event', record(0xe0));
		for (let n = 0; n < 12; n++) bench.record('event', record(0x04));
		bench.clock.settle();
		expect(bench.driver.counters.faultsUnowned).toBe(14);
		expect(bench.logged).toHaveLength(10);
		expect(bench.logged.slice(0, 3)).toEqual([
			'smmuv3 smmu0: stream 0x10 with PASID 5 at 0x1122334455678: translation table not accessible (F_WALK_EABT, event 0x0b), stage 2 of the translation table',
			'smmuv3 smmu0: stream 0x10 with PASID 5: unknown event 0xe0',
			'smmuv3 smmu0: stream 0x10 with PASID 5: stream table entry not valid (C_BAD_STE, event 0x04)',
		]);
		bench.clock.advance(5000);
		bench.record('event', record(0x04));
		bench.clock.settle();
		expect(bench.logged.at(-1)).toContain('(4 messages held back before this one)');
	});
});

describe('a queue of events', () => {
	it('is emptied in one batch, with one write of CONS, over its end', () => {
		const bench = new SmmuV3FakeBench({ eventBits: 3 });
		bench.probed(0x10);
		for (let round = 0; round < 5; round++) {
			for (let n = 0; n < 6; n++) bench.record('event', record(0x10, 0x208));
			const before = bench.unit.written.length;
			bench.clock.settle();
			const writes = bench.unit.written.slice(before);
			expect(writes).toEqual([[0x1_00ac, ((round + 1) * 6) & 15]]);
			expect(bench.core.take()).toHaveLength(6);
		}
	});

	it('that overflowed: the owners are told, and it is acknowledged; twice as well', () => {
		const bench = new SmmuV3FakeBench();
		bench.probed(0x10);
		bench.record('event', record(0x10), true);
		bench.clock.settle();
		expect(bench.core.take()).toHaveLength(1);
		expect(bench.core.losses).toBe(1);
		expect(bench.unit.readRegister(0x1_00ac)).toBe(0x8000_0001);
		bench.record('event', record(0x10));
		bench.clock.settle();
		expect(bench.core.losses).toBe(1);
		expect(bench.unit.readRegister(0x1_00ac)).toBe(0x8000_0002);
		bench.record('event', record(0x10), true);
		bench.clock.settle();
		expect(bench.core.losses).toBe(2);
		expect(bench.unit.readRegister(0x1_00ac)).toBe(0x0000_0003);
		expect(bench.driver.counters.faultOverflows).toBe(2);
	});
});

describe('a stall', () => {
	const STALLED = 0x8000_1234 | 0;

	it('is a page request of one page, its tag the group', () => {
		const bench = new SmmuV3FakeBench();
		bench.probed(0x10, 'platform');
		bench.record('event', record(0x10, 0x208, STALLED));
		const without = record(0x13, 0x202, STALLED + 1);
		without[0] = 0x13;
		bench.record('event', without);
		bench.clock.settle();
		const common = { type: FaultType.PAGE_REQUEST, page: Number(PAGE) };
		expect(bench.core.take()).toMatchObject([
			{ ...common, flags: 3, pasid: 5, grpid: 0x1234, perm: READ },
			{ ...common, flags: 2, pasid: 0, grpid: 0x1235, perm: WRITE | PRIV },
		]);
		expect(bench.driver.counters).toMatchObject({ stalls: 2, faults: 0 });
	});

	it('of an unknown stream, and at stage 2, is ended with an abort', () => {
		const bench = new SmmuV3FakeBench();
		bench.record('event', record(0x10, 0x208, STALLED));
		bench.clock.settle();
		expect(bench.core.take()).toEqual([]);
		expect(bench.unit.take()).toEqual([[0x2044, 0x10, 0x1234, 0]]);
		bench.probed(0x10, 'platform');
		bench.record('event', record(0x10, 0x288, STALLED));
		bench.clock.settle();
		expect(bench.core.take()).toMatchObject([
			{ type: FaultType.DMA_UNRECOVERABLE, reason: PTE_FETCH, pasid: 5 },
		]);
		expect(bench.unit.take()).toEqual([[0x2044, 0x10, 0x1234, 0]]);
		expect(bench.driver.counters).toMatchObject({
			unknownDevice: 1,
			secondStageStalls: 1,
			stalls: 0,
		});
	});
});
