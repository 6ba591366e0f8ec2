import { describe, expect, it } from 'vitest';
import { Translation } from '../../../src/emulator/iommu/contract.js';
import { FakeEndpoint, type VtdBench } from '../../support/vtd-bench.js';
import {
	CFI,
	deliveries,
	ENTRY,
	firstRecord,
	INTERRUPT_TABLE,
	IRE,
	interruptBench,
	QIE,
	remappable,
	SHV,
	setEntry,
} from '../../support/vtd-interrupts.js';
import { q, write64 } from '../../support/vtd-tables.js';

const OUTSIDE = 0x8000;

describe('a remappable message', () => {
	it.each<[string, number, number, number]>([
		['handle 0', 0xfee0_0010, 0, 0],
		['handle 3; the data says nothing without SHV', 0xfee0_0070, 0xffff, 3],
		['handle 1 and subhandle 4', 0xfee0_0038, 4, 5],
		['handle 255, the last', 0xfee0_1ff0, 0, 255],
	])('%s', (_name, at, data, index) => {
		const made = interruptBench();
		const seen = deliveries(made);
		setEntry(made, index);
		expect(made.port.message(at, data)).toBe(Translation.OK);
		expect(seen).toEqual([[0x21, 0x5a]]);
		expect(made.faults()).toEqual([]);
		expect(made.unit.counters).toMatchObject({ interrupts: 1, interruptsBlocked: 0 });
	});

	it('reaches every entry of a table of 2^16, the upper half by bit 2 of the address', () => {
		const made = interruptBench(q(INTERRUPT_TABLE) | 15n);
		const seen = deliveries(made);
		setEntry(made, 0x8001);
		setEntry(made, 0xffff, [0x0000_2200_005b_0001n, 0n]);
		expect(made.port.message(0xfee0_0034, 0)).toBe(Translation.OK);
		expect(made.port.message(remappable(0xffff), 0)).toBe(Translation.OK);
		expect(made.port.message(remappable(0x8000, SHV), 0x7fff)).toBe(Translation.OK);
		expect(seen).toEqual([
			[0x21, 0x5a],
			[0x22, 0x5b],
			[0x22, 0x5b],
		]);
	});

	it.each<[string, bigint, bigint, [number, number]]>([
		['32 bits of destination with EIME', 0x800n, 0x8765_4321_00ff_0001n, [0x8765_4321, 0xff]],
		['logical, with hint, available bits', 0n, 0x0000_0f00_0041_0f0dn, [0x0f, 0x41]],
		['lowest priority', 0n, 0x0000_0100_0041_0021n, [1, 0x141]],
		['ExtINT', 0n, 0x0000_0100_0041_00e1n, [1, 0x741]],
		['level', 0n, 0x0000_0100_0041_0011n, [1, 0xc041]],
	])('%s', (_name, extended, low, delivered) => {
		const made = interruptBench(q(INTERRUPT_TABLE) | 7n | extended);
		const seen = deliveries(made);
		setEntry(made, 9, [low, 0n]);
		expect(made.port.message(remappable(9), 0)).toBe(Translation.OK);
		expect(seen).toEqual([delivered]);
	});

	it('is an interrupt whether accesses are translated or not, and asks for no context entry', () => {
		const made = interruptBench();
		const seen = deliveries(made);
		setEntry(made, 1, [ENTRY[0], 0n]);
		made.root(0n);
		made.write64(0x020, q(1) | 0x400n);
		made.write(0x018, QIE | IRE | 0x4000_0000);
		made.write(0x018, (QIE | IRE | 0x8000_0000) >>> 0);
		expect(made.unit.connect(0x1234, new FakeEndpoint()).message(remappable(1), 0)).toBe(
			Translation.OK,
		);
		expect(seen).toHaveLength(1);
	});
});

describe('a message that remapping refuses is recorded with its index in bits 63:48', () => {
	type Case = [string, number, number, number, (made: VtdBench) => void, number?];
	const at5 =
		(low: bigint, high = ENTRY[1]) =>
		(made: VtdBench) =>
			setEntry(made, 5, [low, high]);
	const present = ENTRY[0];
	it.each<Case>([
		['reserved bits of the data', 0x20, remappable(5), 0x1_0000, at5(present)],
		['the same with SHV', 0x20, remappable(4, SHV), 0x8000_0001, at5(present)],
		['a handle beyond the table', 0x21, remappable(256), 0, () => {}, 256],
		['a subhandle beyond it', 0x21, remappable(0xff, SHV), 1, () => {}, 256],
		['a sum of more than 16 bits', 0x21, remappable(0xffff, SHV), 0xffff, () => {}, 0xfffe],
		['an entry that is not present', 0x22, remappable(5), 0, at5(present - 1n)],
		['bit 12 of an entry', 0x24, remappable(5), 0, at5(present | (1n << 12n))],
		['bit 14 of an entry', 0x24, remappable(5), 0, at5(present | (1n << 14n))],
		['a posted entry', 0x24, remappable(5), 0, at5(present | (1n << 15n))],
		['bit 24 of an entry', 0x24, remappable(5), 0, at5(present | (1n << 24n))],
		['bit 31 of an entry', 0x24, remappable(5), 0, at5(present | (1n << 31n))],
		['a destination of more than 8 bits', 0x24, remappable(5), 0, at5(present | (1n << 48n))],
		['bits below a destination of 8 bits', 0x24, remappable(5), 0, at5(present | (1n << 32n))],
		['bit 84 of an entry', 0x24, remappable(5), 0, at5(present, ENTRY[1] | (1n << 20n))],
		['bit 127 of an entry', 0x24, remappable(5), 0, at5(present, ENTRY[1] | (1n << 63n))],
		['another requester', 0x26, remappable(5), 0, at5(present, 0x4_0011n)],
		['a reserved SVT', 0x26, remappable(5), 0, at5(present, 0xc_0010n)],
		['a bus below the range', 0x26, remappable(5), 0, at5(present, 0x8_0102n)],
	])('%s: reason %i', (_name, reason, at, data, set, index = 5) => {
		const made = interruptBench();
		const seen = deliveries(made);
		set(made);
		expect(made.port.message(at, data)).toBe(Translation.ABORTED);
		expect(firstRecord(made)).toEqual([0, index * 0x1_0000, 0x10, 0x8000_0000 + reason]);
		expect([seen, made.messages, made.read(0x034)]).toEqual([[], [0x41], 2]);
		expect(made.unit.counters).toMatchObject({ interrupts: 0, interruptsBlocked: 1 });
	});

	it.each([
		['a table outside the memory', q(OUTSIDE) | 7n, 5],
		['a table at an address of 64 bits', (0xffff_ffff_ffffn << 16n) | 7n, 5],
		['the part of a table that is outside', q(4095) | 15n, 256],
	])('%s: reason 23h', (_name, irta, index) => {
		const made = interruptBench(irta);
		expect(made.port.message(remappable(index), 0)).toBe(Translation.ABORTED);
		expect(firstRecord(made)).toEqual([0, index * 0x1_0000, 0x10, 0x8000_0023]);
	});

	it('the part of the same table that is inside serves', () => {
		const made = interruptBench(q(4095) | 15n);
		write64(made.memory, 4095 * 4096 + 255 * 16, ENTRY[0]);
		write64(made.memory, 4095 * 4096 + 255 * 16 + 8, ENTRY[1]);
		expect(made.port.message(remappable(255), 0)).toBe(Translation.OK);
	});

	it('FPD of the entry silences what is found in it, and nothing that is found before', () => {
		const fpd = 2n;
		for (const [low, high] of [
			[ENTRY[0] - 1n, ENTRY[1]],
			[ENTRY[0] | (1n << 12n), ENTRY[1]],
			[ENTRY[0], 0x4_0011n],
		] as const) {
			const made = interruptBench();
			setEntry(made, 5, [low | fpd, high]);
			expect(made.port.message(remappable(5), 0)).toBe(Translation.ABORTED);
			expect(made.port.message(remappable(5), 0)).toBe(Translation.ABORTED);
			expect([made.faults(), made.unit.counters.interruptsBlocked]).toEqual([[], 2]);
			expect(made.port.message(remappable(5), 0x1_0000)).toBe(Translation.ABORTED);
			expect(firstRecord(made)[3]).toBe(0x8000_0020);
		}
	});

	it('shares registers and overflow with all other faults', () => {
		const made = interruptBench();
		for (let i = 0; i < 9; i++) made.port.message(remappable(i), 0);
		expect(made.read(0x034)).toBe(3);
		expect(made.read(0x220 + 7 * 16 + 4)).toBe(7 * 0x1_0000);
		expect(made.unit.counters).toMatchObject({ faultsRecorded: 8, faultsDropped: 1 });
	});
});

describe('who may send an interrupt', () => {
	it.each<[string, bigint, number[], number[]]>([
		['anybody: SVT 0, whatever SQ and SID are', 0x3_1234n, [0, 0x1234, 0xffff], []],
		['one requester', 0x4_0110n, [0x110], [0x111, 0x10, 0x210, 0x114]],
		['SQ 1: bit 2 of the function is not compared', 0x5_0110n, [0x110, 0x114], [0x111, 0x112]],
		['SQ 2: bits 2:1', 0x6_0110n, [0x110, 0x112, 0x114, 0x116], [0x111, 0x118]],
		['SQ 3: the whole function', 0x7_0110n, [0x110, 0x111, 0x117], [0x118, 0x10f]],
		['SVT 2: buses 1 to 3', 0x8_0103n, [0x100, 0x2ff, 0x3ff], [0xff, 0x400]],
	])('%s', (_name, high, allowed, refused) => {
		const made = interruptBench();
		setEntry(made, 5, [ENTRY[0], high]);
		const send = (id: number) => {
			const port = id === 0x10 ? made.port : made.unit.connect(id, new FakeEndpoint());
			return port.message(remappable(5), 0) === Translation.OK;
		};
		expect([allowed.map(send), refused.map(send)]).toEqual([
			allowed.map(() => true),
			refused.map(() => false),
		]);
		expect(made.faults().map((f) => [f.source, f.reason])).toEqual(refused.map((id) => [id, 0x26]));
	});
});

describe('a compatibility format message', () => {
	it('is blocked while remapping is on, and its address read as a handle', () => {
		for (const irta of [q(INTERRUPT_TABLE) | 7n, q(INTERRUPT_TABLE) | 0x807n]) {
			const made = interruptBench(irta);
			const seen = deliveries(made);
			expect(made.port.message(0xfee1_0004, 0x41)).toBe(Translation.ABORTED);
			expect(firstRecord(made)).toEqual([0, 0x8800_0000, 0x10, 0x8000_0025]);
			expect(seen).toEqual([]);
		}
	});

	it('passes as it is with CFIS, but not with EIME', () => {
		const made = interruptBench(q(INTERRUPT_TABLE) | 7n, CFI);
		const seen = deliveries(made);
		expect(made.port.message(0xfee1_0004, 0xffff_0041)).toBe(Translation.OK);
		expect(seen).toEqual([[0x10, 0xffff_0041]]);
		const extended = interruptBench(q(INTERRUPT_TABLE) | 0x807n, CFI);
		expect(extended.port.message(0xfee1_0004, 0x41)).toBe(Translation.ABORTED);
		expect(firstRecord(extended)[3]).toBe(0x8000_0025);
	});
});
