/** What an SMMU has done since it was made. Plain numbers, read when scraped; nothing resets them. */
export class SmmuV3Counters {
	/** Translations asked, ATS and untranslated together. */
	translations = 0;
	/** Of these, answered from the TLB. */
	tlbHits = 0;
	/** Page requests and stop markers put into the queue. */
	pageRequests = 0;
	/** Page requests and stop markers that the queue did not take. */
	pageRequestsDropped = 0;
	/** Groups that the SMMU answered itself. */
	autoResponses = 0;
	/** CMD_PRI_RESP that reached an endpoint. */
	pageResponses = 0;
	/** Commands that invalidate caches, TLBs or ATCs. */
	invalidations = 0;
	eventsRecorded = 0;
	/** Events that were lost because the queue was not writable. */
	eventsDropped = 0;
	/** Transactions that were stalled, retried ones counted again. */
	stalls = 0;
	/** Stalls that ended: resumed, terminated, or retried because they could not be recorded. */
	stallsEnded = 0;
}
