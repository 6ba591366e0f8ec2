import type { BenchCase } from '../contract.js';
import type { CoreParameters } from '../processes/core.js';
import { runAlone } from '../processes/parent.js';

const GOAL = 2_000_000;

export const core: BenchCase = {
	name: 'core',
	what: 'groups a second without network',
	measures:
		'page-request groups a second through endpoint, VT-d model, driver and fault core in one process, answered at once: a nested walk that misses, request, record, report, answer, command, a walk that hits (for scale: the RISC-V reference model in C does 9 million page requests or 3.5 million faulting walks a second)',
	goal: 'at least 2,000,000 groups a second',
	headline: ['per_s', 'group_ns', 'group_cpu_ns'],
	baselines: [],
	run(context) {
		const parameters: CoreParameters = {
			devices: 4,
			outstanding: 512,
			warmUp: context.short ? 10_000 : 500_000,
			count: context.short ? 50_000 : 3_000_000,
		};
		return runAlone('core', parameters, context);
	},
	met: (_ratios, own) => own['per_s']! >= GOAL,
};
