import type { BenchCase, Metrics } from '../contract.js';
import { atMost } from './judge.js';
import { runRelay } from './relay.js';

export const COUNTS = [1, 10, 100, 1000, 10_000];
/** Accesses in flight over all devices, whatever their number: what one device can have. */
const WINDOW = 512;

export const scaleDevices: BenchCase = {
	name: 'scale-devices',
	what: 'cost of a fault, worst of 1 to 10,000 devices',
	measures: `cost of a fault over the whole way with 1 to 10,000 devices that fault in turn, ${WINDOW} accesses in flight over all of them`,
	goal: 'at most 1.3 of the cost with one device, at each number',
	headline: COUNTS.map((count) => `fault_ns_at_${count}`),
	figures: ['fault_ns_worst'],
	baselines: [],
	async run(context) {
		const metrics: Metrics = {};
		for (const devices of COUNTS) {
			const each = await runRelay(
				{
					devices,
					// Room for the order of answers to differ a little from that of the accesses.
					outstanding: Math.min(512, Math.max(8, Math.ceil((WINDOW * 2) / devices))),
					guests: 1,
					window: WINDOW,
					rotate: true,
					warmUp: context.short ? 1000 : Math.max(50_000, devices * 4),
					count: context.short ? 5000 : 200_000,
					each: false,
					atcEntries: 64,
				},
				context,
			);
			metrics[`fault_ns_at_${devices}`] = 1e9 / each['per_s']!;
		}
		metrics['fault_ns_worst'] = Math.max(...Object.values(metrics));
		return metrics;
	},
	itself(own) {
		const one = own['fault_ns_at_1']!;
		const ratio = own['fault_ns_worst']! / one;
		return { 'itself at 1 device': { metrics: { fault_ns: one }, ratio } };
	},
	met: (ratios) => atMost([ratios['itself at 1 device'], 1.3]),
};
