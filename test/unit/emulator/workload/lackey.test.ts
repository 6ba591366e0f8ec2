import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseLackey, summarizeTrace } from '../../../../src/emulator/workload/lackey.js';

function rows(text: string): [number, number][] {
	const result = parseLackey(text);
	if (!result.ok) throw new Error(`line ${result.line}: ${result.reason}`);
	return [...result.trace.pages].map((page, i) => [page, result.trace.access[i]!]);
}

describe('parseLackey', () => {
	it('reads the four kinds of access', () => {
		const text =
			'==42== Lackey\nI  04001000,3\n L 1ffefffe58,8\n S 1ffefffe50,8\n M 0421c7cc,4\n==42== end\n';
		expect(rows(text)).toEqual([
			[0x4001, 5],
			[0x1ffefff, 1],
			[0x1ffefff, 2],
			[0x421c, 3],
		]);
	});

	it('gives a row for each page that an access touches', () => {
		expect(rows(' L 00001fff,1\n')).toEqual([[1, 1]]);
		expect(rows(' S 00001fff,2\n')).toEqual([
			[1, 2],
			[2, 2],
		]);
		expect(rows(' L 00001000,8193\n')).toEqual([
			[1, 1],
			[2, 1],
			[3, 1],
		]);
	});

	it('folds neighbours that are equal, and no others', () => {
		const text = ' L 1000,4\n L 1ff8,8\nI  1000,4\n L 1000,4\n L 2000,4\n L 1000,4\n';
		expect(rows(text)).toEqual([
			[1, 1],
			[1, 5],
			[1, 1],
			[2, 1],
			[1, 1],
		]);
		expect(parseLackey(text)).toMatchObject({ ok: true, accesses: 6 });
	});

	it('is exact up to the last page', () => {
		expect(rows(' L ffffffffffffffff,1\n')).toEqual([[2 ** 52 - 1, 1]]);
		expect(rows(' L 00123456789abcdef,1\n')).toEqual([[0x123456789abc, 1]]);
	});

	it('takes CRLF, empty lines, a missing last newline, and no text at all', () => {
		expect(rows('\r\n L 1000,4\r\n\n L 2000,4')).toEqual([
			[1, 1],
			[2, 1],
		]);
		expect(rows('')).toEqual([]);
	});

	it('takes bytes and gzip alike, and grows as needed', () => {
		const text = Array.from({ length: 5000 }, (_, i) => ` L ${(i * 4096).toString(16)},1\n`).join(
			'',
		);
		const plain = parseLackey(text);
		expect(plain.ok && plain.trace.pages.length).toBe(5000);
		expect(plain.ok && plain.trace.pages[4999]).toBe(4999);
		expect(parseLackey(Buffer.from(text))).toEqual(plain);
		expect(parseLackey(gzipSync(text))).toEqual(plain);
	});

	for (const [line, reason] of [
		['garbage', /must begin/],
		['L 1000,4', /must begin/],
		[' X 1000,4', /must begin/],
		['I 1000,4', /must begin/],
		[' L', /must begin/],
		[' L 10g0,4', /not hexadecimal/],
		[' L ,4', /address is missing/],
		[' L 1000', /no comma/],
		[' L 1000,', /size is not 1/],
		[' L 1000,0', /size is not 1/],
		[' L 1000,65537', /size is not 1/],
		[' L 1000,99999999999999999999', /size is not 1/],
		[' L 1000,4 ', /not a decimal/],
		[' L 1000,4,5', /not a decimal/],
		[' L ffffffffffffffff,2', /above 64 bits/],
		[' L 10000000000000000,1', /above 64 bits/],
	] as const)
		it(`reports the bad line "${line}"`, () => {
			const result = parseLackey(`==1== x\n L 1000,4\n${line}\n L 2000,4\n`);
			expect(result).toMatchObject({ ok: false, line: 3, text: line });
			expect(result.ok ? '' : result.reason).toMatch(reason);
		});

	it('reports what cannot be unpacked', () => {
		const broken = gzipSync(' L 1000,4\n').subarray(0, 15);
		const result = parseLackey(broken);
		expect(result).toMatchObject({ ok: false, line: 0 });
		expect(result.ok ? '' : result.reason).toMatch(/cannot be unpacked/);
	});

	it('shows at most 80 characters of a bad line', () => {
		const result = parseLackey('x'.repeat(1000));
		expect(result).toMatchObject({ ok: false, text: 'x'.repeat(80) });
	});
});

describe('summarizeTrace', () => {
	it('tells pages and ranges with the accesses they saw', () => {
		const pages = [5, 2 ** 40, 6, 5, 7, 6, 9];
		const access = [1, 2, 1, 5, 5, 4, 2];
		expect(summarizeTrace({ pages, access })).toEqual({
			distinctPages: 5,
			readPages: 3,
			writtenPages: 2,
			executedPages: 3,
			ranges: [
				{ firstPage: 5, pages: 3, access: 5 },
				{ firstPage: 9, pages: 1, access: 2 },
				{ firstPage: 2 ** 40, pages: 1, access: 2 },
			],
		});
	});
});

describe('the recorded trace of /bin/true', () => {
	const file = new URL('../../../../examples/traces/true.lackey.gz', import.meta.url);
	const packed = readFileSync(file);

	it('is what its README says', () => {
		expect(packed.length).toBeLessThan(1024 ** 2);
		const result = parseLackey(packed);
		if (!result.ok) throw new Error(result.reason);
		expect(result.accesses).toBe(146_260);
		const { pages, access } = result.trace;
		expect(summarizeTrace({ pages, access }).distinctPages).toBe(138);
		expect(new Set(access)).toEqual(new Set([1, 2, 3, 5]));
	});

	it('holds the same rows when they are counted another way', () => {
		const expected: string[] = [];
		for (const line of gunzipSync(packed).toString().trimEnd().split('\n')) {
			const [, kind, address, size] = /^(..) ([0-9a-f]+),(\d+)$/.exec(line) ?? [];
			const first = BigInt(`0x${address}`);
			const last = first + BigInt(size ?? 0) - 1n;
			const access = { 'I ': 5, ' L': 1, ' S': 2, ' M': 3 }[kind ?? ''];
			for (let page = first >> 12n; page <= last >> 12n; page++) {
				const row = `${page} ${access}`;
				if (expected.at(-1) !== row) expected.push(row);
			}
		}
		expect(rows(gunzipSync(packed).toString()).map((row) => row.join(' '))).toEqual(expected);
	});
});
