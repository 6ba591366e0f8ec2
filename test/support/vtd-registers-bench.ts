import { VirtualClock } from '../../src/base/virtual-clock.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { Device } from '../../src/host/kernel/device.js';
import type { FaultReporter } from '../../src/host/kernel/drivers/shared/fault-reporter.js';
import { VtdDriver } from '../../src/host/kernel/drivers/vtd/driver.js';
import { Errno } from '../../src/host/kernel/errno.js';
import type { IommuFault } from '../../src/host/kernel/fault.js';
import type { DomainRef, FaultSource } from '../../src/host/kernel/fault-source.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import type { ConfigSpace } from '../../src/host/kernel/pci.js';
import { NO_TABLE_PAGES } from './domain-ref.js';
import { FakeConfigSpace } from './vtd-registers-config.js';
import { FakeVtdRegisters } from './vtd-registers-fake.js';

/** What a fault core was told of one fault. */
export type ReportedFault = { readonly device: string } & {
	-readonly [K in keyof IommuFault]: number;
};

/** A fault core that only writes down. */
export class RecordingCore implements FaultReporter {
	readonly reports: ReportedFault[] = [];
	/** Sources that `discardPartials` was called for. */
	readonly discarded: FaultSource[] = [];
	/** Sources that `reportEventLoss` was called for. */
	readonly losses: FaultSource[] = [];
	/** What `reportDeviceFault` returns, and does besides. */
	status: Errno = Errno.OK;
	onReport: (device: Device, fault: IommuFault) => void = () => {};

	reportDeviceFault(device: Device, fault: IommuFault): Errno {
		this.reports.push({ device: device.name, ...fault });
		this.onReport(device, fault);
		return this.status;
	}

	reportEventLoss(source: FaultSource): void {
		this.losses.push(source);
	}

	discardPartials(source: FaultSource): number {
		this.discarded.push(source);
		return 3;
	}
}

/** What a function of the bench has; `false` leaves a capability out. */
export interface FunctionOptions {
	readonly ats?: boolean;
	readonly pri?: boolean;
	readonly pasidBits?: number;
	readonly queueDepth?: number;
	readonly needsPasid?: boolean;
}

export const FRAMES = 4096;
/** First frame that the bench's driver may take. */
export const FIRST_FRAME = 16;

/** A started VT-d driver over fake registers, with devices as they are asked for, on virtual time. */
export class VtdDriverBench {
	readonly memory = new PhysicalMemory(FRAMES);
	readonly frames: FrameAllocator;
	readonly clock = new VirtualClock();
	readonly core = new RecordingCore();
	readonly logged: string[] = [];
	readonly unresponsive: string[] = [];
	readonly unit: FakeVtdRegisters;
	readonly driver: VtdDriver;
	readonly #configs = new Map<string, ConfigSpace>();
	#devices = 0;

	constructor(
		options: {
			capabilities?: Partial<Record<number, number>>;
			frames?: number;
			start?: boolean;
			invalidationOrder?: number;
			pageRequestOrder?: number;
			interruptOrder?: number;
		} = {},
	) {
		const { invalidationOrder = 0, pageRequestOrder = 0, interruptOrder = 0 } = options;
		this.frames = new FrameAllocator(FIRST_FRAME, options.frames ?? FRAMES - FIRST_FRAME);
		this.unit = new FakeVtdRegisters(this.memory, options.capabilities);
		this.driver = new VtdDriver({
			name: 'unit0',
			unit: this.unit,
			memory: this.memory,
			frames: this.frames,
			clock: this.clock,
			core: this.core,
			configSpace: (device) => this.#configs.get(device.name),
			onLog: (message) => this.logged.push(message),
			onUnresponsive: (device) => this.unresponsive.push(device.name),
			invalidationOrder,
			pageRequestOrder,
			interruptOrder,
		});
		if (options.start === false) return;
		this.driver.start();
		this.clock.settle();
		this.unit.takeWrites();
		this.unit.takeExecuted();
	}

	/** A device that is not probed. */
	device(sourceId: number, options: FunctionOptions = {}): Device {
		const index = this.#devices++;
		const config = { name: `dev${index}`, bus: 'pci', sourceId, outstanding: 512 } as const;
		const device = new Device(config, index, this.driver);
		this.#configs.set(device.name, new FakeConfigSpace(options));
		return device;
	}

	/** A probed device. */
	probed(sourceId: number, options: FunctionOptions = {}): Device {
		const device = this.device(sourceId, options);
		const errno = this.driver.probeDevice(device);
		if (errno !== Errno.OK) throw new Error(`probe: ${errno}`);
		return device;
	}

	/** A probed device with a PASID bound to the domain, with its first-level table at guest page 0x77. */
	bound(sourceId: number, pasid: number, options: FunctionOptions = {}, domain = DOMAIN): Device {
		const device = this.probed(sourceId, options);
		const errno = this.driver.bindPasid(device, domain, pasid, { rootPage: 0x77 });
		if (errno !== Errno.OK) throw new Error(`bind: ${errno}`);
		return device;
	}

	/** 32-bit words of memory from a byte address on. */
	words(address: number, count: number): number[] {
		return Array.from({ length: count }, (_, i) => this.memory.read32(address + i * 4));
	}

	/** The 8 words of a requester id's context entry, reached from RTADDR as hardware would. */
	contextEntry(sourceId: number): number[] {
		const [low, high] = this.words(
			this.unit.base(0x20) + (sourceId >> 8) * 16 + ((sourceId >> 7) & 1) * 8,
			2,
		);
		if ((low! & 1) === 0) return [];
		return this.words(high! * 2 ** 32 + (low! - (low! % 4096)) + (sourceId & 0x7f) * 32, 8);
	}

	/** The 16 words of a PASID entry, reached from the context entry; empty when nothing leads there. */
	pasidEntry(sourceId: number, pasid: number): number[] {
		const context = this.contextEntry(sourceId);
		const directory = context[1]! * 2 ** 32 + (context[0]! - (context[0]! % 4096));
		const [low, high] = this.words(directory + (pasid >> 6) * 8, 2);
		if ((low! & 1) === 0) return [];
		return this.words(high! * 2 ** 32 + (low! - (low! % 4096)) + (pasid & 63) * 64, 16);
	}
}

export const DOMAIN: DomainRef = {
	id: 5,
	secondLevelRoot: 0x1_2345,
	addressWidth: 48,
	tablePages: NO_TABLE_PAGES,
};
