import { describe, expect, it } from 'vitest';
import { type IommuPort, Translation } from '../../../src/emulator/iommu/contract.js';
import { RiscvIommuModel } from '../../../src/emulator/iommu/riscv/riscv-model.js';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { FakeEndpoint } from '../../support/riscv-bench.js';

const FRAMES = 64;

/** A generator of 32-bit numbers from a seed. */
function generator(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b_79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}
type Random = (below: number) => number;

/** Words that mean something in most places they can stand in. */
function randomWord(random: Random): number {
	switch (random(8)) {
		case 0:
			return 0;
		case 1:
			return 0xffff_ffff;
		case 2:
			return random(2 ** 32);
		case 3:
			// A page of the memory where entries have it, valid.
			return ((random(FRAMES) << 10) | random(16) | 1) >>> 0;
		case 4:
			return ((random(FRAMES) << 10) | 0xdf) >>> 0;
		case 5:
			// Opcodes with few operands.
			return (random(5) | (random(2) << 7) | (random(4) << 10)) >>> 0;
		case 6:
			return random(FRAMES + 2);
		default:
			return (random(2) * 0x8000_0000 + random(3) * 0x1000_0000) >>> 0;
	}
}

const REGISTERS = [
	0x008, 0x010, 0x014, 0x018, 0x01c, 0x020, 0x024, 0x028, 0x02c, 0x030, 0x034, 0x038, 0x03c, 0x040,
	0x044, 0x048, 0x04c, 0x050, 0x054, 0x2f8, 0x300, 0x304, 0x308, 0x30c, 0x3f0, 0x3fc, 0x060, 0x268,
];

function randomValue(random: Random, offset: number): number {
	if (offset >= 0x048 && offset <= 0x050 && random(2) === 0) return 3 | (random(16) << 8);
	if (offset === 0x010 && random(2) === 0) return ((random(FRAMES) << 10) | random(5)) >>> 0;
	if ([0x018, 0x028, 0x038].includes(offset) && random(2) === 0)
		return ((random(FRAMES) << 10) | random(7)) >>> 0;
	if ([0x014, 0x01c, 0x02c, 0x03c].includes(offset) && random(4) !== 0) return 0;
	if (offset === 0x024 && random(2) === 0) return random(64);
	return randomWord(random);
}

/** A context that is valid in all likelihood, with tables and directories anywhere. */
function plausibleContext(random: Random): number[] {
	const frame = () => random(FRAMES);
	const second = random(2) === 0 ? 0 : 8 + random(3);
	const processes = random(2) === 0;
	const first = processes ? random(4) : random(2) === 0 ? 0 : 8 + random(3);
	const flags = [0x1, 0x3, 0x7, 0x47][random(4)]! | (processes ? 0x20 | (random(2) << 9) : 0);
	const msi = second !== 0 && random(2) === 0;
	return [
		flags | (random(2) << 4) | (random(4) << 7),
		0,
		frame() & ~3,
		second * 2 ** 28 + random(3) * 4096,
		random(3) << 12,
		0,
		frame(),
		first * 2 ** 28,
		msi ? frame() : 0,
		msi ? 2 ** 28 : 0,
		random(64),
		0,
		random(2) === 0 ? random(64) : randomWord(random),
		0,
		0,
		0,
	];
}

/** Directory and queues set up as a driver would, for the random writes to disturb. */
function setUp(random: Random, memory: PhysicalMemory, unit: RiscvIommuModel, size: number): void {
	for (let id = 0; id < 64; id++)
		plausibleContext(random)
			.slice(0, size)
			.forEach((word, i) => {
				memory.writeWord(1, id * size + i, word);
			});
	for (const register of [0x010, 0x048, 0x04c, 0x050]) unit.writeRegister(register, 0);
	for (const upper of [0x014, 0x01c, 0x02c, 0x03c]) unit.writeRegister(upper, 0);
	[0x018, 0x028, 0x038].forEach((base, i) => {
		unit.writeRegister(base, ((2 + i) << 10) | 4);
	});
	for (const csr of [0x048, 0x04c, 0x050]) unit.writeRegister(csr, 3);
	unit.writeRegister(0x010, (1 << 10) | 2);
}

function use(random: Random, port: IommuPort): number {
	const pasid = random(3) === 0 ? -1 : random(4) === 0 ? random(2 ** 20) : random(16);
	const page =
		random(3) === 0
			? random(2 ** 20) * 2 ** 32 + random(2 ** 32)
			: random(2) === 0
				? random(64)
				: random(4096);
	const access = random(16);
	switch (random(6)) {
		case 0:
			return port.translate(pasid, page, access);
		case 1:
		case 2:
			return port.access(pasid, page, access);
		case 3:
			return port.message(page * 4096 + random(1024) * 4, random(2 ** 32));
		case 4:
			port.stopMarker(Math.max(pasid, 0));
			return -1;
		default:
			port.pageRequest(pasid, page, access, random(512), random(2) === 0);
			return -1;
	}
}

/** How often requests ended as they did. */
const ends: Record<number, number> = {};

describe('random memory, registers and requests', () => {
	it.each(Array.from({ length: 40 }, (_, i) => i))(
		'end as the specification has it, seed %d',
		(seed) => {
			const random = generator(seed * 104_729 + 17);
			const memory = new PhysicalMemory(FRAMES);
			const msiFlat = random(4) !== 0;
			const unit = new RiscvIommuModel(memory, {
				msiFlat,
				iotlbEntries: 16,
				deviceCacheEntries: 16,
				processCacheEntries: 16,
				interruptFiles: { firstPage: 70, pages: 4 },
			});
			unit.onDeviceInterrupt((page) => {
				expect(page >= 70 && page < 74).toBe(true);
			});
			const endpoints = [0, 5, 0x1234, 0xff_ffff].map((id) => {
				const endpoint = new FakeEndpoint();
				endpoint.delayed = random(2) === 0;
				return { id, endpoint, port: unit.connect(id, endpoint) };
			});
			for (let frame = 0; frame < FRAMES; frame++)
				for (let word = 0; word < 1024; word++)
					if (random(3) !== 0) memory.writeWord(frame, word, randomWord(random));
			setUp(random, memory, unit, msiFlat ? 16 : 8);
			for (let step = 0; step < 3000; step++) {
				if (step % 200 === 199) setUp(random, memory, unit, msiFlat ? 16 : 8);
				const kind = random(10);
				const { id, endpoint, port } = endpoints[random(4)]!;
				if (kind === 0 && random(4) === 0) {
					const offset = REGISTERS[random(REGISTERS.length)]!;
					unit.writeRegister(offset, randomValue(random, offset));
				} else if (kind < 3) memory.writeWord(random(FRAMES), random(1024), randomWord(random));
				else if (kind < 4) {
					if (endpoint.waiting.length > 0) endpoint.complete();
					if (random(20) === 0) unit.expireInvalidations(id);
				} else {
					const end = use(random, port);
					expect([-1, 0, 1, 2, 3]).toContain(end);
					ends[end] = (ends[end] ?? 0) + 1;
					if (end !== Translation.OK) continue;
					// What is granted exists.
					expect(port.frame).toBeGreaterThanOrEqual(0);
					expect(port.frame).toBeLessThan(74);
				}
				for (const [head, base, csr] of [
					[0x020, 0x018, 0x048],
					[0x034, 0x028, 0x04c],
					[0x044, 0x038, 0x050],
				] as const)
					if ((unit.readRegister(csr) & 1) !== 0)
						expect(unit.readRegister(head)).toBeLessThan(2 ** ((unit.readRegister(base) & 31) + 1));
			}
			for (const { endpoint } of endpoints)
				for (const [pasid, index, code] of endpoint.responses) {
					expect(pasid >= -1 && pasid < 2 ** 20).toBe(true);
					expect(index >= 0 && index < 512 && code >= 0 && code < 16).toBe(true);
				}
		},
	);

	it('get somewhere at times', () => {
		for (const end of [0, 1, 2, 3]) expect(ends[end]).toBeGreaterThan(500);
	});
});
