import { expect, it } from 'vitest';
import { AmdViModel } from '../../../../src/emulator/iommu/amdvi/amdvi-model.js';
import type { EndpointPort } from '../../../../src/emulator/iommu/contract.js';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';

/** Malformed structures, commands and registers end as the unit says, never as an exception or without end. */

const FRAMES = 32;
const DEVICES = 1;
const COMMANDS = 2;
const REGISTERS = [
	0x00, 0x04, 0x08, 0x0c, 0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x28, 0x2c, 0x30, 0x38, 0x3c, 0x150,
	0x158, 0x15c, 0x160, 0x164, 0x170, 0x174, 0x178, 0x17c, 0x2000, 0x2008, 0x2010, 0x2018, 0x2020,
	0x2030, 0x2038, 0x2080, 0x2088, 0x4000,
];

function numbers(seed: number): () => number {
	let state = (seed * 0x9e37_79b1 + 1) >>> 0;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return state >>> 0;
	};
}

/** Words that mean something somewhere: present entries, pointers into the memory, commands, all ones. */
function word(next: () => number): number {
	switch (next() % 10) {
		case 0:
			return 0xffff_ffff;
		case 1:
			return next();
		case 2:
			return 0;
		case 3:
			return ((next() % 9) << 28) | (next() % 64);
		case 4:
			return 0x6000_0000;
		default:
			return ((next() % (FRAMES + 2)) << 12) | (next() & 0xfff) | 3;
	}
}

function page(next: () => number): number {
	switch (next() % 5) {
		case 0:
			return 2 ** 52 - 1 - (next() % 4);
		case 1:
			return next() * 2 ** 20 + (next() % 2 ** 20);
		case 2:
			return 0xfdf_8000 + (next() % 0x8000);
		default:
			return next() % 8;
	}
}

class Careless implements EndpointPort {
	readonly pending: (() => void)[] = [];
	responses = 0;

	invalidate(
		_pasid: number,
		_page: number,
		_pages: number,
		_global: boolean,
		done: () => void,
	): void {
		this.pending.push(done);
	}

	pageResponse(pasid: number, prgIndex: number, code: number): void {
		expect(pasid >= -1 && pasid < 2 ** 20 && prgIndex >= 0 && prgIndex < 512 && code < 16).toBe(
			true,
		);
		this.responses++;
	}
}

function run(seed: number, steps: number): string {
	const next = numbers(seed);
	const memory = new PhysicalMemory(FRAMES);
	const unit = new AmdViModel(memory, {
		iotlbEntries: 16,
		tableCacheEntries: 16,
		deviceCacheEntries: 16,
		guestRootEntries: 16,
		interruptCacheEntries: 16,
		outsideTable: next() % 2 === 0 ? 'page-fault' : 'illegal-entry',
	});
	const endpoint = new Careless();
	const ports = [0, 1, 0x10, 0xffff].map((device) => unit.connect(device, endpoint));
	let interrupts = 0;
	unit.onInterrupt(() => {
		if (interrupts++ % 64 === 0) unit.writeRegister(0x2020, 0xffff_ffff);
	});
	unit.onDeviceInterrupt((destination, data) => {
		expect(destination >= 0 && destination < 2 ** 32 && data >= 0).toBe(true);
	});
	const fill = (count: number) => {
		for (let i = 0; i < count; i++)
			memory.write32((next() % FRAMES) * 4096 + (next() % 1024) * 4, word(next));
	};
	const dense = () => {
		const at = (next() % 4 === 0 ? next() % FRAMES : 5 + (next() % (FRAMES - 5))) * 4096;
		const tables = next() % 2 === 0;
		for (let i = 0; i < 512; i++) {
			const level = [0, 0, 1, 2, next() % 8][next() % 5]!;
			const entry = ((next() % (FRAMES + 1)) << 12) | (level << 9) | (next() & 0xe7) | 7;
			memory.write32(at + i * 8, tables ? entry : word(next));
			memory.write32(at + i * 8 + 4, tables ? 0x6000_0000 : word(next));
		}
	};
	/** Something plausible: a device's entry without reserved bits, or a run of commands the same. */
	const plausible = () => {
		if (next() % 2 === 0) {
			const at = DEVICES * 4096 + [0, 1, 0x10][next() % 3]! * 32;
			const frame = () => (next() % (FRAMES + 1)) << 12;
			const q2 = frame() | ((next() % 13) << 1) | (next() % 2);
			const words = [
				frame() | ((next() % 8) << 9) | 3 | ((next() % 4) << 7),
				0x6010_0000 | (next() % 2 === 0 ? 0 : 0x00a0_0000 | ((next() % 4) << 24)),
				((next() % FRAMES) << 13) | (next() % 3),
				1 | (next() % 8 === 0 ? next() & 0x3ff : 0),
				q2,
				((next() % 4) << 28) | (next() & 0x0700_0000),
				0,
				0,
			];
			words.forEach((value, i) => {
				memory.write32(at + i * 4, value);
			});
			return;
		}
		const at = COMMANDS * 4096 + (next() % 256) * 16;
		const opcode = 1 + (next() % 8);
		const word0 =
			opcode === 1 ? ((next() % FRAMES) << 12) | (next() % 8) : opcode < 8 ? next() % 32 : 0;
		const word1 = opcode === 3 ? next() % 3 : 0;
		const named =
			opcode === 3 || opcode === 4 ? (word(next) & 0xffff_f000) | (next() % 2) | (next() & 4) : 0;
		[word0, word1 | (opcode << 28), named, opcode === 7 ? next() % 512 : 0].forEach((value, i) => {
			memory.write32(at + i * 4, value);
		});
	};
	for (let i = 0; i < 12; i++) dense();
	for (let i = 0; i < 600; i++) plausible();
	// The queues, in some order, mostly inside the memory.
	for (const base of [0x00, 0x08, 0x10, 0x38]) {
		const frame =
			next() % 8 === 0
				? next() % FRAMES
				: [DEVICES, COMMANDS, 3, 4][base === 0x38 ? 3 : base >> 3]!;
		unit.writeRegister(base, frame << 12);
		unit.writeRegister(base + 4, base === 0 ? 0 : (8 + (next() % 2)) << 24);
	}
	unit.writeRegister(0x18, 0x0001_f01d);
	let trace = 0;
	for (let step = 0; step < steps; step++) {
		const port = ports[next() % ports.length]!;
		const pasid = next() % 3 === 0 ? -1 : next() % 3 === 0 ? next() % 2 ** 20 : next() % 4;
		const access = next() % 16;
		switch (next() % 16) {
			case 0:
				if (next() % 4 !== 0) break;
				unit.writeRegister(REGISTERS[next() % REGISTERS.length]!, word(next));
				break;
			case 1:
				fill(20);
				break;
			case 2:
				unit.writeRegister(0x2008, next() % 4096);
				break;
			case 3:
				unit.writeRegister(0x18, 0x0001_e01d);
				unit.writeRegister(0x18, 0x0001_f01d | (next() % 0x4_0000));
				break;
			case 4:
				port.pageRequest(pasid, page(next), access, next() % 512, next() % 2 === 0);
				break;
			case 5:
				port.stopMarker(Math.max(pasid, 0));
				break;
			case 6:
			case 7:
				trace = (trace * 31 + port.message(0xfee0_0000 + (next() % 0x10_0000), next())) | 0;
				break;
			case 8:
				endpoint.pending.shift()?.();
				break;
			case 9:
				unit.expireInvalidations(next() % 32);
				break;
			case 10:
				if (next() % 4 === 0) dense();
				else for (let i = 0; i < 10; i++) plausible();
				break;
			case 11:
				unit.writeRegister(0x2010, unit.readRegister(0x2018));
				unit.writeRegister(0x2030, unit.readRegister(0x2038));
				break;
			default: {
				const ask = next() % 2 === 0 ? port.access : port.translate;
				const at = page(next);
				ask.call(port, pasid, at, access & 3);
				const end = ask.call(port, pasid, at, access);
				trace = (trace * 31 + end) | 0;
				if (end !== 0) break;
				expect(port.frame >= 0 && port.frame < FRAMES).toBe(true);
				expect((port.granted & 3) !== 0).toBe(true);
			}
		}
	}
	for (const offset of REGISTERS) trace = (trace * 31 + unit.readRegister(offset)) | 0;
	const { events, pageRequests, iotlbHits, interrupts: passed, invalidations } = unit.counters;
	return [trace, events, pageRequests, iotlbHits, passed, invalidations].join(' ');
}

it('random memory, registers and commands end as something specified, and the same each time', () => {
	const sums = [0, 0, 0, 0, 0];
	for (let seed = 1; seed <= 150; seed++) {
		const first = run(seed, 400);
		if (seed % 15 === 0) expect(run(seed, 400)).toBe(first);
		first
			.split(' ')
			.slice(1)
			.forEach((count, i) => {
				sums[i]! += Number(count);
			});
	}
	// It got everywhere: events, logged page requests, cache hits, interrupts, invalidations.
	expect(sums.map((sum) => sum > 20)).toEqual([true, true, true, true, true]);
});
