import type { BenchCase, Metrics } from '../contract.js';
import type { CoreParameters } from '../processes/core.js';
import { runAlone } from '../processes/parent.js';
import { atLeast } from './judge.js';

const GOAL = 2_000_000;
/** Of the first one's rate, which every other has to reach. */
const SHARE = 0.7;
/** Rows of processes/core-iommus.ts. The first one's figures also stand without its name. */
const IOMMUS = ['vtd', 'smmuv3', 'amdvi', 'riscv'];

export const core: BenchCase = {
	name: 'core',
	what: 'groups a second without network',
	measures:
		'page-request groups a second through endpoint, IOMMU model, driver and fault core in one process, answered at once: a nested walk that misses, request, record, report, answer, command, a walk that hits (for scale: the RISC-V reference model in C does 9 million page requests or 3.5 million faulting walks a second)',
	goal: 'at least 2,000,000 groups a second through VT-d, and 0.7 of what VT-d does through any other IOMMU',
	headline: [
		'per_s',
		'group_ns',
		'group_cpu_ns',
		...IOMMUS.slice(1).map((iommu) => `per_s_${iommu}`),
	],
	baselines: [],
	async run(context) {
		const metrics: Metrics = {};
		for (const iommu of IOMMUS) {
			const parameters: CoreParameters = {
				iommu,
				devices: 4,
				outstanding: 512,
				warmUp: context.short ? 10_000 : 500_000,
				count: context.short ? 50_000 : 3_000_000,
			};
			const each = await runAlone('core', parameters, context);
			for (const [name, value] of Object.entries(each)) {
				if (iommu === IOMMUS[0]) metrics[name] = value;
				metrics[`${name}_${iommu}`] = value;
			}
		}
		return metrics;
	},
	met: (_ratios, own) =>
		atLeast(
			...IOMMUS.map(
				(iommu, i) =>
					[own[`per_s_${iommu}`], i === 0 ? GOAL : (own['per_s'] ?? GOAL) * SHARE] as const,
			),
		),
};
