import { describe, expect, it } from 'vitest';
import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { FakeEndpoint, VtdBench } from '../../support/vtd-bench.js';
import { first, nested, PAGE, READ, second, WRITE } from '../../support/vtd-mappings.js';
import { entryAddress, Frame, q, write64 } from '../../support/vtd-tables.js';

const page = Number(PAGE);
/** Type 6 by page: domain 1, PASID 1. */
const byPage = (at: bigint, order = 0n) => [0x0000_0001_0001_0036n, (at << 12n) | order] as const;

/** Clears the leaf of a first-level or second-level table. */
function unmap(bench: VtdBench, root: number, at = PAGE): void {
	bench.tables.mapFirst(root, at, 0n);
}

/** Whether PASID 1 still gets PAGE. */
function served(bench: VtdBench, at = page): boolean {
	return bench.port.translate(1, at, READ) === 0;
}

describe('the IOTLB serves what it holds until it is told', () => {
	it('a page that was unmapped stays reachable up to the descriptor, not to the wait behind it', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n);
		expect(served(bench)).toBe(true);
		unmap(bench, root);
		expect(served(bench)).toBe(true);
		bench.put(...byPage(PAGE));
		expect(served(bench)).toBe(true);
		bench.ring();
		expect(served(bench)).toBe(false);
	});

	it('a page that was mapped elsewhere is served from the old frame', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n);
		expect(served(bench)).toBe(true);
		bench.tables.mapFirst(root, PAGE, q(200) | 7n);
		expect([served(bench), bench.port.frame]).toEqual([true, 100]);
		bench.submit(...byPage(PAGE));
		expect([served(bench), bench.port.frame]).toEqual([true, 200]);
	});

	it('a permission that was taken away stays', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n);
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		bench.tables.mapFirst(root, PAGE, q(100) | 5n);
		expect(bench.port.access(1, page, WRITE)).toBe(0);
		bench.submit(...byPage(PAGE));
		expect(bench.port.access(1, page, WRITE)).toBe(3);
	});

	it('what is not present is never held: a new mapping needs no invalidation', () => {
		const bench = new VtdBench();
		const root = first(bench, 0n);
		expect(served(bench)).toBe(false);
		bench.tables.mapFirst(root, PAGE, q(100) | 7n);
		expect(served(bench)).toBe(true);
	});

	it('a page request drops that page, and only that page', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n);
		bench.tables.mapFirst(root, PAGE + 1n, q(101) | 7n);
		expect([served(bench), served(bench, page + 1)]).toEqual([true, true]);
		unmap(bench, root);
		unmap(bench, root, PAGE + 1n);
		bench.port.pageRequest(1, page, WRITE, 0, true);
		expect([served(bench), served(bench, page + 1)]).toEqual([false, true]);
	});

	it('domain and PASID are the tag; the requester is not', () => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n);
		bench.pasid(2, { pgtt: 1, first: root, domain: 1 });
		const other = bench.unit.connect(0x11, new FakeEndpoint());
		bench.memory.copyOut(Frame.CONTEXT * 4096 + 0x10 * 32, scratch, 0, 32);
		bench.memory.copyIn(Frame.CONTEXT * 4096 + 0x11 * 32, scratch, 0, 32);
		expect(served(bench)).toBe(true);
		unmap(bench, root);
		expect(other.translate(1, page, READ)).toBe(0);
		expect(bench.port.translate(2, page, READ)).toBe(1);
	});
});

const scratch = new Uint8Array(32);

describe('PASID-based IOTLB invalidation, type 6', () => {
	/** Maps and caches pages PAGE to PAGE+7 of PASIDs 1 and 2 (domain 1) and 3 (domain 2), then clears the tables. */
	function cached(): VtdBench {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n);
		for (let i = 0n; i < 8n; i++) bench.tables.mapFirst(root, PAGE + i, q(100n + i) | 7n);
		bench.pasid(2, { pgtt: 1, first: root, domain: 1 });
		bench.pasid(3, { pgtt: 1, first: root, domain: 2 });
		for (const pasid of [1, 2, 3])
			for (let i = 0; i < 8; i++) expect(bench.port.translate(pasid, page + i, READ)).toBe(0);
		for (let i = 0n; i < 8n; i++) bench.tables.mapFirst(root, PAGE + i, 0n);
		return bench;
	}

	/** Which of the eight pages each PASID still has, as bits. */
	function held(bench: VtdBench): number[] {
		return [1, 2, 3].map((pasid) => {
			let bits = 0;
			for (let i = 0; i < 8; i++)
				if (bench.port.translate(pasid, page + i, READ) === 0) bits |= 1 << i;
			return bits;
		});
	}

	it.each([
		['one page', 0x0000_0001_0001_0036n, (PAGE + 2n) << 12n, [0xfb, 0xff, 0xff]],
		[
			'an aligned block of four',
			0x0000_0001_0001_0036n,
			((PAGE + 4n) << 12n) | 2n,
			[0x0f, 0xff, 0xff],
		],
		[
			'a block named by a page inside it',
			0x0000_0001_0001_0036n,
			((PAGE + 6n) << 12n) | 2n,
			[0x0f, 0xff, 0xff],
		],
		[
			'a block larger than is looked up',
			0x0000_0001_0001_0036n,
			(PAGE << 12n) | 10n,
			[0, 0xff, 0xff],
		],
		['with the hint', 0x0000_0001_0001_0036n, (PAGE << 12n) | 0x40n, [0xfe, 0xff, 0xff]],
		['a whole PASID', 0x0000_0001_0001_0026n, 0n, [0, 0xff, 0xff]],
		['a PASID of another domain', 0x0000_0001_0002_0026n, 0n, [0xff, 0xff, 0xff]],
		['type 2, a domain', 0x0001_0022n, 0n, [0, 0, 0xff]],
		['type 2, everything', 0x12n, 0n, [0, 0, 0]],
		[
			'type 2, pages of a domain: not what the first level made',
			0x0001_0032n,
			(PAGE << 12n) | 3n,
			[0xff, 0xff, 0xff],
		],
		['a context invalidation', 0x11n, 0n, [0xff, 0xff, 0xff]],
		['a PASID-cache invalidation', 0x37n, 0n, [0xff, 0xff, 0xff]],
		['a device TLB', 0x10_0000_0003n, 0n, [0xff, 0xff, 0xff]],
	])('%s', (_name, q0, q1, left) => {
		const bench = cached();
		bench.submit(q0, q1);
		expect(held(bench)).toEqual(left);
	});
});

describe('IOTLB invalidation by second-level pages, type 2', () => {
	it('drops second-level translations of the pages, for every PASID', () => {
		const bench = new VtdBench();
		const root = second(bench, q(100) | 3n);
		bench.tables.mapSecond(root, PAGE + 1n, q(101) | 3n);
		bench.pasid(2, { pgtt: 2, second: root });
		for (const pasid of [1, 2])
			for (const at of [page, page + 1]) expect(bench.port.translate(pasid, at, READ)).toBe(0);
		bench.tables.mapSecond(root, PAGE, 0n);
		bench.tables.mapSecond(root, PAGE + 1n, 0n);
		bench.submit(0x0001_0032n, PAGE << 12n);
		expect([1, 2].map((pasid) => bench.port.translate(pasid, page, READ))).toEqual([1, 1]);
		expect([1, 2].map((pasid) => bench.port.translate(pasid, page + 1, READ))).toEqual([0, 0]);
	});

	it('drops every nested translation of the domain, as their tags are no guest addresses', () => {
		const bench = new VtdBench();
		nested(bench);
		expect(served(bench)).toBe(true);
		bench.memory.write32(entryAddress(1004, PAGE, 1), 0);
		expect(served(bench)).toBe(true);
		bench.submit(0x0002_0032n, 0n);
		expect(served(bench)).toBe(true);
		bench.submit(0x0001_0032n, 0n);
		expect(served(bench)).toBe(false);
	});
});

describe('pieces of a large page', () => {
	it('go together when any page of the leaf is invalidated', () => {
		const bench = new VtdBench();
		const root = first(bench, q(512) | 0x87n, {}, 7n, 2);
		expect([served(bench), served(bench, page + 1)]).toEqual([true, true]);
		bench.tables.mapFirst(root, PAGE, 0n, 7n, 2);
		bench.submit(...byPage(PAGE + 512n));
		expect([served(bench), served(bench, page + 1)]).toEqual([true, true]);
		bench.submit(...byPage(PAGE + 8n));
		expect([served(bench), served(bench, page + 1)]).toEqual([false, false]);
	});
});

describe('the PASID cache', () => {
	it.each([
		['the PASID', 0x0000_0001_0001_0017n, true],
		['another PASID', 0x0000_0002_0001_0017n, false],
		['the PASID in another domain', 0x0000_0001_0002_0017n, false],
		['the domain', 0x0001_0007n, true],
		['another domain', 0x0002_0007n, false],
		['everything', 0x37n, true],
		['contexts', 0x11n, false],
		['the IOTLB', 0x12n, false],
	])('holds an entry that was cleared: dropped by invalidating %s is %s', (_name, q0, dropped) => {
		const bench = new VtdBench();
		const root = first(bench, q(100) | 7n);
		bench.tables.mapFirst(root, PAGE + 1n, q(101) | 7n);
		expect(served(bench)).toBe(true);
		bench.pasid(1, { pgtt: 1, present: false });
		expect(served(bench, page + 1)).toBe(true);
		bench.submit(q0);
		expect(served(bench, page + 1)).toBe(!dropped);
	});

	it('does not hold a faulty entry', () => {
		const bench = new VtdBench();
		bench.pasid(1, { pgtt: 5 });
		expect(bench.port.access(1, 5, READ)).toBe(3);
		bench.pasid(1, { pgtt: 4 });
		expect(bench.port.access(1, 5, READ)).toBe(0);
	});

	it('works with the smallest size, where entries push each other out', () => {
		const bench = new VtdBench({ pasidCacheEntries: 16, iotlbEntries: 16 });
		const root = first(bench, q(100) | 7n);
		for (let pasid = 1; pasid < 64; pasid++) bench.pasid(pasid, { pgtt: 1, first: root });
		for (let round = 0; round < 3; round++)
			for (let pasid = 1; pasid < 64; pasid++) {
				expect(bench.port.translate(pasid, page, READ)).toBe(0);
				expect(bench.port.frame).toBe(100);
			}
	});
});

describe('the context cache', () => {
	it.each([
		['the device', 0x0000_0010_0000_0031n, true],
		['another device', 0x0000_0011_0000_0031n, false],
		['function 7 of it, all function bits masked', 0x0003_0017_0000_0031n, true],
		['function 4 of it, bit 2 masked', 0x0001_0014_0000_0031n, true],
		['function 2 of it, bit 2 masked', 0x0001_0012_0000_0031n, false],
		['function 6 of it, bits 2:1 masked', 0x0002_0016_0000_0031n, true],
		['a domain, which contexts do not carry', 0x0005_0021n, true],
		['everything', 0x11n, true],
		['PASIDs', 0x37n, false],
	])('holds an entry that was cleared: dropped by invalidating %s is %s', (_name, q0, dropped) => {
		const bench = new VtdBench();
		bench.pasid(1, { pgtt: 4 });
		expect(bench.port.access(1, 5, READ)).toBe(0);
		bench.context(0n);
		expect(bench.port.access(1, 5, READ)).toBe(0);
		bench.submit(q0);
		expect(bench.port.access(1, 5, READ)).toBe(dropped ? 3 : 0);
	});

	it('serves page requests too: PRE cleared without an invalidation changes nothing', () => {
		const bench = new VtdBench();
		bench.port.pageRequest(NO_PASID, 5, READ, 0, true);
		bench.context(q(Frame.DIRECTORY) | 0xdn);
		bench.port.pageRequest(NO_PASID, 5, READ, 1, true);
		expect(bench.read(0x0c8)).toBe(0x40);
		bench.submit(0x11n);
		bench.port.pageRequest(NO_PASID, 5, READ, 2, true);
		expect(bench.read(0x0c8)).toBe(0x40);
		expect(bench.endpoint.responses).toEqual([[NO_PASID, 2, 1]]);
	});

	it('keeps the directory pointer: a new directory needs the invalidation', () => {
		const bench = new VtdBench();
		bench.pasid(1, { pgtt: 4 });
		expect(bench.port.access(1, 5, READ)).toBe(0);
		const empty = bench.tables.frame();
		write64(bench.memory, empty * 4096, 0n);
		bench.context(q(empty) | 0x1dn);
		bench.submit(0x37n);
		expect(bench.port.access(1, 5, READ)).toBe(0);
		bench.put(0x11n);
		bench.put(0x37n);
		bench.ring();
		expect(bench.port.access(1, 5, READ)).toBe(3);
	});
});
