import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { Frame, PCI, READ, SmmuV3Bench, WRITE } from '../../support/smmuv3-bench.js';
import { host, NESTED_PAGE, nested, plain } from '../../support/smmuv3-nested.js';
import { LEAF1, LEAF2, q, steWords, write64 } from '../../support/smmuv3-tables.js';

/*
 * What was translated once is served until a command drops it: each case changes the structures, sees the old
 * translation, submits a command, and sees whether it is gone.
 */

const PAGE = 0x1_2345_6789;
const VA = BigInt(PAGE) << 12n;
const GLOBAL_LEAF = LEAF1 & ~0x800n;
const SID = BigInt(PCI) << 32n;

const vmid = (id: number) => BigInt(id) << 32n;
const asid = (id: number) => BigInt(id) << 48n;

/** What a read of a page ends at: a frame, or a fault. */
function frameOf(bench: SmmuV3Bench, page = PAGE, pasid = NO_PASID): number | string {
	const outcome = bench.port.access(pasid, page, READ);
	bench.events();
	return outcome === Translation.OK ? bench.port.frame : 'fault';
}

describe('TLB, stage 1', () => {
	/** Stage 1 with ASID 7 and VMID 3; the leaf is changed once it was used. */
	function stale(leaf = LEAF1): SmmuV3Bench {
		const bench = new SmmuV3Bench();
		const root = bench.first({ asid: 7 }, { vmid: 3 });
		const at = bench.tables.map(root, VA, q(0x700) | leaf);
		expect(frameOf(bench)).toBe(0x700);
		write64(bench.memory, at, q(0x800) | leaf);
		expect(frameOf(bench)).toBe(0x700);
		return bench;
	}

	it.each<[string, bigint, bigint, boolean?]>([
		['TLBI_NSNH_ALL', 0x30n, 0n],
		['TLBI_S12_VMALL', 0x28n | vmid(3), 0n],
		['TLBI_NH_ALL', 0x10n | vmid(3), 0n],
		['TLBI_NH_ASID', 0x11n | vmid(3) | asid(7), 0n],
		['TLBI_NH_VA', 0x12n | vmid(3) | asid(7), VA],
		['TLBI_NH_VA, leaf', 0x12n | vmid(3) | asid(7), VA | 1n],
		['TLBI_NH_VAA', 0x13n | vmid(3), VA],
		['TLBI_NH_VAA, leaf', 0x13n | vmid(3), VA | 1n],
		// TG 4 KiB, SCALE 0, NUM 1: two pages, the second is ours. Then TTL 3 alone; then 16 and 64 KiB granules.
		['TLBI_NH_VA, range', 0x12n | vmid(3) | asid(7) | (1n << 12n), (VA - 4096n) | (1n << 10n)],
		['TLBI_NH_VA, level hint', 0x12n | vmid(3) | asid(7), VA | (1n << 10n) | (3n << 8n)],
		['TLBI_NH_VA, 16 KiB', 0x12n | vmid(3) | asid(7), (VA & ~0x3fffn) | (2n << 10n) | (3n << 8n)],
		['TLBI_NH_VAA, 64 KiB', 0x13n | vmid(3), (VA & ~0xffffn) | (3n << 10n) | (3n << 8n)],
		// SCALE 31, NUM 31: 2^36 pages of 4 KiB.
		['TLBI_NH_VA, all', 0x12n | vmid(3) | asid(7) | (31n << 12n) | (31n << 20n), 1n << 10n],
	])('%s drops it', (_, w0, w1) => {
		const bench = stale();
		bench.submit(w0, w1);
		expect(bench.read(0x60)).toBe(0);
		expect(frameOf(bench)).toBe(0x800);
	});

	it.each<[string, bigint, bigint]>([
		['TLBI_S12_VMALL of another VMID', 0x28n | vmid(4), 0n],
		['TLBI_NH_ALL of another VMID', 0x10n | vmid(4), 0n],
		['TLBI_NH_ASID of another ASID', 0x11n | vmid(3) | asid(8), 0n],
		['TLBI_NH_ASID of another VMID', 0x11n | vmid(4) | asid(7), 0n],
		['TLBI_NH_VA of another page', 0x12n | vmid(3) | asid(7), VA + 4096n],
		['TLBI_NH_VA of a page 4 GiB on', 0x12n | vmid(3) | asid(7), VA ^ (1n << 32n)],
		['TLBI_NH_VA of another ASID', 0x12n | vmid(3) | asid(8), VA],
		['TLBI_NH_VAA of another VMID', 0x13n | vmid(4), VA],
		[
			'TLBI_NH_VA, range that ends before',
			0x12n | vmid(3) | asid(7) | (1n << 12n),
			(VA - 8192n) | (1n << 10n),
		],
		['TLBI_S2_IPA', 0x2an | vmid(3), VA],
		['CFGI_STE', 0x03n | SID, 0n],
		['CFGI_CD', 0x05n | SID, 0n],
		['CFGI_CD_ALL', 0x06n | SID, 0n],
		['CFGI_ALL', 0x04n, 31n],
		['SYNC', 0x46n, 0n],
		['ATC_INV', 0x40n | SID, VA | 52n],
	])('%s does not', (_, w0, w1) => {
		const bench = stale();
		bench.submit(w0, w1);
		expect(bench.read(0x60)).toBe(0);
		expect(frameOf(bench)).toBe(0x700);
	});

	it('global entries: kept by TLBI_NH_ASID, dropped by address under any ASID', () => {
		const bench = stale(GLOBAL_LEAF);
		bench.submit(0x11n | vmid(3) | asid(7), 0n);
		expect(frameOf(bench)).toBe(0x700);
		bench.submit(0x12n | vmid(3) | asid(9), VA);
		expect(frameOf(bench)).toBe(0x800);
	});

	it('any address of a block drops the pieces that were used of it', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first({ asid: 7 }, { vmid: 3 });
		const at = bench.tables.map(root, VA, 0x40_0000n | (LEAF1 & ~2n), { leafLevel: 2 });
		expect(frameOf(bench)).toBe(0x589);
		write64(bench.memory, at, 0x60_0000n | (LEAF1 & ~2n));
		expect(frameOf(bench)).toBe(0x589);
		bench.submit(0x12n | vmid(3) | asid(7), (VA & ~0x1f_ffffn) | 1n);
		expect(frameOf(bench)).toBe(0x789);
	});

	it('serves another stream with the same VMID and ASID, and none with others', () => {
		const bench = stale();
		const port = bench.unit.connect(0x12, bench.pci);
		bench.ste(0x12, { config: 5, context: q(Frame.CONTEXTS), vmid: 3 });
		expect(port.access(NO_PASID, PAGE, READ)).toBe(Translation.OK);
		expect(port.frame).toBe(0x700);
		const other = bench.unit.connect(0x13, bench.pci);
		bench.ste(0x13, { config: 5, context: q(Frame.CONTEXTS), vmid: 4 });
		expect(other.access(NO_PASID, PAGE, READ)).toBe(Translation.OK);
		expect(other.frame).toBe(0x800);
	});

	it('a permission that the tables grant by now needs no command', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first();
		const at = bench.tables.map(root, VA, q(0x700) | LEAF1 | 0x80n);
		expect(frameOf(bench)).toBe(0x700);
		write64(bench.memory, at, q(0x700) | LEAF1);
		expect(bench.port.access(NO_PASID, PAGE, WRITE)).toBe(Translation.OK);
	});

	it.each<[string, bigint, bigint, boolean]>([
		['TLBI_NH_VA, leaf', 0x12n | vmid(3) | asid(7), VA | 1n, false],
		['TLBI_NH_VAA, leaf', 0x13n | vmid(3), VA | 1n, false],
		['TLBI_NH_VA', 0x12n | vmid(3) | asid(7), VA, true],
		['TLBI_NH_VAA', 0x13n | vmid(3), VA, true],
		['TLBI_NH_ASID', 0x11n | vmid(3) | asid(7), 0n, true],
		['TLBI_NH_ALL', 0x10n | vmid(3), 0n, true],
		['TLBI_S12_VMALL', 0x28n | vmid(3), 0n, true],
		['TLBI_NSNH_ALL', 0x30n, 0n, true],
		['TLBI_NH_VA of another ASID', 0x12n | vmid(3) | asid(8), VA, false],
		['TLBI_NH_VA of another region', 0x12n | vmid(3) | asid(7), VA + 0x20_0000n, false],
		['TLBI_NH_ASID of another ASID', 0x11n | vmid(3) | asid(8), 0n, false],
		['TLBI_NH_ALL of another VMID', 0x10n | vmid(4), 0n, false],
	])('last tables are kept too: %s', (_, w0, w1, dropped) => {
		const bench = new SmmuV3Bench();
		const root = bench.first({ asid: 7 }, { vmid: 3 });
		bench.tables.map(root, VA, q(0x700) | LEAF1);
		bench.tables.map(root, VA + 4096n, q(0x701) | LEAF1);
		expect(frameOf(bench)).toBe(0x700);
		// Another last table for the region, which only a walk from above finds. The next page is in no TLB.
		write64(bench.memory, Number(root) + Number((VA >> 39n) & 511n) * 8, 0n);
		bench.tables.map(root, VA + 4096n, q(0x801) | LEAF1);
		bench.submit(w0, w1);
		expect(frameOf(bench, PAGE + 1)).toBe(dropped ? 0x801 : 0x701);
	});

	it('an address of a stage 1 block drops its pieces, however small the pages of stage 2 are', () => {
		const bench = new SmmuV3Bench();
		const second = q(bench.tables.frame());
		for (let guest = 0; guest < 1024; guest++)
			bench.tables.map(second, q(guest), q(guest + 0x800) | LEAF2);
		bench.cd(0, { asid: 7, ttb0: q(1) }, q(0x805));
		bench.ste(PCI, { config: 7, vmid: 3, context: q(5), table: second });
		const at = bench.tables.map(q(1), 0n, LEAF1 & ~2n, {
			leafLevel: 2,
			host: (address) => address + q(0x800),
			table: (() => {
				let next = 2n;
				return () => q(next++);
			})(),
		});
		expect(frameOf(bench, 0x107)).toBe(0x907);
		write64(bench.memory, at, 0x20_0000n | (LEAF1 & ~2n));
		expect(frameOf(bench, 0x107)).toBe(0x907);
		bench.submit(0x12n | vmid(3) | asid(7), 0x1000n | 1n);
		expect(frameOf(bench, 0x107)).toBe(0xb07);
	});
});

describe('leaves of 2 MiB at stage 2', () => {
	const BASE = VA & ~0x1f_ffffn;
	const FIRST = Number(BASE >> 12n);

	/** One that may be read at VMID 3, of which page 1 was used before it was moved. */
	function stale(): SmmuV3Bench {
		const bench = new SmmuV3Bench();
		const root = bench.second({ vmid: 3, record: true });
		const block = (frame: number) => q(frame) | (LEAF2 & ~0x82n);
		const at = bench.tables.map(root, BASE, block(0x600), { leafLevel: 2 });
		expect(frameOf(bench, FIRST + 1)).toBe(0x601);
		write64(bench.memory, at, block(0x800));
		return bench;
	}

	it('are kept: other pages of one are found in it, and what it forbids is forbidden', () => {
		const bench = stale();
		expect(frameOf(bench, FIRST + 500)).toBe(0x600 + 500);
		expect(bench.port.access(NO_PASID, FIRST + 2, WRITE)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x13, second: true }]);
		expect(frameOf(bench, FIRST + 512)).toBe('fault');
	});

	it.each<[string, bigint, bigint, number]>([
		['TLBI_S2_IPA', 0x2an | vmid(3), BASE + 0x1000n, 0x800],
		['TLBI_S2_IPA, leaf', 0x2an | vmid(3), (BASE + 0x1f_f000n) | 1n, 0x800],
		['TLBI_S12_VMALL', 0x28n | vmid(3), 0n, 0x800],
		['TLBI_NSNH_ALL', 0x30n, 0n, 0x800],
		['TLBI_S2_IPA of another leaf', 0x2an | vmid(3), BASE + 0x20_0000n, 0x600],
		['TLBI_NH_ALL', 0x10n | vmid(3), 0n, 0x600],
	])('%s', (_, w0, w1, frame) => {
		const bench = stale();
		bench.submit(w0, w1);
		expect(frameOf(bench, FIRST + 3)).toBe(frame + 3);
	});

	it('are not kept where hardware has to mark them', () => {
		const bench = new SmmuV3Bench();
		const root = bench.second({ vmid: 3, ha: true });
		const leaf = LEAF2 & ~2n & ~0x400n;
		const at = bench.tables.map(root, BASE, q(0x600) | leaf, { leafLevel: 2 });
		expect(frameOf(bench, FIRST + 1)).toBe(0x601);
		write64(bench.memory, at, q(0x800) | leaf);
		expect(frameOf(bench, FIRST + 2)).toBe(0x802);
		expect(bench.memory.read32(at) & 0x400).toBe(0x400);
	});
});

describe('TLB, stage 2', () => {
	function stale(): SmmuV3Bench {
		const bench = new SmmuV3Bench();
		const root = bench.second({ vmid: 3 });
		const at = bench.tables.map(root, VA, q(0x700) | LEAF2);
		expect(frameOf(bench)).toBe(0x700);
		write64(bench.memory, at, q(0x800) | LEAF2);
		expect(frameOf(bench)).toBe(0x700);
		return bench;
	}

	it.each<[string, bigint, bigint, number]>([
		['TLBI_S2_IPA', 0x2an | vmid(3), VA, 0x800],
		['TLBI_S2_IPA, leaf', 0x2an | vmid(3), VA | 1n, 0x800],
		['TLBI_S2_IPA, bits above an address', 0x2an | vmid(3), VA | (0xffn << 56n), 0x800],
		[
			'TLBI_S2_IPA, range',
			0x2an | vmid(3) | (3n << 12n) | (7n << 20n),
			(VA & ~0x7ffffn) | (1n << 10n),
			0x800,
		],
		['TLBI_S12_VMALL', 0x28n | vmid(3), 0n, 0x800],
		['TLBI_NSNH_ALL', 0x30n, 0n, 0x800],
		['TLBI_S2_IPA of another page', 0x2an | vmid(3), VA + 4096n, 0x700],
		['TLBI_S2_IPA of a page 4 GiB on', 0x2an | vmid(3), VA ^ (1n << 32n), 0x700],
		['TLBI_S2_IPA of another VMID', 0x2an | vmid(4), VA, 0x700],
		['TLBI_NH_ALL', 0x10n | vmid(3), 0n, 0x700],
		['TLBI_NH_VAA', 0x13n | vmid(3), VA, 0x700],
	])('%s', (_, w0, w1, frame) => {
		const bench = stale();
		bench.submit(w0, w1);
		expect(bench.read(0x60)).toBe(0);
		expect(frameOf(bench)).toBe(frame);
	});
});

describe('last tables of stage 2', () => {
	it.each<[string, bigint, bigint, boolean]>([
		['TLBI_S2_IPA, leaf', 0x2an | vmid(3), VA | 1n, false],
		['TLBI_S2_IPA', 0x2an | vmid(3), VA, true],
		['TLBI_S12_VMALL', 0x28n | vmid(3), 0n, true],
		['TLBI_NSNH_ALL', 0x30n, 0n, true],
		['TLBI_NH_ALL', 0x10n | vmid(3), 0n, false],
		['TLBI_S12_VMALL of another VMID', 0x28n | vmid(4), 0n, false],
	])('%s', (_, w0, w1, dropped) => {
		const bench = new SmmuV3Bench();
		const root = bench.second({ vmid: 3 });
		bench.tables.map(root, VA, q(0x700) | LEAF2);
		bench.tables.map(root, VA + 4096n, q(0x701) | LEAF2);
		expect(frameOf(bench)).toBe(0x700);
		write64(bench.memory, Number(root) + Number((VA >> 39n) & 511n) * 8, 0n);
		bench.tables.map(root, VA + 4096n, q(0x801) | LEAF2);
		bench.submit(w0, w1);
		expect(frameOf(bench, PAGE + 1)).toBe(dropped ? 0x801 : 0x701);
	});
});

describe('TLB, nested', () => {
	it('TLBI_S2_IPA leaves entries of both stages; TLBI_NH_ALL after it drops them', () => {
		const bench = new SmmuV3Bench();
		const made = nested(bench, {}, { vmid: 3 }, { asid: 7 });
		expect(frameOf(bench, NESTED_PAGE)).toBe(host(9));
		write64(bench.memory, made.leafOf(9), plain(10));
		bench.submit(0x2an | vmid(3), 0x9000n);
		expect(frameOf(bench, NESTED_PAGE)).toBe(host(9));
		bench.submit(0x10n | vmid(3));
		expect(frameOf(bench, NESTED_PAGE)).toBe(host(10));
	});

	it('the wrong order shows: TLBI_NH_ALL alone finds the old table of stage 2 again', () => {
		const bench = new SmmuV3Bench();
		const made = nested(bench, {}, { vmid: 3 }, { asid: 7 });
		expect(frameOf(bench, NESTED_PAGE)).toBe(host(9));
		// The last table of stage 2 is replaced by one that maps guest page 9 elsewhere.
		const table = bench.tables.frame();
		for (let guest = 0; guest < 64; guest++)
			write64(bench.memory, table * 4096 + guest * 8, plain(guest === 9 ? 10 : guest));
		write64(bench.memory, Number(made.second), 0n);
		const upper = bench.tables.frame();
		const middle = bench.tables.frame();
		write64(bench.memory, Number(made.second), q(upper) | 3n);
		write64(bench.memory, upper * 4096, q(middle) | 3n);
		write64(bench.memory, middle * 4096, q(table) | 3n);
		bench.submit(0x10n | vmid(3));
		expect(frameOf(bench, NESTED_PAGE)).toBe(host(9));
		bench.submit(0x2an | vmid(3), 0x9000n);
		bench.submit(0x10n | vmid(3));
		expect(frameOf(bench, NESTED_PAGE)).toBe(host(10));
	});
});

describe('configuration caches', () => {
	/** The stream's entry becomes Config 0xx once it was used. */
	function staleEntry(): SmmuV3Bench {
		const bench = new SmmuV3Bench();
		bench.ste(PCI, { config: 4 });
		expect(frameOf(bench)).toBe('fault');
		expect(frameOf(bench, 5)).toBe(5);
		bench.steRaw(PCI, [0x1n]);
		expect(frameOf(bench, 5)).toBe(5);
		return bench;
	}

	it.each<[string, bigint, bigint, number | string]>([
		['CFGI_STE', 0x03n | SID, 0n, 'fault'],
		['CFGI_STE, leaf', 0x03n | SID, 1n, 'fault'],
		['CFGI_STE_RANGE, 16 streams from 10h', 0x04n | (0x1fn << 32n), 3n, 'fault'],
		['CFGI_ALL', 0x04n | (0xffffn << 32n), 31n, 'fault'],
		['CFGI_STE of another stream', 0x03n | (0x11n << 32n), 0n, 5],
		['CFGI_STE_RANGE of others', 0x04n | (0x20n << 32n), 3n, 5],
		['CFGI_CD', 0x05n | SID, 0n, 5],
		['CFGI_CD_ALL', 0x06n | SID, 0n, 5],
		['TLBI_NSNH_ALL', 0x30n, 0n, 5],
	])('stream table entries: %s', (_, w0, w1, expected) => {
		const bench = staleEntry();
		bench.submit(w0, w1);
		expect(bench.read(0x60)).toBe(0);
		expect(frameOf(bench, 5)).toBe(expected);
	});

	it.each<[string, bigint, bigint, number | string]>([
		['CFGI_CD', 0x05n | SID | (3n << 12n), 1n, 0x800],
		['CFGI_CD_ALL', 0x06n | SID, 0n, 0x800],
		['CFGI_STE', 0x03n | SID, 1n, 0x800],
		['CFGI_STE_RANGE', 0x04n | SID, 4n, 0x800],
		['CFGI_ALL', 0x04n, 31n, 0x800],
		['CFGI_CD of another substream', 0x05n | SID | (4n << 12n), 0n, 0x700],
		['CFGI_CD of another stream', 0x05n | (0x11n << 32n) | (3n << 12n), 0n, 0x700],
		['TLBI_NSNH_ALL', 0x30n, 0n, 0x700],
	])('context descriptors: %s', (_, w0, w1, expected) => {
		const bench = new SmmuV3Bench();
		bench.ste(PCI, { config: 5, cdMax: 6, context: q(Frame.CONTEXTS) });
		const [old, next] = [0x700, 0x800].map((frame) => {
			const root = q(bench.tables.frame());
			bench.tables.map(root, VA, q(frame) | LEAF1);
			return root;
		});
		bench.cd(3, { asid: 7, ttb0: old! });
		expect(frameOf(bench, PAGE, 3)).toBe(0x700);
		bench.cd(3, { asid: 8, ttb0: next! });
		expect(frameOf(bench, PAGE, 3)).toBe(0x700);
		bench.submit(w0, w1);
		expect(frameOf(bench, PAGE, 3)).toBe(expected);
	});

	it('level 1 stream descriptors: kept by CFGI_STE with Leaf=1, dropped without', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x20, 0xe);
		bench.write64(0x80, q(0x100));
		bench.write(0x88, 0x1_0000 | (6 << 6) | 12);
		bench.write(0x20, 0xf);
		write64(bench.memory, 0x10_0000, q(0x300) | 7n);
		bench.steRaw(PCI, [0x9n], q(0x300));
		expect(frameOf(bench, 5)).toBe(5);
		write64(bench.memory, 0x10_0000, q(0x301) | 7n);
		bench.steRaw(PCI, [0x1n], q(0x301));
		bench.submit(0x03n | SID, 1n);
		expect(frameOf(bench, 5)).toBe(5);
		bench.submit(0x03n | SID, 0n);
		expect(frameOf(bench, 5)).toBe('fault');
	});

	it('level 1 context descriptors: kept by CFGI_CD with Leaf=1, dropped without', () => {
		const bench = new SmmuV3Bench();
		bench.ste(PCI, { config: 5, cdMax: 10, format: 1, context: q(0x180) });
		const roots = [0x700, 0x800].map((frame) => {
			const root = q(bench.tables.frame());
			bench.tables.map(root, VA, q(frame) | LEAF1);
			return root;
		});
		write64(bench.memory, 0x18_0000 + 8, q(0x300) | 1n);
		bench.cd(3, { asid: 7, ttb0: roots[0]! }, q(0x300));
		bench.cd(3, { asid: 8, ttb0: roots[1]! }, q(0x301));
		expect(frameOf(bench, PAGE, 0x43)).toBe(0x700);
		write64(bench.memory, 0x18_0000 + 8, q(0x301) | 1n);
		bench.submit(0x05n | SID | (0x43n << 12n), 1n);
		expect(frameOf(bench, PAGE, 0x43)).toBe(0x700);
		bench.submit(0x05n | SID | (0x44n << 12n), 0n);
		expect(frameOf(bench, PAGE, 0x43)).toBe(0x700);
		bench.submit(0x05n | SID | (0x43n << 12n), 0n);
		expect(frameOf(bench, PAGE, 0x43)).toBe(0x800);
	});

	it('PREFETCH_CONFIG brings structures in, and is silent about bad ones', () => {
		for (const opcode of [0x01n, 0x02n]) {
			const bench = new SmmuV3Bench();
			bench.submit(opcode | SID);
			bench.ste(PCI, { config: 4 });
			bench.submit(opcode | SID);
			bench.steRaw(PCI, [0x1n]);
			expect(frameOf(bench, 5)).toBe(5);
			expect(bench.read(0x60)).toBe(0);
			expect(bench.unit.counters.eventsRecorded + bench.unit.counters.eventsDropped).toBe(0);
		}
	});

	it('small caches: streams and substreams that meet in a slot are told apart', () => {
		const bench = new SmmuV3Bench({ configEntries: 16, tlbEntries: 16 });
		const ports = Array.from({ length: 24 }, (_, i) => bench.unit.connect(0x18 + i, bench.pci));
		ports.forEach((_, i) => {
			const contexts = q(0x400 + i * 2);
			bench.ste(0x18 + i, { config: 5, cdMax: 7, format: 1, context: q(0x600 + i) });
			for (const half of [0, 1]) {
				write64(bench.memory, (0x600 + i) * 4096 + half * 8, (contexts + q(half)) | 1n);
				for (const index of [0, 1]) {
					const root = q(bench.tables.frame());
					bench.tables.map(root, VA, q(0x800 + i * 4 + half * 2 + index) | LEAF1);
					bench.cd(index, { asid: 1 + i * 4 + half * 2 + index, ttb0: root }, contexts + q(half));
				}
			}
		});
		for (let round = 0; round < 2; round++)
			ports.forEach((port, i) => {
				for (const half of [0, 1])
					for (const index of [0, 1]) {
						expect(port.access(half * 64 + index, PAGE, READ)).toBe(Translation.OK);
						expect(port.frame).toBe(0x800 + i * 4 + half * 2 + index);
					}
			});
	});

	it('streams whose descriptors share a slot take turns', () => {
		const bench = new SmmuV3Bench({ configEntries: 16 });
		bench.write(0x20, 0xe);
		bench.write64(0x80, q(0x600));
		bench.write(0x88, 9);
		bench.write(0x20, 0xf);
		const streams = [0x18, 0x28, 0x118];
		const ports = streams.map((stream, i) => {
			bench.steRaw(
				stream,
				steWords({ config: 5, cdMax: 7, format: 1, context: q(0x400 + i) }),
				q(0x600),
			);
			write64(bench.memory, (0x400 + i) * 4096, q(0x500 + i) | 1n);
			const root = q(bench.tables.frame());
			bench.tables.map(root, VA, q(0x800 + i) | LEAF1);
			bench.cd(1, { asid: 1 + i, ttb0: root }, q(0x500 + i));
			return bench.unit.connect(stream, bench.pci);
		});
		for (const i of [0, 1, 0, 2, 1, 2, 0]) {
			expect(ports[i]!.access(1, PAGE, READ)).toBe(Translation.OK);
			expect(ports[i]!.frame).toBe(0x800 + i);
		}
	});
});
