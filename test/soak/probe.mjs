// Loaded into the host and the agents of a soak before their program (node --import): tells what the process takes when
// its parent asks. Memory is told after a garbage collection, so that it is what is held and not what was let go.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const RESOLUTION_MS = 10;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();

/** Nanoseconds that the thread ran, and that it waited for a processor while others had it. */
function scheduled() {
	const [ran, waited] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ').map(Number);
	return { ran, waited };
}
let last = scheduled();

process.on('message', () => {
	// How late the event loop was since the last time, but for what is done here. Of that, what others on the machine
	// took is not its own: the share of the time in which it could run and did.
	const delay = delays.count === 0 ? 0 : delays.percentile(99) / 1e6 - RESOLUTION_MS;
	const now = scheduled();
	const ran = now.ran - last.ran;
	const late = delay * (ran / Math.max(1, ran + now.waited - last.waited));
	collect();
	// What was waiting for a callback of the collection is free in the next.
	setImmediate(() => {
		collect();
		const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
		delays.reset();
		last = scheduled();
		process.send?.({
			heap: heapUsed,
			external,
			arrayBuffers,
			resident: rss,
			resources: process.getActiveResourcesInfo().length,
			late: Math.max(0, late),
		});
	});
});
// The soak's end must not keep the process, nor this channel.
process.channel?.unref();
