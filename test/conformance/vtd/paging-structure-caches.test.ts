import { describe, expect, it } from 'vitest';
import { VtdBench } from '../../support/vtd-bench.js';
import { first, nested, PAGE, PRIV, READ, second, WRITE } from '../../support/vtd-mappings.js';
import { entryAddress, q, read64, write64 } from '../../support/vtd-tables.js';

/**
 * What is remembered of the tables above the leaves. Each case maps PAGE and its neighbours, has PAGE translated,
 * points an entry above the leaf somewhere else and looks where a neighbour, which no IOTLB entry holds,
 * leads: through the old table until a command drops it.
 */

const page = Number(PAGE);
const OLD = 100;
const NEW = 200;

/** Address of the entry of a level on the way to PAGE, below the top table of four levels. */
function entryOf(bench: VtdBench, root: number, level: number, at = PAGE): number {
	let table = root;
	for (let l = 4; l > level; l--)
		table = Number((read64(bench.memory, entryAddress(table, at, l)) >> 12n) & 0xfff_ffffn);
	return entryAddress(table, at, level);
}

/** Eight pages from PAGE on at OLD; PAGE is translated; then the last table is replaced by one with NEW. */
function replaced(kind: 'first' | 'second'): VtdBench {
	const bench = new VtdBench();
	const bits = kind === 'first' ? 7n : 3n;
	const root = (kind === 'first' ? first : second)(bench, q(OLD) | bits);
	const map = kind === 'first' ? 'mapFirst' : 'mapSecond';
	for (let i = 1n; i < 8n; i++) bench.tables[map](root, PAGE + i, q(BigInt(OLD) + i) | bits);
	expect(bench.port.translate(1, page, READ)).toBe(0);
	const table = bench.tables.frame();
	for (let i = 0n; i < 8n; i++)
		write64(bench.memory, entryAddress(table, PAGE + i, 1), q(BigInt(NEW) + i) | bits);
	write64(bench.memory, entryOf(bench, root, 2), q(table) | bits);
	return bench;
}

/** Whether a neighbour of PAGE that was not translated before is still found through the old table. */
function kept(bench: VtdBench, neighbour = 1): boolean {
	expect(bench.port.translate(1, page + neighbour, READ)).toBe(0);
	expect([OLD + neighbour, NEW + neighbour]).toContain(bench.port.frame);
	return bench.port.frame === OLD + neighbour;
}

const PIOTLB_PAGES = 0x0000_0001_0001_0036n;
const IOTLB_PAGES = 0x0001_0032n;
const HINT = 0x40n;

const COMMANDS: [name: string, q0: bigint, q1: bigint, keptFirst: boolean, keptSecond: boolean][] =
	[
		['type 6, the page', PIOTLB_PAGES, PAGE << 12n, false, true],
		['type 6, another page of the region', PIOTLB_PAGES, (PAGE + 5n) << 12n, false, true],
		['type 6, the page, with the hint', PIOTLB_PAGES, (PAGE << 12n) | HINT, true, true],
		['type 6, a page of the next region', PIOTLB_PAGES, (PAGE + 512n) << 12n, true, true],
		['type 6, a block around it', PIOTLB_PAGES, (PAGE << 12n) | 12n, false, true],
		['type 6, 1 GiB around it', PIOTLB_PAGES, (PAGE << 12n) | 18n, false, true],
		['type 6, 1 GiB beside it', PIOTLB_PAGES, ((PAGE + 0x4_0000n) << 12n) | 18n, true, true],
		['type 6, the PASID', 0x0000_0001_0001_0026n, 0n, false, true],
		['type 6, another PASID', 0x0000_0002_0001_0026n, 0n, true, true],
		['type 6, the PASID in another domain', 0x0000_0001_0002_0026n, 0n, true, true],
		['type 2, everything', 0x12n, 0n, false, false],
		['type 2, the domain', 0x0001_0022n, 0n, false, false],
		['type 2, another domain', 0x0002_0022n, 0n, true, true],
		['type 2, the page', IOTLB_PAGES, PAGE << 12n, true, false],
		['type 2, the page, with the hint', IOTLB_PAGES, (PAGE << 12n) | HINT, true, true],
		['type 2, a page of the next region', IOTLB_PAGES, (PAGE + 512n) << 12n, true, true],
		['type 2, 1 GiB around it', IOTLB_PAGES, (PAGE << 12n) | 18n, true, false],
		['type 2, the page in another domain', 0x0002_0032n, PAGE << 12n, true, true],
		['contexts', 0x11n, 0n, true, true],
		['PASIDs', 0x37n, 0n, true, true],
		['a device TLB', 0x10_0000_0003n, 0n, true, true],
	];

describe('a table that was replaced', () => {
	it.each(COMMANDS)('first level: %s', (_name, q0, q1, keptFirst) => {
		const bench = replaced('first');
		expect(kept(bench, 1)).toBe(true);
		bench.submit(q0, q1);
		expect(kept(bench, 2)).toBe(keptFirst);
		expect(kept(bench, 3)).toBe(keptFirst);
	});

	it.each(COMMANDS)('second level: %s', (_name, q0, q1, _keptFirst, keptSecond) => {
		const bench = replaced('second');
		expect(kept(bench, 1)).toBe(true);
		bench.submit(q0, q1);
		expect(kept(bench, 2)).toBe(keptSecond);
		expect(kept(bench, 3)).toBe(keptSecond);
	});

	it.each(['first', 'second'] as const)('%s level: a new root pointer drops it', (kind) => {
		const bench = replaced(kind);
		bench.write(0x018, 0xc400_0000);
		expect(kept(bench)).toBe(false);
	});

	it.each(['first', 'second'] as const)(
		'%s level: translation switched off and on drops it',
		(kind) => {
			const bench = replaced(kind);
			bench.write(0x018, 0x0400_0000);
			bench.write(0x018, 0x8400_0000);
			expect(kept(bench)).toBe(false);
		},
	);

	it('is still used after a page request: that drops the page only', () => {
		const bench = replaced('first');
		bench.port.pageRequest(1, page + 1, READ, 0, true);
		expect(kept(bench, 1)).toBe(true);
		expect(kept(bench, 0)).toBe(true);
	});
});

describe('a first-level directory that was replaced, seen by regions that have no table remembered', () => {
	/** Regions of 2 MiB around PAGE, each with one page at OLD; PAGE is translated; then the directory is replaced. */
	function replacedDirectory(): VtdBench {
		const bench = new VtdBench();
		const root = first(bench, q(OLD) | 7n);
		for (let i = 1n; i < 8n; i++)
			bench.tables.mapFirst(root, PAGE + i * 512n, q(BigInt(OLD) + i) | 7n);
		expect(bench.port.translate(1, page, READ)).toBe(0);
		const directory = bench.tables.frame();
		for (let i = 0n; i < 8n; i++) {
			const table = bench.tables.frame();
			const at = PAGE + i * 512n;
			write64(bench.memory, entryAddress(table, at, 1), q(BigInt(NEW) + i) | 7n);
			write64(bench.memory, entryAddress(directory, at, 2), q(table) | 7n);
		}
		write64(bench.memory, entryOf(bench, root, 3), q(directory) | 7n);
		return bench;
	}
	function directoryKept(bench: VtdBench, region: number): boolean {
		expect(bench.port.translate(1, page + region * 512, READ)).toBe(0);
		expect([OLD + region, NEW + region]).toContain(bench.port.frame);
		return bench.port.frame === OLD + region;
	}
	const commands = COMMANDS.map(([name, q0, q1, keptFirst]) => [name, q0, q1, keptFirst] as const);

	it.each([
		...commands.filter(([name]) => name !== 'type 6, a page of the next region'),
		['type 6, a page of the next 2 MiB', PIOTLB_PAGES, (PAGE + 512n) << 12n, false] as const,
		['type 6, a page of the next GiB', PIOTLB_PAGES, (PAGE + 0x4_0000n) << 12n, true] as const,
	])('%s', (_name, q0, q1, keptDirectory) => {
		const bench = replacedDirectory();
		expect(directoryKept(bench, 1)).toBe(true);
		bench.submit(q0, q1);
		expect(directoryKept(bench, 2)).toBe(keptDirectory);
		expect(directoryKept(bench, 3)).toBe(keptDirectory);
	});

	it('a new root pointer drops it', () => {
		const bench = replacedDirectory();
		bench.write(0x018, 0xc400_0000);
		expect(directoryKept(bench, 1)).toBe(false);
	});

	it('nested: a change of any second-level page drops it', () => {
		const bench = new VtdBench();
		nested(bench);
		const other = PAGE + 512n;
		// The neighbour's table is guest table 5; the directory, guest table 3, moves from host frame 1003 to 1050.
		write64(bench.memory, entryAddress(1003, other, 2), q(5) | 7n);
		write64(bench.memory, entryAddress(1050, other, 2), q(6) | 7n);
		write64(bench.memory, entryAddress(1005, other, 1), q(10) | 7n);
		write64(bench.memory, entryAddress(1005, other + 1n, 1), q(10) | 7n);
		write64(bench.memory, entryAddress(1006, other + 1n, 1), q(11) | 7n);
		expect(bench.port.translate(1, page, READ)).toBe(0);
		write64(bench.memory, entryOf(bench, 32, 1, 3n), q(1050) | 3n);
		expect(bench.port.translate(1, Number(other), READ)).toBe(0);
		expect(bench.port.frame).toBe(1010);
		bench.submit(IOTLB_PAGES, (3n << 12n) | HINT);
		expect(bench.port.translate(1, Number(other) + 1, READ)).toBe(0);
		expect(bench.port.frame).toBe(1011);
	});
});

describe('leaves of 2 MiB of the second level', () => {
	it.each([
		['with the hint', HINT, false],
		['without', 0n, false],
		['of the next region', 512n << 12n, true],
	])('are translations: an invalidation of a page in it, %s', (_name, bits, keptLeaf) => {
		const bench = new VtdBench();
		const root = second(bench, q(512) | 0x83n, {}, 3n, 2);
		expect(bench.port.translate(1, page, READ)).toBe(0);
		bench.tables.mapSecond(root, PAGE, q(1024) | 0x83n, 3n, 2);
		expect(bench.port.translate(1, page + 1, READ)).toBe(0);
		expect(bench.port.frame).toBe(512 + ((page + 1) & 511));
		bench.submit(IOTLB_PAGES, (PAGE << 12n) + bits);
		expect(bench.port.translate(1, page + 2, READ)).toBe(0);
		expect(bench.port.frame).toBe((keptLeaf ? 512 : 1024) + ((page + 2) & 511));
	});

	it('get their dirty bit although the way to them is remembered', () => {
		const bench = new VtdBench();
		const root = second(bench, q(512) | 0x83n, { slade: true }, 3n, 2);
		expect(bench.port.access(1, page, READ)).toBe(0);
		const leaf = entryOf(bench, root, 2);
		expect(read64(bench.memory, leaf) & 0x300n).toBe(0x100n);
		expect(bench.port.access(1, page + 1, WRITE)).toBe(0);
		expect(read64(bench.memory, leaf) & 0x300n).toBe(0x300n);
	});
});

describe('nested tables', () => {
	/** Guest table 4, the last one, moves from host frame 1004 to 1050, where the neighbour is guest frame 10. */
	function moved(): VtdBench {
		const bench = new VtdBench();
		nested(bench);
		write64(bench.memory, entryAddress(1004, PAGE + 1n, 1), q(9) | 7n);
		write64(bench.memory, entryAddress(1004, PAGE + 2n, 1), q(9) | 7n);
		write64(bench.memory, entryAddress(1050, PAGE + 1n, 1), q(10) | 7n);
		write64(bench.memory, entryAddress(1050, PAGE + 2n, 1), q(10) | 7n);
		expect(bench.port.translate(1, page, READ)).toBe(0);
		// The first frame that `nested` takes is the second level's top table.
		write64(bench.memory, entryOf(bench, 32, 1, 4n), q(1050) | 3n);
		return bench;
	}
	const frameOf = (bench: VtdBench, at: number) => {
		expect(bench.port.translate(1, at, READ)).toBe(0);
		return bench.port.frame;
	};

	it.each([
		['type 2, the guest page of the table', IOTLB_PAGES, 4n << 12n, 1010],
		['type 2, with the hint: its leaf did change', IOTLB_PAGES, (4n << 12n) | HINT, 1010],
		['type 2, the domain', 0x0001_0022n, 0n, 1010],
		['type 2, pages of another domain', 0x0002_0032n, 4n << 12n, 1009],
		['type 6 with the hint', PIOTLB_PAGES, (PAGE << 12n) | HINT, 1009],
		['type 6, the PASID', 0x0000_0001_0001_0026n, 0n, 1010],
		['PASIDs', 0x37n, 0n, 1009],
	])('a guest table that moved in the second level: %s', (_name, q0, q1, frame) => {
		const bench = moved();
		expect(frameOf(bench, page + 1)).toBe(1009);
		bench.submit(q0, q1);
		expect(frameOf(bench, page + 2)).toBe(frame);
	});

	it('a table that may not be written is asked for again each time', () => {
		const bench = new VtdBench();
		nested(bench, { 4: q(1004) | 1n });
		for (const at of [PAGE, PAGE + 1n])
			write64(bench.memory, entryAddress(1004, at, 1), q(9) | 0x27n);
		expect(bench.port.access(1, page, READ)).toBe(0);
		expect(bench.port.access(1, page + 1, WRITE)).toBe(3);
		write64(bench.memory, entryOf(bench, 32, 1, 4n), q(1004) | 3n);
		expect(bench.port.access(1, page + 1, WRITE)).toBe(0);
	});

	it('marks the guest table dirty when it writes an accessed bit through what it remembers', () => {
		const bench = new VtdBench();
		nested(bench, {}, { slade: true });
		write64(bench.memory, entryAddress(1004, PAGE + 1n, 1), q(9) | 7n);
		expect(bench.port.access(1, page, READ)).toBe(0);
		const leaf = entryOf(bench, 32, 1, 4n);
		write64(bench.memory, leaf, read64(bench.memory, leaf) & ~0x200n);
		expect(bench.port.access(1, page + 1, READ)).toBe(0);
		expect(read64(bench.memory, leaf) & 0x200n).toBe(0x200n);
		expect(read64(bench.memory, entryAddress(1004, PAGE + 1n, 1)) & 0x20n).toBe(0x20n);
	});
});

describe('what entries above the leaf say', () => {
	it.each([
		['first', 5n, 7n],
		['second', 1n, 3n],
	] as const)(
		'%s level: a permission that is added is seen without an invalidation',
		(kind, less, more) => {
			const bench = new VtdBench();
			const root = (kind === 'first' ? first : second)(bench, q(OLD) | more, {}, less);
			const map = kind === 'first' ? 'mapFirst' : 'mapSecond';
			bench.tables[map](root, PAGE + 1n, q(OLD + 1) | more, less);
			expect(bench.port.translate(1, page, READ | WRITE)).toBe(0);
			expect(bench.port.granted).toBe(READ);
			for (const level of [2, 3, 4]) {
				const at = entryOf(bench, root, level);
				write64(bench.memory, at, read64(bench.memory, at) | 2n);
			}
			expect(bench.port.translate(1, page + 1, READ | WRITE)).toBe(0);
			expect(bench.port.granted).toBe(READ | WRITE);
		},
	);

	it('holds for neighbours: read-only above stays read-only', () => {
		const bench = new VtdBench();
		const root = first(bench, q(OLD) | 7n, {}, 5n);
		bench.tables.mapFirst(root, PAGE + 1n, q(OLD + 1) | 7n, 5n);
		expect(bench.port.access(1, page, READ)).toBe(0);
		expect(bench.port.access(1, page + 1, WRITE)).toBe(3);
		expect(bench.faults().map((fault) => fault.reason)).toEqual([0x85]);
	});

	it('a supervisor does not open the way for users', () => {
		const bench = new VtdBench();
		const root = first(bench, q(OLD) | 7n, {}, 3n);
		bench.tables.mapFirst(root, PAGE + 1n, q(OLD + 1) | 7n, 3n);
		expect(bench.port.translate(1, page, READ | PRIV)).toBe(0);
		expect(bench.port.translate(1, page + 1, READ)).toBe(1);
		expect(bench.port.translate(1, page + 1, READ | PRIV)).toBe(0);
	});

	it('gets its accessed bit again after an invalidation without the hint', () => {
		const bench = new VtdBench();
		const root = first(bench, q(OLD) | 7n);
		bench.tables.mapFirst(root, PAGE + 1n, q(OLD + 1) | 7n);
		expect(bench.port.translate(1, page, READ)).toBe(0);
		const above = entryOf(bench, root, 2);
		write64(bench.memory, above, read64(bench.memory, above) & ~0x20n);
		bench.submit(PIOTLB_PAGES, PAGE << 12n);
		expect(bench.port.translate(1, page + 1, READ)).toBe(0);
		expect(read64(bench.memory, above) & 0x20n).toBe(0x20n);
	});
});
