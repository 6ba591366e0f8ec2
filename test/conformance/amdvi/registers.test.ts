import { describe, expect, it } from 'vitest';
import { AmdViModel } from '../../../src/emulator/iommu/amdvi/amdvi-model.js';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { AmdBench, CONTROL, MESSAGE } from '../../support/amdvi-bench.js';
import { q } from '../../support/amdvi-tables.js';

const ALL = 0xffff_ffff;

describe('registers after reset', () => {
	const unit = new AmdViModel(new PhysicalMemory(4096));
	it.each([
		['device table base', 0x0000, 0, 0],
		['command buffer base: 256 entries', 0x0008, 0, 0x0800_0000],
		['event log base', 0x0010, 0, 0x0800_0000],
		['control', 0x0018, 0, 0],
		['exclusion base', 0x0020, 0, 0],
		['exclusion limit', 0x0028, 0, 0],
		['extended features', 0x0030, 0x0000_88df, 0x0017_5333],
		['PPR log base', 0x0038, 0, 0x0800_0000],
		['miscellaneous information', 0x0150, 0x0820_3440, 0],
		['MSI header and address', 0x0158, 0x0082_0005, 0],
		['MSI upper address and data', 0x0160, 0, 0],
		['x2APIC general', 0x0170, 0, 0],
		['x2APIC PPR', 0x0178, 0, 0],
		['command head', 0x2000, 0, 0],
		['command tail', 0x2008, 0, 0],
		['event head', 0x2010, 0, 0],
		['event tail', 0x2018, 0, 0],
		['status', 0x2020, 0, 0],
		['PPR head', 0x2030, 0, 0],
		['PPR tail', 0x2038, 0, 0],
		['PPR auto response', 0x2080, 0, 0],
		['PPR early warning', 0x2088, 0, 0],
		['second extended features: none', 0x01a0, 0, 0],
		['GA log, which the unit lacks', 0x00e0, 0, 0],
		['no register', 0x3000, 0, 0],
	])('%s', (_name, offset, low, high) => {
		expect([unit.readRegister(offset), unit.readRegister(offset + 4)]).toEqual([low, high]);
	});
});

describe('what software can write', () => {
	it.each([
		['device table base', 0x0000, 0xffff_f1ff, 0x000f_ffff],
		['command buffer base', 0x0008, 0xffff_f000, 0x0f0f_ffff],
		['event log base', 0x0010, 0xffff_f000, 0x0f0f_ffff],
		['exclusion base', 0x0020, 0xffff_f003, 0x000f_ffff],
		['exclusion limit', 0x0028, 0xffff_f000, 0x000f_ffff],
		['extended features: nothing', 0x0030, 0x0000_88df, 0x0017_5333],
		['PPR log base', 0x0038, 0xffff_f000, 0x0f0f_ffff],
		['miscellaneous information: nothing', 0x0150, 0x0820_3440, 0],
		['MSI: enable and messages; address', 0x0158, 0x00f3_0005, 0xffff_fffc],
		['MSI: upper address; data', 0x0160, ALL, 0xffff],
		['x2APIC general', 0x0170, 0xffff_ff04, 0xff00_01ff],
		['x2APIC PPR', 0x0178, 0xffff_ff04, 0xff00_01ff],
		['status: nothing that is not set', 0x2020, 0, 0],
		['PPR auto response', 0x2080, 0x1f, 0],
		['PPR early warning', 0x2088, 0xc000_7fff, 0],
		['no register', 0x3000, 0, 0],
	])('%s', (_name, offset, low, high) => {
		const unit = new AmdViModel(new PhysicalMemory(4096));
		unit.writeRegister(offset, ALL);
		unit.writeRegister(offset + 4, ALL);
		expect([unit.readRegister(offset), unit.readRegister(offset + 4)]).toEqual([low, high]);
	});

	it('control: features that the unit lacks stay 0', () => {
		const unit = new AmdViModel(new PhysicalMemory(4096));
		unit.writeRegister(0x001c, ALL);
		unit.writeRegister(0x0018, ALL);
		expect([unit.readRegister(0x18), unit.readRegister(0x1c)]).toEqual([0x003f_ffff, 0x080c_e680]);
		unit.writeRegister(0x0018, 0);
		expect([unit.readRegister(0x18), unit.readRegister(0x1c)]).toEqual([0, 0x080c_e680]);
	});

	it.each([
		['command', 0x0008, 0x2000, 0x2008],
		['event', 0x0010, 0x2010, 0x2018],
		['PPR', 0x0038, 0x2030, 0x2038],
	])(
		'the %s ring: length below 8 refused, pointers of 16-byte steps within it',
		(_n, base, head, tail) => {
			const unit = new AmdViModel(new PhysicalMemory(4096));
			unit.writeRegister(base, 0x0010_0000);
			unit.writeRegister(base + 4, 0x0700_0000);
			expect(unit.readRegister(base + 4)).toBe(0x0800_0000);
			unit.writeRegister(base + 4, 0x0900_0000);
			expect(unit.readRegister(base + 4)).toBe(0x0900_0000);
			unit.writeRegister(head, ALL);
			unit.writeRegister(tail, 0x1237);
			expect([unit.readRegister(head), unit.readRegister(tail)]).toEqual([0x1ff0, 0x1230]);
			unit.writeRegister(base + 4, 0x0f00_0000);
			unit.writeRegister(head, ALL);
			expect(unit.readRegister(head)).toBe(0x7_fff0);
		},
	);

	it('bases cannot be written while their queue runs; writing those of commands and events clears the pointers', () => {
		const bench = new AmdBench();
		for (const base of [0x0008, 0x0010, 0x0038]) {
			const before = bench.read(base);
			bench.write64(base, q(100) | (9n << 56n));
			expect([bench.read(base), bench.read(base + 4)]).toEqual([before, 0x0800_0000]);
		}
		bench.submit(0, 0x8000_0000);
		bench.write(0x2000, 0x40);
		expect(bench.read(0x2000)).toBe(0x10);
		bench.write(0x0018, 0);
		bench.write(0x2038, 0x20);
		for (const base of [0x0008, 0x0010, 0x0038]) bench.write64(base, q(100) | (9n << 56n));
		expect(bench.read(0x2000)).toBe(0);
		expect(bench.read(0x2008)).toBe(0);
		expect(bench.read(0x2038)).toBe(0x20);
		expect(bench.read(0x0008)).toBe(100 * 4096);
	});
});

describe('what runs', () => {
	it('follows the enable bits of the queues and of the unit', () => {
		const bench = new AmdBench({ idle: true });
		bench.write(0x0018, CONTROL & ~1);
		expect(bench.status).toBe(0);
		bench.write(0x0018, CONTROL);
		expect(bench.status).toBe(0x98);
		bench.write(0x0018, CONTROL & ~0x1000);
		expect(bench.status).toBe(0x88);
		bench.write(0x0018, CONTROL & ~0x2004);
		expect(bench.status).toBe(0x10);
		bench.write(0x0018, 0);
		expect(bench.status).toBe(0);
	});

	it('not a log whose memory does not exist', () => {
		const bench = new AmdBench({ idle: true });
		bench.write64(0x0010, q(4096) | (8n << 56n));
		bench.write64(0x0038, q(4095) | (9n << 56n));
		bench.write(0x0018, CONTROL);
		expect(bench.status).toBe(0x10);
		bench.port.pageRequest(-1, 5, 1, 0, true);
		expect(bench.unit.counters.eventsDropped).toBe(1);
	});
});

describe("the unit's own interrupts", () => {
	const raise = (bench: AmdBench) => {
		bench.device({});
		bench.port.pageRequest(-1, 5, 1, 0, true);
		bench.port.access(-1, 5000, 1);
		bench.submit(2, 0x1000_0000);
	};

	it('are two messages when two are granted', () => {
		const bench = new AmdBench();
		raise(bench);
		expect(bench.messages).toEqual([MESSAGE.request, MESSAGE.general]);
	});

	it('are one message when one is granted, with the data as it is', () => {
		const bench = new AmdBench();
		bench.write(0x0158, 0x0001_0000);
		bench.write(0x0164, 0x1235);
		raise(bench);
		expect(bench.messages).toEqual([0x1235, 0x1235]);
	});

	it('are none while MSI is off', () => {
		const bench = new AmdBench();
		bench.write(0x0158, 0x0010_0000);
		raise(bench);
		expect(bench.messages).toEqual([]);
		expect(bench.status).toBe(0xdc);
	});

	it('carry the vectors of the x2APIC registers with IntCapXTEn', () => {
		const bench = new AmdBench();
		bench.write(0x001c, 0x0008_0000);
		bench.write64(0x0170, 0x0000_0055_0000_0100n);
		raise(bench);
		expect(bench.messages).toEqual([0x55]);
		bench.write64(0x0178, 0x0000_0066_0000_0100n);
		bench.port.pageRequest(-1, 5, 1, 0, true);
		expect(bench.messages).toEqual([0x55, 0x66]);
	});

	it('are none for a source whose enable bit is 0', () => {
		const bench = new AmdBench();
		bench.write(0x0018, CONTROL & ~0x4018);
		raise(bench);
		bench.port.message(0, 0);
		expect(bench.messages).toEqual([]);
		expect(bench.status & 0x46).toBe(0x44);
	});
});

it('options outside their range are refused', () => {
	const memory = new PhysicalMemory(16);
	for (const name of [
		'iotlbEntries',
		'tableCacheEntries',
		'deviceCacheEntries',
		'guestRootEntries',
		'interruptCacheEntries',
	])
		for (const value of [0, 8, 24, 2 ** 25, 16.5, Number.NaN])
			expect(() => new AmdViModel(memory, { [name]: value })).toThrow(RangeError);
	const unit = new AmdViModel(memory);
	const endpoint = { invalidate: () => undefined, pageResponse: () => undefined };
	unit.connect(1, endpoint);
	for (const id of [1, -1, 0x1_0000, 0.5])
		expect(() => unit.connect(id, endpoint)).toThrow(RangeError);
	unit.disconnect(7);
});
