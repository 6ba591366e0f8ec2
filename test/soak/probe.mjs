// Loaded into the host and the agents of a soak before their program (node --import): tells what the process takes when
// its parent asks. Memory is told after a garbage collection, so that it is what is held and not what was let go.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const RESOLUTION_MS = 10;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();

process.on('message', () => {
	// How late the event loop was since the last time, but for what is done here.
	const late = delays.count === 0 ? 0 : delays.percentile(99) / 1e6 - RESOLUTION_MS;
	collect();
	// What was waiting for a callback of the collection is free in the next.
	setImmediate(() => {
		collect();
		const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
		delays.reset();
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
