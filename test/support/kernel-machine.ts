import { VirtualClock } from '../../src/base/virtual-clock.js';
import type { Endpoint } from '../../src/emulator/endpoint/endpoint.js';
import { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import { PlatformDevice } from '../../src/emulator/endpoint/platform-device.js';
import type { IommuModel } from '../../src/emulator/iommu/contract.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import type { HostIommuDriver, IommuDriverParts } from '../../src/host/iommu-drivers.js';
import { FaultCore } from '../../src/host/kernel/fault-core.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import type { FunctionControls } from '../../src/host/kernel/function-controls.js';
import { PciControls } from '../../src/host/kernel/pci.js';
import { PlatformControls, type PlatformTraits } from '../../src/host/kernel/platform.js';
import { TappedIommu } from './hardware-tap.js';

/** What a machine's IOMMU and its driver are made with. */
export type MachineParts = Omit<IommuDriverParts, 'name' | 'unit'>;

/** Makes an IOMMU's model and its driver, not started. */
export type MakeIommu<U, D> = (parts: MachineParts) => { readonly unit: U; readonly driver: D };

/** What a PCI function has; PRI with ATS unless told. */
export interface FunctionOptions {
	readonly pri?: boolean;
	/** As `pri` unless told. */
	readonly ats?: boolean;
	readonly pasidWidth?: number;
	/** PRG Response PASID Required. */
	readonly needsPasid?: boolean;
	/** Requests that it may have outstanding. */
	readonly outstanding?: number;
	readonly pagesPerGroup?: number;
}

/** What a platform device has; stalls unless told. */
export interface PlatformOptions {
	readonly stallCapable?: boolean;
	readonly pasidWidth?: number;
	readonly outstanding?: number;
}

export interface MachineOptions {
	/** Frames of the memory's that may be taken; all unless told. */
	readonly available?: number;
	/** The driver is not started. */
	readonly stopped?: boolean;
	/** Groups that the core holds; 4096 unless told. */
	readonly maxPendingGroups?: number;
}

/** What a DMA ended with; undefined while it runs, and when it went well. */
export interface Outcome {
	error: string | undefined;
	ended: boolean;
}

export const DEFAULT_OUTSTANDING = 256;

/**
 * A memory, an IOMMU with a tap on what passes before it, its driver and the fault core, on virtual time. Who owns
 * the devices is up to what is built on this.
 */
export class KernelMachine<U extends IommuModel, D extends HostIommuDriver> {
	readonly clock = new VirtualClock();
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	readonly core: FaultCore;
	/** The IOMMU itself; devices are behind `tap`. */
	readonly unit: U;
	readonly tap: TappedIommu;
	readonly driver: D;
	readonly controls = new Map<string, FunctionControls>();
	readonly logged: string[] = [];
	/** Names of functions that were given up because they do not complete invalidations. */
	readonly unresponsive: string[] = [];
	/** Interrupts of devices that arrived: destination and data. */
	readonly interrupts: [number, number][] = [];
	readonly #functions = new Map<string, PciFunction>();
	readonly #platform = new Map<string, PlatformTraits>();

	constructor(make: MakeIommu<U, D>, frames: number, options: MachineOptions = {}) {
		const { clock } = this;
		const { available = frames - 1, maxPendingGroups = 4096 } = options;
		this.memory = new PhysicalMemory(frames);
		this.frames = new FrameAllocator(1, available);
		this.core = new FaultCore({ clock, maxPendingGroups, maxRequests: 8192 });
		const { unit, driver } = make({
			memory: this.memory,
			frames: this.frames,
			clock,
			core: this.core,
			configSpace: ({ name }) => this.#functions.get(name),
			platformTraits: ({ name }) => this.#platform.get(name),
			onLog: (message) => this.logged.push(message),
			onUnresponsive: ({ name }) => this.unresponsive.push(name),
		});
		this.unit = unit;
		this.driver = driver;
		this.tap = new TappedIommu(unit);
		unit.onDeviceInterrupt((destination, data) => this.interrupts.push([destination, data]));
		if (options.stopped !== true) driver.start();
	}

	/** A function that is attached to the IOMMU. */
	addFunction(name: string, requesterId: number, options: FunctionOptions = {}): PciFunction {
		const {
			pri = true,
			ats = pri,
			pasidWidth = 20,
			needsPasid = true,
			pagesPerGroup = 1,
		} = options;
		const { outstanding = DEFAULT_OUTSTANDING } = options;
		const endpoint = new PciFunction(
			{
				...{ requesterId, ats, pri, pasidWidth, pagesPerGroup },
				priCapacity: outstanding,
				responsePasidRequired: needsPasid,
			},
			this.memory,
			() => this.clock.now(),
			(fn) => this.clock.soon(fn),
		);
		this.#functions.set(name, endpoint);
		this.controls.set(name, new PciControls(endpoint, () => endpoint.reset()));
		endpoint.attach(this.tap);
		return endpoint;
	}

	/** A platform device that is attached to the IOMMU. */
	addPlatformDevice(name: string, sourceId: number, options: PlatformOptions = {}): PlatformDevice {
		const { stallCapable = true, pasidWidth = 8, outstanding = DEFAULT_OUTSTANDING } = options;
		const endpoint = new PlatformDevice(
			{ sourceId, stallCapable, pasidWidth, outstanding },
			this.memory,
			() => this.clock.now(),
		);
		this.describe(name, { stallCapable, pasidWidth }, () => endpoint.reset());
		endpoint.attach(this.tap);
		return endpoint;
	}

	/** What firmware says of a platform device. */
	describe(name: string, traits: PlatformTraits, reset: () => void = () => {}): void {
		this.#platform.set(name, traits);
		this.controls.set(name, new PlatformControls(traits, reset));
	}
}

/** Starts a read; the outcome tells when and how it ended. */
export function read(
	endpoint: Endpoint,
	pasid: number,
	address: number,
	into: Uint8Array = new Uint8Array(1),
): Outcome {
	const outcome: Outcome = { error: undefined, ended: false };
	endpoint.dma.read(pasid, address, into, (error) => {
		outcome.error = error?.kind;
		outcome.ended = true;
	});
	return outcome;
}

/** Starts a write. */
export function write(
	endpoint: Endpoint,
	pasid: number,
	address: number,
	from: Uint8Array = Uint8Array.of(1),
): Outcome {
	const outcome: Outcome = { error: undefined, ended: false };
	endpoint.dma.write(pasid, address, from, (error) => {
		outcome.error = error?.kind;
		outcome.ended = true;
	});
	return outcome;
}
