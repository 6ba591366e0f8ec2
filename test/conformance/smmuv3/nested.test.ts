import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { EXEC, PRIV, READ, SmmuV3Bench, WRITE } from '../../support/smmuv3-bench.js';
import { host, NESTED_PAGE, nested, plain } from '../../support/smmuv3-nested.js';
import { LEAF1, q } from '../../support/smmuv3-tables.js';

const VA = BigInt(NESTED_PAGE) << 12n;
const DBM = 1n << 51n;
const ACCESSED = 0x400n;
const READABLE = 0x40n;
const WRITABLE = 0x80n;

describe('nested translation', () => {
	it('goes through both stages, tables and descriptors included', () => {
		const bench = new SmmuV3Bench();
		nested(bench);
		expect(bench.port.access(NO_PASID, NESTED_PAGE, READ | WRITE)).toBe(Translation.OK);
		expect([bench.port.frame, bench.port.granted]).toEqual([host(9), READ | WRITE]);
		expect(bench.events()).toEqual([]);
	});

	it.each([
		// Guest page that stage 2 does not map, class, and the intermediate address that is told.
		['the context descriptor', 5, 0, 0x5000n],
		['the first table', 1, 1, 0x1000n],
		['a table', 3, 1, 0x3000n],
		['the last table', 4, 1, 0x4000n],
		['the page', 9, 2, 0x9000n],
	])('stage 2 lacks %s', (_, guest, kind, last) => {
		for (const [leaf, id] of [
			[0n, 0x10],
			[plain(guest) & ~ACCESSED, 0x12],
			[plain(guest) & ~READABLE, 0x13],
			[plain(guest) | (1n << 47n), 0x11],
		] as const) {
			const bench = new SmmuV3Bench();
			nested(bench, { [guest]: leaf }, { ps: 3 }, {}, q(9) | LEAF1 | 0x80n);
			expect(bench.port.access(NO_PASID, NESTED_PAGE, READ | EXEC | PRIV)).toBe(
				id === 0x13 && guest === 9 ? Translation.OK : Translation.ABORTED,
			);
			if (id === 0x13 && guest === 9) continue;
			expect(bench.events()).toMatchObject([
				{
					id,
					second: true,
					kind,
					read: true,
					privileged: true,
					instruction: true,
					tableRead: id === 0x13 && kind === 1,
					address: VA,
					last,
				},
			]);
		}
	});

	it('a stage 1 fault has the context descriptor see to it, S2 clear', () => {
		const bench = new SmmuV3Bench();
		nested(bench, {}, { record: false }, {}, q(9) | (LEAF1 & ~ACCESSED));
		expect(bench.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.port.access(NO_PASID, NESTED_PAGE + 1, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([
			{ id: 0x12, second: false, kind: 2, last: 0n },
			{ id: 0x10, second: false, kind: 2, last: 0n },
		]);
	});

	it('a stage 2 fault has the stream table entry see to it', () => {
		const bench = new SmmuV3Bench();
		nested(bench, { 9: 0n }, { record: false }, { abort: false });
		expect(bench.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([]);
	});

	it('an intermediate address beyond stage 2 is its translation fault; beyond IPS a size fault of stage 1', () => {
		const bench = new SmmuV3Bench();
		nested(bench, {}, { t0sz: 25, sl0: 1 }, { ips: 1 }, (1n << 35n) | LEAF1);
		expect(bench.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.ABORTED);
		const wide = new SmmuV3Bench();
		nested(wide, {}, {}, { ips: 1 }, (1n << 36n) | LEAF1);
		expect(wide.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.ABORTED);
		expect(wide.events()).toMatchObject([{ id: 0x11, second: false, kind: 2 }]);
	});

	it('tables where no memory is: F_WALK_EABT of the stage that reads them', () => {
		const bench = new SmmuV3Bench({ frames: 0x800 });
		nested(bench, { 4: q(0x900) | 0x4ffn });
		expect(bench.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x0b, second: false, kind: 1, last: 0x90_0c50n }]);
		const context = new SmmuV3Bench({ frames: 0x800 });
		nested(context, { 5: q(0x900) | 0x4ffn });
		expect(context.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.ABORTED);
		expect(context.events()).toMatchObject([{ id: 0x09, last: 0x90_0000n }]);
		const second = new SmmuV3Bench({ frames: 0x800 });
		nested(second, {}, { table: q(0x900) });
		expect(second.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.ABORTED);
		expect(second.events()).toMatchObject([{ id: 0x0b, second: true, kind: 0, last: 0x90_0000n }]);
	});

	it('S2PTW keeps descriptors and tables out of Device memory', () => {
		for (const [guest, kind] of [
			[5, 0],
			[4, 1],
		] as const) {
			const device = q(host(guest)) | 0x4c3n;
			const bench = new SmmuV3Bench();
			nested(bench, { [guest]: device });
			expect(bench.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.OK);
			const strict = new SmmuV3Bench();
			nested(strict, { [guest]: device, 9: q(host(9)) | 0x4c3n }, { ptw: true });
			expect(strict.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.ABORTED);
			expect(strict.events()).toMatchObject([
				{ id: 0x13, second: true, kind, last: BigInt(guest) << 12n },
			]);
		}
	});

	it('permissions are what both stages grant', () => {
		const bench = new SmmuV3Bench();
		nested(bench, { 9: plain(9) & ~WRITABLE });
		expect(bench.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.OK);
		expect(bench.port.access(NO_PASID, NESTED_PAGE, WRITE)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x13, second: true, kind: 2, last: 0x9000n }]);
		const first = new SmmuV3Bench();
		nested(first, {}, {}, {}, q(9) | LEAF1 | 0x80n);
		expect(first.port.access(NO_PASID, NESTED_PAGE, WRITE)).toBe(Translation.ABORTED);
		expect(first.events()).toMatchObject([{ id: 0x13, second: false, kind: 2 }]);
	});

	it('S1DSS bypass leaves stage 2', () => {
		const bench = new SmmuV3Bench();
		nested(bench, {}, { cdMax: 4, dss: 1 });
		expect(bench.port.access(NO_PASID, 9, WRITE)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(host(9));
	});
});

describe('nested access flags and dirty state', () => {
	const stage1 = q(9) | 0x8c3n | DBM;
	const clean = (guest: number) => q(host(guest)) | 0x7fn | DBM;

	it('both stages are marked, the pages of the tables too', () => {
		const bench = new SmmuV3Bench();
		const all = { 1: clean(1), 2: clean(2), 3: clean(3), 4: clean(4), 5: clean(5), 9: clean(9) };
		const made = nested(bench, all, { ha: true, hd: true }, { ha: true, hd: true }, stage1);
		const low = (at: number) => bench.memory.read32(at) & 0xfff;
		expect(bench.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.OK);
		expect(low(made.leaf)).toBe(0xcc3);
		// The last table was written into, so its page is dirty; the others were read.
		expect([1, 2, 3, 4, 5, 9].map((guest) => low(made.leafOf(guest)))).toEqual([
			0x47f, 0x47f, 0x47f, 0x4ff, 0x47f, 0x47f,
		]);
		expect(bench.port.access(NO_PASID, NESTED_PAGE, WRITE)).toBe(Translation.OK);
		expect(low(made.leaf)).toBe(0xc43);
		expect(low(made.leafOf(9))).toBe(0x4ff);
	});

	it('a table that stage 2 lets nobody write: permission fault, class TT, of a write', () => {
		const bench = new SmmuV3Bench();
		const made = nested(bench, { 4: plain(4) & ~WRITABLE }, {}, { ha: true }, q(9) | 0x843n);
		expect(bench.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([
			{ id: 0x13, second: true, kind: 1, tableRead: false, last: 0x4000n },
		]);
		expect(bench.memory.read32(made.leaf) & 0xfff).toBe(0x843);
	});

	it('a write that stage 2 denies dirties nothing', () => {
		const bench = new SmmuV3Bench();
		const made = nested(bench, { 9: plain(9) & ~WRITABLE }, {}, { ha: true, hd: true }, stage1);
		expect(bench.port.access(NO_PASID, NESTED_PAGE, WRITE)).toBe(Translation.ABORTED);
		expect(bench.memory.read32(made.leaf) & 0xfff).toBe(0x8c3);
	});

	it('a page that stage 2 alone holds clean is dirtied by the first write, cached or not', () => {
		const bench = new SmmuV3Bench();
		const made = nested(bench, { 9: clean(9) }, { ha: true, hd: true });
		expect(bench.port.access(NO_PASID, NESTED_PAGE, READ)).toBe(Translation.OK);
		expect(bench.memory.read32(made.leafOf(9)) & 0xfff).toBe(0x47f);
		expect(bench.port.access(NO_PASID, NESTED_PAGE, WRITE)).toBe(Translation.OK);
		expect(bench.memory.read32(made.leafOf(9)) & 0xfff).toBe(0x4ff);
	});
});
