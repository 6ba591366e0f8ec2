import type { Clock } from '../../../../base/clock.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { Device } from '../../device.js';
import type { FrameAllocator } from '../../frames.js';
import type { ConfigSpace } from '../../pci.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import type { RegisterFile } from '../shared/registers.js';

/** What an AMD-Vi driver is made with. */
export interface AmdViDriverOptions {
	readonly name: string;
	readonly unit: RegisterFile;
	readonly memory: PhysicalMemory;
	/** Where rings and tables come from and go back to. */
	readonly frames: FrameAllocator;
	readonly clock: Clock;
	readonly core: FaultReporter;
	/**
	 * Configuration space of a device, asked for in `probeDevice`: what the function has of ATS, PRI and PASID decides
	 * over its device table entry. Undefined: it has none of them.
	 */
	readonly configSpace: (device: Device) => ConfigSpace | undefined;
	/** Takes messages for people, at most 10 in 5 seconds. */
	readonly onLog?: (message: string) => void;
	/**
	 * A function did not complete an invalidation after several time-outs; it was given up. Its device may
	 * still use old translations: reset it.
	 */
	readonly onUnresponsive?: (device: Device) => void;
	/**
	 * Largest device id behind the unit (IVRS tells it); default 0xffff. The device table takes 32 bytes for each id up
	 * to it; others are refused by the unit.
	 */
	readonly lastDevice?: number;
	/** Ring sizes as powers of two over 256 entries, 0 to 7; default 3 (2048), 5 (8192) and 2 (1024). */
	readonly commandOrder?: number;
	readonly pageRequestOrder?: number;
	readonly eventOrder?: number;
}
