import { VirtualClock } from '../../src/base/virtual-clock.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { Device } from '../../src/host/kernel/device.js';
import { RiscvIommuDriver } from '../../src/host/kernel/drivers/riscv/driver.js';
import type { RiscvIommuDriverOptions } from '../../src/host/kernel/drivers/riscv/options.js';
import { Errno } from '../../src/host/kernel/errno.js';
import type { DomainRef } from '../../src/host/kernel/fault-source.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import type { ConfigSpace } from '../../src/host/kernel/pci.js';
import { FakeTablePages } from './amdvi-driver-bench.js';
import { FakeRiscvRegisters } from './riscv-registers-fake.js';
import { type FunctionOptions, RecordingCore } from './vtd-registers-bench.js';
import { FakeConfigSpace } from './vtd-registers-config.js';

export const FRAMES = 4096;
/** First frame that the bench's driver may take. */
export const FIRST_FRAME = 16;
/** Host frame of the domain's second stage, of which nothing is translated but guest page 0x77, to frame 5. */
const ROOT = 8;

type Orders = 'commandOrder' | 'faultOrder' | 'requestOrder' | 'deviceIdBits';

/** A started RISC-V driver over fake registers, with devices as they are asked for, on virtual time. */
export class RiscvDriverBench {
	readonly memory = new PhysicalMemory(FRAMES);
	readonly frames: FrameAllocator;
	readonly clock = new VirtualClock();
	readonly core = new RecordingCore();
	readonly logged: string[] = [];
	readonly unresponsive: string[] = [];
	readonly unit: FakeRiscvRegisters;
	readonly driver: RiscvIommuDriver;
	readonly pages = new FakeTablePages();
	readonly domain: DomainRef = {
		id: 5,
		secondLevelRoot: ROOT,
		addressWidth: 50,
		tablePages: this.pages,
	};
	readonly #configs = new Map<string, ConfigSpace>();
	#devices = 0;

	constructor(
		options: {
			registers?: Partial<Record<number, number>>;
			frames?: number;
			start?: boolean;
		} & Partial<Pick<RiscvIommuDriverOptions, Orders>> = {},
	) {
		const { registers, frames, start, ...orders } = options;
		this.frames = new FrameAllocator(FIRST_FRAME, frames ?? FRAMES - FIRST_FRAME);
		this.unit = new FakeRiscvRegisters(this.memory, registers);
		// Tables in frames 12, 13 and 14, and a leaf with R, W, X, U, A, D.
		this.#write(ROOT * 4096, (12n << 10n) | 1n);
		this.#write(12 * 4096, (13n << 10n) | 1n);
		this.#write(13 * 4096, (14n << 10n) | 1n);
		this.#write(14 * 4096 + 0x77 * 8, (5n << 10n) | 0xdfn);
		this.driver = new RiscvIommuDriver({
			name: 'unit0',
			unit: this.unit,
			memory: this.memory,
			frames: this.frames,
			clock: this.clock,
			core: this.core,
			configSpace: (device) => this.#configs.get(device.name),
			onLog: (message) => this.logged.push(message),
			onUnresponsive: (device) => this.unresponsive.push(device.name),
			commandOrder: 8,
			requestOrder: 3,
			faultOrder: 3,
			...orders,
		});
		if (start === false) return;
		this.driver.start();
		this.clock.settle();
		this.unit.takeWrites();
		this.unit.takeExecuted();
	}

	/** A device that is not probed. */
	device(sourceId: number, options: FunctionOptions | 'platform' = {}): Device {
		const index = this.#devices++;
		const bus = options === 'platform' ? 'platform' : 'pci';
		const config = { name: `dev${index}`, bus, sourceId, outstanding: 512 } as const;
		const device = new Device(config, index, this.driver);
		if (options !== 'platform') this.#configs.set(device.name, new FakeConfigSpace(options));
		return device;
	}

	/** A probed device. */
	probed(sourceId: number, options: FunctionOptions | 'platform' = {}): Device {
		const device = this.device(sourceId, options);
		const errno = this.driver.probeDevice(device);
		if (errno !== Errno.OK) throw new Error(`probe: ${errno}`);
		return device;
	}

	/** A probed device with a PASID bound to the domain, with its guest table at guest page 0x77. */
	bound(sourceId: number, pasid: number, options: FunctionOptions | 'platform' = {}): Device {
		const device = this.probed(sourceId, options);
		const errno = this.driver.bindPasid(device, this.domain, pasid, { rootPage: 0x77 });
		if (errno !== Errno.OK) throw new Error(`bind: ${errno}`);
		this.clock.settle();
		return device;
	}

	/** The eight 64-bit words of a device context, in hexadecimal, reached as hardware would through three levels. */
	context(device: number): string[] {
		let table = this.unit.base(0x10);
		for (const shift of [15, 6]) {
			const entry = BigInt(`0x${this.wide(table + ((device >> shift) & 511) * 8)}`);
			if ((entry & 1n) === 0n) return [];
			table = Number(entry >> 10n) * 4096;
		}
		const at = table + (device & 63) * 64;
		return [0, 8, 16, 24, 32, 40, 48, 56].map((offset) => this.wide(at + offset));
	}

	/** A process's context through three levels, from the top table's guest page on. */
	process(top: number, process: number): string[] {
		let page = top;
		for (const shift of [17, 8]) {
			const at = this.pages.mapped.get(page)! * 4096 + ((process >> shift) & 511) * 8;
			const entry = BigInt(`0x${this.wide(at)}`);
			if ((entry & 1n) === 0n) return [];
			page = Number(entry >> 10n);
		}
		const at = this.pages.mapped.get(page)! * 4096 + (process & 255) * 16;
		return [this.wide(at), this.wide(at + 8)];
	}

	/** A 64-bit word of memory. */
	wide(address: number): string {
		const high = BigInt(this.memory.read32(address + 4));
		return (high * 2n ** 32n + BigInt(this.memory.read32(address))).toString(16);
	}

	#write(address: number, value: bigint): void {
		this.memory.write32(address, Number(value & 0xffff_ffffn));
		this.memory.write32(address + 4, Number(value >> 32n));
	}
}
