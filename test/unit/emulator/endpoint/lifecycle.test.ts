import { describe, expect, it } from 'vitest';
import {
	Cap,
	Ends,
	enableAll,
	enablePri,
	makeBench,
	priStatus,
} from '../../../support/fake-iommu.js';

describe('function-level reset', () => {
	it('fails what is in flight, empties the ATC and puts the registers back', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 2);
		iommu.map(5, 1, 1, 1);
		const ends = new Ends();
		fn.dma.access(5, 1, 1, ends.done('done'));
		for (const page of [10, 11, 12]) fn.dma.access(5, page, 1, ends.done(`${page}`));
		fn.reset();
		expect(ends.list).toEqual(['done', '10:reset', '11:reset', '12:reset']);
		expect(fn.cachedTranslations).toBe(0);
		expect(fn.outstandingRequests).toBe(0);
		expect(fn.configRead(Cap.ATS + 6, 2)).toBe(0);
		expect(fn.configRead(Cap.PRI + 4, 4)).toBe(0x8100_0000);
		expect(fn.configRead(Cap.PRI + 0xc, 4)).toBe(0);
		expect(fn.configRead(Cap.PASID + 6, 2)).toBe(0);
		expect(iommu.disconnected).toEqual([]);
		expect(fn.counters.pageRequests).toBe(2);

		iommu.respond(iommu.take(), 0);
		expect(fn.counters.responsesUnexpected).toBe(1);
		enableAll(fn, 2);
		fn.dma.access(5, 1, 1, ends.done('again'));
		expect(ends.list.at(-1)).toBe('again');
	});

	it('does not run jobs that are started from the failing ones with the old settings', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 2);
		const ends = new Ends();
		fn.dma.access(5, 10, 1, () => fn.dma.access(5, 10, 1, ends.done('next')));
		fn.reset();
		expect(ends.list).toEqual(['next:not-enabled']);
		expect(iommu.requests.length).toBe(1);
	});
});

describe('attaching', () => {
	it('detach resets, leaves the IOMMU, and lets the function be attached again', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 2);
		const ends = new Ends();
		fn.dma.access(5, 10, 1, ends.done('a'));
		fn.detach();
		expect(ends.list).toEqual(['a:reset']);
		expect(iommu.disconnected).toEqual([0x0100]);
		fn.dma.access(-1, 10, 1, ends.done('b'));
		expect(ends.list).toEqual(['a:reset', 'b:not-enabled']);
		fn.detach();
		expect(iommu.disconnected).toEqual([0x0100]);
		fn.attach(iommu);
		iommu.map(-1, 10, 1, 1);
		fn.dma.access(-1, 10, 1, ends.done('c'));
		expect(ends.list.at(-1)).toBe('c');
	});

	it('twice is an error', () => {
		const { fn, iommu } = makeBench();
		expect(() => fn.attach(iommu)).toThrow(/0x0100 is attached already/);
	});
});

describe('disabling PRI', () => {
	it('lets outstanding groups be answered, and sends no more', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 1);
		const ends = new Ends();
		fn.dma.access(5, 10, 1, ends.done('asked'));
		fn.dma.access(5, 11, 1, ends.done('held back'));
		fn.configWrite(Cap.PRI + 4, 2, 0);
		expect(ends.list).toEqual(['held back:aborted']);
		expect(priStatus(fn)).toBe(0x8000);
		iommu.map(5, 10, 1, 1);
		iommu.respond(iommu.take(), 0);
		expect(ends.list).toEqual(['held back:aborted', 'asked']);
		expect(priStatus(fn)).toBe(0x8100);
		expect(iommu.requests).toEqual([]);
	});

	it('ends the wait of what could not be asked for again', () => {
		const { fn, iommu } = makeBench({ pagesPerGroup: 3, priCapacity: 2000 });
		enableAll(fn, 2000);
		const ends = new Ends();
		fn.dma.read(5, 0, new Uint8Array(3 * 4096), ends.done('read'));
		for (let page = 1000; page < 1511; page++) fn.dma.access(5, page, 1, () => {});
		expect(fn.outstandingGroups).toBe(512);
		// The middle page is there: the others need two groups, and one index is free.
		iommu.map(5, 1, 1, 1);
		iommu.respond(iommu.requests[2]!, 0);
		expect(iommu.requests.slice(514).map((r) => [r.page, r.last])).toEqual([[0, true]]);
		fn.configWrite(Cap.PRI + 4, 2, 0);
		expect(iommu.untranslated).toEqual([{ pasid: 5, page: 2, access: 1 }]);
		expect(ends.list).toEqual([]);
		iommu.respond(iommu.requests[514]!, 1);
		expect(ends.list).toEqual(['read:aborted']);
	});

	it('leaves a page that is still missing after its answer to the IOMMU', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 4);
		const ends = new Ends();
		fn.dma.access(5, 10, 1, ends.done('a'));
		fn.configWrite(Cap.PRI + 4, 2, 0);
		iommu.respond(iommu.take(), 0);
		expect(ends.list).toEqual(['a:aborted']);
		expect(iommu.untranslated).toEqual([{ pasid: 5, page: 10, access: 1 }]);
	});
});

describe('stop marker', () => {
	it('follows the requests of the PASID, whose jobs end and whose translations go', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 2);
		const ends = new Ends();
		for (const pasid of [5, 6]) {
			iommu.map(pasid, 1, 1, 1);
			fn.dma.access(pasid, 1, 1, () => {});
		}
		fn.dma.access(5, 10, 1, ends.done('5 asked'));
		fn.dma.access(6, 10, 1, ends.done('6 asked'));
		fn.dma.access(5, 11, 1, ends.done('5 waits'));
		fn.dma.access(6, 11, 1, ends.done('6 waits'));
		fn.stopPasid(5);
		expect(iommu.stopMarkers).toEqual([{ pasid: 5, after: 2 }]);
		expect(ends.list).toEqual(['5 waits:reset']);
		expect(fn.cachedTranslations).toBe(1);
		expect(fn.outstandingRequests).toBe(2);

		iommu.map(5, 10, 1, 1);
		iommu.respond(iommu.requests[0]!, 0);
		expect(ends.list).toEqual(['5 waits:reset', '5 asked:reset']);
		expect(iommu.requests[2]).toMatchObject({ pasid: 6, page: 11 });
		expect(fn.counters).toMatchObject({ stopMarkers: 1, pageRequests: 3, retries: 0 });
	});

	it('waits until the group that is being sent is complete', () => {
		const { fn, iommu } = makeBench({ pagesPerGroup: 3 });
		enableAll(fn, 8);
		const ends = new Ends();
		iommu.onRequest = (request) => {
			if (request.page === 10) fn.stopPasid(5);
		};
		fn.dma.read(5, 10 * 4096, new Uint8Array(3 * 4096), ends.done('a'));
		expect(iommu.requests.map((r) => [r.page, r.last])).toEqual([
			[10, false],
			[11, false],
			[12, true],
		]);
		expect(iommu.stopMarkers).toEqual([{ pasid: 5, after: 3 }]);
		iommu.respond(iommu.requests[2]!, 0);
		expect(ends.list).toEqual(['a:reset']);
	});

	it('drops the pages that were gathered and not sent', () => {
		const { fn, iommu } = makeBench({ pagesPerGroup: 4 });
		enableAll(fn, 8);
		const ends = new Ends();
		iommu.onTranslate = (_pasid, page) => {
			if (page === 12) fn.stopPasid(5);
		};
		fn.dma.read(5, 10 * 4096, new Uint8Array(4 * 4096), ends.done('a'));
		fn.dma.access(6, 20, 1, ends.done('b'));
		expect(ends.list).toEqual(['a:reset']);
		expect(iommu.requests.map((r) => [r.pasid, r.page])).toEqual([[6, 20]]);
		expect(iommu.stopMarkers).toEqual([{ pasid: 5, after: 0 }]);
		expect(fn.outstandingRequests).toBe(1);
	});

	it('is not sent without PRI, and belongs to a PASID', () => {
		const { fn, iommu } = makeBench();
		fn.stopPasid(5);
		expect(iommu.stopMarkers).toEqual([]);
		expect(() => fn.stopPasid(-1)).toThrow(RangeError);
	});

	it('leaves the PASID usable for a new use', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		fn.stopPasid(5);
		const ends = new Ends();
		fn.dma.access(5, 10, 1, ends.done('new'));
		iommu.map(5, 10, 1, 1);
		iommu.respond(iommu.take(), 0);
		expect(ends.list).toEqual(['new']);
	});
});

describe('invalidation', () => {
	it('drops the translations and completes at once', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		iommu.map(5, 1, 1, 1);
		fn.dma.access(5, 1, 1, () => {});
		const done: string[] = [];
		fn.invalidate(5, 1, 1, false, () => done.push(`with ${fn.cachedTranslations} cached`));
		expect(done).toEqual(['with 0 cached']);
		expect(fn.counters.invalidations).toBe(1);
	});

	it('is accepted with ATS disabled', () => {
		const { fn } = makeBench();
		const done: string[] = [];
		fn.invalidate(-1, 0, Number.POSITIVE_INFINITY, false, () => done.push('done'));
		expect(done).toEqual(['done']);
	});

	it('waits while paused, the old translations in use, and completes in order afterwards', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		iommu.map(5, 1, 1, 1);
		fn.dma.access(5, 1, 1, () => {});
		const done: string[] = [];
		fn.pauseInvalidations();
		iommu.unmap(5, 1);
		fn.invalidate(5, 1, 1, false, () => done.push('first'));
		fn.invalidate(5, 2, 1, false, () => done.push('second'));
		const ends = new Ends();
		fn.dma.access(5, 1, 1, ends.done('old translation'));
		expect(ends.list).toEqual(['old translation']);
		expect(done).toEqual([]);
		fn.resumeInvalidations();
		expect(done).toEqual(['first', 'second']);
		fn.dma.access(5, 1, 1, ends.done('asks'));
		expect(iommu.requests.map((r) => r.page)).toEqual([1]);
		fn.resumeInvalidations();
		expect(done).toEqual(['first', 'second']);
	});

	it('that waits is completed by a reset and by detaching', () => {
		for (const end of ['reset', 'detach'] as const) {
			const { fn } = makeBench();
			enablePri(fn, 1);
			const done: string[] = [];
			fn.pauseInvalidations();
			fn.invalidate(5, 1, 1, false, () => done.push('done'));
			fn[end]();
			expect(done).toEqual(['done']);
		}
	});
});
