import { VirtualClock } from '../../src/base/virtual-clock.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { Device } from '../../src/host/kernel/device.js';
import { SmmuV3Driver } from '../../src/host/kernel/drivers/smmuv3/driver.js';
import type { SmmuV3DriverOptions } from '../../src/host/kernel/drivers/smmuv3/options.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { FaultType, IommuFault } from '../../src/host/kernel/fault.js';
import type { DomainRef, TablePages } from '../../src/host/kernel/fault-source.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import { FakeConfigSpace } from './vtd-registers-config.js';

/** S1P, S2P, TTF 2, COHACC, HTTU 2, ATS, ASID16, MSI, PRI, VMID16, CD2L, TTENDIAN 2, ATSRECERR, ST_LEVEL 1. */
export const IDR0 = 0x08cd_349b;
/** SIDSIZE 20, SSIDSIZE 20, queues of 2^19. */
export const IDR1 = 20 | (20 << 6) | (19 << 11) | (19 << 16) | (19 << 21);
/** RIL. */
export const IDR3 = 0x400;
/** OAS 48 bits, granule 4 KiB, 1024 stalls. */
export const IDR5 = 5 | 0x10 | (1024 << 16);

export const CMDQ = { BASE: 0x90, PROD: 0x98, CONS: 0x9c } as const;

/** An SMMU's registers without an SMMU: commands are consumed when `run` lets them be, and written down. */
export class FakeSmmu {
	readonly registers = new Map<number, number>([
		[0x00, IDR0],
		[0x04, IDR1],
		[0x0c, IDR3],
		[0x14, IDR5],
	]);
	/** Commands consumed since this was last taken, each as four words. */
	executed: number[][] = [];
	/** Interrupts are lost. */
	muted = false;
	/** Consumes commands as they are rung; otherwise they stay. */
	running = true;
	/** Writes of registers, in order. */
	readonly written: [number, number][] = [];
	/** Says that a command is not consumed: the error that it stops with; 0: it is consumed, -1: it waits. */
	judge: (words: readonly number[]) => number = () => 0;
	readonly #memory: PhysicalMemory;
	#handler: (data: number) => void = () => {};

	constructor(memory: PhysicalMemory, registers: Readonly<Record<number, number>> = {}) {
		this.#memory = memory;
		for (const [offset, value] of Object.entries(registers))
			this.registers.set(Number(offset), value);
	}

	readRegister(offset: number): number {
		return this.registers.get(offset) ?? 0;
	}

	writeRegister(offset: number, value: number): void {
		this.written.push([offset, value >>> 0]);
		if (offset < 0x20) throw new Error(`write of a read-only register 0x${offset.toString(16)}`);
		this.registers.set(offset, value >>> 0);
		// CR0ACK and IRQ_CTRLACK.
		if (offset === 0x20 || offset === 0x50) this.registers.set(offset + 4, value >>> 0);
		if (offset === CMDQ.PROD && this.running) this.run();
		if (offset === 0x64 && this.running) this.run();
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#handler = handler;
	}

	interrupt(data: number): void {
		if (!this.muted) this.#handler(data);
	}

	take(): number[][] {
		return this.executed.splice(0);
	}

	/** Active bits of GERROR. */
	get errors(): number {
		return this.readRegister(0x60) ^ this.readRegister(0x64);
	}

	/** Makes an error active and tells. */
	raise(error: number): void {
		this.registers.set(0x60, this.readRegister(0x60) ^ error);
		this.interrupt(0x51);
	}

	/** Carries commands out until one stops the queue. */
	run(): void {
		for (;;) {
			const low = this.readRegister(CMDQ.BASE);
			const mask = 2 ** ((low & 0x1f) + 1) - 1;
			const cons = this.readRegister(CMDQ.CONS) & mask;
			if ((this.readRegister(0x20) & 8) === 0 || (this.errors & 1) !== 0) return;
			if (cons === (this.readRegister(CMDQ.PROD) & mask)) return;
			const base = Math.floor(low / 4096) * 4096;
			const at = base + (cons & (mask >>> 1)) * 16;
			const words = [0, 4, 8, 12].map((i) => this.#memory.read32(at + i));
			const verdict = this.judge(words);
			if (verdict < 0) return;
			if (verdict > 0) {
				this.registers.set(CMDQ.CONS, cons | (verdict << 24));
				this.raise(1);
				return;
			}
			this.registers.set(CMDQ.CONS, (cons + 1) & mask);
			this.executed.push(words);
			if ((words[0]! & 0xff) === 0x46 && (words[0]! & 0x1000) !== 0) this.interrupt(words[1]!);
		}
	}
}

/** What the core is told. */
export class FakeReporter {
	readonly faults: IommuFault[] = [];
	discards = 0;
	losses = 0;
	status: Errno = Errno.OK;

	reportDeviceFault(_device: Device, fault: IommuFault): Errno {
		this.faults.push(Object.assign(new IommuFault(), fault));
		return this.status;
	}

	discardPartials(): number {
		this.discards++;
		return 3;
	}

	reportEventLoss(): void {
		this.losses++;
	}

	/** Unrecoverable faults, and requests, since they were last taken. */
	take(): IommuFault[] {
		return this.faults.splice(0);
	}

	get requests(): IommuFault[] {
		return this.faults.filter(({ type }) => type === FaultType.PAGE_REQUEST);
	}
}

/** Guest pages from 0x40000 on; a test may make them scarce. */
export class FakeTablePages implements TablePages {
	readonly mapped = new Map<number, { frame: number; count: number }>();
	left = Infinity;
	next = 0x4_0000;

	map(frame: number, count: number): number {
		if (this.left <= 0) return -1;
		this.left--;
		const page = Math.ceil(this.next / count) * count;
		this.next = page + count;
		this.mapped.set(page, { frame, count });
		return page;
	}

	unmap(page: number, count: number): void {
		if (this.mapped.get(page)?.count !== count) throw new Error(`unmap of ${count} at ${page}`);
		this.mapped.delete(page);
	}
}

export interface FakeBenchOptions
	extends Partial<Pick<SmmuV3DriverOptions, 'commandBits' | 'eventBits' | 'requestBits'>> {
	registers?: Readonly<Record<number, number>>;
	frames?: number;
	stopped?: boolean;
	stallCapable?: boolean;
}

/** The driver over registers that a test plays. */
export class SmmuV3FakeBench {
	readonly memory = new PhysicalMemory(8192);
	readonly frames: FrameAllocator;
	readonly clock = new VirtualClock();
	readonly unit: FakeSmmu;
	readonly core = new FakeReporter();
	readonly driver: SmmuV3Driver;
	readonly pages = new FakeTablePages();
	readonly logged: string[] = [];
	readonly unresponsive: string[] = [];
	readonly #config = new Map<string, FakeConfigSpace>();

	constructor(options: FakeBenchOptions = {}) {
		const { registers, frames = 4096, stopped, stallCapable = true, ...sizes } = options;
		this.frames = new FrameAllocator(1, frames);
		this.unit = new FakeSmmu(this.memory, registers);
		this.driver = new SmmuV3Driver({
			name: 'smmu0',
			unit: this.unit,
			memory: this.memory,
			frames: this.frames,
			clock: this.clock,
			core: this.core,
			configSpace: (device) => this.#config.get(device.name),
			platformTraits: () => ({ stallCapable, pasidWidth: 8 }),
			onLog: (message) => this.logged.push(message),
			onUnresponsive: (device) => this.unresponsive.push(device.name),
			...sizes,
		});
		if (stopped === true) return;
		this.driver.start();
		this.unit.take();
	}

	get ref(): DomainRef {
		return { id: 5, secondLevelRoot: 0x12_3456, addressWidth: 48, tablePages: this.pages };
	}

	device(sourceId: number, bus: 'pci' | 'platform' = 'pci', config?: FakeConfigSpace): Device {
		const name = `dev${sourceId}`;
		if (bus === 'pci') this.#config.set(name, config ?? new FakeConfigSpace());
		return new Device({ name, bus, sourceId, outstanding: 16 }, sourceId & 0xffff, this.driver);
	}

	/** A device that is probed. */
	probed(sourceId: number, bus: 'pci' | 'platform' = 'pci', config?: FakeConfigSpace): Device {
		const device = this.device(sourceId, bus, config);
		const errno = this.driver.probeDevice(device);
		if (errno !== Errno.OK) throw new Error(`probe: ${errno}`);
		return device;
	}

	/** And bound. */
	bound(sourceId: number, pasid: number, bus: 'pci' | 'platform' = 'pci'): Device {
		const device = this.probed(sourceId, bus);
		const errno = this.driver.bindPasid(device, this.ref, pasid, { rootPage: 0x10_0007 });
		if (errno !== Errno.OK) throw new Error(`bind: ${errno}`);
		this.clock.settle();
		this.unit.take();
		return device;
	}

	/** Puts a record into the event queue (32 bytes) or the PRI queue (16 bytes) and tells. */
	record(queue: 'event' | 'request', words: readonly number[], overflow = false): void {
		const [base, prod, data] = queue === 'event' ? [0xa0, 0x1_00a8, 0x52] : [0xc0, 0x1_00c8, 0x53];
		const low = this.unit.readRegister(base!);
		const mask = 2 ** ((low & 0x1f) + 1) - 1;
		const index = this.unit.readRegister(prod!);
		const at = Math.floor(low / 4096) * 4096 + (index & (mask >>> 1)) * words.length * 4;
		words.forEach((word, i) => {
			this.memory.write32(at + i * 4, word >>> 0);
		});
		const flag = (index & 0x8000_0000) ^ (overflow ? 0x8000_0000 : 0);
		this.unit.registers.set(prod!, (((index + 1) & mask) | flag) >>> 0);
		this.unit.interrupt(data!);
	}

	/** The 16 words of a stream table entry, found as the architecture says. */
	streamEntry(stream: number): number[] {
		const base = this.unit.readRegister(0x80) - (this.unit.readRegister(0x80) % 64);
		const entry = this.memory.read32(base + (stream >>> 8) * 8);
		if ((entry & 0x1f) === 0) return [];
		return this.words(entry - (entry % 64) + (stream & 255) * 64, 16);
	}

	/** Host address of a guest address in the pages for tables. */
	host(address: number): number {
		for (const [page, { frame, count }] of this.pages.mapped)
			if (address >= page * 4096 && address < (page + count) * 4096)
				return frame * 4096 + (address - page * 4096);
		throw new Error(`no table page at 0x${address.toString(16)}`);
	}

	/** The 16 words of a context descriptor, found as the architecture says; empty: no table leads there. */
	descriptor(stream: number, index: number): number[] {
		const [w0, w1] = this.streamEntry(stream) as [number, number];
		const pointer = (w1 & 0xff_ffff) * 2 ** 32 + (w0 - (w0 % 4096));
		if ((w0 & 0x30) === 0) return this.words(this.host(pointer) + index * 64, 16);
		const [low, high] = this.words(this.host(pointer + (index >>> 6) * 8), 2) as [number, number];
		if ((low & 1) === 0) return [];
		return this.words(this.host(high * 2 ** 32 + (low - (low % 4096))) + (index & 63) * 64, 16);
	}

	words(address: number, count: number): number[] {
		return Array.from({ length: count }, (_, i) => this.memory.read32(address + i * 4));
	}
}
