import type { Clock } from '../base/clock.js';
import type { IommuModel } from '../emulator/iommu/contract.js';
import { PAGE_SIZE } from '../emulator/memory.js';
import type { HostConfig } from './config.js';
import type { DeviceEntry } from './config-devices.js';
import { createGuests } from './guests.js';
import { createIommuDriver, type DriverQueues, type HostIommuDriver } from './iommu-drivers.js';
import { type Device, DeviceRegistry } from './kernel/device.js';
import { DomainIds } from './kernel/domain-ids.js';
import { DriverBinding } from './kernel/driver-binding.js';
import { FaultCore } from './kernel/fault-core.js';
import type { IommuDriver } from './kernel/fault-source.js';
import { FrameAllocator } from './kernel/frames.js';
import { QuarantineDriver } from './kernel/native/quarantine-driver.js';
import { SvaDriver } from './kernel/native/sva-driver.js';
import { PciControls } from './kernel/pci.js';
import { PlatformControls, type PlatformTraits } from './kernel/platform.js';
import { SharedPri } from './kernel/shared-pri.js';
import type { SecondLevelFormat } from './kernel/table/formats.js';
import type { Guest } from './kernel/vfio/guest.js';
import { type FunctionControls, VfioDriver } from './kernel/vfio/vfio-driver.js';
import type { Machine } from './machine.js';
import type { Logger } from './ops/log.js';
import { priFamilies } from './pri-families.js';

export interface HostKernelOptions {
	readonly config: HostConfig;
	readonly clock: Clock;
	readonly log: Logger;
	readonly machine: Machine;
	/** Sizes of the IOMMUs' queues; default: those of the drivers. */
	readonly queues: DriverQueues | undefined;
}

/** Page requests that partials may hold beside the pending groups, for each group that may pend. */
export const REQUESTS_PER_GROUP = 2;

/** 0xFEE0_0000 to 0xFEEF_FFFF is the interrupt address range of the x86 platform: no memory for DMA. */
const INTERRUPT_FRAME = 0xfee00;
const INTERRUPT_FRAMES = 0x100;

/**
 * The kernel over a host's machine, put together as the configuration says: the fault core, a driver for each IOMMU,
 * the guests, the registry of devices, and the drivers that devices can be bound to. Owns no device's state: who is
 * added, bound and assigned is DeviceOwners'.
 */
export class HostKernel {
	readonly core: FaultCore;
	readonly registry: DeviceRegistry;
	readonly binding: DriverBinding;
	readonly guests: ReadonlyMap<string, Guest>;
	readonly vfio: VfioDriver;
	readonly sva: SvaDriver;
	readonly quarantine: QuarantineDriver;
	/** What is configured, by the name of the device. */
	readonly entries: ReadonlyMap<string, DeviceEntry>;
	readonly #drivers = new Map<string, HostIommuDriver>();
	readonly #iommuNames = new Map<IommuDriver, string>();
	readonly #log: Logger;

	/** Throws CONFIG. */
	constructor(options: HostKernelOptions) {
		const { config, clock, log, machine } = options;
		const { limits } = config;
		const { memory, endpoints, functions } = machine;
		this.#log = log;
		this.entries = new Map(config.devices.map((entry) => [entry.name, entry]));
		// Frame 0 stays free: a table pointer of 0 is then always a mistake.
		const frames = new FrameAllocator(1, memory.frames - 1);
		frames.keepOut(INTERRUPT_FRAME, INTERRUPT_FRAMES);
		let sharedPri: SharedPri | undefined;
		this.core = new FaultCore({
			clock,
			onFailure: (device) => sharedPri?.failed(device),
			onUnrecoverable: (device) => sharedPri?.faulted(device),
			maxPendingGroups: limits.pending_groups,
			maxRequests: limits.pending_groups * REQUESTS_PER_GROUP,
		});
		const traitsOf = (name: string) => platformTraits(this.entries.get(name));
		for (const { name, kind } of config.iommus) {
			const parts = {
				...{ name, memory, frames, clock, core: this.core },
				unit: machine.iommus.get(name) as IommuModel,
				configSpace: (device: Device) => functions.get(device.name),
				platformTraits: (device: Device) => traitsOf(device.name),
				onLog: (message: string) => log.warn({ iommu: name }, message),
				onUnresponsive: (device: Device) => endpoints.get(device.name)?.reset(),
			};
			const driver = createIommuDriver(kind, parts, options.queues);
			this.#drivers.set(name, driver);
			this.#iommuNames.set(driver, name);
		}
		const formats = new Set<SecondLevelFormat>();
		for (const driver of this.#drivers.values()) formats.add(driver.secondLevelFormat);
		const domainIds = new DomainIds();
		this.guests = createGuests(config, memory, frames, [...formats], domainIds);
		this.registry = new DeviceRegistry(limits.devices);
		this.binding = new DriverBinding(this.core);
		const controls = new Map<string, FunctionControls>();
		const pciControls = new Map<string, PciControls>();
		for (const [name, endpoint] of endpoints) {
			const reset = () => endpoint.reset();
			const configSpace = functions.get(name);
			const traits = traitsOf(name);
			if (configSpace !== undefined) pciControls.set(name, new PciControls(configSpace, reset));
			else if (traits !== undefined) controls.set(name, new PlatformControls(traits, reset));
		}
		for (const [name, each] of pciControls) controls.set(name, each);
		const onLog = (message: string) => log.warn(message);
		sharedPri = new SharedPri({
			...{ core: this.core, clock, onLog },
			familyOf: priFamilies(config.devices, functions, pciControls, this.registry),
		});
		this.vfio = new VfioDriver({ core: this.core, functions: controls });
		const native = {
			...{ core: this.core, clock, functions: controls, memory, frames, domainIds, onLog },
			pages: ({ name }: Device) => (this.entries.get(name)?.nativeMemory ?? 0) / PAGE_SIZE,
		};
		this.sva = new SvaDriver(native);
		this.quarantine = new QuarantineDriver(native);
	}

	/** The drivers that work without a guest. */
	get native(): readonly (SvaDriver | QuarantineDriver)[] {
		return [this.sva, this.quarantine];
	}

	/** The driver of an IOMMU, by its name. */
	iommu(name: string): HostIommuDriver | undefined {
		return this.#drivers.get(name);
	}

	/** The name of the IOMMU in front of a device. */
	iommuOf(device: Device): string {
		return this.#iommuNames.get(device.iommu) ?? '';
	}

	/** Starts the drivers of the IOMMUs. Throws CONFIG. */
	start(): void {
		for (const driver of this.#drivers.values()) driver.start();
	}

	/** Switches the IOMMUs off, after their last device is detached; one that cannot be stopped is logged. */
	stop(): void {
		for (const [name, driver] of this.#drivers) {
			try {
				driver.stop();
			} catch (error) {
				// A device that is not free in time: the process ends all the same.
				this.#log.warn({ iommu: name, err: error }, 'IOMMU not stopped');
			}
		}
	}
}

/** What firmware would say of a device; undefined for a PCI function, which says it itself. */
function platformTraits(entry: DeviceEntry | undefined): PlatformTraits | undefined {
	if (entry?.bus !== 'platform') return undefined;
	return { stallCapable: entry.stall, pasidWidth: entry.pasidBits };
}
