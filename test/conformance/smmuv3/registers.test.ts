import { describe, expect, it } from 'vitest';
import {
	SmmuV3Model,
	type SmmuV3Options,
} from '../../../src/emulator/iommu/smmuv3/smmuv3-model.js';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { DOORBELL, Frame, MESSAGE, READ, SmmuV3Bench } from '../../support/smmuv3-bench.js';

const made = (options: SmmuV3Options = {}) => new SmmuV3Model(new PhysicalMemory(64), options);
const ALL = 0xffff_ffff;

describe('identification', () => {
	it('IDR0 to IDR5 and AIDR, by default', () => {
		const unit = made();
		const ids = [0, 4, 8, 0xc, 0x10, 0x14, 0x18, 0x1c].map((at) => unit.readRegister(at));
		expect(ids).toEqual([
			0x08cd_3c9b, 0x0673_9d14, 0x0000_0000, 0x0000_1414, 0x0000_0000, 0x0400_0075, 0x0000_0000,
			0x0000_0002,
		]);
	});

	it.each<[SmmuV3Options, number, number, number]>([
		[{ stallModel: 'terminate' }, 0x00, 0x0300_0000, 0x0100_0000],
		[{ stallModel: 'stall' }, 0x00, 0x0300_0000, 0x0200_0000],
		[{ abortOnly: true }, 0x00, 0x0400_0000, 0x0400_0000],
		[{ streamIdBits: 32 }, 0x04, 0x3f, 32],
		[{ substreamIdBits: 7 }, 0x04, 0x7c0, 7 << 6],
		[{ pasidInResponses: true }, 0x0c, 0x20, 0x20],
		[{ outputAddressBits: 32 }, 0x14, 7, 0],
		[{ outputAddressBits: 36 }, 0x14, 7, 1],
		[{ outputAddressBits: 40 }, 0x14, 7, 2],
		[{ outputAddressBits: 42 }, 0x14, 7, 3],
		[{ outputAddressBits: 44 }, 0x14, 7, 4],
		[{ stallMax: 0xffff }, 0x14, 0xffff_0000, 0xffff_0000],
		[{ stallModel: 'terminate' }, 0x14, 0xffff_0000, 0],
	])('%o', (options, offset, mask, value) => {
		expect((made(options).readRegister(offset) & mask) >>> 0).toBe(value);
	});

	it.each<[SmmuV3Options, RegExp]>([
		[{ streamIdBits: 33 }, /streamIdBits/],
		[{ streamIdBits: 0 }, /streamIdBits/],
		[{ substreamIdBits: 21 }, /substreamIdBits/],
		[{ outputAddressBits: 52 }, /outputAddressBits/],
		[{ stallMax: 0 }, /stallMax/],
		[{ stallMax: 0x1_0000 }, /stallMax/],
		[{ doorbellFrame: -1 }, /doorbellFrame/],
		[{ tlbEntries: 100 }, /tlbEntries/],
		[{ configEntries: 8 }, /configEntries/],
	])('refuses %o', (options, message) => {
		expect(() => made(options)).toThrow(message);
	});
});

describe('reset and masks', () => {
	it('everything else is 0 after reset', () => {
		const unit = made();
		for (let at = 0x20; at < 0x200; at += 4) expect([at, unit.readRegister(at)]).toEqual([at, 0]);
		for (const at of [0x100a8, 0x100ac, 0x100c8, 0x100cc, 0x8000, 0x8020])
			expect([at, unit.readRegister(at)]).toEqual([at, 0]);
	});

	it.each([
		[0x28, 0x0fff],
		[0x2c, 0x000e],
		[0x68, 0xffff_fffc],
		[0x6c, 0x00ff_ffff],
		[0x70, ALL],
		[0x74, 0x3f],
		[0x80, 0xffff_ffc0],
		[0x84, 0x40ff_ffff],
		[0x88, 0x3_07ff],
		[0x90, ALL],
		[0x94, 0x40ff_ffff],
		[0xa0, ALL],
		[0xa4, 0x40ff_ffff],
		[0xb0, 0xffff_fffc],
		[0xb4, 0x00ff_ffff],
		[0xb8, ALL],
		[0xbc, 0x3f],
		[0xc0, ALL],
		[0xc4, 0x40ff_ffff],
		[0xd0, 0xffff_fffc],
		[0xd4, 0x00ff_ffff],
		[0xd8, ALL],
		[0xdc, 0x8000_003f],
	])('offset %i keeps the bits of its fields', (offset, mask) => {
		const unit = made();
		unit.writeRegister(offset, ALL);
		expect(unit.readRegister(offset)).toBe(mask);
		unit.writeRegister(offset, 0);
		expect(unit.readRegister(offset)).toBe(0);
	});

	it.each([
		0x00, 0x04, 0x0c, 0x14, 0x1c, 0x24, 0x54, 0x60, 0x40, 0xa8, 0xac, 0xc8, 0xcc, 0x100, 0x8020,
	])('offset %i ignores writes', (offset) => {
		const unit = made();
		const before = unit.readRegister(offset);
		unit.writeRegister(offset, ALL);
		expect(unit.readRegister(offset)).toBe(before);
		expect(unit.readRegister(0x20)).toBe(0);
	});

	it('GBPA takes a write with Update alone, which reads 0 at once', () => {
		const unit = made();
		unit.writeRegister(0x44, 0x7fff_ffff);
		expect(unit.readRegister(0x44)).toBe(0);
		unit.writeRegister(0x44, ALL);
		expect(unit.readRegister(0x44)).toBe(0x001f_3f1f);
	});

	it('indices have as many bits as the queue, and the wrap bit', () => {
		const unit = made();
		for (const [base, prod, cons] of [
			[0x90, 0x98, 0x9c],
			[0xa0, 0x100a8, 0x100ac],
			[0xc0, 0x100c8, 0x100cc],
		] as const) {
			const flag = base === 0x90 ? 0 : 0x8000_0000;
			for (const [size, mask] of [
				[0, 1],
				[4, 0x1f],
				[19, 0xf_ffff],
				// The size is capped at what IDR1 says.
				[31, 0xf_ffff],
			] as const) {
				unit.writeRegister(base, size);
				unit.writeRegister(prod, ALL);
				unit.writeRegister(cons, ALL);
				expect([unit.readRegister(prod), unit.readRegister(cons)]).toEqual([
					(mask | flag) >>> 0,
					(mask | flag) >>> 0,
				]);
			}
			// A smaller queue cuts them.
			unit.writeRegister(base, 1);
			expect(unit.readRegister(prod)).toBe((3 | flag) >>> 0);
		}
	});
});

describe('CR0 and what it guards', () => {
	it('CR0ACK follows, reserved bits are not kept', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x20, ALL);
		expect(bench.read(0x20)).toBe(0x1f);
		expect(bench.read(0x24)).toBe(0x1f);
		bench.write(0x50, ALL);
		expect([bench.read(0x50), bench.read(0x54)]).toEqual([7, 7]);
	});

	it.each([
		['STRTAB_BASE', 0x80, 0x01],
		['STRTAB_BASE, upper half', 0x84, 0x01],
		['STRTAB_BASE_CFG', 0x88, 0x01],
		['CR2', 0x2c, 0x01],
		['CMDQ_BASE', 0x90, 0x08],
		['CMDQ_CONS', 0x9c, 0x08],
		['EVENTQ_BASE', 0xa0, 0x04],
		['EVENTQ_PROD', 0x100a8, 0x04],
		['PRIQ_BASE', 0xc4, 0x02],
		['PRIQ_PROD', 0x100c8, 0x02],
	])('%s is read-only while its bit is set', (_, offset, bit) => {
		const bench = new SmmuV3Bench({ idle: true });
		bench.write(0x20, bit);
		const before = bench.read(offset);
		bench.write(offset, 0x4f);
		expect(bench.read(offset)).toBe(before);
		bench.write(0x20, 0x1f & ~bit & ~0x08);
		bench.write(offset, 0x4f);
		expect(bench.read(offset)).not.toBe(before);
	});

	it('CR1 is guarded in two halves', () => {
		const bench = new SmmuV3Bench({ idle: true });
		bench.write(0x20, 0x01);
		bench.write(0x28, ALL);
		expect(bench.read(0x28)).toBe(0x3f);
		bench.write(0x20, 0x04);
		bench.write(0x28, 0xfc0);
		expect(bench.read(0x28)).toBe(0xfff);
	});

	it('interrupt registers are guarded by IRQ_CTRL', () => {
		const bench = new SmmuV3Bench();
		for (const [offset, data] of [
			[0x68, MESSAGE.error],
			[0xb0, MESSAGE.event],
			[0xd0, MESSAGE.request],
		] as const) {
			bench.interrupt(offset, 0x99, 0n);
			expect([bench.read(offset), bench.read(offset + 8)]).toEqual([0x40, data]);
		}
		bench.write(0x50, 0);
		bench.interrupt(0xb0, 0x99, 0n);
		expect(bench.read(0xb8)).toBe(0x99);
	});
});

describe('GERROR', () => {
	it('an error that is active is not toggled again, and acknowledged by equality', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x50, 0);
		bench.interrupt(0xb0, 0, 0x77_0000_0000n);
		bench.write(0x50, 7);
		for (let i = 0; i < 2; i++) {
			bench.port.access(0, 1, READ);
			bench.events();
		}
		// MSI_EVENTQ_ABT_ERR.
		expect(bench.read(0x60)).toBe(0x20);
		expect(bench.messages).toEqual([MESSAGE.error]);
		bench.write(0x64, 0x20);
		bench.port.access(0, 1, READ);
		expect(bench.read(0x60)).toBe(0);
		expect(bench.messages).toEqual([MESSAGE.error, MESSAGE.error]);
	});

	it('a PRI message and an error message that nobody takes', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x50, 0);
		bench.interrupt(0xd0, 0, 0x77_0000_0000n);
		bench.interrupt(0x68, 0, 0x77_0000_0000n);
		bench.write(0x50, 7);
		bench.port.pageRequest(-1, 1, READ, 0, true);
		// MSI_PRIQ_ABT_ERR, of which the error message is aborted too.
		expect(bench.read(0x60)).toBe(0xc0);
		expect(bench.messages).toEqual([]);
	});

	it('messages may be written to memory; with address 0 or disabled there are none', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x50, 0);
		bench.interrupt(0xb0, 0x1234, BigInt(Frame.STATUS) << 12n);
		bench.write(0x50, 7);
		bench.port.access(0, 1, READ);
		expect(bench.memory.read32(Frame.STATUS * 4096)).toBe(0x1234);
		const silent = new SmmuV3Bench();
		silent.write(0x50, 0);
		silent.port.access(0, 1, READ);
		silent.interrupt(0xb0, 0x1234, 0n);
		silent.events();
		silent.write(0x50, 7);
		silent.port.access(0, 1, READ);
		expect(silent.messages).toEqual([]);
		expect(silent.read(0x60)).toBe(0);
	});

	it('the doorbell is where the option says', () => {
		const bench = new SmmuV3Bench({ doorbellFrame: 0x808 });
		bench.write(0x50, 0);
		bench.interrupt(0xb0, 0x77, 0x80_8040n);
		bench.write(0x50, 7);
		bench.port.access(0, 1, READ);
		expect(bench.messages).toEqual([0x77]);
		expect(bench.memory.read32(0x80_8040)).toBe(0);
		expect(DOORBELL).toBe(0x100_0000_0000n);
	});
});
