/** What an AMD-Vi driver has done since it was made. Plain numbers, written by the driver only. */
export class AmdViCounters {
	/** Page-request records taken from the PPR log. */
	pageRequests = 0;
	/** Stop markers among them. */
	stopMarkers = 0;
	/** Records that made no sense; the last of a group was answered INVALID. */
	malformed = 0;
	/** Records of device ids that no device is known by; the last of a group was answered INVALID. */
	unknownDevice = 0;
	/** Times the PPR log overflowed. */
	overflows = 0;
	/** Requests of incomplete groups dropped after an overflow. */
	partialsDiscarded = 0;
	/** COMPLETE_PPR_REQUEST commands written. */
	responses = 0;
	/** Responses that had to wait for room in the command buffer first. */
	responsesDelayed = 0;
	/** Responses that the hardware did not take, or could not be given. */
	responsesLost = 0;
	/** Invalidations completed, each a list of commands with one wait or two. */
	invalidations = 0;
	/** Invalidations submitted again after an error of the command buffer or a time-out. */
	invalidationRetries = 0;
	/** Invalidations completed without the hardware's word, after too many tries. */
	invalidationsGivenUp = 0;
	/** Events about the command buffer: illegal commands, failed ones, time-outs of devices. */
	commandErrors = 0;
	/** Events about devices' requests read from the event log. */
	faults = 0;
	/** Those of them about interrupts. */
	interruptFaults = 0;
	/** Events about devices that no handler wanted. */
	faultsUnowned = 0;
	/** Times that the event log overflowed: an unknown number of events was lost. */
	faultOverflows = 0;
}
