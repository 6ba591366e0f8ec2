import { describe, expect, it } from 'vitest';
import { StallEnd } from '../../../../src/emulator/iommu/contract.js';
import { Ends } from '../../../support/fake-iommu.js';
import { PlatformBench } from '../../../support/platform-bench.js';

const { RETRY, ABORT } = StallEnd;

describe('what is outstanding', () => {
	it('never exceeds the bound; pages behind it are not accessed', () => {
		const bench = new PlatformBench({ outstanding: 3 });
		const { device, iommu } = bench;
		const ends = new Ends();
		device.dma.read(5, 0, new Uint8Array(10 * 4096), ends.done('read'));
		device.dma.access(5, 50, 1, ends.done('next'));
		expect(bench.pages).toEqual([0, 1, 2]);
		expect(iommu.untranslated.length).toBe(3);
		expect(bench.shared.accesses.used).toBe(3);
		for (let page = 0; page < 10; page++) {
			iommu.map(5, page, page + 1, 1);
			iommu.end(RETRY);
			expect(device.outstandingRequests).toBeLessThanOrEqual(3);
		}
		expect(ends.list).toEqual(['read']);
		expect(bench.pages).toEqual([50]);
		iommu.end(ABORT);
		expect(ends.list).toEqual(['read', 'next:aborted']);
	});

	it('with a bound of 1 is one after the other, whatever is retried', () => {
		const bench = new PlatformBench({ outstanding: 1 });
		const { device, iommu } = bench;
		const ends = new Ends();
		for (const page of [1, 2, 3]) device.dma.access(5, page, 1, ends.done(`${page}`));
		iommu.end(RETRY);
		expect(bench.pages).toEqual([1]);
		for (const page of [1, 2, 3]) {
			iommu.map(5, page, 1, 1);
			iommu.end(RETRY);
		}
		expect(ends.list).toEqual(['1', '2', '3']);
	});

	it('lets jobs behind a stalled one go on, and retries go before new pages', () => {
		const bench = new PlatformBench({ outstanding: 2 });
		const { device, iommu } = bench;
		iommu.map(5, 20, 1, 1);
		const ends = new Ends();
		device.dma.access(5, 1, 1, ends.done('stalled'));
		device.dma.access(5, 20, 1, ends.done('there'));
		device.dma.access(5, 2, 1, ends.done('second'));
		device.dma.access(5, 20, 1, ends.done('behind'));
		expect(ends.list).toEqual(['there']);
		iommu.untranslated.length = 0;
		iommu.map(5, 2, 1, 1);
		iommu.end(RETRY, iommu.stalled[1]);
		expect(iommu.untranslated.map(({ page }) => page)).toEqual([2, 20]);
		expect(ends.list).toEqual(['there', 'second', 'behind']);
	});
});

it('abandons the pages of a failed job that were not accessed yet', () => {
	const bench = new PlatformBench({ outstanding: 1 });
	const { device, iommu } = bench;
	const ends = new Ends();
	device.dma.read(5, 0, new Uint8Array(3 * 4096), ends.done('read'));
	device.dma.access(5, 50, 1, ends.done('next'));
	iommu.end(ABORT);
	expect(ends.list).toEqual(['read:aborted']);
	expect(bench.pages).toEqual([50]);
});

it('a done callback may start jobs, and they are served in order', () => {
	const bench = new PlatformBench();
	const { device, iommu } = bench;
	const ends = new Ends();
	device.dma.access(5, 1, 1, () => {
		ends.list.push('1');
		device.dma.access(5, 2, 1, ends.done('2'));
	});
	iommu.map(5, 1, 1, 1);
	iommu.end(RETRY);
	expect(bench.pages).toEqual([2]);
	iommu.map(5, 2, 1, 1);
	iommu.end(RETRY);
	expect(ends.list).toEqual(['1', '2']);
});

it('an end that comes within the access, before its name is known, counts', () => {
	const bench = new PlatformBench({ outstanding: 2 });
	const { device, iommu } = bench;
	const ends = new Ends();
	device.dma.access(5, 7, 1, ends.done('first'));
	// Within the access of another page, before that one has its name: one of the device's own, one of nobody.
	iommu.onStall = (stall) => {
		iommu.onStall = undefined;
		iommu.end(ABORT, iommu.stalled[0]);
		device.stallEnded?.(99, ABORT);
		iommu.map(5, 8, 1, 1);
		iommu.end(RETRY, stall);
	};
	device.dma.access(5, 8, 1, ends.done('second'));
	expect(ends.list).toEqual(['first:aborted', 'second']);
	expect(device.counters).toMatchObject({ responsesUnexpected: 1, stalls: 2, stallsRetried: 1 });
	expect(bench.shared.accesses.used).toBe(0);
});
