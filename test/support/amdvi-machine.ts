import { AmdViModel, type AmdViOptions } from '../../src/emulator/iommu/amdvi/amdvi-model.js';
import { AmdViDriver } from '../../src/host/kernel/drivers/amdvi/driver.js';
import type { AmdViDriverOptions } from '../../src/host/kernel/drivers/amdvi/options.js';
import { IommuMachine } from './iommu-machine.js';

type Options = AmdViOptions &
	Partial<Pick<AmdViDriverOptions, 'commandOrder' | 'eventOrder' | 'pageRequestOrder'>>;

/** Device ids of the machine are below this: a device table of four frames. */
export const DEVICE_IDS = 0x200;

/** A machine with the AMD-Vi model. */
export class AmdViMachine extends IommuMachine<AmdViModel, AmdViDriver> {
	constructor(options: Options = {}) {
		super((parts) => {
			const unit = new AmdViModel(parts.memory, options);
			const lastDevice = DEVICE_IDS - 1;
			return {
				unit,
				driver: new AmdViDriver({ ...parts, ...options, lastDevice, name: 'amd0', unit }),
			};
		});
	}
}
