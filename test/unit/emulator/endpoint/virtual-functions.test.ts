import { describe, expect, it } from 'vitest';
import {
	Cap,
	Ends,
	enableAll,
	enablePri,
	makeBench,
	priStatus,
} from '../../../support/fake-iommu.js';
import { enableAts, family, PF, VF1, VF2 } from '../../../support/virtual-functions.js';

const STOPPED = 0x0100;

describe('configuration space of a virtual function', () => {
	it('has an ATS capability without STU, no PRI and no PASID, and the identity of none', () => {
		const { vf1, pf } = family(8);
		expect(vf1.configRead(0, 4)).toBe(0xffff_ffff);
		expect(vf1.configRead(0x100, 4)).toBe(0x0001_000f);
		expect(vf1.configRead(0x104, 4)).toBe(0x8000_0060);
		expect(vf1.configRead(0x110, 4)).toBe(0);
		vf1.configWrite(Cap.ATS + 6, 2, 0);
		vf1.configWrite(Cap.ATS + 6, 2, 0x001f);
		expect(vf1.configRead(Cap.ATS + 6, 2)).toBe(0);
		vf1.configWrite(Cap.PRI + 4, 2, 0);
		vf1.configWrite(Cap.PASID + 6, 2, 0);
		expect(pf.configRead(Cap.PRI + 4, 2)).toBe(1);
		expect(pf.configRead(Cap.PASID + 6, 2)).toBe(7);
		expect([vf1.physicalFunction, pf.physicalFunction]).toEqual([pf, undefined]);
	});

	it('needs a physical function that can have some', () => {
		const { fn } = makeBench();
		expect(() => fn.addVirtualFunction({ requesterId: 1, ats: true })).toThrow(/without virtual/);
		const { vf1 } = family(8);
		expect(() => vf1.addVirtualFunction({ requesterId: 1, ats: true })).toThrow(/without virtual/);
	});
});

describe('what a virtual function uses of its physical one', () => {
	it('PASID settings: width, execute and privileged', () => {
		const { fn: pf, iommu } = makeBench({ pasidWidth: 4, virtualFunctions: true });
		const vf = pf.addVirtualFunction({ requesterId: VF1, ats: true });
		vf.attach(iommu);
		for (const pasid of [3, 16]) iommu.map(pasid, 1, 1, 7);
		const ends = new Ends();
		vf.dma.access(3, 1, 1, ends.done('off'));
		pf.configWrite(Cap.PASID + 6, 2, 1);
		vf.dma.access(3, 1, 1, ends.done('on'));
		vf.dma.access(16, 1, 1, ends.done('wide'));
		vf.dma.access(3, 1, 5, ends.done('exec'));
		pf.configWrite(Cap.PASID + 6, 2, 3);
		vf.dma.access(3, 1, 5, ends.done('exec on'));
		expect(ends.list).toEqual([
			'off:not-enabled',
			'on',
			'wide:not-enabled',
			'exec:not-enabled',
			'exec on',
		]);
		enableAts(vf);
		pf.configWrite(Cap.PASID + 6, 2, 0);
		expect(pf.configRead(Cap.PASID + 6, 2)).toBe(3);
	});

	it('STU: larger than what the IOMMU translates is Unsupported Request for both', () => {
		const { fn: pf, iommu } = makeBench({ virtualFunctions: true });
		const vf = pf.addVirtualFunction({ requesterId: VF1, ats: true });
		vf.attach(iommu);
		pf.configWrite(Cap.ATS + 6, 2, 1);
		enableAts(vf);
		iommu.map(-1, 1, 1, 1);
		const ends = new Ends();
		vf.dma.access(-1, 1, 1, ends.done('vf'));
		expect(ends.list).toEqual(['vf:unsupported']);
	});

	it('PRI: it asks once that is enabled, under its own requester id and indices', () => {
		const { pf, vf1, vf2, iommu } = family(8);
		const ends = new Ends();
		for (const [name, fn] of Object.entries({ pf, vf1, vf2 }))
			fn.dma.access(5, 10, 1, ends.done(name));
		expect(iommu.requests.map((r) => [r.requesterId, r.prgIndex])).toEqual([
			[PF, 0],
			[VF1, 0],
			[VF2, 0],
		]);
		iommu.map(5, 10, 1, 1);
		iommu.respond(iommu.requests[1]!, 0);
		expect(ends.list).toEqual(['vf1']);
		expect([pf, vf1, vf2].map((fn) => fn.outstandingRequests)).toEqual([1, 0, 1]);
		// The same index again, of one that has nothing outstanding: the shared status says so.
		iommu.respond(iommu.requests[1]!, 0);
		expect(priStatus(pf)).toBe(0x8002);
		expect([pf, vf1, vf2].map((fn) => fn.counters.responsesUnexpected)).toEqual([0, 1, 0]);
	});

	it('made while PRI is enabled, it can ask at once', () => {
		const { fn: pf, iommu } = makeBench({ virtualFunctions: true });
		enableAll(pf, 4);
		const vf = pf.addVirtualFunction({ requesterId: VF1, ats: true });
		vf.attach(iommu);
		enableAts(vf);
		vf.dma.access(5, 10, 1, () => {});
		expect(iommu.requests).toMatchObject([{ requesterId: VF1, prgIndex: 0 }]);
	});

	it('without ATS of its own it cannot ask', () => {
		const { fn: pf, iommu } = makeBench({ virtualFunctions: true });
		enableAll(pf, 4);
		const vf = pf.addVirtualFunction({ requesterId: VF1, ats: false });
		vf.attach(iommu);
		const ends = new Ends();
		vf.dma.access(5, 10, 1, ends.done('a'));
		expect(ends.list).toEqual(['a:aborted']);
		expect(vf.configRead(0x100, 4)).toBe(0);
	});
});

describe('Response Failure to a virtual function', () => {
	it('stops the interface of all: its own jobs fail, the others lose their requests and wait', () => {
		const { pf, vf1, vf2, iommu } = family(8);
		const ends = new Ends();
		for (const [name, fn] of Object.entries({ pf, vf1, vf2 }))
			fn.dma.access(5, 10, 1, ends.done(name));
		const requests = iommu.requests.splice(0);
		iommu.respond(requests[1]!, 0xf);
		expect(ends.list).toEqual(['vf1:failure']);
		expect(pf.configRead(Cap.PRI + 4, 2)).toBe(0);
		expect(priStatus(pf)).toBe(0x8101);
		expect([pf, vf1, vf2].map(({ counters: c }) => [c.responsesFailure, c.sharedFailures])).toEqual(
			[
				[0, 1],
				[1, 0],
				[0, 1],
			],
		);
		expect([pf, vf1, vf2].map((fn) => fn.outstandingRequests)).toEqual([0, 0, 0]);

		// Responses that were under way have no effect, to whomever.
		iommu.respond(requests[0]!, 0);
		iommu.respond(requests[2]!, 0xf);
		expect([pf, vf1, vf2].map(({ counters: c }) => c.responsesIgnored)).toEqual([1, 0, 1]);
		expect(priStatus(pf)).toBe(0x8101);

		// Meanwhile what is missing waits, but for that of the function that failed, which is aborted.
		vf1.dma.access(5, 11, 1, ends.done('failed'));
		vf2.dma.access(5, 11, 1, ends.done('waits'));
		iommu.map(5, 12, 1, 1);
		vf2.dma.access(5, 12, 1, ends.done('behind'));
		expect(ends.list.slice(1)).toEqual(['failed:aborted']);
		expect(iommu.requests).toEqual([]);

		// A reset of the interface changes nothing for what waits: it has no request there.
		pf.configWrite(Cap.PRI + 4, 2, 2);
		enablePri(pf, 8);
		expect(iommu.requests.map((r) => [r.requesterId, r.page])).toEqual([
			[PF, 10],
			[VF2, 10],
			[VF2, 11],
		]);
		for (const request of iommu.requests.splice(0)) {
			iommu.map(5, request.page, 1, 1);
			iommu.respond(request, 0);
		}
		expect(ends.list.slice(2).sort()).toEqual(['behind', 'pf', 'vf2', 'waits']);
		expect([pf, vf1, vf2].map((fn) => fn.outstandingRequests)).toEqual([0, 0, 0]);
		// The one that failed may ask again as well.
		vf1.dma.access(5, 13, 1, ends.done('again'));
		expect(iommu.requests).toMatchObject([{ requesterId: VF1, page: 13 }]);
	});

	it('to the physical one stops the virtual ones, which wait', () => {
		const { pf, vf1, iommu } = family(8);
		const ends = new Ends();
		vf1.dma.access(5, 10, 1, ends.done('vf1'));
		pf.dma.access(5, 10, 1, ends.done('pf'));
		iommu.respond(iommu.requests[1]!, 0xf);
		expect(ends.list).toEqual(['pf:failure']);
		expect(vf1.counters.sharedFailures).toBe(1);
		enablePri(pf, 8);
		expect(iommu.requests.slice(2)).toMatchObject([{ requesterId: VF1, page: 10 }]);
	});

	it('in the middle of a group: the rest of it is not sent, and all of it is asked for again', () => {
		const { pf, vf1, vf2, iommu } = family(8, { pagesPerGroup: 3 });
		const ends = new Ends();
		vf1.dma.access(5, 1, 1, ends.done('vf1'));
		iommu.onRequest = (request) => {
			if (request.requesterId === VF2 && request.page === 11)
				iommu.respond(iommu.requests[0]!, 0xf);
		};
		vf2.dma.read(5, 10 * 4096, new Uint8Array(3 * 4096), ends.done('vf2'));
		expect(iommu.requests.map((r) => r.page)).toEqual([1, 10, 11]);
		expect(ends.list).toEqual(['vf1:failure']);
		iommu.onRequest = undefined;
		enablePri(pf, 8);
		expect(iommu.requests.slice(3).map((r) => [r.page, r.last])).toEqual([
			[10, false],
			[11, false],
			[12, true],
		]);
		for (const page of [10, 11, 12]) iommu.map(5, page, 1, 1);
		iommu.respond(iommu.requests[5]!, 0);
		expect(ends.list).toEqual(['vf1:failure', 'vf2']);
		expect(vf2.outstandingRequests).toBe(0);
	});

	it('what waits ends with a reset of its function, and nothing of it is asked for later', () => {
		const { pf, vf1, vf2, iommu } = family(8);
		const ends = new Ends();
		vf1.dma.access(5, 10, 1, () => {});
		vf2.dma.access(5, 10, 1, ends.done('vf2'));
		iommu.respond(iommu.requests[0]!, 0xf);
		vf2.reset();
		expect(ends.list).toEqual(['vf2:reset']);
		iommu.requests.length = 0;
		enablePri(pf, 8);
		expect(iommu.requests).toEqual([]);
	});

	it('while stopped has no effect', () => {
		const { pf, vf1 } = family(8);
		pf.configWrite(Cap.PRI + 4, 2, 0);
		vf1.pageResponse(5, 0, 0xf);
		expect(priStatus(pf)).toBe(0x8000 | STOPPED);
		expect(vf1.counters.responsesIgnored).toBe(1);
		expect(pf.counters.sharedFailures).toBe(0);
	});

	it('a callback of the one that fails may start jobs of another, which wait', () => {
		const { pf, vf1, vf2, iommu } = family(8);
		const ends = new Ends();
		vf1.dma.access(5, 10, 1, () => vf2.dma.access(5, 20, 1, ends.done('started')));
		iommu.respond(iommu.requests[0]!, 0xf);
		expect(ends.list).toEqual([]);
		expect(iommu.requests.length).toBe(1);
		enablePri(pf, 8);
		expect(iommu.requests.slice(1)).toMatchObject([{ requesterId: VF2, page: 20 }]);
	});
});

describe('Stopped', () => {
	it('waits for the groups of all', () => {
		const { pf, vf1, iommu } = family(8);
		pf.dma.access(5, 10, 1, () => {});
		vf1.dma.access(5, 11, 1, () => {});
		pf.configWrite(Cap.PRI + 4, 2, 0);
		iommu.respond(iommu.requests[0]!, 1);
		expect(priStatus(pf) & STOPPED).toBe(0);
		iommu.respond(iommu.requests[1]!, 1);
		expect(priStatus(pf) & STOPPED).toBe(STOPPED);
	});

	it('comes with the reset of a virtual function whose group was the last', () => {
		const { pf, vf1 } = family(8);
		vf1.dma.access(5, 11, 1, () => {});
		pf.configWrite(Cap.PRI + 4, 2, 0);
		expect(priStatus(pf) & STOPPED).toBe(0);
		vf1.reset();
		expect(priStatus(pf) & STOPPED).toBe(STOPPED);
	});
});

describe('resets', () => {
	it('of a virtual function end its jobs and leave PRI, PASID and the others alone', () => {
		const { pf, vf1, vf2, iommu } = family(8);
		const ends = new Ends();
		for (const [name, fn] of Object.entries({ pf, vf1, vf2 }))
			fn.dma.access(5, 10, 1, ends.done(name));
		vf1.reset();
		expect(ends.list).toEqual(['vf1:reset']);
		expect(vf1.configRead(Cap.ATS + 6, 2)).toBe(0);
		expect(pf.configRead(Cap.PRI + 4, 2)).toBe(1);
		expect(pf.configRead(Cap.PASID + 6, 2)).toBe(7);
		iommu.map(5, 10, 1, 1);
		for (const request of iommu.requests) iommu.respond(request, 0);
		expect(ends.list).toEqual(['vf1:reset', 'pf', 'vf2']);
		expect(vf1.counters.responsesUnexpected).toBe(1);
	});

	it('of the physical function reset the virtual ones too, and switch everything off', () => {
		const { pf, vf1, vf2, iommu } = family(8);
		const ends = new Ends();
		for (const [name, fn] of Object.entries({ pf, vf1, vf2 }))
			fn.dma.access(5, 10, 1, ends.done(name));
		pf.reset();
		expect(ends.list).toEqual(['pf:reset', 'vf1:reset', 'vf2:reset']);
		expect(vf2.configRead(Cap.ATS + 6, 2)).toBe(0);
		vf2.dma.access(5, 10, 1, ends.done('later'));
		expect(ends.list.at(-1)).toBe('later:not-enabled');
		expect(iommu.disconnected).toEqual([]);
	});

	it('of PRI forget the groups of all', () => {
		const { pf, vf1, iommu } = family(8);
		const ends = new Ends();
		vf1.dma.access(5, 10, 1, ends.done('vf1'));
		pf.configWrite(Cap.PRI + 4, 2, 2);
		expect(ends.list).toEqual(['vf1:reset']);
		expect(priStatus(pf)).toBe(0x8000 | STOPPED);
		enablePri(pf, 4);
		vf1.dma.access(5, 10, 1, ends.done('again'));
		iommu.map(5, 10, 1, 1);
		iommu.respond(iommu.requests[1]!, 0);
		expect(ends.list.at(-1)).toBe('again');
	});

	it('detaching the physical function takes the virtual ones away first; one alone goes alone', () => {
		const { pf, vf1, vf2, iommu } = family(8);
		vf2.detach();
		expect(iommu.disconnected).toEqual([VF2]);
		const ends = new Ends();
		vf1.dma.access(5, 10, 1, ends.done('vf1'));
		pf.detach();
		expect(iommu.disconnected).toEqual([VF2, VF1, PF]);
		expect(ends.list).toEqual(['vf1:reset']);
	});
});
