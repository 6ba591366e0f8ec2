/**
 * Settings of V8 that the programs choose for themselves. They hold for the process as a whole, so a program decides
 * them and no library; they are to be set at its start, before what they concern is compiled.
 */
import { setFlagsFromString } from 'node:v8';

/** All of them, as `faultline host` and `faultline agent` run. */
export function setUpEngine(): void {
	markAtOnce();
	inlineMore();
}

/**
 * Makes V8 mark its heap at once when it collects, instead of in steps between which the program runs. The same as
 * `node --no-incremental-marking`.
 *
 * Why: V8 counts the bytes of buffers, and begins to mark for each 64 MiB of them. Page contents are 500 MB/s of
 * short-lived buffers (sockets, grpc-js's frames and messages), which the quick collection of young objects
 * would free; but buffers that are alive when a marking ends grow old, and only the next one frees them. So one
 * marking brings on the next, some 25 a second. Without the steps young collections keep ahead: 2 to
 * 7 markings instead of 29, a quarter to a half less CPU for a page at the host and at the agent.
 *
 * What it costs: a marking is one pause. The heaps of host and agent are small (20 MB; rows live in typed
 * arrays, which are not marked): 8 to 14 ms, where the last step alone took 6 to 30 ms. The
 * heap of a host with 10,000 devices has 120 MB: 50 to 200 ms, five times while it starts and grows.
 */
export function markAtOnce(): void {
	setFlagsFromString('--no-incremental-marking');
}

/**
 * Lets V8 put more code of called functions into the calling one when it optimizes: up to 4000 bytes of bytecode
 * instead of 920, and functions of up to 800 instead of 460. The same as `node
 * --max-inlined-bytecode-size-cumulative=4000 --max-inlined-bytecode-size=800`.
 *
 * Why: a fault passes some sixty small functions, of which the limit leaves every second one a call. A call costs
 * its frame and that nothing of what the caller knows (shapes, lengths of tables, numbers being small
 * integers) is known to the called. With more than these values the code becomes longer than the
 * processor's cache for it, and slower.
 */
export function inlineMore(): void {
	setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000');
	setFlagsFromString('--max-inlined-bytecode-size=800');
}
