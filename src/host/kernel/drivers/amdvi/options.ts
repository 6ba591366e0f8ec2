import type { PciDriverOptions } from '../shared/driver-options.js';

/** What an AMD-Vi driver is made with. */
export interface AmdViDriverOptions extends PciDriverOptions {
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
