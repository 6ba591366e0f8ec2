/**
 * The host of the case that measures latency against offered load. First a closed loop finds how much there
 * is to offer at most, and lets every table grow to its size. Then, for each share of that, accesses begin
 * at even distances in time, whether or not earlier ones have ended, and the time of each counts from when
 * it was due: an access that had to wait for its turn shows.
 */
import type { DmaDone } from '../../src/emulator/endpoint/dma-job.js';
import type { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import { Access } from '../../src/emulator/iommu/contract.js';
import { BenchHost } from './bench-host.js';
import { finish, parameters } from './child.js';
import { ClosedLoop } from './closed-loop.js';
import { FIRST_PAGE, PASID } from './layout.js';

export interface LoadParameters {
	readonly devices: number;
	readonly outstanding: number;
	/** Accesses of the closed loop before and in its measurement. */
	readonly warmUp: number;
	readonly count: number;
	/** Percent of the closed loop's rate, ascending. */
	readonly loads: readonly number[];
	/** Longest time of each load in milliseconds, and accesses of all loads together at most. */
	readonly loadMs: number;
	readonly budget: number;
}

const options = parameters<LoadParameters>();
const { devices, outstanding, warmUp, count, loads, loadMs, budget } = options;
const window = devices * outstanding;
const most = warmUp + count + window + budget;
const host = await BenchHost.start({ devices, outstanding, guests: 1, pages: most * 2 });
const span = ClosedLoop.span(devices, warmUp + count + window, false);
const loop = new ClosedLoop({
	functions: host.functions,
	window,
	rotate: false,
	span,
	mark: () => {},
});
await loop.run(warmUp, count);
const maximum = (count / loop.elapsedMs) * 1000;

/** Accesses that are under way, each in an object that is used again. */
class Flight {
	due = 0;
	readonly done: DmaDone;

	constructor(ended: (flight: Flight) => void) {
		this.done = (error) => {
			if (error !== undefined) throw new Error(error.message);
			ended(this);
		};
	}
}

/** First page that no access has touched. */
let page = FIRST_PAGE + devices * span;

/** Offers `rate` accesses a second for `ms` milliseconds; resolves with the times in microseconds, sorted. */
function offer(rate: number, ms: number): Promise<{ times: Float64Array; achieved: number }> {
	const total = Math.max(1, Math.round((rate * ms) / 1000));
	const times = new Float64Array(total);
	const free: Flight[] = [];
	let begun = 0;
	let ended = 0;
	return new Promise((resolve) => {
		const start = performance.now();
		const land = (flight: Flight): void => {
			const now = performance.now();
			times[ended++] = (now - flight.due) * 1000;
			free.push(flight);
			if (ended === total)
				resolve({ times: times.sort(), achieved: (total / (now - start)) * 1000 });
		};
		// A turn of the event loop at a time: whatever has come in meanwhile has its turn in between.
		const step = (): void => {
			const due = Math.min(total, Math.floor(((performance.now() - start) * rate) / 1000));
			while (begun < due) {
				const flight = free.pop() ?? new Flight(land);
				flight.due = start + (begun * 1000) / rate;
				const device: PciFunction = host.functions[begun % devices]!;
				begun++;
				device.dma.access(PASID, page++, Access.READ, flight.done);
			}
			if (begun < total) setImmediate(step);
		};
		step();
	});
}

const metrics: Record<string, number> = { maximum_per_s: maximum };
const shares = loads.reduce((sum, load) => sum + load / 100, loads[0]! / 100);
const ms = Math.min(loadMs, (budget / (shares * maximum)) * 1000 * 0.95);
// Messages of few rows take other ways than full ones: they are to be warm too.
const warm = await offer((maximum * loads[0]!) / 100, ms);
let accesses = loop.issued + warm.times.length;
for (const load of loads) {
	const rate = (maximum * load) / 100;
	const { times, achieved } = await offer(rate, ms);
	accesses += times.length;
	const at = (share: number) =>
		times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
	metrics[`p50_us_at_${load}`] = at(0.5);
	metrics[`p99_us_at_${load}`] = at(0.99);
	metrics[`p999_us_at_${load}`] = at(0.999);
	metrics[`achieved_at_${load}`] = achieved / rate;
}
await host.measured();
host.verify(accesses);
finish({ ...metrics, accesses, load_ms: ms, max_rss_mib: process.resourceUsage().maxRSS / 1024 });
