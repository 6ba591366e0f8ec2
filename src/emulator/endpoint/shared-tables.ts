import { AccessTable } from './access-table.js';
import { JobPool } from './dma-job.js';
import { LatencyLog } from './latency-log.js';
import { Slab } from './slab.js';

/**
 * What the functions of a machine have in common: storage for what is in flight, which is bounded for all of
 * them together much closer than for each. A fault of one among thousands of devices then uses rows that
 * were used a moment ago, and not its own, which no cache holds. Functions see nothing of each other here.
 */
export class SharedTables {
	readonly accesses = new AccessTable();
	readonly jobs = new JobPool();
	readonly latencies = new LatencyLog();
	/** Where what is only read for the reading goes: without a use the compiler would leave the reading out. */
	touched = 0;
	/** Where the tables lie that each function has for itself. */
	readonly slab = new Slab();
}
