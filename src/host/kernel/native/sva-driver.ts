import type { Device } from '../device.js';
import { Errno } from '../errno.js';
import type { IommuFault } from '../fault.js';
import type { NativeDevice } from './native-device.js';
import { NativeDriver, type NativeDriverOptions } from './native-driver.js';

/**
 * Shared virtual addressing without a guest: the device has one address space of the host, at PASID 1, and the driver
 * serves its page requests by itself (drivers/iommu/iommu-sva.c). A page comes with the first access, zeroed or filled as
 * its area says, within the bound of the device's memory; what no area allows or no memory is left for is answered
 * INVALID. Faults that cannot be recovered from are counted.
 */
export class SvaDriver extends NativeDriver {
	readonly name = 'sva';

	constructor(options: NativeDriverOptions) {
		super(options, 1);
	}

	/** See NativeDriver. EOPNOTSUPP: the IOMMU has no PASIDs, and so no address space to share. */
	override probe(device: Device): Errno {
		return device.iommu.maxPasids > 1 ? super.probe(device) : Errno.EOPNOTSUPP;
	}

	protected faulted(_native: NativeDevice, _fault: IommuFault): void {}

	protected forget(_native: NativeDevice): void {}
}
