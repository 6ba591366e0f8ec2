/** What an SMMUv3 driver has done since it was made. Plain numbers, written by the driver only. */
export class SmmuV3Counters {
	/** Page requests taken from the PRI queue. */
	pageRequests = 0;
	/** Stop markers among them. */
	stopMarkers = 0;
	/** Records that made no sense; the last of a group was answered INVALID, a stall ended with an abort. */
	malformed = 0;
	/** Records of streams that no device is known by; the last of a group was answered INVALID, a stall ended with an abort. */
	unknownDevice = 0;
	/** Stalls taken from the event queue. */
	stalls = 0;
	/** Stalls at stage 2, which no guest can mend: ended with an abort, and told as unrecoverable faults. */
	secondStageStalls = 0;
	/** Times the PRI queue overflowed. */
	overflows = 0;
	/** Requests of incomplete groups dropped after an overflow or an aborted write of the queue. */
	partialsDiscarded = 0;
	/** Page responses and resumptions written to the command queue. */
	responses = 0;
	/** Responses that had to wait for room in the queue first. */
	responsesDelayed = 0;
	/** Responses that the hardware did not take, or could not be given. */
	responsesLost = 0;
	/** Requests to the hardware completed, each a list of commands with a CMD_SYNC. */
	invalidations = 0;
	/** Requests submitted again after a command error or a time-out. */
	invalidationRetries = 0;
	/** Requests completed without the hardware's word, after too many tries. */
	invalidationsGivenUp = 0;
	/** Errors of the command queue. */
	commandErrors = 0;
	/** Other global errors: aborted writes of queues and messages. */
	globalErrors = 0;
	/** Events read that are no stalls. */
	faults = 0;
	/** Events that no handler wanted. */
	faultsUnowned = 0;
	/** E_PAGE_REQUEST events, which ask for nothing. */
	hints = 0;
	/** Times that events were lost, an unknown number each. */
	faultOverflows = 0;
}
