import type { PciDriverOptions } from '../shared/driver-options.js';

/** What a VT-d driver is made with. */
export interface VtdDriverOptions extends PciDriverOptions {
	/** Queue sizes as powers of two over 128 entries, 0 to 7; default 3 (1024) and 6 (8192). */
	readonly invalidationOrder?: number;
	readonly pageRequestOrder?: number;
	/** Size of the interrupt remapping table as a power of two over 256 entries, 0 to 8; default 8 (65,536). */
	readonly interruptOrder?: number;
}
