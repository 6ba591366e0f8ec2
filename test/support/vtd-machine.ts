import { VtdModel, type VtdOptions } from '../../src/emulator/iommu/vtd/vtd-model.js';
import { VtdDriver } from '../../src/host/kernel/drivers/vtd/driver.js';
import type { VtdDriverOptions } from '../../src/host/kernel/drivers/vtd/options.js';
import { IommuMachine } from './iommu-machine.js';

type Options = VtdOptions &
	Partial<Pick<VtdDriverOptions, 'invalidationOrder' | 'pageRequestOrder'>>;

/** A machine with the VT-d model. */
export class VtdMachine extends IommuMachine<VtdModel, VtdDriver> {
	constructor(options: Options = {}) {
		super((parts) => {
			const unit = new VtdModel(parts.memory, options);
			return { unit, driver: new VtdDriver({ ...parts, ...options, name: 'vtd0', unit }) };
		});
	}
}
