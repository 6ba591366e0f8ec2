import type { Clock } from '../base/clock.js';
import { FaultlineError } from '../base/errors.js';
import { TurnTime } from '../base/turn-time.js';
import type { Endpoint } from '../emulator/endpoint/endpoint.js';
import { PciFunction } from '../emulator/endpoint/pci-function.js';
import { SharedTables } from '../emulator/endpoint/shared-tables.js';
import type { IommuModel } from '../emulator/iommu/contract.js';
import { VtdModel } from '../emulator/iommu/vtd/vtd-model.js';
import { PAGE_SIZE, PhysicalMemory } from '../emulator/memory.js';
import type { HostConfig } from './config.js';

/**
 * The emulated machine that a configuration asks for: memory, IOMMUs, and the devices behind them. The
 * hardware alone; the kernel finds it as it would find a real machine.
 */
export class Machine {
	readonly memory: PhysicalMemory;
	readonly iommus = new Map<string, IommuModel>();
	/** All devices by their name. */
	readonly endpoints = new Map<string, Endpoint>();
	/** Those of them that are PCI functions. */
	readonly functions = new Map<string, PciFunction>();

	constructor(config: HostConfig, clock: Clock) {
		const time = new TurnTime(clock);
		const shared = new SharedTables();
		this.memory = new PhysicalMemory(Math.floor(config.memory / PAGE_SIZE));
		// Caches that hold an entry of every device: when thousands fault in turn, each would push out another's.
		const entries = 2 ** Math.ceil(Math.log2(Math.max(config.devices.length, 256)));
		const caches = { contextCacheEntries: entries, pasidCacheEntries: Math.max(entries, 1024) };
		for (const { name } of config.iommus) this.iommus.set(name, new VtdModel(this.memory, caches));
		for (const entry of config.devices) {
			const iommu = this.iommus.get(entry.iommu ?? config.iommus[0]?.name ?? '');
			if (iommu === undefined)
				throw new FaultlineError('CONFIG', `device ${entry.name}: no IOMMU "${entry.iommu}"`);
			const pciFunction = new PciFunction(
				{
					requesterId: entry.address,
					ats: entry.ats,
					pri: entry.pri,
					pasidWidth: entry.pasid_bits,
					priCapacity: entry.outstanding,
					responsePasidRequired: true,
					atcEntries: entry.atc_entries,
					pagesPerGroup: entry.pages_per_group,
					livelockLimit: entry.livelock_limit,
				},
				this.memory,
				() => time.now(),
				(fn) => clock.soon(fn),
				shared,
			);
			pciFunction.attach(iommu);
			this.endpoints.set(entry.name, pciFunction);
			this.functions.set(entry.name, pciFunction);
		}
	}
}
