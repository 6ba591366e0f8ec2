import { describe, expect, it } from 'vitest';
import { FAULT_REASONS } from '../../../../../src/host/kernel/drivers/virtio/fault-reasons.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultReason, FaultType, UnrecoverableFlag } from '../../../../../src/host/kernel/fault.js';
import { fault } from '../../../../support/virtio-bench.js';
import { VirtioDriverBench } from '../../../../support/virtio-driver-bench.js';

/** Fault reports as literal bytes, and what the core is told. */

const ENDPOINT = 0x0102_0304;
const NOBODY = 0x77;
const ADDRESS = 0x100;

function setUp() {
	const bench = new VirtioDriverBench();
	const device = bench.probed(ENDPOINT);
	const report = (...bytes: number[][]) => {
		for (const each of bytes) expect(bench.unit.report(each)).toBe(true);
		bench.clock.settle();
		return bench.core.reports.splice(0);
	};
	return { bench, device, report };
}

describe('fault reports', () => {
	it('are unrecoverable faults of the endpoint, at page and offset, with what was asked for', () => {
		const { report } = setUp();
		expect(report(fault(2, ADDRESS | 2, ENDPOINT, 0xfedc_ba98_7654_3210n))).toEqual([
			{
				device: 'dev0',
				type: FaultType.DMA_UNRECOVERABLE,
				flags: UnrecoverableFlag.ADDR_VALID,
				perm: 2,
				page: 0xf_edcb_a987_6543,
				offset: 0x210,
				reason: FaultReason.PTE_FETCH,
				hardwareReason: 2,
				...{ pasid: 0, grpid: 0, fetchPage: 0, index: 0 },
			},
		]);
	});

	it.each([
		[0, FaultReason.UNKNOWN],
		[1, FaultReason.UNKNOWN],
		[2, FaultReason.PTE_FETCH],
		[3, FaultReason.UNKNOWN],
		[255, FaultReason.UNKNOWN],
	])('of reason %i have the generic reason %i, and keep their own', (code, reason) => {
		const { report } = setUp();
		const [told] = report(fault(code, ADDRESS | 1, ENDPOINT, 0x1000n));
		expect(told).toMatchObject({ reason, hardwareReason: code });
		if (code < FAULT_REASONS.length)
			expect(FAULT_REASONS[code]?.slice(0, 2)).toEqual([code, reason]);
	});

	it.each([
		[0, 0],
		[1, 1],
		[2, 2],
		[3, 3],
		// The header of Linux has 4 for an instruction fetch, the standard has not: unknown flags are ignored.
		[4, 0],
		[0xffff_fefc, 0],
	])('with flags 0x%x have permissions %i', (flags, perm) => {
		const { report } = setUp();
		expect(report(fault(2, flags, ENDPOINT, 0x1234n))).toMatchObject([
			{ perm, flags: 0, page: 0, offset: 0 },
		]);
	});

	it('do not care for the second reserved word, and are ignored where the first bytes are set', () => {
		const { bench, report } = setUp();
		const bytes = fault(2, ADDRESS | 1, ENDPOINT, 0x5000n);
		bytes.splice(12, 4, 1, 2, 3, 4);
		expect(report(bytes)).toMatchObject([{ page: 5 }]);
		for (const at of [1, 2, 3]) {
			const odd = fault(2, ADDRESS | 1, ENDPOINT, 0x5000n);
			odd[at] = 1;
			expect(report(odd)).toEqual([]);
		}
		expect(bench.driver.counters).toMatchObject({ faults: 1, malformed: 3 });
	});

	it('that are too short are ignored, and those that claim to be longer are read as they are', () => {
		const { bench, report } = setUp();
		const bytes = fault(2, ADDRESS | 1, ENDPOINT, 0x5000n);
		for (const length of [0, 4, 23]) bench.unit.report(bytes, length);
		expect(report()).toEqual([]);
		bench.unit.report(bytes, 0xffff_ffff);
		expect(report()).toMatchObject([{ page: 5 }]);
		expect(bench.driver.counters).toMatchObject({ faults: 1, malformed: 3, resets: 0 });
		expect(bench.logged[0]).toBe(
			'virtio v0: a fault report of 0 bytes makes no sense; it is ignored',
		);
	});

	it('of endpoints that nobody has, or that no handler wants, are logged, few of them', () => {
		const { bench, report } = setUp();
		expect(report(fault(1, ADDRESS | 1, NOBODY, 0x5678n))).toEqual([]);
		bench.core.status = Errno.ENOENT;
		report(fault(2, 2, ENDPOINT, 0n));
		expect(bench.logged).toEqual([
			'virtio v0: read of endpoint 0x77 at 0x5678 failed: endpoint not attached to a domain (reason 1)',
			'virtio v0: write of endpoint 0x1020304 failed: no mapping, or one that does not allow it (reason 2)',
		]);
		for (let i = 0; i < 100; i++) report(fault(9, 0, NOBODY, 0n));
		expect(bench.logged).toHaveLength(10);
		expect(bench.driver.counters).toMatchObject({ faults: 102, faultsUnowned: 102 });
		bench.clock.advance(6000);
		report(fault(9, 0, NOBODY, 0n));
		expect(bench.logged.at(-1)).toMatch(/unknown reason \(reason 9\) \(92 messages held back/);
	});
});

describe('buffers for fault reports', () => {
	it('are given back after each report, so that they never run out', () => {
		const { bench, report } = setUp();
		const pages: number[] = [];
		for (let i = 0; i < 1000; i++)
			pages.push(...report(fault(2, ADDRESS, ENDPOINT, BigInt(i) * 4096n)).map((f) => f.page));
		expect(pages).toEqual(Array.from({ length: 1000 }, (_, i) => i));
		expect(bench.driver.counters.faultOverflows).toBe(0);
		expect(bench.core.losses).toEqual([]);
	});

	it('are notified once for all that came in one turn', () => {
		const { bench, report } = setUp();
		bench.unit.writes.length = 0;
		report(...[1n, 2n, 3n].map((page) => fault(2, ADDRESS, ENDPOINT, page * 4096n)));
		expect(bench.unit.writes.filter(([offset]) => offset === 0x50)).toEqual([[0x50, 1]]);
	});

	it('that were all used are told as a loss, and one left over is not', () => {
		const { bench, report } = setUp();
		const size = bench.unit.size(1);
		const one = fault(2, ADDRESS, ENDPOINT, 0x1000n);
		expect(report(...new Array<number[]>(size - 1).fill(one))).toHaveLength(size - 1);
		expect(bench.core.losses).toEqual([]);
		const all = new Array<number[]>(size).fill(one);
		for (const each of all) bench.unit.report(each);
		// What the device does now is not seen by anyone.
		expect(bench.unit.report(one)).toBe(false);
		bench.clock.settle();
		expect(bench.core.reports).toHaveLength(size);
		expect(bench.core.losses).toEqual([bench.driver]);
		expect(bench.driver.counters.faultOverflows).toBe(1);
		expect(bench.logged).toEqual([
			'virtio v0: the device had no buffer for fault reports; some may be lost',
		]);
	});

	it.each([
		['and gets them at once', 64, 256 + 64],
		['or has dropped them', 0, 256],
	])('a device that has none keeps reports, %s', (_what, heldEvents, told) => {
		const bench = new VirtioDriverBench({ heldEvents });
		const device = bench.probed(1);
		for (let page = 0; page < 256 + 64; page++) bench.access(device, page);
		bench.clock.settle();
		expect(bench.core.reports.map(({ page }) => page)).toEqual(
			Array.from({ length: told }, (_, i) => i),
		);
		expect(bench.core.losses).toHaveLength(1);
		expect(bench.model.counters.faultsDropped).toBe(256 + 64 - told);
	});

	it('are as many as the device allows', () => {
		const bench = new VirtioDriverBench({ queueSize: 4, heldEvents: 2 });
		const device = bench.probed(1);
		for (let page = 0; page < 10; page++) bench.access(device, page);
		bench.clock.settle();
		expect(bench.core.reports.map(({ page }) => page)).toEqual([0, 1, 2, 3, 4, 5]);
	});
});
