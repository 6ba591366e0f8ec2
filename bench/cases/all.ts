import type { BenchCase } from '../contract.js';
import { core } from './core.js';
import { deadlines } from './deadlines.js';
import { latency } from './latency.js';
import { latencyUnderLoad } from './latency-under-load.js';
import { pages } from './pages.js';
import { pending } from './pending.js';
import { relay } from './relay.js';
import { scaleDevices } from './scale-devices.js';
import { scaleGuests } from './scale-guests.js';
import { stalled } from './stalled.js';
import { startUp } from './start.js';
import { tls } from './tls.js';

/** Every case, in the order in which the suite runs and reports them. */
export const cases: readonly BenchCase[] = [
	relay,
	latency,
	pages,
	core,
	scaleDevices,
	scaleGuests,
	pending,
	latencyUnderLoad,
	stalled,
	deadlines,
	startUp,
	tls,
];
