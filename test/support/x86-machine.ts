import { VirtualClock } from '../../src/base/virtual-clock.js';
import { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import type { IommuModel } from '../../src/emulator/iommu/contract.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { Device } from '../../src/host/kernel/device.js';
import { Domain } from '../../src/host/kernel/domain.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { ResponseCode } from '../../src/host/kernel/fault.js';
import { FaultCore } from '../../src/host/kernel/fault-core.js';
import type { IommuDriver } from '../../src/host/kernel/fault-source.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import { PciControls } from '../../src/host/kernel/pci.js';
import { domainRef } from './domain-ref.js';
import { RecordingHandler } from './fake-source.js';

/** Guest frames of each guest, and where its top table is. */
export const GUEST_FRAMES = 512;
export const ROOT = 0;

/** A function with its device and controls. */
export interface Attached {
	readonly device: Device;
	readonly endpoint: PciFunction;
	readonly controls: PciControls;
}

/** What a function has. */
export interface FunctionOptions {
	readonly pri?: boolean;
	readonly deadlineMs?: number;
	readonly pasidWidth?: number;
	readonly responsePasidRequired?: boolean;
}

/** What a DMA ended with; undefined while it runs. */
export interface Outcome {
	error: string | undefined;
	ended: boolean;
}

/** What a driver of the machine is made with. */
export interface Surroundings<U> {
	readonly unit: U;
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	readonly clock: VirtualClock;
	readonly core: FaultCore;
	readonly configSpace: (device: Device) => PciFunction | undefined;
	readonly onLog: (message: string) => void;
}

/**
 * A memory, the model of an IOMMU that walks x86-64 tables, its driver and the fault core, on virtual time. Guests are
 * domains whose first-level tables the tests write by hand, 64-bit entry by entry.
 */
export class X86Machine<U extends IommuModel, D extends IommuDriver & { start(): void }> {
	readonly memory = new PhysicalMemory(16_384);
	readonly frames = new FrameAllocator(1, 16_383);
	readonly clock = new VirtualClock();
	readonly unit: U;
	readonly core: FaultCore;
	readonly driver: D;
	readonly handler: RecordingHandler;
	readonly logged: string[] = [];
	readonly #functions = new Map<string, PciFunction>();

	constructor(
		makeUnit: (memory: PhysicalMemory) => U,
		makeDriver: (surroundings: Surroundings<U>) => D,
	) {
		this.unit = makeUnit(this.memory);
		this.core = new FaultCore({ clock: this.clock, maxPendingGroups: 4096, maxRequests: 8192 });
		this.handler = new RecordingHandler(this.core);
		const { unit, memory, frames, clock, core } = this;
		this.driver = makeDriver({
			unit,
			memory,
			frames,
			clock,
			core,
			configSpace: (device) => this.#functions.get(device.name),
			onLog: (message) => this.logged.push(message),
		});
		this.driver.start();
	}

	/** A guest: frames of its own behind a second level. */
	guest(id: number): Domain {
		const first = this.frames.allocateRange(GUEST_FRAMES, 512);
		const { memory, frames } = this;
		const large = id % 2 === 0;
		const domain = Domain.create(id, memory, frames, first, GUEST_FRAMES, large, [
			this.driver.secondLevelFormat,
		]);
		if (typeof domain === 'number') throw new Error(`domain: ${domain}`);
		return domain;
	}

	/** A function that is attached, probed, served by `handler`, and enabled. */
	attach(requesterId: number, options: FunctionOptions = {}): Attached {
		const { pri = true, deadlineMs = 0, pasidWidth = 20, responsePasidRequired = true } = options;
		const name = `dev${requesterId}`;
		const endpoint = new PciFunction(
			{
				requesterId,
				ats: pri,
				pri,
				pasidWidth,
				priCapacity: 256,
				responsePasidRequired,
			},
			this.memory,
			() => this.clock.now(),
			(fn) => this.clock.soon(fn),
		);
		this.#functions.set(name, endpoint);
		endpoint.attach(this.unit);
		const config = { name, bus: 'pci', sourceId: requesterId, outstanding: 256 } as const;
		const device = new Device(config, requesterId, this.driver);
		const controls = new PciControls(endpoint, () => endpoint.reset());
		const steps = [
			this.core.enableDevice(device, {
				responseDeadlineMs: deadlineMs,
				onExpiry: ResponseCode.INVALID,
			}),
			this.core.registerDeviceFaultHandler(device, this.handler),
			this.driver.probeDevice(device),
			controls.enable(256),
		];
		if (steps.some((errno) => errno !== Errno.OK)) throw new Error(`attach: ${steps}`);
		return { device, endpoint, controls };
	}

	bind(attached: Attached, domain: Domain, pasid: number): void {
		const ref = domainRef(domain, this.driver.secondLevelFormat);
		const errno = this.driver.bindPasid(attached.device, ref, pasid, { rootPage: ROOT });
		if (errno !== Errno.OK) throw new Error(`bind: ${errno}`);
	}

	/**
	 * Writes the leaf of `page` (below 2^18) in the guest's table: frame and flag bits, 0 to clear. Tables are
	 * guest frames 0 (top), 1, 2 and 3 + page / 512.
	 */
	leaf(domain: Domain, page: number, frame: number, flags = 0x7): void {
		const write = (table: number, index: number, value: bigint) => {
			const at = (domain.firstFrame + table) * 4096 + index * 8;
			this.memory.write32(at + 4, Number(value >> 32n));
			this.memory.write32(at, Number(value & 0xffff_ffffn));
		};
		const directory = Math.floor(page / 512);
		write(ROOT, 0, 0x1007n);
		write(1, 0, 0x2007n);
		write(2, directory, BigInt(3 + directory) * 0x1000n + 7n);
		write(3 + directory, page % 512, (BigInt(frame) << 12n) | BigInt(flags));
	}

	/** Reads a leaf's low word back. */
	leafBits(domain: Domain, page: number): number {
		const table = domain.firstFrame + 3 + Math.floor(page / 512);
		return this.memory.read32(table * 4096 + (page % 512) * 8);
	}

	/** Fills a guest frame with one byte. */
	fill(domain: Domain, frame: number, byte: number): void {
		const bytes = new Uint8Array(4096).fill(byte);
		this.memory.copyIn((domain.firstFrame + frame) * 4096, bytes, 0, 4096);
	}

	/** Starts a read; the outcome tells when and how it ended. */
	read(attached: Attached, pasid: number, address: number, into: Uint8Array): Outcome {
		const outcome: Outcome = { error: undefined, ended: false };
		attached.endpoint.dma.read(pasid, address, into, (error) => {
			outcome.error = error?.kind;
			outcome.ended = true;
		});
		return outcome;
	}

	/** Starts a write. */
	write(attached: Attached, pasid: number, address: number, from: Uint8Array): Outcome {
		const outcome: Outcome = { error: undefined, ended: false };
		attached.endpoint.dma.write(pasid, address, from, (error) => {
			outcome.error = error?.kind;
			outcome.ended = true;
		});
		return outcome;
	}

	/** Answers the group seen last, and lets the hardware have it. */
	answer(attached: Attached, code: ResponseCode): Errno {
		const errno = this.core.pageResponse(attached.device, this.handler.lastId, code);
		this.core.flush();
		this.clock.settle();
		return errno;
	}
}
