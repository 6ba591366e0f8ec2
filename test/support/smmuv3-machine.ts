import { SmmuV3Model, type SmmuV3Options } from '../../src/emulator/iommu/smmuv3/smmuv3-model.js';
import { SmmuV3Driver } from '../../src/host/kernel/drivers/smmuv3/driver.js';
import type { SmmuV3DriverOptions } from '../../src/host/kernel/drivers/smmuv3/options.js';
import { IommuMachine } from './iommu-machine.js';
import type { MachineOptions } from './kernel-machine.js';

export type { TestFunction } from './iommu-machine.js';

type Options = SmmuV3Options &
	Partial<Pick<SmmuV3DriverOptions, 'commandBits' | 'eventBits' | 'requestBits' | 'doorbellFrame'>>;

/** A machine with the SMMUv3 model. */
export class SmmuV3Machine extends IommuMachine<SmmuV3Model, SmmuV3Driver> {
	constructor(options: Options = {}, machine: MachineOptions = {}) {
		super((parts) => {
			const unit = new SmmuV3Model(parts.memory, options);
			return { unit, driver: new SmmuV3Driver({ ...parts, ...options, name: 'smmu0', unit }) };
		}, machine);
	}
}
