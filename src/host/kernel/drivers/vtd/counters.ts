/** What a VT-d driver has done since it was made. Plain numbers, written by the driver only. */
export class VtdCounters {
	/** Page-request records taken from the queue. */
	pageRequests = 0;
	/** Stop markers among them. */
	stopMarkers = 0;
	/** Records that made no sense; the last of a group was answered INVALID. */
	malformed = 0;
	/** Records of requester ids that no device is known by; the last of a group was answered INVALID. */
	unknownDevice = 0;
	/** Times the page-request queue overflowed. */
	overflows = 0;
	/** Requests of incomplete groups dropped after an overflow. */
	partialsDiscarded = 0;
	/** Page group responses written to the invalidation queue. */
	responses = 0;
	/** Responses that had to wait for room in the queue first. */
	responsesDelayed = 0;
	/** Responses that the hardware did not take, or could not be given. */
	responsesLost = 0;
	/** Invalidations completed, each a list of descriptors with a wait. */
	invalidations = 0;
	/** Invalidations submitted again after a queue error or a time-out. */
	invalidationRetries = 0;
	/** Invalidations completed without the hardware's word, after too many tries. */
	invalidationsGivenUp = 0;
	/** IQE, ICE and ITE taken from the fault status register. */
	queueErrors = 0;
	/** Fault records read. */
	faults = 0;
	/** Those of them about interrupts. */
	interruptFaults = 0;
	/** Fault records that no handler wanted. */
	faultsUnowned = 0;
	/** Times that the hardware had no room for a fault record: an unknown number of faults was lost. */
	faultOverflows = 0;
}
