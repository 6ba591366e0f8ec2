import type { Clock } from '../base/clock.js';
import { FaultlineError } from '../base/errors.js';
import type { HostConfig } from './config.js';
import type { DeviceEntry } from './config-devices.js';
import type { Device, DeviceRegistry } from './kernel/device.js';
import type { DeviceDriver, DriverBinding } from './kernel/driver-binding.js';
import { Errno, errnoName } from './kernel/errno.js';
import { ResponseCode } from './kernel/fault.js';
import { type IommuDriver, NO_PASID } from './kernel/fault-source.js';
import type { QuarantineDriver } from './kernel/native/quarantine-driver.js';
import { pasidEnabled, priEnabled, priFailed } from './kernel/pci.js';
import type { Guest } from './kernel/vfio/guest.js';
import type { VfioDriver } from './kernel/vfio/vfio-driver.js';
import type { Machine } from './machine.js';
import type { Logger } from './ops/log.js';
import { busy, cannotTake } from './owner-errors.js';
import type { Relay } from './relay/relay.js';

export interface DeviceOwnersOptions {
	readonly config: HostConfig;
	readonly clock: Clock;
	readonly log: Logger;
	readonly machine: Machine;
	readonly registry: DeviceRegistry;
	readonly binding: DriverBinding;
	readonly vfio: VfioDriver;
	readonly quarantine: QuarantineDriver;
	/** The drivers that work without a guest, `quarantine` among them. */
	readonly native: readonly DeviceDriver[];
	readonly relay: Relay;
	/** What is configured, by the name of the device. */
	readonly entries: ReadonlyMap<string, DeviceEntry>;
	readonly iommuOf: (entry: DeviceEntry) => IommuDriver | undefined;
	readonly guestOf: (name: string) => Guest;
}

/**
 * Who owns the host's devices, as operators say it: binds and unbinds drivers, resets, unplugs and plugs, each with the
 * rules that are about more than one device: virtual functions, guests and their sessions. What has to wait for an IOMMU
 * is a promise, resolved when nothing of the old state is left. Everything refused throws a FaultlineError,
 * and has changed nothing unless it says so.
 */
export class DeviceOwners {
	readonly #options: DeviceOwnersOptions;
	readonly #drivers = new Map<string, DeviceDriver>();

	constructor(options: DeviceOwnersOptions) {
		this.#options = options;
		for (const driver of [options.vfio, ...options.native]) this.#drivers.set(driver.name, driver);
	}

	/** UNKNOWN_DEVICE, also for one that is unplugged. */
	deviceOf(name: string): Device {
		const { registry, entries } = this.#options;
		const device = registry.get(name);
		if (device !== undefined) return device;
		throw new FaultlineError(
			'UNKNOWN_DEVICE',
			entries.has(name) ? `device "${name}" is unplugged` : `there is no device "${name}"`,
		);
	}

	/** Adds a configured device that is in the machine, without a driver. CONFIG when it cannot be added. */
	add(entry: DeviceEntry): Device {
		const { registry, iommuOf } = this.#options;
		const { name, bus, sourceId, outstanding } = entry;
		const iommu = iommuOf(entry);
		if (iommu === undefined)
			throw new FaultlineError('CONFIG', `device ${name}: no IOMMU "${entry.iommu}"`);
		const device = registry.add({ name, bus, sourceId, outstanding }, iommu);
		if (typeof device === 'string')
			throw new FaultlineError('CONFIG', `device ${name} cannot be added: ${device}`);
		return device;
	}

	/**
	 * Gives the device to the guest: binds vfio. DEVICE_BUSY: it has a driver, or is changing hands. OUT_OF_ORDER: its
	 * physical function is off. DRIVER_MISMATCH: its override names another driver. RESOURCE_EXHAUSTED.
	 */
	assign(device: Device, guest: Guest): void {
		const { config, entries, vfio, relay } = this.#options;
		const { limits } = config;
		const entry = entries.get(device.name);
		this.#checkFree(device, vfio);
		this.#checkPhysicalFunction(entry);
		const onExpiry = entry?.onExpiry ?? limits.on_expiry;
		const errno = vfio.prepare(device, {
			guest,
			responseDeadlineMs: entry?.responseDeadline ?? limits.response_deadline,
			onExpiry: onExpiry === 'failure' ? ResponseCode.FAILURE : ResponseCode.INVALID,
		});
		this.#bound(device, vfio, errno === Errno.OK ? this.#bind(device, vfio) : errno);
		const assigned = vfio.assigned(device);
		if (assigned !== undefined) relay.deviceAssigned(assigned);
	}

	/**
	 * Binds a driver by its name; `guest` is for vfio, and empty for every other. `none` unbinds, and is content where
	 * no driver is bound. UNKNOWN_DRIVER; CONFIG where the guest is missing or too much; else as `assign`.
	 */
	async bind(deviceName: string, driverName: string, guestName: string): Promise<void> {
		const device = this.deviceOf(deviceName);
		const { vfio, binding, guestOf, log } = this.#options;
		const driver = driverName === 'none' ? undefined : this.#driverOf(driverName);
		if (driver === vfio && guestName === '')
			throw new FaultlineError('CONFIG', 'driver vfio gives a device to a guest; name one');
		if (driver !== vfio && guestName !== '')
			throw new FaultlineError('CONFIG', `driver ${driverName} works without a guest; name none`);
		if (driver === undefined) {
			if (binding.stateOf(device) !== 'none') await this.unbind(deviceName);
			return;
		}
		if (driver === vfio) this.assign(device, guestOf(guestName));
		else {
			this.#checkFree(device, driver);
			this.#checkPhysicalFunction(this.#options.entries.get(deviceName));
			this.#bound(device, driver, this.#bind(device, driver));
		}
		log.info({ device: deviceName, driver: driverName, guest: guestName }, 'driver bound');
	}

	/**
	 * Unbinds the driver; resolves when the device is free for the next. NOT_ASSIGNED: there is none. DEVICE_BUSY: it
	 * is changing hands or being reset, or virtual functions of it are in use.
	 */
	async unbind(deviceName: string): Promise<void> {
		const device = this.deviceOf(deviceName);
		const { binding, log } = this.#options;
		const driver = binding.driverOf(device)?.name;
		this.#checkVirtualFunctions(device, 'is reset when it is unbound');
		if (binding.stateOf(device) !== 'leaving') {
			const errno = binding.unbind(device);
			if (errno === Errno.ENODEV)
				throw new FaultlineError('NOT_ASSIGNED', `device ${deviceName} has no driver`);
			if (errno !== Errno.OK) throw busy(device);
		}
		await this.#settled(device);
		log.info({ device: deviceName, driver }, 'driver unbound');
	}

	/** As `unbind`, for a device that a guest has. NOT_ASSIGNED also where a driver without a guest is bound. */
	async unassign(deviceName: string): Promise<void> {
		const { binding, vfio } = this.#options;
		const present = binding.driverOf(this.deviceOf(deviceName));
		if (present !== undefined && present !== vfio)
			throw new FaultlineError(
				'NOT_ASSIGNED',
				`device ${deviceName} belongs to no guest; it has driver ${present.name}`,
			);
		await this.unbind(deviceName);
	}

	/**
	 * A function-level reset: what the device has outstanding is answered INVALID, once, and its driver keeps it. Resolves
	 * when it works again. DEVICE_BUSY as `unbind`; RESOURCE_EXHAUSTED: it does not, and stays off.
	 */
	async reset(deviceName: string): Promise<void> {
		const device = this.deviceOf(deviceName);
		const { binding, machine, log } = this.#options;
		this.#checkVirtualFunctions(device, 'is reset');
		if (binding.stateOf(device) === 'none') machine.endpoints.get(deviceName)?.reset();
		else {
			const errno = await new Promise<Errno>((resolve) => {
				const refused = binding.reset(device, resolve);
				if (refused === Errno.EBUSY || refused === Errno.ENODEV) resolve(Errno.EBUSY);
				else if (refused !== Errno.OK) resolve(refused);
			});
			if (errno === Errno.EBUSY) throw busy(device);
			if (errno !== Errno.OK)
				throw new FaultlineError(
					'RESOURCE_EXHAUSTED',
					`device ${deviceName} could not be set up again after its reset: ${errnoName(errno)}`,
				);
		}
		log.info({ device: deviceName }, 'device reset');
	}

	/**
	 * The device is pulled out, in the middle of whatever it does, with its virtual functions. Resolves when nothing
	 * refers to it any more.
	 */
	async unplug(deviceName: string): Promise<void> {
		const { binding, registry, machine, log } = this.#options;
		const device = this.deviceOf(deviceName);
		const names = [...this.#virtualFunctions(deviceName), deviceName];
		const devices = names.flatMap((name) => registry.get(name) ?? []);
		for (const each of devices) if (binding.stateOf(each) === 'changing') throw busy(each);
		// The hardware goes first: nobody was asked.
		machine.unplug(device.name);
		await Promise.all(devices.map((each) => this.#gone(each)));
		log.info({ devices: devices.map((each) => each.name) }, 'device unplugged');
	}

	/**
	 * Puts a configured device that was unplugged in again, without a driver. UNKNOWN_DEVICE; DEVICE_BUSY: it is
	 * there, or is not quite gone; OUT_OF_ORDER: its physical function is not there.
	 */
	plug(deviceName: string): void {
		const { entries, registry, machine, log } = this.#options;
		const entry = entries.get(deviceName);
		if (entry === undefined)
			throw new FaultlineError('UNKNOWN_DEVICE', `no device "${deviceName}" is configured`);
		if (registry.get(deviceName) !== undefined)
			throw new FaultlineError('DEVICE_BUSY', `device ${deviceName} is plugged in`);
		const physical = entry.bus === 'pci' ? entry.physicalFunction : undefined;
		if (physical !== undefined && registry.get(physical) === undefined)
			throw new FaultlineError(
				'OUT_OF_ORDER',
				`device ${deviceName} is a virtual function of ${physical}, which is unplugged; plug that first`,
			);
		for (let index = 0; index < registry.rows; index++) {
			const other = registry.at(index);
			if (other?.name === deviceName)
				throw new FaultlineError(
					'DEVICE_BUSY',
					`device ${deviceName} is not quite gone; try again`,
				);
		}
		this.add(entry);
		machine.plug(entry);
		log.info({ device: deviceName }, 'device plugged in');
	}

	/** Makes one driver the only one that may be bound; empty: any may. UNKNOWN_DRIVER. */
	setOverride(deviceName: string, driverName: string): void {
		const device = this.deviceOf(deviceName);
		if (driverName !== '') this.#driverOf(driverName);
		this.#options.binding.setOverride(device, driverName === '' ? undefined : driverName);
	}

	/** Ends the quarantine of a PASID, 0 for the requests without one. NOT_ASSIGNED, PASID_UNAVAILABLE, DEVICE_BUSY. */
	release(deviceName: string, pasid: number): void {
		const device = this.deviceOf(deviceName);
		const errno = this.#options.quarantine.release(device, pasid === 0 ? NO_PASID : pasid);
		const what = pasid === 0 ? 'requests without a PASID' : `PASID ${pasid}`;
		if (errno === Errno.ENODEV)
			throw new FaultlineError(
				'NOT_ASSIGNED',
				`device ${deviceName} is not the quarantine driver's`,
			);
		if (errno === Errno.EINVAL)
			throw new FaultlineError(
				'PASID_UNAVAILABLE',
				`device ${deviceName}: ${what} not quarantined`,
			);
		if (errno === Errno.EBUSY) throw busy(device);
		if (errno !== Errno.OK)
			throw new FaultlineError('RESOURCE_EXHAUSTED', `device ${deviceName}: ${errnoName(errno)}`);
		this.#options.log.info({ device: deviceName, pasid }, 'PASID released');
	}

	/**
	 * Resets a guest, as when its machine starts anew: its devices are taken from its agents, which are told, and reset; its
	 * sessions end with UNAVAILABLE, so that spaces and contents are gone; then the devices are the guest's again, and
	 * agents that connect again begin anew. DEVICE_BUSY: a device is changing hands, or virtual functions of one
	 * belong to others; a device that somebody else took meanwhile.
	 */
	async resetGuest(guestName: string): Promise<void> {
		const { binding, vfio, registry, relay, clock, guestOf, log } = this.#options;
		const guest = guestOf(guestName);
		const devices = [...registry.all()].filter((each) => vfio.assigned(each)?.guest === guest);
		for (const each of devices) {
			const others = this.#virtualFunctionsInUse(each.name).filter(
				(name) => !devices.some((own) => own.name === name),
			);
			if (others.length > 0 || binding.stateOf(each) !== 'bound') throw busy(each, others);
		}
		// Virtual functions before their physical ones, which came first.
		for (const each of [...devices].reverse()) {
			binding.unbind(each);
			await this.#settled(each);
		}
		// A turn for the sessions to say so, before they end.
		await new Promise<void>((resolve) => clock.soon(resolve));
		await new Promise<void>((resolve, reject) => {
			relay.endSessions(guestName, 'UNAVAILABLE', `guest ${guestName} was reset`, () => {
				try {
					for (const each of devices)
						if (registry.get(each.name) === each) this.assign(each, guest);
					resolve();
				} catch (error) {
					reject(error);
				}
			});
		});
		log.info({ guest: guestName, devices: devices.map((each) => each.name) }, 'guest reset');
	}

	/** Ends what is bound; resolves when it is over. For the end of the host. */
	async end(device: Device): Promise<void> {
		await this.#settled(device);
		if (this.#options.binding.unbind(device) === Errno.OK) await this.#settled(device);
	}

	#bind(device: Device, driver: DeviceDriver): Errno {
		return this.#options.binding.bind(device, driver);
	}

	#bound(device: Device, driver: DeviceDriver, errno: Errno): void {
		if (errno !== Errno.OK) throw cannotTake(device, driver.name, errno);
	}

	#checkFree(device: Device, driver: DeviceDriver): void {
		const { binding, vfio } = this.#options;
		const present = binding.driverOf(device);
		if (present !== undefined) {
			const owner = vfio.assigned(device)?.guest.name;
			throw new FaultlineError(
				'DEVICE_BUSY',
				owner === undefined
					? `device ${device.name} has driver ${present.name}; unbind it first`
					: `device ${device.name} belongs to guest ${owner}; unassign it first`,
			);
		}
		if (binding.stateOf(device) !== 'none') throw busy(device);
		const override = binding.overrideOf(device);
		if (override !== undefined && override !== driver.name)
			throw new FaultlineError(
				'DRIVER_MISMATCH',
				`device ${device.name} may be bound to driver ${override} alone, not to ${driver.name}; change its override`,
			);
	}

	/** A virtual function has page requests and PASIDs only while its physical function has them on. */
	#checkPhysicalFunction(entry: DeviceEntry | undefined): void {
		const physical = entry?.bus === 'pci' ? entry.physicalFunction : undefined;
		const functions = this.#options.machine.functions;
		const config = physical === undefined ? undefined : functions.get(physical);
		if (entry === undefined || config === undefined) return;
		const paged = entry.bus === 'pci' && entry.pri;
		const asks = priEnabled(config) || priFailed(config);
		if ((!paged || asks) && (entry.pasidBits === 0 || pasidEnabled(config))) return;
		throw new FaultlineError(
			'OUT_OF_ORDER',
			`device ${entry.name} uses the page requests and PASIDs of ${physical}, where they are off; assign ${physical} first`,
		);
	}

	#checkVirtualFunctions(device: Device, why: string): void {
		const users = this.#virtualFunctionsInUse(device.name);
		if (users.length === 0) return;
		throw new FaultlineError(
			'DEVICE_BUSY',
			`device ${device.name} ${why}, and its virtual functions with it; unassign ${users.join(', ')} first`,
		);
	}

	#virtualFunctions(name: string): string[] {
		const found: string[] = [];
		for (const entry of this.#options.entries.values())
			if (entry.bus === 'pci' && entry.physicalFunction === name) found.push(entry.name);
		return found;
	}

	/** Virtual functions of a device that have a driver. */
	#virtualFunctionsInUse(name: string): string[] {
		const { registry, binding } = this.#options;
		return this.#virtualFunctions(name).filter((each) => {
			const device = registry.get(each);
			return device !== undefined && binding.driverOf(device) !== undefined;
		});
	}

	#driverOf(name: string): DeviceDriver {
		const driver = this.#drivers.get(name);
		if (driver !== undefined) return driver;
		throw new FaultlineError(
			'UNKNOWN_DRIVER',
			`there is no driver "${name}"; there is none, ${[...this.#drivers.keys()].join(', ')}`,
		);
	}

	#settled(device: Device): Promise<void> {
		return new Promise((resolve) => this.#options.binding.whenSettled(device, resolve));
	}

	/** Resolves when the device's row is free. */
	#gone(device: Device): Promise<void> {
		const { binding, registry } = this.#options;
		return new Promise((resolve) => {
			// By its name it is not found from now on; whoever holds it lets go, the binding above all.
			registry.withdraw(device, resolve);
			binding.unplug(device, () => {});
		});
	}
}
