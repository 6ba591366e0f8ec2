import type { Device } from '../../device.js';
import type { Errno } from '../../errno.js';
import type { IommuFault } from '../../fault.js';
import type { FaultSource } from '../../fault-source.js';

/** What a driver needs of the fault core. */
export interface FaultReporter {
	/** Takes one fault, which it copies, and completes it on every path. */
	reportDeviceFault(device: Device, fault: IommuFault): Errno;
	/** Drops the incomplete groups of every device behind the source; returns how many requests. */
	discardPartials(source: FaultSource): number;
	/** Tells the owners of the devices behind the source that it lost unrecoverable faults. */
	reportEventLoss(source: FaultSource): void;
}
