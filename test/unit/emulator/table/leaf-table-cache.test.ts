import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	LARGE_LEAF,
	LeafTableCache,
	NO_PROCESS,
} from '../../../../src/emulator/table/leaf-table-cache.js';

interface Row {
	space: number;
	process: number;
	mode: number;
	page: number;
	frame: number;
	attributes: number;
}

const highOf = (page: number) => (page / 2 ** 18) | 0;
const lowOf = (page: number) => page & 0x3_ffff;
const regionOf = (page: number, order: number) => Math.floor(page / 2 ** order);
const keyOf = (row: Row, order: number) =>
	[row.space, row.process, row.mode, regionOf(row.page, order)].join();

const pageOf = fc.oneof(
	fc.nat(5000),
	fc.nat(60_000),
	fc.constantFrom(2 ** 31 + 7, 2 ** 36 - 1, 2 ** 52 - 1, 2 ** 52 - 600),
);

const rowOf: fc.Arbitrary<Row> = fc.record({
	space: fc.constantFrom(0, 1, 0xffff),
	process: fc.constantFrom(NO_PROCESS, 0, 0xf_ffff),
	mode: fc.constantFrom(0, 0x20, 0xff),
	page: pageOf,
	frame: fc.nat(2 ** 28 - 1),
	attributes: fc.constantFrom(1, 3, 0x17, LARGE_LEAF | 3),
});

/** Ranges begin at a multiple of their size, as those of every command do. */
const dropOf = fc
	.record({
		kind: fc.constantFrom('all', 'space', 'mode', 'process', 'pages', 'pages', 'pages'),
		space: fc.constantFrom(0, 1, 0xffff),
		process: fc.constantFrom(NO_PROCESS, 0, 0xf_ffff),
		page: pageOf,
		pages: fc.constantFrom(1, 2, 512, 513, 2 ** 14, 2 ** 18, 2 ** 27),
		leafOnly: fc.boolean(),
	})
	.map((drop) => ({
		...drop,
		page: drop.page - (drop.page % 2 ** Math.ceil(Math.log2(drop.pages))),
	}));
type Drop = typeof dropOf extends fc.Arbitrary<infer T> ? T : never;

function covers(drop: Drop, row: Row, order: number): boolean {
	if (drop.kind === 'all') return true;
	if (row.space !== drop.space) return false;
	if (drop.kind === 'space') return true;
	if (drop.kind === 'mode') return (row.mode & 0x20) !== 0;
	if (row.process !== drop.process) return false;
	if (drop.kind === 'process') return true;
	if (drop.leafOnly && (row.attributes & LARGE_LEAF) === 0) return false;
	const region = regionOf(row.page, order);
	const last = regionOf(drop.page + drop.pages - 1, order);
	return region >= regionOf(drop.page, order) && region <= last;
}

function apply(cache: LeafTableCache, drop: Drop): void {
	const { kind, space, process, page, pages, leafOnly } = drop;
	if (kind === 'all') cache.dropAll();
	if (kind === 'space') cache.dropSpace(space);
	if (kind === 'mode') cache.dropMode(space, 0x20);
	if (kind === 'process') cache.dropProcess(space, process);
	if (kind === 'pages') cache.dropPages(space, process, page, pages, leafOnly);
}

function find(cache: LeafTableCache, row: Row): number {
	return cache.find(row.space, row.process, row.mode, highOf(row.page), lowOf(row.page));
}

function fill(cache: LeafTableCache, row: Row): void {
	const { space, process, mode, page, frame, attributes } = row;
	cache.fill(space, process, mode, highOf(page), lowOf(page), frame, attributes, frame ^ 5, 42);
}

describe('the cache of leaf tables', () => {
	it('serves what was filled in last, until a drop that covers it, and loses nothing else to drops', () => {
		const step = fc.oneof(
			{ weight: 4, arbitrary: rowOf.map((row) => ({ row, drop: undefined })) },
			{ weight: 1, arbitrary: dropOf.map((drop) => ({ row: undefined, drop })) },
		);
		let served = 0;
		let dropped = 0;
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 50 }),
				fc.constantFrom(2, 64, 4096),
				fc.constantFrom(9 as const, 18 as const),
				(steps, size, order) => {
					const cache = new LeafTableCache(size, order);
					const valid = new Map<string, Row>();
					const seen = new Map<string, Row>();
					for (const { row, drop } of steps) {
						if (row !== undefined) {
							fill(cache, row);
							valid.set(keyOf(row, order), row);
							seen.set(keyOf(row, order), row);
						} else {
							const before = [...valid.values()].filter((held) => find(cache, held) >= 0);
							apply(cache, drop);
							for (const held of before) {
								expect([held, find(cache, held) >= 0]).toEqual([held, !covers(drop, held, order)]);
								if (covers(drop, held, order)) dropped++;
							}
							for (const [key, held] of valid) if (covers(drop, held, order)) valid.delete(key);
						}
						for (const [key, any] of seen) {
							const at = find(cache, any);
							if (at < 0) continue;
							served++;
							const held = valid.get(key);
							expect([cache.frame(at), cache.attributes(at)]).toEqual([
								held?.frame,
								held?.attributes,
							]);
							expect([cache.entryFrame(at), cache.entryWord(at)]).toEqual([held!.frame ^ 5, 42]);
						}
					}
				},
			),
			{ numRuns: 400 },
		);
		expect(served).toBeGreaterThan(2000);
		expect(dropped).toBeGreaterThan(100);
	});

	it('finds a row by any page of its region, and by no page beside it', () => {
		const cache = new LeafTableCache(64);
		fill(cache, { space: 1, process: 2, mode: 3, page: 1024, frame: 7, attributes: 1 });
		expect([1024, 1300, 1535].map((page) => cache.find(1, 2, 3, 0, page) >= 0)).toEqual([
			true,
			true,
			true,
		]);
		expect([1023, 1536].map((page) => cache.find(1, 2, 3, 0, page))).toEqual([-1, -1]);
		expect(cache.find(1, 2, 3, 1, 1024)).toBe(-1);
	});

	it.each([9, 18, 20, 24, 27])(
		'keeps regions that lie 2^%i pages apart from pushing each other out',
		(order) => {
			const cache = new LeafTableCache(1024);
			const rows = Array.from({ length: 16 }, (_, i) => ({
				...{ space: 1, process: 1, mode: 0, page: i * 2 ** order, frame: i, attributes: 1 },
			}));
			for (const row of rows) fill(cache, row);
			expect(rows.filter((row) => find(cache, row) >= 0).length).toBeGreaterThan(13);
		},
	);
});
