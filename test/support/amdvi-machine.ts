import { AmdViModel } from '../../src/emulator/iommu/amdvi/amdvi-model.js';
import {
	AmdViDriver,
	type AmdViDriverOptions,
} from '../../src/host/kernel/drivers/amdvi/driver.js';
import { X86Machine } from './x86-machine.js';

export { type Attached, GUEST_FRAMES, type Outcome, ROOT } from './x86-machine.js';

/** Device ids of the machine are below this: a device table of four frames. */
export const DEVICE_IDS = 0x200;

/** A machine with the AMD-Vi model. */
export class AmdViMachine extends X86Machine<AmdViModel, AmdViDriver> {
	/** Interrupts of devices that arrived: destination and vector. */
	readonly interrupts: [number, number][] = [];

	constructor(options: Partial<AmdViDriverOptions> = {}) {
		super(
			(memory) => new AmdViModel(memory),
			(surroundings) =>
				new AmdViDriver({
					name: 'amd0',
					lastDevice: DEVICE_IDS - 1,
					...surroundings,
					...options,
				}),
		);
		this.unit.onDeviceInterrupt((destination, data) => this.interrupts.push([destination, data]));
	}
}
