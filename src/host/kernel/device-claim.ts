import type { Device } from './device.js';
import { Errno } from './errno.js';
import type { DeviceFaultOptions, FaultCore } from './fault-core.js';
import type { FaultHandler } from './fault-handler.js';
import type { FunctionControls } from './function-controls.js';

/**
 * What every driver holds of a device that it is bound to, whatever it does with it: the place in the fault
 * core, the handler, the set-up at the IOMMU, the function's capabilities switched on, and a reference.
 *
 *      take --> held --stop, (answer groups), unregister, (unbind PASIDs), settle--> finish --> nothing
 *                '--stop, (answer, unbind PASIDs), settle, reset, (bind them), restart--> held
 *
 * The steps in brackets are the driver's, because it knows its PASIDs and whom to tell.
 */
export class DeviceClaim {
	readonly device: Device;
	readonly controls: FunctionControls;
	readonly #core: FaultCore;

	private constructor(core: FaultCore, device: Device, controls: FunctionControls) {
		this.#core = core;
		this.device = device;
		this.controls = controls;
	}

	/**
	 * Registers the handler, sets up the IOMMU, and turns the function's page requests on last. An error is
	 * that of the step which failed, EBUSY where another owner is or is not quite gone; the steps before it are
	 * undone.
	 */
	static take(
		core: FaultCore,
		device: Device,
		controls: FunctionControls,
		handler: FaultHandler,
		options: DeviceFaultOptions,
	): DeviceClaim | Errno {
		let errno = core.enableDevice(device, options);
		if (errno !== Errno.OK) return errno;
		errno = core.registerDeviceFaultHandler(device, handler);
		if (errno === Errno.OK) {
			errno = device.iommu.probeDevice(device);
			if (errno === Errno.OK) {
				errno = controls.enable(device.outstanding);
				if (errno === Errno.OK) return new DeviceClaim(core, device.get(), controls);
				device.iommu.releaseDevice(device);
			}
			core.unregisterDeviceFaultHandler(device);
		}
		core.disableDevice(device);
		return errno;
	}

	/** Ends new page requests. */
	stop(): void {
		this.controls.disable();
	}

	/**
	 * The handler is gone when this returns; its groups must have been answered. What the IOMMU has queued
	 * still is then refused by the core, INVALID too.
	 */
	unregister(): void {
		this.#core.unregisterDeviceFaultHandler(this.device);
	}

	/**
	 * Calls `done` once the hardware has carried out every response to the device, and what else was queued. To be waited
	 * for before a reset: after it the function knows no group, and a response that came then would be an error,
	 * or answer a new group of the same index.
	 */
	settle(done: () => void): void {
		this.device.iommu.settle(done);
	}

	/** Resets the function. No PASID may be bound, and every response carried out (`settle`). */
	reset(): void {
		this.controls.reset();
		this.#core.resumePageRequests(this.device);
	}

	/** Turns the function on again after a reset; on an error it stays off. */
	restart(): Errno {
		return this.controls.enable(this.device.outstanding);
	}

	/** The end, under the same conditions: resets the function and gives everything back. */
	finish(): void {
		this.controls.reset();
		this.device.iommu.releaseDevice(this.device);
		this.#core.disableDevice(this.device);
		this.device.put();
	}
}
