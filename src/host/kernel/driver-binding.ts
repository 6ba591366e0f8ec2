import type { Device } from './device.js';
import { Errno } from './errno.js';
import type { FaultCore } from './fault-core.js';

/** A driver that a device can be bound to, as VFIO: it owns the device's faults while it is bound. */
export interface DeviceDriver {
	readonly name: string;
	/**
	 * Takes the device: registers the driver's fault handler and sets the device up. On anything but OK
	 * the driver has undone what it did.
	 */
	probe(device: Device): Errno;
	/**
	 * Gives the device up: stops its DMA, retires its groups, unregisters the handler. What is left undone
	 * of the last two, the binding does by force.
	 */
	remove(device: Device): void;
}

interface Binding {
	readonly device: Device;
	driver: DeviceDriver | undefined;
	/** `probe` or `remove` is running. */
	changing: boolean;
	generation: number;
}

/**
 * Which driver a device is bound to: none or one. Holds a reference to each bound device.
 *
 * A fault handler lives in its driver's memory, so it must not outlive the binding (the remark on the
 * first patches of `iommu_register_device_fault_handler`, which had no answer to a device that moves from
 * a native driver to VFIO and back). So the old owner's groups are answered and its handler is gone before
 * `unbind` returns, and only then can the next driver be bound; whatever a driver does, no group reaches
 * one that has been removed.
 */
export class DriverBinding {
	readonly #core: FaultCore;
	/** By device index. */
	readonly #bindings: (Binding | undefined)[] = [];
	#evictions = 0;

	constructor(core: FaultCore) {
		this.#core = core;
	}

	/** How often a handler had to be unregistered by force: each is a driver's bug. */
	get evictions(): number {
		return this.#evictions;
	}

	/**
	 * Binds a device that has no driver. The driver is asked first; when it refuses, its error is returned
	 * and nothing has changed (a handler it left behind is retired and unregistered).
	 * EBUSY: a driver is bound, a change of driver is under way, or the device's handler is in a call.
	 */
	bind(device: Device, driver: DeviceDriver): Errno {
		const binding = this.#bindingOf(device);
		if (binding.driver !== undefined || binding.changing || this.#core.inHandler(device))
			return Errno.EBUSY;
		binding.changing = true;
		const status = driver.probe(device);
		binding.changing = false;
		if (status !== Errno.OK) {
			this.#evict(device);
			return status;
		}
		binding.driver = driver;
		binding.generation++;
		device.get();
		return Errno.OK;
	}

	/**
	 * Unbinds the device's driver: the driver removes itself; then groups that are pending still are
	 * answered INVALID, and a handler that is registered still is unregistered.
	 * ENODEV: no driver is bound. EBUSY: a change of driver is under way, or the device's handler is in a
	 * call. Nothing has changed then.
	 */
	unbind(device: Device): Errno {
		const binding = this.#bindingOf(device);
		if (binding.changing || this.#core.inHandler(device)) return Errno.EBUSY;
		if (binding.driver === undefined) return Errno.ENODEV;
		binding.changing = true;
		binding.driver.remove(device);
		this.#evict(device);
		binding.changing = false;
		binding.driver = undefined;
		binding.generation++;
		device.put();
		return Errno.OK;
	}

	/** The driver that the device is bound to. */
	driverOf(device: Device): DeviceDriver | undefined {
		return this.#known(device)?.driver;
	}

	/** How often the device changed from none to a driver or back. */
	generation(device: Device): number {
		return this.#known(device)?.generation ?? 0;
	}

	/** Nothing of a driver's remains in the fault core after this. */
	#evict(device: Device): void {
		this.#core.retireGroups(device, -1);
		if (this.#core.handlerOf(device) === undefined) return;
		this.#core.unregisterDeviceFaultHandler(device);
		this.#evictions++;
	}

	#known(device: Device): Binding | undefined {
		const binding = this.#bindings[device.index];
		return binding?.device === device ? binding : undefined;
	}

	#bindingOf(device: Device): Binding {
		const known = this.#known(device);
		if (known !== undefined) return known;
		const binding = { device, driver: undefined, changing: false, generation: 0 };
		this.#bindings[device.index] = binding;
		return binding;
	}
}
