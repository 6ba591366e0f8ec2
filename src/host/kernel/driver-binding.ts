import type { Device } from './device.js';
import { Errno } from './errno.js';
import type { FaultCore } from './fault-core.js';

/** A driver that a device can be bound to, VFIO or a native one: it owns the device's faults while it is bound. */
export interface DeviceDriver {
	readonly name: string;
	/**
	 * Takes the device: registers the driver's fault handler and sets the device up. On anything but OK
	 * the driver has undone what it did.
	 */
	probe(device: Device): Errno;
	/**
	 * Gives the device up: stops its DMA, retires its groups, unregisters the handler. What is left undone
	 * of the last two, the binding does by force. What takes longer, as draining the IOMMU, may go on: `whenFree`.
	 */
	remove(device: Device): void;
	/**
	 * Calls `done` once nothing of a removal is under way any more: now, if nothing is. A driver without this
	 * is done when `remove` returns.
	 */
	whenFree?(device: Device, done: () => void): void;
	/**
	 * A function-level reset of the device, which stays bound: the driver has its groups answered INVALID while the
	 * function still knows them, drains, resets the function, and sets it up again. `done` is called once, maybe before
	 * this returns, with OK or why the function stays off. An error returned: there will be no `done` and nothing has
	 * changed. A driver without this cannot do it (EOPNOTSUPP).
	 */
	reset?(device: Device, done: (errno: Errno) => void): Errno;
}

/** Where a device stands between its drivers. */
export type BindingState =
	/** No driver, and any may be bound. */
	| 'none'
	| 'bound'
	/** A driver is in its `probe` or `remove`. */
	| 'changing'
	/** No driver, but the last one's removal is not complete. */
	| 'leaving'
	/** Bound; its function is being reset. */
	| 'resetting'
	/** Unplugged; nothing will be bound any more. */
	| 'gone';

interface Binding {
	readonly device: Device;
	driver: DeviceDriver | undefined;
	state: BindingState;
	generation: number;
	/** Name of the only driver that may be bound. */
	override: string | undefined;
	/** Unplugged, maybe with things still under way. */
	unplugged: boolean;
	/** Wait for the end of what is under way. */
	waiters: (() => void)[];
}

/**
 * Which driver a device is bound to: none or one, native or VFIO. Holds a reference to each bound device.
 *
 *      none --bind--> bound --unbind--> leaving --driver is done--> none
 *                     bound --reset---> resetting --driver is done--> bound
 *      any --unplug--> what is under way ends, the driver is removed --> gone
 *
 * A fault handler lives in its driver's memory, so it must not outlive the binding (the remark on the
 * first patches of `iommu_register_device_fault_handler`, which had no answer to a device that moves from
 * a native driver to VFIO and back). So the old owner's groups are answered and its handler is gone before
 * `unbind` returns, and only then can the next driver be bound; whatever a driver does, no group reaches
 * one that has been removed. While the old one is leaving, `bind` is EBUSY; `whenSettled` tells of its end, and then
 * it is not: the fault core and the IOMMU are as before the first driver.
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
	 * ENODEV: the device is unplugged, or its driver override names another driver, which alone may be bound.
	 * EBUSY: a driver is bound, a change of driver is under way, or the device's handler is in a call.
	 */
	bind(device: Device, driver: DeviceDriver): Errno {
		const binding = this.#bindingOf(device);
		if (binding.unplugged) return Errno.ENODEV;
		if (binding.override !== undefined && binding.override !== driver.name) return Errno.ENODEV;
		if (binding.state !== 'none' || this.#core.inHandler(device)) return Errno.EBUSY;
		binding.state = 'changing';
		const status = driver.probe(device);
		if (status !== Errno.OK) {
			this.#evict(device);
			this.#settle(binding, 'none');
			return status;
		}
		binding.driver = driver;
		binding.generation++;
		device.get();
		this.#settle(binding, 'bound');
		return Errno.OK;
	}

	/**
	 * Unbinds the device's driver: the driver removes itself; then groups that are pending still are
	 * answered INVALID, and a handler that is registered still is unregistered. The device is free for the next
	 * driver now or, where the old one has to wait for the IOMMU, once `whenSettled` says so.
	 * ENODEV: no driver is bound. EBUSY: a change of driver or a reset is under way, or the device's handler is in
	 * a call. Nothing has changed then.
	 */
	unbind(device: Device): Errno {
		const binding = this.#bindingOf(device);
		const { state, driver } = binding;
		if (state === 'changing' || state === 'resetting' || this.#core.inHandler(device))
			return Errno.EBUSY;
		if (driver === undefined) return Errno.ENODEV;
		binding.state = 'changing';
		driver.remove(device);
		this.#evict(device);
		binding.driver = undefined;
		binding.generation++;
		binding.state = 'leaving';
		device.put();
		if (driver.whenFree === undefined) this.#settle(binding, 'none');
		else driver.whenFree(device, () => this.#settle(binding, 'none'));
		return Errno.OK;
	}

	/**
	 * A function-level reset of the device through its driver, which keeps it. Groups outstanding are answered INVALID
	 * exactly once, before the function forgets them. `done` as `DeviceDriver.reset`'s.
	 * ENODEV: no driver is bound, or the device is unplugged. EBUSY: a change of driver or a reset is under way, or the
	 * device's handler is in a call. EOPNOTSUPP: the driver cannot. Or the driver's own error. Nothing has changed then.
	 */
	reset(device: Device, done: (errno: Errno) => void): Errno {
		const binding = this.#bindingOf(device);
		const { state, driver } = binding;
		if (state === 'changing' || state === 'resetting' || this.#core.inHandler(device))
			return Errno.EBUSY;
		if (driver === undefined || binding.unplugged) return Errno.ENODEV;
		if (driver.reset === undefined) return Errno.EOPNOTSUPP;
		binding.state = 'resetting';
		const status = driver.reset(device, (errno) => {
			this.#settle(binding, 'bound');
			done(errno);
		});
		if (status !== Errno.OK) this.#settle(binding, 'bound');
		return status;
	}

	/**
	 * The device is gone from the machine, with whatever it had in flight: no driver can be bound from now on. What is under
	 * way comes to its end, then the driver is removed as by `unbind`: its groups are answered (to nobody), its
	 * handler is gone. `done` is called once, when nothing of the device is under way any more, maybe before this
	 * returns. ENODEV: it was unplugged before. EBUSY: its handler is in a call. Nothing has changed then.
	 */
	unplug(device: Device, done: () => void): Errno {
		const binding = this.#bindingOf(device);
		if (binding.unplugged) return Errno.ENODEV;
		if (this.#core.inHandler(device)) return Errno.EBUSY;
		binding.unplugged = true;
		this.whenSettled(device, () => {
			if (binding.driver !== undefined) this.unbind(device);
			this.whenSettled(device, () => {
				binding.state = 'gone';
				done();
			});
		});
		return Errno.OK;
	}

	/** Calls `done` once no change of driver, no removal and no reset of the device is under way: now, if none is. */
	whenSettled(device: Device, done: () => void): void {
		const binding = this.#known(device);
		if (binding === undefined || SETTLED.has(binding.state)) done();
		else binding.waiters.push(done);
	}

	/**
	 * Makes the driver of this name the only one that the device may be bound to (`driver_override` of sysfs);
	 * undefined: any. Does nothing to the driver that is bound.
	 */
	setOverride(device: Device, driver: string | undefined): void {
		this.#bindingOf(device).override = driver;
	}

	/** Name of the only driver that the device may be bound to; undefined: any may. */
	overrideOf(device: Device): string | undefined {
		return this.#known(device)?.override;
	}

	/** The driver that the device is bound to. */
	driverOf(device: Device): DeviceDriver | undefined {
		return this.#known(device)?.driver;
	}

	stateOf(device: Device): BindingState {
		return this.#known(device)?.state ?? 'none';
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

	/** Something is over. Who waits may begin the next thing: the others then wait for that. */
	#settle(binding: Binding, state: BindingState): void {
		binding.state = state;
		while (SETTLED.has(binding.state)) {
			const waiter = binding.waiters.shift();
			if (waiter === undefined) return;
			waiter();
		}
	}

	#known(device: Device): Binding | undefined {
		const binding = this.#bindings[device.index];
		return binding?.device === device ? binding : undefined;
	}

	#bindingOf(device: Device): Binding {
		const known = this.#known(device);
		if (known !== undefined) return known;
		const binding: Binding = {
			device,
			driver: undefined,
			state: 'none',
			generation: 0,
			override: undefined,
			unplugged: false,
			waiters: [],
		};
		this.#bindings[device.index] = binding;
		return binding;
	}
}

const SETTLED: ReadonlySet<BindingState> = new Set(['none', 'bound', 'gone']);
