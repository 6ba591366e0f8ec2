import type { ErrorCode } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/base/virtual-clock.js';
import { Device } from '../../src/host/kernel/device.js';
import { DomainIds } from '../../src/host/kernel/domain-ids.js';
import { DriverBinding } from '../../src/host/kernel/driver-binding.js';
import { Errno } from '../../src/host/kernel/errno.js';
import {
	FaultPerm,
	FaultType,
	IommuFault,
	PageRequestFlag,
	ResponseCode,
	UnrecoverableFlag,
} from '../../src/host/kernel/fault.js';
import { FaultCore } from '../../src/host/kernel/fault-core.js';
import type { DomainRef } from '../../src/host/kernel/fault-source.js';
import type { GuestMemory } from '../../src/host/kernel/guest-memory.js';
import type { SecondLevelFormat } from '../../src/host/kernel/table/formats.js';
import type { FaultConsumer } from '../../src/host/kernel/vfio/consumer.js';
import { Guest } from '../../src/host/kernel/vfio/guest.js';
import type { FrameLease } from '../../src/host/kernel/vfio/guest-frames.js';
import type { GuestSpace } from '../../src/host/kernel/vfio/guest-space.js';
import type { VfioDevice } from '../../src/host/kernel/vfio/vfio-device.js';
import { type FunctionControls, VfioDriver } from '../../src/host/kernel/vfio/vfio-driver.js';
import { NO_TABLE_PAGES } from './domain-ref.js';
import { FakeIommuDriver } from './fake-iommu-driver.js';

/** Guest memory as one plain array. */
export class ArrayGuestMemory implements GuestMemory {
	readonly frames: number;
	readonly bytes: Uint8Array;
	readonly #view: DataView;

	constructor(frames: number) {
		this.frames = frames;
		this.bytes = new Uint8Array(frames * 4096);
		this.#view = new DataView(this.bytes.buffer);
	}

	write(frame: number, from: Uint8Array, at: number): void {
		this.bytes.set(from.subarray(at, at + 4096), this.#at(frame));
	}

	read(frame: number, into: Uint8Array, at: number): void {
		into.set(this.bytes.subarray(this.#at(frame), this.#at(frame) + 4096), at);
	}

	zero(frame: number): void {
		this.bytes.fill(0, this.#at(frame), this.#at(frame) + 4096);
	}

	readWord(frame: number, offset: number): number {
		return this.#view.getUint32(this.#at(frame) + offset, true);
	}

	writeWord(frame: number, offset: number, value: number): void {
		this.#view.setUint32(this.#at(frame) + offset, value, true);
	}

	#at(frame: number): number {
		if (!(frame >= 0 && frame < this.frames)) throw new RangeError(`frame ${frame}`);
		return frame * 4096;
	}
}

/** A consumer that writes down what it is told. */
export class RecordingConsumer implements FaultConsumer {
	readonly told: string[] = [];
	readonly expiredGroups: number[] = [];

	ready(device: VfioDevice): void {
		this.told.push(`ready ${device.name}`);
	}

	eventsReady(device: VfioDevice): void {
		this.told.push(`events ${device.name}`);
	}

	expired(device: VfioDevice, groupId: number): void {
		this.told.push(`expired ${device.name}`);
		this.expiredGroups.push(groupId);
	}

	revoked(device: VfioDevice, code: ErrorCode, _message: string): void {
		this.told.push(`revoked ${device.name} ${code}`);
	}
}

/** A function that writes down what is done to it, in the log of its IOMMU's driver. */
export class FakeControls implements FunctionControls {
	maxPasid = (1 << 20) - 1;
	responseNeedsPasid = false;
	pageRequests = true;
	result: Errno = Errno.OK;
	readonly #name: string;
	readonly #iommu: FakeIommuDriver;

	constructor(name: string, iommu: FakeIommuDriver) {
		this.#name = name;
		this.#iommu = iommu;
	}

	enable(allocation: number): Errno {
		if (this.result === Errno.OK) this.#iommu.log.push(`enable ${this.#name} ${allocation}`);
		return this.result;
	}

	disable(): void {
		this.#iommu.log.push(`disable ${this.#name}`);
	}

	reset(): void {
		const early = this.#iommu.unflushed > 0 ? ' before its responses' : '';
		this.#iommu.log.push(`reset ${this.#name}${early}`);
	}
}

/** A host's kernel side on virtual time: a fault core, IOMMU drivers that are fakes, VFIO. */
export class VfioBench {
	readonly clock = new VirtualClock();
	readonly core: FaultCore;
	readonly iommu = new FakeIommuDriver();
	readonly controls = new Map<string, FakeControls>();
	readonly vfio: VfioDriver;
	readonly binding: DriverBinding;
	readonly domainIds: DomainIds;
	#devices = 0;

	constructor({ domainIds, ...options }: { maxHandlers?: number; domainIds?: number } = {}) {
		this.domainIds = new DomainIds(domainIds);
		const bounds = { maxPendingGroups: 4096, maxRequests: 8192 };
		this.core = new FaultCore({ clock: this.clock, ...bounds, ...options });
		this.vfio = new VfioDriver({ core: this.core, functions: this.controls, eventLimit: 4 });
		this.binding = new DriverBinding(this.core);
	}

	guest(name = 'a', options: { frames?: number; tables?: number; unmapLimit?: number } = {}) {
		const { frames = 64, tables = 16, unmapLimit } = options;
		const memory = new ArrayGuestMemory(frames + tables);
		const { domainIds } = this;
		const own = domainIds.allocate();
		const domain = {
			id: own,
			ref: (format: SecondLevelFormat, id = own): DomainRef | Errno => ({
				id,
				secondLevelRoot: name.charCodeAt(0) * 256 + format.charCodeAt(0),
				addressWidth: 48,
				tablePages: NO_TABLE_PAGES,
			}),
		};
		const limit = unmapLimit === undefined ? {} : { unmapLimit };
		const guest = new Guest({
			name,
			memory,
			domain,
			domainIds,
			frames,
			tableFrames: tables,
			...limit,
		});
		return { guest, memory };
	}

	/** A device that is assigned to nobody. */
	device(name: string, outstanding = 8, iommu = this.iommu): Device {
		const index = this.#devices++;
		this.controls.set(name, new FakeControls(name, iommu));
		return new Device({ name, bus: 'pci', sourceId: index, outstanding }, index, iommu);
	}

	/** Gives the device to the guest. */
	assign(device: Device, guest: Guest, deadlineMs = 0): VfioDevice {
		const onExpiry = ResponseCode.INVALID;
		const prepared = this.vfio.prepare(device, {
			guest,
			responseDeadlineMs: deadlineMs,
			onExpiry,
		});
		const bound = this.binding.bind(device, this.vfio);
		const assigned = this.vfio.assigned(device);
		if (prepared !== Errno.OK || bound !== Errno.OK || assigned === undefined)
			throw new Error(`${device.name} could not be assigned: ${prepared}, ${bound}`);
		return assigned;
	}

	/** A new device of the guest with `pasid` bound to a new space, and a consumer. */
	served(guest: Guest, name = 'nic', options: { outstanding?: number; deadlineMs?: number } = {}) {
		const device = this.device(name, options.outstanding);
		const vfio = this.assign(device, guest, options.deadlineMs);
		const { space, lease } = this.space(guest);
		if (space.bind(vfio, PASID) !== Errno.OK) throw new Error('not bound');
		const consumer = new RecordingConsumer();
		if (vfio.attachConsumer(consumer) !== Errno.OK) throw new Error('not attached');
		this.iommu.takeLog();
		return { device, vfio, space, lease, consumer };
	}

	/** A space over a new lease. */
	space(
		guest: Guest,
		frames = 8,
		format = this.iommu.firstLevelFormat,
	): { space: GuestSpace; lease: FrameLease } {
		const lease = guest.leaseFrames(frames);
		const space = lease === undefined ? Errno.ENOMEM : guest.createSpace(lease, format);
		if (lease === undefined || typeof space === 'number') throw new Error('no space');
		return { space, lease };
	}

	/** Reports a group of one page. */
	fault(device: Device, grpid: number, page = 0x1000 + grpid, pasid = PASID): Errno {
		const fault = new IommuFault();
		fault.type = FaultType.PAGE_REQUEST;
		fault.flags = PageRequestFlag.LAST_PAGE | (pasid === -1 ? 0 : PageRequestFlag.PASID_VALID);
		fault.pasid = Math.max(pasid, 0);
		fault.grpid = grpid;
		fault.perm = FaultPerm.READ;
		fault.page = page;
		return this.core.reportDeviceFault(device, fault);
	}

	/** Reports an unrecoverable fault. */
	event(device: Device, page: number): Errno {
		const fault = new IommuFault();
		fault.type = FaultType.DMA_UNRECOVERABLE;
		fault.flags = UnrecoverableFlag.ADDR_VALID | UnrecoverableFlag.PASID_VALID;
		fault.pasid = PASID;
		fault.perm = FaultPerm.WRITE;
		fault.reason = 6;
		fault.hardwareReason = 0x85;
		fault.page = page;
		fault.offset = 0xabc;
		return this.core.reportDeviceFault(device, fault);
	}

	/** Takes a group and returns its id. */
	takeId(vfio: VfioDevice): number {
		const group = vfio.take();
		if (group === -1) throw new Error('nothing to take');
		return this.core.groups.id(group);
	}
}

/** The PASID that `VfioBench` binds and faults with. */
export const PASID = 5;
