import type { IommuDriver } from './fault-source.js';

export interface DeviceConfig {
	/** Unique on the host; what operators and agents call it. */
	readonly name: string;
	readonly bus: 'pci' | 'platform';
	/** Requester id (16 bits: bus, device, function) or stream id; unique behind one IOMMU. */
	readonly sourceId: number;
	/** Requests the device may have outstanding (PRI allocation); also bounds its outbox. */
	readonly outstanding: number;
}

/**
 * A device as the kernel knows it. Holds identity and references only; the fault state of a device
 * belongs to the fault core, its driver to the driver binding.
 */
export class Device {
	readonly name: string;
	readonly bus: 'pci' | 'platform';
	readonly sourceId: number;
	readonly outstanding: number;
	/** The row of this device in the kernel's tables; reused only after the device is gone. */
	readonly index: number;
	/** The driver of the IOMMU in front of the device. */
	readonly iommu: IommuDriver;
	#references = 1;
	/** Told once when the last reference is returned. */
	#released: (() => void) | undefined;

	constructor(config: DeviceConfig, index: number, iommu: IommuDriver) {
		this.name = config.name;
		this.bus = config.bus;
		this.sourceId = config.sourceId;
		this.outstanding = config.outstanding;
		this.index = index;
		this.iommu = iommu;
	}

	/** References held, the registry's own included. */
	get references(): number {
		return this.#references;
	}

	/** Takes a reference (`get_device`). */
	get(): this {
		this.#references++;
		return this;
	}

	/** Returns a reference (`put_device`). Returning one that was never taken throws. */
	put(): void {
		if (this.#references === 0) throw new RangeError(`device ${this.name}: reference underflow`);
		this.#references--;
		if (this.#references > 0) return;
		const released = this.#released;
		this.#released = undefined;
		released?.();
	}

	/** Has `released` called when the last reference is returned. The registry's, when it gives the device up. */
	whenReleased(released: () => void): void {
		this.#released = released;
	}
}

/** Why a device could not be added or removed. */
export type RegistryRefusal = 'name-taken' | 'source-id-taken' | 'full' | 'referenced' | 'unknown';

/**
 * The host's devices by name and by index. Indices are dense and small, so that hot tables can be
 * arrays; `limit` bounds them.
 */
export class DeviceRegistry {
	readonly #byName = new Map<string, Device>();
	readonly #byIndex: (Device | undefined)[] = [];
	readonly #free: number[] = [];
	readonly #limit: number;

	constructor(limit: number) {
		this.#limit = limit;
	}

	get size(): number {
		return this.#byName.size;
	}

	/** Rows that `at` may know, free ones among them. */
	get rows(): number {
		return this.#byIndex.length;
	}

	add(config: DeviceConfig, iommu: IommuDriver): Device | RegistryRefusal {
		if (this.#byName.has(config.name)) return 'name-taken';
		// Those that were withdrawn count too: the IOMMU may know them still.
		for (const other of this.#byIndex)
			if (other?.iommu === iommu && other.sourceId === config.sourceId) return 'source-id-taken';
		if (this.#byIndex.length - this.#free.length >= this.#limit) return 'full';
		const index = this.#free.pop() ?? this.#byIndex.length;
		const device = new Device(config, index, iommu);
		this.#byIndex[index] = device;
		this.#byName.set(config.name, device);
		return device;
	}

	/** Removes a device that nobody but the registry refers to. */
	remove(device: Device): 'ok' | RegistryRefusal {
		if (this.#byName.get(device.name) !== device) return 'unknown';
		if (device.references > 1) return 'referenced';
		device.put();
		this.#byName.delete(device.name);
		this.#byIndex[device.index] = undefined;
		this.#free.push(device.index);
		return 'ok';
	}

	/**
	 * Forgets a device that is gone from the machine, whoever refers to it still: its name is free at once. Its row
	 * and source id are so once the last reference is returned; `freed` is called then, which may be before this returns.
	 * Its binding must be told first (`DriverBinding.unplug`), or its owner will not let go.
	 */
	withdraw(device: Device, freed: () => void = () => {}): 'ok' | RegistryRefusal {
		if (this.#byName.get(device.name) !== device) return 'unknown';
		this.#byName.delete(device.name);
		device.whenReleased(() => {
			this.#byIndex[device.index] = undefined;
			this.#free.push(device.index);
			freed();
		});
		device.put();
		return 'ok';
	}

	get(name: string): Device | undefined {
		return this.#byName.get(name);
	}

	at(index: number): Device | undefined {
		return this.#byIndex[index];
	}

	all(): IterableIterator<Device> {
		return this.#byName.values();
	}
}
