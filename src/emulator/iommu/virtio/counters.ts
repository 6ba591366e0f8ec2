/** What a virtio-iommu has done since it was made. Plain numbers, read when scraped; nothing resets them. */
export class VirtioIommuCounters {
	/** Accesses and messages that asked for a translation. */
	translations = 0;
	/** Of these, answered from the cache of pages. */
	cacheHits = 0;
	/** Buffers of the request queue that were used. */
	requests = 0;
	/** Of these, ended with another status than OK, or returned without one. */
	requestsFailed = 0;
	faultsReported = 0;
	/** Faults that no buffer was there for in time, or that happened without a driver. */
	faultsDropped = 0;
	/** Buffers of the event queue that were too small for a report and went back empty. */
	eventBuffersTooSmall = 0;
	/** Page request groups refused: the device has no page requests. */
	autoResponses = 0;
	/** Errors that the device status told as DEVICE_NEEDS_RESET. */
	deviceErrors = 0;
}
