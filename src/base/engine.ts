/**
 * Settings of V8 that the program `faultline` chooses for itself. They hold for the process as a whole, so a program
 * decides them and no library.
 *
 * They are to be set as the first thing that a process does, or by its command line: V8 ends the process
 * ("unreachable code") when it is told not to mark in steps while such a marking is under way, and what was compiled before
 * the limits changed keeps to the old ones. `bin/faultline.js` sets them before it loads anything else.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * `--no-incremental-marking`: V8 marks its heap at once when it collects, instead of in steps between which the program runs.
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
 *
 * The other two: V8 may put more code of called functions into the calling one when it optimizes: up to 4000 bytes of
 * bytecode instead of 920, and functions of up to 800 instead of 460.
 *
 * Why: a fault passes some sixty small functions, of which the limit leaves every second one a call. A call costs
 * its frame and that nothing of what the caller knows (shapes, lengths of tables, numbers being small
 * integers) is known to the called. With more than these values the code becomes longer than the
 * processor's cache for it, and slower.
 */
export const ENGINE_FLAGS: readonly string[] = [
	'--no-incremental-marking',
	'--max-inlined-bytecode-size-cumulative=4000',
	'--max-inlined-bytecode-size=800',
];

/** Sets them for this process; see above for when. */
export function setUpEngine(): void {
	for (const flag of ENGINE_FLAGS) setFlagsFromString(flag);
}
