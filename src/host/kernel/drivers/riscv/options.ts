import type { PlatformDriverOptions } from '../shared/driver-options.js';

/** What a driver of a RISC-V IOMMU is made with. */
export interface RiscvIommuDriverOptions extends PlatformDriverOptions {
	/** Page of the interrupt file that the IOMMU's own messages go to; default 0xFEE00. */
	readonly interruptFile?: number;
	/** Bits of the longest device id, 1 to 24, default 24: a device directory has no more levels than that needs. */
	readonly deviceIdBits?: number;
	/** Queue sizes as powers of two, 1 to 16; default 12, 12 and 13. */
	readonly commandOrder?: number;
	readonly faultOrder?: number;
	readonly requestOrder?: number;
}
