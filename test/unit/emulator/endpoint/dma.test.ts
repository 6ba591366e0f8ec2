import { describe, expect, it } from 'vitest';
import type { DmaError } from '../../../../src/emulator/endpoint/dma-job.js';
import { Translation } from '../../../../src/emulator/iommu/contract.js';
import { Cap, Ends, enableAll, makeBench } from '../../../support/fake-iommu.js';

describe('bytes', () => {
	it('of a read come from the frames of each page, split at page boundaries', () => {
		const { fn, iommu, memory } = makeBench();
		enableAll(fn, 8);
		memory.copyIn(7 * 4096 + 4093, Uint8Array.of(1, 2, 3), 0, 3);
		memory.copyIn(3 * 4096, Uint8Array.of(4, 5, 6, 7), 0, 4);
		iommu.map(5, 16, 7, 1);
		iommu.map(5, 17, 3, 1);
		const into = new Uint8Array(6).fill(0xee);
		const ends = new Ends();
		fn.dma.read(5, 17 * 4096 - 3, into, ends.done('read'));
		expect(ends.list).toEqual(['read']);
		expect([...into]).toEqual([1, 2, 3, 4, 5, 6]);
		expect(fn.counters).toMatchObject({ bytesRead: 6, bytesWritten: 0, pageRequests: 0 });
	});

	it('of a write go to the frames, and nothing around them changes', () => {
		const { fn, iommu, memory } = makeBench();
		enableAll(fn, 8);
		iommu.map(5, 16, 7, 3);
		iommu.map(5, 17, 3, 3);
		for (const frame of [3, 7])
			memory.copyIn(frame * 4096, new Uint8Array(4096).fill(0xaa), 0, 4096);
		fn.dma.write(5, 16 * 4096 + 4094, Uint8Array.of(1, 2, 3, 4), () => {});
		const seven = new Uint8Array(4096);
		const three = new Uint8Array(4096);
		memory.copyOut(7 * 4096, seven, 0, 4096);
		memory.copyOut(3 * 4096, three, 0, 4096);
		expect([...seven.subarray(4092)]).toEqual([0xaa, 0xaa, 1, 2]);
		expect([...three.subarray(0, 4)]).toEqual([3, 4, 0xaa, 0xaa]);
		expect(seven.subarray(0, 4094).every((b) => b === 0xaa)).toBe(true);
		expect(three.subarray(2).every((b) => b === 0xaa)).toBe(true);
		expect(fn.counters).toMatchObject({ bytesRead: 0, bytesWritten: 4 });
	});

	it('come at once for pages that are there, and after the answer for the others', () => {
		const { fn, iommu, memory } = makeBench();
		enableAll(fn, 8);
		memory.copyIn(1 * 4096, new Uint8Array(4096).fill(0x11), 0, 4096);
		memory.copyIn(2 * 4096, new Uint8Array(4096).fill(0x22), 0, 4096);
		memory.copyIn(3 * 4096, new Uint8Array(4096).fill(0x33), 0, 4096);
		iommu.map(5, 0, 1, 1);
		iommu.map(5, 2, 3, 1);
		const into = new Uint8Array(3 * 4096);
		const ends = new Ends();
		fn.dma.read(5, 0, into, ends.done('read'));
		expect([into[0], into[4096], into[8192]]).toEqual([0x11, 0, 0x33]);
		iommu.map(5, 1, 2, 1);
		iommu.respond(iommu.take(), 0);
		expect([into[4095], into[4096], into[8191], into[8192]]).toEqual([0x11, 0x22, 0x22, 0x33]);
		expect(ends.list).toEqual(['read']);
	});

	it('of nothing are no access at all', () => {
		const { fn, iommu } = makeBench();
		const ends = new Ends();
		fn.dma.read(5, 12_345, new Uint8Array(0), ends.done('read'));
		expect(ends.list).toEqual(['read']);
		expect(iommu.translations + iommu.untranslated.length).toBe(0);
	});

	it('outside of memory abort', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		iommu.map(5, 1, 1024, 3);
		const ends = new Ends();
		fn.dma.read(5, 4096, new Uint8Array(1), ends.done('read'));
		expect(ends.list).toEqual(['read:aborted']);
		expect(fn.counters.bytesRead).toBe(0);
	});
});

describe('translation', () => {
	it('is kept in the ATC', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		iommu.map(5, 1, 9, 1);
		for (let i = 0; i < 3; i++) fn.dma.access(5, 1, 1, () => {});
		expect(iommu.translations).toBe(1);
		expect(fn.counters).toMatchObject({ atcHits: 2, translations: 1 });
		expect(fn.cachedTranslations).toBe(1);
	});

	it('Unsupported Request turns ATS off until it is enabled again', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		iommu.map(5, 1, 9, 1);
		fn.dma.access(5, 1, 1, () => {});
		iommu.verdict = Translation.UNSUPPORTED;
		const ends = new Ends();
		fn.dma.access(5, 2, 1, ends.done('a'));
		expect(ends.list).toEqual(['a:unsupported']);
		expect(fn.cachedTranslations).toBe(0);
		iommu.verdict = undefined;
		fn.dma.access(5, 1, 1, ends.done('b'));
		expect(iommu.translations).toBe(2);
		expect(iommu.untranslated).toEqual([{ pasid: 5, page: 1, access: 1 }]);
		fn.configWrite(Cap.ATS + 6, 2, 0);
		fn.configWrite(Cap.ATS + 6, 2, 0x8000);
		fn.dma.access(5, 1, 1, ends.done('c'));
		expect(iommu.translations).toBe(3);
		expect(ends.list).toEqual(['a:unsupported', 'b', 'c']);
	});

	it('Completer Abort fails that access only', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		iommu.verdict = Translation.ABORTED;
		const ends = new Ends();
		fn.dma.access(5, 2, 1, ends.done('a'));
		iommu.verdict = undefined;
		iommu.map(5, 3, 1, 1);
		fn.dma.access(5, 3, 1, ends.done('b'));
		expect(ends.list).toEqual(['a:aborted', 'b']);
		expect(iommu.requests).toEqual([]);
	});

	it('smaller than the STU counts as Unsupported Request', () => {
		const { fn, iommu } = makeBench();
		fn.configWrite(Cap.PASID + 6, 2, 1);
		fn.configWrite(Cap.ATS + 6, 2, 0x8001);
		iommu.map(5, 3, 1, 1);
		const ends = new Ends();
		fn.dma.access(5, 3, 1, ends.done('a'));
		expect(ends.list).toEqual(['a:unsupported']);
	});

	it('without ATS is left to the IOMMU: untranslated accesses', () => {
		const { fn, iommu, memory } = makeBench({ ats: false, pri: false, pasidWidth: 0 });
		memory.write8(4 * 4096 + 2, 0x5a);
		iommu.map(-1, 8, 4, 1);
		const into = new Uint8Array(1);
		const ends = new Ends();
		fn.dma.read(-1, 8 * 4096 + 2, into, ends.done('read'));
		fn.dma.write(-1, 8 * 4096, into, ends.done('write'));
		expect(ends.list).toEqual(['read', 'write:aborted']);
		expect(into[0]).toBe(0x5a);
		expect(iommu.translations).toBe(0);
		expect(fn.counters.untranslated).toBe(2);
	});

	it('without PRI leaves a miss to the IOMMU, which records the fault', () => {
		const { fn, iommu } = makeBench();
		fn.configWrite(Cap.PASID + 6, 2, 1);
		fn.configWrite(Cap.ATS + 6, 2, 0x8000);
		iommu.map(5, 1, 1, 1);
		const ends = new Ends();
		fn.dma.access(5, 1, 1, ends.done('a'));
		fn.dma.access(5, 2, 2, ends.done('b'));
		expect(ends.list).toEqual(['a', 'b:aborted']);
		expect(iommu.untranslated).toEqual([{ pasid: 5, page: 2, access: 2 }]);
	});

	it('forgets the ATC when ATS is enabled anew', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		iommu.map(5, 1, 9, 1);
		fn.dma.access(5, 1, 1, () => {});
		fn.configWrite(Cap.ATS + 6, 2, 0);
		fn.configWrite(Cap.ATS + 6, 2, 0x8000);
		expect(fn.cachedTranslations).toBe(0);
	});
});

describe('jobs', () => {
	it('report the first error once, when none of their pages is in flight', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		const errors: (DmaError | undefined)[] = [];
		fn.dma.read(5, 0, new Uint8Array(3 * 4096), (e) => errors.push(e));
		iommu.respond(iommu.requests[2]!, 1);
		iommu.respond(iommu.requests[0]!, 1);
		expect(errors).toEqual([]);
		expect(fn.dma.active).toBe(1);
		iommu.respond(iommu.requests[1]!, 0);
		expect(errors.map((e) => e?.page)).toEqual([2]);
		expect(fn.dma.active).toBe(0);
		expect(fn.counters.dmaErrors).toBe(1);
	});

	it('may start others from their end, without nesting', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		iommu.map(5, 1, 1, 1);
		let depth = 0;
		let deepest = 0;
		let ended = 0;
		const again = () => {
			depth++;
			deepest = Math.max(deepest, depth);
			if (++ended < 20_000) fn.dma.access(5, 1, 1, again);
			depth--;
		};
		fn.dma.access(5, 1, 1, again);
		expect(ended).toBe(20_000);
		expect(deepest).toBe(1);
	});

	it('refuse what is no address, page, PASID or access', () => {
		const { fn } = makeBench();
		const bytes = new Uint8Array(1);
		const no = () => {};
		expect(() => fn.dma.read(5, 2 ** 53, bytes, no)).toThrow(RangeError);
		expect(() => fn.dma.write(5, -1, bytes, no)).toThrow(RangeError);
		expect(() => fn.dma.read(2 ** 20, 0, bytes, no)).toThrow(RangeError);
		expect(() => fn.dma.read(-2, 0, bytes, no)).toThrow(RangeError);
		expect(() => fn.dma.access(5, 2 ** 52, 1, no)).toThrow(RangeError);
		expect(() => fn.dma.access(5, 0.5, 1, no)).toThrow(RangeError);
		expect(() => fn.dma.access(5, 0, 4, no)).toThrow(RangeError);
		expect(() => fn.dma.access(5, 0, 17, no)).toThrow(RangeError);
		expect(fn.dma.active).toBe(0);
	});

	it('touch the highest page exactly', () => {
		const { fn, iommu } = makeBench();
		enableAll(fn, 8);
		fn.dma.access(5, 2 ** 52 - 1, 3, () => {});
		expect(iommu.requests[0]!.page).toBe(4_503_599_627_370_495);
	});
});
