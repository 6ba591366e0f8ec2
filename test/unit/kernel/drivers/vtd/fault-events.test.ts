import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultPerm, FaultReason, FaultType } from '../../../../../src/host/kernel/fault.js';
import { VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

const ADDRESS = 2;
const PASID = 1;
const { READ, WRITE, EXEC, PRIV } = FaultPerm;

/** Third and fourth word of a record with F set: SID 0x10. */
const record = (reason: number, w2 = 0, w3 = 0) =>
	[0x5432_1000, 0x0000_7654, (0x10 | w2) >>> 0, (0x8000_0000 | reason | w3) >>> 0] as const;

describe('a fault record', () => {
	it('is decoded field by field, cleared, and reported as unrecoverable', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		// PP, EXE, PRIV; T1 (read); PASID 0xedcba; AT 1, which nobody needs.
		bench.unit.fault(0, record(0x71, 0xe000_0000, 0x5edc_ba00));
		bench.clock.settle();
		expect(bench.core.reports).toEqual([
			{
				device: 'dev0',
				type: FaultType.DMA_UNRECOVERABLE,
				flags: ADDRESS | PASID,
				pasid: 0xe_dcba,
				grpid: 0,
				perm: READ | EXEC | PRIV,
				page: 0x765_4543_21,
				offset: 0,
				reason: FaultReason.PTE_FETCH,
				hardwareReason: 0x71,
				fetchPage: 0,
				index: 0,
			},
		]);
		expect(bench.unit.takeWrites()).toEqual(['22c=80000000']);
		expect(bench.unit.get(0x34) & 0xff).toBe(0);
		expect(bench.driver.counters).toMatchObject({ faults: 1, faultsUnowned: 0 });
		expect(bench.logged).toEqual([]);
	});

	it.each([
		['write', 0, 0, WRITE],
		['read', 0, 0x4000_0000, READ],
		['atomic operation', 0x1000_0000, 0x4000_0000, READ | WRITE],
		['page request, of which it does not tell more', 0x1000_0000, 0, 0],
	])('of a %s', (_name, w2, w3, perm) => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.unit.fault(0, record(0x47, w2, w3));
		bench.clock.settle();
		expect(bench.core.reports[0]).toMatchObject({ perm, flags: ADDRESS, pasid: 0 });
	});

	it.each([
		[0x01, FaultReason.UNKNOWN],
		[0x04, FaultReason.OOR_ADDRESS],
		[0x05, FaultReason.PERMISSION],
		[0x07, FaultReason.WALK_EABT],
		[0x41, FaultReason.UNKNOWN],
		[0x45, FaultReason.PASID_INVALID],
		[0x46, FaultReason.PASID_INVALID],
		[0x50, FaultReason.PASID_FETCH],
		[0x51, FaultReason.PASID_INVALID],
		[0x58, FaultReason.PASID_FETCH],
		[0x59, FaultReason.BAD_PASID_ENTRY],
		[0x5b, FaultReason.BAD_PASID_ENTRY],
		[0x5d, FaultReason.PERMISSION],
		[0x70, FaultReason.WALK_EABT],
		[0x72, FaultReason.PTE_FETCH],
		[0x79, FaultReason.PERMISSION],
		[0x80, FaultReason.OOR_ADDRESS],
		[0x82, FaultReason.PERMISSION],
		[0x84, FaultReason.OOR_ADDRESS],
		[0x85, FaultReason.PERMISSION],
		[0x91, FaultReason.ACCESS],
		[0xee, FaultReason.UNKNOWN],
	])('with reason 0x%s becomes generic reason %i', (code, reason) => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.unit.fault(3, record(code));
		bench.clock.settle();
		expect(bench.core.reports[0]).toMatchObject({ reason, hardwareReason: code });
	});
});

describe('the fault event', () => {
	it('takes the records from the index on, wraps, and stops at the first that is empty', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		for (const index of [6, 7, 0, 1]) bench.unit.fault(index, record(0x70 + index));
		bench.clock.settle();
		expect(bench.core.reports.map((r) => r.hardwareReason)).toEqual([0x76, 0x77, 0x70, 0x71]);
		expect(bench.unit.takeWrites()).toEqual(
			['28c', '29c', '22c', '23c'].map((at) => `${at}=80000000`),
		);
		expect(bench.unit.messages.filter((data) => data === 0x31)).toHaveLength(1);
	});

	it('finds records even when the index leads to none', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.unit.fault(5, record(0x71));
		bench.unit.set(0x34, 0x202);
		bench.clock.settle();
		expect(bench.core.reports).toHaveLength(1);
		expect(bench.unit.get(0x34) & 0xff).toBe(0);
	});

	it('counts an overflow and clears it after the records', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		for (let n = 0; n < 8; n++) bench.unit.fault(n, record(0x71));
		bench.unit.set(0x34, bench.unit.get(0x34) | 1);
		bench.clock.settle();
		expect(bench.core.reports).toHaveLength(8);
		expect(bench.unit.takeWrites().at(-1)).toBe('34=1');
		expect(bench.driver.counters).toMatchObject({ faults: 8, faultOverflows: 1 });
		expect(bench.logged).toEqual(['vtd unit0: fault records overflowed; faults were lost']);
	});

	it('tells the core of an overflow after the records before it, once for the unit', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.probed(0x18);
		const order: string[] = [];
		bench.core.onReport = (device) => order.push(device.name);
		Object.assign(bench.core, {
			reportEventLoss: (source: unknown) => order.push(source === bench.driver ? 'loss' : 'other'),
		});
		bench.unit.fault(0, record(0x71));
		bench.unit.fault(1, record(0x72));
		bench.unit.set(0x34, bench.unit.get(0x34) | 1);
		bench.clock.settle();
		expect(order).toEqual(['dev0', 'dev0', 'loss']);
		bench.unit.fault(2, record(0x71));
		bench.clock.settle();
		expect(order).toEqual(['dev0', 'dev0', 'loss', 'dev0']);
	});

	it('looks again for what came while it was served, since there is no second event', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		let more = 20;
		bench.core.onReport = () => {
			if (more-- > 0) bench.unit.fault(more % 8, record(0x71));
		};
		bench.unit.fault(0, record(0x71));
		bench.clock.settle();
		expect(bench.core.reports).toHaveLength(21);
	});

	it('logs what nobody wants: no such device, or no handler', () => {
		const bench = new VtdDriverBench();
		bench.unit.fault(0, record(0x39, 0x8000_0000, 0x4000_0500));
		bench.clock.settle();
		bench.probed(0x10);
		bench.core.status = Errno.EINVAL;
		bench.unit.fault(1, record(0x85));
		bench.clock.settle();
		expect(bench.core.reports).toHaveLength(1);
		expect(bench.driver.counters).toMatchObject({ faults: 2, faultsUnowned: 2 });
		expect(bench.logged).toEqual([
			'vtd unit0: read of 00:02.0 with PASID 5 at 0x765454321000 failed: root entry not present (reason 0x39)',
			'vtd unit0: write of 00:02.0 at 0x765454321000 failed: write not permitted (reason 0x85)',
		]);
	});

	it('logs at most 10 messages in 5 seconds and then says how many it held back', () => {
		const bench = new VtdDriverBench();
		const fault = () => {
			bench.unit.fault(0, record(0x39));
			bench.clock.settle();
		};
		for (let n = 0; n < 25; n++) fault();
		expect(bench.logged).toHaveLength(10);
		bench.clock.advance(4999);
		fault();
		expect(bench.logged).toHaveLength(10);
		bench.clock.advance(1);
		fault();
		expect(bench.logged).toHaveLength(11);
		expect(bench.logged[10]).toContain('(16 messages held back before this one)');
		expect(bench.driver.counters.faultsUnowned).toBe(27);
	});
});
