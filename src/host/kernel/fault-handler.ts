import type { Device } from './device.js';
import type { Errno } from './errno.js';
import type { IommuFault } from './fault.js';

/** How a group ended, as the core remembers it. */
export const GroupOutcome = {
	/** On the pending table. */
	PENDING: 0,
	/** By `pageResponse`. */
	ANSWERED: 1,
	/** By the core, at the device's deadline. */
	EXPIRED: 2,
	/** By the core, because its owner went: `retireGroups`, `disableDevice`. */
	REVOKED: 3,
	/** By the core, because the handler did not want it. */
	REJECTED: 4,
	/** Never seen, or retired too long ago to be remembered. */
	UNKNOWN: 5,
} as const;
export type GroupOutcome = (typeof GroupOutcome)[keyof typeof GroupOutcome];

/**
 * The owner of a device's faults, registered with `FaultCore.registerDeviceFaultHandler`: a device
 * driver, VFIO above all. It belongs to the driver that is bound to the device and must not outlive
 * that binding.
 *
 * Calls come one at a time for a device. Inside them the handler may answer, retire and look up groups,
 * but registering, unregistering, enabling or disabling the same device gets EBUSY. Handlers do not
 * throw.
 */
export interface FaultHandler {
	/**
	 * A complete group waits. `group` is its slot in `FaultCore.groups`, on the pending table already, so
	 * that an answer from inside this call is an ordinary one. Keep `groups.id(group)`, or the slot until
	 * the group is answered or `retired` names it.
	 *
	 * OK: the handler owes `pageResponse`, and gets `retired` if the core has to answer instead. Anything
	 * else: the core answers INVALID now, and the handler keeps nothing of it.
	 */
	pageRequest(device: Device, group: number): Errno;
	/**
	 * A fault that cannot be recovered from, of DMA or of an interrupt (`fault.type`): no answer is owed. `fault` is
	 * the reporter's own, copy what you keep.
	 */
	unrecoverable(device: Device, fault: IommuFault): void;
	/**
	 * Unrecoverable faults were lost before they could be reported: at least one, and maybe the device's,
	 * since the hardware does not say whose (`FaultCore.reportEventLoss`). They came after those that were
	 * reported so far. A handler that passes no unrecoverable faults on need not have this.
	 */
	eventLoss?(device: Device): void;
	/**
	 * The core itself answered a group of this handler (`EXPIRED`, `REVOKED`); forget it. The response
	 * is queued and the group off the table when this is called.
	 */
	retired(device: Device, groupId: number, outcome: GroupOutcome): void;
}
