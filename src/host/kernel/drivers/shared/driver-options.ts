import type { Clock } from '../../../../base/clock.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { Device } from '../../device.js';
import type { FrameAllocator } from '../../frames.js';
import type { ConfigSpace } from '../../pci.js';
import type { PlatformTraits } from '../../platform.js';
import type { FaultReporter } from './fault-reporter.js';
import type { RegisterFile } from './registers.js';

/** What every driver is made with. */
export interface DriverOptions {
	readonly name: string;
	readonly unit: RegisterFile;
	readonly memory: PhysicalMemory;
	/** Where queues and tables come from and go back to. */
	readonly frames: FrameAllocator;
	readonly clock: Clock;
	readonly core: FaultReporter;
	/** Takes messages for people, at most 10 in 5 seconds. */
	readonly onLog?: (message: string) => void;
	/**
	 * Something that a device may still use could not be taken from it: a function did not complete an invalidation
	 * after several time-outs and was given up, or the unit was. Reset the device.
	 */
	readonly onUnresponsive?: (device: Device) => void;
}

/** What drivers of units with PCI functions behind them are made with. */
export interface PciDriverOptions extends DriverOptions {
	/**
	 * Configuration space of a PCI device, asked for in `probeDevice`: what the function has of ATS, PRI and PASID decides
	 * over its entry in the unit's tables. Undefined: it has none of them.
	 */
	readonly configSpace: (device: Device) => ConfigSpace | undefined;
}

/** What drivers of units with platform devices behind them, too, are made with. */
export interface PlatformDriverOptions extends PciDriverOptions {
	/** What firmware says of a platform device, asked for in `probeDevice`. Undefined: it neither stalls nor has PASIDs. */
	readonly platformTraits?: (device: Device) => PlatformTraits | undefined;
}
