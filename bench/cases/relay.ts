import type { BenchCase, RunContext } from '../contract.js';
import { ClosedLoop } from '../processes/closed-loop.js';
import { runFleet } from '../processes/fleet.js';
import type { RelayParameters } from '../processes/relay-host.js';
import { atLeast, perSecond } from './judge.js';

/** As many devices as fill two batches of full size; see docs/performance.md for other numbers. */
const DEVICES = 8;
const OUTSTANDING = 512;

/** Runs a host and its agents over fresh zero pages. Pages are never evicted: there are frames for all. */
export async function runRelay(
	parameters: RelayParameters,
	context: RunContext,
	agentProcesses = 1,
) {
	const { devices, warmUp, count, window, guests, rotate } = parameters;
	const span = ClosedLoop.span(devices, warmUp + count + window, rotate);
	const areaPages = devices * span;
	return runFleet({ host: 'relay-host', parameters, guests, agentProcesses, areaPages }, context);
}

export const relay: BenchCase = {
	name: 'relay',
	measures: `faults a second over the whole way, without payload; ${DEVICES} devices with ${OUTSTANDING} outstanding each, host and agent in two processes over TCP`,
	goal: 'at least 0.5 of bare grpc-js with the same bytes in the same batches, and 20 times C++ gRPC with one message a fault',
	headline: [
		'per_s',
		'p50_us',
		'p99_us',
		'rows_per_message',
		'bytes_per_fault',
		'host_cpu_ns',
		'agents_cpu_ns',
	],
	baselines: [
		{
			name: 'grpc-batches',
			parameters({ short }, own) {
				const rows = Math.round(own['rows_per_message']!);
				const messages = (short ? 20_000 : 4_000_000) / rows;
				return {
					bytes: Math.round(own['bytes_per_message_down']!),
					answer: Math.round(own['bytes_per_message_up']!),
					rows,
					window: Math.max(1, Math.round((DEVICES * OUTSTANDING) / rows)),
					count: Math.ceil(messages),
					warmup: Math.ceil(messages / 5),
				};
			},
			ratio: perSecond,
		},
		{
			name: 'cpp-grpc',
			parameters: ({ short }) => ({
				window: OUTSTANDING,
				count: short ? 5000 : 60_000,
				warmup: short ? 1000 : 6000,
			}),
			ratio: perSecond,
		},
	],
	run: (context) =>
		runRelay(
			{
				devices: DEVICES,
				outstanding: OUTSTANDING,
				guests: 1,
				window: DEVICES * OUTSTANDING,
				rotate: false,
				warmUp: context.short ? 10_000 : 300_000,
				count: context.short ? 20_000 : 800_000,
				each: false,
			},
			context,
		),
	met: (ratios) => atLeast([ratios['grpc-batches'], 0.5], [ratios['cpp-grpc'], 20]),
};
