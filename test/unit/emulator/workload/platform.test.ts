import { expect, it } from 'vitest';
import { StallEnd } from '../../../../src/emulator/iommu/contract.js';
import { TraceWorkload } from '../../../../src/emulator/workload/trace.js';
import type { WorkloadResult } from '../../../../src/emulator/workload/workload.js';
import { WriteWorkload } from '../../../../src/emulator/workload/write.js';
import { PlatformBench } from '../../../support/platform-bench.js';

const { RETRY, ABORT, DISCARD } = StallEnd;

it('stalled accesses are the faults, groups and responses of a run on a platform device', () => {
	const bench = new PlatformBench();
	const { device, iommu } = bench;
	const results: WorkloadResult[] = [];
	const hooks = { soon: (fn: () => void) => fn(), onDone: (r: WorkloadResult) => results.push(r) };
	// What came before the run does not count.
	device.dma.access(5, 99, 1, () => {});
	iommu.end(ABORT);
	const to = { device, pasid: 5, address: 0x4000 };
	new WriteWorkload({ to, length: 4 * 4096, seed: 1 }, hooks).start();
	iommu.end(DISCARD);
	for (let page = 4; page < 8; page++) iommu.map(5, page, page, 3);
	while (iommu.stalled.length > 0) iommu.end(RETRY);
	expect(results).toMatchObject([
		{ ok: true, faults: 4, groups: 4, responses: { success: 3, invalid: 1, failure: 0 } },
	]);
	const trace = { pages: [50], access: [1] };
	new TraceWorkload({ device, pasid: 5, trace }, hooks).start();
	iommu.end(ABORT);
	expect(results[1]).toMatchObject({
		ok: false,
		error: { kind: 'aborted', page: 50 },
		faults: 1,
		responses: { success: 0, invalid: 1, failure: 0 },
	});
});
