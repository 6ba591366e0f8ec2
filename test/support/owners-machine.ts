import type { Endpoint } from '../../src/emulator/endpoint/endpoint.js';
import type { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import type { IommuModel } from '../../src/emulator/iommu/contract.js';
import type { HostIommuDriver } from '../../src/host/iommu-drivers.js';
import { type Device, DeviceRegistry } from '../../src/host/kernel/device.js';
import { Domain } from '../../src/host/kernel/domain.js';
import { DomainIds } from '../../src/host/kernel/domain-ids.js';
import { DriverBinding } from '../../src/host/kernel/driver-binding.js';
import { EmulatedGuestMemory } from '../../src/host/kernel/emulated-guest-memory.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { ResponseCode } from '../../src/host/kernel/fault.js';
import type { NativeDriverOptions } from '../../src/host/kernel/native/native-driver.js';
import { QuarantineDriver } from '../../src/host/kernel/native/quarantine-driver.js';
import { SvaDriver } from '../../src/host/kernel/native/sva-driver.js';
import { Guest } from '../../src/host/kernel/vfio/guest.js';
import type { FrameLease } from '../../src/host/kernel/vfio/guest-frames.js';
import type { GuestSpace } from '../../src/host/kernel/vfio/guest-space.js';
import type { VfioDevice } from '../../src/host/kernel/vfio/vfio-device.js';
import { VfioDriver } from '../../src/host/kernel/vfio/vfio-driver.js';
import type { HardwareView } from './hardware-tap.js';
import { type IommuRow, KINDS, type Queues, type RecoverableRow } from './iommu-rows.js';
import {
	type FunctionOptions,
	KernelMachine,
	type Outcome,
	read,
	write,
} from './kernel-machine.js';
import { RecordingConsumer } from './vfio-bench.js';

const MEMORY_FRAMES = 32_768;
/** Requests that a device may have outstanding. */
const OUTSTANDING = 32;

/** What a DMA ended with, and its bytes. */
export interface Transfer extends Outcome {
	readonly bytes: Uint8Array;
}

/** A device in a guest's hands, with a space at PASIDs of its own and a consumer that answers as the test says. */
export interface Service {
	readonly vfio: VfioDevice;
	readonly guest: Guest;
	readonly lease: FrameLease;
	readonly space: GuestSpace;
	readonly consumer: RecordingConsumer;
}

type Options = Partial<NativeDriverOptions> & { readonly tolerated?: number };

/** A host's kernel over one IOMMU, VT-d unless told, with all owners that a device can have. */
export class OwnersMachine extends KernelMachine<IommuModel, HostIommuDriver> {
	readonly row: IommuRow | RecoverableRow;
	readonly domainIds = new DomainIds();
	readonly registry = new DeviceRegistry(64);
	readonly binding: DriverBinding;
	readonly endpoints = new Map<string, Endpoint>();
	readonly vfio: VfioDriver;
	readonly sva: SvaDriver;
	readonly quarantine: QuarantineDriver;

	constructor(
		options: Options & { readonly pasids?: number } = {},
		row: IommuRow | RecoverableRow = KINDS[0]!,
		queues: Queues = 'usual',
	) {
		super((parts) => row.make(parts, queues), MEMORY_FRAMES);
		this.row = row;
		const { clock, memory, frames, domainIds, core, controls: functions } = this;
		this.binding = new DriverBinding(core);
		this.vfio = new VfioDriver({ core, functions });
		const onLog = (message: string) => this.logged.push(message);
		const native = {
			...{ core, clock, functions, memory, frames, domainIds, pages: 64, onLog },
			...options,
		};
		this.sva = new SvaDriver(native);
		this.quarantine = new QuarantineDriver(native);
	}

	/**
	 * A device behind the IOMMU, with no driver: a function by its requester id, or in a row with stalls a platform device
	 * whose stream id is made of it.
	 */
	plug(name: string, id: number, options: FunctionOptions = {}): Device {
		const stalls = 'mode' in this.row && this.row.mode === 'stall';
		const sourceId = stalls ? 0x1_0000 + id : id;
		const all = { outstanding: OUTSTANDING, ...options };
		const endpoint = stalls
			? this.addPlatformDevice(name, sourceId, { outstanding: OUTSTANDING })
			: this.addFunction(name, sourceId, all);
		this.endpoints.set(name, endpoint);
		const bus = stalls ? 'platform' : 'pci';
		const device = this.registry.add(
			{ name, bus, sourceId, outstanding: OUTSTANDING },
			this.driver,
		);
		if (typeof device === 'string') throw new Error(`${name}: ${device}`);
		return device;
	}

	endpoint(device: Device): Endpoint {
		return this.endpoints.get(device.name)!;
	}

	/** Makes the device's invalidations wait, or not any more; those of a device without an ATC never do. */
	pauseInvalidations(device: Device, paused: boolean): void {
		const endpoint = this.endpoint(device);
		if (!('pauseInvalidations' in endpoint)) return;
		const fn = endpoint as PciFunction;
		if (paused) fn.pauseInvalidations();
		else fn.resumeInvalidations();
	}

	/** What the wire before the device saw. */
	seen(device: Device): HardwareView {
		return this.tap.view(device.sourceId);
	}

	/** A guest of `pages` frames, with frames of its own in the machine. */
	guest(name: string, pages = 64): Guest {
		const { memory, frames, domainIds } = this;
		const tables = 64;
		const first = frames.allocateRange(pages + tables);
		const id = domainIds.allocate();
		const formats = [this.driver.secondLevelFormat];
		const domain = Domain.create(id, memory, frames, first, pages + tables, true, formats);
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

	/** What the guest's agent has of a device that is assigned: a space of `pages` frames at the PASIDs. */
	serve(device: Device, pasids: readonly number[], pages = 8): Service {
		const vfio = this.vfio.assigned(device)!;
		const { guest } = vfio;
		const lease = guest.leaseFrames(pages);
		const space = lease && guest.createSpace(lease, this.driver.firstLevelFormat);
		if (lease === undefined || space === undefined || typeof space === 'number')
			throw new Error(`no space for ${device.name}`);
		const consumer = new RecordingConsumer();
		const steps = [
			...pasids.map((pasid) => space.bind(vfio, pasid)),
			vfio.attachConsumer(consumer),
		];
		if (steps.some((errno) => errno !== Errno.OK)) throw new Error(`serve: ${steps}`);
		return { vfio, guest, lease, space, consumer };
	}

	read(device: Device, pasid: number, address: number, length = 1): Transfer {
		const bytes = new Uint8Array(length);
		return Object.assign(read(this.endpoint(device), pasid, address, bytes), { bytes });
	}

	write(device: Device, pasid: number, address: number, bytes: Uint8Array): Transfer {
		return Object.assign(write(this.endpoint(device), pasid, address, bytes), { bytes });
	}
}
