import type { BenchCase, Metrics } from '../contract.js';
import { runAlone } from '../processes/parent.js';
import type { PendingParameters } from '../processes/pending.js';
import { atMost } from './judge.js';

const FEW = 1000;
const MANY = 1_000_000;
const OUTSTANDING = 512;

export const pending: BenchCase = {
	name: 'pending',
	what: 'cost of a group and bytes of each while 1 million are pending',
	measures:
		'cost of one fault and one answer in fault core and VFIO while 1 thousand or 1 million groups are pending over the same 1,954 devices, the oldest answered first (and, for information, one at random); bytes that the process holds for each, everything counted',
	goal: 'cost at 1 million at most 1.2 of the cost at 1 thousand; at most 128 bytes a pending group',
	headline: ['group_ns_at_1k', 'group_ns_at_1m', 'group_random_ns_at_1m', 'bytes_at_1m'],
	figures: ['group_ns_at_1m', 'bytes_at_1m'],
	baselines: [],
	async run(context) {
		const many = context.short ? 20_000 : MANY;
		const at = (groups: number): Promise<Metrics> => {
			const parameters: PendingParameters = {
				pending: groups,
				devices: Math.ceil(many / OUTSTANDING),
				count: context.short ? 20_000 : 2_000_000,
			};
			return runAlone('pending', parameters, context, ['--expose-gc']);
		};
		const few = await at(FEW);
		const most = await at(many);
		return {
			group_ns_at_1k: few['group_ns']!,
			group_random_ns_at_1k: few['group_random_ns']!,
			group_ns_at_1m: most['group_ns']!,
			group_random_ns_at_1m: most['group_random_ns']!,
			bytes_at_1m: most['bytes']!,
		};
	},
	itself(own) {
		const few = own['group_ns_at_1k']!;
		const ratio = own['group_ns_at_1m']! / few;
		return { 'itself at 1 thousand': { metrics: { group_ns: few }, ratio } };
	},
	met: (ratios, own) => atMost([ratios['itself at 1 thousand'], 1.2], [own['bytes_at_1m'], 128]),
};
