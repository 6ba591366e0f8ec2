/**
 * The host of the case about deadlines: as many groups as the devices may have outstanding wait for an agent that does not
 * answer, until the host answers them. How far from its deadline each was is what the device sees: from the call in which
 * its access began to the one in which it failed.
 */
import { Access } from '../../src/emulator/iommu/contract.js';
import { BenchHost } from './bench-host.js';
import { expectEqual, finish, parameters, tell, told, turn } from './child.js';
import { FIRST_PAGE, PASID } from './layout.js';

export interface DeadlinesParameters {
	readonly devices: number;
	readonly outstanding: number;
	readonly deadlineMs: number;
}

/** Accesses that one turn begins; half of what the page-request queue holds. */
const PER_TURN = 2048;

const { devices, outstanding, deadlineMs } = parameters<DeadlinesParameters>();
const host = await BenchHost.start({
	...{ devices: 0, guests: 0, pages: 1, stalled: devices, outstanding, deadlineMs, atcEntries: 64 },
});
tell({ measuredWithout: true });
await told('stalled');

const total = devices * outstanding;
const off = new Float64Array(total);
let begun = 0;
let ended = 0;
let longest = 0;
let resolve: () => void;
const done = new Promise<void>((settle) => {
	resolve = settle;
});
/** Turns of the event loop while groups expire: how long each lasts. */
let turned = 0;
function watch(): void {
	const now = performance.now();
	if (ended > 0 && turned > 0) longest = Math.max(longest, now - turned);
	turned = now;
	if (ended < total) setImmediate(watch);
}
const began = performance.now();
for (let n = 0; n < outstanding; n++)
	for (const { dma } of host.stalled) {
		const due = performance.now() + deadlineMs;
		dma.access(PASID, FIRST_PAGE + n, Access.READ, (error) => {
			if (error === undefined) throw new Error('an access that nobody answered ended well');
			off[ended++] = performance.now() - due;
			if (ended === total) resolve();
		});
		if (++begun % PER_TURN === 0) await turn();
	}
const filled = performance.now() - began;
const { pending } = host.stalledGroups();
setTimeout(watch, Math.max(0, deadlineMs - filled - 100));
await done;
expectEqual('groups that expired', host.expired(), total);
off.sort();
const at = (share: number) => off[Math.min(total - 1, Math.floor(share * total))]!;
finish({
	pending_groups: pending,
	early_ms: Math.max(0, -off[0]!),
	late_ms_p50: at(0.5),
	late_ms_p99: at(0.99),
	late_ms: off[total - 1]!,
	longest_turn_ms: longest,
	fill_ms: filled,
	deadline_ms: deadlineMs,
});
