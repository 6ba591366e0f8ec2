import { describe, expect, it } from 'vitest';
import { attach, DEVICE, map, READ, unmap, VirtioBench } from '../../support/virtio-bench.js';

const OK = 0;
const INVAL = 4;
const RANGE = 5;
const NOENT = 6;
const FAULT = 7;
const NOMEM = 8;
const resolve = (b: VirtioBench, page: number, access = READ, port = b.port) => [
	port.access(-1, page, access),
	port.frame,
];
const attached = (options = {}) => {
	const b = new VirtioBench(options);
	expect(b.status(attach(1, DEVICE))).toBe(OK);
	return b;
};

describe('MAP', () => {
	it.each([
		['an unknown flag', map(1, 0x4000n, 0x4fffn, 0n, 9), {}, INVAL],
		['EXEC, which only Linux names, is MMIO here', map(1, 0x4000n, 0x4fffn, 0n, 5), {}, OK],
		['MMIO that is not negotiated', map(1, 0x4000n, 0x4fffn, 0n, 5), { accept: 0x57 }, INVAL],
		['no such domain', map(2, 0x4000n, 0x4fffn, 0n, 1), {}, NOENT],
		['virt_start not aligned', map(1, 0x4001n, 0x4fffn, 0n, 1), {}, RANGE],
		['virt_end not aligned', map(1, 0x4000n, 0x4ffen, 0n, 1), {}, RANGE],
		['phys_start not aligned', map(1, 0x4000n, 0x4fffn, 0x800n, 1), {}, RANGE],
		['alignment to the granule', map(1, 0x4000n, 0x4fffn, 0n, 1), { granuleBits: 14 }, RANGE],
		['a granule', map(1, 0x4000n, 0x7fffn, 0x4000n, 1), { granuleBits: 14 }, OK],
		['ends before it begins', map(1, 0x4000n, 0x3fffn, 0n, 1), {}, INVAL],
		[
			'below the input range',
			map(1, 0x3000n, 0x4fffn, 0n, 1),
			{ inputPages: { first: 4, last: 9 } },
			RANGE,
		],
		[
			'above the input range',
			map(1, 0x9000n, 0xafffn, 0n, 1),
			{ inputPages: { first: 4, last: 9 } },
			RANGE,
		],
		[
			'the last of the input range',
			map(1, 0x9000n, 0x9fffn, 0n, 1),
			{ inputPages: { first: 4, last: 9 } },
			OK,
		],
		['beyond 48 bits', map(1, 1n << 48n, (1n << 48n) + 0xfffn, 0n, 1), {}, RANGE],
		[
			'the last page of 64 bits',
			map(1, (1n << 64n) - 0x1000n, (1n << 64n) - 1n, 0n, 1),
			{ inputPages: null },
			OK,
		],
		['physical addresses beyond memory', map(1, 0x4000n, 0x5fffn, 0xf_f000n, 1), {}, FAULT],
		['the last of the memory', map(1, 0x4000n, 0x4fffn, 0xf_f000n, 1), {}, OK],
		['physical addresses that wrap', map(1, 0x4000n, 0x5fffn, (1n << 64n) - 0x1000n, 1), {}, FAULT],
		['the doorbell', map(1, 0x4000n, 0x4fffn, 1n << 40n, 6), {}, OK],
		['the doorbell and more', map(1, 0x4000n, 0x5fffn, 1n << 40n, 6), {}, FAULT],
		['a mapping without permissions', map(1, 0x4000n, 0x4fffn, 0n, 0), {}, OK],
	])('%s', (_, request, options, status) => {
		expect(attached(options).status(request)).toBe(status);
	});

	it('in a bypass domain is INVAL, and so is UNMAP', () => {
		const b = new VirtioBench();
		b.status(attach(1, DEVICE, 1));
		expect(b.status(map(1, 0x4000n, 0x4fffn, 0n, 1))).toBe(INVAL);
		expect(b.status(unmap(1, 0x4000n, 0x4fffn))).toBe(INVAL);
	});

	it.each([
		['the same', 0x5000n, 0x6fffn],
		['its first page', 0x5000n, 0x5fffn],
		['its last page', 0x6000n, 0x6fffn],
		['from before into it', 0x4000n, 0x5fffn],
		['out of it', 0x6000n, 0x7fffn],
		['around it', 0x4000n, 0x7fffn],
	])('over an existing mapping is INVAL: %s', (_, first, last) => {
		const b = attached();
		b.status(map(1, 0x5000n, 0x6fffn, 0x2_0000n, 1));
		expect(b.status(map(1, first, last, 0x3_0000n, 1))).toBe(INVAL);
		expect(resolve(b, 5)).toEqual([0, 32]);
		expect(b.port.access(-1, 4, READ)).toBe(3);
		expect(b.port.access(-1, 7, READ)).toBe(3);
		expect(b.status(map(1, 0x4000n, 0x4fffn, 0x3_0000n, 1))).toBe(OK);
		expect(b.status(map(1, 0x7000n, 0x7fffn, 0x3_0000n, 1))).toBe(OK);
	});

	it('of a region reserved for any endpoint of the domain is INVAL', () => {
		const b = attached();
		b.unit.connect(7, b.device, [{ kind: 'msi', firstPage: 5, lastPage: 6 }]);
		b.status(attach(1, 7));
		for (const [first, last] of [
			[0x5000n, 0x5fffn],
			[0x6000n, 0x9fffn],
			[0x1000n, 0x9fffn],
		] as const)
			expect(b.status(map(1, first, last, 0x2_0000n, 1))).toBe(INVAL);
		expect(b.status(map(1, 0x4000n, 0x4fffn, 0x2_0000n, 1))).toBe(OK);
		expect(b.status(map(1, 0x7000n, 0x7fffn, 0x2_0000n, 1))).toBe(OK);
	});

	it('more mappings than there may be is NOMEM; a destroyed domain gives its back', () => {
		const b = attached({ maxMappings: 2 });
		for (const [page, status] of [
			[4n, OK],
			[5n, OK],
			[6n, NOMEM],
		] as const)
			expect(b.status(map(1, page << 12n, (page << 12n) + 0xfffn, 0n, 1))).toBe(status);
		b.status(unmap(1, 0x4000n, 0x4fffn));
		expect(b.status(map(1, 0x6000n, 0x6fffn, 0n, 1))).toBe(OK);
		b.status(attach(2, DEVICE));
		expect(b.status(map(2, 0x4000n, 0x4fffn, 0n, 1))).toBe(OK);
		expect(b.status(map(2, 0x5000n, 0x5fffn, 0n, 1))).toBe(OK);
		b.write(0x70, 0);
		b.start();
		b.status(attach(1, DEVICE));
		expect(b.status(map(1, 0x4000n, 0x4fffn, 0n, 1))).toBe(OK);
	});
});

describe('UNMAP', () => {
	const two = () => {
		const b = attached();
		b.status(map(1, 0x4000n, 0x5fffn, 0x2_0000n, 1));
		b.status(map(1, 0x8000n, 0x9fffn, 0x3_0000n, 1));
		return b;
	};
	const left = (b: VirtioBench) =>
		[4, 5, 8, 9].filter((page) => b.port.access(-1, page, READ) === 0);

	it.each([
		['nothing is there', 0x6000n, 0x7fffn, OK, [4, 5, 8, 9]],
		['one', 0x4000n, 0x5fffn, OK, [8, 9]],
		['both, with the gap', 0x4000n, 0x9fffn, OK, []],
		['everything', 0n, (1n << 64n) - 1n, OK, []],
		['one, and unmapped addresses before', 0x1000n, 0x5fffn, OK, [8, 9]],
		['one, and unmapped addresses behind', 0x8000n, 0xffffn, OK, [4, 5]],
		['the first half', 0x4000n, 0x4fffn, RANGE, [4, 5, 8, 9]],
		['the second half', 0x5000n, 0x5fffn, RANGE, [4, 5, 8, 9]],
		['one and a half', 0x4000n, 0x8fffn, RANGE, [4, 5, 8, 9]],
		['half and one', 0x5000n, 0x9fffn, RANGE, [4, 5, 8, 9]],
		['all but a byte at the end', 0x4000n, 0x5ffen, RANGE, [4, 5, 8, 9]],
		['all but a byte at the beginning', 0x4001n, 0x5fffn, RANGE, [4, 5, 8, 9]],
		['a byte of it', 0x5123n, 0x5123n, RANGE, [4, 5, 8, 9]],
		['ends between bytes of pages that are not mapped', 0x3801n, 0x6801n, OK, [8, 9]],
		['a byte that is not mapped', 0x6123n, 0x6123n, OK, [4, 5, 8, 9]],
		['ends before it begins', 0x9000n, 0x4fffn, OK, [4, 5, 8, 9]],
		['ends before it begins, within a mapping', 0x5000n, 0x4fffn, OK, [4, 5, 8, 9]],
		['ends before it begins, within a page', 0x5800n, 0x57ffn, OK, [4, 5, 8, 9]],
	])('%s', (_, first, last, status, pages) => {
		const b = two();
		expect(b.status(unmap(1, first, last))).toBe(status);
		expect(left(b)).toEqual(pages);
	});

	it.each([
		['reserved bytes', unmap(1, 0x4000n, 0x5fffn, 1), INVAL],
		['no such domain', unmap(2, 0x4000n, 0x5fffn), NOENT],
	])('%s', (_, request, status) => {
		const b = two();
		expect(b.status(request)).toBe(status);
		expect(left(b)).toEqual([4, 5, 8, 9]);
	});
});
