import type { Device } from './device.js';
import type { Errno } from './errno.js';

/** What a device has to write to raise one of its interrupts: 32 bits of data to a byte address (MSI). */
export interface InterruptMessage {
	readonly address: number;
	readonly data: number;
}

/**
 * The part of an IOMMU driver that leads devices' interrupts to processors. Each device has interrupts of its own,
 * by index; an index that is not set, or is not the device's, is blocked and ends as a fault of type INTERRUPT.
 */
export interface InterruptRemapper {
	/**
	 * Takes `count` adjacent indices, the first a multiple of `count` rounded up to a power of two (which multi-message
	 * MSI asks for). -1: the device is not probed, or there are no indices or no frame for a table left.
	 */
	allocate(device: Device, count: number): number;
	/**
	 * Leads an index that is allocated to a vector (8 bits; 11 in an interrupt file) of a destination (an APIC id, the page
	 * of an interrupt file, or what else the interrupt controller is addressed by). An index that is set already is led elsewhere once caches know. ENODEV: not probed.
	 * EINVAL: not allocated, or out of range.
	 */
	set(device: Device, index: number, destination: number, vector: number): Errno;
	/**
	 * Blocks `count` indices from `index` on and takes them back; `done` is called once no cache holds them, and
	 * only then are they given out again. ENODEV: not probed. EINVAL: not all allocated.
	 */
	clear(device: Device, index: number, count: number, done: () => void): Errno;
	/** What the device has to write for an index. */
	message(device: Device, index: number): InterruptMessage;
}
