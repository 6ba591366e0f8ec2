/**
 * An SMMUv3 on the test bench: memory, one SMMU, a PCI function with stream id 10h and a platform device with 11h, a
 * linear stream table, the three queues set up by register writes, interrupts collected. Uses nothing of the
 * model but its contract.
 */

import type { EndpointPort } from '../../src/emulator/iommu/contract.js';
import { SmmuV3Model, type SmmuV3Options } from '../../src/emulator/iommu/smmuv3/smmuv3-model.js';
import type { SmmuV3Port } from '../../src/emulator/iommu/smmuv3/smmuv3-port.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import {
	type CdFields,
	cdWords,
	q,
	read64,
	type SteFields,
	steWords,
	TableBuilder,
	write64,
} from './smmuv3-tables.js';

export const PCI = 0x10;
export const PLATFORM = 0x11;
export const READ = 1;
export const WRITE = 2;
export const EXEC = 4;
export const PRIV = 8;
/** Where the structures are. */
export const Frame = {
	STREAMS: 1,
	COMMANDS: 2,
	EVENTS: 3,
	REQUESTS: 4,
	CONTEXTS: 5,
	STATUS: 6,
	FREE: 16,
} as const;
export const MESSAGE = { error: 0x40, event: 0x41, request: 0x42, sync: 0x43 } as const;
/** The doorbell, which is no memory: the default of the model. */
export const DOORBELL = 0x100_0000_0000n;

/** An endpoint that keeps what it is told, and completes invalidations only when told to, if `delayed`. */
export class FakeEndpoint implements EndpointPort {
	delayed = false;
	readonly invalidations: [number, number, number, boolean][] = [];
	readonly responses: [number, number, number][] = [];
	readonly waiting: (() => void)[] = [];
	onResponse: (() => void) | undefined;

	invalidate(pasid: number, page: number, pages: number, global: boolean, done: () => void): void {
		this.invalidations.push([pasid, page, pages, global]);
		if (this.delayed) this.waiting.push(done);
		else done();
	}

	pageResponse(pasid: number, prgIndex: number, code: number): void {
		this.responses.push([pasid, prgIndex, code]);
		this.onResponse?.();
	}
}

/** One that can be stalled. */
export class FakePlatformDevice extends FakeEndpoint {
	readonly ended: [number, number][] = [];
	onEnd: ((stall: number, end: number) => void) | undefined;

	stallEnded(stall: number, end: number): void {
		this.ended.push([stall, end]);
		this.onEnd?.(stall, end);
	}
}

export interface BenchOptions extends SmmuV3Options {
	frames?: number;
	/** log2 of the entries of the event queue and of the PRI queue. */
	eventBits?: number;
	requestBits?: number;
	/** Leaves everything off. */
	idle?: boolean;
}

/** What an event record says. */
export interface EventRecord {
	id: number;
	stream: number;
	substream: number | undefined;
	stall: number | undefined;
	read: boolean;
	privileged: boolean;
	instruction: boolean;
	second: boolean;
	kind: number;
	tableRead: boolean;
	address: bigint;
	last: bigint;
}

export class SmmuV3Bench {
	readonly memory: PhysicalMemory;
	readonly unit: SmmuV3Model;
	readonly pci = new FakeEndpoint();
	readonly platform = new FakePlatformDevice();
	readonly port: SmmuV3Port;
	readonly platformPort: SmmuV3Port;
	readonly tables: TableBuilder;
	/** Message data in the order of arrival. */
	readonly messages: number[] = [];
	readonly #eventBits: number;
	#commandTail = 0;

	constructor(options: BenchOptions = {}) {
		const { frames = 8192, eventBits = 7, requestBits = 8, idle = false, ...unit } = options;
		this.memory = new PhysicalMemory(frames);
		this.unit = new SmmuV3Model(this.memory, unit);
		this.tables = new TableBuilder(this.memory, Frame.FREE);
		this.#eventBits = eventBits;
		this.unit.onInterrupt((data) => this.messages.push(data));
		this.port = this.unit.connect(PCI, this.pci);
		this.platformPort = this.unit.connect(PLATFORM, this.platform);
		if (idle) return;
		this.write64(0x80, q(Frame.STREAMS));
		this.write(0x88, 6);
		this.write64(0x90, q(Frame.COMMANDS) | 8n);
		this.write64(0xa0, q(Frame.EVENTS) | BigInt(eventBits));
		this.write64(0xc0, q(Frame.REQUESTS) | BigInt(requestBits));
		this.interrupt(0x68, MESSAGE.error);
		this.interrupt(0xb0, MESSAGE.event);
		this.interrupt(0xd0, MESSAGE.request);
		this.write(0x50, 7);
		this.write(0x2c, 0x2);
		this.write(0x20, 0xf);
	}

	interrupt(offset: number, data: number, address = DOORBELL | 0x40n): void {
		this.write64(offset, address);
		this.write(offset + 8, data);
	}

	// Structures.

	ste(stream: number, fields: SteFields): void {
		this.steRaw(stream, steWords(fields));
	}

	steRaw(stream: number, words: readonly bigint[], table = q(Frame.STREAMS)): void {
		for (let i = 0; i < 8; i++)
			write64(this.memory, Number(table) + stream * 64 + i * 8, words[i] ?? 0n);
	}

	cd(index: number, fields: CdFields, table = q(Frame.CONTEXTS)): void {
		const words = cdWords(fields);
		for (let i = 0; i < 8; i++)
			write64(this.memory, Number(table) + index * 64 + i * 8, words[i] ?? 0n);
	}

	/** Stage 1 for a stream, one context descriptor; returns the first table. */
	first(cd: CdFields = {}, ste: Partial<SteFields> = {}, stream = PCI): bigint {
		const root = cd.ttb0 ?? q(this.tables.frame());
		this.cd(0, { ttb0: root, ...cd });
		this.ste(stream, { config: 5, context: q(Frame.CONTEXTS), ...ste });
		return root;
	}

	/** Stage 2 for a stream; returns the first table. */
	second(ste: Partial<SteFields> = {}, stream = PCI): bigint {
		const root = ste.table ?? q(this.tables.frame());
		this.ste(stream, { config: 6, table: root, ...ste });
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

	// Queues.

	/** Puts one command into the queue without telling the SMMU. */
	put(w0: bigint, w1 = 0n): void {
		const at = Frame.COMMANDS * 4096 + (this.#commandTail & 0xff) * 16;
		write64(this.memory, at, w0);
		write64(this.memory, at + 8, w1);
		this.#commandTail = (this.#commandTail + 1) & 0x1ff;
	}

	ring(): void {
		this.write(0x98, this.#commandTail);
	}

	/** One command, carried out at once. */
	submit(w0: bigint, w1 = 0n): void {
		this.put(w0, w1);
		this.ring();
	}

	/** Event record `index` of the queue, as four words. */
	eventWords(index: number): bigint[] {
		return [0, 8, 16, 24].map((i) => read64(this.memory, Frame.EVENTS * 4096 + index * 32 + i));
	}

	/** Takes every event out of the queue, acknowledging an overflow. */
	events(): EventRecord[] {
		const mask = 2 * 2 ** this.#eventBits - 1;
		const producer = this.read(0x100a8);
		const found: EventRecord[] = [];
		for (let at = this.read(0x100ac) & mask; at !== (producer & mask); at = (at + 1) & mask)
			found.push(decodeEvent(this.eventWords(at & (mask >> 1))));
		this.write(0x100ac, producer);
		return found;
	}

	/** Record `index` of the PRI queue, as two words. */
	request(index: number): bigint[] {
		return [0, 8].map((i) => read64(this.memory, Frame.REQUESTS * 4096 + index * 16 + i));
	}
}

export function decodeEvent(w: readonly bigint[]): EventRecord {
	const [w0, w1, w2, w3] = w as [bigint, bigint, bigint, bigint];
	const is = (word: bigint, at: bigint) => ((word >> at) & 1n) === 1n;
	return {
		id: Number(w0 & 0xffn),
		stream: Number(w0 >> 32n),
		substream: is(w0, 11n) ? Number((w0 >> 12n) & 0xf_ffffn) : undefined,
		stall: is(w1, 31n) ? Number(w1 & 0xffffn) : undefined,
		read: is(w1, 35n),
		privileged: is(w1, 33n),
		instruction: is(w1, 34n),
		second: is(w1, 39n),
		kind: Number((w1 >> 40n) & 3n),
		tableRead: is(w1, 44n),
		address: w2,
		last: w3,
	};
}
