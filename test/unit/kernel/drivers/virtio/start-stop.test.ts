import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { NO_PASID, READ, VirtioDriverBench } from '../../../../support/virtio-driver-bench.js';

/** From reset to running and back, write by write; and units that cannot be used. */

const STATUS = 0x70;
const codeOf = (run: () => void): string => {
	try {
		run();
	} catch (error) {
		const { code, message } = error as { code: string; message: string };
		return `${code}: ${message}`;
	}
	return 'started';
};

describe('starting a virtio-iommu', () => {
	it('goes through the states in order, with the features in use, and both queues', () => {
		const bench = new VirtioDriverBench();
		const hex = bench.unit.writes.map(([offset, value]) => [offset, value >>> 0]);
		const without = (...offsets: number[]) => hex.filter(([at]) => !offsets.includes(at!));
		expect(without(0x14, 0x64)).toEqual([
			[STATUS, 0],
			[STATUS, 1],
			[STATUS, 3],
			// INPUT_RANGE, DOMAIN_RANGE, MAP_UNMAP, PROBE, BYPASS_CONFIG; VERSION_1.
			...[
				[0x24, 0],
				[0x20, 0b101_0111],
				[0x24, 1],
				[0x20, 1],
			],
			[STATUS, 0xb],
			// Sizes are asked for: before all, and for the memory of the queues.
			...[
				[0x30, 0],
				[0x30, 1],
				[0x30, 0],
				[0x30, 1],
			],
			// Who is attached to nothing is blocked.
			[0x100 + 36, 0],
			...[
				[0x30, 0],
				[0x38, 256],
				...[0x80, 0x90, 0xa0].flatMap((register) => [
					[register, bench.unit.area(0, register as 0x80)],
					[register + 4, 0],
				]),
				[0x44, 1],
			],
			...[
				[0x30, 1],
				[0x38, 256],
				...[0x80, 0x90, 0xa0].flatMap((register) => [
					[register, bench.unit.area(1, register as 0x80)],
					[register + 4, 0],
				]),
				[0x44, 1],
			],
			[STATUS, 0xf],
			// There are buffers for reports.
			[0x50, 1],
		]);
		expect(bench.model.readRegister(STATUS)).toBe(0xf);
	});

	it('blocks devices that are attached to nothing, whatever `bypass` was, and puts it back', () => {
		const bench = new VirtioDriverBench({ bypassInitially: true, start: false });
		const device = bench.device(1);
		expect(bench.access(device, 20)).toBe(20);
		bench.driver.start();
		expect(bench.access(device, 20)).toBeUndefined();
		bench.clock.settle();
		bench.driver.stop();
		expect(bench.model.readRegister(0x100 + 36)).toBe(1);
		expect(bench.access(device, 20)).toBe(20);
	});

	it('does not take the bypass that is had by negotiation', () => {
		const bench = new VirtioDriverBench({ bypass: 'deprecated' });
		expect(bench.access(bench.device(1), 20)).toBeUndefined();
	});

	it('returns every frame, and can be started again', () => {
		const bench = new VirtioDriverBench({ start: false });
		const free = bench.frames.available;
		for (let turn = 0; turn < 2; turn++) {
			bench.driver.start();
			expect(bench.frames.available).toBeLessThan(free);
			const device = bench.probed(turn);
			const space = bench.space();
			space.map(1, 1);
			expect(bench.bind(device, space)).toBe(Errno.OK);
			expect(bench.access(device, 1)).toBe(space.host(1));
			expect(() => bench.driver.stop()).toThrow(/still has 1 devices/);
			bench.driver.unbindPasid(device, NO_PASID, () => {});
			bench.clock.settle();
			expect(bench.driver.releaseDevice(device)).toBe(Errno.OK);
			expect(device.references).toBe(1);
			bench.driver.stop();
			bench.clock.settle();
			expect([bench.frames.available, bench.clock.pending]).toEqual([free, 0]);
			expect(bench.model.readRegister(STATUS)).toBe(0);
		}
	});

	it('tells whoever waits when it stops, and everyone after that', () => {
		const bench = new VirtioDriverBench();
		const told: string[] = [];
		bench.driver.settle(() => told.push('settled'));
		bench.driver.stop();
		expect(told).toEqual([]);
		bench.driver.settle(() => told.push('after'));
		bench.driver.invalidate(bench.space().domain, [], { pages: [], counts: [] }, true, () =>
			told.push('invalidated'),
		);
		bench.clock.settle();
		expect(told.sort()).toEqual(['after', 'invalidated', 'settled']);
		const device = bench.device(1);
		expect(bench.driver.probeDevice(device)).toBe(Errno.ENODEV);
		bench.driver.stop();
	});

	it('is refused twice', () => {
		expect(codeOf(() => new VirtioDriverBench().driver.start())).toBe(
			'INTERNAL: virtio-iommu v0 was started before',
		);
	});
});

describe('a unit that cannot be used', () => {
	it.each([
		[0x000, 0, 'CONFIG: virtio-iommu v0 lacks the magic value of a virtio device'],
		[0x004, 1, 'CONFIG: virtio-iommu v0 lacks version 2 of the transport'],
		[0x008, 1, 'CONFIG: virtio-iommu v0 lacks the device id of an IOMMU (23)'],
		[0x010, 0, 'CONFIG: virtio-iommu v0 lacks VIRTIO_F_VERSION_1, VIRTIO_IOMMU_F_MAP_UNMAP'],
		[
			0x100,
			0xffff_e000,
			"CONFIG: virtio-iommu v0: its smallest page has 8192 bytes, the kernel's has 4096",
		],
		[0x100 + 12, 0xffff_ffff, 'CONFIG: virtio-iommu v0: its input range holds no page'],
		[0x100 + 24, 0x1_0000, 'CONFIG: virtio-iommu v0: its domain range holds no domain'],
		[
			0x100 + 32,
			65_540,
			'CONFIG: virtio-iommu v0: its properties take 65540 bytes, at most 65536 can be read',
		],
		[
			0x034,
			1,
			'CONFIG: virtio-iommu v0: its request queue has room for less than a request and its answer',
		],
		[STATUS, 3, 'INTERNAL: the IOMMU did not come to this: device status 0 after a reset'],
	])('register 0x%x reads 0x%x', (register, value, message) => {
		const bench = new VirtioDriverBench({ start: false });
		const free = bench.frames.available;
		bench.unit.reads.set(register, () => value);
		expect(codeOf(() => bench.driver.start())).toBe(message);
		expect(bench.frames.available).toBe(free);
		bench.unit.reads.clear();
		expect(bench.model.readRegister(STATUS) & 4).toBe(0);
		// It can be tried again.
		bench.driver.start();
	});

	it('does not accept what it offered', () => {
		const bench = new VirtioDriverBench({ start: false });
		bench.unit.ignored.add(0x20);
		expect(codeOf(() => bench.driver.start())).toBe(
			'INTERNAL: the virtio-iommu did not accept features 0x57, which it offered',
		);
	});

	it('changes its configuration again and again', () => {
		const bench = new VirtioDriverBench({ start: false });
		let generation = 0;
		bench.unit.reads.set(0xfc, () => generation++);
		expect(codeOf(() => bench.driver.start())).toMatch(/^INTERNAL: .* does not hold still$/);
		bench.unit.reads.set(0xfc, () => Math.min(generation++, 1));
		generation = 0;
		expect(codeOf(() => bench.driver.start())).toBe('started');
	});

	it('does not take a queue, or wants a reset at once', () => {
		const bench = new VirtioDriverBench({ start: false });
		const free = bench.frames.available;
		bench.unit.ignored.add(0x44);
		expect(codeOf(() => bench.driver.start())).toBe(
			'INTERNAL: the virtio-iommu did not take its queue 0',
		);
		bench.unit.ignored.clear();
		let status = 0;
		bench.unit.reads.set(STATUS, () => {
			status = bench.model.readRegister(STATUS);
			return (status & 4) !== 0 ? status | 64 : status;
		});
		expect(codeOf(() => bench.driver.start())).toMatch(/refused its queues: it needs a reset$/);
		expect(bench.frames.available).toBe(free);
	});

	it('needs more memory than there is', () => {
		const bench = new VirtioDriverBench({ start: false, driverFrames: 8 });
		expect(codeOf(() => bench.driver.start())).toMatch(/^RESOURCE_EXHAUSTED: no \d+ free frames/);
		expect(bench.frames.available).toBe(8);
	});
});

describe('what a unit may be like', () => {
	it('maps only where its input range says, and in domains that it has', () => {
		const bench = new VirtioDriverBench({
			inputPages: { first: 0x100, last: 0x1ff },
			domains: { first: 0xffff_fff0, last: 0xffff_ffff },
		});
		const device = bench.probed(1);
		const space = bench.space();
		for (const page of [0xff, 0x100, 0x1ff, 0x200]) space.map(page, page & 0xff, READ);
		expect(bench.bind(device, space)).toBe(Errno.OK);
		const reached = [0xff, 0x100, 0x1ff, 0x200].map((page) => bench.access(device, page));
		const there = [space.host(0), space.host(0xff)];
		expect(reached).toEqual([undefined, ...there, undefined]);
		expect(bench.driver.counters).toMatchObject({ maps: 2, mapsFailed: 0, pagesReserved: 2 });
	});

	it.each([2, 4, 16])('has queues of %i entries', (queueSize) => {
		const bench = new VirtioDriverBench({ queueSize });
		const device = bench.probed(1);
		const space = bench.space();
		for (let page = 0; page < 50; page++) space.map(page, page);
		expect(bench.bind(device, space)).toBe(Errno.OK);
		for (let page = 0; page < 50; page++) expect(bench.access(device, page)).toBe(space.host(page));
	});

	it('has nothing that it need not have', () => {
		const bench = new VirtioDriverBench({
			...{ inputPages: null, domains: null, mmio: false, probeSize: 0, bypass: 'none' },
			...{ indirect: false, eventIndex: false },
		});
		const device = bench.probed(1);
		const space = bench.space();
		space.map(2 ** 35 - 1, 3);
		expect(bench.bind(device, space)).toBe(Errno.OK);
		expect(bench.access(device, 2 ** 35 - 1)).toBe(space.host(3));
	});
});
