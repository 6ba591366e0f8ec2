import { VirtualClock } from '../../src/base/virtual-clock.js';
import { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import type { EndpointPort, IommuPort } from '../../src/emulator/iommu/contract.js';
import {
	RiscvIommuModel,
	type RiscvIommuOptions,
} from '../../src/emulator/iommu/riscv/riscv-model.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { Device } from '../../src/host/kernel/device.js';
import { Domain } from '../../src/host/kernel/domain.js';
import {
	RiscvIommuDriver,
	type RiscvIommuDriverOptions,
} from '../../src/host/kernel/drivers/riscv/driver.js';
import { EmulatedGuestMemory } from '../../src/host/kernel/emulated-guest-memory.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { ResponseCode } from '../../src/host/kernel/fault.js';
import { FaultCore } from '../../src/host/kernel/fault-core.js';
import type { DomainRef } from '../../src/host/kernel/fault-source.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import { PciControls } from '../../src/host/kernel/pci.js';
import type { PlatformTraits } from '../../src/host/kernel/platform.js';
import { FirstLevelEditor } from '../../src/host/kernel/table/first-level.js';
import { TableFrames } from '../../src/host/kernel/table/table-frames.js';
import { domainRef } from './domain-ref.js';
import { RecordingHandler } from './fake-source.js';

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

/** A function with its device and controls. */
export interface TestFunction {
	readonly device: Device;
	readonly endpoint: PciFunction;
	readonly controls: PciControls;
}

/** What a DMA ended with; undefined while it runs. */
export interface Outcome {
	error: string | undefined;
	ended: boolean;
}

export type MachineOptions = RiscvIommuOptions &
	Partial<
		Pick<
			RiscvIommuDriverOptions,
			'commandOrder' | 'faultOrder' | 'requestOrder' | 'onUnresponsive' | 'deviceIdBits'
		>
	> & {
		/** Frames that the driver and domains may take; default all. */
		frames?: number;
		stopped?: boolean;
	};

/** A memory, the IOMMU's model, its driver and the fault core, on virtual time. */
export class RiscvIommuMachine {
	readonly memory = new PhysicalMemory(FRAMES);
	readonly frames: FrameAllocator;
	readonly clock = new VirtualClock();
	readonly unit: RiscvIommuModel;
	readonly core: FaultCore;
	readonly driver: RiscvIommuDriver;
	readonly handler: RecordingHandler;
	readonly logged: string[] = [];
	/** Interrupts of devices: page of the interrupt file, data. */
	readonly interrupts: [number, number][] = [];
	readonly #functions = new Map<string, PciFunction>();
	readonly #platform = new Map<string, PlatformTraits>();

	constructor(options: MachineOptions = {}) {
		const {
			commandOrder,
			faultOrder,
			requestOrder,
			onUnresponsive,
			deviceIdBits,
			frames,
			stopped,
			...rest
		} = options;
		this.frames = new FrameAllocator(1, frames ?? FRAMES - 1);
		this.unit = new RiscvIommuModel(this.memory, rest);
		this.unit.onDeviceInterrupt((page, data) => this.interrupts.push([page, data]));
		this.core = new FaultCore({ clock: this.clock, maxPendingGroups: 4096, maxRequests: 8192 });
		this.handler = new RecordingHandler(this.core);
		this.driver = new RiscvIommuDriver({
			name: 'riscv0',
			unit: this.unit,
			memory: this.memory,
			frames: this.frames,
			clock: this.clock,
			core: this.core,
			configSpace: (device) => this.#functions.get(device.name),
			platformTraits: (device) => this.#platform.get(device.name),
			onLog: (message) => this.logged.push(message),
			...(commandOrder === undefined ? {} : { commandOrder }),
			...(faultOrder === undefined ? {} : { faultOrder }),
			...(requestOrder === undefined ? {} : { requestOrder }),
			...(onUnresponsive === undefined ? {} : { onUnresponsive }),
			...(deviceIdBits === undefined ? {} : { deviceIdBits }),
		});
		if (stopped !== true) this.driver.start();
	}

	/** A guest: frames of its own behind a second level, and an empty first-level table. */
	guest(id: number): TestGuest {
		const first = this.frames.allocateRange(GUEST_FRAMES, 512);
		const { memory, frames } = this;
		const domain = Domain.create(id, memory, frames, first, GUEST_FRAMES, id % 2 === 0, [
			'riscv-sv48x4',
		]);
		if (typeof domain === 'number') throw new Error(`domain: ${domain}`);
		const guestMemory = new EmulatedGuestMemory(memory, first, GUEST_FRAMES);
		return {
			domain,
			ref: domainRef(domain, 'riscv-sv48x4'),
			table: this.space(guestMemory, GUEST_FRAMES - TABLES, TABLES),
			memory: guestMemory,
		};
	}

	/** An empty table in `count` frames of a guest. */
	space(memory: EmulatedGuestMemory, first: number, count: number): FirstLevelEditor {
		const table = FirstLevelEditor.create(new TableFrames(memory, first, count), 'riscv-sv48');
		if (table === undefined) throw new Error('no first-level table');
		return table;
	}

	/** A function that is attached, probed, served by `handler`, and enabled. */
	attach(
		requesterId: number,
		options: { pri?: boolean; pasidWidth?: number; needsPasid?: boolean } = {},
	): TestFunction {
		const { pri = true, pasidWidth = 20, needsPasid = true } = options;
		const name = `dev${requesterId}`;
		const endpoint = new PciFunction(
			{
				requesterId,
				ats: pri,
				pri,
				pasidWidth,
				priCapacity: 256,
				responsePasidRequired: needsPasid,
			},
			this.memory,
			() => this.clock.now(),
			(fn) => this.clock.soon(fn),
		);
		this.#functions.set(name, endpoint);
		endpoint.attach(this.unit);
		const device = this.#device(name, 'pci', requesterId);
		const controls = new PciControls(endpoint, () => endpoint.reset());
		const errno = controls.enable(256);
		if (errno !== Errno.OK) throw new Error(`enable: ${errno}`);
		return { device, endpoint, controls };
	}

	/** A platform device that is attached, probed and served by `handler`. */
	platform(
		sourceId: number,
		endpoint: EndpointPort,
		options: { pasidWidth?: number } = {},
	): { device: Device; port: IommuPort } {
		const { pasidWidth = 8 } = options;
		const name = `dev${sourceId}`;
		this.#platform.set(name, { stallCapable: false, pasidWidth });
		const port = this.unit.connect(sourceId, endpoint);
		return { device: this.#device(name, 'platform', sourceId), port };
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
	read(fn: TestFunction, pasid: number, address: number, into: Uint8Array): Outcome {
		const outcome: Outcome = { error: undefined, ended: false };
		fn.endpoint.dma.read(pasid, address, into, (error) => {
			outcome.error = error?.kind;
			outcome.ended = true;
		});
		return outcome;
	}

	/** Starts a write. */
	write(fn: TestFunction, pasid: number, address: number, from: Uint8Array): Outcome {
		const outcome: Outcome = { error: undefined, ended: false };
		fn.endpoint.dma.write(pasid, address, from, (error) => {
			outcome.error = error?.kind;
			outcome.ended = true;
		});
		return outcome;
	}

	/** Answers the group seen last, and lets the hardware have it. */
	answer(device: Device, code: ResponseCode): Errno {
		const errno = this.core.pageResponse(device, this.handler.lastId, code);
		this.core.flush();
		this.clock.settle();
		return errno;
	}

	/** Whether every frame but the guests' is back once the driver has stopped. */
	framesTaken(guests: readonly TestGuest[]): number {
		for (const { domain } of guests) {
			this.frames.freeRange(domain.firstFrame, GUEST_FRAMES);
			domain.destroy();
		}
		return FRAMES - 1 - this.frames.available;
	}

	#device(name: string, bus: 'pci' | 'platform', sourceId: number): Device {
		const device = new Device({ name, bus, sourceId, outstanding: 256 }, sourceId, this.driver);
		const options = { responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID };
		const steps = [
			this.core.enableDevice(device, options),
			this.core.registerDeviceFaultHandler(device, this.handler),
			this.driver.probeDevice(device),
		];
		if (steps.some((errno) => errno !== Errno.OK)) throw new Error(`attach: ${steps}`);
		return device;
	}
}
