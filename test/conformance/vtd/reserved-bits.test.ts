import { describe, expect, it } from 'vitest';
import { VtdBench } from '../../support/vtd-bench.js';
import { first, PAGE, READ, second, WRITE } from '../../support/vtd-mappings.js';
import { Frame, q } from '../../support/vtd-tables.js';

/** The reasons that an untranslated read of PAGE by PASID 1 is recorded with. */
function reasons(set: (bench: VtdBench) => void, access = READ): number[] {
	const bench = new VtdBench();
	bench.pasid(1, { pgtt: 4 });
	set(bench);
	bench.port.access(1, Number(PAGE), access);
	return bench.faults().map((f) => f.reason);
}

const bits = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, i) => BigInt(from + i));

describe('reserved bits, one at a time', () => {
	it.each([...bits(1, 11), ...bits(46, 63)])('root entry, bit %d: 3Ah', (bit) => {
		expect(reasons((b) => b.root(q(Frame.CONTEXT) | 1n | (1n << bit)))).toEqual([0x3a]);
	});

	it.each([...bits(5, 8), ...bits(46, 63)])('context entry q0, bit %d: 42h', (bit) => {
		expect(reasons((b) => b.context(q(Frame.DIRECTORY) | 0x1dn | (1n << bit)))).toEqual([0x42]);
	});

	it.each([
		...bits(21, 63).map((bit) => [1, bit] as const),
		[2, 0n] as const,
		[2, 63n] as const,
		[3, 31n] as const,
	])('context entry q%d, bit %d: 42h', (word, bit) => {
		const words = [q(Frame.DIRECTORY) | 0x1dn, 0n, 0n, 0n] as [bigint, bigint, bigint, bigint];
		words[word] |= 1n << bit;
		expect(reasons((b) => b.context(...words))).toEqual([0x42]);
	});

	it.each([...bits(2, 11), ...bits(46, 63)])('directory entry, bit %d: 52h', (bit) => {
		expect(reasons((b) => b.directory(q(Frame.PASID_TABLE) | 1n | (1n << bit)))).toEqual([0x52]);
	});

	it.each([
		...[5n, 10n, 11n, ...bits(46, 63)].map((bit) => [0, bit] as const),
		...bits(16, 22).map((bit) => [1, bit] as const),
		...[...bits(8, 11), ...bits(46, 63)].map((bit) => [2, bit] as const),
		...[3, 4, 5, 6, 7].flatMap((word) => [[word, 0n] as const, [word, 63n] as const]),
	])('PASID entry q%d, bit %d: 5Ah', (word, bit) => {
		const extra = new Array<bigint>(8).fill(0n);
		extra[word] = 1n << bit;
		expect(reasons((b) => b.pasid(1, { pgtt: 4, extra }))).toEqual([0x5a]);
	});

	it.each(bits(23, 63))('PASID entry q1, bit %d: is not reserved', (bit) => {
		expect(reasons((b) => b.pasid(1, { pgtt: 4, extra: [0n, 1n << bit] }))).toEqual([]);
	});

	it.each([...bits(46, 51)])('first level at every level, bit %d: 72h', (bit) => {
		expect(reasons((b) => first(b, q(100) | 7n | (1n << bit)))).toEqual([0x72]);
		expect(reasons((b) => first(b, q(100) | 7n, {}, 7n | (1n << bit)))).toEqual([0x72]);
	});

	it('first level: PS of the top level, and XD without NXE', () => {
		expect(reasons((b) => first(b, q(100) | 7n, {}, 0x87n))).toEqual([0x72]);
		expect(reasons((b) => first(b, q(100) | 7n | (1n << 63n), { nxe: false }))).toEqual([0x72]);
		expect(reasons((b) => first(b, q(100) | 7n | (1n << 63n)))).toEqual([]);
	});

	it.each(bits(13, 20))('first-level 2 MiB leaf, bit %d: 72h', (bit) => {
		expect(reasons((b) => first(b, q(512) | 0x87n | (1n << bit), {}, 7n, 2))).toEqual([0x72]);
	});

	it.each(bits(13, 29))('first-level 1 GiB leaf, bit %d: 72h', (bit) => {
		expect(reasons((b) => first(b, 0x87n | (1n << bit), {}, 7n, 3))).toEqual([0x72]);
	});

	it.each([11n, ...bits(46, 51)])('second level at every level, bit %d: 7Ah', (bit) => {
		expect(reasons((b) => second(b, q(100) | 3n | (1n << bit)))).toEqual([0x7a]);
		expect(reasons((b) => second(b, q(100) | 3n, {}, 3n | (1n << bit)))).toEqual([0x7a]);
	});

	it('second level: PS of the top level', () => {
		expect(reasons((b) => second(b, q(100) | 3n, {}, 0x83n))).toEqual([0x7a]);
	});

	it.each(bits(11, 20))('second-level 2 MiB leaf, bit %d: 7Ah', (bit) => {
		expect(reasons((b) => second(b, q(512) | 0x83n | (1n << bit), {}, 3n, 2))).toEqual([0x7a]);
	});

	it.each(bits(11, 29))('second-level 1 GiB leaf, bit %d: 7Ah', (bit) => {
		expect(reasons((b) => second(b, 0x83n | (1n << bit), {}, 3n, 3))).toEqual([0x7a]);
	});

	it('ignored bits of leaves harm nothing', () => {
		const firstIgnored = 0x18n | 0x100n | 0xa00n | (0x7ffn << 52n);
		const secondIgnored = 0x4n | 0x78n | 0x400n | (0x3ffn << 52n) | (3n << 62n);
		expect(reasons((b) => first(b, q(100) | 7n | firstIgnored))).toEqual([]);
		expect(reasons((b) => second(b, q(100) | 3n | secondIgnored))).toEqual([]);
	});
});

describe('order of checks', () => {
	it('inside one entry: present, then permission, then reserved bits', () => {
		const wide = 1n << 46n;
		expect(reasons((b) => first(b, wide | 6n))).toEqual([0x71]);
		expect(reasons((b) => first(b, wide | 3n))).toEqual([0x81]);
		expect(reasons((b) => first(b, wide | 5n), WRITE)).toEqual([0x85]);
		expect(reasons((b) => first(b, wide | 5n))).toEqual([0x72]);
		expect(reasons((b) => second(b, wide))).toEqual([0x79]);
		expect(reasons((b) => second(b, wide | 1n), WRITE)).toEqual([0x85]);
		expect(reasons((b) => second(b, wide | 1n))).toEqual([0x7a]);
	});

	it('reserved bits of a PASID entry before its PGTT, its PGTT before ERE and SRE', () => {
		expect(reasons((b) => b.pasid(1, { pgtt: 7, extra: [0x400n] }))).toEqual([0x5a]);
		expect(reasons((b) => b.pasid(1, { pgtt: 7 }), READ | 4)).toEqual([0x5b]);
		expect(reasons((b) => b.pasid(1, { pgtt: 4 }), READ | 4 | 8)).toEqual([0x5c]);
		expect(reasons((b) => b.pasid(1, { pgtt: 4, ere: true }), READ | 4 | 8)).toEqual([0x5d]);
	});

	it.each([
		{ pgtt: 0 },
		{ pgtt: 5 },
		{ pgtt: 7 },
		{ pgtt: 1, flpm: 1 },
		{ pgtt: 3, flpm: 2 },
		{ pgtt: 2, width: 0 },
		{ pgtt: 2, width: 3 },
		{ pgtt: 3, width: 3 },
	])('what the unit cannot do in a PASID entry is 5Bh: %o', (fields) => {
		expect(reasons((b) => b.pasid(1, fields))).toEqual([0x5b]);
	});

	it('fields that the PGTT does not use are not checked for support', () => {
		expect(reasons((b) => b.pasid(1, { pgtt: 4, flpm: 3, width: 7 }))).toEqual([]);
		expect(reasons((b) => second(b, q(100) | 3n, { flpm: 3 }))).toEqual([]);
		expect(reasons((b) => first(b, q(100) | 7n, { width: 7 }))).toEqual([]);
	});
});
