import { describe, expect, it } from 'vitest';
import { VtdBench } from '../../support/vtd-bench.js';
import { first, nested, PAGE, READ, second, WRITE } from '../../support/vtd-mappings.js';
import { entryAddress, q, read64 } from '../../support/vtd-tables.js';

const page = Number(PAGE);

/** The bits of `mask` in the entries that translate PAGE, from the top level to the leaf. */
function bitsOf(bench: VtdBench, root: number, mask: bigint, levels = 4): bigint[] {
	const found: bigint[] = [];
	let table = root;
	for (let level = levels; level >= 1; level--) {
		const entry = read64(bench.memory, entryAddress(table, PAGE, level));
		found.push(entry & mask);
		table = Number((entry >> 12n) & 0x3_ffff_ffffn);
	}
	return found;
}

const A = 0x20n;
const D = 0x40n;
const EA = 0x400n;
const SA = 0x100n;
const SD = 0x200n;

describe('accessed and dirty bits of the first level', () => {
	it('a read sets A at every level', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n);
		expect(bench.port.translate(1, page, READ)).toBe(0);
		expect(bitsOf(bench, root, A | D | EA)).toEqual([A, A, A, A]);
	});

	it('a write that is granted sets D in the leaf only', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n);
		expect(bench.port.translate(1, page, READ | WRITE)).toBe(0);
		expect(bitsOf(bench, root, A | D)).toEqual([A, A, A, A | D]);
	});

	it('a write that is not granted sets no D, whether by ATS or untranslated', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 5n);
		expect(bench.port.translate(1, page, READ | WRITE)).toBe(0);
		expect(bench.port.access(1, page, WRITE)).toBe(3);
		expect(bitsOf(bench, root, D)).toEqual([0n, 0n, 0n, 0n]);
	});

	it('a write after a read sets D although the translation is cached', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n);
		expect(bench.port.translate(1, page, READ)).toBe(0);
		expect(bench.port.translate(1, page, READ)).toBe(0);
		expect(bench.unit.counters.iotlbHits).toBe(1);
		expect(bitsOf(bench, root, D)[3]).toBe(0n);
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		expect(bench.unit.counters.iotlbHits).toBe(1);
		expect(bitsOf(bench, root, D)[3]).toBe(D);
	});

	it('a read grant never carries WRITE, so no device can write unseen', () => {
		const bench = new VtdBench();
		first(bench, q(100) | 7n);
		expect(bench.port.translate(1, page, READ | WRITE)).toBe(0);
		expect(bench.port.translate(1, page, READ)).toBe(0);
		expect(bench.port.granted).toBe(READ);
	});

	it('EAFE sets the extended bit at every level', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n, { eafe: true });
		expect(bench.port.translate(1, page, READ)).toBe(0);
		expect(bitsOf(bench, root, A | EA)).toEqual([A | EA, A | EA, A | EA, A | EA]);
	});

	it('a page that is not there leaves the leaf untouched', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 6n);
		expect(bench.port.translate(1, page, READ | WRITE)).toBe(1);
		expect(bitsOf(bench, root, A | D)).toEqual([A, A, A, 0n]);
	});

	it('a leaf of 2 MiB gets its own', () => {
		const bench = new VtdBench();
		const root = first(bench, q(512) | 0x87n, {}, 7n, 2);
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		expect(bitsOf(bench, root, A | D).slice(0, 3)).toEqual([A, A, A | D]);
	});

	it('changes nothing else of an entry', () => {
		const bench = new VtdBench();
		const leaf = q(100) | 7n | (0x2a5n << 52n) | 0xa18n;
		const root = first(bench, leaf);
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		expect(bitsOf(bench, root, (1n << 64n) - 1n)[3]).toBe(leaf | A | D);
	});
});

describe('accessed and dirty bits of the second level', () => {
	it('are left alone without SLADE', () => {
		const bench = new VtdBench();
		const root = second(bench, q(100) | 3n);
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		expect(bitsOf(bench, root, SA | SD)).toEqual([0n, 0n, 0n, 0n]);
	});

	it('are set with SLADE as in the first level', () => {
		const bench = new VtdBench();
		const root = second(bench, q(100) | 3n, { slade: true });
		expect(bench.port.access(1, page, READ)).toBe(0);
		expect(bitsOf(bench, root, SA | SD)).toEqual([SA, SA, SA, SA]);
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		expect(bitsOf(bench, root, SA | SD)).toEqual([SA, SA, SA, SA | SD]);
	});

	/** A and D of the second-level leaves of the guest frames 1, 2, 3, 4 (tables) and 9 (the page). */
	function leaves(bench: VtdBench): bigint[] {
		// The first frame that `nested` takes is the second level's top table.
		return [1n, 2n, 3n, 4n, 9n].map((guest) => {
			let table = 32;
			for (let level = 4; level > 1; level--)
				table = Number(
					(read64(bench.memory, entryAddress(table, guest, level)) >> 12n) & 0x3_ffff_ffffn,
				);
			return read64(bench.memory, entryAddress(table, guest, 1)) & (SA | SD);
		});
	}

	it('nested: writing A into a table is a write to its page', () => {
		const bench = new VtdBench();
		nested(bench, {}, { slade: true });
		expect(bench.port.translate(1, page, READ)).toBe(0);
		expect(leaves(bench)).toEqual([SA | SD, SA | SD, SA | SD, SA | SD, SA]);
	});

	it('nested: tables whose A is set are only read; a granted write makes the page dirty', () => {
		const bench = new VtdBench();
		nested(bench, {}, { slade: true });
		// A is set in every first-level entry, D in the leaf: guest tables 1 to 4 are host frames 1001 on.
		for (let table = 1; table <= 4; table++) {
			const at = entryAddress(1000 + table, PAGE, 5 - table);
			bench.memory.write32(at, bench.memory.read32(at) | (table === 4 ? 0x60 : 0x20));
		}
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		expect(leaves(bench)).toEqual([SA, SA, SA, SA, SA | SD]);
	});

	it('nested: tables that may not be written serve while their bits are set', () => {
		const bench = new VtdBench();
		nested(bench, { 1: q(1001) | 1n, 2: q(1002) | 1n, 3: q(1003) | 1n, 4: q(1004) | 1n });
		for (let table = 1; table <= 4; table++) {
			const at = entryAddress(1000 + table, PAGE, 5 - table);
			bench.memory.write32(at, bench.memory.read32(at) | 0x20);
		}
		expect(bench.port.access(1, page, READ)).toBe(0);
		expect(bench.port.access(1, page, WRITE)).toBe(3);
		expect(bench.faults().map((f) => f.reason)).toEqual([0x77]);
		expect(bench.memory.read32(entryAddress(1004, PAGE, 1)) & 0x40).toBe(0);
	});

	it('nested: a write denied by the second level makes nothing dirty', () => {
		const bench = new VtdBench();
		nested(bench, { 9: q(1009) | 1n }, { slade: true });
		expect(bench.port.translate(1, page, READ | WRITE)).toBe(0);
		expect(bench.port.granted).toBe(READ);
		expect(bench.memory.read32(entryAddress(1004, PAGE, 1)) & 0x60).toBe(0x20);
		expect(leaves(bench)[4]).toBe(SA);
	});
});
