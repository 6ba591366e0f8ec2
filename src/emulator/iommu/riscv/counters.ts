/** What an IOMMU has done since it was made. Plain numbers, read when scraped; nothing resets them. */
export class RiscvIommuCounters {
	/** Translations asked, ATS, untranslated and of messages together. */
	translations = 0;
	/** Of these, answered from the translation cache. */
	iotlbHits = 0;
	/** Page requests and stop markers put into the queue. */
	pageRequests = 0;
	/** Page requests and stop markers that the queue, full, overflown or broken, did not take. */
	pageRequestsDropped = 0;
	/** Groups that the IOMMU answered itself. */
	autoResponses = 0;
	/** ATS.PRGR commands. */
	pageResponses = 0;
	/** IOTINVAL, IODIR and ATS.INVAL commands. */
	invalidations = 0;
	faultsRecorded = 0;
	/** Faults to be recorded that the queue, off, full, overflown or broken, did not take. */
	faultsDropped = 0;
	/** Interrupt messages of devices that were delivered. */
	deviceInterrupts = 0;
}
