import { expect, it } from 'vitest';
import type { StallEnd } from '../../../../src/emulator/iommu/contract.js';
import { PlatformBench } from '../../../support/platform-bench.js';
import { random } from '../../../support/random.js';

/**
 * Random jobs, ends, resets, detaching, and mappings that come and go, some of it within accesses. After each
 * step: no more is outstanding than may be, what the IOMMU holds is what the device says, and no row is lost.
 */
it.each([1, 2, 3, 4, 5, 6])('every job ends exactly once (%i)', (seed) => {
	const next = random(seed);
	const outstanding = 1 + (next() % 6);
	const bench = new PlatformBench({
		outstanding,
		livelockLimit: 3,
		onFault: seed % 2 === 0 ? 'stop' : 'continue',
	});
	const { device, iommu, shared } = bench;
	iommu.nameStep = seed % 3 === 0 ? 64 : 1;
	const ends: number[] = [];
	let started = 0;
	const start = (): void => {
		const job = started++;
		ends.push(0);
		const done = (): void => {
			ends[job]!++;
			if (next() % 8 === 0 && started < 3000) start();
		};
		const [pasid, page] = [next() % 3, next() % 16];
		if (next() % 2 === 0) device.dma.access(pasid, page, 1 + (next() % 3), done);
		else
			device.dma.read(pasid, page * 4096 + (next() % 4096), new Uint8Array(next() % 20_000), done);
	};
	let attached = true;
	const step = (): void => {
		const kind = next() % 16;
		if (kind < 4) start();
		else if (kind < 8) iommu.map(next() % 3, next() % 16, 1 + (next() % 1000), 3);
		else if (kind < 9) for (let page = 0; page < 24; page++) iommu.unmap(next() % 3, page);
		else if (kind < 14) {
			const stall = iommu.stalled[next() % Math.max(iommu.stalled.length, 1)];
			if (stall !== undefined) iommu.end((next() % 3) as StallEnd, stall);
		} else if (kind === 14 && next() % 6 === 0) device.reset();
		else if (kind === 15 && next() % 12 === 0) {
			if (attached) device.detach();
			else device.attach(iommu);
			attached = !attached;
		} else if (next() % 8 === 0) device.stopPasid(next() % 3);
	};
	let nested = 0;
	const within = (): void => {
		if (nested > 0 || next() % 10 !== 0) return;
		nested++;
		step();
		nested--;
	};
	iommu.onAccess = within;
	iommu.onStall = within;
	for (let n = 0; n < 3000; n++) {
		step();
		expect(device.outstandingRequests).toBeLessThanOrEqual(outstanding);
		expect(device.outstandingRequests).toBe(iommu.stalled.length);
		expect(shared.accesses.used).toBeLessThanOrEqual(outstanding);
	}
	iommu.onAccess = undefined;
	iommu.onStall = undefined;
	if (!attached) device.attach(iommu);
	while (iommu.stalled.length > 0) iommu.end(1);
	expect(device.dma.active).toBe(0);
	expect(ends.every((count) => count === 1)).toBe(true);
	expect(ends.length).toBeGreaterThan(400);
	expect(device.outstandingRequests).toBe(0);
	expect(shared.accesses.used).toBe(0);
	expect(device.counters.responsesUnexpected).toBe(0);
	const { stalls, stallsRetried, stallsAborted, stallsDiscarded } = device.counters;
	expect(stalls).toBeGreaterThanOrEqual(stallsRetried + stallsAborted + stallsDiscarded);
});
