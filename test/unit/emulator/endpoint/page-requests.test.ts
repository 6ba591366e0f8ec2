import { describe, expect, it } from 'vitest';
import { Cap, Ends, enableAll, enablePri, makeBench } from '../../../support/fake-iommu.js';

describe('outstanding requests', () => {
	it('are held back at the allocation, and go on in order of arrival', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 2);
		const ends = new Ends();
		for (const page of [10, 11, 12, 13]) fn.dma.access(5, page, 1, ends.done(`${page}`));
		expect(iommu.requests.map((r) => r.page)).toEqual([10, 11]);
		expect(fn.outstandingRequests).toBe(2);
		expect(fn.dma.active).toBe(4);

		const first = iommu.take();
		iommu.map(5, 10, 1, 1);
		iommu.respond(first, 0);
		expect(iommu.requests.map((r) => r.page)).toEqual([11, 12]);
		expect(fn.outstandingRequests).toBe(2);
		expect(ends.list).toEqual(['10']);

		iommu.respond(iommu.requests[1]!, 1);
		expect(iommu.requests.map((r) => r.page)).toEqual([11, 12, 13]);
		expect(ends.list).toEqual(['10', '12:invalid']);
	});

	it('count the requests of a group, not the group', () => {
		const { fn, iommu } = makeBench({ pagesPerGroup: 4 });
		enableAll(fn, 6);
		fn.dma.read(5, 0x10_000, new Uint8Array(10 * 4096), () => {});
		expect(iommu.requests.map((r) => [r.page, r.prgIndex, r.last])).toEqual([
			[16, 0, false],
			[17, 0, false],
			[18, 0, false],
			[19, 0, true],
			[20, 1, false],
			[21, 1, true],
		]);
		expect(fn.outstandingRequests).toBe(6);
		expect(fn.outstandingGroups).toBe(2);
	});

	it('never exceed 512 groups, however large the allocation', () => {
		const { fn, iommu } = makeBench({ priCapacity: 5000 });
		enableAll(fn, 5000);
		for (let page = 0; page < 600; page++) fn.dma.access(5, page, 1, () => {});
		expect(iommu.requests.length).toBe(512);
		expect(new Set(iommu.requests.map((r) => r.prgIndex)).size).toBe(512);
		const seventh = iommu.requests[7]!;
		iommu.respond(seventh, 1);
		expect(iommu.requests.length).toBe(513);
		expect(iommu.requests[512]).toMatchObject({ page: 512, prgIndex: seventh.prgIndex });
	});

	it('are never sent with an allocation of 0: misses go out untranslated', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 0);
		const ends = new Ends();
		fn.dma.access(5, 10, 2, ends.done('a'));
		expect(ends.list).toEqual(['a:aborted']);
		expect(iommu.requests).toEqual([]);
		expect(iommu.untranslated).toEqual([{ pasid: 5, page: 10, access: 2 }]);
	});

	it('do not hold back what the ATC holds', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 1);
		const ends = new Ends();
		iommu.map(5, 20, 3, 3);
		fn.dma.access(5, 20, 1, ends.done('fill'));
		fn.dma.access(5, 10, 1, ends.done('missing'));
		fn.dma.access(5, 20, 1, ends.done('hit'));
		expect(ends.list).toEqual(['fill', 'hit']);
		expect(fn.outstandingRequests).toBe(1);
	});
});

describe('PRG indices', () => {
	it('are handed out again only after the response, the longest unused first', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 512);
		for (let page = 0; page < 3; page++) fn.dma.access(5, page, 1, () => {});
		expect(iommu.requests.map((r) => r.prgIndex)).toEqual([0, 1, 2]);
		iommu.respond(iommu.requests[1]!, 1);
		for (let page = 3; page < 513; page++) fn.dma.access(5, page, 1, () => {});
		expect(iommu.requests.length).toBe(513);
		expect(iommu.requests.slice(3, 512).map((r) => r.prgIndex)).toEqual(
			Array.from({ length: 509 }, (_, i) => i + 3),
		);
		expect(iommu.requests[512]!.prgIndex).toBe(1);
	});

	it('are as many as the allocation can use, again in turn, and a response to another is unexpected', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 3);
		for (let page = 0; page < 9; page++) fn.dma.access(5, page, 1, () => {});
		expect(iommu.requests.map((r) => r.prgIndex)).toEqual([0, 1, 2]);
		for (const answered of [1, 2, 0, 1, 2])
			iommu.respond(iommu.requests.findLast((r) => r.prgIndex === answered)!, 1);
		expect(iommu.requests.map((r) => r.prgIndex)).toEqual([0, 1, 2, 1, 2, 0, 1, 2]);
		for (const index of [3, 511]) fn.pageResponse(5, index, 0);
		expect(fn.counters).toMatchObject({ responsesUnexpected: 2, responsesInvalid: 5 });
		expect(fn.outstandingRequests).toBe(3);
	});

	it('follow an allocation that changes while nothing is outstanding', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 2);
		fn.dma.access(5, 0, 1, () => {});
		fn.dma.access(5, 1, 1, () => {});
		fn.configWrite(Cap.PRI + 4, 2, 0);
		for (const request of iommu.requests.splice(0)) iommu.respond(request, 1);
		enablePri(fn, 4);
		for (let page = 0; page < 5; page++) fn.dma.access(5, page, 1, () => {});
		expect(iommu.requests.map((r) => r.prgIndex)).toEqual([0, 1, 2, 3]);
		expect(fn.outstandingRequests).toBe(4);
		fn.pageResponse(5, 3, 1);
		expect(iommu.requests.map((r) => r.prgIndex)).toEqual([0, 1, 2, 3, 3]);
	});
});

describe('groups', () => {
	it('gather neighbouring missing pages of one job and end at a present one', () => {
		const { fn, iommu } = makeBench({ pagesPerGroup: 8 });
		enableAll(fn, 64);
		iommu.map(5, 12, 1, 3);
		fn.dma.read(5, 10 * 4096, new Uint8Array(5 * 4096), () => {});
		fn.dma.read(5, 15 * 4096, new Uint8Array(4096), () => {});
		expect(iommu.requests.map((r) => [r.page, r.prgIndex, r.last])).toEqual([
			[10, 0, false],
			[11, 0, true],
			[13, 1, false],
			[14, 1, true],
			[15, 2, true],
		]);
		expect(fn.counters).toMatchObject({ groups: 3, pageRequests: 5 });
	});

	it('gather again what is still missing after SUCCESS', () => {
		const { fn, iommu } = makeBench({ pagesPerGroup: 4 });
		enableAll(fn, 64);
		const ends = new Ends();
		fn.dma.read(5, 10 * 4096, new Uint8Array(4 * 4096), ends.done('read'));
		iommu.map(5, 11, 1, 3);
		const group = iommu.requests.splice(0);
		iommu.respond(group[3]!, 0);
		expect(iommu.requests.map((r) => [r.page, r.prgIndex, r.last])).toEqual([
			[10, 1, true],
			[12, 2, false],
			[13, 2, true],
		]);
		for (const page of [10, 12, 13]) iommu.map(5, page, 1, 3);
		iommu.respond(iommu.requests[2]!, 0);
		expect(ends.list).toEqual([]);
		iommu.respond(iommu.requests[0]!, 0);
		expect(ends.list).toEqual(['read']);
		expect(fn.outstandingRequests).toBe(0);
	});

	it('say what the access wants', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 64);
		fn.dma.read(5, 0, new Uint8Array(1), () => {});
		fn.dma.write(5, 4096, new Uint8Array(1), () => {});
		fn.dma.access(5, 2, 5, () => {});
		fn.dma.access(5, 3, 11, () => {});
		fn.dma.access(-1, 4, 13, () => {});
		expect(iommu.requests.map((r) => [r.pasid, r.access])).toEqual([
			[5, 1],
			[5, 2],
			[5, 5],
			[5, 11],
			[-1, 1],
		]);
	});

	it('ask for a page that is granted, but not for what is wanted', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 64);
		iommu.map(5, 9, 1, 1);
		const ends = new Ends();
		fn.dma.access(5, 9, 2, ends.done('write'));
		expect(iommu.requests.map((r) => [r.page, r.access])).toEqual([[9, 2]]);
		iommu.map(5, 9, 1, 3);
		iommu.respond(iommu.take(), 0);
		expect(ends.list).toEqual(['write']);
	});
});

it('the time from the last request to the response is recorded for each group', () => {
	const bench = makeBench();
	const { fn, iommu } = bench;
	enableAll(fn, 8);
	bench.time = 100;
	fn.dma.access(5, 10, 1, () => {});
	bench.time = 103;
	fn.dma.access(5, 11, 1, () => {});
	bench.time = 110;
	iommu.respond(iommu.take(), 1);
	iommu.respond(iommu.take(), 1);
	expect(fn.latency.count).toBe(2);
	expect(Math.abs(fn.latency.percentile(50) - 7000)).toBeLessThanOrEqual(7000 / 64);
	expect(Math.abs(fn.latency.percentile(100) - 10_000)).toBeLessThanOrEqual(10_000 / 64);
});
