/** What a RISC-V IOMMU's driver has done since it was made. Plain numbers, written by the driver only. */
export class RiscvIommuCounters {
	/** Page-request records taken from the queue. */
	pageRequests = 0;
	/** Stop markers among them. */
	stopMarkers = 0;
	/** Records that made no sense; the last of a group was answered INVALID. */
	malformed = 0;
	/** Records of device ids that no device is known by; the last of a group was answered INVALID. */
	unknownDevice = 0;
	/** Times the page-request queue overflowed. */
	overflows = 0;
	/** Requests of incomplete groups dropped after an overflow or a memory fault of the queue. */
	partialsDiscarded = 0;
	/** Page group responses written to the command queue. */
	responses = 0;
	/** Responses that had to wait for room in the queue first. */
	responsesDelayed = 0;
	/** Responses that the hardware did not take, or could not be given. */
	responsesLost = 0;
	/** Requests to the hardware completed, each a list of commands with a fence. */
	invalidations = 0;
	/** Requests submitted again after an error of the command queue or a time-out. */
	invalidationRetries = 0;
	/** Requests completed without the hardware's word, after too many tries. */
	invalidationsGivenUp = 0;
	/** Errors of the command queue. */
	commandErrors = 0;
	/** Memory faults of the fault queue and of the page-request queue. */
	queueFaults = 0;
	/** Messages of the IOMMU itself that nobody took. */
	messagesLost = 0;
	/** Fault records read. */
	faults = 0;
	/** Those of devices' interrupts among them. */
	interruptFaults = 0;
	/** Fault records that no handler wanted. */
	faultsUnowned = 0;
	/** Times that fault records were lost, an unknown number each. */
	faultOverflows = 0;
}
