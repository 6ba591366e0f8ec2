import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { DOMAIN, VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

describe('requests without a PASID', () => {
	it.each([0, 20])(
		'are bound through the entry of PASID 0, in a function of %d bits',
		(pasidBits) => {
			const bench = new VtdDriverBench();
			const device = bench.probed(0x10, { pasidBits });
			expect(bench.driver.bindPasid(device, DOMAIN, NO_PASID, { rootPage: 0x77 })).toBe(Errno.OK);
			expect(bench.pasidEntry(0x10, 0).slice(0, 6)).toEqual([
				...[0x1234_50c9, 0, 0x5, 0, 0x0007_7032, 0],
			]);
			expect(device.references).toBe(3);
		},
	);

	it.each([
		[NO_PASID, 0],
		[0, NO_PASID],
	])('are not bound beside PASID 0: %d, then %d', (first, second) => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, first);
		const before = bench.pasidEntry(0x10, 0);
		expect(bench.driver.bindPasid(device, DOMAIN, second, { rootPage: 1 })).toBe(Errno.EBUSY);
		expect(bench.driver.unbindPasid(device, second, () => {})).toBe(Errno.EINVAL);
		expect(bench.pasidEntry(0x10, 0)).toEqual(before);
		expect(bench.driver.unbindPasid(device, first, () => {})).toBe(Errno.OK);
		bench.clock.settle();
		expect(bench.driver.bindPasid(device, DOMAIN, second, { rootPage: 1 })).toBe(Errno.OK);
	});

	it('are invalidated as PASID 0 in the IOTLB, and without one in the ATC', () => {
		const bench = new VtdDriverBench({ invalidationOrder: 2 });
		const users = [{ device: bench.bound(0x10, NO_PASID), pasid: NO_PASID }];
		bench.unit.takeExecuted();
		const one = { pages: [7], counts: [1] };
		bench.driver.invalidate(DOMAIN, users, one, true, () => {});
		bench.clock.settle();
		// Type 6: G 3, DID 5, PASID 0, IH. Type 3, the device TLB without PASID: MIP 8, SID 0x10.
		expect(bench.unit.takeExecuted().slice(0, 2)).toEqual(['50036 7040', '1000080003 7000']);
		const many = { pages: Array.from({ length: 70 }, (_, i) => i * 2), counts: Array(70).fill(1) };
		bench.driver.invalidate(DOMAIN, users, many, true, () => {});
		bench.clock.settle();
		expect(bench.unit.takeExecuted().slice(0, 2)).toEqual([
			'50026 0',
			'1000080003 7ffffffffffff001',
		]);
	});

	it('are unbound like any PASID', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, NO_PASID);
		bench.unit.takeExecuted();
		let done = 0;
		expect(bench.driver.unbindPasid(device, NO_PASID, () => done++)).toBe(Errno.OK);
		bench.clock.settle();
		expect([done, device.references]).toEqual([1, 2]);
		expect(bench.unit.takeExecuted().map((line) => line.split(' ')[0])).toEqual([
			...['50017', '200000035', '50026', '50022', '1000080003', '3000000b5'],
		]);
	});
});
