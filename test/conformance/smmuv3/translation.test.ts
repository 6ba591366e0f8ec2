import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { EXEC, PRIV, READ, SmmuV3Bench, WRITE } from '../../support/smmuv3-bench.js';
import { LEAF1, LEAF2, q } from '../../support/smmuv3-tables.js';

const VA = 0x0000_1234_5678_9000n;
const PAGE = Number(VA >> 12n);
const READ_ONLY = 0x80n;
const PXN = 1n << 53n;
const UXN = 1n << 54n;
const DBM = 1n << 51n;

describe('stage 1', () => {
	it.each([
		{ granule: 12, tg0: 0, input: 48, leafLevel: 3 },
		{ granule: 12, tg0: 0, input: 48, leafLevel: 2 },
		{ granule: 12, tg0: 0, input: 48, leafLevel: 1 },
		{ granule: 12, tg0: 0, input: 39, leafLevel: 3 },
		{ granule: 12, tg0: 0, input: 30, leafLevel: 3 },
		{ granule: 12, tg0: 0, input: 25, leafLevel: 2 },
		{ granule: 14, tg0: 2, input: 48, leafLevel: 3 },
		{ granule: 14, tg0: 2, input: 47, leafLevel: 2 },
		{ granule: 14, tg0: 2, input: 36, leafLevel: 3 },
		{ granule: 16, tg0: 1, input: 48, leafLevel: 3 },
		{ granule: 16, tg0: 1, input: 42, leafLevel: 2 },
		{ granule: 16, tg0: 1, input: 29, leafLevel: 3 },
	] as const)('granule 2^$granule, $input bits, leaf at level $leafLevel', (shape) => {
		const bench = new SmmuV3Bench({ frames: 0x100_0000 });
		const address = VA & ((1n << BigInt(shape.input)) - 1n);
		const size = 1n << BigInt(shape.granule + (shape.granule - 3) * (3 - shape.leafLevel));
		// A second page of the same leaf, or of its neighbourhood, and an output that differs in every bit it may.
		const output = 0xa_aaaa_a000n & ~(size - 1n);
		const root = bench.first({
			t0sz: 64 - shape.input,
			tg0: shape.tg0,
			ttb0: q(bench.tables.frame(16)),
		});
		const leaf = output | (shape.leafLevel === 3 ? LEAF1 : LEAF1 & ~2n);
		bench.tables.map(root, address, leaf, shape);
		expect(bench.port.access(NO_PASID, Number(address >> 12n), READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(Number((output | (address & (size - 1n))) >> 12n));
		expect(bench.port.granted).toBe(READ);
		// One page further is another leaf unless the leaf is larger.
		const next = (address | (size - 1n)) + 1n;
		expect(bench.port.access(NO_PASID, Number(next >> 12n), READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x10, address: next }]);
	});

	it('takes the upper half from TTB1, with its own granule and size', () => {
		const bench = new SmmuV3Bench();
		const upper = q(bench.tables.frame(4));
		const lower = bench.first({ epd1: false, t1sz: 17, tg1: 1, ttb1: upper, t0sz: 25 });
		bench.tables.map(lower, 0x5000n, q(0x700) | LEAF1, { input: 39 });
		bench.tables.map(upper, 0x7fff_ffff_c000n, q(0x800) | LEAF1, { granule: 14, input: 47 });
		expect(bench.port.access(NO_PASID, 5, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(0x700);
		expect(bench.port.access(NO_PASID, 2 ** 52 - 2, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(0x802);
		// 2^47 bytes below the top, less one page.
		expect(bench.port.access(NO_PASID, 2 ** 52 - 2 ** 35 - 1, READ)).toBe(Translation.ABORTED);
		expect(bench.port.access(NO_PASID, 2 ** 27, READ)).toBe(Translation.ABORTED);
		expect(bench.events().map((event) => [event.id, event.address])).toEqual([
			[0x10, 0xffff_7fff_ffff_f000n],
			[0x10, 0x80_0000_0000n],
		]);
	});

	it('ignores the top byte where the half says so', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first({ tbi0: true });
		bench.tables.map(root, VA, q(0x700) | LEAF1);
		expect(bench.port.access(NO_PASID, PAGE + 0xab * 2 ** 44, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(0x700);
		// Bits 55:48 still count, and so does bit 55 for the half.
		expect(bench.port.access(NO_PASID, PAGE + 2 ** 36, READ)).toBe(Translation.ABORTED);
		expect(bench.port.access(NO_PASID, PAGE + 2 ** 43, READ)).toBe(Translation.ABORTED);
	});

	const rights: [string, bigint, bigint, number, number, number][] = [
		// name, leaf bits, table bits, read/write/execute as unprivileged, and as privileged
		['AP 00', 0n, 0n, 0b100, 0b111, 0],
		['AP 01', 0x40n, 0n, 0b111, 0b011, 0],
		['AP 10', READ_ONLY, 0n, 0b100, 0b101, 0],
		['AP 11', READ_ONLY | 0x40n, 0n, 0b101, 0b101, 0],
		['AP 01, UXN', 0x40n | UXN, 0n, 0b011, 0b011, 0],
		['AP 11, PXN', READ_ONLY | 0x40n | PXN, 0n, 0b101, 0b001, 0],
		['AP 01, APTable 01', 0x40n, 1n << 61n, 0b100, 0b111, 0],
		['AP 01, APTable 10', 0x40n, 2n << 61n, 0b101, 0b101, 0],
		['AP 01, UXNTable', 0x40n, 1n << 60n, 0b011, 0b011, 0],
		['AP 00, PXNTable', 0n, 1n << 59n, 0b100, 0b011, 0],
		['AP 01, all tables, HAD', 0x40n, 15n << 59n, 0b111, 0b011, 1],
		['AP 01, WXN', 0x40n, 0n, 0b011, 0b011, 2],
		['AP 11, WXN', READ_ONLY | 0x40n, 0n, 0b101, 0b101, 2],
		['AP 01, PAN', 0x40n, 0n, 0b111, 0b000, 3],
		['AP 00, PAN', 0n, 0n, 0b100, 0b111, 3],
	];
	it.each(rights)('%s', (_, leaf, upper, user, privileged, mode) => {
		const bench = new SmmuV3Bench();
		const root = bench.first({ had0: mode === 1, wxn: mode === 2, pan: mode === 3 });
		bench.tables.map(root, VA, q(0x700) | 0xc03n | leaf, { upper });
		for (const [priv, granted] of [
			[0, user],
			[PRIV, privileged],
		] as const)
			for (const access of [READ, WRITE, EXEC]) {
				const outcome = bench.port.access(NO_PASID, PAGE, access | priv);
				expect([access, priv, outcome]).toEqual([
					access,
					priv,
					(granted & access) !== 0 ? Translation.OK : Translation.ABORTED,
				]);
				if (outcome === Translation.OK) continue;
				expect(bench.events()).toMatchObject([
					{
						id: 0x13,
						read: access !== WRITE,
						instruction: access === EXEC,
						privileged: priv !== 0,
						second: false,
						kind: 2,
						address: VA,
						last: 0n,
					},
				]);
			}
	});

	it('an execute-only page serves fetches, not reads', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first();
		bench.tables.map(root, VA, q(0x700) | 0xc03n);
		expect(bench.port.access(NO_PASID, PAGE, READ | EXEC)).toBe(Translation.OK);
		expect(bench.port.granted).toBe(READ | EXEC);
		expect(bench.port.access(NO_PASID, PAGE, READ)).toBe(Translation.ABORTED);
	});

	it('PRIVCFG and INSTCFG replace what came', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first({}, { privcfg: 3, instcfg: 3 });
		bench.tables.map(root, VA, q(0x700) | 0xc03n | PXN);
		expect(bench.port.access(NO_PASID, PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x13, instruction: true, privileged: true }]);
		expect(bench.port.access(NO_PASID, PAGE, WRITE)).toBe(Translation.OK);
		bench.first({ ttb0: root }, { privcfg: 2, instcfg: 2 });
		bench.submit(0x03n | (0x10n << 32n), 1n);
		expect(bench.port.access(NO_PASID, PAGE, READ | EXEC | PRIV)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x13, instruction: false, privileged: false }]);
	});
});

describe('access flag and dirty state', () => {
	it('a clear access flag is a fault, unless AFFD', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first();
		const at = bench.tables.map(root, VA, q(0x700) | (LEAF1 & ~0x400n));
		expect(bench.port.access(NO_PASID, PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x12, second: false, kind: 2 }]);
		bench.first({ affd: true, ttb0: root });
		bench.submit(0x05n | (0x10n << 32n), 1n);
		expect(bench.port.access(NO_PASID, PAGE, READ)).toBe(Translation.OK);
		expect(bench.memory.read32(at)).toBe(0x70_0843);
	});

	it('HA sets it, HD makes a writable-clean page dirty for a write only', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first({ ha: true, hd: true });
		const clean = q(0x700) | 0x8c3n | DBM;
		const at = bench.tables.map(root, VA, clean);
		expect(bench.port.access(NO_PASID, PAGE, READ)).toBe(Translation.OK);
		expect(bench.memory.read32(at)).toBe(0x70_0cc3);
		expect(bench.port.access(NO_PASID, PAGE, WRITE)).toBe(Translation.OK);
		expect(bench.memory.read32(at)).toBe(0x70_0c43);
		expect(bench.memory.read32(at + 4)).toBe(0x8_0000);
	});

	it('without HD, or with APTable, a clean page is not writable', () => {
		for (const [cd, upper] of [
			[{ ha: true }, 0n],
			[{ ha: true, hd: true }, 2n << 61n],
			[{ hd: true }, 0n],
		] as const) {
			const bench = new SmmuV3Bench();
			const root = bench.first(cd);
			const at = bench.tables.map(root, VA, q(0x700) | 0xcc3n | DBM, { upper });
			expect(bench.port.access(NO_PASID, PAGE, WRITE)).toBe(Translation.ABORTED);
			expect(bench.memory.read32(at)).toBe(0x70_0cc3);
		}
	});
});

describe('stage 2', () => {
	it.each([
		{ granule: 12, tg: 0, input: 48, start: 0, sl0: 2, leafLevel: 3 },
		{ granule: 12, tg: 0, input: 44, start: 0, sl0: 2, leafLevel: 1 },
		{ granule: 12, tg: 0, input: 43, start: 1, sl0: 1, leafLevel: 3 },
		{ granule: 12, tg: 0, input: 40, start: 1, sl0: 1, leafLevel: 2 },
		{ granule: 12, tg: 0, input: 34, start: 2, sl0: 0, leafLevel: 3 },
		{ granule: 12, tg: 0, input: 25, start: 2, sl0: 0, leafLevel: 2 },
		{ granule: 14, tg: 2, input: 48, start: 1, sl0: 2, leafLevel: 3 },
		{ granule: 14, tg: 2, input: 36, start: 2, sl0: 1, leafLevel: 2 },
		{ granule: 14, tg: 2, input: 29, start: 3, sl0: 0, leafLevel: 3 },
		{ granule: 16, tg: 1, input: 46, start: 2, sl0: 1, leafLevel: 3 },
		{ granule: 16, tg: 1, input: 48, start: 1, sl0: 2, leafLevel: 2 },
	] as const)('granule 2^$granule, $input bits from level $start, leaf at $leafLevel', (shape) => {
		const bench = new SmmuV3Bench({ frames: 0x100_0000 });
		const address = 0xfedc_ba98_7000n & ((1n << BigInt(shape.input)) - 1n);
		const size = 1n << BigInt(shape.granule + (shape.granule - 3) * (3 - shape.leafLevel));
		const output = 0xa_aaaa_a000n & ~(size - 1n);
		const root = bench.second({
			t0sz: 64 - shape.input,
			sl0: shape.sl0,
			tg: shape.tg,
			table: q(bench.tables.frame(256)),
		});
		bench.tables.map(root, address, output | (shape.leafLevel === 3 ? LEAF2 : LEAF2 & ~2n), shape);
		expect(bench.port.access(NO_PASID, Number(address >> 12n), WRITE)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(Number((output | (address & (size - 1n))) >> 12n));
		if (shape.input === 48) return;
		const beyond = 1n << BigInt(shape.input);
		expect(bench.port.access(NO_PASID, Number(beyond >> 12n), WRITE)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([
			{ id: 0x10, second: true, kind: 2, read: false, address: beyond, last: beyond },
		]);
	});

	it.each([
		// S2AP and XN, what is granted unprivileged and privileged
		['S2AP 00', 0n, 0b100, 0b100],
		['S2AP 01', 0x40n, 0b101, 0b101],
		['S2AP 10', 0x80n, 0b110, 0b110],
		['S2AP 11', 0xc0n, 0b111, 0b111],
		['XN 01', 0xc0n | (1n << 53n), 0b111, 0b011],
		['XN 10', 0xc0n | (2n << 53n), 0b011, 0b011],
		['XN 11', 0xc0n | (3n << 53n), 0b011, 0b111],
	] as const)('%s', (_, leaf, user, privileged) => {
		const bench = new SmmuV3Bench();
		const root = bench.second();
		bench.tables.map(root, VA, q(0x700) | 0x43fn | leaf);
		for (const [priv, granted] of [
			[0, user],
			[PRIV, privileged],
		] as const)
			for (const access of [READ, WRITE, EXEC]) {
				const outcome = bench.port.access(NO_PASID, PAGE, access | priv);
				const ok = (granted & access) !== 0;
				expect([access, priv, outcome]).toEqual([
					access,
					priv,
					ok ? Translation.OK : Translation.ABORTED,
				]);
				if (!ok)
					expect(bench.events()).toMatchObject([
						{ id: 0x13, second: true, kind: 2, address: VA, last: VA },
					]);
			}
	});

	it('access flag and dirty state, by S2AFFD, S2HA and S2HD', () => {
		const bench = new SmmuV3Bench();
		const root = bench.second();
		const at = bench.tables.map(root, VA, q(0x700) | 0x07fn | DBM);
		expect(bench.port.access(NO_PASID, PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x12, second: true, kind: 2 }]);
		bench.second({ table: root, affd: true });
		bench.submit(0x03n | (0x10n << 32n), 1n);
		expect(bench.port.access(NO_PASID, PAGE, READ)).toBe(Translation.OK);
		expect(bench.memory.read32(at)).toBe(0x70_007f);
		bench.second({ table: root, ha: true, hd: true });
		bench.submit(0x03n | (0x10n << 32n), 1n);
		bench.submit(0x30n);
		expect(bench.port.access(NO_PASID, PAGE, READ)).toBe(Translation.OK);
		expect(bench.memory.read32(at)).toBe(0x70_047f);
		expect(bench.port.access(NO_PASID, PAGE, WRITE)).toBe(Translation.OK);
		expect(bench.memory.read32(at)).toBe(0x70_04ff);
	});
});

describe('no translation', () => {
	it('Config bypass passes what fits the address size', () => {
		const bench = new SmmuV3Bench({ outputAddressBits: 40 });
		bench.ste(0x10, { config: 4 });
		expect(bench.port.access(NO_PASID, 0x123, WRITE)).toBe(Translation.OK);
		expect([bench.port.frame, bench.port.granted]).toEqual([0x123, WRITE]);
		// Within the size, but nobody there.
		expect(bench.port.access(NO_PASID, 2 ** 28 - 1, WRITE)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([]);
		expect(bench.port.access(NO_PASID, 2 ** 28, WRITE)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([
			{ id: 0x11, second: false, kind: 2, address: 0x100_0000_0000n, read: false },
		]);
	});

	it('Config 0xx ends everything without a word, valid alone', () => {
		const bench = new SmmuV3Bench();
		bench.steRaw(0x10, [0x1n | (3n << 1n), 0xffff_ffff_ffff_ffffn, 0xffff_ffff_ffff_ffffn]);
		expect(bench.port.access(NO_PASID, 1, READ)).toBe(Translation.ABORTED);
		expect(bench.port.translate(NO_PASID, 1, READ)).toBe(Translation.UNSUPPORTED);
		expect(bench.events()).toEqual([]);
	});

	it('SMMUEN=0: GBPA says whether accesses pass or abort', () => {
		const bench = new SmmuV3Bench({ outputAddressBits: 36 });
		bench.write(0x20, 0xe);
		expect(bench.port.access(NO_PASID, 0x123, READ | WRITE)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(0x123);
		expect(bench.port.access(NO_PASID, 2 ** 24, READ)).toBe(Translation.ABORTED);
		bench.write(0x44, 0x0010_0000);
		expect(bench.port.access(NO_PASID, 0x123, READ)).toBe(Translation.OK);
		bench.write(0x44, 0x8010_0000);
		expect(bench.port.access(NO_PASID, 0x123, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([]);
		expect(bench.port.translate(NO_PASID, 0x123, READ)).toBe(Translation.UNSUPPORTED);
		expect(bench.events()).toMatchObject([{ id: 0x05, address: 0x12_3000n }]);
		expect(bench.port.translated(0x123, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x07, address: 0x12_3000n, read: true }]);
	});

	it('a disconnected endpoint reaches nothing', () => {
		const bench = new SmmuV3Bench();
		bench.ste(0x10, { config: 4 });
		bench.unit.disconnect(0x10);
		expect(bench.port.access(NO_PASID, 1, READ)).toBe(Translation.ABORTED);
		expect(bench.port.translate(NO_PASID, 1, READ)).toBe(Translation.UNSUPPORTED);
		expect(bench.port.message(0x1000, 1)).toBe(Translation.ABORTED);
		expect(() => bench.unit.connect(0x11, bench.pci)).toThrow(/already connected/);
		expect(() => bench.unit.connect(2 ** 20, bench.pci)).toThrow(/20 bits/);
	});
});
