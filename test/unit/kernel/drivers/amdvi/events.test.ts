import { describe, expect, it } from 'vitest';
import { EVENT_MEANINGS } from '../../../../../src/host/kernel/drivers/amdvi/event-reasons.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import {
	FaultPerm,
	FaultReason,
	FaultType,
	UnrecoverableFlag,
} from '../../../../../src/host/kernel/fault.js';
import { AmdViDriverBench } from '../../../../support/amdvi-driver-bench.js';
import type { Words } from '../../../../support/amdvi-registers-fake.js';

const { UNKNOWN, WALK_EABT, PTE_FETCH, PERMISSION } = FaultReason;
const { PASID_VALID, ADDR_VALID, FETCH_ADDR_VALID, INDEX_VALID } = UnrecoverableFlag;
const { READ, WRITE, EXEC, PRIV } = FaultPerm;
const DMA = FaultType.DMA_UNRECOVERABLE;
const IRQ = FaultType.INTERRUPT;

function bench() {
	const b = new AmdViDriverBench();
	b.probed(0x10);
	return b;
}

/** Second words of records by cause (code, flags, domain 1), and what becomes of them. */
const CAUSES: [name: string, second: number, type: number, reason: number, flags: number][] = [
	['ILLEGAL_DEV_TABLE_ENTRY, RZ', 0x1080_0001, DMA, UNKNOWN, ADDR_VALID],
	['ILLEGAL_DEV_TABLE_ENTRY', 0x1000_0001, DMA, UNKNOWN, ADDR_VALID],
	['ILLEGAL_DEV_TABLE_ENTRY, I RZ', 0x1088_0001, IRQ, UNKNOWN, INDEX_VALID],
	['ILLEGAL_DEV_TABLE_ENTRY, I', 0x1008_0001, IRQ, UNKNOWN, INDEX_VALID],
	['IO_PAGE_FAULT', 0x2000_0001, DMA, PTE_FETCH, ADDR_VALID],
	['IO_PAGE_FAULT, PR RZ', 0x2090_0001, DMA, PTE_FETCH, ADDR_VALID],
	['IO_PAGE_FAULT, PR PE', 0x2050_0001, DMA, PERMISSION, ADDR_VALID],
	['IO_PAGE_FAULT, PR', 0x2010_0001, DMA, PTE_FETCH, ADDR_VALID],
	['IO_PAGE_FAULT, I', 0x2008_0001, IRQ, PTE_FETCH, INDEX_VALID],
	['IO_PAGE_FAULT, I PR RZ', 0x2098_0001, IRQ, PTE_FETCH, INDEX_VALID],
	['IO_PAGE_FAULT, I PR', 0x2018_0001, IRQ, PERMISSION, INDEX_VALID],
	['DEV_TAB_HARDWARE_ERROR, master abort', 0x3200_0001, DMA, UNKNOWN, FETCH_ADDR_VALID],
	['DEV_TAB_HARDWARE_ERROR, I', 0x3208_0001, IRQ, UNKNOWN, FETCH_ADDR_VALID],
	['PAGE_TAB_HARDWARE_ERROR, data error', 0x4600_0001, DMA, WALK_EABT, FETCH_ADDR_VALID],
	['PAGE_TAB_HARDWARE_ERROR, I', 0x4208_0001, IRQ, WALK_EABT, FETCH_ADDR_VALID],
	['INVALID_DEVICE_REQUEST, TR type 0', 0x8100_0001, DMA, UNKNOWN, ADDR_VALID],
	['INVALID_DEVICE_REQUEST, TR type 1', 0x8300_0001, DMA, UNKNOWN, ADDR_VALID],
	...[0, 1, 2, 3, 4, 6, 7].map((type): [string, number, number, number, number] => [
		`INVALID_DEVICE_REQUEST, type ${type}`,
		0x8000_0001 + type * 0x200_0000,
		DMA,
		UNKNOWN,
		ADDR_VALID,
	]),
	['INVALID_DEVICE_REQUEST, type 5', 0x8a00_0001, IRQ, PERMISSION, INDEX_VALID],
	['INVALID_PPR_REQUEST', 0x9004_021f, DMA, UNKNOWN, ADDR_VALID],
];

describe('an event', () => {
	it.each(CAUSES)(
		'%s becomes a fault with type, reason and address',
		(_n, w1, type, reason, flags) => {
			const b = bench();
			b.unit.event([0x10, w1, 0xf802_1804, 0xfffd]);
			b.clock.settle();
			const page = 0xfffd_f8021;
			expect(b.core.reports).toEqual([
				{
					device: 'dev0',
					type,
					flags,
					pasid: 0,
					grpid: 0,
					perm: type === IRQ ? 0 : READ,
					page: (flags & ADDR_VALID) !== 0 ? page : 0,
					offset: (flags & ADDR_VALID) !== 0 ? 0x804 : 0,
					reason,
					hardwareReason: w1 >>> 16,
					fetchPage: (flags & FETCH_ADDR_VALID) !== 0 ? page : 0,
					// Bits 4:2 above bits 23:16.
					index: flags === INDEX_VALID ? 0x102 : 0,
				},
			]);
			expect(b.driver.counters).toMatchObject({ faults: 1, interruptFaults: type === IRQ ? 1 : 0 });
		},
	);

	it('of each row of the table was in the list above', () => {
		const rows = CAUSES.map(([, w1]) =>
			EVENT_MEANINGS.find(
				({ code, mask, value }) => w1 >>> 28 === code && ((w1 >>> 16) & mask) === value,
			),
		);
		expect(new Set(rows)).toEqual(new Set(EVENT_MEANINGS));
	});

	it.each([
		['a user’s write', 0x2025_4321, PASID_VALID, 0x5_4321, WRITE],
		['a user’s read to execute', 0x2007_4321, PASID_VALID, 0x5_4321, READ | EXEC],
		['a supervisor’s read', 0x2001_4321, PASID_VALID, 0x5_4321, READ | PRIV],
		['a write without PASID', 0x2020_4321, 0, 0, WRITE],
	])('of %s has PASID and permissions', (_name, w1, flags, pasid, perm) => {
		const b = bench();
		b.unit.event([0x5_0010, w1, 0x5000, 0]);
		b.clock.settle();
		expect(b.core.reports).toMatchObject([{ flags: flags | ADDR_VALID, pasid, perm, page: 5 }]);
	});

	it('INVALID_PPR_REQUEST has them where a PPR record has', () => {
		const b = bench();
		b.unit.event([0x4321_0010, 0x9166_161f, 0x5000, 0]);
		b.clock.settle();
		expect(b.core.reports).toMatchObject([
			{ flags: PASID_VALID | ADDR_VALID, pasid: 0x5_4321, perm: READ | WRITE | EXEC, page: 5 },
		]);
	});

	it('that nobody wants, or of nobody, is logged at a limited rate', () => {
		const b = bench();
		b.core.status = Errno.EINVAL;
		b.unit.event([0x5_0010, 0x2025_4321, 0x5678, 0x1]);
		b.unit.event([0x11, 0x8a00_0001, 0xf802_1804, 0xffff_fffd]);
		b.clock.settle();
		expect(b.logged).toEqual([
			'amdvi unit0: write of 00:02.0, PASID 344865, at 0x0000000100005678 failed: page, PASID or table not present (IO_PAGE_FAULT, 0x2025)',
			'amdvi unit0: interrupt 258 of 00:02.1, at 0xfffffffdf8021804 failed: interrupts of the device are blocked (INVALID_DEVICE_REQUEST, 0x8a00)',
		]);
		for (let n = 0; n < 20; n++) b.unit.event([0x11, 0x2000_0001, 0, 0]);
		b.clock.settle();
		expect(b.logged).toHaveLength(10);
		expect(b.driver.counters.faultsUnowned).toBe(22);
	});

	it('of a kind that is not known is logged and not reported', () => {
		const b = bench();
		b.unit.event([0x10, 0xa000_0000, 1, 2]);
		b.clock.settle();
		expect(b.core.reports).toEqual([]);
		expect(b.logged).toEqual([
			'amdvi unit0: event of unknown kind: 00000010 a0000000 00000001 00000002',
		]);
		expect(b.driver.counters.faults).toBe(0);
	});
});

describe('the event log', () => {
	it('that overflowed is emptied first; then the loss is told, and it is started again', () => {
		const b = bench();
		const fault: Words = [0x10, 0x2000_0001, 0x5000, 0];
		for (let n = 0; n < 300; n++) b.unit.event(fault);
		b.core.onReport = () => expect(b.core.losses).toEqual([]);
		b.clock.settle();
		expect(b.core.reports).toHaveLength(255);
		expect(b.core.losses).toEqual([b.driver]);
		expect(b.unit.get(0x2020) & 0x09).toBe(0x08);
		b.core.onReport = () => {};
		b.unit.event(fault);
		b.clock.settle();
		expect([b.core.reports.length, b.core.losses.length]).toEqual([256, 1]);
		expect(b.driver.counters).toMatchObject({ faults: 256, faultOverflows: 1 });
	});

	it('and the PPR log are both served where the unit has one message for all', () => {
		const b = new AmdViDriverBench({ start: false });
		const write = b.unit.writeRegister.bind(b.unit);
		b.unit.writeRegister = (offset, value) =>
			write(offset, offset === 0x158 ? value & 0x1_0000 : value);
		b.driver.start();
		b.probed(0x10);
		b.clock.settle();
		b.unit.pageRequest([0x4321_0010, 0x1144_161f, 0x5000, 0]);
		b.unit.event([0x10, 0x2000_0001, 0x6000, 0]);
		expect(b.unit.messages.slice(-2)).toEqual([0x40, 0x40]);
		b.clock.settle();
		expect(b.core.reports.map(({ page }) => page).sort()).toEqual([5, 6]);
	});
});
