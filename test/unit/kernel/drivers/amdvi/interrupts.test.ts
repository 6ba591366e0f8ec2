import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { AmdViDriverBench } from '../../../../support/amdvi-driver-bench.js';

/** 128-bit entries; or 32-bit ones and no x2APIC. */
const NARROW = { features: { 48: 0x0000_805a } };

describe('the interrupt table', () => {
	it('comes with the first interrupt, and the entry leads there', () => {
		const b = new AmdViDriverBench();
		const device = b.probed(0x10);
		b.unit.takeExecuted();
		expect(b.driver.allocate(device, 1)).toBe(0);
		// IV, 2^8 entries, frame 0x12, IntCtl 2.
		expect(b.entry(0x10)[2]).toBe('2000000000012011');
		expect(b.unit.takeExecuted()[0]).toBe('2000000000000010 0');
		expect(b.driver.set(device, 0, 0x8765_4321, 0xab)).toBe(Errno.OK);
		expect([b.wide(0x1_2000), b.wide(0x1_2008)]).toEqual(['65432101', '87000000000000ab']);
		expect(b.driver.message(device, 5)).toEqual({ address: 0xfee0_0000, data: 5 });
		// Nothing was cached of an entry that was not valid.
		expect(b.unit.takeExecuted()).toEqual([]);
	});

	it('has entries of 32 bits where the unit has no others', () => {
		const b = new AmdViDriverBench(NARROW);
		const device = b.probed(0x10);
		expect(b.driver.allocate(device, 2)).toBe(0);
		expect(b.entry(0x10)[2]).toBe('2000000000012013');
		expect(b.driver.set(device, 1, 0x100, 0xab)).toBe(Errno.EINVAL);
		expect(b.driver.set(device, 1, 0x21, 0xab)).toBe(Errno.OK);
		expect(b.memory.read32(0x1_2004)).toBe(0x00ab_2101);
	});

	it('gives out aligned runs until it is full', () => {
		const b = new AmdViDriverBench();
		const device = b.probed(0x10);
		const take = (count: number) => b.driver.allocate(device, count);
		expect([take(1), take(3), take(2), take(1), take(257), take(0), take(1.5)]).toEqual([
			...[0, 4, 2, 1, -1, -1, -1],
		]);
		expect([take(128), take(128), take(64), take(32)]).toEqual([128, -1, 64, 32]);
		expect(b.driver.allocate(b.device(9), 1)).toBe(-1);
	});

	it('is not made where there is no frame, or for more than it holds', () => {
		const b = new AmdViDriverBench();
		const device = b.probed(0x10);
		const free = b.frames.available;
		expect(b.driver.allocate(device, 300)).toBe(-1);
		expect(b.frames.available).toBe(free);
		while (b.frames.available > 0) b.frames.allocate();
		expect(b.driver.allocate(device, 1)).toBe(-1);
		expect(b.entry(0x10)[2]).toBe('1');
	});

	it('refuses what is not allocated, and values out of range', () => {
		const b = new AmdViDriverBench();
		const device = b.probed(0x10);
		const set = (index: number, destination = 1, vector = 0x40) =>
			b.driver.set(device, index, destination, vector);
		expect(set(0)).toBe(Errno.EINVAL);
		b.driver.allocate(device, 2);
		expect([set(2), set(-1), set(0.5), set(0, -1), set(0, 2 ** 32), set(0, 1, 256)]).toEqual(
			Array(6).fill(Errno.EINVAL),
		);
		expect(b.driver.clear(device, 1, 2, () => {})).toBe(Errno.EINVAL);
		expect(b.driver.set(b.device(9), 0, 1, 1)).toBe(Errno.ENODEV);
		expect(b.driver.clear(b.device(8), 0, 1, () => {})).toBe(Errno.ENODEV);
	});

	it('is invalidated when an entry changes; cleared indices are free only after that', () => {
		const b = new AmdViDriverBench();
		const device = b.probed(0x10);
		b.driver.allocate(device, 256);
		b.driver.set(device, 7, 1, 0x40);
		b.unit.takeExecuted();
		b.driver.set(device, 7, 2, 0x41);
		expect(b.unit.takeExecuted()[0]).toBe('5000000000000010 0');
		let done = 0;
		b.unit.holdWaits = true;
		expect(b.driver.clear(device, 6, 2, () => done++)).toBe(Errno.OK);
		expect([b.wide(0x1_2070), b.wide(0x1_2078)]).toEqual(['0', '0']);
		expect(b.driver.set(device, 7, 2, 0x41)).toBe(Errno.EINVAL);
		b.clock.settle();
		expect([b.driver.allocate(device, 2), done]).toEqual([-1, 0]);
		b.unit.completeWaits();
		b.clock.settle();
		expect([b.driver.allocate(device, 2), done]).toEqual([6, 1]);
	});

	it('goes with the device, once nothing leads there', () => {
		const b = new AmdViDriverBench();
		const device = b.probed(0x10);
		const free = b.frames.available;
		b.driver.allocate(device, 1);
		b.clock.settle();
		b.unit.takeExecuted();
		b.unit.holdWaits = true;
		b.driver.releaseDevice(device);
		expect(b.entry(0x10)).toEqual(['3', '0', '1', '0']);
		expect(b.unit.takeExecuted().slice(0, 2)).toEqual([
			...['2000000000000010 0', '5000000000000010 0'],
		]);
		b.clock.settle();
		expect(b.frames.available).toBe(free - 1);
		b.unit.completeWaits();
		b.clock.settle();
		expect(b.frames.available).toBe(free);
	});
});
