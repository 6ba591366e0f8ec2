import { describe, expect, it } from 'vitest';
import type { DmaError } from '../../../../src/emulator/endpoint/dma-job.js';
import { StallEnd, Translation } from '../../../../src/emulator/iommu/contract.js';
import { Ends } from '../../../support/fake-iommu.js';
import { PlatformBench } from '../../../support/platform-bench.js';

const { RETRY, ABORT, DISCARD } = StallEnd;

describe('a platform device', () => {
	it('moves bytes through untranslated accesses alone', () => {
		const { device, iommu, memory } = new PlatformBench();
		iommu.map(-1, 10, 3, 3);
		iommu.map(-1, 11, 7, 3);
		const ends = new Ends();
		const bytes = Uint8Array.from({ length: 100 }, (_, i) => i + 1);
		device.dma.write(-1, 11 * 4096 - 50, bytes, ends.done('write'));
		expect(memory.read8(3 * 4096 + 4095)).toBe(50);
		expect(memory.read8(7 * 4096)).toBe(51);
		const into = new Uint8Array(100);
		device.dma.read(-1, 11 * 4096 - 50, into, ends.done('read'));
		expect(into).toEqual(bytes);
		expect(ends.list).toEqual(['write', 'read']);
		expect(iommu.translations).toBe(0);
		expect(iommu.requests).toEqual([]);
		expect(device.counters).toMatchObject({
			untranslated: 4,
			bytesWritten: 100,
			bytesRead: 100,
			stalls: 0,
			dmaErrors: 0,
		});
	});

	it('is aborted where memory ends', () => {
		const { device, iommu } = new PlatformBench();
		iommu.map(-1, 10, 1024, 3);
		const ends = new Ends();
		device.dma.access(-1, 10, 1, ends.done('a'));
		expect(ends.list).toEqual(['a:aborted']);
	});

	it('has the PASIDs of its width and no others', () => {
		const { device, iommu } = new PlatformBench();
		iommu.map(255, 10, 1, 3);
		const ends = new Ends();
		device.dma.access(255, 10, 1, ends.done('a'));
		device.dma.access(256, 10, 1, ends.done('b'));
		expect(ends.list).toEqual(['a', 'b:not-enabled']);
		const none = new PlatformBench({ pasidWidth: 0 });
		none.device.dma.access(0, 10, 1, ends.done('c'));
		none.iommu.map(-1, 10, 1, 3);
		none.device.dma.access(-1, 10, 1, ends.done('d'));
		expect(ends.list.slice(2)).toEqual(['c:not-enabled', 'd']);
	});

	it('completes invalidations at once, and expects no page response', () => {
		const { device } = new PlatformBench();
		let completed = 0;
		device.invalidate(-1, 0, 1, false, () => completed++);
		device.pageResponse();
		expect(completed).toBe(1);
		expect(device.counters).toMatchObject({ invalidations: 1, responsesUnexpected: 1 });
	});

	it('refuses a configuration that makes no sense', () => {
		const bench = new PlatformBench();
		for (const config of [
			{ sourceId: -1 },
			{ sourceId: 2 ** 32 },
			{ outstanding: 0 },
			{ outstanding: 65_537 },
			{ pasidWidth: 21 },
			{ livelockLimit: 0 },
			{ vectors: -1 },
		])
			expect(() => bench.make(config)).toThrow(RangeError);
		expect(() => bench.device.attach(bench.iommu)).toThrow(/attached already/);
	});
});

describe('a stalled access', () => {
	it('is made again after RETRY, and moves its bytes then', () => {
		const bench = new PlatformBench();
		const { device, iommu, memory } = bench;
		const ends = new Ends();
		device.dma.write(5, 0x5010, Uint8Array.of(1, 2, 3), ends.done('w'));
		expect(iommu.stalled).toMatchObject([{ sourceId: 0x2_0011, pasid: 5, page: 5, access: 2 }]);
		expect([device.outstandingRequests, device.outstandingGroups]).toEqual([1, 1]);
		expect(ends.list).toEqual([]);
		bench.time = 2;
		iommu.map(5, 5, 9, 3);
		iommu.end(RETRY);
		expect(ends.list).toEqual(['w']);
		expect(memory.read8(0x9012)).toBe(3);
		expect(device.outstandingRequests).toBe(0);
		expect(device.latency.count).toBe(1);
		expect(device.latency.percentile(50)).toBeGreaterThan(1900);
		expect(device.latency.percentile(50)).toBeLessThan(2100);
		expect(device.counters).toMatchObject({ stalls: 1, stallsRetried: 1, retries: 1 });
		expect(bench.shared.accesses.used).toBe(0);
	});

	it('may stall again, under another name, and latency is that of each stall', () => {
		const bench = new PlatformBench();
		const { device, iommu } = bench;
		const ends = new Ends();
		device.dma.access(5, 5, 1, ends.done('a'));
		iommu.end(RETRY);
		expect(bench.pages).toEqual([5]);
		iommu.map(5, 5, 1, 1);
		iommu.end(RETRY);
		expect(ends.list).toEqual(['a']);
		expect(device.latency.count).toBe(2);
		expect(device.counters).toMatchObject({ stalls: 2, stallsRetried: 2, livelocks: 0 });
	});

	it('fails its job with ABORT, and no other', () => {
		const bench = new PlatformBench();
		const { device, iommu } = bench;
		const errors: (DmaError | undefined)[] = [];
		device.dma.read(5, 5 * 4096, new Uint8Array(8192), (error) => errors.push(error));
		device.dma.access(5, 9, 1, (error) => errors.push(error));
		iommu.end(ABORT);
		// The job waits for its other page, which is given back without being accessed again.
		expect(errors).toEqual([]);
		const before = iommu.untranslated.length;
		iommu.end(RETRY);
		expect(iommu.untranslated.length).toBe(before);
		expect(errors).toMatchObject([{ kind: 'aborted', page: 5, access: 1 }]);
		iommu.map(5, 9, 1, 1);
		iommu.end(RETRY);
		expect(errors.length).toBe(2);
		expect(errors[1]).toBeUndefined();
		expect(device.counters).toMatchObject({ stallsAborted: 1, stallsRetried: 2, dmaErrors: 1 });
		expect(bench.shared.accesses.used).toBe(0);
	});

	it('ends with DISCARD as if it had worked: zeros read, nothing written', () => {
		const { device, iommu, memory } = new PlatformBench();
		memory.write8(5 * 4096, 0x77);
		iommu.map(5, 6, 6, 3);
		memory.write8(6 * 4096, 0x66);
		const ends = new Ends();
		const into = new Uint8Array(6000).fill(0xee);
		device.dma.read(5, 6 * 4096 - 3000, into, ends.done('r'));
		iommu.end(DISCARD);
		expect(ends.list).toEqual(['r']);
		expect(into.subarray(0, 3000).every((byte) => byte === 0)).toBe(true);
		expect(into[3000]).toBe(0x66);
		expect(into[3001]).toBe(0);
		device.dma.write(5, 5 * 4096, Uint8Array.of(1), ends.done('w'));
		iommu.end(DISCARD);
		expect(ends.list).toEqual(['r', 'w']);
		expect(memory.read8(5 * 4096)).toBe(0x77);
		expect(device.counters).toMatchObject({
			stallsDiscarded: 2,
			discarded: 2,
			bytesRead: 3000,
			bytesWritten: 0,
			dmaErrors: 0,
		});
	});

	it('fails with livelock when RETRY does not help, and stays in the IOMMU until that lets go', () => {
		const bench = new PlatformBench({ livelockLimit: 3, outstanding: 1 });
		const { device, iommu } = bench;
		const ends = new Ends();
		device.dma.access(5, 5, 1, ends.done('a'));
		device.dma.access(5, 6, 1, ends.done('b'));
		for (let n = 0; n < 3; n++) {
			expect(ends.list).toEqual([]);
			iommu.end(RETRY);
		}
		expect(ends.list).toEqual(['a:livelock']);
		expect(bench.pages).toEqual([5]);
		expect(device.outstandingRequests).toBe(1);
		iommu.end(RETRY);
		expect(bench.pages).toEqual([6]);
		expect(device.counters).toMatchObject({ livelocks: 1, stalls: 5, stallsRetried: 4 });
		iommu.end(ABORT);
		expect(ends.list).toEqual(['a:livelock', 'b:aborted']);
		expect(bench.shared.accesses.used).toBe(0);
	});

	it('that is always retried at once ends in livelock, not in a loop', () => {
		const { device, iommu } = new PlatformBench({ livelockLimit: 4 });
		iommu.onStall = (stall) => iommu.end(RETRY, stall);
		const ends = new Ends();
		device.dma.access(5, 5, 1, ends.done('a'));
		expect(ends.list).toEqual(['a:livelock']);
		expect(device.counters).toMatchObject({ stalls: 5, stallsRetried: 5, responsesUnexpected: 0 });
		expect(device.outstandingRequests).toBe(0);
	});
});

describe('accesses that the IOMMU does not stall', () => {
	it('end aborted, or without effect, as the IOMMU is set up', () => {
		const { device, iommu } = new PlatformBench();
		const ends = new Ends();
		const into = Uint8Array.of(1, 2, 3);
		iommu.missing = Translation.ABORTED;
		device.dma.read(5, 0x5000, into, ends.done('a'));
		iommu.missing = Translation.DISCARDED;
		device.dma.read(5, 0x5000, into, ends.done('d'));
		expect(ends.list).toEqual(['a:aborted', 'd']);
		expect(into).toEqual(new Uint8Array(3));
		expect(device.counters).toMatchObject({ discarded: 1, stalls: 0, dmaErrors: 1 });
	});

	it('are all of a device that cannot be stalled, which the IOMMU can see', () => {
		const bench = new PlatformBench({ stallCapable: false });
		const { device, iommu } = bench;
		expect('stallEnded' in device).toBe(false);
		const ends = new Ends();
		device.dma.access(5, 5, 1, ends.done('a'));
		iommu.map(5, 6, 1, 1);
		device.dma.access(5, 6, 1, ends.done('b'));
		expect(ends.list).toEqual(['a:aborted', 'b']);
		expect(bench.pages).toEqual([]);
	});
});
