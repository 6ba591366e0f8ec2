import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 mark its heap at once when it collects, instead of in steps between which the program runs. For
 * the process as a whole, so a program decides it and no library; to be called at its start. The same as
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
