import type { FunctionCounters } from '../endpoint/counters.js';

// Recoverable faults of a device whatever they are: page requests, or stalled accesses. A stalled access is a
// request and a group of its own.

export function faultsOf(counters: FunctionCounters): number {
	return counters.pageRequests + counters.stalls;
}

export function groupsOf(counters: FunctionCounters): number {
	return counters.groups + counters.stalls;
}

export function successesOf(counters: FunctionCounters): number {
	return counters.responsesSuccess + counters.stallsRetried;
}

export function invalidsOf(counters: FunctionCounters): number {
	return counters.responsesInvalid + counters.stallsAborted + counters.stallsDiscarded;
}
