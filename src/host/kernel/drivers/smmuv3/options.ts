import type { PlatformDriverOptions } from '../shared/driver-options.js';

/** What an SMMUv3 driver is made with. */
export interface SmmuV3DriverOptions extends PlatformDriverOptions {
	/** Frame of the interrupt controller's doorbell; default 2^28. */
	readonly doorbellFrame?: number;
	/** Queue sizes as powers of two, at most what the SMMU has; default 12, 12 and 13. */
	readonly commandBits?: number;
	readonly eventBits?: number;
	readonly requestBits?: number;
}
