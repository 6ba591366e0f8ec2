import { VirtualClock } from '../../src/base/virtual-clock.js';
import {
	VirtioIommuModel,
	type VirtioIommuOptions,
} from '../../src/emulator/iommu/virtio/virtio-iommu-model.js';
import type { VirtioPort } from '../../src/emulator/iommu/virtio/virtio-port.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { Device } from '../../src/host/kernel/device.js';
import { Domain } from '../../src/host/kernel/domain.js';
import type { RegisterFile } from '../../src/host/kernel/drivers/shared/registers.js';
import { VirtioIommuDriver } from '../../src/host/kernel/drivers/virtio/driver.js';
import { EmulatedGuestMemory } from '../../src/host/kernel/emulated-guest-memory.js';
import { Errno } from '../../src/host/kernel/errno.js';
import type { DomainRef } from '../../src/host/kernel/fault-source.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import { FirstLevelEditor } from '../../src/host/kernel/table/first-level.js';
import { EditResult } from '../../src/host/kernel/table/formats.js';
import { TableFrames } from '../../src/host/kernel/table/table-frames.js';
import { FakeEndpoint } from './virtio-bench.js';
import { RecordingCore } from './vtd-registers-bench.js';

export const FRAMES = 4096;
const GUEST_FRAMES = 512;
const TABLE_FRAMES = 64;
export const NO_PASID = -1;
export const READ = 1;
export const WRITE = 2;

/** A request as the device was shown it: what it may read, and how much it may write. */
export interface SeenRequest {
	readonly bytes: number[];
	readonly room: number;
	/** Its first descriptor, and the address of its last four writable bytes. */
	readonly head: number;
	readonly tail: number;
}

/**
 * The registers of a unit as its driver sees them, with the unit behind. Looks at what is made available in the rings,
 * by the specification alone, and spoils what a test tells it to.
 */
export class WatchedUnit implements RegisterFile {
	/** Requests in the order in which the device was shown them. */
	readonly seen: SeenRequest[] = [];
	/** Queues whose notifications do not arrive. */
	readonly deaf = new Set<number>();
	/** Called after a notification has been acted on. */
	afterNotify: ((queue: number) => void) | undefined;
	/** Values that registers read instead of their own. */
	readonly reads = new Map<number, () => number>();
	/** Writes that do not arrive. */
	readonly ignored = new Set<number>();
	readonly writes: [number, number][] = [];
	readonly #memory: PhysicalMemory;
	readonly #unit: VirtioIommuModel;
	/** Of each queue: size, and addresses of descriptors, available and used ring. */
	readonly rings = [new Map<number, number>(), new Map<number, number>()];
	#selected = 0;
	/** Entries of the request queue, and of the event queue, that were looked at. */
	#available = 0;
	#reports = 0;
	#interrupt: (data: number) => void = () => {};

	constructor(memory: PhysicalMemory, unit: VirtioIommuModel) {
		this.#memory = memory;
		this.#unit = unit;
	}

	readRegister(offset: number): number {
		return this.reads.get(offset)?.() ?? this.#unit.readRegister(offset);
	}

	writeRegister(offset: number, value: number): void {
		this.writes.push([offset, value]);
		if (this.ignored.has(offset)) return;
		if (offset === 0x30) this.#selected = value;
		if (offset === 0x70 && value === 0) {
			this.#available = 0;
			this.#reports = 0;
		}
		this.rings[this.#selected]?.set(offset, value);
		if (offset === 0x50) {
			if (value === 0) this.#look();
		}
		if (offset !== 0x50 || !this.deaf.has(value)) this.#unit.writeRegister(offset, value);
		if (offset === 0x50) this.afterNotify?.(value);
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#interrupt = handler;
		this.#unit.onInterrupt(handler);
	}

	/** Address of an area of a queue: 0x80 descriptors, 0x90 available, 0xa0 used. */
	area(queue: number, register: 0x80 | 0x90 | 0xa0): number {
		return this.rings[queue]!.get(register)!;
	}

	size(queue: number): number {
		return this.rings[queue]!.get(0x38)!;
	}

	takeSeen(): SeenRequest[] {
		return this.seen.splice(0);
	}

	/** Gives a buffer of a queue back in place of the unit, and interrupts. */
	use(queue: number, head: number, length: number): void {
		const used = this.area(queue, 0xa0);
		const index = this.#memory.read16(used + 2);
		const at = used + 4 + 8 * (index % this.size(queue));
		this.#memory.write32(at, head);
		this.#memory.write32(at + 4, length);
		this.#memory.write16(used + 2, (index + 1) & 0xffff);
		this.#interrupt(0);
	}

	/** Answers a request in place of the unit, which must be deaf; without a status none is written. */
	answer({ head, tail }: SeenRequest, status?: number, length = 4): void {
		if (status !== undefined) this.#memory.write8(tail, status);
		this.use(0, head, length);
	}

	/** Writes a fault report in place of the unit; false: there is no buffer. */
	report(bytes: readonly number[], length = bytes.length): boolean {
		const memory = this.#memory;
		const available = this.area(1, 0x90);
		if (memory.read16(available + 2) === this.#reports) return false;
		const head = memory.read16(available + 4 + 2 * (this.#reports % this.size(1)));
		this.#reports = (this.#reports + 1) & 0xffff;
		const at = this.area(1, 0x80) + head * 16;
		memory.copyIn(memory.read32(at), Uint8Array.from(bytes), 0, bytes.length);
		this.use(1, head, length);
		return true;
	}

	#look(): void {
		const memory = this.#memory;
		const available = this.area(0, 0x90);
		const end = memory.read16(available + 2);
		for (; this.#available !== end; this.#available = (this.#available + 1) & 0xffff) {
			const head = memory.read16(available + 4 + 2 * (this.#available % this.size(0)));
			const bytes: number[] = [];
			let room = 0;
			let tail = 0;
			for (let index = head; ; ) {
				const at = this.area(0, 0x80) + index * 16;
				const address = memory.read32(at) + memory.read32(at + 4) * 2 ** 32;
				const length = memory.read32(at + 8);
				const flags = memory.read16(at + 12);
				if ((flags & 2) !== 0) {
					room += length;
					tail = address + length - 4;
				} else for (let i = 0; i < length; i++) bytes.push(memory.read8(address + i));
				if ((flags & 1) === 0) break;
				index = memory.read16(at + 14);
			}
			this.seen.push({ bytes, room, head, tail });
		}
	}
}

/** One guest's address space, as the kernel keeps it, over frames of the machine. */
export class BenchSpace {
	readonly domain: DomainRef;
	readonly table: FirstLevelEditor;
	readonly guest: Domain;

	constructor(memory: PhysicalMemory, frames: FrameAllocator, id: number) {
		const count = GUEST_FRAMES + TABLE_FRAMES;
		const first = frames.allocateRange(count);
		const guest = Domain.create(id, memory, frames, first, count, true, ['vtd']);
		if (typeof guest === 'number') throw new Error(`domain: ${guest}`);
		this.guest = guest;
		this.domain = guest.ref('vtd') as DomainRef;
		const own = new EmulatedGuestMemory(memory, first, count);
		const tables = new TableFrames(own, GUEST_FRAMES, TABLE_FRAMES);
		this.table = FirstLevelEditor.create(tables, 'x86-64') as FirstLevelEditor;
	}

	/** Host frame of a frame of the guest. */
	host(frame: number): number {
		return this.guest.firstFrame + frame;
	}

	map(page: number, frame: number, permission = READ | WRITE): void {
		const result = this.table.map(page, frame, permission);
		if (result === EditResult.CONFLICT || result === EditResult.NO_TABLE)
			throw new Error(`map: ${result}`);
	}
}

export interface DriverBenchOptions extends VirtioIommuOptions {
	/** Default true. */
	readonly start?: boolean;
	/** Frames that the driver can have. */
	readonly driverFrames?: number;
}

/** A driver over the model, with endpoints as they are asked for, on virtual time. */
export class VirtioDriverBench {
	readonly memory = new PhysicalMemory(FRAMES);
	/** The driver's frames; those of spaces are others. */
	readonly frames: FrameAllocator;
	readonly clock = new VirtualClock();
	readonly core = new RecordingCore();
	readonly logged: string[] = [];
	readonly unresponsive: string[] = [];
	readonly model: VirtioIommuModel;
	readonly unit: WatchedUnit;
	readonly driver: VirtioIommuDriver;
	readonly ports = new Map<string, VirtioPort>();
	readonly #spaceFrames = new FrameAllocator(1024, FRAMES - 1024);
	#spaces = 0;
	#devices = 0;

	constructor(options: DriverBenchOptions = {}) {
		const { start = true, driverFrames = 1000, ...unit } = options;
		this.frames = new FrameAllocator(16, driverFrames);
		this.model = new VirtioIommuModel(this.memory, unit);
		this.unit = new WatchedUnit(this.memory, this.model);
		this.driver = new VirtioIommuDriver({
			name: 'v0',
			unit: this.unit,
			memory: this.memory,
			frames: this.frames,
			clock: this.clock,
			core: this.core,
			onLog: (message) => this.logged.push(message),
			onUnresponsive: (device) => this.unresponsive.push(device.name),
		});
		if (!start) return;
		this.driver.start();
		this.clock.settle();
	}

	/** A device with its endpoint, not probed. */
	device(endpointId: number, ...reserved: Parameters<VirtioIommuModel['connect']>[2][]): Device {
		const index = this.#devices++;
		const name = `dev${index}`;
		const config = { name, bus: 'platform', sourceId: endpointId, outstanding: 1 } as const;
		this.ports.set(name, this.model.connect(endpointId, new FakeEndpoint(), ...reserved));
		return new Device(config, index, this.driver);
	}

	/** A probed device. */
	probed(endpointId: number, ...reserved: Parameters<VirtioIommuModel['connect']>[2][]): Device {
		const device = this.device(endpointId, ...reserved);
		const errno = this.driver.probeDevice(device);
		if (errno !== Errno.OK) throw new Error(`probe: ${errno}`);
		this.clock.settle();
		return device;
	}

	space(): BenchSpace {
		return new BenchSpace(this.memory, this.#spaceFrames, ++this.#spaces);
	}

	bind(device: Device, space: BenchSpace): Errno {
		const errno = this.driver.bindPasid(device, space.domain, NO_PASID, {
			rootPage: space.table.root,
		});
		this.clock.settle();
		return errno;
	}

	/** Tells the driver of changed pages; whether it has said that it is done when this returns. */
	invalidate(device: Device, space: BenchSpace, page: number, count = 1): { done: boolean } {
		const state = { done: false };
		const users = [{ device, pasid: NO_PASID }];
		const runs = { pages: [page], counts: [count] };
		this.driver.invalidate(space.domain, users, runs, true, () => {
			state.done = true;
		});
		return state;
	}

	/** Where an access of the device ends: a host frame, or undefined. */
	access(device: Device, page: number, access = READ): number | undefined {
		const port = this.ports.get(device.name)!;
		return port.access(NO_PASID, page, access) === 0 ? port.frame : undefined;
	}
}
