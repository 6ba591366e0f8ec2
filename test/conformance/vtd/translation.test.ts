import { describe, expect, it } from 'vitest';
import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { VtdBench } from '../../support/vtd-bench.js';
import {
	EXEC,
	first,
	nested,
	PAGE,
	PRIV,
	READ,
	second,
	WRITE,
} from '../../support/vtd-mappings.js';
import { Frame, q } from '../../support/vtd-tables.js';

const XD = 1n << 63n;
const page = Number(PAGE);

/** What an ATS request gets: the granted bits, or the outcome as a negative number. */
function granted(bench: VtdBench, access: number, pasid = 1): number {
	const outcome = bench.port.translate(pasid, page, access);
	return outcome === 0 ? bench.port.granted : -outcome;
}

describe('what a translation request is granted', () => {
	it.each([
		['a writable page, asked to read', 7n, READ, READ],
		['a writable page, asked to read and write', 7n, READ | WRITE, READ | WRITE],
		['a writable page, asked to write only', 7n, WRITE, READ | WRITE],
		['a read-only page, asked to write', 5n, READ | WRITE, READ],
		['a page that may be executed', 7n, READ | EXEC, READ | EXEC],
		['a page with XD, asked to execute', 7n | XD, READ | EXEC, READ],
		['a page with XD, asked to execute only', 7n | XD, EXEC, READ],
		['a supervisor page, asked by a user', 3n, READ, -1],
		['a supervisor page, asked by a supervisor', 3n, READ | PRIV, READ | PRIV],
		['nothing asked', 7n, 0, READ],
	])('first level: %s', (_name, leaf, access, wanted) => {
		const bench = new VtdBench();
		first(bench, q(100) | leaf);
		expect(granted(bench, access)).toBe(wanted);
		expect(granted(bench, access)).toBe(wanted);
		if (wanted > 0) expect(bench.port.frame).toBe(100);
		expect(bench.faults()).toEqual([]);
	});

	it.each([
		['both', 3n, READ | WRITE, READ | WRITE],
		['read only', 1n, READ | WRITE, READ],
		['write only, asked both', 2n, READ | WRITE, WRITE],
		['write only, asked to read', 2n, READ, -1],
		['executes what it reads', 3n, READ | EXEC, READ | EXEC],
	])('second level: %s', (_name, leaf, access, wanted) => {
		const bench = new VtdBench();
		second(bench, q(100) | leaf);
		expect(granted(bench, access)).toBe(wanted);
		expect(granted(bench, access)).toBe(wanted);
	});

	it.each([
		['both levels write', 7n, 3n, READ | WRITE],
		['only the first level writes', 7n, 1n, READ],
		['only the second level writes', 5n, 3n, READ],
		['the second level only writes', 7n, 2n, WRITE],
		['nothing in common', 5n, 2n, -1],
	])('nested: %s', (_name, firstLeaf, secondLeaf, wanted) => {
		const bench = new VtdBench();
		nested(bench, { 9: q(1009) | secondLeaf }, {}, q(9) | firstLeaf);
		expect(granted(bench, READ | WRITE)).toBe(wanted);
		if (wanted > 0) expect(bench.port.frame).toBe(1009);
		expect(bench.faults()).toEqual([]);
	});

	it('permissions of every level count', () => {
		const bench = new VtdBench();
		first(bench, q(100) | 7n, {}, 5n);
		expect(granted(bench, READ | WRITE)).toBe(READ);
		second(bench, q(100) | 3n, {}, 1n);
		expect(granted(bench, READ | WRITE)).toBe(READ);
		first(bench, q(100) | 7n, { domain: 3 }, 3n);
		bench.submit(0x37n);
		expect(granted(bench, READ)).toBe(-1);
		expect(granted(bench, READ | PRIV)).toBe(READ | PRIV);
	});
});

describe('supervisor requests', () => {
	it('write read-only pages unless WPE', () => {
		const bench = new VtdBench();
		first(bench, q(100) | 5n, { wpe: false });
		expect(bench.port.access(1, page, WRITE | PRIV)).toBe(0);
		expect(bench.port.access(1, page, WRITE)).toBe(3);
		const protectedBench = new VtdBench();
		first(protectedBench, q(100) | 5n, { wpe: true });
		expect(protectedBench.port.access(1, page, WRITE | PRIV)).toBe(3);
	});

	it('execute supervisor pages under SMEP', () => {
		const bench = new VtdBench();
		first(bench, q(100) | 3n, { smep: true });
		expect(bench.port.access(1, page, READ | EXEC | PRIV)).toBe(0);
	});

	it('are what requests without PASID are under RID_PRIV, and users otherwise', () => {
		const bench = new VtdBench();
		first(bench, q(100) | 3n);
		bench.context(q(Frame.DIRECTORY) | 0x1dn, 0x10_0001n);
		expect(bench.port.access(NO_PASID, page, READ)).toBe(0);
		expect(bench.port.access(1, page, READ)).toBe(3);
	});

	it('do not open a page to users through the IOTLB', () => {
		const bench = new VtdBench();
		first(bench, q(100) | 3n);
		expect(granted(bench, READ | PRIV)).toBe(READ | PRIV);
		expect(granted(bench, READ)).toBe(-1);
	});
});

describe('requests without PASID', () => {
	it('use the entry of RID_PASID, and have no execute or privileged bits', () => {
		const bench = new VtdBench();
		first(bench, q(100) | 7n, { ere: false, sre: false });
		bench.context(q(Frame.DIRECTORY) | 0x1dn, 1n);
		expect(granted(bench, READ | EXEC | PRIV, NO_PASID)).toBe(READ);
		expect(bench.port.frame).toBe(100);
	});
});

describe('large pages', () => {
	it.each([
		['2 MiB', 2, q(512), 0x200 + (page & 0x1ff)],
		['1 GiB', 3, 0n, page & 0x3_ffff],
	])('%s in both kinds of tables', (_name, level, base, frame) => {
		const frames = 0x4_0000;
		const bench = new VtdBench({ frames });
		first(bench, base | 0x87n, {}, 7n, level);
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		expect(bench.port.frame).toBe(frame);
		second(bench, base | 0x83n, { domain: 2 }, 3n, level);
		bench.submit(0x37n);
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		expect(bench.port.frame).toBe(frame);
	});

	it('nest, whichever level is larger', () => {
		const bench = new VtdBench({ frames: 0x4_0000 });
		const root = bench.tables.frame();
		// Guest 0 to 1 GiB at host 0, so that guest frames are host frames.
		bench.tables.mapSecond(root, 0n, 0x83n, 3n, 3);
		const top = bench.tables.frame();
		bench.tables.mapFirst(top, PAGE, q(100) | 7n);
		bench.tables.mapFirst(top, PAGE + 0x200n, q(0x400) | 0x87n, 7n, 2);
		bench.pasid(1, { pgtt: 3, first: top, second: root });
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		expect(bench.port.frame).toBe(100);
		expect(bench.port.access(1, page + 0x200, WRITE)).toBe(0);
		expect(bench.port.frame).toBe(0x400 + (page & 0x1ff));
	});
});

describe('pass-through', () => {
	it('grants the page itself', () => {
		const bench = new VtdBench();
		bench.pasid(1, { pgtt: 4, ere: true });
		expect(bench.port.translate(1, 4095, READ | WRITE | EXEC)).toBe(0);
		expect([bench.port.frame, bench.port.granted]).toEqual([4095, READ | WRITE | EXEC]);
		expect(bench.port.translate(1, 4096, READ)).toBe(3);
	});
});

describe('the upper half of canonical addresses', () => {
	it('is translated by the upper half of the top table', () => {
		const bench = new VtdBench();
		const high = (1n << 52n) - 5n;
		const root = bench.tables.frame();
		bench.tables.mapFirst(root, high, q(77) | 7n);
		bench.pasid(1, { pgtt: 1, first: root });
		for (let i = 0; i < 2; i++) {
			expect(bench.port.access(1, Number(high), READ)).toBe(0);
			expect(bench.port.frame).toBe(77);
		}
		expect(bench.unit.counters.iotlbHits).toBe(1);
		expect(bench.memory.read32(root * 4096 + 511 * 8) & 1).toBe(1);
		expect(bench.port.access(1, Number(high - 1n), READ)).toBe(3);
	});
});
