import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { DOMAIN, VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

describe('unbindPasid', () => {
	it('clears the entry, then the PASID cache, then IOTLB and ATC, then waits for page requests too', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 3);
		bench.unit.hold = true;
		let done = 0;
		expect(bench.driver.unbindPasid(device, 3, () => done++)).toBe(Errno.OK);
		expect(bench.pasidEntry(0x10, 3)).toEqual(new Array(16).fill(0));
		bench.unit.step(10);
		// Type 7: G 1, DID 5, PASID 3; and its wait.
		expect(bench.unit.takeExecuted()).toEqual(['300050017 0', '200000035 11008']);
		bench.clock.settle();
		expect(done).toBe(0);
		bench.unit.step(10);
		// Type 6 and type 2 with G 2; type 8 of everything; a wait with PD.
		expect(bench.unit.takeExecuted()).toEqual([
			'300050026 0',
			'50022 0',
			'300100088 7ffffffffffff800',
			'3000000b5 1100c',
		]);
		expect(done).toBe(0);
		expect(device.references).toBe(3);
		bench.clock.settle();
		expect(done).toBe(1);
		expect(device.references).toBe(2);
	});

	it('leaves the ATC alone where there is none, and asks for no drain that the unit has not (PDS)', () => {
		const bench = new VtdDriverBench({ capabilities: { 20: 0x0000_c998 } });
		const device = bench.bound(0x10, 3, { ats: false, pri: false });
		bench.driver.unbindPasid(device, 3, () => {});
		bench.clock.settle();
		expect(bench.unit.takeExecuted()).toEqual([
			...['300050017 0', '200000035 11008'],
			...['300050026 0', '50022 0', '300000035 1100c'],
		]);
	});

	it('reports the page requests that are queued before it is done', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 3);
		// Their event is not served yet: the hardware is faster.
		bench.unit.set(0xe0, 0x8000_0000);
		bench.unit.pageRequest([0x0010_0101, 3, 0x1009, 0]);
		bench.unit.pageRequest([0x0010_0101, 3, 0x200d, 0]);
		let reported = -1;
		bench.driver.unbindPasid(device, 3, () => {
			reported = bench.core.reports.length;
		});
		bench.clock.settle();
		expect(reported).toBe(2);
		expect(bench.unit.get(0xc0)).toBe(0x40);
		expect(bench.core.reports.map((r) => [r.pasid, r.page])).toEqual([
			[3, 1],
			[3, 2],
		]);
	});

	it('drains again when page requests overflowed meanwhile', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 3);
		bench.unit.set(0xe0, 0x8000_0000);
		for (let n = 0; n < 128; n++) bench.unit.pageRequest([0x0010_0101, 3, 0x1009, 0]);
		expect(bench.unit.get(0xdc)).toBe(3);
		let done = 0;
		bench.driver.unbindPasid(device, 3, () => done++);
		bench.clock.settle();
		expect(done).toBe(1);
		expect(bench.core.reports).toHaveLength(127);
		expect(bench.core.discarded).toHaveLength(1);
		expect(bench.unit.get(0xdc)).toBe(0);
		expect(bench.unit.takeExecuted()).toEqual([
			...['300050017 0', '200000035 11008'],
			...['300050026 0', '50022 0', '300100088 7ffffffffffff800', '3000000b5 1100c'],
			...['300050026 0', '50022 0', '300100088 7ffffffffffff800', '4000000b5 11010'],
		]);
	});

	it('gives up after 16 drains that all overflow, and says so', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 3);
		bench.unit.set(0xe0, 0x8000_0000);
		let drains = 0;
		bench.unit.check = (words) => {
			if ((words[0] & 0xff) !== 0xb5) return 0;
			drains++;
			bench.unit.set(0xdc, 2);
			return 0;
		};
		let done = 0;
		bench.driver.unbindPasid(device, 3, () => done++);
		bench.clock.settle();
		expect([drains, done]).toEqual([16, 1]);
		expect(bench.logged).toEqual([
			'vtd unit0: the page-request queue overflowed',
			'vtd unit0: page requests overflowed in all 16 drains of PASID 3',
		]);
	});

	it('refuses what is not bound, what is being unbound, and devices it does not know', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 3);
		const never = () => expect.unreachable();
		expect(bench.driver.unbindPasid(device, 4, never)).toBe(Errno.EINVAL);
		expect(bench.driver.unbindPasid(bench.device(0x20), 3, never)).toBe(Errno.ENODEV);
		let done = 0;
		expect(bench.driver.unbindPasid(device, 3, () => done++)).toBe(Errno.OK);
		expect(bench.driver.unbindPasid(device, 3, never)).toBe(Errno.EBUSY);
		expect(bench.driver.bindPasid(device, DOMAIN, 3, { rootPage: 1 })).toBe(Errno.EBUSY);
		bench.clock.settle();
		expect(done).toBe(1);
		expect(bench.driver.unbindPasid(device, 3, never)).toBe(Errno.EINVAL);
		expect(bench.driver.bindPasid(device, DOMAIN, 3, { rootPage: 1 })).toBe(Errno.OK);
		expect(device.references).toBe(3);
	});

	it('lets the device be released inside done', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 3);
		bench.driver.bindPasid(device, DOMAIN, 4, { rootPage: 1 });
		const results: Errno[] = [];
		for (const pasid of [3, 4])
			bench.driver.unbindPasid(device, pasid, () =>
				results.push(bench.driver.releaseDevice(device)),
			);
		bench.clock.settle();
		expect(results).toEqual([Errno.EBUSY, Errno.OK]);
		expect(device.references).toBe(1);
	});
});
