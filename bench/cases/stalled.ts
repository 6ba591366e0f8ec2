import type { BenchCase } from '../contract.js';
import { ClosedLoop } from '../processes/closed-loop.js';
import { runFleet } from '../processes/fleet.js';
import type { StalledParameters } from '../processes/stalled-host.js';
import { atLeast, atMost } from './judge.js';

const STALLED = 1000;
const DEVICES = 8;
const OUTSTANDING = 512;
const MIB = 64;
const SHARE = 0.95;

export const stalled: BenchCase = {
	name: 'stalled',
	what: 'faults a second beside a guest that stopped reading, and memory for it',
	measures: `faults a second of ${DEVICES} devices, as in \`relay\`, while ${STALLED.toLocaleString('en-US')} devices of another guest, whose agent stopped reading, wait with all that they may have outstanding (${OUTSTANDING} accesses each), against the same host before that; and the memory that the host holds more then, emulated devices included`,
	goal: `at least ${SHARE} of the faults a second without the stalled guest; at most ${MIB} MiB more memory`,
	headline: ['per_s', 'per_s_without', 'host_mib_more', 'stalled_groups'],
	figures: ['per_s', 'host_mib_more'],
	baselines: [],
	run(context) {
		const parameters: StalledParameters = {
			devices: DEVICES,
			outstanding: OUTSTANDING,
			guests: 1,
			stalled: context.short ? 50 : STALLED,
			atcEntries: 4096,
			window: DEVICES * OUTSTANDING,
			first: context.short ? 5000 : 250_000,
			warmUp: context.short ? 1000 : 10_000,
			count: context.short ? 5000 : 100_000,
			segments: 3,
		};
		const { first, warmUp, count, window, segments } = parameters;
		const span = ClosedLoop.span(DEVICES, Math.max(first, warmUp + count) + window, false);
		const areaPages = DEVICES * span * (2 * segments + 1);
		return runFleet(
			{
				...{ host: 'stalled-host', parameters, guests: 1, areaPages, stalled: true },
				hostFlags: ['--expose-gc'],
			},
			context,
		);
	},
	itself(own) {
		const without = own['per_s_without']!;
		return {
			'itself without the stalled guest': {
				metrics: { per_s: without },
				ratio: own['per_s']! / without,
			},
		};
	},
	met: (ratios, own) => {
		const share = atLeast([ratios['itself without the stalled guest'], SHARE]);
		return share === true ? atMost([own['host_mib_more'], MIB]) : share;
	},
};
