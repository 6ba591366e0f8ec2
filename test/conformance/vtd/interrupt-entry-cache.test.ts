import { describe, expect, it } from 'vitest';
import { Translation } from '../../../src/emulator/iommu/contract.js';
import { VtdBench } from '../../support/vtd-bench.js';
import {
	CFI,
	deliveries,
	firstRecord,
	INTERRUPT_TABLE,
	IRE,
	IRTA,
	interruptBench,
	QIE,
	remappable,
	SIRTP,
	setEntry,
} from '../../support/vtd-interrupts.js';
import { q } from '../../support/vtd-tables.js';

describe('IRTA, SIRTP, IRE and CFI', () => {
	it('keeps the bits that are defined; a table is aligned to its frame, whatever is written', () => {
		const made = new VtdBench({ idle: true });
		made.write64(IRTA, 0xffff_ffff_ffff_ffffn);
		expect([made.read(IRTA), made.read(IRTA + 4)]).toEqual([0xffff_f80f, 0xffff_ffff]);
		made.write64(IRTA, q(INTERRUPT_TABLE) + 0x7f5n);
		expect(made.read(IRTA)).toBe(INTERRUPT_TABLE * 4096 + 5);
	});

	it('remapping goes on only after SIRTP; GSTS tells each', () => {
		const made = new VtdBench({ idle: true });
		made.write(0x018, IRE);
		expect(made.read(0x01c)).toBe(0);
		made.write64(IRTA, q(INTERRUPT_TABLE) | 7n);
		made.write(0x018, SIRTP);
		expect(made.read(0x01c)).toBe(SIRTP);
		made.write(0x018, IRE | CFI);
		expect(made.read(0x01c)).toBe(IRE | SIRTP | CFI);
		made.write64(IRTA, 0n);
		expect(made.read(IRTA)).toBe(INTERRUPT_TABLE * 4096 + 7);
		made.write(0x018, 0);
		expect(made.read(0x01c)).toBe(SIRTP);
		made.write64(IRTA, 0n);
		expect(made.read(IRTA)).toBe(0);
	});

	it('without IRE even what looks remappable passes', () => {
		const made = interruptBench();
		made.write(0x018, QIE);
		const seen = deliveries(made);
		expect(made.port.message(0xfee4_5070, 0x1_0041)).toBe(Translation.OK);
		expect(seen).toEqual([[0x45, 0x1_0041]]);
	});

	it('SIRTP takes another table and drops what came from the old one; IRE drops nothing', () => {
		const made = interruptBench();
		const send = () => made.port.message(remappable(200), 0);
		setEntry(made, 200);
		expect(send()).toBe(Translation.OK);
		setEntry(made, 200, [0n, 0n]);
		made.write(0x018, QIE);
		made.write64(IRTA, q(INTERRUPT_TABLE + 1) | 7n);
		made.write(0x018, QIE | IRE);
		expect(send()).toBe(Translation.OK);
		made.write(0x018, QIE | IRE | SIRTP);
		expect(send()).toBe(Translation.ABORTED);
		expect(firstRecord(made)[3]).toBe(0x8000_0022);
	});

	it('SIRTP takes another size', () => {
		const made = interruptBench(q(INTERRUPT_TABLE) | 6n);
		expect(made.port.message(remappable(128), 0)).toBe(Translation.ABORTED);
		expect(firstRecord(made)[3]).toBe(0x8000_0021);
	});
});

describe('the interrupt entry cache', () => {
	const served = (made: VtdBench, index = 5) =>
		made.port.message(remappable(index), 0) === Translation.OK;

	it.each<[string, bigint, boolean]>([
		['global', 0x4n, true],
		['the index', 0x0000_0005_0000_0014n, true],
		['another index', 0x0000_0004_0000_0014n, false],
		['2^0 entries from another index', 0x0000_0007_0000_0014n, false],
		['2^1 entries from 4 on', 0x0000_0004_0800_0014n, true],
		['2^1 entries from 6 on', 0x0000_0006_0800_0014n, false],
		['2^2 entries, the index in the middle of them', 0x0000_0006_1000_0014n, true],
		['2^15 entries', 0x0000_7fff_7800_0014n, true],
		['2^15 entries of the upper half', 0x0000_8000_7800_0014n, false],
		['the IOTLB', 0x12n, false],
		['the context cache', 0x11n, false],
	])('holds an entry that was cleared; invalidation of %s', (_name, descriptor, dropped) => {
		const made = interruptBench();
		setEntry(made, 5);
		expect(served(made)).toBe(true);
		setEntry(made, 5, [0n, 0n]);
		expect(served(made)).toBe(true);
		made.submit(descriptor);
		expect([served(made), made.read(0x034) & 0x10]).toEqual([!dropped, 0]);
	});

	it('serves the requester, destination and vector of then', () => {
		const made = interruptBench();
		const seen = deliveries(made);
		setEntry(made, 5);
		expect(served(made)).toBe(true);
		setEntry(made, 5, [0x0000_3300_0077_0001n, 0x4_0011n]);
		expect(served(made)).toBe(true);
		made.submit(0x4n);
		expect(served(made)).toBe(false);
		expect(seen).toEqual([
			[0x21, 0x5a],
			[0x21, 0x5a],
		]);
	});

	it('does not hold a faulty entry', () => {
		const made = interruptBench();
		expect(served(made)).toBe(false);
		setEntry(made, 5);
		expect(served(made)).toBe(true);
	});

	it('tells entries of the same slot apart', () => {
		const made = interruptBench(undefined, 0, { interruptCacheEntries: 16 });
		const seen = deliveries(made);
		for (let i = 0; i < 256; i++) setEntry(made, i, [(BigInt(i) << 16n) | 1n, 0n]);
		for (let round = 0; round < 2; round++)
			for (let i = 0; i < 256; i++) made.port.message(remappable(i), 0);
		expect(seen.map(([, vector]) => vector)).toEqual(
			Array.from({ length: 512 }, (_, i) => i & 255),
		);
	});
});
