import type { ErrorCode } from '../../../base/errors.js';
import type { VfioDevice } from './vfio-device.js';

/**
 * Who serves a device's faults: a session of the guest's agent. At most one at a time for a device.
 *
 * `ready` and `eventsReady` come from inside the fault core: take nothing there, ask the clock for a
 * turn of your own. None of these may throw.
 */
export interface FaultConsumer {
	/** The device's outbox is no longer empty. */
	ready(device: VfioDevice): void;
	/** The device's event ring is no longer empty. */
	eventsReady(device: VfioDevice): void;
	/** A group that was taken was answered by the host at its deadline. */
	expired(device: VfioDevice, groupId: number): void;
	/** The device was taken away: its groups are answered INVALID, and the consumer is detached. */
	revoked(device: VfioDevice, code: ErrorCode, message: string): void;
}
