import { Errno } from './errno.js';

/** What firmware tables say of a device without configuration space (device tree; ACPI IORT). */
export interface PlatformTraits {
	/** The IOMMU may hold its accesses (`dma-can-stall`). */
	readonly stallCapable: boolean;
	/** Width of its PASIDs in bits (`pasid-num-bits`); 0: it sends none. */
	readonly pasidWidth: number;
}

/**
 * A platform device whose faults a driver serves. It has nothing to be switched on: whether it can be stalled, and its
 * PASIDs, are what it is. `reset` is what the device's own reset line does.
 */
export class PlatformControls {
	/** Largest PASID that the device can use; 0: it has none. */
	readonly maxPasid: number;
	/** The end of a stall carries none. */
	readonly responseNeedsPasid = false;
	/** Whether its faults can wait for an answer: by stalling. */
	readonly pageRequests: boolean;
	readonly #reset: () => void;

	constructor(traits: PlatformTraits, reset: () => void) {
		this.maxPasid = 2 ** traits.pasidWidth - 1;
		this.pageRequests = traits.stallCapable;
		this.#reset = reset;
	}

	enable(_allocation: number): Errno {
		return Errno.OK;
	}

	/** Its accesses stall, or fault, until the reset. */
	disable(): void {}

	/** Jobs in flight fail. Accesses that the IOMMU holds stay so until they are ended. */
	reset(): void {
		this.#reset();
	}
}
