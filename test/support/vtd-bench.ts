/**
 * A VT-d unit on the test bench: memory, one unit, one device at 00:02.0, structures for PASIDs 0 to 63, both
 * queues set up by register writes, interrupts collected. Uses nothing of the model but its contract.
 */

import type { EndpointPort, IommuPort } from '../../src/emulator/iommu/contract.js';
import { VtdModel, type VtdOptions } from '../../src/emulator/iommu/vtd/vtd-model.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import {
	Frame,
	type PasidFields,
	q,
	read64,
	TableBuilder,
	write64,
	writePasidEntry,
} from './vtd-tables.js';

export const DEVICE = 0x0010;
export const MESSAGE = { fault: 0x41, completion: 0x42, request: 0x43 } as const;

/** An endpoint that keeps what it is told, and completes invalidations only when told to, if `delayed`. */
export class FakeEndpoint implements EndpointPort {
	delayed = false;
	readonly invalidations: [number, number, number, boolean][] = [];
	readonly responses: [number, number, number][] = [];
	readonly waiting: (() => void)[] = [];
	onResponse: ((pasid: number, prgIndex: number, code: number) => void) | undefined;

	invalidate(pasid: number, page: number, pages: number, global: boolean, done: () => void): void {
		this.invalidations.push([pasid, page, pages, global]);
		if (this.delayed) this.waiting.push(done);
		else done();
	}

	pageResponse(pasid: number, prgIndex: number, code: number): void {
		this.responses.push([pasid, prgIndex, code]);
		this.onResponse?.(pasid, prgIndex, code);
	}

	/** Completes the oldest invalidation that waits. */
	complete(): void {
		this.waiting.shift()!();
	}
}

export interface Fault {
	source: number;
	pasid: number | undefined;
	page: bigint;
	reason: number;
	type: 'read' | 'write' | 'page request';
	addressType: number;
	execute: boolean;
	privileged: boolean;
}

export interface BenchOptions extends VtdOptions {
	frames?: number;
	/** DW of the invalidation queue; 256-bit descriptors by default. */
	narrow?: boolean;
	/** PQS: 2^(PQS+7) records. */
	requestOrder?: number;
	/** Leaves translation off and the root pointer unset. */
	idle?: boolean;
}

export class VtdBench {
	readonly memory: PhysicalMemory;
	readonly unit: VtdModel;
	readonly endpoint = new FakeEndpoint();
	readonly port: IommuPort;
	readonly tables: TableBuilder;
	/** Message data in the order of arrival. */
	readonly messages: number[] = [];
	readonly #narrow: boolean;
	#tail = 0;

	constructor(options: BenchOptions = {}) {
		const { frames = 4096, narrow = false, requestOrder = 0, idle = false, ...unit } = options;
		this.memory = new PhysicalMemory(frames);
		this.unit = new VtdModel(this.memory, unit);
		this.tables = new TableBuilder(this.memory, Frame.FREE);
		this.#narrow = narrow;
		this.unit.onInterrupt((data) => this.messages.push(data));
		this.port = this.unit.connect(DEVICE, this.endpoint);
		this.root();
		this.context();
		this.directory();
		this.write(0x03c, MESSAGE.fault);
		this.write(0x0a4, MESSAGE.completion);
		this.write(0x0e4, MESSAGE.request);
		this.write(0x038, 0);
		this.write(0x0a0, 0);
		this.write(0x0e0, 0);
		this.write64(0x090, q(Frame.QUEUE) | (narrow ? 0n : 0x800n));
		this.write64(0x0d0, q(Frame.REQUESTS) | BigInt(requestOrder));
		if (idle) return;
		this.write(0x018, 0x0400_0000);
		this.write64(0x020, q(Frame.ROOT) | 0x400n);
		this.write(0x018, 0x4400_0000);
		this.write(0x018, 0x8400_0000);
	}

	// Structures.

	/** Lower half of bus 0's root entry. */
	root(value: bigint = q(Frame.CONTEXT) | 1n): void {
		write64(this.memory, Frame.ROOT * 4096, value);
	}

	/** The device's context entry: P, DTE, PASIDE, PRE, a directory of 128 entries. */
	context(q0: bigint = q(Frame.DIRECTORY) | 0x1dn, q1 = 0n, q2 = 0n, q3 = 0n): void {
		const at = Frame.CONTEXT * 4096 + DEVICE * 32;
		[q0, q1, q2, q3].forEach((word, i) => {
			write64(this.memory, at + i * 8, word);
		});
	}

	/** Directory entry of PASIDs 0 to 63. */
	directory(value: bigint = q(Frame.PASID_TABLE) | 1n): void {
		write64(this.memory, Frame.DIRECTORY * 4096, value);
	}

	pasid(pasid: number, fields: PasidFields): void {
		writePasidEntry(this.memory, Frame.PASID_TABLE, pasid, fields);
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

	/** The pending fault records, in the order of their registers. */
	faults(): Fault[] {
		const found: Fault[] = [];
		for (let at = 0x220; at < 0x300; at += 16) {
			const [w0, w1, w2, w3] = [0, 4, 8, 12].map((i) => this.read(at + i));
			if ((w3! & 0x8000_0000) === 0) continue;
			found.push({
				source: w2! & 0xffff,
				pasid: (w2! & 0x8000_0000) === 0 ? undefined : (w3! >>> 8) & 0xf_ffff,
				page: ((BigInt(w1!) << 32n) | BigInt(w0!)) >> 12n,
				reason: w3! & 0xff,
				type:
					(w2! & 0x1000_0000) !== 0 ? 'page request' : (w3! & 0x4000_0000) !== 0 ? 'read' : 'write',
				addressType: (w3! >>> 28) & 3,
				execute: (w2! & 0x4000_0000) !== 0,
				privileged: (w2! & 0x2000_0000) !== 0,
			});
		}
		return found;
	}

	/** Clears every fault record and FSTS. */
	clearFaults(): void {
		for (let at = 0x220; at < 0x300; at += 16) this.write(at + 12, 0x8000_0000);
		this.write(0x034, 0x7d);
	}

	// Queues.

	/** Puts one descriptor into the invalidation queue without telling the unit. */
	put(...words: bigint[]): void {
		const bytes = this.#narrow ? 16 : 32;
		for (let i = 0; i < bytes / 8; i++)
			write64(this.memory, Frame.QUEUE * 4096 + this.#tail + i * 8, words[i] ?? 0n);
		this.#tail = (this.#tail + bytes) & 0xfff;
	}

	/** Writes the tail register: everything put so far is the unit's. */
	ring(): void {
		this.write(0x088, this.#tail);
	}

	/** One descriptor, carried out at once. */
	submit(...words: bigint[]): void {
		this.put(...words);
		this.ring();
	}

	get head(): number {
		return this.read(0x080);
	}

	/** A wait that writes `data` to word `index` of the status frame. */
	putWait(data: number, index = 0, flags = 0x20n): void {
		this.put(0x5n | flags | (BigInt(data) << 32n), q(Frame.STATUS) + BigInt(index * 4));
	}

	status(index = 0): number {
		return this.memory.read32(Frame.STATUS * 4096 + index * 4);
	}

	/** Record `index` of the page request queue, as four 64-bit words. */
	request(index: number): bigint[] {
		return [0, 8, 16, 24].map((i) => read64(this.memory, Frame.REQUESTS * 4096 + index * 32 + i));
	}
}
