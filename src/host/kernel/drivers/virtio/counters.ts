/** What a virtio-iommu driver has done since it was made. Plain numbers, written by the driver only. */
export class VirtioCounters {
	/** Requests that the device has answered, by whatever status. */
	requests = 0;
	/** Those of them with another status than OK. */
	requestsFailed = 0;
	/** Pages mapped in the device, */
	maps = 0;
	/** and those that it would not map, whatever the reason. */
	mapsFailed = 0;
	/** Pages not mapped because a reserved region of the endpoint is there, or the device maps nothing there. */
	pagesReserved = 0;
	/** Fault reports read. */
	faults = 0;
	/** Fault reports that no handler wanted, */
	faultsUnowned = 0;
	/** and those that were none: too short, or with reserved bits set. */
	malformed = 0;
	/** Times that the device was found without a buffer for reports: it may have dropped some. */
	faultOverflows = 0;
	/** Times that the device was reset because it broke the rules of its queues, was silent or asked for it. */
	resets = 0;
}
