import type { Clock } from '../base/clock.js';
import type { IommuModel } from '../emulator/iommu/contract.js';
import type { PhysicalMemory } from '../emulator/memory.js';
import type { IommuKind } from './config.js';
import type { Device } from './kernel/device.js';
import { AmdViDriver } from './kernel/drivers/amdvi/driver.js';
import { RiscvIommuDriver } from './kernel/drivers/riscv/driver.js';
import { SmmuV3Driver } from './kernel/drivers/smmuv3/driver.js';
import { VirtioIommuDriver } from './kernel/drivers/virtio/driver.js';
import { VtdDriver } from './kernel/drivers/vtd/driver.js';
import type { FaultCore } from './kernel/fault-core.js';
import type { IommuDriver } from './kernel/fault-source.js';
import type { FrameAllocator } from './kernel/frames.js';
import type { ConfigSpace } from './kernel/pci.js';
import type { PlatformTraits } from './kernel/platform.js';

/** What a driver takes from the machine and from the kernel around it. */
export interface IommuDriverParts {
	readonly name: string;
	readonly unit: IommuModel;
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	readonly clock: Clock;
	readonly core: FaultCore;
	/** Configuration space of a PCI function; undefined for a platform device. */
	readonly configSpace: (device: Device) => ConfigSpace | undefined;
	/** What firmware says of a platform device; undefined for a PCI function. */
	readonly platformTraits: (device: Device) => PlatformTraits | undefined;
	/** Takes messages for people, few of them. */
	readonly onLog: (message: string) => void;
	/** A function that does not complete invalidations may still use old translations: reset it. */
	readonly onUnresponsive: (device: Device) => void;
}

type Options<Driver extends abstract new (options: never) => unknown> =
	ConstructorParameters<Driver>[0];

/** Sizes of queues in memory by kind of IOMMU, as the options of its driver say them. */
export interface DriverQueues {
	readonly vtd?: Pick<Options<typeof VtdDriver>, 'invalidationOrder' | 'pageRequestOrder'>;
	readonly smmuv3?: Pick<Options<typeof SmmuV3Driver>, 'commandBits' | 'eventBits' | 'requestBits'>;
	readonly amdvi?: Pick<
		Options<typeof AmdViDriver>,
		'commandOrder' | 'eventOrder' | 'pageRequestOrder'
	>;
	readonly riscv?: Pick<
		Options<typeof RiscvIommuDriver>,
		'commandOrder' | 'faultOrder' | 'requestOrder'
	>;
}

/** A driver with its beginning and its end. */
export interface HostIommuDriver extends IommuDriver {
	start(): void;
	stop(): void;
}

/** A driver for each kind. */
const DRIVERS: {
	readonly [kind in IommuKind]: (parts: IommuDriverParts, queues: DriverQueues) => HostIommuDriver;
} = {
	vtd: (parts, { vtd }) => new VtdDriver({ ...parts, ...vtd }),
	smmuv3: (parts, { smmuv3 }) => new SmmuV3Driver({ ...parts, ...smmuv3 }),
	amdvi: (parts, { amdvi }) => new AmdViDriver({ ...parts, ...amdvi }),
	riscv: (parts, { riscv }) => new RiscvIommuDriver({ ...parts, ...riscv }),
	virtio: (parts) => new VirtioIommuDriver(parts),
};

/** Every kind that has a driver. */
export const IOMMU_KINDS = Object.keys(DRIVERS) as readonly IommuKind[];

/** The driver of an IOMMU, not started. */
export function createIommuDriver(
	kind: IommuKind,
	parts: IommuDriverParts,
	queues: DriverQueues = {},
): HostIommuDriver {
	return DRIVERS[kind](parts, queues);
}
