import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import {
	DOMAIN,
	FIRST_FRAME,
	FRAMES,
	VtdDriverBench,
} from '../../../../support/vtd-registers-bench.js';

describe('probeDevice', () => {
	it('writes a context entry with DTE, PASIDE, PRE and a directory of one frame', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x0310);
		// Frames: root 0x10, status 0x11, directory 0x12, context table 0x13.
		expect(bench.contextEntry(0x0310)).toEqual([0x0001_241d, 0, 0, 0, 0, 0, 0, 0]);
		expect(bench.words(0x1_0030, 4)).toEqual([0x0001_3001, 0, 0, 0]);
		expect(bench.words(0x1_3000 + 0x10 * 32, 1)).toEqual([0x0001_241d]);
		expect(device.references).toBe(2);
		// Nothing was cached that is not present, so nothing is invalidated.
		expect(bench.unit.takeExecuted()).toEqual([]);
	});

	it('uses the upper context table of a bus for devfn 0x80 and up', () => {
		const bench = new VtdDriverBench();
		bench.probed(0xffff);
		expect(bench.words(0x1_0000 + 255 * 16, 4)).toEqual([0, 0, 0x0001_3001, 0]);
		expect(bench.words(0x1_3000 + 0x7f * 32, 1)).toEqual([0x0001_241d]);
	});

	it.each([
		[{ pri: false }, 0x40d],
		[{ ats: false, pri: false }, 0x409],
		[{ ats: false, pri: false, pasidBits: 0 }, 0x001],
		[{ pasidBits: 0 }, 0x015],
		[{ pasidBits: 13 }, 0x01d],
		[{ pasidBits: 14 }, 0x21d],
	])('enables what the function has: %o', (options, low) => {
		const bench = new VtdDriverBench();
		bench.probed(0x10, options);
		expect(bench.contextEntry(0x10)[0]! & 0xfff).toBe(low);
	});

	it('refuses a device that is there, a second one with its id, and a platform device', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x10);
		const other = bench.device(0x10);
		const left = bench.frames.available;
		expect(bench.driver.probeDevice(device)).toBe(Errno.EEXIST);
		expect(bench.driver.probeDevice(other)).toBe(Errno.EEXIST);
		const platform = Object.assign(bench.device(0x20), { bus: 'platform' });
		expect(bench.driver.probeDevice(platform)).toBe(Errno.ENODEV);
		expect([device.references, other.references, platform.references]).toEqual([2, 1, 1]);
		expect(bench.frames.available).toBe(left);
		expect(bench.contextEntry(0x20)[0]).toBe(0);
	});

	it('keeps nothing when frames run out', () => {
		for (const spare of [0, 1]) {
			// Root, ring, status and records take 4.
			const bench = new VtdDriverBench({ frames: 4 + spare });
			const device = bench.device(0x10);
			expect(bench.driver.probeDevice(device)).toBe(Errno.ENOMEM);
			expect(device.references).toBe(1);
			expect(bench.frames.available).toBe(spare);
			expect(bench.driver.releaseDevice(device)).toBe(Errno.ENODEV);
		}
	});
});

describe('releaseDevice', () => {
	it('clears the entry, invalidates it, and returns the frames when that is complete', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 3);
		bench.driver.unbindPasid(device, 3, () => {});
		bench.clock.settle();
		bench.unit.takeExecuted();
		bench.unit.holdWaits = true;
		const left = bench.frames.available;
		expect(bench.driver.releaseDevice(device)).toBe(Errno.OK);
		expect(device.references).toBe(1);
		expect(bench.contextEntry(0x10)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
		expect(bench.unit.takeExecuted()[0]).toBe('1000000031 0');
		bench.clock.settle();
		expect(bench.frames.available).toBe(left);
		bench.unit.completeWaits();
		bench.clock.settle();
		// Directory and PASID table; the context table stays for the next device of the bus.
		expect(bench.frames.available).toBe(left + 2);
		expect(bench.driver.releaseDevice(device)).toBe(Errno.ENODEV);
		expect(bench.driver.probeDevice(device)).toBe(Errno.OK);
	});

	it('is refused while a PASID is bound, and while one is being unbound', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 3);
		expect(bench.driver.releaseDevice(device)).toBe(Errno.EBUSY);
		bench.driver.unbindPasid(device, 3, () => {});
		expect(bench.driver.releaseDevice(device)).toBe(Errno.EBUSY);
		expect(bench.contextEntry(0x10)[0]).not.toBe(0);
		bench.clock.settle();
		expect(bench.driver.releaseDevice(device)).toBe(Errno.OK);
	});
});

describe('bindPasid', () => {
	it('writes a nested PASID entry: second level, domain, first level, ERE, WPE, NXE', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x10);
		expect(bench.driver.bindPasid(device, DOMAIN, 0x43, { rootPage: 0x1_0000_0077 })).toBe(
			Errno.OK,
		);
		// P, AW 2 (48 bits), PGTT 3, SLPTPTR 0x12345000; DID 5; FLPTPTR 0x100000077000.
		expect(bench.pasidEntry(0x10, 0x43)).toEqual([
			...[0x1234_50c9, 0, 0x5, 0, 0x0007_7032, 0x1000],
			...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
		]);
		expect(bench.words(0x1_2000, 4)).toEqual([0, 0, 0x0001_4001, 0]);
		expect(device.references).toBe(3);
		expect(bench.unit.takeExecuted()).toEqual([]);
	});

	it('writes a second-level root above 4 GiB, and no ERE for a unit without execute requests', () => {
		const bench = new VtdDriverBench({ capabilities: { 16: 0x2400_0006 } });
		const domain = { ...DOMAIN, id: 0xfffe, secondLevelRoot: 0x10_0002 };
		bench.bound(0x10, 1, {}, domain);
		expect(bench.pasidEntry(0x10, 1).slice(0, 6)).toEqual([
			...[0x0000_20c9, 0x1, 0xfffe, 0, 0x0007_7030, 0],
		]);
	});

	it('refuses PASIDs and domains out of range, and what is bound, and changes nothing', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 5, { pasidBits: 8 });
		const table = { rootPage: 1 };
		const before = bench.pasidEntry(0x10, 5);
		for (const pasid of [-2, 256, 1.5])
			expect(bench.driver.bindPasid(device, DOMAIN, pasid, table)).toBe(Errno.EINVAL);
		expect(bench.driver.bindPasid(device, { ...DOMAIN, addressWidth: 57 }, 6, table)).toBe(
			Errno.EINVAL,
		);
		expect(bench.driver.bindPasid(device, { ...DOMAIN, id: 65_536 }, 6, table)).toBe(Errno.EINVAL);
		expect(bench.driver.bindPasid(device, DOMAIN, 5, table)).toBe(Errno.EBUSY);
		expect(bench.driver.bindPasid(bench.device(0x20), DOMAIN, 5, table)).toBe(Errno.ENODEV);
		expect(bench.pasidEntry(0x10, 5)).toEqual(before);
		expect(bench.pasidEntry(0x10, 6)[0]).toBe(0);
		expect(device.references).toBe(3);
	});

	it('lets a function without PASIDs use PASID 0 only, that of requests without one', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x10, { pasidBits: 0 });
		expect(bench.driver.bindPasid(device, DOMAIN, 1, { rootPage: 1 })).toBe(Errno.EINVAL);
		expect(bench.driver.bindPasid(device, DOMAIN, 0, { rootPage: 1 })).toBe(Errno.OK);
		expect(bench.pasidEntry(0x10, 0)[0]).toBe(0x1234_50c9);
	});

	it('says ENOMEM when there is no frame for the table, or for a larger directory', () => {
		// Root, ring, status, records, directory, context table.
		const bench = new VtdDriverBench({ frames: 6 });
		const device = bench.probed(0x10);
		expect(bench.driver.bindPasid(device, DOMAIN, 5, { rootPage: 1 })).toBe(Errno.ENOMEM);
		expect(device.references).toBe(2);
		expect(bench.driver.unbindPasid(device, 5, () => {})).toBe(Errno.EINVAL);
		// Nor is there room for a larger directory.
		expect(bench.driver.bindPasid(device, DOMAIN, 40_000, { rootPage: 1 })).toBe(Errno.ENOMEM);
		expect(bench.contextEntry(0x10)[0]! & 0xfff).toBe(0x41d);
	});
});

describe('a PASID beyond the first directory', () => {
	it('gets a directory for all PASIDs that leads to the same tables, then the old one is returned', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 3);
		const table = bench.pasidEntry(0x10, 3);
		bench.unit.holdWaits = true;
		const left = bench.frames.available;
		expect(bench.driver.bindPasid(device, DOMAIN, 0xf_ffff, { rootPage: 0x99 })).toBe(Errno.OK);
		// PDTS 7: 16384 entries, on 32 frames.
		expect(bench.contextEntry(0x10)[0]! & 0xfff).toBe(0xe1d);
		expect(bench.pasidEntry(0x10, 3)).toEqual(table);
		expect(bench.pasidEntry(0x10, 0xf_ffff)[4]).toBe(0x0009_9032);
		expect(bench.unit.takeExecuted()[0]).toBe('1000000031 0');
		expect(bench.frames.available).toBe(left - 33);
		bench.unit.completeWaits();
		bench.clock.settle();
		expect(bench.frames.available).toBe(left - 32);
	});

	it('returns all of it with the device', () => {
		const bench = new VtdDriverBench();
		const before = bench.frames.available;
		const device = bench.bound(0x10, 0xf_ffff);
		bench.driver.unbindPasid(device, 0xf_ffff, () => {});
		bench.clock.settle();
		bench.driver.releaseDevice(device);
		bench.clock.settle();
		// The context table stays.
		expect(bench.frames.available).toBe(before - 1);
		bench.driver.stop();
		expect(bench.frames.available).toBe(FRAMES - FIRST_FRAME);
		expect(bench.memory.residentFrames).toBe(0);
	});
});
