import { describe, expect, it } from 'vitest';
import { StallEnd } from '../../../../src/emulator/iommu/contract.js';
import { Ends } from '../../../support/fake-iommu.js';
import { PlatformBench } from '../../../support/platform-bench.js';

const { RETRY, ABORT, DISCARD } = StallEnd;

describe('reset with stalls outstanding', () => {
	it('fails every job at once; the stalls keep their places until software ends them', () => {
		const bench = new PlatformBench({ outstanding: 2 });
		const { device, iommu } = bench;
		const ends = new Ends();
		for (const page of [1, 2, 3]) device.dma.access(5, page, 1, ends.done(`${page}`));
		device.reset();
		expect(ends.list).toEqual(['1:reset', '2:reset', '3:reset']);
		expect(device.outstandingRequests).toBe(2);
		expect(bench.shared.accesses.used).toBe(0);

		iommu.map(5, 4, 1, 1);
		device.dma.access(5, 4, 1, ends.done('new'));
		expect(ends.list.length).toBe(3);
		const before = iommu.untranslated.length;
		iommu.end(RETRY);
		// The abandoned access is not made again; the new one is.
		expect(iommu.untranslated.slice(before).map(({ page }) => page)).toEqual([4]);
		expect(ends.list.at(-1)).toBe('new');
		iommu.end(DISCARD);
		expect(device.outstandingRequests).toBe(0);
		expect(device.counters).toMatchObject({ discarded: 0, dmaErrors: 3, responsesUnexpected: 0 });
	});

	it('within an access that then stalls leaves that one abandoned too', () => {
		const bench = new PlatformBench();
		const { device, iommu } = bench;
		const ends = new Ends();
		iommu.onStall = () => device.reset();
		device.dma.access(5, 1, 1, ends.done('a'));
		expect(ends.list).toEqual(['a:reset']);
		expect(device.outstandingRequests).toBe(1);
		iommu.onStall = undefined;
		iommu.end(ABORT);
		expect(device.outstandingRequests).toBe(0);
		expect(bench.shared.accesses.used).toBe(0);
	});

	it('within an access that goes through moves nothing', () => {
		const { device, iommu, memory } = new PlatformBench();
		const ends = new Ends();
		iommu.map(5, 1, 1, 3);
		iommu.onAccess = () => device.reset();
		device.dma.write(5, 4096, Uint8Array.of(7), ends.done('a'));
		expect(ends.list).toEqual(['a:reset']);
		expect(memory.read8(4096)).toBe(0);
	});

	it('between retries drops what is about to be accessed again', () => {
		const bench = new PlatformBench();
		const { device, iommu } = bench;
		const ends = new Ends();
		for (const page of [1, 2]) device.dma.access(5, page, 1, ends.done(`${page}`));
		iommu.map(5, 1, 1, 1);
		iommu.map(5, 2, 1, 1);
		// While page 1 is accessed again, page 2 becomes ready and the device is reset.
		iommu.onAccess = () => {
			iommu.onAccess = undefined;
			iommu.end(RETRY);
			device.reset();
		};
		iommu.end(RETRY);
		expect(ends.list.sort()).toEqual(['1:reset', '2:reset']);
		expect(bench.shared.accesses.used).toBe(0);
		expect(device.outstandingRequests).toBe(0);
	});
});

describe('detaching', () => {
	it('fails every job, and the IOMMU forgets the stalls', () => {
		const bench = new PlatformBench({ outstanding: 2 });
		const { device, iommu } = bench;
		const ends = new Ends();
		for (const page of [1, 2, 3]) device.dma.access(5, page, 1, ends.done(`${page}`));
		device.detach();
		expect(ends.list).toEqual(['1:reset', '2:reset', '3:reset']);
		expect(iommu.disconnected).toEqual([0x2_0011]);
		expect(device.outstandingRequests).toBe(0);
		device.detach();
		expect(iommu.disconnected.length).toBe(1);
		device.dma.access(5, 1, 1, ends.done('off'));
		expect(ends.list.at(-1)).toBe('off:not-enabled');

		device.attach(iommu);
		for (const page of [1, 2, 3]) device.dma.access(5, page, 1, ends.done(`again ${page}`));
		expect(bench.pages).toEqual([1, 2]);
		for (let n = 0; n < 3; n++) iommu.end(ABORT);
		expect(device.outstandingRequests).toBe(0);
		expect(bench.shared.accesses.used).toBe(0);
	});

	it('within an access, and attaching again from a done callback, mixes nothing up', () => {
		const bench = new PlatformBench();
		const { device, iommu } = bench;
		const ends = new Ends();
		device.dma.access(5, 1, 1, () => {
			device.attach(iommu);
			device.dma.access(5, 3, 1, ends.done('new'));
		});
		iommu.onAccess = () => {
			iommu.onAccess = undefined;
			device.detach();
		};
		device.dma.access(5, 2, 1, ends.done('old'));
		expect(ends.list).toEqual(['old:reset']);
		iommu.map(5, 3, 1, 1);
		iommu.end(
			RETRY,
			iommu.stalled.find(({ page }) => page === 3),
		);
		expect(ends.list).toEqual(['old:reset', 'new']);
		expect(device.outstandingRequests).toBe(0);
		expect(bench.shared.accesses.used).toBe(0);
	});
});

it('an end of a stall that there is not is counted and changes nothing', () => {
	const { device, iommu } = new PlatformBench();
	const ends = new Ends();
	device.dma.access(5, 1, 1, ends.done('a'));
	for (const name of [1, 7, -1, 2 ** 31]) device.stallEnded?.(name, ABORT);
	expect(ends.list).toEqual([]);
	expect(device.counters.responsesUnexpected).toBe(4);
	iommu.end(ABORT);
	expect(ends.list).toEqual(['a:aborted']);
});

it('a stopped PASID ends its jobs, those in flight when their stalls end', () => {
	const bench = new PlatformBench({ outstanding: 2 });
	const { device, iommu } = bench;
	const ends = new Ends();
	device.dma.access(5, 1, 1, ends.done('5 in flight'));
	device.dma.access(6, 2, 1, ends.done('6'));
	device.dma.access(5, 3, 1, ends.done('5 waiting'));
	device.stopPasid(5);
	expect(ends.list).toEqual(['5 waiting:reset']);
	iommu.end(RETRY);
	expect(ends.list).toEqual(['5 waiting:reset', '5 in flight:reset']);
	iommu.map(6, 2, 1, 1);
	iommu.end(RETRY);
	expect(ends.list.at(-1)).toBe('6');
	expect(() => device.stopPasid(-1)).toThrow(RangeError);
});
