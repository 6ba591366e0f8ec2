import {
	PlatformDevice,
	type PlatformDeviceConfig,
} from '../../src/emulator/endpoint/platform-device.js';
import { SharedTables } from '../../src/emulator/endpoint/shared-tables.js';
import { Translation } from '../../src/emulator/iommu/contract.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { FakeIommu } from './fake-iommu.js';

/** A platform device that can be stalled, behind a FakeIommu that stalls what is not mapped; 1024 frames. */
export class PlatformBench {
	readonly iommu = new FakeIommu();
	readonly memory = new PhysicalMemory(1024);
	readonly shared = new SharedTables();
	readonly device: PlatformDevice;
	/** Milliseconds that the device is told. */
	time = 0;

	constructor(config: Partial<PlatformDeviceConfig> = {}) {
		this.iommu.missing = Translation.STALLED;
		this.device = this.make(config);
		this.device.attach(this.iommu);
	}

	make(config: Partial<PlatformDeviceConfig> = {}): PlatformDevice {
		return new PlatformDevice(
			{ sourceId: 0x2_0011, stallCapable: true, pasidWidth: 8, ...config },
			this.memory,
			() => this.time,
			this.shared,
		);
	}

	/** Pages that are stalled, oldest first. */
	get pages(): number[] {
		return this.iommu.stalled.map(({ page }) => page);
	}
}
