import { VtdModel } from '../../src/emulator/iommu/vtd/vtd-model.js';
import type { Device } from '../../src/host/kernel/device.js';
import { VtdDriver } from '../../src/host/kernel/drivers/vtd/driver.js';
import { X86Machine } from './x86-machine.js';

export { type Attached, GUEST_FRAMES, type Outcome, ROOT } from './x86-machine.js';

/** A machine with the VT-d model. */
export class VtdMachine extends X86Machine<VtdModel, VtdDriver> {
	constructor(
		options: {
			privateData?: boolean;
			pageRequestOrder?: number;
			onUnresponsive?: (d: Device) => void;
		} = {},
	) {
		const { privateData = false, ...driver } = options;
		super(
			(memory) => new VtdModel(memory, { privateData }),
			(surroundings) => new VtdDriver({ name: 'vtd0', ...surroundings, ...driver }),
		);
	}
}
