/**
 * A virtio-iommu on the test bench: memory, the device, two endpoints, both virtqueues of eight entries set up by register
 * writes, interrupts collected. Writes requests as bytes and looks at rings as bytes; uses nothing of the model
 * but its contract.
 */

import type { EndpointPort } from '../../src/emulator/iommu/contract.js';
import {
	VirtioIommuModel,
	type VirtioIommuOptions,
} from '../../src/emulator/iommu/virtio/virtio-iommu-model.js';
import type { VirtioPort } from '../../src/emulator/iommu/virtio/virtio-port.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';

export const DEVICE = 0x8;
export const OTHER = 0x1234_5678;
export const READ = 1;
export const WRITE = 2;
export const EXEC = 4;
/** Entries of each queue. */
export const SIZE = 8;
export const REQUESTS = { desc: 0x1000, avail: 0x2000, used: 0x3000 } as const;
export const EVENTS = { desc: 0x4000, avail: 0x5000, used: 0x6000 } as const;
/** Where requests and their answers are, and event buffers. */
export const REQUEST = 0x8000;
export const ANSWER = 0x9000;
export const EVENT = 0xa000;
/** First frame that tests map to. */
export const FREE = 32;

export class FakeEndpoint implements EndpointPort {
	readonly responses: [number, number, number][] = [];

	invalidate(): void {
		throw new Error('a virtio-iommu has no ATS');
	}

	pageResponse(pasid: number, prgIndex: number, code: number): void {
		this.responses.push([pasid, prgIndex, code]);
	}
}

export interface BenchOptions extends VirtioIommuOptions {
	frames?: number;
	/** Feature bits 31:0 that the driver accepts; default all that are offered but EVENT_IDX. */
	accept?: number;
	/** Leaves everything off. */
	idle?: boolean;
}

export const u8 = (...bytes: number[]): number[] => bytes;
export const u32 = (value: number): number[] =>
	[0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
export const u64 = (value: bigint): number[] => [
	...u32(Number(value & 0xffff_ffffn)),
	...u32(Number(value >> 32n)),
];

export const attach = (domain: number, endpoint: number, flags = 0, reserved = 0): number[] => [
	...[1, 0, 0, 0],
	...u32(domain),
	...u32(endpoint),
	...u32(flags),
	...u32(reserved),
];
export const detach = (domain: number, endpoint: number): number[] => [
	...[2, 0, 0, 0],
	...u32(domain),
	...u32(endpoint),
	...u64(0n),
];
export const map = (
	domain: number,
	first: bigint,
	last: bigint,
	to: bigint,
	flags: number,
): number[] => [
	...[3, 0, 0, 0],
	...u32(domain),
	...u64(first),
	...u64(last),
	...u64(to),
	...u32(flags),
];
export const unmap = (domain: number, first: bigint, last: bigint, reserved = 0): number[] => [
	...[4, 0, 0, 0],
	...u32(domain),
	...u64(first),
	...u64(last),
	...u32(reserved),
];
export const probe = (endpoint: number): number[] => [
	...[5, 0, 0, 0],
	...u32(endpoint),
	...new Array<number>(64).fill(0),
];

export class VirtioBench {
	readonly memory: PhysicalMemory;
	readonly unit: VirtioIommuModel;
	readonly device = new FakeEndpoint();
	readonly other = new FakeEndpoint();
	readonly port: VirtioPort;
	readonly otherPort: VirtioPort;
	readonly interrupts: number[] = [];
	readonly messages: [number, number][] = [];
	onInterrupt: (() => void) | undefined;
	#available = 0;
	#eventsAvailable = 0;
	#eventsSeen = 0;

	constructor(options: BenchOptions = {}) {
		this.memory = new PhysicalMemory(options.frames ?? 256);
		this.unit = new VirtioIommuModel(this.memory, options);
		this.port = this.unit.connect(DEVICE, this.device);
		this.otherPort = this.unit.connect(OTHER, this.other);
		this.unit.onInterrupt((data) => {
			this.interrupts.push(data);
			this.onInterrupt?.();
		});
		this.unit.onDeviceInterrupt((destination, data) => this.messages.push([destination, data]));
		if (options.idle !== true) this.start(options.accept);
	}

	read(offset: number): number {
		return this.unit.readRegister(offset);
	}

	write(offset: number, value: number): void {
		this.unit.writeRegister(offset, value);
	}

	/** Offered feature bits 31:0. */
	offered(): number {
		this.write(0x14, 0);
		return this.read(0x10);
	}

	/** What a driver does to start; `accept` are feature bits 31:0. */
	start(accept = this.offered() & ~(1 << 29)): void {
		this.#available = 0;
		this.#eventsAvailable = 0;
		this.#eventsSeen = 0;
		for (const { desc, avail, used } of [REQUESTS, EVENTS])
			for (const area of [desc, avail, used]) this.memory.zeroFrame(area / 4096);
		this.write(0x70, 0);
		this.write(0x70, 1);
		this.write(0x70, 3);
		this.write(0x24, 0);
		this.write(0x20, accept);
		this.write(0x24, 1);
		this.write(0x20, 1 | (1 << 8));
		this.write(0x70, 0xb);
		this.queue(0, REQUESTS);
		this.queue(1, EVENTS);
		this.write(0x70, 0xf);
	}

	queue(index: number, at: { desc: number; avail: number; used: number }, size = SIZE): void {
		this.write(0x30, index);
		this.write(0x38, size);
		this.write(0x80, at.desc);
		this.write(0x84, 0);
		this.write(0x90, at.avail);
		this.write(0x94, 0);
		this.write(0xa0, at.used);
		this.write(0xa4, 0);
		this.write(0x44, 1);
	}

	put(address: number, bytes: readonly number[]): void {
		this.memory.copyIn(address, Uint8Array.from(bytes), 0, bytes.length);
	}

	get(address: number, length: number): number[] {
		const bytes = new Uint8Array(length);
		this.memory.copyOut(address, bytes, 0, length);
		return [...bytes];
	}

	/** Writes entry `index` of a descriptor table. */
	descriptor(
		table: number,
		index: number,
		address: number,
		length: number,
		flags: number,
		next = 0,
	): void {
		this.put(table + index * 16, [
			...u64(BigInt(address)),
			...u32(length),
			...[flags, 0, next & 0xff, next >> 8],
		]);
	}

	/** Makes `head` available in the request queue; the driver has not notified yet. */
	offer(head: number): void {
		this.memory.write16(REQUESTS.avail + 4 + (this.#available % SIZE) * 2, head);
		this.#available = (this.#available + 1) & 0xffff;
		this.memory.write16(REQUESTS.avail + 2, this.#available);
	}

	/** Used index and the last used entry of the request queue. */
	used(): { idx: number; id: number; len: number } {
		return this.#used(REQUESTS.used);
	}

	/** Puts a request into descriptors 0 and 1, with room for an answer of `room` bytes, and notifies. */
	send(request: readonly number[], room = 4): { len: number; answer: number[] } {
		this.put(REQUEST, request);
		this.put(ANSWER, new Array<number>(room).fill(0xee));
		this.descriptor(REQUESTS.desc, 0, REQUEST, request.length, 1, 1);
		this.descriptor(REQUESTS.desc, 1, ANSWER, room, 2);
		const before = this.memory.read16(REQUESTS.used + 2);
		this.offer(0);
		this.write(0x50, 0);
		const { idx, id, len } = this.used();
		if (idx !== ((before + 1) & 0xffff) || id !== 0) throw new Error('the buffer was not used');
		return { len, answer: this.get(ANSWER, room) };
	}

	/** Sends a request that is to be answered with a status alone; returns it. */
	status(request: readonly number[]): number {
		const { len, answer } = this.send(request);
		if (len !== 4 || answer[1] !== 0 || answer[2] !== 0 || answer[3] !== 0)
			throw new Error(`no tail: ${len} bytes, ${answer}`);
		return answer[0]!;
	}

	/** Posts an event buffer of `length` bytes in descriptor `index`. */
	post(index: number, length = 24, notify = false): void {
		this.put(EVENT + index * 64, new Array<number>(64).fill(0xee));
		this.descriptor(EVENTS.desc, index, EVENT + index * 64, length, 2);
		this.memory.write16(EVENTS.avail + 4 + (this.#eventsAvailable % SIZE) * 2, index);
		this.#eventsAvailable = (this.#eventsAvailable + 1) & 0xffff;
		this.memory.write16(EVENTS.avail + 2, this.#eventsAvailable);
		if (notify) this.write(0x50, 1);
	}

	/** Bytes of the event buffers used since the last call, in order; an empty array for one returned empty. */
	events(): number[][] {
		const found: number[][] = [];
		const end = this.memory.read16(EVENTS.used + 2);
		for (; this.#eventsSeen !== end; this.#eventsSeen = (this.#eventsSeen + 1) & 0xffff) {
			const at = EVENTS.used + 4 + (this.#eventsSeen % SIZE) * 8;
			found.push(this.get(EVENT + this.memory.read32(at) * 64, this.memory.read32(at + 4)));
		}
		return found;
	}

	#used(used: number): { idx: number; id: number; len: number } {
		const idx = this.memory.read16(used + 2);
		const at = used + 4 + ((idx + SIZE - 1) % SIZE) * 8;
		return { idx, id: this.memory.read32(at), len: this.memory.read32(at + 4) };
	}
}

/** A fault report as bytes. */
export const fault = (
	reason: number,
	flags: number,
	endpoint: number,
	address: bigint,
): number[] => [...[reason, 0, 0, 0], ...u32(flags), ...u32(endpoint), ...u32(0), ...u64(address)];
