import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { AmdViDriverBench } from '../../../../support/amdvi-driver-bench.js';

const ROOT = 0x4_0000;

describe('the device table entry', () => {
	it('of a probed device says what it has, and permits nothing', () => {
		const b = new AmdViDriverBench();
		b.probed(0x10);
		// GLX 2, GV, GIoV, GPRP, PPR; the empty GCR3 table at frame 0x10; domain 1, I.
		expect(b.entry(0x10)).toEqual(['2f0000000000003', '100020001', '1', '0']);
		expect(b.unit.takeExecuted()).toEqual(['2000000000000010 0', '1000000000011013 2']);
		b.probed(0x11, { ats: false, pri: false, pasidBits: 9 });
		expect(b.entry(0x11)).toEqual(['c0000000000003', '20002', '1', '0']);
		b.probed(0x12, { needsPasid: false, pasidBits: 18 });
		expect(b.entry(0x12)).toEqual(['1d0000000000003', '100020003', '1', '0']);
	});

	it('of a bound one leads to the host table and to the GCR3 table by its guest page', () => {
		const b = new AmdViDriverBench();
		const device = b.bound(0x10, 3);
		// IR, IW; Mode 4; host root 0x12345; GCR3[14:12] 0, [30:15] 0x8000.
		expect(b.entry(0x10)).toEqual(['62f0000012345803', '180000001', '1', '0']);
		expect(b.gcr3(ROOT, 3, 3)).toEqual(['40001001', '40002001', '77001']);
		expect(b.unit.takeExecuted()).toEqual([
			...['2000000000000010 0', '1000000000011013 2', '2000000000000010 0', '100000000001101b 3'],
		]);
		expect(device.references).toBe(3);
	});

	it('takes all 52 bits of the two roots', () => {
		// HATS 1: five levels.
		const b = new AmdViDriverBench({ features: { 48: 0x0000_84de } });
		const device = b.probed(0x10, { pasidBits: 0 });
		const page = 0xab_cdef_1235;
		const domain = {
			...b.domain,
			secondLevelRoot: 0xfe_dcba_9876,
			addressWidth: 57,
			tablePages: { map: () => page, unmap: () => {} },
		};
		expect(b.driver.bindPasid(device, domain, NO_PASID, { rootPage: 0x77 })).toBe(Errno.OK);
		const [q0, q1] = b.entry(0x10).map((word) => BigInt(`0x${word}`));
		expect((q0! >> 12n) & 0xff_ffff_ffffn).toBe(0xfe_dcba_9876n);
		expect((q0! >> 9n) & 7n).toBe(5n);
		const gcr3 = ((q0! >> 58n) & 7n) | (((q1! >> 16n) & 0xffffn) << 3n) | ((q1! >> 43n) << 19n);
		expect(gcr3).toBe(BigInt(page));
		expect(q1! & 0xffffn).toBe(1n);
	});

	it('is closed with the last PASID, and its pages and frames go back', () => {
		const b = new AmdViDriverBench();
		const device = b.probed(0x10);
		const free = b.frames.available;
		b.driver.bindPasid(device, b.domain, 3, { rootPage: 0x77 });
		b.driver.bindPasid(device, { ...b.domain, id: 6 }, 0x4_0003, { rootPage: 0x88 });
		expect(b.gcr3(ROOT, 3, 0x4_0003).at(-1)).toBe('88001');
		expect(b.pages.mapped.size).toBe(5);
		b.clock.settle();
		b.unit.takeExecuted();
		const done: number[] = [];
		b.driver.unbindPasid(device, 3, () => done.push(3));
		expect(b.gcr3(ROOT, 3, 3)).toEqual(['40001001', '40002001', '0']);
		expect(b.entry(0x10)[0]).toBe('62f0000012345803');
		b.clock.settle();
		// GN, PDE, S, everything; a wait; the ATC with GN, everything; a wait.
		expect(b.unit.takeExecuted()).toEqual([
			...['3000000100000003 7ffffffffffff007', '1000000000011023 4'],
			...['4003001008000010 7ffffffffffff005', '100000000001102b 5'],
		]);
		b.driver.unbindPasid(device, 0x4_0003, () => done.push(4));
		expect(b.entry(0x10).slice(0, 2)).toEqual(['2f0000000000003', '100020001']);
		expect(b.pages.mapped.size).toBe(5);
		b.clock.settle();
		// The device's entry, the PASID, and what is cached of the host table, first.
		expect(b.unit.takeExecuted().slice(0, 3)).toEqual([
			...[
				'2000000000000010 0',
				'3000000100040003 7ffffffffffff007',
				'3000000100000000 7ffffffffffff003',
			],
		]);
		expect(done).toEqual([3, 4]);
		expect([b.frames.available, b.pages.mapped.size, device.references]).toEqual([free, 0, 2]);
	});

	it('is opened again by a binding that comes while it is being closed', () => {
		const b = new AmdViDriverBench();
		const device = b.bound(0x10, 3);
		const done: number[] = [];
		b.driver.unbindPasid(device, 3, () => done.push(3));
		expect(b.driver.bindPasid(device, b.domain, 4, { rootPage: 0x99 })).toBe(Errno.OK);
		b.clock.settle();
		expect(done).toEqual([3]);
		expect(b.entry(0x10)[0]).toBe('62f0000012345803');
		expect(b.gcr3(ROOT, 3, 4).at(-1)).toBe('99001');
		expect(b.gcr3(ROOT, 3, 3).at(-1)).toBe('0');
	});
});

describe('binding', () => {
	it('refuses what the function or the unit cannot have', () => {
		const b = new AmdViDriverBench();
		const device = b.probed(0x10, { pasidBits: 8 });
		const before = [b.entry(0x10), b.frames.available];
		const bind = (pasid: number, domain = b.domain) =>
			b.driver.bindPasid(device, domain, pasid, { rootPage: 1 });
		expect([bind(256), bind(-2), bind(1.5)]).toEqual(Array(3).fill(Errno.EINVAL));
		for (const addressWidth of [50, 57, 12])
			expect(bind(1, { ...b.domain, addressWidth })).toBe(Errno.EINVAL);
		expect([b.entry(0x10), b.frames.available]).toEqual(before);
		expect(b.driver.bindPasid(b.device(9), b.domain, 1, { rootPage: 1 })).toBe(Errno.ENODEV);
		expect(b.driver.unbindPasid(device, 1, () => {})).toBe(Errno.EINVAL);
		expect(device.references).toBe(2);
	});

	it('refuses a PASID twice, 0 beside none, and another second level', () => {
		const b = new AmdViDriverBench();
		const device = b.bound(0x10, 0);
		const bind = (pasid: number, secondLevelRoot = b.domain.secondLevelRoot) =>
			b.driver.bindPasid(device, { ...b.domain, secondLevelRoot }, pasid, { rootPage: 1 });
		expect([bind(0), bind(NO_PASID), bind(5, 0x999)]).toEqual(Array(3).fill(Errno.EBUSY));
		expect(b.driver.unbindPasid(device, NO_PASID, () => {})).toBe(Errno.EINVAL);
		expect(b.driver.unbindPasid(device, 0, () => {})).toBe(Errno.OK);
		expect(b.driver.unbindPasid(device, 0, () => {})).toBe(Errno.EBUSY);
		// The old second level is in use until the unbinding is complete.
		expect([bind(0), bind(5, 0x999)]).toEqual([Errno.EBUSY, Errno.EBUSY]);
		b.clock.settle();
		expect(bind(5, 0x999)).toBe(Errno.OK);
		expect(b.entry(0x10)[0]).toBe('6ef0000000999803');
	});

	it.each([
		['frames', 0],
		['frames', 1],
		['frames', 2],
		['pages', 0],
		['pages', 1],
		['pages', 2],
	])('is ENOMEM where there are too few %s (%d), and changes nothing', (what, left) => {
		const b = new AmdViDriverBench();
		const device = b.probed(0x10);
		const taken: number[] = [];
		if (what === 'pages') b.pages.left = left;
		else while (b.frames.available > left) taken.push(b.frames.allocate());
		const before = b.entry(0x10);
		expect(b.driver.bindPasid(device, b.domain, 3, { rootPage: 1 })).toBe(Errno.ENOMEM);
		expect(b.entry(0x10)).toEqual(before);
		expect(b.pages.mapped.size).toBe(0);
		expect(device.references).toBe(2);
		if (what === 'frames') expect(b.frames.available).toBe(left);
		for (const frame of taken) b.frames.free(frame);
		b.pages.left = 10;
		expect(b.driver.bindPasid(device, b.domain, 3, { rootPage: 1 })).toBe(Errno.OK);
	});
});

describe('probing', () => {
	it('refuses what is beyond the table, no PCI device, or there already', () => {
		const b = new AmdViDriverBench();
		const device = b.probed(0xff);
		expect(b.driver.probeDevice(device)).toBe(Errno.EEXIST);
		expect(b.driver.probeDevice(b.device(0xff))).toBe(Errno.EEXIST);
		expect(b.driver.probeDevice(b.device(0x100))).toBe(Errno.ENODEV);
	});

	it('gives each device a domain id, which comes back once its release is complete', () => {
		const b = new AmdViDriverBench();
		const [first] = [b.probed(1), b.probed(2)];
		b.unit.holdWaits = true;
		b.driver.releaseDevice(first!);
		expect(b.entry(1)).toEqual(['3', '0', '1', '0']);
		b.probed(3);
		expect(b.entry(3)[1]).toMatch(/3$/);
		b.unit.holdWaits = false;
		b.unit.completeWaits();
		b.clock.settle();
		b.probed(4);
		expect(b.entry(4)[1]).toMatch(/1$/);
	});
});
