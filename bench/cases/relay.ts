import type { TlsPaths } from '../../src/guest/index.js';
import type { BaselineUse, BenchCase, RunContext } from '../contract.js';
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
	agentTls?: TlsPaths,
) {
	const { devices, warmUp, count, window, guests, rotate } = parameters;
	const span = ClosedLoop.span(devices, warmUp + count + window, rotate);
	const areaPages = devices * span;
	const tls = agentTls === undefined ? {} : { agentTls };
	return runFleet(
		{ host: 'relay-host', parameters, guests, agentProcesses, areaPages, ...tls },
		context,
	);
}

/** A grpc-js stream with the batches of the case's own run, in one of the forms that records can take. */
function sameBatches(name: string, records: number): BaselineUse {
	return {
		name,
		parameters({ short }, own) {
			const rows = Math.round(own['rows_per_message']!);
			const messages = (short ? 20_000 : records) / rows;
			return {
				bytes: Math.round(own['bytes_per_message_down']!),
				answer: Math.round(own['bytes_per_message_up']!),
				rows,
				window: Math.max(1, Math.round((DEVICES * OUTSTANDING) / rows)),
				count: Math.ceil(messages),
				warmup: Math.ceil(messages / 4),
			};
		},
		ratio: perSecond,
	};
}

/** One message a fault, with the window of one device. */
function oneByOne(name: string, faults: number): BaselineUse {
	return {
		name,
		parameters: ({ short }) => ({
			window: OUTSTANDING,
			count: short ? 5000 : faults,
			warmup: short ? 1000 : faults / 10,
		}),
		ratio: perSecond,
	};
}

/** What the case runs. */
export function relayParameters({ short }: RunContext): RelayParameters {
	return {
		devices: DEVICES,
		outstanding: OUTSTANDING,
		guests: 1,
		window: DEVICES * OUTSTANDING,
		rotate: false,
		warmUp: short ? 10_000 : 300_000,
		count: short ? 20_000 : 800_000,
		each: false,
	};
}

export const relay: BenchCase = {
	name: 'relay',
	what: 'faults a second, whole way, no payload',
	measures: `faults a second over the whole way, without payload; ${DEVICES} devices with ${OUTSTANDING} outstanding each, host and agent in two processes over TCP`,
	goal: 'at least 0.5 of bare grpc-js with the same records in the same batches (`grpc-columns`), and 20 times C++ gRPC with one message a fault (`cpp-grpc`)',
	remark:
		'The bare streams carry the same fields with the same values in batches of the same size, both ways, and look at every record; they differ in how a record becomes bytes. `grpc-columns` is what a user of grpc-js writes, proto-loader and packed columns, and decides. `grpc-columns-tuned` is protobufjs without Long objects and without copies, `grpc-packed` rows packed by hand, `grpc-single` one message a fault. `grpc-bytes` sends ready-made buffers of the same lengths at which nobody looks: the floor that nothing that looks at a record can reach. Of C++ gRPC the simpler form, with one thread, decides; a thread for each direction makes little difference on two cores.',
	headline: [
		'per_s',
		'p50_us',
		'p99_us',
		'rows_per_message',
		'bytes_per_fault',
		'host_cpu_ns',
		'agents_cpu_ns',
	],
	deciding: ['grpc-columns', 'cpp-grpc'],
	baselines: [
		sameBatches('grpc-columns', 1_600_000),
		sameBatches('grpc-columns-tuned', 1_600_000),
		sameBatches('grpc-packed', 1_600_000),
		sameBatches('grpc-bytes', 4_000_000),
		oneByOne('grpc-single', 40_000),
		oneByOne('cpp-grpc', 60_000),
		oneByOne('cpp-grpc-two-threads', 60_000),
	],
	run: (context) => runRelay(relayParameters(context), context),
	met: (ratios) => atLeast([ratios['grpc-columns'], 0.5], [ratios['cpp-grpc'], 20]),
};
