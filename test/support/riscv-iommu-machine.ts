import {
	RiscvIommuModel,
	type RiscvIommuOptions,
} from '../../src/emulator/iommu/riscv/riscv-model.js';
import { RiscvIommuDriver } from '../../src/host/kernel/drivers/riscv/driver.js';
import type { RiscvIommuDriverOptions } from '../../src/host/kernel/drivers/riscv/options.js';
import { IommuMachine } from './iommu-machine.js';

type Options = RiscvIommuOptions &
	Partial<
		Pick<RiscvIommuDriverOptions, 'commandOrder' | 'faultOrder' | 'requestOrder' | 'deviceIdBits'>
	>;

/** A machine with the model of the RISC-V IOMMU. */
export class RiscvIommuMachine extends IommuMachine<RiscvIommuModel, RiscvIommuDriver> {
	constructor(options: Options = {}) {
		super((parts) => {
			const unit = new RiscvIommuModel(parts.memory, options);
			return { unit, driver: new RiscvIommuDriver({ ...parts, ...options, name: 'riscv0', unit }) };
		});
	}
}
