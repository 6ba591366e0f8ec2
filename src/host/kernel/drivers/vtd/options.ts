import type { Clock } from '../../../../base/clock.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { Device } from '../../device.js';
import type { FrameAllocator } from '../../frames.js';
import type { ConfigSpace } from '../../pci.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import type { RegisterFile } from '../shared/registers.js';

/** What a VT-d driver is made with. */
export interface VtdDriverOptions {
	readonly name: string;
	readonly unit: RegisterFile;
	readonly memory: PhysicalMemory;
	/** Where queues and tables come from and go back to. */
	readonly frames: FrameAllocator;
	readonly clock: Clock;
	readonly core: FaultReporter;
	/**
	 * Configuration space of a device, asked for in `probeDevice`: what the function has of ATS, PRI and
	 * PASID decides over its context entry. Undefined: it has none of them.
	 */
	readonly configSpace: (device: Device) => ConfigSpace | undefined;
	/** Takes messages for people, at most 10 in 5 seconds. */
	readonly onLog?: (message: string) => void;
	/**
	 * A function did not complete an invalidation after several time-outs; it was given up. Its device may
	 * still use old translations: reset it.
	 */
	readonly onUnresponsive?: (device: Device) => void;
	/** Queue sizes as powers of two over 128 entries, 0 to 7; default 3 (1024) and 6 (8192). */
	readonly invalidationOrder?: number;
	readonly pageRequestOrder?: number;
	/** Size of the interrupt remapping table as a power of two over 256 entries, 0 to 8; default 8 (65,536). */
	readonly interruptOrder?: number;
}
