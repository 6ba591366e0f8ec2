import { describe, expect, it } from 'vitest';
import {
	SharedCredits,
	SharedPageRequests,
} from '../../../../src/emulator/endpoint/shared-credits.js';
import { Slab } from '../../../../src/emulator/endpoint/slab.js';
import { Ends } from '../../../support/fake-iommu.js';
import { random } from '../../../support/random.js';
import { family, VF1 } from '../../../support/virtual-functions.js';

describe('credits', () => {
	it('are those of the allocation for all together', () => {
		const { pf, vf1, vf2, iommu } = family(3);
		for (let page = 10; page < 14; page++)
			for (const fn of [pf, vf1, vf2]) fn.dma.access(5, page, 1, () => {});
		expect(iommu.requests.length).toBe(3);
		expect(pf.outstandingRequests + vf1.outstandingRequests + vf2.outstandingRequests).toBe(3);
	});

	it('bound groups of many pages too', () => {
		const { pf, vf1, iommu } = family(5, { pagesPerGroup: 4 });
		pf.dma.read(5, 0, new Uint8Array(8 * 4096), () => {});
		vf1.dma.read(5, 0, new Uint8Array(8 * 4096), () => {});
		expect(iommu.requests.map(({ page, last }) => [page, last])).toEqual([
			[0, false],
			[1, false],
			[2, false],
			[3, true],
			[4, true],
		]);
		expect(vf1.outstandingRequests).toBe(0);
	});

	it('that come back go first to who has none', () => {
		const { pf, vf1, vf2, iommu } = family(2);
		const ends = new Ends();
		for (let page = 10; page < 20; page++) pf.dma.access(5, page, 1, ends.done(`pf${page}`));
		for (const page of [30, 31]) vf1.dma.access(5, page, 1, ends.done(`vf1 ${page}`));
		vf2.dma.access(5, 40, 1, ends.done('vf2'));
		expect(iommu.requests.map(({ page }) => page)).toEqual([10, 11]);
		iommu.map(5, 10, 1, 1);
		iommu.respond(iommu.requests[0]!, 0);
		expect(iommu.requests.length).toBe(3);
		expect([30, 40]).toContain(iommu.requests[2]!.page);
		iommu.map(5, 11, 1, 1);
		iommu.respond(iommu.requests[1]!, 0);
		expect(
			iommu.requests
				.slice(2)
				.map(({ page }) => page)
				.sort(),
		).toEqual([30, 40]);
		// Now the physical function has none.
		for (const page of [30, 40]) iommu.map(5, page, 1, 1);
		iommu.respond(iommu.requests[2]!, 0);
		expect(iommu.requests[4]!.page).toBe(12);
	});

	it('of a function that is reset go to those that wait', () => {
		const { pf, vf1, iommu } = family(2);
		for (const page of [10, 11]) pf.dma.access(5, page, 1, () => {});
		for (const page of [20, 21]) vf1.dma.access(5, page, 1, () => {});
		vf1.reset();
		expect(iommu.requests.length).toBe(2);
		const again = family(2);
		for (const page of [20, 21, 22]) again.vf1.dma.access(5, page, 1, () => {});
		for (const page of [10, 11, 12]) again.pf.dma.access(5, page, 1, () => {});
		again.vf1.reset();
		expect(again.iommu.requests.slice(2).map(({ page }) => page)).toEqual([10, 11]);
	});

	it('that one does not need any more go to another that has some and wants more', () => {
		const { pf, vf1, iommu } = family(2);
		pf.dma.access(5, 10, 1, () => {});
		vf1.dma.access(5, 20, 1, () => {});
		pf.dma.access(5, 11, 1, () => {});
		iommu.map(5, 20, 1, 1);
		iommu.respond(iommu.requests[1]!, 0);
		expect(iommu.requests.slice(2).map(({ page }) => page)).toEqual([11]);
	});

	it('of a reset that are enough for some: each that starves gets one before any gets two', () => {
		const { pf, vf1, vf2, iommu } = family(2, { pagesPerGroup: 2 });
		vf1.dma.read(5, 0, new Uint8Array(8192), () => {});
		for (const fn of [pf, vf2]) fn.dma.read(5, 0, new Uint8Array(4 * 4096), () => {});
		vf1.reset();
		expect(iommu.requests.slice(2).map(({ last }) => last)).toEqual([true, true]);
		expect([pf, vf1, vf2].map((fn) => fn.outstandingRequests)).toEqual([1, 0, 1]);
	});

	it('are not kept for those that cannot use them', () => {
		const credits = new SharedCredits();
		const slab = new Slab();
		const user = (takes: boolean) => {
			const requests = new SharedPageRequests(slab, credits);
			requests.allocate(3);
			const changed = () => {
				while (takes && requests.credit > 0) requests.open(1, 1, 0);
			};
			credits.add({ requests, busy: () => true, changed });
			return requests;
		};
		const [idle, idler, other] = [user(false), user(false), user(true)];
		other.open(1, 1, 0);
		credits.serve();
		expect([idle, idler, other].map(({ outstanding }) => outstanding)).toEqual([0, 0, 3]);
		expect([credits.outstanding, credits.free]).toEqual([3, 0]);
	});

	it('come to everyone when each response is given at once', () => {
		const { pf, vf1, vf2, iommu } = family(1);
		iommu.answerAtOnce((_, page) => page);
		const ends = new Ends();
		for (let page = 10; page < 30; page++)
			for (const fn of [pf, vf1, vf2]) fn.dma.access(5, page, 1, ends.done('ok'));
		expect(ends.list).toEqual(new Array(60).fill('ok'));
	});
});

it.each([1, 2, 3, 4])('a random run over all functions loses nothing (%i)', (seed) => {
	const next = random(seed);
	const allocation = 1 + (next() % 5);
	const { pf, vf1, vf2, iommu } = family(allocation, { pagesPerGroup: 1 + (next() % 3) });
	const functions = [pf, vf1, vf2];
	const ends: number[] = [];
	const start = (): void => {
		const fn = functions[next() % 3]!;
		const job = ends.push(0) - 1;
		const done = (): void => {
			ends[job]!++;
			if (next() % 4 === 0 && ends.length < 4000) start();
		};
		fn.dma.read(next() % 3, (next() % 4000) * 4096, new Uint8Array(1 + (next() % 16_384)), done);
	};
	const answer = (): void => {
		const at = next() % Math.max(iommu.requests.length, 1);
		const request = iommu.requests[at];
		if (request === undefined || !request.last) return;
		const group = iommu.requests.filter(
			(each) => each.requesterId === request.requesterId && each.prgIndex === request.prgIndex,
		);
		for (const each of group) {
			iommu.requests.splice(iommu.requests.indexOf(each), 1);
			if (next() % 8 !== 0) iommu.map(each.pasid, each.page, 1 + (each.page % 1000), 3);
		}
		iommu.respond(request, next() % 10 === 0 ? 1 : 0);
	};
	for (let n = 0; n < 4000; n++) {
		const kind = next() % 40;
		if (kind < 10) start();
		else if (kind < 39) answer();
		else if (next() % 8 === 0) {
			// A reset forgets groups: their responses never come.
			vf1.reset();
			vf1.configWrite(0x106, 2, 0x8000);
			for (let i = iommu.requests.length - 1; i >= 0; i--)
				if (iommu.requests[i]!.requesterId === VF1) iommu.requests.splice(i, 1);
		}
		const outstanding = functions.reduce((sum, fn) => sum + fn.outstandingRequests, 0);
		expect(outstanding).toBeLessThanOrEqual(allocation);
		expect(outstanding).toBe(iommu.requests.length);
		// Nobody has work and waits for credit while there is some.
		if (outstanding < allocation)
			for (const fn of functions) if (fn.outstandingGroups === 0) expect(fn.dma.active).toBe(0);
	}
	while (iommu.requests.length > 0) answer();
	expect(functions.map((fn) => fn.dma.active)).toEqual([0, 0, 0]);
	expect(ends.every((count) => count === 1)).toBe(true);
	expect(functions.map((fn) => fn.counters.responsesUnexpected)).toEqual([0, 0, 0]);
});
