import { AmdViModel } from '../emulator/iommu/amdvi/amdvi-model.js';
import type { IommuModel } from '../emulator/iommu/contract.js';
import { RiscvIommuModel } from '../emulator/iommu/riscv/riscv-model.js';
import { SmmuV3Model } from '../emulator/iommu/smmuv3/smmuv3-model.js';
import { VirtioIommuModel } from '../emulator/iommu/virtio/virtio-iommu-model.js';
import { VtdModel } from '../emulator/iommu/vtd/vtd-model.js';
import type { PhysicalMemory } from '../emulator/memory.js';
import type { ParsedIommu } from './config.js';

/** Entries of the caches that hold something of every device, however few devices there are. */
const LEAST_DEVICE_ENTRIES = 256;
/** The same of those that hold something of every PASID of a device. */
const LEAST_PASID_ENTRIES = 1024;

/**
 * The emulated IOMMU of a configuration's entry, in front of so many devices. Caches hold an entry of every
 * device: when thousands fault in turn, each would push out another's.
 */
export function createIommuModel(
	entry: ParsedIommu,
	memory: PhysicalMemory,
	devices: number,
): IommuModel {
	const perDevice = 2 ** Math.ceil(Math.log2(Math.max(devices, LEAST_DEVICE_ENTRIES)));
	const perPasid = Math.max(perDevice, LEAST_PASID_ENTRIES);
	const iotlbEntries = entry.cache_entries;
	switch (entry.kind) {
		case 'vtd':
			return new VtdModel(memory, {
				iotlbEntries,
				faultRecords: entry.fault_records,
				privateData: entry.private_data,
				contextCacheEntries: perDevice,
				pasidCacheEntries: perPasid,
			});
		case 'smmuv3':
			return new SmmuV3Model(memory, {
				tlbEntries: iotlbEntries,
				streamIdBits: entry.stream_id_bits,
				stallModel: entry.stall_model,
				stallMax: entry.stall_max,
				configEntries: perPasid,
			});
		case 'amdvi':
			return new AmdViModel(memory, {
				iotlbEntries,
				deviceCacheEntries: perPasid,
				guestRootEntries: perPasid,
			});
		case 'riscv':
			return new RiscvIommuModel(memory, {
				iotlbEntries,
				msiFlat: entry.msi_flat,
				deviceCacheEntries: perPasid,
				processCacheEntries: perPasid,
			});
		case 'virtio':
			return new VirtioIommuModel(memory, {
				cacheEntries: iotlbEntries,
				heldEvents: entry.held_events,
				reserved: entry.reserved,
			});
	}
}
