import { VirtualClock } from '../../src/base/virtual-clock.js';
import { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import type { IommuModel } from '../../src/emulator/iommu/contract.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { type IommuKind, parseHostConfig } from '../../src/host/config.js';
import { createIommuDriver, type HostIommuDriver } from '../../src/host/iommu-drivers.js';
import { createIommuModel } from '../../src/host/iommu-models.js';
import { type Device, DeviceRegistry } from '../../src/host/kernel/device.js';
import { Domain } from '../../src/host/kernel/domain.js';
import { DomainIds } from '../../src/host/kernel/domain-ids.js';
import { DriverBinding } from '../../src/host/kernel/driver-binding.js';
import { EmulatedGuestMemory } from '../../src/host/kernel/emulated-guest-memory.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { ResponseCode } from '../../src/host/kernel/fault.js';
import { FaultCore } from '../../src/host/kernel/fault-core.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import type { NativeDriverOptions } from '../../src/host/kernel/native/native-driver.js';
import { QuarantineDriver } from '../../src/host/kernel/native/quarantine-driver.js';
import { SvaDriver } from '../../src/host/kernel/native/sva-driver.js';
import { PciControls } from '../../src/host/kernel/pci.js';
import { Guest } from '../../src/host/kernel/vfio/guest.js';
import { VfioDriver } from '../../src/host/kernel/vfio/vfio-driver.js';

const MEMORY_FRAMES = 32_768;

/** What a read ended with; undefined while it runs. */
export interface ReadOutcome {
	ended: boolean;
	error: string | undefined;
	readonly bytes: Uint8Array;
}

/** A host's kernel over a model, of VT-d if not told, on virtual time, with all owners that a device can have. */
export class OwnersMachine {
	readonly clock = new VirtualClock();
	readonly memory = new PhysicalMemory(MEMORY_FRAMES);
	readonly frames = new FrameAllocator(1, MEMORY_FRAMES - 1);
	readonly domainIds = new DomainIds();
	readonly unit: IommuModel;
	readonly core: FaultCore;
	readonly iommu: HostIommuDriver;
	readonly registry = new DeviceRegistry(64);
	readonly binding: DriverBinding;
	readonly functions = new Map<string, PciFunction>();
	readonly controls = new Map<string, PciControls>();
	readonly vfio: VfioDriver;
	readonly sva: SvaDriver;
	readonly quarantine: QuarantineDriver;
	readonly logged: string[] = [];

	constructor(
		options: Partial<NativeDriverOptions> & {
			readonly pasids?: number;
			readonly tolerated?: number;
			readonly kind?: IommuKind;
		} = {},
	) {
		const { kind = 'vtd', ...drivers } = options;
		const { clock, memory, frames, domainIds } = this;
		const core = new FaultCore({ clock, maxPendingGroups: 4096, maxRequests: 8192 });
		this.core = core;
		const { iommus } = parseHostConfig({ iommus: [{ name: 'iommu0', kind }] });
		this.unit = createIommuModel(iommus[0]!, memory, 64);
		this.iommu = createIommuDriver(kind, {
			...{ name: 'iommu0', unit: this.unit, memory, frames, clock, core },
			configSpace: (device) => this.functions.get(device.name),
			platformTraits: () => undefined,
			onLog: (message) => this.logged.push(message),
			onUnresponsive: (device) => this.functions.get(device.name)?.reset(),
		});
		this.iommu.start();
		this.binding = new DriverBinding(core);
		const functions = this.controls;
		this.vfio = new VfioDriver({ core, functions });
		const onLog = (message: string) => this.logged.push(message);
		const native = {
			...{ core, clock, functions, memory, frames, domainIds, pages: 64, onLog },
			...drivers,
		};
		this.sva = new SvaDriver(native);
		this.quarantine = new QuarantineDriver(native);
	}

	/** A function behind the IOMMU, and its device, with no driver. */
	plug(
		name: string,
		requesterId: number,
		options: { pri?: boolean; ats?: boolean; pasidWidth?: number } = {},
	): Device {
		const { pri = true, ats = pri, pasidWidth = 20 } = options;
		const endpoint = new PciFunction(
			{ requesterId, ats, pri, pasidWidth, priCapacity: 32, responsePasidRequired: true },
			this.memory,
			() => this.clock.now(),
			(fn) => this.clock.soon(fn),
		);
		endpoint.attach(this.unit);
		this.functions.set(name, endpoint);
		this.controls.set(name, new PciControls(endpoint, () => endpoint.reset()));
		const config = { name, bus: 'pci', sourceId: requesterId, outstanding: 32 } as const;
		const device = this.registry.add(config, this.iommu);
		if (typeof device === 'string') throw new Error(`${name}: ${device}`);
		return device;
	}

	endpoint(device: Device): PciFunction {
		return this.functions.get(device.name)!;
	}

	/** A guest of `pages` frames, with frames of its own in the machine. */
	guest(name: string, pages = 64): Guest {
		const { memory, frames, domainIds } = this;
		const tables = 64;
		const first = frames.allocateRange(pages + tables);
		const id = domainIds.allocate();
		const domain = Domain.create(id, memory, frames, first, pages + tables, true, [
			this.iommu.secondLevelFormat,
		]);
		if (typeof domain === 'number') throw new Error(`domain: ${domain}`);
		const own = new EmulatedGuestMemory(memory, first, pages + tables);
		return new Guest({
			...{ name, memory: own, domain, domainIds, frames: pages, tableFrames: tables },
		});
	}

	/** Binds VFIO for the guest. */
	assign(device: Device, guest: Guest): Errno {
		const policy = { responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID };
		const errno = this.vfio.prepare(device, { guest, ...policy });
		return errno === Errno.OK ? this.binding.bind(device, this.vfio) : errno;
	}

	read(device: Device, pasid: number, address: number, length = 1): ReadOutcome {
		const outcome: ReadOutcome = { ended: false, error: undefined, bytes: new Uint8Array(length) };
		this.endpoint(device).dma.read(pasid, address, outcome.bytes, (error) => {
			outcome.ended = true;
			outcome.error = error?.kind;
		});
		return outcome;
	}

	write(device: Device, pasid: number, address: number, bytes: Uint8Array): ReadOutcome {
		const outcome: ReadOutcome = { ended: false, error: undefined, bytes };
		this.endpoint(device).dma.write(pasid, address, bytes, (error) => {
			outcome.ended = true;
			outcome.error = error?.kind;
		});
		return outcome;
	}
}
