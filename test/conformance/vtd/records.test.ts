import { describe, expect, it } from 'vitest';
import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { DEVICE, FakeEndpoint, VtdBench } from '../../support/vtd-bench.js';
import { Frame } from '../../support/vtd-tables.js';

const READ = 1;
const WRITE = 2;
const EXEC = 4;
const PRIV = 8;

/** The first 16 bytes of record `index`, as hex in the order of memory; the other 16 must be 0. */
function recordBytes(bench: VtdBench, index: number): string {
	const bytes = new Uint8Array(32);
	bench.memory.copyOut(Frame.REQUESTS * 4096 + index * 32, bytes, 0, 32);
	const hex = Buffer.from(bytes).toString('hex');
	expect(hex.slice(32)).toBe('0'.repeat(32));
	return hex.slice(0, 32).match(/.{8}/g)!.join(' ');
}

describe('page request record', () => {
	it.each([
		{
			name: 'a read of the first page, last of group 0, PASID 1',
			request: [1, 0, READ, 0, true] as const,
			bytes: '01011000 01000000 05000000 00000000',
		},
		{
			name: 'a write, not the last, group 511, PASID FFFFF, the highest page',
			request: [0xf_ffff, 2 ** 52 - 1, WRITE, 511, false] as const,
			bytes: '01011000 ffff0f00 faffffff ffffffff',
		},
		{
			name: 'read and write of page 0x12345_6789A, group 0x0A5',
			request: [0x1_2345, 0x12345_6789a, READ | WRITE, 0x0a5, true] as const,
			bytes: '01011000 45230100 2fa58967 45230100',
		},
		{
			name: 'execute and privileged with PASID',
			request: [0x12, 0x80000, READ | EXEC | PRIV, 1, true] as const,
			bytes: '01011000 12003000 0d000080 00000000',
		},
		{
			name: 'without PASID: no PASID, EXE or PMR',
			request: [NO_PASID, 0x7_ffff_ffff, READ | EXEC | PRIV, 2, true] as const,
			bytes: '01001000 00000000 15f0ffff ff7f0000',
		},
	])('$name', ({ request, bytes }) => {
		const bench = new VtdBench();
		bench.memory.copyIn(Frame.REQUESTS * 4096, new Uint8Array(64).fill(0xee), 0, 64);
		const [pasid, page, access, group, last] = request;
		bench.port.pageRequest(pasid, page, access, group, last);
		expect(recordBytes(bench, 0)).toBe(bytes);
		expect(bench.request(1)).toEqual(new Array(4).fill(0xeeee_eeee_eeee_eeeen));
		expect(bench.read(0x0c8)).toBe(0x20);
	});

	it('carries the requester id, which the endpoint cannot choose', () => {
		const bench = new VtdBench();
		const at = Frame.CONTEXT * 4096 + 0x7f * 32;
		bench.memory.write32(at, Frame.DIRECTORY * 4096 + 0x1d);
		const port = bench.unit.connect(0x007f, new FakeEndpoint());
		port.pageRequest(3, 1, READ, 4, true);
		expect(recordBytes(bench, 0).slice(0, 8)).toBe('01017f00');
	});

	it('of a stop marker is a last request that asks for nothing', () => {
		const bench = new VtdBench();
		bench.port.stopMarker(0x4_0001);
		expect(recordBytes(bench, 0)).toBe('01011000 01000400 04000000 00000000');
	});
});

describe('fault record', () => {
	it.each([
		{
			name: 'an untranslated read with PASID',
			fault: (bench: VtdBench) => bench.port.access(0x3f, 0x12_3456_789a, READ),
			words: [0x6789_a000, 0x0001_2345, 0x8000_0010, 0xc000_3f59],
		},
		{
			name: 'an untranslated write with PASID, execute and privileged',
			fault: (bench: VtdBench) => bench.port.access(0x01, 0xf_ffff_ffff_ffff, WRITE | EXEC | PRIV),
			words: [0xffff_f000, 0xffff_ffff, 0xe000_0010, 0x8000_0159],
		},
		{
			name: 'a translation request without PASID that will not write',
			fault: (bench: VtdBench) => bench.port.translate(NO_PASID, 1, READ | EXEC | PRIV),
			words: [0x0000_1000, 0x0000_0000, 0x0000_0010, 0xd000_0059],
		},
		{
			name: 'a translation request that will write',
			fault: (bench: VtdBench) => bench.port.translate(0x2a, 1, READ | WRITE),
			words: [0x0000_1000, 0x0000_0000, 0x8000_0010, 0x9000_2a59],
		},
		{
			name: 'a PASID beyond the directory, of 20 bits',
			fault: (bench: VtdBench) => bench.port.access(0xa_bcde, 2, WRITE),
			words: [0x0000_2000, 0x0000_0000, 0x8000_0010, 0x8abc_de46],
		},
	])('$name', ({ fault, words }) => {
		const bench = new VtdBench();
		fault(bench);
		expect([0, 4, 8, 12].map((at) => bench.read(0x220 + at))).toEqual(words);
		expect([0, 4, 8, 12].map((at) => bench.read(0x230 + at))).toEqual([0, 0, 0, 0]);
	});

	it('of a page request has type 01 and no address type', () => {
		const bench = new VtdBench();
		bench.context(BigInt(Frame.DIRECTORY) * 4096n + 0x0dn);
		bench.port.pageRequest(0x12, 0x34, READ, 7, true);
		expect([0, 4, 8, 12].map((at) => bench.read(0x220 + at))).toEqual([
			0x0003_4000, 0, 0x9000_0010, 0x8000_1247,
		]);
		expect(bench.endpoint.responses).toEqual([[0x12, 7, 1]]);
	});

	it('is cleared by writing 1 to F, and by nothing else', () => {
		const bench = new VtdBench();
		bench.port.access(1, 0x12345, READ);
		const words = [0, 4, 8, 12].map((at) => bench.read(0x220 + at));
		for (const at of [0, 4, 8]) bench.write(0x220 + at, 0xffff_ffff);
		bench.write(0x22c, 0x7fff_ffff);
		expect([0, 4, 8, 12].map((at) => bench.read(0x220 + at))).toEqual(words);
		expect(bench.read(0x034)).toBe(0x02);
		bench.write(0x22c, 0x8000_0000);
		expect(bench.read(0x22c)).toBe(words[3]! - 0x8000_0000);
		expect(bench.read(0x034)).toBe(0);
		expect(DEVICE).toBe(words[2]! & 0xffff);
	});
});
