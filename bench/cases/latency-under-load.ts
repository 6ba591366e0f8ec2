import type { BenchCase, Metrics } from '../contract.js';
import { ClosedLoop } from '../processes/closed-loop.js';
import { runFleet } from '../processes/fleet.js';
import type { LoadParameters } from '../processes/load-host.js';

export const LOADS = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95];
const DEVICES = 8;
const OUTSTANDING = 512;
/** A cliff: less is done than this share of what is offered, or p99 is so many times the least of all loads. */
const KEPT_UP = 0.95;
const TIMES = 5;
const CLIFF_BELOW = 80;

export const latencyUnderLoad: BenchCase = {
	name: 'latency-under-load',
	what: 'p99 at 80 % of the maximum',
	measures:
		'time of an access that faults when accesses begin at even distances, at 10 % to 95 % of the rate that the same host and agent reach with a full window; counted from when it was due',
	goal: `no cliff below ${CLIFF_BELOW} %: at each load up to it at least ${KEPT_UP} of the offered rate is done, and p99 is at most ${TIMES} times the least p99 of these loads`,
	headline: ['maximum_per_s', 'p50_us_at_10', 'p99_us_at_10', 'p50_us_at_80', 'p99_us_at_80'],
	figures: ['p99_us_at_80'],
	baselines: [],
	run(context) {
		const parameters: LoadParameters = {
			devices: DEVICES,
			outstanding: OUTSTANDING,
			// The agent's tables have room for 2^20 pages once they hold more than half of that; nothing
			// grows while it is measured.
			warmUp: context.short ? 10_000 : 330_000,
			count: context.short ? 10_000 : 200_000,
			loads: LOADS,
			loadMs: context.short ? 20 : 300,
			budget: context.short ? 100_000 : 480_000,
		};
		const { warmUp, count, budget } = parameters;
		const window = DEVICES * OUTSTANDING;
		const areaPages = DEVICES * ClosedLoop.span(DEVICES, warmUp + count + window, false) + budget;
		return runFleet({ host: 'load-host', parameters, guests: 1, areaPages }, context);
	},
	met: (_ratios, own) => cliff(own) === undefined,
};

/** The first load up to 80 % at which there is a cliff. */
export function cliff(own: Metrics): number | undefined {
	const loads = LOADS.filter((load) => load <= CLIFF_BELOW);
	const p99 = (load: number) => own[`p99_us_at_${load}`]!;
	const least = Math.min(...loads.map(p99));
	return loads.find((load) => own[`achieved_at_${load}`]! < KEPT_UP || p99(load) > least * TIMES);
}
