import { VirtualClock } from '../../src/base/virtual-clock.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { Device } from '../../src/host/kernel/device.js';
import { AmdViDriver } from '../../src/host/kernel/drivers/amdvi/driver.js';
import type { AmdViDriverOptions } from '../../src/host/kernel/drivers/amdvi/options.js';
import { Errno } from '../../src/host/kernel/errno.js';
import type { DomainRef, TablePages } from '../../src/host/kernel/fault-source.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import type { ConfigSpace } from '../../src/host/kernel/pci.js';
import { FakeAmdViRegisters } from './amdvi-registers-fake.js';
import { type FunctionOptions, RecordingCore } from './vtd-registers-bench.js';
import { FakeConfigSpace } from './vtd-registers-config.js';

export const FRAMES = 4096;
/** First frame that the bench's driver may take. */
export const FIRST_FRAME = 16;

/** Guest pages for the driver's tables, from 0x40000 on, as many as `left` says. */
export class FakeTablePages implements TablePages {
	left = Number.POSITIVE_INFINITY;
	/** Host frame by guest page. */
	readonly mapped = new Map<number, number>();
	#next = 0x4_0000;

	map(frame: number, count: number): number {
		if (this.left < count || count !== 1) return -1;
		this.left--;
		this.mapped.set(this.#next, frame);
		return this.#next++;
	}

	unmap(page: number, count: number): void {
		if (count !== 1 || !this.mapped.delete(page)) throw new Error(`page ${page} is not mapped`);
	}
}

/** A started AMD-Vi driver over fake registers, with devices as they are asked for, on virtual time. */
export class AmdViDriverBench {
	readonly memory = new PhysicalMemory(FRAMES);
	readonly frames: FrameAllocator;
	readonly clock = new VirtualClock();
	readonly core = new RecordingCore();
	readonly logged: string[] = [];
	readonly unresponsive: string[] = [];
	readonly unit: FakeAmdViRegisters;
	readonly driver: AmdViDriver;
	readonly pages = new FakeTablePages();
	readonly domain: DomainRef = {
		id: 5,
		secondLevelRoot: 0x1_2345,
		addressWidth: 48,
		tablePages: this.pages,
	};
	readonly #configs = new Map<string, ConfigSpace>();
	#devices = 0;

	constructor(
		options: {
			features?: Partial<Record<number, number>>;
			frames?: number;
			start?: boolean;
		} & Partial<Pick<AmdViDriverOptions, 'commandOrder' | 'pageRequestOrder' | 'eventOrder'>> = {},
	) {
		const { features, frames, start, ...orders } = options;
		this.frames = new FrameAllocator(FIRST_FRAME, frames ?? FRAMES - FIRST_FRAME);
		this.unit = new FakeAmdViRegisters(this.memory, features);
		this.driver = new AmdViDriver({
			name: 'unit0',
			unit: this.unit,
			memory: this.memory,
			frames: this.frames,
			clock: this.clock,
			core: this.core,
			configSpace: (device) => this.#configs.get(device.name),
			onLog: (message) => this.logged.push(message),
			onUnresponsive: (device) => this.unresponsive.push(device.name),
			lastDevice: 0xff,
			commandOrder: 0,
			pageRequestOrder: 0,
			eventOrder: 0,
			...orders,
		});
		if (start === false) return;
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

	/** A probed device with a PASID bound to the domain, with its guest table at guest page 0x77. */
	bound(sourceId: number, pasid: number, options: FunctionOptions = {}): Device {
		const device = this.probed(sourceId, options);
		const errno = this.driver.bindPasid(device, this.domain, pasid, { rootPage: 0x77 });
		if (errno !== Errno.OK) throw new Error(`bind: ${errno}`);
		this.clock.settle();
		return device;
	}

	/** The four 64-bit words of a device table entry, in hexadecimal, reached as hardware would. */
	entry(id: number): string[] {
		const at = this.unit.base(0x00) + id * 32;
		return [0, 8, 16, 24].map((offset) => this.wide(at + offset));
	}

	/** A 64-bit word of memory. */
	wide(address: number): string {
		const high = BigInt(this.memory.read32(address + 4));
		return (high * 2n ** 32n + BigInt(this.memory.read32(address))).toString(16);
	}

	/** The GCR3 entries on the way to a PASID through `levels` levels, from the root's guest page on. */
	gcr3(root: number, levels: number, pasid: number): string[] {
		const found: string[] = [];
		let page = root;
		for (let level = levels - 1; level >= 0; level--) {
			const index = Math.floor(pasid / 512 ** level) % 512;
			const entry = this.wide(this.pages.mapped.get(page)! * 4096 + index * 8);
			found.push(entry);
			page = Number((BigInt(`0x${entry}`) >> 12n) & 0xff_ffff_ffffn);
			if (entry === '0') break;
		}
		return found;
	}
}
