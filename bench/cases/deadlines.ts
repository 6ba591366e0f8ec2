import type { BenchCase, RunContext } from '../contract.js';
import type { DeadlinesParameters } from '../processes/deadlines-host.js';
import { stalledAgent } from '../processes/fleet.js';
import { Child, runAlone } from '../processes/parent.js';
import type { PendingParameters } from '../processes/pending.js';
import { atMost } from './judge.js';

const GROUPS = 1_000_000;
const OUTSTANDING = 512;
const DEADLINE_MS = 5000;
const MOST_MS = 5;
const MOST_SHARE = 0.1;
const COST = 1.05;

/** A host whose devices' groups all wait until they expire. */
async function expire(parameters: DeadlinesParameters, context: RunContext) {
	const host = new Child('deadlines-host', parameters, context);
	let agent: Child | undefined;
	try {
		agent = stalledAgent((await host.told('address')) as string, OUTSTANDING, context);
		await agent.told('serving');
		host.tell('go');
		await host.told('measuredWithout');
		agent.tell('stop reading');
		await agent.told('stopped');
		host.tell('stalled');
		return await host.result;
	} finally {
		await Promise.all([host.end(), agent?.end()]);
	}
}

export const deadlines: BenchCase = {
	name: 'deadlines',
	what: 'how far from its deadline a group is answered, with 1 million pending',
	measures: `how far from its deadline a group is answered, as the device sees it, while 1 million groups of 1,954 devices wait for an agent that does not answer; and what a deadline costs a fault and its answer (fault core and VFIO, as in \`pending\`)`,
	goal: `off by at most ${MOST_MS} ms or a tenth of the deadline; a fault with a deadline costs at most ${COST} of one without`,
	headline: [
		'late_ms',
		'late_ms_p50',
		'early_ms',
		'pending_groups',
		'longest_turn_ms',
		'group_ns',
		'group_ns_without',
	],
	figures: ['late_ms', 'group_ns'],
	baselines: [],
	async run(context) {
		const groups = context.short ? 20_000 : GROUPS;
		const deadlineMs = context.short ? 2000 : DEADLINE_MS;
		const devices = Math.ceil(groups / OUTSTANDING);
		const off = await expire({ devices, outstanding: OUTSTANDING, deadlineMs }, context);
		const cost = async (ms: number) => {
			const parameters: PendingParameters = {
				...{ pending: context.short ? 1000 : 100_000, devices, deadlineMs: ms },
				count: context.short ? 20_000 : 1_000_000,
			};
			return (await runAlone('pending', parameters, context, ['--expose-gc']))['group_ns']!;
		};
		const without = await cost(0);
		return { ...off, group_ns: await cost(120_000), group_ns_without: without };
	},
	itself(own) {
		const without = own['group_ns_without']!;
		return {
			'itself without deadlines': {
				metrics: { group_ns: without },
				ratio: own['group_ns']! / without,
			},
		};
	},
	met: (ratios, own) => {
		const most = Math.max(MOST_MS, own['deadline_ms']! * MOST_SHARE);
		return atMost(
			[own['late_ms'], most],
			[own['early_ms'], most],
			[ratios['itself without deadlines'], COST],
		);
	},
};
