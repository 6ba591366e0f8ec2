import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultReason, FaultType } from '../../../../../src/host/kernel/fault.js';
import { VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

const INDEX = 8;

/** A record of interrupt remapping: the index in bits 63:48, SID 0x10. */
const record = (reason: number, index: number) =>
	[0, (index << 16) >>> 0, 0x10, (0x8000_0000 | reason) >>> 0] as const;

describe('a fault of interrupt remapping', () => {
	it('is reported as a fault of an interrupt, with its index and nothing of an access', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		// An access before: what is kept of it must not be told of the interrupt.
		bench.unit.fault(0, [0x5432_1000, 0x7654, 0xe000_0010, 0xdedc_ba71]);
		bench.unit.fault(1, record(0x22, 0xfedc));
		bench.clock.settle();
		expect(bench.core.reports[1]).toEqual({
			device: 'dev0',
			type: FaultType.INTERRUPT,
			flags: INDEX,
			pasid: 0,
			grpid: 0,
			perm: 0,
			page: 0,
			offset: 0,
			reason: FaultReason.PTE_FETCH,
			hardwareReason: 0x22,
			fetchPage: 0,
			index: 0xfedc,
		});
		expect(bench.driver.counters).toMatchObject({
			faults: 2,
			interruptFaults: 1,
			faultsUnowned: 0,
		});
	});

	it('leaves nothing of itself in a fault of an access', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.unit.fault(0, record(0x22, 0xfedc));
		bench.unit.fault(1, [0x5432_1000, 0x7654, 0x10, 0x8000_0071]);
		bench.clock.settle();
		expect(bench.core.reports[1]).toMatchObject({
			type: FaultType.DMA_UNRECOVERABLE,
			flags: 2,
			index: 0,
		});
	});

	it.each([
		[0x20, FaultReason.UNKNOWN, INDEX],
		[0x21, FaultReason.OOR_ADDRESS, INDEX],
		[0x22, FaultReason.PTE_FETCH, INDEX],
		[0x23, FaultReason.WALK_EABT, INDEX],
		[0x24, FaultReason.PTE_FETCH, INDEX],
		[0x25, FaultReason.PERMISSION, 0],
		[0x26, FaultReason.PERMISSION, INDEX],
		[0x27, FaultReason.WALK_EABT, INDEX],
		[0x28, FaultReason.PTE_FETCH, INDEX],
		[0x29, FaultReason.UNKNOWN, INDEX],
	])('with reason 0x%s has generic reason %i and flags %i', (code, reason, flags) => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		bench.unit.fault(0, record(code, 0x123));
		bench.clock.settle();
		expect(bench.core.reports).toMatchObject([
			{
				type: FaultType.INTERRUPT,
				reason,
				hardwareReason: code,
				flags,
				index: flags === 0 ? 0 : 0x123,
			},
		]);
	});

	it('that nobody wants is logged', () => {
		const bench = new VtdDriverBench();
		bench.unit.fault(0, record(0x22, 0x1234));
		bench.clock.settle();
		bench.probed(0x10);
		bench.core.status = Errno.EINVAL;
		bench.unit.fault(1, record(0x25, 0x8800));
		bench.clock.settle();
		expect(bench.logged).toEqual([
			'vtd unit0: interrupt 4660 of 00:02.0 blocked: interrupt entry not present (reason 0x22)',
			'vtd unit0: interrupt of 00:02.0 blocked: compatibility format interrupt blocked (reason 0x25)',
		]);
		expect(bench.driver.counters).toMatchObject({ interruptFaults: 2, faultsUnowned: 2 });
	});
});
