import { describe, expect, it } from 'vitest';
import { VirtioIommuModel } from '../../../src/emulator/iommu/virtio/virtio-iommu-model.js';
import { PhysicalMemory } from '../../../src/emulator/memory.js';

const unit = (options = {}) => new VirtioIommuModel(new PhysicalMemory(64), options);

describe('registers after reset', () => {
	it.each([
		['MagicValue', 0x00, 0x7472_6976],
		['Version', 0x04, 2],
		['DeviceID', 0x08, 23],
		['VendorID', 0x0c, 0x4e49_4c46],
		['DeviceFeatures', 0x10, 0x3000_0077],
		['QueueSizeMax', 0x34, 256],
		['QueueReady', 0x44, 0],
		['InterruptStatus', 0x60, 0],
		['Status', 0x70, 0],
		['SHMLenLow', 0xb0, 0xffff_ffff],
		['SHMLenHigh', 0xb4, 0xffff_ffff],
		['SHMBaseLow', 0xb8, 0xffff_ffff],
		['SHMBaseHigh', 0xbc, 0xffff_ffff],
		['QueueReset', 0xc0, 0],
		['ConfigGeneration', 0xfc, 0],
		['page_size_mask low', 0x100, 0xffff_f000],
		['page_size_mask high', 0x104, 0xffff_ffff],
		['input_range.start low', 0x108, 0],
		['input_range.start high', 0x10c, 0],
		['input_range.end low', 0x110, 0xffff_ffff],
		['input_range.end high', 0x114, 0xffff],
		['domain_range.start', 0x118, 0],
		['domain_range.end', 0x11c, 0xffff],
		['probe_size', 0x120, 512],
		['bypass', 0x124, 0],
		['behind the configuration', 0x128, 0],
		['no register', 0x18, 0],
	])('%s', (_, offset, value) => {
		expect(unit().readRegister(offset)).toBe(value);
	});

	it('that cannot be read read 0, whatever was written', () => {
		const u = unit();
		for (const offset of [
			0x14, 0x20, 0x24, 0x30, 0x38, 0x50, 0x64, 0x80, 0x84, 0x90, 0x94, 0xa0, 0xa4,
		]) {
			u.writeRegister(offset, 0);
			expect(u.readRegister(offset)).toBe(0);
		}
	});

	it('that cannot be written keep their values', () => {
		const u = unit();
		for (const offset of [0x00, 0x04, 0x08, 0x0c, 0x34, 0x60, 0xfc, 0x100, 0x110, 0x11c, 0x120]) {
			const before = u.readRegister(offset);
			u.writeRegister(offset, ~before);
			expect(u.readRegister(offset)).toBe(before);
		}
	});

	it('features 63:32 are VERSION_1 and RING_RESET, and there are none above', () => {
		const u = unit();
		u.writeRegister(0x14, 1);
		expect(u.readRegister(0x10)).toBe(0x101);
		u.writeRegister(0x14, 2);
		expect(u.readRegister(0x10)).toBe(0);
	});

	it.each([
		[{ inputPages: null }, 0x3000_0076],
		[{ domains: null }, 0x3000_0075],
		[{ mapUnmap: false }, 0x3000_0073],
		[{ probeSize: 0 }, 0x3000_0067],
		[{ mmio: false }, 0x3000_0057],
		[{ bypass: 'none' }, 0x3000_0037],
		[{ bypass: 'deprecated' }, 0x3000_003f],
		[{ indirect: false }, 0x2000_0077],
		[{ eventIndex: false }, 0x1000_0077],
	])('%o offers its features', (options, features) => {
		expect(unit(options).readRegister(0x10)).toBe(features);
	});

	it('the configuration shows the options', () => {
		const u = unit({
			granuleBits: 16,
			inputPages: { first: 0x10, last: 0x10_0000_0fff },
			domains: { first: 3, last: 0xffff_fffe },
			probeSize: 1024,
			bypassInitially: true,
			queueSize: 64,
		});
		const words = [0, 4, 8, 12, 16, 20, 24, 28, 32, 36].map((at) => u.readRegister(0x100 + at));
		expect(words).toEqual([
			0xffff_0000, 0xffff_ffff, 0x1_0000, 0, 0x00ff_ffff, 0x1_0000, 3, 0xffff_fffe, 1024, 1,
		]);
		expect(u.readRegister(0x34)).toBe(64);
	});

	it('fields of features that are not offered read 0', () => {
		const u = unit({
			inputPages: null,
			domains: null,
			probeSize: 0,
			bypass: 'none',
			bypassInitially: true,
		});
		for (let at = 8; at <= 36; at += 4) expect(u.readRegister(0x100 + at)).toBe(0);
	});
});

describe('options outside their range', () => {
	it.each([
		{ granuleBits: 11 },
		{ granuleBits: 31 },
		{ granuleBits: 16, inputPages: { first: 1, last: 0xffff } },
		{ granuleBits: 16, inputPages: { first: 0, last: 0xfffe } },
		{ inputPages: { first: 2, last: 1 } },
		{ inputPages: { first: 0, last: 2 ** 52 } },
		{ domains: { first: 0, last: 2 ** 32 } },
		{ domains: { first: 5, last: 4 } },
		{ probeSize: 23 },
		{ probeSize: 65533 },
		{ queueSize: 3 },
		{ queueSize: 65536 },
		{ heldEvents: -1 },
		{ maxMappings: 0 },
		{ cacheEntries: 24 },
		{ doorbellFrame: 0.5 },
		{ interruptData: -1 },
		{
			probeSize: 24,
			reserved: [0, 2].map((n) => ({ kind: 'reserved' as const, firstPage: n, lastPage: n })),
		},
		{ reserved: [0, 2].map((n) => ({ kind: 'msi' as const, firstPage: n, lastPage: n })) },
		{ reserved: [0, 1].map((n) => ({ kind: 'reserved' as const, firstPage: n, lastPage: 1 })) },
		{ reserved: [{ kind: 'reserved' as const, firstPage: 3, lastPage: 2 }] },
	])('%o', (options) => {
		expect(() => unit(options)).toThrow(RangeError);
	});

	it('endpoint ids that are none, or taken', () => {
		const u = unit();
		const endpoint = { invalidate() {}, pageResponse() {} };
		u.connect(0xffff_ffff, endpoint);
		for (const id of [-1, 2 ** 32, 1.5, 0xffff_ffff])
			expect(() => u.connect(id, endpoint)).toThrow(RangeError);
		u.disconnect(0xffff_ffff);
		u.disconnect(0xffff_ffff);
		u.connect(0xffff_ffff, endpoint);
	});
});
