/** What a unit has done since it was made. Plain numbers, read when scraped; nothing resets them. */
export class VtdCounters {
	/** Translations asked, ATS and untranslated together. */
	translations = 0;
	/** Of these, answered from the IOTLB. */
	iotlbHits = 0;
	/** Page requests and stop markers put into the queue. */
	pageRequests = 0;
	/** Page requests and stop markers dropped because the queue was full or PRO was set. */
	pageRequestsDropped = 0;
	/** Groups that the unit answered itself: overflow, or a request it could not accept. */
	autoResponses = 0;
	/** Page group responses that software sent. */
	pageResponses = 0;
	/** Invalidation descriptors of caches and device TLBs. */
	invalidations = 0;
	/** Interrupts of devices that were delivered, and those that remapping blocked. */
	interrupts = 0;
	interruptsBlocked = 0;
	faultsRecorded = 0;
	/** Faults that found no recording register. */
	faultsDropped = 0;
}
