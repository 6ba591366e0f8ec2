import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { FIRST_FRAME, RiscvDriverBench } from '../../../../support/riscv-driver-bench.js';

const TABLE = { rootPage: 0x77 };
/** Guest page of the first device's top process table in the domain. */
const TOP = 0x4_0000;

describe('a device context', () => {
	it('leads home from the probe on, to the guest while something is bound, and is cleared by the release', () => {
		const b = new RiscvDriverBench();
		expect(b.context(0x1_2345)).toEqual([]);
		const device = b.probed(0x1_2345);
		// tc: V, EN_ATS, EN_PRI, PDTV, PRPR, SADE, DPE. Sv48x4, GSCID 0; PD20 at guest page 2^36; MSI pages 2^37 + 256.
		const home = ['367', '9000000000000ff8', '0', '3000001000000000', '1000000000000fff'];
		const messages = ['ff', '2000000100', '0'];
		expect(b.context(0x1_2345)).toEqual([...home, ...messages]);
		expect(b.unit.takeExecuted()).toEqual([]);
		expect(b.driver.bindPasid(device, b.domain, 3, TABLE)).toBe(Errno.OK);
		const guest = ['367', '9000100000000008', '0', '3000000000040000', '1000000000000fff'];
		expect(b.context(0x1_2345)).toEqual([...guest, ...messages]);
		// IODIR.INVAL_DDT, a fence, and everything of GSCID 0.
		expect(b.unit.takeExecuted()).toEqual([
			...['123450200000003 0', '2 0', '200000001 0', '200000081 0', 'fence'],
		]);
		b.driver.unbindPasid(device, 3, () => {});
		b.clock.settle();
		expect(b.context(0x1_2345)).toEqual([...home, ...messages]);
		b.unit.takeExecuted();
		expect(b.driver.releaseDevice(device)).toBe(Errno.OK);
		expect(b.context(0x1_2345)).toEqual(Array(8).fill('0'));
		expect(b.unit.takeExecuted()).toEqual(['123450200000003 0', 'fence']);
	});

	it.each([
		[{ ats: false, pri: false }, '321'],
		[{ pri: false }, '323'],
		[{ needsPasid: false }, '327'],
		[{}, '367'],
		['platform' as const, '321'],
	])('of %j has tc 0x%s', (options, tc) => {
		const b = new RiscvDriverBench();
		b.probed(0x10, options);
		expect(b.context(0x10)[0]).toBe(tc);
	});

	it.each([
		[0, '1000000000040000'],
		[8, '1000000000040000'],
		[9, '2000000000040000'],
		[17, '2000000000040000'],
		[18, '3000000000040000'],
	])('with PASIDs of %d bits has the smallest directory for them', (pasidBits, fsc) => {
		const b = new RiscvDriverBench();
		const device = b.bound(0x10, NO_PASID, { pasidBits });
		expect(b.context(0x10)[3]).toBe(fsc);
		const most = 2 ** pasidBits;
		expect(b.driver.bindPasid(device, b.domain, most, TABLE)).toBe(Errno.EINVAL);
		if (pasidBits > 0) expect(b.driver.bindPasid(device, b.domain, most - 1, TABLE)).toBe(Errno.OK);
	});

	it('is not had by two, nor by ids that the directory has not', () => {
		const b = new RiscvDriverBench();
		const device = b.probed(0x10);
		expect(b.driver.probeDevice(device)).toBe(Errno.EEXIST);
		expect(b.driver.probeDevice(b.device(0x10))).toBe(Errno.EEXIST);
		expect(b.driver.probeDevice(b.device(2 ** 24, 'platform'))).toBe(Errno.EINVAL);
		expect(device.references).toBe(2);
	});
});

describe('a process context', () => {
	it('has the domain’s id as PSCID and the table’s root, and is gone after the unbinding', () => {
		const b = new RiscvDriverBench();
		const device = b.bound(0x10, 0x2_0103);
		expect(b.process(TOP, 0x2_0103)).toEqual(['5001', '9000000000000077']);
		expect(b.process(TOP, 0x2_0102)).toEqual(['0', '0']);
		expect(b.process(TOP, 3)).toEqual([]);
		b.driver.bindPasid(device, b.domain, NO_PASID, { rootPage: 0x77 });
		expect(b.process(TOP, 0)).toEqual(['5001', '9000000000000077']);
		// The leaf for interrupts, in the last entry of the table's root, which is host frame 5.
		expect(b.wide(5 * 4096 + 511 * 8)).toBe('8000000000d7');
		expect(b.driver.bindPasid(device, b.domain, 0, TABLE)).toBe(Errno.EBUSY);
		expect(b.driver.unbindPasid(device, 0, () => {})).toBe(Errno.EINVAL);
		expect(b.driver.unbindPasid(device, 0x2_0103, () => {})).toBe(Errno.OK);
		expect(b.driver.unbindPasid(device, 0x2_0103, () => {})).toBe(Errno.EBUSY);
		expect(b.driver.bindPasid(device, b.domain, 0x2_0103, TABLE)).toBe(Errno.EBUSY);
		expect(b.driver.releaseDevice(device)).toBe(Errno.EBUSY);
		expect(b.process(TOP, 0x2_0103)).toEqual(['0', '0']);
		b.clock.settle();
		expect(b.driver.unbindPasid(device, 0x2_0103, () => {})).toBe(Errno.EINVAL);
		expect(device.references).toBe(3);
	});

	it('is not made for what is out of range, nor of another guest while one is bound', () => {
		const b = new RiscvDriverBench();
		const device = b.probed(0x10);
		const before = b.frames.available;
		for (const pasid of [2 ** 20, -2, 1.5])
			expect(b.driver.bindPasid(device, b.domain, pasid, TABLE)).toBe(Errno.EINVAL);
		for (const wrong of [{ id: 0 }, { id: 0x1_0000 }, { addressWidth: 48 }])
			expect(b.driver.bindPasid(device, { ...b.domain, ...wrong }, 3, TABLE)).toBe(Errno.EINVAL);
		// The root of requests without a PASID has to be the guest's.
		for (const rootPage of [0x78, 2 ** 27, 2 ** 38, -1])
			expect(b.driver.bindPasid(device, b.domain, NO_PASID, { rootPage })).toBe(Errno.EINVAL);
		expect(b.driver.bindPasid(b.device(1), b.domain, 3, TABLE)).toBe(Errno.ENODEV);
		expect([b.frames.available, b.pages.mapped.size]).toEqual([before, 0]);
		b.driver.bindPasid(device, b.domain, 3, TABLE);
		const other = { ...b.domain, secondLevelRoot: 0x100 };
		expect(b.driver.bindPasid(device, other, 4, TABLE)).toBe(Errno.EBUSY);
		b.driver.unbindPasid(device, 3, () => {});
		expect(b.driver.bindPasid(device, other, 4, TABLE)).toBe(Errno.EBUSY);
		b.clock.settle();
		expect(b.driver.bindPasid(device, other, 4, TABLE)).toBe(Errno.OK);
	});

	it.each([0, 1, 2, 3])('ENOMEM with %d guest pages for tables left changes nothing', (left) => {
		const b = new RiscvDriverBench();
		const device = b.probed(0x10);
		const [before, context] = [b.frames.available, b.context(0x10)];
		b.pages.left = left;
		expect(b.driver.bindPasid(device, b.domain, 3, TABLE)).toBe(Errno.ENOMEM);
		expect([b.frames.available, b.pages.mapped.size]).toEqual([before, 0]);
		expect([b.context(0x10), b.unit.takeExecuted(), device.references]).toEqual([context, [], 2]);
		b.pages.left = 4;
		expect(b.driver.bindPasid(device, b.domain, 3, TABLE)).toBe(Errno.OK);
		// GSCIDs are not used up by failures.
		expect(b.context(0x10)[1]).toBe('9000100000000008');
	});

	it('ENOMEM without frames changes nothing, for the probe, a PASID and interrupts', () => {
		const b = new RiscvDriverBench();
		const device = b.probed(0x10);
		const taken: number[] = [];
		while (b.frames.available > 0) taken.push(b.frames.allocate());
		expect(b.driver.probeDevice(b.device(0x8000))).toBe(Errno.ENOMEM);
		for (let free = 0; free < 3; free++) {
			expect(b.driver.bindPasid(device, b.domain, 3, TABLE)).toBe(Errno.ENOMEM);
			expect(b.driver.allocate(device, 1)).toBe(-1);
			expect([b.frames.available, b.pages.mapped.size]).toEqual([free, 0]);
			b.frames.free(taken.pop()!);
		}
		expect(b.driver.bindPasid(device, b.domain, 3, TABLE)).toBe(Errno.OK);
	});

	it('of a second device of the guest shares the GSCID, which is free after the last of them', () => {
		const b = new RiscvDriverBench();
		const devs = [0x10, 0x11].map((id) => b.bound(id, 3));
		expect([0x10, 0x11].map((id) => b.context(id)[1])).toEqual(Array(2).fill('9000100000000008'));
		const other = { ...b.domain, secondLevelRoot: 0x100 };
		const third = b.probed(0x12);
		b.driver.bindPasid(third, other, 3, TABLE);
		expect(b.context(0x12)[1]).toBe('9000200000000100');
		for (const device of devs) b.driver.unbindPasid(device, 3, () => {});
		b.clock.settle();
		b.driver.bindPasid(devs[0]!, { ...b.domain, secondLevelRoot: 0x200 }, 3, TABLE);
		expect(b.context(0x10)[1]).toBe('9000100000000200');
	});
});

describe('start and stop', () => {
	it('sets up messages and queues, invalidates everything, and lets requests in last', () => {
		const b = new RiscvDriverBench({ start: false });
		b.driver.start();
		expect(b.unit.takeWrites()).toEqual([
			...['14=0', '10=0', '48=0', '4c=0', '50=0', '8=0'],
			...['2f8=0', '300=fee00000', '304=0', '308=1', '30c=0', '54=b'],
			...['18=3ff407', '1c=0', '24=0', '48=3', '24=5'],
			...['28=3ff002', '2c=0', '30=0', '4c=3', '38=3fdc02', '3c=0', '40=0', '50=3'],
			...['14=0', '10=4004'],
		]);
		expect(b.unit.takeExecuted()).toEqual(['3 0', '2 0', '1 0', '81 0', 'fence']);
		expect(() => b.driver.start()).toThrow('was started before');
		b.driver.stop();
		expect(b.unit.takeWrites().slice(-5)).toEqual(['14=0', '10=0', '48=0', '4c=0', '50=0']);
		expect(b.frames.available).toBe(4096 - 2 * FIRST_FRAME + FIRST_FRAME);
		b.driver.stop();
		b.driver.start();
		b.bound(0x20, 1);
		expect(() => b.driver.stop()).toThrow('still has 1 devices');
	});

	it.each([
		['Sv48', 0x000, 0x0344_0010],
		['Sv48x4', 0x000, 0x0340_0410],
		['AMO_HWAD', 0x000, 0x0244_0410],
		['MSI_FLAT', 0x000, 0x0304_0410],
		['IGS', 0x000, 0x1344_0410],
		['version 1', 0x000, 0x0344_0420],
		['PD8, PD17 or PD20', 0x004, 0x0000_0c2e],
	])('refuses an IOMMU without %s, and nothing is written', (name, register, value) => {
		const b = new RiscvDriverBench({ start: false, registers: { [register]: value } });
		expect(() => b.driver.start()).toThrow(name);
		expect(b.unit.takeWrites()).toEqual([]);
	});

	it('refuses modes and queues that the IOMMU does not take, and gives everything back', () => {
		const b = new RiscvDriverBench({ start: false });
		const before = b.frames.available;
		b.unit.modesRefused.add(4);
		expect(() => b.driver.start()).toThrow('no device directories of 3 levels');
		b.unit.modesRefused.clear();
		for (const control of [0x48, 0x4c, 0x50]) {
			b.unit.dead.add(control);
			expect(() => b.driver.start()).toThrow('the queue on');
			b.unit.dead.clear();
			expect(b.frames.available).toBe(before);
			expect([0x10, 0x48, 0x4c, 0x50].map((register) => b.unit.get(register) & 0xf)).toEqual(
				Array(4).fill(0),
			);
		}
		b.driver.start();
		expect(b.driver.maxPasids).toBe(2 ** 20);
	});

	it.each(Array.from({ length: 14 }, (_, i) => i))(
		'gives all frames back where only %d are free',
		(frames) => {
			const b = new RiscvDriverBench({ start: false, frames });
			expect(() => b.driver.start()).toThrow(/free frame/);
			expect(b.frames.available).toBe(frames);
			expect(b.driver.probeDevice(b.device(1))).toBe(Errno.ENODEV);
		},
	);
});
