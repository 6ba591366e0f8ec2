import { describe, expect, it } from 'vitest';
import { StallEnd, Translation } from '../../../../src/emulator/iommu/contract.js';
import { Ends, enableAll, makeBench, priStatus } from '../../../support/fake-iommu.js';
import { PlatformBench } from '../../../support/platform-bench.js';

const { RETRY, ABORT, DISCARD } = StallEnd;

describe('a PCI function after an aborted access', () => {
	it('carries on by default: that job fails alone', () => {
		const { fn, iommu } = makeBench({ ats: false, pri: false, pasidWidth: 0 });
		iommu.map(-1, 2, 1, 3);
		const ends = new Ends();
		fn.dma.access(-1, 1, 1, ends.done('1'));
		fn.dma.access(-1, 2, 1, ends.done('2'));
		expect(ends.list).toEqual(['1:aborted', '2']);
		expect(fn.halted).toBe(false);
		expect(fn.counters.halts).toBe(0);
	});

	it('that stops fails every later job with halted, without accessing anything, until it is reset', () => {
		const { fn, iommu } = makeBench({ ats: false, pri: false, pasidWidth: 0, onFault: 'stop' });
		iommu.map(-1, 2, 1, 3);
		const ends = new Ends();
		fn.dma.access(-1, 2, 1, ends.done('before'));
		fn.dma.access(-1, 1, 1, ends.done('fault'));
		const accesses = iommu.untranslated.length;
		fn.dma.access(-1, 2, 1, ends.done('after'));
		fn.dma.read(-1, 2 * 4096, new Uint8Array(9000), ends.done('read'));
		expect(ends.list).toEqual(['before', 'fault:aborted', 'after:halted', 'read:halted']);
		expect(iommu.untranslated.length).toBe(accesses);
		expect(fn.halted).toBe(true);
		expect(fn.counters).toMatchObject({ halts: 1, dmaErrors: 3 });
		expect(fn.dma.active).toBe(0);
		fn.reset();
		expect(fn.halted).toBe(false);
		fn.dma.access(-1, 2, 1, ends.done('again'));
		expect(ends.list.at(-1)).toBe('again');
	});

	it('that stops at a Completer Abort lets what is in flight be answered, and asks for nothing more', () => {
		const { fn, iommu } = makeBench({ onFault: 'stop' });
		enableAll(fn, 2);
		const ends = new Ends();
		for (const page of [10, 11, 12]) fn.dma.access(5, page, 1, ends.done(`${page}`));
		expect(iommu.requests.length).toBe(2);
		iommu.verdict = Translation.ABORTED;
		iommu.respond(iommu.requests[0]!, 0);
		expect(ends.list.sort()).toEqual(['10:aborted', '12:halted']);
		expect(fn.outstandingRequests).toBe(1);
		iommu.verdict = undefined;
		iommu.map(5, 11, 1, 1);
		const { translations } = iommu;
		iommu.respond(iommu.requests[1]!, 0);
		expect(ends.list).toEqual(['10:aborted', '12:halted', '11:halted']);
		expect(iommu.translations).toBe(translations);
		expect(iommu.requests.length).toBe(2);
		expect(fn.outstandingRequests).toBe(0);
		expect(fn.counters).toMatchObject({ halts: 1, responsesUnexpected: 0, responsesSuccess: 2 });
		expect(priStatus(fn)).toBe(0x8000);
	});

	it('does not stop for what is no such fault', () => {
		const { fn, iommu } = makeBench({ onFault: 'stop' });
		enableAll(fn, 8);
		const ends = new Ends();
		fn.dma.access(5, 10, 1, ends.done('invalid'));
		iommu.respond(iommu.take(), 1);
		fn.dma.access(5, 11, 1, ends.done('failure'));
		iommu.respond(iommu.take(), 0xf);
		iommu.verdict = Translation.UNSUPPORTED;
		fn.dma.access(5, 12, 1, ends.done('unsupported'));
		expect(ends.list).toEqual(['invalid:invalid', 'failure:failure', 'unsupported:unsupported']);
		expect(fn.halted).toBe(false);
	});

	it('a job that the callback of the failed one starts is halted; after a reset in it, it is not', () => {
		const { fn, iommu } = makeBench({ ats: false, pri: false, pasidWidth: 0, onFault: 'stop' });
		iommu.map(-1, 2, 1, 3);
		const ends = new Ends();
		fn.dma.access(-1, 1, 1, () => {
			fn.dma.access(-1, 2, 1, ends.done('in callback'));
			fn.reset();
			fn.dma.access(-1, 2, 1, ends.done('after reset'));
		});
		expect(ends.list).toEqual(['in callback:halted', 'after reset']);
	});
});

it('an access that is discarded is no fault: zeros are read, and the job goes on', () => {
	const { fn, iommu } = makeBench({ ats: false, pri: false, pasidWidth: 0, onFault: 'stop' });
	iommu.missing = Translation.DISCARDED;
	const ends = new Ends();
	const into = new Uint8Array(5000).fill(9);
	fn.dma.read(-1, 100, into, ends.done('r'));
	expect(ends.list).toEqual(['r']);
	expect(into).toEqual(new Uint8Array(5000));
	expect(fn.counters).toMatchObject({ discarded: 2, bytesRead: 0, halts: 0 });
});

describe('a platform device that stops', () => {
	it('halts at an abort; what is stalled ends its job when its stall ends', () => {
		const bench = new PlatformBench({ onFault: 'stop', outstanding: 3 });
		const { device, iommu } = bench;
		const ends = new Ends();
		for (const page of [1, 2, 3, 4]) device.dma.access(5, page, 1, ends.done(`${page}`));
		iommu.end(ABORT);
		expect(ends.list.sort()).toEqual(['1:aborted', '4:halted']);
		expect(device.halted).toBe(true);
		const accesses = iommu.untranslated.length;
		iommu.end(RETRY);
		iommu.end(DISCARD);
		expect(ends.list.slice(2)).toEqual(['2:halted', '3:halted']);
		device.dma.access(5, 5, 1, ends.done('5'));
		expect(ends.list.at(-1)).toBe('5:halted');
		expect(iommu.untranslated.length).toBe(accesses);
		expect(bench.shared.accesses.used).toBe(0);
		device.reset();
		iommu.map(5, 5, 1, 1);
		device.dma.access(5, 5, 1, ends.done('6'));
		expect(ends.list.at(-1)).toBe('6');
		expect(device.counters.halts).toBe(1);
	});

	it('halts once, however many accesses are aborted', () => {
		const { device, iommu } = new PlatformBench({ onFault: 'stop' });
		const ends = new Ends();
		for (const page of [1, 2]) device.dma.access(5, page, 1, ends.done(`${page}`));
		iommu.end(ABORT);
		iommu.end(ABORT);
		expect(ends.list).toEqual(['1:aborted', '2:halted']);
		expect(device.counters).toMatchObject({ halts: 1, stallsAborted: 2 });
	});

	it('or carries on, when told so', () => {
		const { device, iommu } = new PlatformBench({ onFault: 'continue' });
		const ends = new Ends();
		for (const page of [1, 2]) device.dma.access(5, page, 1, ends.done(`${page}`));
		iommu.end(ABORT);
		iommu.map(5, 2, 1, 1);
		iommu.end(RETRY);
		expect(ends.list).toEqual(['1:aborted', '2']);
		expect(device.halted).toBe(false);
	});
});
