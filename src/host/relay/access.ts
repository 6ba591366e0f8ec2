/**
 * Who may attach what: what the relay asks of the host's policy. Identities are those of base/identity.ts.
 */

/** Bounds of all that one identity has and does on this host, over all its sessions. 0: no bound of its own. */
export interface IdentityLimits {
	/** Attach calls open at a time, before Hello or after. */
	readonly sessions: number;
	/** Devices that its sessions serve. */
	readonly devices: number;
	/** Messages of its agents a second; above that the host reads more slowly. */
	readonly messagesPerSecond: number;
	/** Bytes of its agents' messages a second; as above. */
	readonly bytesPerSecond: number;
	/** Pages mapped in its sessions' spaces. */
	readonly mappings: number;
	/** Frames that its sessions have leased: guest memory that nobody else can use meanwhile. */
	readonly frames: number;
}

export const NO_IDENTITY_LIMITS: IdentityLimits = {
	sessions: 0,
	devices: 0,
	messagesPerSecond: 0,
	bytesPerSecond: 0,
	mappings: 0,
	frames: 0,
};

export interface AttachPolicy {
	/** Whether the identity may be an agent of the guest, whether or not there is such a guest. */
	mayAttach(identity: string, guest: string): boolean;
	/** Whether, as an agent of the guest, it may serve the device. */
	mayServe(identity: string, guest: string, device: string): boolean;
	limits(identity: string): IdentityLimits;
}

/** Everybody may everything, without limits: a relay that is not told otherwise. */
export const OPEN_POLICY: AttachPolicy = {
	mayAttach: () => true,
	mayServe: () => true,
	limits: () => NO_IDENTITY_LIMITS,
};
