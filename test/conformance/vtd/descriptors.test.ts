import { describe, expect, it } from 'vitest';
import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { FakeEndpoint, VtdBench } from '../../support/vtd-bench.js';

const FSTS = 0x034;
const IQERCD = 0x0b0;

describe('page group response, type 9', () => {
	it.each([
		['success with PASID', 0x0000_0001_0010_0019n, 0x004n, [1, 0, 0]],
		['invalid, group 511, PASID FFFFF', 0x000f_ffff_0010_1019n, 0xffcn, [0xf_ffff, 511, 1]],
		['failure without PASID', 0x0000_0000_0010_f009n, 0x52cn, [NO_PASID, 0xa5, 0xf]],
		['a code that PCIe leaves unused goes out as it is', 0x0010_2009n, 0x00cn, [NO_PASID, 1, 2]],
	])('%s', (_name, q0, q1, response) => {
		const bench = new VtdBench();
		bench.submit(q0, q1);
		expect(bench.endpoint.responses).toEqual([response]);
		expect(bench.head).toBe(0x20);
		expect(bench.read(FSTS)).toBe(0);
	});

	it('is no message when it is not for the last request of a group', () => {
		const bench = new VtdBench();
		bench.submit(0x0000_0001_0010_0019n, 0x008n);
		expect(bench.endpoint.responses).toEqual([]);
		expect(bench.head).toBe(0x20);
	});

	it('reaches the endpoint it names, and nobody when there is none', () => {
		const bench = new VtdBench();
		const other = new FakeEndpoint();
		bench.unit.connect(0xff07, other);
		bench.put(0xff07_0009n, 0x00cn);
		bench.put(0x1234_0009n, 0x00cn);
		bench.ring();
		expect(other.responses).toEqual([[NO_PASID, 1, 0]]);
		expect(bench.endpoint.responses).toEqual([]);
		expect(bench.read(FSTS)).toBe(0);
		expect(bench.unit.counters.pageResponses).toBe(2);
	});
});

describe('device TLB invalidation, types 3 and 8', () => {
	const everything = Number.POSITIVE_INFINITY;

	it.each([
		['one page without PASID', 0x0000_0010_0000_0003n, 0x1234_5000n, [NO_PASID, 0x12345, 1, false]],
		['two pages', 0x0000_0010_0000_0003n, 0x1234_4001n, [NO_PASID, 0x12344, 2, false]],
		['sixteen pages', 0x0000_0010_0000_0003n, 0x1234_7001n, [NO_PASID, 0x12340, 16, false]],
		[
			'everything',
			0x0000_0010_0000_0003n,
			0x7fff_ffff_ffff_f001n,
			[NO_PASID, 0, everything, false],
		],
		['one page of a PASID', 0x0000_0001_0010_0008n, 0x1234_5000n, [1, 0x12345, 1, false]],
		['one page of all PASIDs', 0x0000_0001_0010_0008n, 0x1234_5001n, [1, 0x12345, 1, true]],
		[
			'1 MiB of PASID FFFFF',
			0x000f_ffff_0010_0008n,
			0xffff_ffff_fff7_f800n,
			[0xf_ffff, 0xf_ffff_ffff_ff00, 256, false],
		],
		[
			'everything of a PASID',
			0x0000_0001_0010_0008n,
			0xffff_ffff_ffff_f800n,
			[1, 0, everything, false],
		],
		['MIP set', 0x0000_0001_0010_01f8n, 0n, [1, 0, 1, false]],
	])('%s', (_name, q0, q1, invalidation) => {
		const bench = new VtdBench();
		bench.submit(q0, q1);
		expect(bench.endpoint.invalidations).toEqual([invalidation]);
		expect(bench.read(FSTS)).toBe(0);
	});
});

describe('invalidation wait, type 5', () => {
	it('writes its data, sets IWC and sends the completion message, in this order', () => {
		const bench = new VtdBench();
		const seen: number[] = [];
		bench.unit.onInterrupt((data) => seen.push(data, bench.status(3), bench.read(0x09c)));
		bench.submit(0xcafe_f00d_0000_0035n, 0x1_800cn);
		expect(seen).toEqual([0x42, 0xcafe_f00d, 1]);
		expect([bench.status(2), bench.status(4)]).toEqual([0, 0]);
	});

	it('sends no second message while IWC is set', () => {
		const bench = new VtdBench();
		bench.submit(0x15n);
		bench.submit(0x15n);
		expect(bench.messages).toEqual([0x42]);
		bench.write(0x09c, 1);
		expect(bench.read(0x09c)).toBe(0);
		bench.submit(0x15n);
		expect(bench.messages).toEqual([0x42, 0x42]);
	});

	it('clearing IWC takes back a message that is held', () => {
		const bench = new VtdBench();
		bench.write(0x0a0, 0x8000_0000);
		bench.submit(0x15n);
		expect(bench.read(0x0a0)).toBe(0xc000_0000);
		bench.write(0x09c, 1);
		expect(bench.read(0x0a0)).toBe(0x8000_0000);
	});

	it('with neither SW nor IF does nothing but wait', () => {
		const bench = new VtdBench();
		bench.submit(0xffff_ffff_0000_0005n, 0x1_8000n);
		expect([bench.status(), bench.read(0x09c), bench.head]).toEqual([0, 0, 0x20]);
	});

	it('survives a status address outside the memory', () => {
		const bench = new VtdBench();
		bench.submit(0x1_0000_0035n, 0xffff_ffff_ffff_fff0n);
		expect(bench.read(0x09c)).toBe(1);
		expect(bench.read(FSTS)).toBe(0);
	});
});

describe('descriptors with reserved fields', () => {
	const types: [string, bigint, bigint, bigint, bigint][] = [
		// name, legal q0, legal q1, legal bits of q0, legal bits of q1
		['context', 0x11n, 0n, 0x0003_ffff_ffff_003fn, 0n],
		['IOTLB', 0x12n, 0n, 0x0000_0000_ffff_00ffn, 0xffff_ffff_ffff_f07fn],
		['device TLB', 0x10_0000_0003n, 0n, 0x0000_ffff_001f_000fn, 0xffff_ffff_ffff_f001n],
		['interrupt entry', 0x04n, 0n, 0x0000_ffff_f800_001fn, 0n],
		['wait', 0x05n, 0n, 0xffff_ffff_0000_00ffn, 0xffff_ffff_ffff_fffcn],
		['PASID IOTLB', 0x26n, 0n, 0x000f_ffff_ffff_003fn, 0xffff_ffff_ffff_f07fn],
		['PASID cache', 0x37n, 0n, 0x000f_ffff_ffff_003fn, 0n],
		['PASID device TLB', 0x10_0008n, 0n, 0x000f_ffff_ffff_01ffn, 0xffff_ffff_ffff_f801n],
		['page group response', 0x10_0009n, 4n, 0x000f_ffff_ffff_f01fn, 0xffcn],
	];

	it.each(types)(
		'%s: every reserved bit stops the queue with IQEI 4',
		(_name, q0, q1, ok0, ok1) => {
			for (let bit = 0n; bit < 256n; bit++) {
				const words = [q0, q1, 0n, 0n];
				const word = Number(bit >> 6n);
				const place = bit & 63n;
				const legal = [ok0, ok1, 0n, 0n][word]!;
				// Bits 11:9 belong to the type: a bit there makes it another one.
				if (((legal >> place) & 1n) !== 0n || (word === 0 && place >= 9n && place <= 11n)) continue;
				words[word] = words[word]! | (1n << place);
				const bench = new VtdBench();
				bench.submit(...words);
				expect([bit, bench.read(FSTS), bench.read(IQERCD), bench.head]).toEqual([bit, 0x10, 4, 0]);
			}
		},
	);

	it.each(types)('%s: as it should be passes', (_name, q0, q1) => {
		const bench = new VtdBench();
		bench.submit(q0, q1);
		expect([bench.read(FSTS), bench.head]).toEqual([0, 0x20]);
	});

	it.each([
		['context, G 0', 0x01n, 0n],
		['IOTLB, G 0', 0x02n, 0n],
		['IOTLB by page, AM above MAMV', 0x32n, 19n],
		['PASID IOTLB, G 0', 0x06n, 0n],
		['PASID IOTLB, G 1', 0x16n, 0n],
		['PASID IOTLB by page, AM above MAMV', 0x36n, 63n],
		['PASID cache, G 2', 0x27n, 0n],
		['interrupt entry by index, IM above MHMV', 0x8000_0014n, 0n],
	])('%s: a value that is none stops the queue with IQEI 4', (_name, q0, q1) => {
		const bench = new VtdBench();
		bench.submit(q0, q1);
		expect([bench.read(FSTS), bench.read(IQERCD), bench.head]).toEqual([0x10, 4, 0]);
	});

	it.each([0x00n, 0x0an, 0x0fn, 0x201n, 0xe05n])('type %d: unknown, IQEI 3', (q0) => {
		const bench = new VtdBench();
		bench.submit(q0);
		expect([bench.read(FSTS), bench.read(IQERCD)]).toEqual([0x10, 3]);
	});
});
