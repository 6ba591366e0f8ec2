import type { Endpoint } from '../../src/emulator/endpoint/endpoint.js';
import type { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import type { EndpointPort, IommuModel, IommuPort } from '../../src/emulator/iommu/contract.js';
import type { HostIommuDriver } from '../../src/host/iommu-drivers.js';
import { Device } from '../../src/host/kernel/device.js';
import { Domain } from '../../src/host/kernel/domain.js';
import { EmulatedGuestMemory } from '../../src/host/kernel/emulated-guest-memory.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { ResponseCode } from '../../src/host/kernel/fault.js';
import type { DomainRef } from '../../src/host/kernel/fault-source.js';
import type { FunctionControls } from '../../src/host/kernel/function-controls.js';
import { FirstLevelEditor } from '../../src/host/kernel/table/first-level.js';
import { TableFrames } from '../../src/host/kernel/table/table-frames.js';
import { domainRef } from './domain-ref.js';
import { RecordingHandler } from './fake-source.js';
import {
	DEFAULT_OUTSTANDING,
	type FunctionOptions,
	KernelMachine,
	type MachineOptions,
	type MakeIommu,
	type Outcome,
	type PlatformOptions,
	read,
	write,
} from './kernel-machine.js';

export type { Outcome } from './kernel-machine.js';

/** Frames of the machine, and of each guest, of which the upper half is for tables. */
export const FRAMES = 16_384;
export const GUEST_FRAMES = 512;
const TABLES = 256;

/** A guest with one address space. */
export interface TestGuest {
	readonly domain: Domain;
	readonly ref: DomainRef;
	readonly table: FirstLevelEditor;
	readonly memory: EmulatedGuestMemory;
}

/** A device with its endpoint and controls. */
export interface Attached<E extends Endpoint = Endpoint> {
	readonly device: Device;
	readonly endpoint: E;
	readonly controls: FunctionControls;
}

export type TestFunction = Attached<PciFunction>;

/** How long groups may wait, and what then. */
export interface Policy {
	readonly deadlineMs?: number;
	readonly onExpiry?: ResponseCode;
}

/** A machine whose devices' faults go to a handler that writes them down; who translates what, tests say themselves. */
export class IommuMachine<
	U extends IommuModel = IommuModel,
	D extends HostIommuDriver = HostIommuDriver,
> extends KernelMachine<U, D> {
	readonly handler: RecordingHandler;
	#devices = 0;

	constructor(make: MakeIommu<U, D>, options: MachineOptions = {}) {
		super(make, FRAMES, options);
		this.handler = new RecordingHandler(this.core);
	}

	/** A guest: frames of its own behind a second level, and an empty first-level table. */
	guest(id: number): TestGuest {
		const first = this.frames.allocateRange(GUEST_FRAMES, 512);
		const { memory, frames } = this;
		const { secondLevelFormat } = this.driver;
		const large = id % 2 === 0;
		const domain = Domain.create(id, memory, frames, first, GUEST_FRAMES, large, [
			secondLevelFormat,
		]);
		if (typeof domain === 'number') throw new Error(`domain: ${domain}`);
		const guestMemory = new EmulatedGuestMemory(memory, first, GUEST_FRAMES);
		return {
			domain,
			ref: domainRef(domain, secondLevelFormat),
			table: this.space(guestMemory, GUEST_FRAMES - TABLES, TABLES),
			memory: guestMemory,
		};
	}

	/** An empty table in `count` frames of a guest. */
	space(memory: EmulatedGuestMemory, first: number, count: number): FirstLevelEditor {
		const frames = new TableFrames(memory, first, count);
		const table = FirstLevelEditor.create(frames, this.driver.firstLevelFormat);
		if (table === undefined) throw new Error('no first-level table');
		return table;
	}

	/** A second address space of the guest, under a domain id of its own. */
	secondSpace(guest: TestGuest, id: number): TestGuest {
		const table = this.space(guest.memory, 128, 64);
		return { ...guest, ref: { ...guest.ref, id }, table };
	}

	/** A function that is attached, probed, served by `handler`, and enabled. */
	attach(requesterId: number, options: FunctionOptions & Policy = {}): TestFunction {
		const name = nameOf(requesterId);
		const endpoint = this.addFunction(name, requesterId, options);
		return this.#serve(name, 'pci', requesterId, endpoint, options);
	}

	/** A platform device that is attached, probed and served by `handler`. */
	attachPlatform(sourceId: number, options: PlatformOptions & Policy = {}): Attached {
		const name = nameOf(sourceId);
		const endpoint = this.addPlatformDevice(name, sourceId, options);
		return this.#serve(name, 'platform', sourceId, endpoint, options);
	}

	/** A platform device whose part the test plays. */
	platform(
		sourceId: number,
		endpoint: EndpointPort,
		options: PlatformOptions & Policy = {},
	): { device: Device; port: IommuPort } {
		const { stallCapable = true, pasidWidth = 8 } = options;
		this.describe(nameOf(sourceId), { stallCapable, pasidWidth });
		const port = this.tap.connect(sourceId, endpoint);
		return { device: this.#probe(nameOf(sourceId), 'platform', sourceId, options), port };
	}

	/** A PCI function whose part the test plays, in place of one that is attached. */
	replace({ device, endpoint }: Attached, by: EndpointPort): IommuPort {
		endpoint.detach();
		return this.tap.connect(device.sourceId, by);
	}

	bind(device: Device, guest: TestGuest, pasid: number): void {
		const errno = this.driver.bindPasid(device, guest.ref, pasid, { rootPage: guest.table.root });
		if (errno !== Errno.OK) throw new Error(`bind: ${errno}`);
	}

	/** Unbinds and lets the machine run; whether `done` came. */
	unbind(device: Device, pasid: number): boolean {
		let done = false;
		const errno = this.driver.unbindPasid(device, pasid, () => {
			done = true;
		});
		if (errno !== Errno.OK) throw new Error(`unbind: ${errno}`);
		if (done) throw new Error('done inside the call');
		this.clock.settle();
		return done;
	}

	/** Takes a page away as law 4 has it; whether the invalidation is complete. */
	unmap(guest: TestGuest, device: Device, pasid: number, page: number): boolean {
		guest.table.clear(page);
		let done = false;
		const runs = { pages: [page], counts: [1] };
		this.driver.invalidate(guest.ref, [{ device, pasid }], runs, true, () => {
			done = true;
		});
		this.clock.settle();
		if (done) guest.table.release(page);
		return done;
	}

	/** Fills a guest frame with one byte. */
	fill(guest: TestGuest, frame: number, byte: number): void {
		guest.memory.write(frame, new Uint8Array(4096).fill(byte), 0);
	}

	/** Starts a read; the outcome tells when and how it ended. */
	read({ endpoint }: Attached, pasid: number, address: number, into?: Uint8Array): Outcome {
		return read(endpoint, pasid, address, into);
	}

	/** Starts a write. */
	write({ endpoint }: Attached, pasid: number, address: number, from?: Uint8Array): Outcome {
		return write(endpoint, pasid, address, from);
	}

	/** Answers the group seen last, and lets the hardware have it. */
	answer(device: Device, code: ResponseCode): Errno {
		const errno = this.core.pageResponse(device, this.handler.lastId, code);
		this.core.flush();
		this.clock.settle();
		return errno;
	}

	/** Frames that are not back once the driver has stopped, those of the guests not counted. */
	framesTaken(guests: readonly TestGuest[]): number {
		for (const { domain } of guests) {
			this.frames.freeRange(domain.firstFrame, GUEST_FRAMES);
			domain.destroy();
		}
		return FRAMES - 1 - this.frames.available;
	}

	#serve<E extends Endpoint>(
		name: string,
		bus: 'pci' | 'platform',
		sourceId: number,
		endpoint: E,
		policy: Policy,
	): Attached<E> {
		const device = this.#probe(name, bus, sourceId, policy);
		const controls = this.controls.get(name)!;
		const errno = controls.enable(device.outstanding);
		if (errno !== Errno.OK) throw new Error(`enable: ${errno}`);
		return { device, endpoint, controls };
	}

	#probe(name: string, bus: 'pci' | 'platform', sourceId: number, policy: Policy): Device {
		const config = { name, bus, sourceId, outstanding: DEFAULT_OUTSTANDING };
		const device = new Device(config, this.#devices++, this.driver);
		const options = {
			responseDeadlineMs: policy.deadlineMs ?? 0,
			onExpiry: policy.onExpiry ?? ResponseCode.INVALID,
		};
		const steps = [
			this.core.enableDevice(device, options),
			this.core.registerDeviceFaultHandler(device, this.handler),
			this.driver.probeDevice(device),
		];
		if (steps.some((errno) => errno !== Errno.OK)) throw new Error(`attach: ${steps}`);
		return device;
	}
}

/** Device names of the machine: by source id. */
export const nameOf = (sourceId: number): string => `dev${sourceId}`;
