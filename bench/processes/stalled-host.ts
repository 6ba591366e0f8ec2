/**
 * The host of the case with a guest that stops reading: devices of another guest touch fresh pages with a full window,
 * first while all agents read, then while as many groups as can be wait for the one that does not.
 */
import { BenchHost, type HostShape } from './bench-host.js';
import { expectEqual, finish, parameters, pause, tell, told, turn } from './child.js';
import { ClosedLoop } from './closed-loop.js';
import { FIRST_PAGE, PAGE_BYTES, PASID } from './layout.js';

export interface StalledParameters extends Omit<HostShape, 'pages'> {
	readonly window: number;
	/** Accesses before all measurements, before each, and in each. */
	readonly first: number;
	readonly warmUp: number;
	readonly count: number;
	/** Measurements without and with the stalled guest, each. */
	readonly segments: number;
}

/** Accesses of the stalled devices that one turn begins; half of what the page-request queue holds. */
const PER_TURN = 2048;
const MIB = 1024 ** 2;

const shape = parameters<StalledParameters>();
const { devices, window, first, warmUp, count, segments, outstanding, stalled = 0 } = shape;
const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) throw new Error('to be run with --expose-gc');

const run = first + 2 * segments * (warmUp + count) + (2 * segments + 1) * window;
const span = ClosedLoop.span(devices, Math.max(first, warmUp + count) + window, false);
// Nothing is evicted: there are frames for every page, and some to spare.
const host = await BenchHost.start({ ...shape, pages: run * 2 });
let from = FIRST_PAGE;
let issued = 0;

/** Accesses a second of the devices whose agent reads. */
async function measure(before: number, measured: number): Promise<number> {
	const loop = new ClosedLoop({
		...{ functions: host.functions, window, rotate: false, span, from, mark: () => {} },
	});
	await loop.run(before, measured);
	from += devices * span;
	issued += loop.issued;
	expectEqual('accesses ended', loop.completed, loop.issued);
	return (measured / loop.elapsedMs) * 1000;
}

async function several(): Promise<number[]> {
	const rates: number[] = [];
	for (let n = 0; n < segments; n++) rates.push(await measure(warmUp, count));
	return rates.sort((a, b) => a - b);
}

/** Bytes of the process that are in memory, after what nobody holds was collected. */
async function resident(): Promise<number> {
	for (let n = 0; n < 3; n++) {
		collect?.();
		await pause(20);
	}
	return process.memoryUsage().rss;
}

await measure(0, first);
const without = await several();
const before = await resident();

tell({ measuredWithout: true });
await told('stalled');
const failed = (error?: { message: string }) => {
	throw new Error(`a read of the stalled guest ended: ${error?.message ?? 'well'}`);
};
// Each device begins one read of as many pages as it may ask for; what it would read nobody will see.
const bytes = new Uint8Array(outstanding * PAGE_BYTES);
let inTurn = 0;
for (const { dma } of host.stalled) {
	dma.read(PASID, FIRST_PAGE * PAGE_BYTES, bytes, failed);
	inTurn += outstanding;
	if (inTurn < PER_TURN) continue;
	inTurn = 0;
	await turn();
}
// What the connection takes is taken; the rest waits at the devices.
let groups = host.stalledGroups();
for (let last = -1; last !== groups.delivered; groups = host.stalledGroups()) {
	last = groups.delivered;
	await pause(100);
}
expectEqual('groups that wait for the stalled guest', groups.pending, stalled * outstanding);
const filled = await resident();
const beside = await several();
const after = await resident();
const still = host.stalledGroups();
expectEqual('groups that wait for the stalled guest still', still.pending, groups.pending);
await host.measured();
host.verify(issued);

const middle = (rates: number[]) => rates[rates.length >> 1]!;
finish({
	per_s: middle(beside),
	per_s_without: middle(without),
	host_mib_more: Math.max(filled, after) / MIB - before / MIB,
	host_mib_filled: (filled - before) / MIB,
	stalled_groups: groups.pending,
	stalled_delivered: groups.delivered,
	accesses: issued,
	max_rss_mib: process.resourceUsage().maxRSS / 1024,
});
