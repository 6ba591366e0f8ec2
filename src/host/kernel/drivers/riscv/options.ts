import type { Clock } from '../../../../base/clock.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { Device } from '../../device.js';
import type { FrameAllocator } from '../../frames.js';
import type { ConfigSpace } from '../../pci.js';
import type { PlatformTraits } from '../../platform.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import type { RegisterFile } from '../shared/registers.js';

/** What a driver of a RISC-V IOMMU is made with. */
export interface RiscvIommuDriverOptions {
	readonly name: string;
	readonly unit: RegisterFile;
	readonly memory: PhysicalMemory;
	/** Where queues and tables come from and go back to. */
	readonly frames: FrameAllocator;
	readonly clock: Clock;
	readonly core: FaultReporter;
	/**
	 * Configuration space of a PCI device, asked for in `probeDevice`: what the function has of ATS, PRI and
	 * PASID decides over its context. Undefined: it has none of them.
	 */
	readonly configSpace: (device: Device) => ConfigSpace | undefined;
	/** What firmware says of a platform device, asked for in `probeDevice`. Undefined: it has no PASIDs. */
	readonly platformTraits?: (device: Device) => PlatformTraits | undefined;
	/** Takes messages for people, at most 10 in 5 seconds. */
	readonly onLog?: (message: string) => void;
	/**
	 * A function did not complete an ATC invalidation after several time-outs; it was given up. Its device may
	 * still use old translations: reset it.
	 */
	readonly onUnresponsive?: (device: Device) => void;
	/** Page of the interrupt file that the IOMMU's own messages go to; default 0xFEE00. */
	readonly interruptFile?: number;
	/** Bits of the longest device id, 1 to 24, default 24: a device directory has no more levels than that needs. */
	readonly deviceIdBits?: number;
	/** Queue sizes as powers of two, 1 to 16; default 12, 12 and 13. */
	readonly commandOrder?: number;
	readonly faultOrder?: number;
	readonly requestOrder?: number;
}
