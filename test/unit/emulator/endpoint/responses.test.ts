import { describe, expect, it } from 'vitest';
import type { DmaError } from '../../../../src/emulator/endpoint/dma-job.js';
import {
	Cap,
	Ends,
	enableAll,
	enablePri,
	makeBench,
	priControl,
	priStatus,
} from '../../../support/fake-iommu.js';

const UPRGI = 0x0002;

describe('SUCCESS', () => {
	it('means translate again: the access goes through when the page is there', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		const ends = new Ends();
		fn.dma.access(5, 10, 1, ends.done('a'));
		iommu.map(5, 10, 1, 1);
		iommu.respond(iommu.take(), 0);
		expect(ends.list).toEqual(['a']);
		expect(fn.counters).toMatchObject({ responsesSuccess: 1, retries: 1, translations: 2 });
		expect(fn.outstandingRequests).toBe(0);
		expect(iommu.requests).toEqual([]);
	});

	it('that does not help `livelockLimit` times ends the job, naming page and count', () => {
		const { fn, iommu } = makeBench({ livelockLimit: 3 });
		enableAll(fn, 8);
		let error: DmaError | undefined;
		fn.dma.access(5, 0xabc, 2, (e) => {
			error = e;
		});
		for (let answer = 1; answer <= 3; answer++) {
			expect(error).toBeUndefined();
			iommu.respond(iommu.take(), 0);
		}
		expect(error).toEqual({
			kind: 'livelock',
			page: 0xabc,
			access: 2,
			message: 'page 0xabc (PASID 5, -w-): answered SUCCESS 3 times and still missing',
		});
		expect(iommu.requests).toEqual([]);
		expect(fn.counters).toMatchObject({ groups: 3, livelocks: 1, dmaErrors: 1 });
		expect(fn.outstandingRequests).toBe(0);
	});

	it('given while the request is being sent is retried later, and hardly counts', () => {
		const waiting: (() => void)[] = [];
		const { fn, iommu } = makeBench({ livelockLimit: 1 }, (run) => waiting.push(run));
		enableAll(fn, 8);
		const ends = new Ends();
		iommu.onRequest = (request) => iommu.respond(request, 0);
		fn.dma.access(5, 10, 1, ends.done('a'));
		fn.dma.access(5, 11, 1, ends.done('b'));
		expect(iommu.requests.map((r) => r.page)).toEqual([10]);
		for (let round = 0; round < 20; round++) {
			expect(waiting.length).toBe(1);
			waiting.shift()!();
		}
		expect(ends.list).toEqual([]);
		iommu.onRequest = undefined;
		iommu.requests.length = 0;
		waiting.shift()!();
		expect(iommu.requests.map((r) => r.page)).toEqual([10, 11]);
		iommu.map(5, 10, 1, 1);
		iommu.respond(iommu.take(), 0);
		expect(ends.list).toEqual(['a']);
	});

	it('given while the request is being sent does not go on for ever', () => {
		const waiting: (() => void)[] = [];
		const { fn, iommu } = makeBench({ livelockLimit: 1 }, (run) => waiting.push(run));
		enableAll(fn, 8);
		const ends = new Ends();
		iommu.onRequest = (request) => iommu.respond(request, 0);
		fn.dma.access(5, 10, 1, ends.done('a'));
		for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) run();
		expect(ends.list).toEqual(['a:livelock']);
		expect(iommu.requests.length).toBe(64);
	});

	it('given while the request is being sent is retried at once when nothing can wait', () => {
		const { fn, iommu } = makeBench({ livelockLimit: 4 });
		enableAll(fn, 8);
		const ends = new Ends();
		iommu.onRequest = (request) => iommu.respond(request, 0);
		fn.dma.access(5, 10, 1, ends.done('a'));
		expect(ends.list).toEqual(['a:livelock']);
		expect(iommu.requests.length).toBe(4);
	});
});

describe('Invalid Request', () => {
	it('fails the job of the group and no other', () => {
		const { fn, iommu } = makeBench({ pagesPerGroup: 2 });
		enableAll(fn, 8);
		const errors: (DmaError | undefined)[] = [];
		fn.dma.read(5, 10 * 4096, new Uint8Array(4 * 4096), (e) => errors.push(e));
		fn.dma.access(5, 20, 1, (e) => errors.push(e));
		const [, first, , second, other] = iommu.requests;
		iommu.respond(first!, 1);
		expect(errors).toEqual([]);
		for (const page of [12, 13, 20]) iommu.map(5, page, 1, 1);
		iommu.respond(second!, 0);
		expect(errors.map((e) => [e?.kind, e?.page, e?.access])).toEqual([['invalid', 10, 1]]);
		iommu.respond(other!, 0);
		expect(errors[1]).toBeUndefined();
		expect(errors.length).toBe(2);
		expect(fn.counters).toMatchObject({ responsesInvalid: 1, responsesSuccess: 2, dmaErrors: 1 });
		expect(priControl(fn)).toBe(1);
	});

	it('abandons the pages of the job that were not asked for yet', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 1);
		const ends = new Ends();
		fn.dma.read(5, 0, new Uint8Array(3 * 4096), ends.done('read'));
		fn.dma.access(5, 50, 1, ends.done('next'));
		iommu.respond(iommu.take(), 1);
		expect(ends.list).toEqual(['read:invalid']);
		expect(iommu.requests.map((r) => r.page)).toEqual([50]);
	});
});

describe('Response Failure', () => {
	for (const code of [0x2, 0x7, 0xe, 0xf])
		it(`code 0x${code.toString(16)} disables PRI and fails everything, whatever its index`, () => {
			const { fn, iommu } = makeBench();
			enableAll(fn, 2);
			const ends = new Ends();
			for (const page of [10, 11, 12]) fn.dma.access(5, page, 1, ends.done(`${page}`));
			fn.pageResponse(5, 400, code);
			expect(ends.list).toEqual(['10:failure', '11:failure', '12:failure']);
			expect(priControl(fn)).toBe(0);
			expect(priStatus(fn)).toBe(0x8101);
			expect(fn.outstandingRequests).toBe(0);
			expect(fn.dma.active).toBe(0);
			expect(iommu.requests.length).toBe(2);
			expect(fn.counters).toMatchObject({ responsesFailure: 1, responsesSuccess: 0, dmaErrors: 3 });
		});

	it('makes later responses meaningless until PRI is enabled again', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		fn.dma.access(5, 10, 1, () => {});
		fn.dma.access(5, 11, 1, () => {});
		const [first, second] = iommu.requests.splice(0);
		iommu.respond(first!, 0xf);
		iommu.respond(second!, 0);
		iommu.respond(second!, 0xf);
		expect(priStatus(fn)).toBe(0x8101);
		expect(fn.counters).toMatchObject({ responsesIgnored: 2, responsesFailure: 1 });

		enablePri(fn, 8);
		const ends = new Ends();
		fn.dma.access(5, 12, 1, ends.done('new'));
		iommu.map(5, 12, 1, 1);
		expect(iommu.requests[0]!.prgIndex).toBe(2);
		iommu.respond(iommu.take(), 0);
		expect(ends.list).toEqual(['new']);
		expect(priStatus(fn)).toBe(0x8000);
	});

	it('during the sending of a group stops the rest of it', () => {
		const { fn, iommu } = makeBench({ pagesPerGroup: 4 });
		enableAll(fn, 8);
		const ends = new Ends();
		iommu.onRequest = (request) => {
			if (request.page === 11) iommu.respond(request, 0xf);
		};
		fn.dma.read(5, 10 * 4096, new Uint8Array(4 * 4096), ends.done('read'));
		expect(iommu.requests.map((r) => r.page)).toEqual([10, 11]);
		expect(ends.list).toEqual(['read:failure']);
		expect(fn.outstandingRequests).toBe(0);
	});

	it('to a function that never asked has no effect', () => {
		const { fn } = makeBench();
		fn.pageResponse(5, 0, 0xf);
		expect(priStatus(fn)).toBe(0x8100);
		expect(fn.counters.responsesIgnored).toBe(1);
	});
});

describe('a response that fits no outstanding group', () => {
	it('sets UPRGI and changes nothing else: index, range, PASID', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		const ends = new Ends();
		fn.dma.access(5, 10, 1, ends.done('a'));
		for (const [pasid, index] of [
			[5, 1],
			[5, 512],
			[5, -1],
			[6, 0],
			[-1, 0],
		]) {
			fn.configWrite(Cap.PRI + 6, 2, UPRGI);
			fn.pageResponse(pasid!, index!, 0);
			expect(priStatus(fn)).toBe(0x8000 | UPRGI);
		}
		expect(fn.outstandingRequests).toBe(1);
		expect(ends.list).toEqual([]);
		expect(fn.counters).toMatchObject({ responsesUnexpected: 5, responsesSuccess: 0 });
		iommu.map(5, 10, 1, 1);
		iommu.respond(iommu.requests[0]!, 0);
		iommu.respond(iommu.requests[0]!, 0);
		expect(ends.list).toEqual(['a']);
		expect(fn.counters).toMatchObject({ responsesUnexpected: 6, responsesSuccess: 1 });
	});

	it('before the last request of the group is unexpected', () => {
		const { fn, iommu } = makeBench({ pagesPerGroup: 2 });
		enableAll(fn, 8);
		iommu.onRequest = (request) => {
			if (!request.last) iommu.respond(request, 0);
		};
		fn.dma.read(5, 0, new Uint8Array(8192), () => {});
		expect(fn.counters).toMatchObject({
			responsesUnexpected: 1,
			responsesSuccess: 0,
			pageRequests: 2,
		});
		expect(fn.outstandingRequests).toBe(2);
	});

	it('is not told by the PASID when the function does not require it', () => {
		const { fn, iommu } = makeBench({ responsePasidRequired: false });
		enableAll(fn, 8);
		const ends = new Ends();
		fn.dma.access(5, 10, 1, ends.done('a'));
		iommu.map(5, 10, 1, 1);
		fn.pageResponse(-1, 0, 0);
		expect(ends.list).toEqual(['a']);
		expect(priStatus(fn)).toBe(0);
	});
});
