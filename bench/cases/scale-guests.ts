import type { BenchCase, Metrics } from '../contract.js';
import { atLeast } from './judge.js';
import { runRelay } from './relay.js';

export const AGENTS = [1, 8, 64];
/** The same devices each time, with what a device has outstanding by default. */
const DEVICES = 64;
const OUTSTANDING = 512;
const PROCESSES = 2;

export const scaleGuests: BenchCase = {
	name: 'scale-guests',
	what: 'faults a second, least of 1, 8 and 64 agents',
	measures: `faults a second of ${DEVICES} devices with ${OUTSTANDING} outstanding each that belong to 1, 8 or 64 guests, whose agents are spread over ${PROCESSES} processes`,
	goal: 'no less with 8 or 64 agents than with one',
	headline: AGENTS.map((count) => `per_s_at_${count}`),
	figures: ['per_s_least'],
	baselines: [],
	async run(context) {
		const metrics: Metrics = {};
		for (const guests of AGENTS) {
			const each = await runRelay(
				{
					devices: DEVICES,
					outstanding: OUTSTANDING,
					guests,
					window: DEVICES * OUTSTANDING,
					rotate: false,
					warmUp: context.short ? 5000 : 200_000,
					count: context.short ? 10_000 : 500_000,
					each: false,
				},
				context,
				PROCESSES,
			);
			metrics[`per_s_at_${guests}`] = each['per_s']!;
			metrics[`rows_per_message_at_${guests}`] = each['rows_per_message']!;
		}
		metrics['per_s_least'] = Math.min(...AGENTS.map((count) => metrics[`per_s_at_${count}`]!));
		return metrics;
	},
	itself(own) {
		const one = own['per_s_at_1']!;
		const ratio = own['per_s_least']! / one;
		return { 'itself at 1 agent': { metrics: { per_s: one }, ratio } };
	},
	met: (ratios) => atLeast([ratios['itself at 1 agent'], 1]),
};
