import { describe, expect, it } from 'vitest';
import { Access } from '../../../../src/emulator/iommu/contract.js';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { LeafTableCache } from '../../../../src/emulator/table/leaf-table-cache.js';
import { RiscvFault } from '../../../../src/emulator/table/riscv-entry.js';
import { RiscvFirstStage, RiscvWalk } from '../../../../src/emulator/table/riscv-first-stage.js';
import { RiscvSecondStage } from '../../../../src/emulator/table/riscv-second-stage.js';
import { P, ppn, RiscvTables, RW, RWX, read64, write64 } from '../../../support/riscv-tables.js';

const { READ, WRITE, EXEC } = Access;

function bench() {
	const memory = new PhysicalMemory(1024);
	const tables = new RiscvTables(memory, 16);
	const second = new RiscvSecondStage(memory, new LeafTableCache(16, 18));
	const first = new RiscvFirstStage(memory, second, new LeafTableCache(16, 9));
	return { memory, tables, second, first };
}

describe('the first stage', () => {
	// A page whose indices are all different, from the top: 1, 2, 3, 4, 5.
	const index = [5n, 4n, 3n, 2n, 1n];
	const page = (levels: number) =>
		index.slice(0, levels).reduce((sum, part, level) => sum | (part << BigInt(level * 9)), 0n);
	/** The PPN of a leaf at a level: aligned, with a bit set above. */
	const leaf = (level: number) => 1n << BigInt(level * 9 + 2);

	it.each([
		[3, 0],
		[3, 1],
		[3, 2],
		[4, 0],
		[4, 1],
		[4, 2],
		[4, 3],
		[5, 0],
		[5, 1],
		[5, 2],
		[5, 3],
		[5, 4],
	])('of %d levels takes a leaf at level %d', (levels, level) => {
		const { memory, tables, first } = bench();
		const root = tables.frame();
		const at = tables.entry(root, levels, page(levels), level);
		write64(memory, at, ppn(leaf(level)) | RWX);
		first.use(0, 1, 0, root, levels, 0);
		for (let time = 0; time < 2; time++) {
			expect(first.walk(Number(page(levels)), READ | WRITE | EXEC, READ)).toBe(true);
			const expected = leaf(level) | (page(levels) & ((1n << BigInt(level * 9)) - 1n));
			expect((BigInt(first.high) << 18n) | BigInt(first.low)).toBe(expected);
			expect([first.leaf, first.permission, first.fault]).toEqual([level * 9, 7, RiscvFault.NONE]);
		}
		// One bit below the alignment is a fault.
		for (let low = 0; low < level * 9; low += 3) {
			write64(memory, at, ppn(leaf(level) | (1n << BigInt(low))) | RWX);
			expect(first.walk(Number(page(levels)), READ, READ)).toBe(false);
			expect(first.fault).toBe(RiscvFault.PAGE);
		}
	});

	it.each([
		[3, 2 ** 26],
		[4, 2 ** 35],
		[5, 2 ** 44],
	])('of %d levels sees addresses that are sign-extended only', (levels, half) => {
		const { memory, tables, first } = bench();
		const root = tables.frame();
		write64(memory, tables.entry(root, levels, BigInt(half) - 1n, levels - 1), RW);
		write64(memory, tables.entry(root, levels, BigInt(half), levels - 1), RW);
		first.use(0, 1, 0, root, levels, 0);
		const seen = [0, half - 1, half, 2 ** 52 - half - 1, 2 ** 52 - half, 2 ** 51].map((at) =>
			first.walk(at, READ, READ),
		);
		expect(seen).toEqual([false, true, false, false, true, false]);
	});

	it('keeps 64 KiB pages apart by their lowest four bits', () => {
		const { memory, tables, first } = bench();
		const root = tables.frame();
		for (let i = 0n; i < 16n; i++)
			write64(memory, tables.entry(root, 3, 0x120n | i, 0), ppn(0x348) | RW | P.N);
		first.use(0, 1, 0, root, 3, 0);
		for (let i = 0; i < 16; i++) {
			expect(first.walk(0x120 + i, READ, READ)).toBe(true);
			expect([first.low, first.leaf]).toEqual([0x340 + i, 4]);
		}
	});

	it('marks what is used, and only then', () => {
		const { memory, tables, first } = bench();
		const root = tables.frame();
		const at = tables.entry(root, 3, 5n, 0);
		const clean = RW & ~P.A & ~P.D;
		write64(memory, at, ppn(0x80) | clean);
		first.use(0, 1, 0, root, 3, RiscvWalk.UPDATES);
		expect(first.walk(5, READ, READ)).toBe(true);
		expect(read64(memory, at)).toBe(ppn(0x80) | clean);
		// Reading alone gives no way to write to what is clean.
		expect(first.permission).toBe(READ);
		first.commit(false);
		expect(read64(memory, at)).toBe(ppn(0x80) | clean | P.A);
		expect(first.walk(5, READ | WRITE, READ | WRITE)).toBe(true);
		expect(first.permission).toBe(READ | WRITE);
		first.commit(true);
		expect(read64(memory, at)).toBe(ppn(0x80) | RW);
	});

	it('nested marks the page of the table as written, in the entry of the second stage', () => {
		const { memory, tables, first, second } = bench();
		const guest = tables.root4();
		for (const frame of [0x40, 0x41, 0x42])
			tables.mapSecond(guest, 3, BigInt(frame), frame, RW & ~P.A & ~P.D);
		write64(memory, 0x40_000, ppn(0x41) | P.V);
		write64(memory, 0x41_000, ppn(0x42) | P.V);
		write64(memory, 0x42_000, ppn(0x50) | (RW & ~P.A));
		const state = () =>
			[0x40n, 0x41n, 0x42n].map(
				(frame) => read64(memory, tables.entry(guest, 3, frame, 0, true)) & 0xc0n,
			);
		second.use(9, guest, 3, true);
		first.use(9, 1, 0, 0x40, 3, RiscvWalk.UPDATES | RiscvWalk.NESTED);
		expect(first.walk(0, READ, READ)).toBe(true);
		expect(state()).toEqual([P.A, P.A, P.A]);
		first.commit(false);
		expect(state()).toEqual([P.A, P.A, P.A | P.D]);
		expect(read64(memory, 0x42_000)).toBe(ppn(0x50) | RW);
	});

	it.each([
		['the page of the table is read only', RW & ~P.W & ~P.D, true],
		['it is clean and stays so', RW & ~P.D, false],
	])('nested cannot mark where %s', (_name, bits, updates) => {
		const { memory, tables, first, second } = bench();
		const guest = tables.root4();
		tables.mapSecond(guest, 3, 0x40n, 0x40, RW);
		tables.mapSecond(guest, 3, 0x41n, 0x41, RW);
		tables.mapSecond(guest, 3, 0x42n, 0x42, bits);
		write64(memory, 0x40_000, ppn(0x41) | P.V);
		write64(memory, 0x41_000, ppn(0x42) | P.V);
		write64(memory, 0x42_018, ppn(0x50) | (RW & ~P.A));
		second.use(9, guest, 3, updates);
		first.use(9, 1, 0, 0x40, 3, RiscvWalk.UPDATES | RiscvWalk.NESTED);
		// The second time from the table that is remembered.
		for (let time = 0; time < 2; time++) {
			expect(first.walk(3, READ, READ)).toBe(false);
			expect([first.fault, first.faultPage, first.faultOffset]).toEqual([
				RiscvFault.GUEST_WRITE,
				0x42,
				0x18,
			]);
		}
	});
});

describe('the second stage', () => {
	it.each([
		[3, 0],
		[3, 1],
		[3, 2],
		[4, 3],
		[5, 4],
	])('of %d levels takes a leaf at level %d, and the two bits more', (levels, level) => {
		const { memory, tables, second } = bench();
		const root = tables.root4();
		const top = 3n << BigInt(levels * 9);
		const page = top | 0x12_3456n;
		// A leaf of the first frames: what the memory has of it is at the offset of the page.
		write64(memory, tables.entry(root, levels, page, level, true), RWX);
		second.use(9, root, levels, false);
		expect(second.walk(Number(page >> 18n), Number(page & 0x3_ffffn), READ | EXEC, true)).toBe(
			true,
		);
		const expected = page & ((1n << BigInt(level * 9)) - 1n);
		expect([second.frame, second.leaf]).toEqual([Number(expected), level * 9]);
		const beyond = (page >> 18n) + (1n << BigInt(levels * 9 + 2 - 18));
		expect(second.walk(Number(beyond), Number(page & 0x3_ffffn), READ, true)).toBe(false);
		expect(second.fault).toBe(RiscvFault.GUEST);
	});

	it('has no frame for pages beyond 2^28 of a leaf, whatever its size', () => {
		const { memory, tables, second } = bench();
		const root = tables.root4();
		write64(memory, tables.entry(root, 5, 0n, 4, true), RWX);
		second.use(9, root, 5, false);
		expect(second.walk(0x3ff, 0x3_ffff, READ, false)).toBe(true);
		expect(second.frame).toBe(2 ** 28 - 1);
		for (const high of [0x400, 0x400 << 3, 1 << 17]) {
			expect(second.walk(high, 1, READ, false)).toBe(true);
			expect(second.frame).toBe(-1);
		}
		write64(memory, tables.entry(root, 5, 0n, 4, true), ppn(1n << 43n) | RWX);
		expect(second.walk(0, 1, READ, false)).toBe(true);
		expect(second.frame).toBe(-1);
	});

	it('sets accessed and dirty only with commit, and only if it may', () => {
		const { memory, tables, second } = bench();
		const root = tables.root4();
		tables.mapSecond(root, 3, 5n, 0x80, RW & ~P.A & ~P.D);
		const at = tables.entry(root, 3, 5n, 0, true);
		second.use(9, root, 3, false);
		expect(second.walk(0, 5, READ, false)).toBe(false);
		second.use(9, root, 3, true);
		expect(second.walk(0, 5, READ, false)).toBe(true);
		expect([second.permission, second.mayWrite]).toEqual([READ, true]);
		expect(read64(memory, at) & 0xc0n).toBe(0n);
		second.commit(false);
		expect(read64(memory, at) & 0xc0n).toBe(P.A);
		expect(second.walk(0, 5, READ | WRITE, true)).toBe(true);
		second.commit(true);
		expect(read64(memory, at) & 0xc0n).toBe(P.A | P.D);
	});
});
