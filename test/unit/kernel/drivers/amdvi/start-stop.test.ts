import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { AmdViDriverBench, FIRST_FRAME, FRAMES } from '../../../../support/amdvi-driver-bench.js';

const ALL = FRAMES - FIRST_FRAME;

describe('start', () => {
	it('blocks everything, then sets up rings and messages, and turns the unit on last', () => {
		const b = new AmdViDriverBench({ start: false });
		b.driver.start();
		// Ranges come from the high end, single frames (0x10, the empty table, 0x11, the status) from the low one.
		expect(b.unit.takeWrites()).toEqual([
			...['18=0', '1c=0', '0=ffe001', '4=0', '20=0', '24=0'],
			...['8=ffd000', 'c=8000000', '2000=0', '2008=0'],
			...['38=ffc000', '3c=8000000', '2030=0', '2038=0'],
			...['10=ffb000', '14=8000000', '2010=0', '2018=0'],
			...['15c=fee00000', '160=0', '164=40', '158=110000'],
			...['2080=0', '2020=21', '1c=42080', '18=3f4dc', '18=3f4dd', '2008=20', '2020=2'],
		]);
		// INVALIDATE_IOMMU_ALL, and a wait that stores 1 to dword pair 1 of frame 0x11 and interrupts.
		expect(b.unit.takeExecuted()).toEqual(['8000000000000000 0', '100000000001100b 1']);
		// V, TV, no mode, IR and IW clear; IV with IntCtl 0.
		for (const id of [0, 0x80, 0xff]) expect(b.entry(id)).toEqual(['3', '0', '1', '0']);
	});

	it('takes 32-bit interrupt entries and no x2APIC where the unit has no others', () => {
		const b = new AmdViDriverBench({ features: { 48: 0x0000_805a } });
		expect(b.unit.get(0x18)).toBe(0x1_f4dd);
		expect(b.unit.get(0x1c)).toBe(0x2080);
	});

	it.each([
		['PPRSup', 0x30, 0x0000_80dc],
		['NXSup', 0x30, 0x0000_80d6],
		['GTSup', 0x30, 0x0000_80ce],
		['IASup', 0x30, 0x0000_809e],
		['USSup', 0x34, 0x0005_4213],
		['PprAutoRspSup', 0x34, 0x0005_4033],
		['MsiCapMmioSup', 0x34, 0x0005_0233],
		['GIoSup', 0x34, 0x0004_4233],
	])('refuses a unit without %s, and nothing is written', (name, register, value) => {
		const b = new AmdViDriverBench({ start: false, features: { [register]: value } });
		expect(() => b.driver.start()).toThrow(name);
		expect(b.unit.takeWrites()).toEqual([]);
		expect(b.frames.available).toBe(ALL);
	});

	it.each([0, 1, 2, 3, 4, 5, 6])('gives all frames back where only %d are free', (frames) => {
		const b = new AmdViDriverBench({ start: false, frames });
		expect(() => b.driver.start()).toThrow(/free frames/);
		expect(b.frames.available).toBe(frames);
		expect(b.unit.get(0x18)).toBe(0);
		expect(b.driver.probeDevice(b.device(1))).toBe(Errno.ENODEV);
	});

	it('gives all back when a queue does not begin to run', () => {
		const b = new AmdViDriverBench({ start: false });
		b.unit.ignored = 0x80;
		expect(() => b.driver.start()).toThrow('status 0x98 set');
		expect([b.frames.available, b.unit.get(0x18), b.unit.get(0x158)]).toEqual([ALL, 0, 0]);
		b.unit.ignored = 0;
		b.driver.start();
		expect(() => b.driver.start()).toThrow('was started before');
	});
});

describe('stop', () => {
	it('waits for what is released, and returns every frame', () => {
		const b = new AmdViDriverBench();
		const device = b.bound(0x10, 3);
		expect(b.driver.allocate(device, 4)).toBe(0);
		expect(() => b.driver.stop()).toThrow('still has 1 devices');
		expect(b.driver.releaseDevice(device)).toBe(Errno.EBUSY);
		b.driver.unbindPasid(device, 3, () => {});
		b.clock.settle();
		expect(b.driver.releaseDevice(device)).toBe(Errno.OK);
		expect(b.driver.releaseDevice(device)).toBe(Errno.ENODEV);
		b.driver.stop();
		expect([b.frames.available, b.memory.residentFrames, b.pages.mapped.size]).toEqual([ALL, 0, 0]);
		expect([b.unit.get(0x18), b.unit.get(0x1c), b.unit.get(0x00)]).toEqual([0, 0, 0]);
		expect(device.references).toBe(1);
		b.driver.stop();
	});

	it('can be followed by a start', () => {
		const b = new AmdViDriverBench();
		b.driver.stop();
		b.driver.start();
		b.bound(0x20, 1);
		expect(b.entry(0x20)[0]).not.toBe('3');
	});
});
