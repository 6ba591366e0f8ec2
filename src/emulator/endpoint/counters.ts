/**
 * What a function has done since it was made, as plain numbers that only grow (a function-level reset
 * does not clear them). Read them at any time; nobody but the function writes them. Those that every
 * fault counts come first, so that they share a line of memory.
 */
export class FunctionCounters {
	/** Page Request messages, stop markers not among them. */
	pageRequests = 0;
	/** Page-request groups. */
	groups = 0;
	/** Group responses with SUCCESS that were taken. */
	responsesSuccess = 0;
	/** Translation requests sent. */
	translations = 0;
	/** Accesses tried again after SUCCESS. */
	retries = 0;
	stopMarkers = 0;
	/** Other group responses that were taken, by code. Codes 2 to F count as failure. */
	responsesInvalid = 0;
	responsesFailure = 0;
	/** Responses without effect after a Response Failure or while the interface is stopped. */
	responsesIgnored = 0;
	/** Responses whose PRG index (or PASID) no outstanding group has; ends of stalls that there are not. */
	responsesUnexpected = 0;
	/** Responses that brought back the private data of their request. */
	privateResponses = 0;
	/** Pages found in the ATC. */
	atcHits = 0;
	/** Untranslated accesses. */
	untranslated = 0;
	/** Invalidate Requests completed. */
	invalidations = 0;
	/** Pages given up because SUCCESS did not make them present. */
	livelocks = 0;
	/** Bytes that went from memory into the device, and from the device into memory. */
	bytesRead = 0;
	bytesWritten = 0;
	/** Jobs that ended with an error. */
	dmaErrors = 0;
	/** Response Failures to another function of the same interface, which stopped this one's requests too. */
	sharedFailures = 0;
	/** Accesses that the IOMMU stalled, and how their stalls ended. */
	stalls = 0;
	stallsRetried = 0;
	stallsAborted = 0;
	stallsDiscarded = 0;
	/** Accesses that ended without effect and without an error. */
	discarded = 0;
	/** Times that the DMA engine stopped at a fault. */
	halts = 0;
	/** Interrupt messages sent, those that did not get through, and those held back by a masked vector. */
	interrupts = 0;
	interruptsFailed = 0;
	interruptsHeld = 0;
}
