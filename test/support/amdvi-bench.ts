/**
 * An AMD IOMMU on the test bench: memory, one unit, one device at 00:02.0, all queues set up by register writes, interrupts
 * collected. Uses nothing of the model but its contract.
 */

import { AmdViModel, type AmdViOptions } from '../../src/emulator/iommu/amdvi/amdvi-model.js';
import type { EndpointPort, IommuPort } from '../../src/emulator/iommu/contract.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { AmdTables, q, read64, write64 } from './amdvi-tables.js';

export const DEVICE = 0x0010;
export const DOMAIN = 0x0007;
export const Frame = {
	DEVICES: 1,
	COMMANDS: 2,
	EVENTS: 3,
	REQUESTS: 4,
	STATUS: 5,
	INTERRUPTS: 6,
	FREE: 16,
} as const;
/** Message data: base 0x40, two messages granted. */
export const MESSAGE = { general: 0x40, request: 0x41 } as const;
/** Every queue, its interrupts, PPR and guest translation. */
export const CONTROL = 0x0001_f01d;

/** An endpoint that keeps what it is told, and completes invalidations only when told to, if `delayed`. */
export class AmdEndpoint implements EndpointPort {
	delayed = false;
	readonly invalidations: [number, number, number, boolean][] = [];
	readonly responses: [number, number, number][] = [];
	readonly waiting: (() => void)[] = [];

	invalidate(pasid: number, page: number, pages: number, global: boolean, done: () => void): void {
		this.invalidations.push([pasid, page, pages, global]);
		if (this.delayed) this.waiting.push(done);
		else done();
	}

	pageResponse(pasid: number, prgIndex: number, code: number): void {
		this.responses.push([pasid, prgIndex, code]);
	}

	/** Completes the oldest invalidation that waits. */
	complete(): void {
		this.waiting.shift()!();
	}
}

export interface BenchOptions extends AmdViOptions {
	frames?: number;
	/** Leaves the unit off. */
	idle?: boolean;
}

/** What a device's entry has; everything that is permitted by default, and no table. */
export interface DeviceFields {
	/** Levels of the host table, and its frame. */
	mode?: number;
	root?: number | bigint;
	domain?: number;
	/** Frame of a GCR3 table, and GLX; sets GV. */
	gcr3?: number | bigint;
	glx?: number;
	/** Bits set, and bits cleared, in each word. */
	set?: [bigint?, bigint?, bigint?, bigint?];
	clear?: [bigint?, bigint?, bigint?, bigint?];
}

/** V, TV, PPR, IR, IW. */
const ENTRY_0 = 0x6010_0000_0000_0003n;
/** I. */
const ENTRY_1 = 0x0000_0001_0000_0000n;

/** The four words of a device's entry. */
export function deviceEntry(fields: DeviceFields): bigint[] {
	const gcr3 = fields.gcr3 === undefined ? undefined : BigInt(fields.gcr3);
	const words = [
		ENTRY_0 | q(fields.root ?? 0) | (BigInt(fields.mode ?? 0) << 9n),
		ENTRY_1 | BigInt(fields.domain ?? DOMAIN),
		0n,
		0n,
	];
	if (gcr3 !== undefined) {
		words[0]! |= (1n << 55n) | (BigInt(fields.glx ?? 0) << 56n) | ((gcr3 & 7n) << 58n);
		words[1]! |= (((gcr3 >> 3n) & 0xffffn) << 16n) | ((gcr3 >> 19n) << 43n);
	}
	return words.map((word, i) => (word | (fields.set?.[i] ?? 0n)) & ~(fields.clear?.[i] ?? 0n));
}

export class AmdBench {
	readonly memory: PhysicalMemory;
	readonly unit: AmdViModel;
	readonly endpoint = new AmdEndpoint();
	readonly port: IommuPort;
	readonly tables: AmdTables;
	/** Message data in the order of arrival. */
	readonly messages: number[] = [];
	/** Device interrupts that passed. */
	readonly interrupts: [number, number][] = [];
	#tail = 0;
	#read = 0;

	constructor(options: BenchOptions = {}) {
		const { frames = 4096, idle = false, ...unit } = options;
		this.memory = new PhysicalMemory(frames);
		this.unit = new AmdViModel(this.memory, unit);
		this.tables = new AmdTables(this.memory, Frame.FREE);
		this.unit.onInterrupt((data) => this.messages.push(data));
		this.unit.onDeviceInterrupt((destination, data) => this.interrupts.push([destination, data]));
		this.port = this.unit.connect(DEVICE, this.endpoint);
		this.write64(0x0000, q(Frame.DEVICES));
		this.write64(0x0008, q(Frame.COMMANDS) | (8n << 56n));
		this.write64(0x0010, q(Frame.EVENTS) | (8n << 56n));
		this.write64(0x0038, q(Frame.REQUESTS) | (8n << 56n));
		this.write(0x0158, 0x0011_0000);
		this.write(0x0164, MESSAGE.general);
		if (!idle) this.write(0x0018, CONTROL);
	}

	// Structures.

	device(fields: DeviceFields, device = DEVICE): void {
		this.entry(deviceEntry(fields), device);
	}

	/** A device's entry, word for word. */
	entry(words: bigint[], device = DEVICE): void {
		words.forEach((word, i) => {
			write64(this.memory, Frame.DEVICES * 4096 + device * 32 + i * 8, word);
		});
	}

	/** The device translates by a fresh host table with one entry; returns the table's root. */
	host(page: bigint, entry: bigint, levels = 4, fields: DeviceFields = {}, at = 1): number {
		const root = this.tables.frame();
		this.tables.host(root, levels, page, entry, at);
		this.device({ mode: levels, root, ...fields });
		return root;
	}

	/** The device translates PASID 1 by a fresh guest table with one entry; returns the table's root. */
	guest(page: bigint, entry: bigint, fields: DeviceFields = {}, at = 1): number {
		const root = this.tables.frame();
		const gcr3 = this.tables.frame();
		this.tables.guest(root, page, entry, at);
		this.tables.gcr3(gcr3, 1, q(root) | 1n);
		this.device({ gcr3, ...fields });
		return root;
	}

	// Registers.

	read(offset: number): number {
		return this.unit.readRegister(offset);
	}

	write(offset: number, value: number): void {
		this.unit.writeRegister(offset, value);
	}

	write64(offset: number, value: bigint): void {
		this.write(offset, Number(value & 0xffff_ffffn));
		this.write(offset + 4, Number((value >> 32n) & 0xffff_ffffn));
	}

	get status(): number {
		return this.read(0x2020);
	}

	// Queues.

	/** The events that were not taken yet, as two 64-bit words each; takes them. */
	events(): [bigint, bigint][] {
		const found: [bigint, bigint][] = [];
		while (this.#read !== this.read(0x2018)) {
			const at = Frame.EVENTS * 4096 + this.#read;
			found.push([read64(this.memory, at), read64(this.memory, at + 8)]);
			this.#read = (this.#read + 16) & 0xfff;
		}
		this.write(0x2010, this.#read);
		return found;
	}

	/** Record `index` of the PPR log. */
	request(index: number): [bigint, bigint] {
		const at = Frame.REQUESTS * 4096 + index * 16;
		return [read64(this.memory, at), read64(this.memory, at + 8)];
	}

	/** Puts one command into the buffer, as four 32-bit words, without telling the unit. */
	put(...words: number[]): void {
		for (let i = 0; i < 4; i++)
			this.memory.write32(Frame.COMMANDS * 4096 + this.#tail + i * 4, words[i] ?? 0);
		this.#tail = (this.#tail + 16) & 0xfff;
	}

	/** Writes the tail register: everything put so far is the unit's. */
	ring(): void {
		this.write(0x2008, this.#tail);
	}

	/** One command, carried out at once. */
	submit(...words: number[]): void {
		this.put(...words);
		this.ring();
	}

	/** A COMPLETION_WAIT that stores `data` in word pair `index` of the status frame. */
	putWait(data: number, index = 0, flags = 1): void {
		this.put((Frame.STATUS * 4096 + index * 8) | flags, 0x1000_0000, data, 0);
	}

	stored(index = 0): number {
		return this.memory.read32(Frame.STATUS * 4096 + index * 8);
	}
}
