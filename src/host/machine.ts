import type { Clock } from '../base/clock.js';
import { FaultlineError } from '../base/errors.js';
import { TurnTime } from '../base/turn-time.js';
import type { Endpoint } from '../emulator/endpoint/endpoint.js';
import { PciFunction } from '../emulator/endpoint/pci-function.js';
import { PlatformDevice } from '../emulator/endpoint/platform-device.js';
import { SharedTables } from '../emulator/endpoint/shared-tables.js';
import type { IommuModel } from '../emulator/iommu/contract.js';
import { PAGE_SIZE, PhysicalMemory } from '../emulator/memory.js';
import type { HostConfig } from './config.js';
import type { DeviceEntry, PciEntry } from './config-devices.js';
import { createIommuModel } from './iommu-models.js';

/**
 * Stands between an IOMMU and the devices behind it, as a bus analyzer does: is given each IOMMU of the machine and
 * returns what devices are to be put behind. The drivers keep the IOMMU itself.
 */
export type BusTap = (name: string, iommu: IommuModel) => IommuModel;

/**
 * The emulated machine that a configuration asks for: memory, IOMMUs, and the devices behind them. The
 * hardware alone; the kernel finds it as it would find a real machine.
 */
export class Machine {
	readonly memory: PhysicalMemory;
	readonly iommus = new Map<string, IommuModel>();
	/** All devices by their name. */
	readonly endpoints = new Map<string, Endpoint>();
	/** Those of them that are PCI functions, physical and virtual. */
	readonly functions = new Map<string, PciFunction>();
	/** The IOMMUs as the devices see them. */
	readonly #buses = new Map<string, IommuModel>();
	/** IOMMUs whose functions send private data with their page requests. */
	readonly #privateData = new Set<string>();
	readonly #shared = new SharedTables();
	readonly #time: TurnTime;
	readonly #clock: Clock;

	constructor(config: HostConfig, clock: Clock, tap: BusTap = (_, iommu) => iommu) {
		this.#clock = clock;
		this.#time = new TurnTime(clock);
		this.memory = new PhysicalMemory(Math.floor(config.memory / PAGE_SIZE));
		const { devices } = config;
		for (const entry of config.iommus) {
			const iommu = createIommuModel(entry, this.memory, devices.length);
			this.iommus.set(entry.name, iommu);
			this.#buses.set(entry.name, tap(entry.name, iommu));
			if (entry.kind === 'vtd' && entry.private_data) this.#privateData.add(entry.name);
		}
		// Physical functions come before their virtual ones.
		for (const entry of devices) this.#add(entry);
	}

	/** Pulls a device out, its virtual functions with it: what they had in flight fails. */
	unplug(name: string): void {
		this.endpoints.get(name)?.detach();
	}

	/** Puts a device that was pulled out back behind its IOMMU, as at power-on. */
	plug(entry: DeviceEntry): void {
		const iommu = this.#buses.get(entry.iommu);
		if (iommu !== undefined) this.endpoints.get(entry.name)?.attach(iommu);
	}

	#add(entry: DeviceEntry): void {
		const iommu = this.#buses.get(entry.iommu);
		if (iommu === undefined)
			throw new FaultlineError('CONFIG', `device ${entry.name}: no IOMMU "${entry.iommu}"`);
		let endpoint: Endpoint;
		if (entry.bus === 'pci') {
			const made = this.#pciFunction(entry);
			this.functions.set(entry.name, made);
			endpoint = made;
		} else {
			endpoint = new PlatformDevice(
				{
					sourceId: entry.sourceId,
					stallCapable: entry.stall,
					outstanding: entry.outstanding,
					pasidWidth: entry.pasidBits,
					livelockLimit: entry.livelockLimit,
					onFault: entry.onFault,
				},
				this.memory,
				() => this.#time.now(),
				this.#shared,
			);
		}
		endpoint.attach(iommu);
		this.endpoints.set(entry.name, endpoint);
	}

	#pciFunction(entry: PciEntry): PciFunction {
		const own = {
			requesterId: entry.sourceId,
			ats: entry.ats,
			atcEntries: entry.atcEntries,
			pagesPerGroup: entry.pagesPerGroup,
			livelockLimit: entry.livelockLimit,
			onFault: entry.onFault,
			privateData: this.#privateData.has(entry.iommu),
		};
		const physical = this.functions.get(entry.physicalFunction ?? '');
		if (physical !== undefined) return physical.addVirtualFunction(own);
		return new PciFunction(
			{
				...own,
				pri: entry.pri,
				pasidWidth: entry.pasidBits,
				priCapacity: entry.outstanding,
				responsePasidRequired: true,
				virtualFunctions: entry.virtualFunctions,
			},
			this.memory,
			() => this.#time.now(),
			(fn) => this.#clock.soon(fn),
			this.#shared,
		);
	}
}
