import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FIRST_FRAME, FRAMES, VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

const ALL = FRAMES - FIRST_FRAME;

describe('VtdDriver.start', () => {
	it('sets up events, queues and tables and turns translation on, in this order', () => {
		const bench = new VtdDriverBench({ start: false });
		expect(bench.unit.writes).toEqual([]);
		bench.driver.start();
		// Root table: the first frame; then, from the high end, ring and page-request queue.
		const ring = (FRAMES - 1) * 4096;
		const requests = (FRAMES - 2) * 4096;
		const hex = (n: number) => n.toString(16);
		expect(bench.unit.takeWrites()).toEqual([
			...['3c=31', '40=fee00000', '44=0', '38=0'],
			...['a4=32', 'a8=fee00000', 'ac=0', 'a0=0'],
			...['e4=33', 'e8=fee00000', 'ec=0', 'e0=0'],
			...['88=0', '8c=0', `90=${hex(ring + 0x800)}`, '94=0'],
			'18=4000000',
			...['20=10400', '24=0', '18=44000000'],
			'88=80',
			...['c0=0', 'c4=0', 'c8=0', 'cc=0', `d0=${hex(requests)}`, 'd4=0', 'dc=3'],
			'18=84000000',
		]);
		// Context, PASID and IOTLB caches, all of each, and a wait: tag 1 to dword 1 of frame 0x11.
		expect(bench.unit.takeExecuted()).toEqual(['11 0', '37 0', '12 0', '100000035 11004']);
	});

	it('leaves the global invalidations to a unit that does them itself (ESRTPS)', () => {
		const bench = new VtdDriverBench({ start: false, capabilities: { 12: 0x8012_0704 } });
		bench.driver.start();
		expect(bench.unit.takeExecuted()).toEqual([]);
	});

	it('writes the sizes of its queues, the default ones too', () => {
		const bench = new VtdDriverBench({ invalidationOrder: 3, pageRequestOrder: 6 });
		expect(bench.unit.get(0x90) & 0xfff).toBe(0x803);
		expect(bench.unit.get(0xd0) & 0xfff).toBe(6);
		// Root table, ring of 8 frames, status, 64 frames of records.
		expect(bench.frames.available).toBe(ALL - 1 - 8 - 1 - 64);
	});

	it('reads what the unit can do', () => {
		const { driver } = new VtdDriverBench({ start: false });
		expect(driver.kind).toBe('vtd');
		expect(driver.maxPasids).toBe(2 ** 20);
		expect(driver.capabilities).toMatchObject({
			domainIds: 65_536,
			faultRecords: 0x220,
			faultRecordCount: 8,
			maxAddressMask: 18,
			largePages: true,
			pageRequestDrain: true,
		});
	});

	it.each([
		['ECAP.SMTS', 0x14, 0x0000_c598],
		['ECAP.NEST', 0x10, 0x6000_0006],
		['ECAP.PRS', 0x10, 0x4400_0006],
		['CAP.CM', 0x08, 0x2200_0486],
		['CAP.RWBF', 0x08, 0x2200_0416],
		['CAP.SAGAW', 0x08, 0x2200_0206],
	])('refuses a unit for its %s and touches nothing', (name, register, value) => {
		const bench = new VtdDriverBench({ start: false, capabilities: { [register]: value } });
		expect(() => bench.driver.start()).toThrow(
			expect.objectContaining({ code: 'CONFIG', message: expect.stringContaining(name) }),
		);
		expect(bench.unit.writes).toEqual([]);
		expect(bench.frames.available).toBe(ALL);
	});

	it.each([0, 1, 2])('takes nothing when there are only %i frames', (frames) => {
		const bench = new VtdDriverBench({ start: false, frames });
		expect(() => bench.driver.start()).toThrow(
			expect.objectContaining({ code: 'RESOURCE_EXHAUSTED' }),
		);
		expect(bench.frames.available).toBe(frames);
		expect(bench.unit.get(0x1c) & 0x8400_0000).toBe(0);
	});

	it('gives up on a unit that does not obey, with everything returned', () => {
		const bench = new VtdDriverBench({ start: false });
		bench.unit.ignored = 0x8000_0000;
		expect(() => bench.driver.start()).toThrow(
			expect.objectContaining({ code: 'INTERNAL', message: expect.stringContaining('0x80000000') }),
		);
		expect(bench.frames.available).toBe(ALL);
	});

	it('cannot be called twice', () => {
		const bench = new VtdDriverBench();
		expect(() => bench.driver.start()).toThrow('was started before');
		expect(bench.unit.takeWrites()).toEqual([]);
	});
});

describe('VtdDriver.stop', () => {
	it('turns translation off first, masks events, empties the queue behind a wait, returns every frame', () => {
		const bench = new VtdDriverBench();
		bench.driver.stop();
		expect(bench.unit.takeWrites()).toEqual([
			'dc=1',
			'18=4000000',
			...['38=80000000', 'a0=80000000', 'e0=80000000'],
			'88=a0',
			'18=0',
			...['c0=0', 'c4=0', 'c8=0', 'cc=0', 'd0=0', 'd4=0'],
		]);
		expect(bench.unit.takeExecuted()).toEqual(['25 11ffc']);
		expect(bench.frames.available).toBe(ALL);
		expect(bench.memory.residentFrames).toBe(0);
	});

	it('may be called on a unit that is stopped, and the unit started again', () => {
		const bench = new VtdDriverBench();
		bench.driver.stop();
		bench.driver.stop();
		expect(bench.driver.probeDevice(bench.device(0x10))).toBe(Errno.ENODEV);
		bench.driver.start();
		expect(bench.driver.probeDevice(bench.device(0x18))).toBe(Errno.OK);
		expect(bench.contextEntry(0x18)).toHaveLength(8);
	});

	it('refuses while a device is there, since afterwards nothing is blocked', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x10);
		expect(() => bench.driver.stop()).toThrow(expect.objectContaining({ code: 'DEVICE_BUSY' }));
		expect(bench.unit.get(0x1c) & 0x8000_0000).not.toBe(0);
		expect(bench.driver.releaseDevice(device)).toBe(Errno.OK);
		bench.driver.stop();
		bench.clock.settle();
		expect(bench.frames.available).toBe(ALL);
	});

	it('completes what the hardware never completed', () => {
		const bench = new VtdDriverBench();
		bench.unit.holdWaits = true;
		const device = bench.probed(0x10);
		bench.driver.releaseDevice(device);
		bench.clock.settle();
		const before = bench.frames.available;
		expect(before).toBeLessThan(ALL);
		bench.driver.stop();
		expect(bench.frames.available).toBe(ALL);
	});
});
