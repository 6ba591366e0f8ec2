/**
 * The host of the cases that measure faults without contents: its devices touch fresh pages with a full
 * window, and everything about them is counted and compared.
 */
import { LatencyHistogram } from '../../src/emulator/latency-histogram.js';
import { BenchHost, type HostShape } from './bench-host.js';
import { expectEqual, finish, parameters } from './child.js';
import { ClosedLoop } from './closed-loop.js';
import { Profile } from './profile.js';

export interface RelayParameters extends Omit<HostShape, 'pages'> {
	/** Accesses in flight over all devices. */
	readonly window: number;
	readonly rotate: boolean;
	readonly warmUp: number;
	readonly count: number;
	/** Take the time of each access; with a window of 1 only. */
	readonly each: boolean;
}

const shape = parameters<RelayParameters>();
const { devices, window, rotate, warmUp, count, each } = shape;
const accesses = warmUp + count + window;
// Nothing is evicted: each guest has frames for every page that its devices touch, and some to spare.
const span = ClosedLoop.span(devices, accesses, rotate);
const pages = Math.ceil((span * devices) / shape.guests);
const host = await BenchHost.start({ ...shape, pages });

const times = new Float64Array(each ? count : 0);
const before = host.functions.map(({ latency }) => latency.snapshot());
let begin = host.sessions();
let end = begin;
let cpu = process.cpuUsage();
const profile = new Profile('relay-host');
const loop = new ClosedLoop({
	functions: host.functions,
	window,
	rotate,
	span,
	mark: (begins) => {
		if (begins) {
			begin = host.sessions();
			host.functions.forEach(({ latency }, i) => {
				before[i] = latency.snapshot();
			});
			profile.begin();
			// Last: the snapshots of many devices are no cost of a fault.
			cpu = process.cpuUsage();
		} else {
			cpu = process.cpuUsage(cpu);
			profile.end();
			end = host.sessions();
		}
	},
	...(each ? { times } : {}),
});
await loop.run(warmUp, count);
await host.measured();

expectEqual('accesses ended', loop.completed, loop.issued);
host.verify(loop.issued);

const latency = new LatencyHistogram();
host.functions.forEach((each, i) => {
	latency.merge(each.latency.since(before[i]!));
});
times.sort();
const at = (share: number) => times[Math.min(count - 1, Math.floor(count * share))]!;
finish({
	per_s: (count / loop.elapsedMs) * 1000,
	p50_us: each ? at(0.5) : latency.percentile(50),
	p99_us: each ? at(0.99) : latency.percentile(99),
	p999_us: each ? at(0.999) : latency.percentile(99.9),
	rows_per_message: (end.rows - begin.rows) / (end.messagesOut - begin.messagesOut),
	host_cpu_ns: ((cpu.user + cpu.system) / count) * 1000,
	messages_out: end.messagesOut - begin.messagesOut,
	messages_in: end.messagesIn - begin.messagesIn,
	accesses: loop.issued,
	elapsed_ms: loop.elapsedMs,
	max_rss_mib: process.resourceUsage().maxRSS / 1024,
});
