/** What a unit has done since it was made. Plain numbers, read when scraped; nothing resets them. */
export class AmdViCounters {
	/** Translations asked, ATS and untranslated together. */
	translations = 0;
	/** Of these, answered from the translation cache. */
	iotlbHits = 0;
	/** Page requests and stop markers put into the PPR log. */
	pageRequests = 0;
	/** Page requests and stop markers that the log did not take: full, stopped or off. */
	pageRequestsDropped = 0;
	/** Groups that the unit answered itself. */
	autoResponses = 0;
	/** COMPLETE_PPR_REQUEST commands. */
	pageResponses = 0;
	/** Commands that invalidate caches or device TLBs. */
	invalidations = 0;
	events = 0;
	/** Events that the log did not take. */
	eventsDropped = 0;
	/** Device interrupts that were remapped or passed. */
	interrupts = 0;
}
