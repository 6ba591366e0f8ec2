import type { Clock } from '../../../../base/clock.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { Device } from '../../device.js';
import type { FrameAllocator } from '../../frames.js';
import type { ConfigSpace } from '../../pci.js';
import type { PlatformTraits } from '../../platform.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import type { RegisterFile } from '../shared/registers.js';

/** What an SMMUv3 driver is made with. */
export interface SmmuV3DriverOptions {
	readonly name: string;
	readonly unit: RegisterFile;
	readonly memory: PhysicalMemory;
	/** Where queues and tables come from and go back to. */
	readonly frames: FrameAllocator;
	readonly clock: Clock;
	readonly core: FaultReporter;
	/**
	 * Configuration space of a PCI device, asked for in `probeDevice`: what the function has of ATS, PRI and
	 * PASID decides over its entries. Undefined: it has none of them.
	 */
	readonly configSpace: (device: Device) => ConfigSpace | undefined;
	/** What firmware says of a platform device, asked for in `probeDevice`. Undefined: it neither stalls nor has PASIDs. */
	readonly platformTraits?: (device: Device) => PlatformTraits | undefined;
	/** Takes messages for people, at most 10 in 5 seconds. */
	readonly onLog?: (message: string) => void;
	/**
	 * A function did not complete an ATC invalidation after several time-outs; it was given up. Its device may
	 * still use old translations: reset it.
	 */
	readonly onUnresponsive?: (device: Device) => void;
	/** Frame of the interrupt controller's doorbell; default 2^28. */
	readonly doorbellFrame?: number;
	/** Queue sizes as powers of two, at most what the SMMU has; default 12, 12 and 13. */
	readonly commandBits?: number;
	readonly eventBits?: number;
	readonly requestBits?: number;
}
