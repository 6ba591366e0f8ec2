/** Counts of an agent since it was made, over all of its sessions. */
export interface AgentCounters {
	/** Sessions begun. */
	sessions: number;
	/** Groups delivered, and those of them for a device or PASID that is bound to no address space. */
	groups: number;
	unknownSpace: number;
	/** Groups that the host answered itself because the deadline passed. */
	expired: number;
	/** Responses that came too late or were wrong otherwise. */
	refusedResponses: number;
	/** Unrecoverable faults of devices, and notices of the host that a device's groups wait for this agent. */
	deviceEvents: number;
	slowNotices: number;
	messagesReceived: number;
	messagesSent: number;
	bytesReceived: number;
	bytesSent: number;
}
