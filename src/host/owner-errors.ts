import { FaultlineError } from '../base/errors.js';
import type { Device } from './kernel/device.js';
import { Errno, errnoName } from './kernel/errno.js';

/** What operators are told when a device cannot change its owner. */

export function busy(device: Device, others: readonly string[] = []): FaultlineError {
	return new FaultlineError(
		'DEVICE_BUSY',
		others.length === 0
			? `device ${device.name} is changing hands or being reset; try again`
			: `device ${device.name} is reset with its virtual functions, and ${others.join(', ')} belong to others`,
	);
}

/** Why a driver refused a device in its `probe`. */
export function cannotTake(device: Device, driver: string, errno: Errno): FaultlineError {
	const { kind, name } = device.iommu;
	switch (errno) {
		case Errno.EBUSY:
			return busy(device);
		case Errno.EOPNOTSUPP:
			return new FaultlineError(
				'PASID_UNAVAILABLE',
				`driver ${driver} cannot take device ${device.name}: its IOMMU ${name} (${kind}) has neither PASIDs nor page requests`,
			);
		case Errno.EIO:
			return new FaultlineError(
				'DEVICE_BUSY',
				`driver ${driver} cannot take device ${device.name}: its IOMMU ${name} (${kind}) failed; try again`,
			);
		default:
			return new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`driver ${driver} cannot take device ${device.name}: ${errnoName(errno)}`,
			);
	}
}
