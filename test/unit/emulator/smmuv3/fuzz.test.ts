import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../../src/emulator/iommu/contract.js';
import { SmmuV3Model } from '../../../../src/emulator/iommu/smmuv3/smmuv3-model.js';
import type { SmmuV3Port } from '../../../../src/emulator/iommu/smmuv3/smmuv3-port.js';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { FakeEndpoint, FakePlatformDevice } from '../../../support/smmuv3-bench.js';

/**
 * Whatever stands in memory and whatever is written to registers, every call ends, and ends as the contract has it: no
 * exception, no frame that does not exist, no answer out of range.
 */

const FRAMES = 64;
const REGISTERS = [
	0x20, 0x24, 0x28, 0x2c, 0x44, 0x50, 0x60, 0x64, 0x68, 0x6c, 0x70, 0x80, 0x84, 0x88, 0x90, 0x94,
	0x98, 0x9c, 0xa0, 0xa4, 0xb0, 0xb4, 0xb8, 0xc0, 0xc4, 0xd0, 0xd4, 0xdc, 0x100a8, 0x100ac, 0x100c8,
	0x100cc, 0x8020,
];
const OPCODES = [
	0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x10, 0x11, 0x12, 0x13, 0x28, 0x2a, 0x30, 0x40, 0x41, 0x44,
	0x45, 0x46, 0x00, 0x07, 0xff,
];
const word = fc.oneof(
	{ weight: 2, arbitrary: fc.integer({ min: 0, max: 0xffff_ffff }) },
	{ weight: 1, arbitrary: fc.constantFrom(0, 0xffff_ffff, 0x8000_0000, 1, 0xf, 0x1f) },
	// An address in the memory with some low bits: what looks like a descriptor.
	{
		weight: 4,
		arbitrary: fc
			.tuple(fc.nat(FRAMES + 2), fc.nat(0xfff))
			.map(([frame, low]) => ((frame << 12) | low) >>> 0),
	},
);
const pasid = fc.constantFrom(NO_PASID, NO_PASID, 0, 1, 63, 0xf_ffff);
const page = fc.oneof(
	fc.nat(FRAMES),
	fc.maxSafeNat().map((n) => n % 2 ** 52),
	fc.constant(2 ** 52 - 1),
);

const step = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.tuple(fc.constant('register' as const), fc.nat(REGISTERS.length - 1), word),
	},
	{
		weight: 2,
		arbitrary: fc.tuple(fc.constant('memory' as const), fc.nat(FRAMES * 1024 - 1), word),
	},
	{
		weight: 4,
		arbitrary: fc.tuple(
			fc.constant('command' as const),
			fc.nat(OPCODES.length - 1),
			fc.tuple(word, word, word, word),
		),
	},
	{
		weight: 6,
		arbitrary: fc.tuple(
			fc.constant('access' as const),
			pasid,
			fc.tuple(page, fc.nat(15), fc.nat(4)),
		),
	},
	{
		weight: 1,
		arbitrary: fc.tuple(
			fc.constant('request' as const),
			pasid,
			fc.tuple(page, fc.nat(15), fc.nat(511)),
		),
	},
	{ weight: 1, arbitrary: fc.tuple(fc.constant('sane' as const), fc.boolean()) },
);

class Setting {
	readonly memory = new PhysicalMemory(FRAMES);
	readonly unit: SmmuV3Model;
	readonly pci = new FakeEndpoint();
	readonly platform = new FakePlatformDevice();
	readonly ports: [SmmuV3Port, SmmuV3Port];
	stalled = 0;

	constructor(options: object) {
		this.unit = new SmmuV3Model(this.memory, { tlbEntries: 16, configEntries: 16, ...options });
		this.ports = [this.unit.connect(1, this.pci), this.unit.connect(2, this.platform)];
		this.unit.onInterrupt(() => this.unit.readRegister(0x60));
		// A device that tries again at once, a few times.
		this.platform.onEnd = () => {
			if (this.stalled++ < 8) this.ports[1].access(NO_PASID, 5, 1);
		};
	}

	sane(on: boolean): void {
		this.unit.writeRegister(0x20, 0);
		for (const [offset, value] of [
			[0x80, 0x1000],
			[0x84, 0],
			[0x88, on ? 4 : 0x1_0184],
			[0x90, 0x2004],
			[0x94, 0],
			[0xa0, 0x3002],
			[0xa4, 0],
			[0xc0, 0x4002],
			[0xc4, 0],
			[0x98, 0],
			[0x9c, 0],
			[0x50, 7],
			[0x2c, 0xa],
			[0x20, 0x1f],
			[0x64, this.unit.readRegister(0x60)],
		] as const)
			this.unit.writeRegister(offset, value);
	}

	command(opcode: number, words: readonly number[]): void {
		const at = this.unit.readRegister(0x9c) & 0xf;
		words.forEach((value, i) => {
			this.memory.write32(0x2000 + at * 16 + i * 4, value);
		});
		this.memory.write8(0x2000 + at * 16, opcode);
		this.unit.writeRegister(0x98, (this.unit.readRegister(0x9c) & 0x1f) + 1);
		this.unit.writeRegister(0x64, this.unit.readRegister(0x60));
	}

	access(on: number, process: number, at: number, access: number): void {
		const port = this.ports[on & 1]!;
		const outcome =
			on < 2
				? port.access(process, at, access)
				: on < 4
					? port.translate(process, at, access)
					: port.message(at * 4096 + 64, 5);
		expect(outcome >= Translation.OK && outcome <= Translation.DISCARDED).toBe(true);
		if (outcome === Translation.OK && on < 4) {
			expect(port.frame >= 0 && port.frame < FRAMES).toBe(true);
			expect(port.granted & 3).not.toBe(0);
		}
		if (outcome === Translation.STALLED) expect(on).toBe(1);
		if (outcome === Translation.NO_ACCESS) expect(on === 2 || on === 3).toBe(true);
	}
}

describe('random memory, registers, commands and transactions', () => {
	it('end, and within bounds', () => {
		fc.assert(
			fc.property(
				fc.record({
					stallModel: fc.constantFrom(
						'both' as const,
						'both' as const,
						'stall' as const,
						'terminate' as const,
					),
					stallMax: fc.constantFrom(1, 2, 1024),
					outputAddressBits: fc.constantFrom(32, 40, 48),
					substreamIdBits: fc.constantFrom(0, 6, 20),
					nested: fc.boolean(),
				}),
				fc.array(fc.tuple(fc.nat(FRAMES * 1024 - 1), word), { minLength: 50, maxLength: 400 }),
				fc.array(step, { minLength: 20, maxLength: 80 }),
				(options, contents, steps) => {
					const s = new Setting(options);
					// A stream table and descriptors that are nearly right, so that walks go deep.
					for (const [at, value] of contents) s.memory.write32(at * 4, value);
					for (const stream of [1, 2]) {
						const at = 0x1000 + stream * 64;
						const words = [
							0x5000 | 1 | ((options.nested ? 3 + stream * 2 : 5) << 1),
							6 << 27,
							0x1000_0002,
							0,
							0x0003,
							// Stage 2 of 39 bits, stalling if the model may; its table is page 7.
							0x050a_0059 | (options.stallModel === 'stall' ? 0x200_0000 : 0),
							0x7000,
							0,
						];
						words.forEach((value, i) => {
							s.memory.write32(at + i * 4, value);
						});
					}
					for (let i = 0; i < 64; i++) {
						s.memory.write32(0x5000 + i * 64, 0xc090_0010 | ((i & 3) << 6));
						s.memory.write32(0x5004 + i * 64, 0x7205 | (i << 16));
						s.memory.write32(0x5008 + i * 64, 0x6000);
						s.memory.write32(0x500c + i * 64, 0);
					}
					// Tables that are their own entries, as page or as table.
					for (let i = 0; i < 40; i++) {
						s.memory.write32(0x6000 + i * 8, (i & 3) === 3 ? 0 : 0x6c43);
						s.memory.write32(0x7000 + i * 8, (i & 3) === 3 ? 0 : 0x54ff);
					}
					s.sane(true);
					for (const [kind, a, b] of steps) {
						if (kind === 'register') s.unit.writeRegister(REGISTERS[a]!, b);
						else if (kind === 'memory') s.memory.write32(a * 4, b);
						else if (kind === 'command') s.command(OPCODES[a]!, b);
						else if (kind === 'access') s.access(b[2], a, b[0], b[1]);
						else if (kind === 'request')
							s.ports[0].pageRequest(a, b[0], b[1], b[2], (b[1] & 8) !== 0);
						else s.sane(a);
					}
					for (const [, group, code] of s.pci.responses) {
						expect(group >= 0 && group < 512).toBe(true);
						expect([0, 1, 15]).toContain(code);
					}
				},
			),
			{ numRuns: 1500 },
		);
	}, 60_000);

	it.each([0x00, 0xff, 0x55, 0x03])('memory full of %i', (fill) => {
		for (const options of [{}, { outputAddressBits: 32 }]) {
			const s = new Setting(options);
			s.memory.copyIn(0, new Uint8Array(FRAMES * 4096).fill(fill), 0, FRAMES * 4096);
			s.sane(fill !== 0x55);
			for (const on of [0, 1, 2, 3, 4])
				for (const process of [NO_PASID, 0, 0xf_ffff])
					for (const at of [0, 5, 2 ** 36, 2 ** 52 - 1]) s.access(on, process, at, 3);
			s.unit.writeRegister(0x98, 0x1f);
			expect(s.unit.readRegister(0x60) & ~0xff).toBe(0);
		}
	});

	it('tables that point at themselves end', () => {
		const s = new Setting({});
		s.sane(true);
		// One page is stream table entry, context descriptor and every table of both stages.
		for (let at = 0x1000; at < 0x2000; at += 8) {
			s.memory.write32(at, 0x1000 | 0xc0f);
			s.memory.write32(at + 4, 0x0008_0000);
		}
		for (const process of [NO_PASID, 0]) for (const on of [0, 1, 2, 3]) s.access(on, process, 5, 1);
	});
});
