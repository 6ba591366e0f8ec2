import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../../src/emulator/iommu/contract.js';
import { VirtioIommuModel } from '../../../../src/emulator/iommu/virtio/virtio-iommu-model.js';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { attach, detach, FakeEndpoint, map, probe, unmap } from '../../../support/virtio-bench.js';

/**
 * Whatever stands in memory and whatever is written to registers, every call ends, and ends as the contract has it: no
 * exception, no frame that does not exist. A device that found its queues broken says so, and uses none.
 */

const FRAMES = 16;
const REGISTERS = [
	0x14, 0x20, 0x24, 0x30, 0x38, 0x44, 0x50, 0x64, 0x70, 0x80, 0x84, 0x90, 0x94, 0xa0, 0xa4, 0xc0,
	0x124, 0x3, 0x1fc,
];
const word = fc.oneof(
	{ weight: 2, arbitrary: fc.integer({ min: 0, max: 0xffff_ffff }) },
	{ weight: 3, arbitrary: fc.constantFrom(0, 1, 2, 4, 0xf, 0xffff_ffff, 0x8000_0000, 0x3000_0077) },
	{ weight: 3, arbitrary: fc.nat(FRAMES * 256 + 64).map((n) => n * 16) },
);
const page = fc.oneof(fc.nat(FRAMES + 4), fc.constantFrom(2 ** 28, 2 ** 52 - 1, 2 ** 36));
const requests = fc.oneof(
	fc.tuple(fc.nat(3), fc.nat(3), fc.nat(2)).map(([d, e, f]) => attach(d, e, f)),
	fc.tuple(fc.nat(3), fc.nat(3)).map(([d, e]) => detach(d, e)),
	fc
		.tuple(fc.nat(3), fc.nat(20), fc.nat(4), fc.nat(20), fc.nat(9))
		.map(([d, p, n, f, flags]) =>
			map(d, BigInt(p) << 12n, (BigInt(p + n) << 12n) - 1n + 4096n, BigInt(f) << 12n, flags),
		),
	fc
		.tuple(fc.nat(3), fc.nat(20), fc.nat(9))
		.map(([d, p, n]) => unmap(d, BigInt(p) << 12n, (BigInt(p + n) << 12n) + 4095n)),
	fc.nat(3).map(probe),
	fc.array(fc.nat(255), { maxLength: 80 }),
);
/** Nearly a descriptor: address, length, flags, next. */
const descriptor = fc.tuple(
	fc.nat(FRAMES * 256 + 8).map((n) => n * 16),
	fc.constantFrom(0, 1, 4, 16, 20, 24, 36, 72, 80, 128, 0xffff_ffff),
	fc.constantFrom(0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 0xffff),
	fc.oneof(fc.nat(8), fc.nat(0xffff)),
);

const step = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.tuple(fc.constant('register' as const), fc.nat(REGISTERS.length - 1), word),
	},
	{
		weight: 3,
		arbitrary: fc.tuple(fc.constant('memory' as const), fc.nat(FRAMES * 1024 - 1), word),
	},
	{
		weight: 6,
		arbitrary: fc.tuple(fc.constant('descriptor' as const), fc.nat(7), descriptor, fc.nat(1)),
	},
	{ weight: 6, arbitrary: fc.tuple(fc.constant('request' as const), requests, fc.boolean()) },
	{
		weight: 4,
		arbitrary: fc.tuple(
			fc.constant('offer' as const),
			fc.nat(1),
			fc.nat(9),
			fc.constantFrom(1, 1, 1, 2, 9, 0xffff),
		),
	},
	{
		weight: 6,
		arbitrary: fc.tuple(fc.constant('access' as const), fc.nat(1), page, fc.nat(15), fc.nat(3)),
	},
	{ weight: 2, arbitrary: fc.tuple(fc.constant('sane' as const)) },
);

class Setting {
	readonly memory = new PhysicalMemory(FRAMES);
	readonly unit: VirtioIommuModel;
	readonly endpoint = new FakeEndpoint();
	readonly ports;
	readonly #accept: number;
	calls = 0;

	constructor(options: object, accept: number) {
		this.#accept = accept;
		this.unit = new VirtioIommuModel(this.memory, {
			queueSize: 8,
			heldEvents: 2,
			cacheEntries: 16,
			probeSize: 48,
			...options,
		});
		this.ports = [
			this.unit.connect(1, this.endpoint),
			this.unit.connect(2, this.endpoint, [
				{ kind: 'msi', firstPage: 3, lastPage: 3 },
				{ kind: 'reserved', firstPage: 5, lastPage: 6 },
			]),
		];
		// A handler that uses the device, a few times: it kicks both queues and makes an access that may fault.
		this.unit.onInterrupt(() => {
			this.unit.writeRegister(0x64, this.unit.readRegister(0x60));
			if (this.calls++ >= 8) return;
			this.unit.writeRegister(0x50, 0);
			this.unit.writeRegister(0x50, 1);
			this.ports[0]!.access(NO_PASID, 9, 1);
		});
	}

	/** Rings in pages 1 and 2, each of eight entries. */
	sane(): void {
		for (const [offset, value] of [
			[0x70, 0],
			[0x70, 3],
			[0x24, 0],
			[0x20, this.#accept & this.#offered()],
			[0x24, 1],
			[0x20, 0x101],
			[0x70, 0xb],
		] as const)
			this.unit.writeRegister(offset, value);
		for (const queue of [0, 1]) {
			const at = 0x1000 + queue * 0x1000;
			this.memory.zeroFrame(at / 4096);
			for (const [offset, value] of [
				[0x30, queue],
				[0x38, 8],
				[0x80, at],
				[0x84, 0],
				[0x90, at + 0x400],
				[0x94, 0],
				[0xa0, at + 0x800],
				[0xa4, 0],
				[0x44, 1],
			] as const)
				this.unit.writeRegister(offset, value);
		}
		this.unit.writeRegister(0x70, 0xf);
	}

	#offered(): number {
		this.unit.writeRegister(0x14, 0);
		return this.unit.readRegister(0x10);
	}

	descriptor(
		index: number,
		[address, length, flags, next]: readonly number[],
		queue: number,
	): void {
		const at = 0x1000 + queue * 0x1000 + index * 16;
		this.memory.write32(at, address!);
		this.memory.write32(at + 4, 0);
		this.memory.write32(at + 8, length!);
		this.memory.write16(at + 12, flags!);
		this.memory.write16(at + 14, next!);
	}

	offer(queue: number, head: number, by: number): void {
		const at = 0x1400 + queue * 0x1000;
		const index = this.memory.read16(at + 2);
		this.memory.write16(at + 4 + (index % 8) * 2, head);
		this.memory.write16(at + 2, (index + by) & 0xffff);
		this.unit.writeRegister(0x50, queue);
	}

	request(bytes: readonly number[], indirect: boolean): void {
		this.memory.copyIn(0x3000, Uint8Array.from(bytes), 0, bytes.length);
		const table = indirect ? 0x3400 : 0x1000;
		this.descriptor(0, [0x3400, 32, 4, 0], 0);
		for (const [i, words] of [
			[0x3000, 0, bytes.length, 0x1_0001],
			[0x3800, 0, 64, 2],
		].entries())
			words.forEach((value, k) => {
				this.memory.write32(table + i * 16 + k * 4, value);
			});
		this.offer(0, 0, 1);
	}

	access(on: number, at: number, access: number, how: number): void {
		const port = this.ports[on]!;
		const outcome =
			how === 0
				? port.message(at * 4096 + 8, 5)
				: how === 1
					? port.access(access, at, access)
					: port.access(NO_PASID, at, access);
		expect([Translation.OK, Translation.ABORTED]).toContain(outcome);
		if (outcome !== Translation.OK || how === 0) return;
		expect(port.frame >= 0 && port.frame < FRAMES).toBe(true);
		expect(port.granted & 3).not.toBe(0);
		if (on === 1) expect([3, 5, 6]).not.toContain(at);
	}
}

describe('random memory, registers, rings and accesses', () => {
	it('end, and within bounds', () => {
		let broken = 0;
		let whole = 0;
		let requested = 0;
		fc.assert(
			fc.property(
				fc.record({
					bypass: fc.constantFrom('config' as const, 'deprecated' as const, 'none' as const),
					bypassInitially: fc.boolean(),
					granuleBits: fc.constantFrom(12, 12, 13),
					inputPages: fc.constantFrom(null, { first: 0, last: 31 }),
					heldEvents: fc.constantFrom(0, 2),
				}),
				fc.constantFrom(0xffff_ffff, 0x77, 0x1000_007f, 0x10),
				fc.array(step, { minLength: 20, maxLength: 80 }),
				(options, accept, steps) => {
					const s = new Setting(options, accept);
					s.sane();
					for (const one of steps) {
						if (one[0] === 'register') s.unit.writeRegister(REGISTERS[one[1]]!, one[2]);
						else if (one[0] === 'memory') s.memory.write32(one[1] * 4, one[2]);
						else if (one[0] === 'descriptor') s.descriptor(one[1], one[2], one[3]);
						else if (one[0] === 'request') s.request(one[1], one[2]);
						else if (one[0] === 'offer') s.offer(one[1], one[2], one[3]);
						else if (one[0] === 'access') s.access(one[1], one[2], one[3], one[4]);
						else s.sane();
						expect(s.unit.heldEvents).toBeLessThanOrEqual(options.heldEvents);
						if ((s.unit.readRegister(0x70) & 0x40) !== 0) broken++;
						else whole++;
					}
					for (const offset of [...REGISTERS, 0x10, 0x34, 0x60, 0x100]) {
						const value = s.unit.readRegister(offset);
						expect(value >= 0 && value <= 0xffff_ffff && Number.isInteger(value)).toBe(true);
					}
					requested += s.unit.counters.requests - s.unit.counters.requestsFailed;
				},
			),
			{ numRuns: 1500 },
		);
		// The steps reach both states, and requests get through.
		expect(broken).toBeGreaterThan(1000);
		expect(whole).toBeGreaterThan(1000);
		expect(requested).toBeGreaterThan(100);
	}, 60_000);

	it.each([0x00, 0xff, 0x55, 0x01, 0x03])('memory full of %i', (fill) => {
		for (const accept of [0xffff_ffff, 0x77]) {
			const s = new Setting({}, accept);
			s.sane();
			s.memory.copyIn(0, new Uint8Array(FRAMES * 4096).fill(fill), 0, FRAMES * 4096);
			for (const queue of [0, 1, 0]) s.unit.writeRegister(0x50, queue);
			for (const on of [0, 1]) for (const at of [0, 5, 2 ** 52 - 1]) s.access(on, at, 3, 2);
			expect(s.unit.readRegister(0x70)).toBe(fill === 0 ? 0xf : 0x4f);
		}
	});
});
