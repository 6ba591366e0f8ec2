/**
 * Structures of the SMMUv3 and VMSAv8-64 tables, written into memory word by word as the specifications lay them out.
 * Uses nothing of the model.
 */

import type { PhysicalMemory } from '../../src/emulator/memory.js';

export function write64(memory: PhysicalMemory, address: number, value: bigint): void {
	memory.write32(address, Number(value & 0xffff_ffffn));
	memory.write32(address + 4, Number((value >> 32n) & 0xffff_ffffn));
}

export function read64(memory: PhysicalMemory, address: number): bigint {
	return BigInt(memory.read32(address)) | (BigInt(memory.read32(address + 4)) << 32n);
}

/** Address of a frame. */
export const q = (frame: number | bigint): bigint => BigInt(frame) << 12n;

/** Leaf descriptors: read and write for all, access flag set, not global; and stage 2 read and write. */
export const LEAF1 = 0xc43n;
export const LEAF2 = 0x4ffn;

export interface SteFields {
	valid?: boolean;
	/** 0 abort, 4 bypass, 5 stage 1, 6 stage 2, 7 both. */
	config: number;
	context?: bigint;
	format?: number;
	cdMax?: number;
	dss?: number;
	ppar?: boolean;
	stallDisabled?: boolean;
	eats?: number;
	privcfg?: number;
	instcfg?: number;
	vmid?: number;
	t0sz?: number;
	sl0?: number;
	tg?: number;
	ps?: number;
	aa64?: boolean;
	endi?: boolean;
	affd?: boolean;
	ptw?: boolean;
	hd?: boolean;
	ha?: boolean;
	stall?: boolean;
	record?: boolean;
	table?: bigint;
}

const bit = (on: boolean | undefined, at: bigint) => (on === true ? 1n << at : 0n);
const num = (value: number | undefined, at: bigint) => BigInt(value ?? 0) << at;

/** The first four words of a stream table entry; the other four are 0. */
export function steWords(f: SteFields): bigint[] {
	return [
		bit(f.valid ?? true, 0n) |
			num(f.config, 1n) |
			num(f.format, 4n) |
			(f.context ?? 0n) |
			num(f.cdMax, 59n),
		num(f.dss, 0n) |
			bit(f.ppar, 18n) |
			bit(f.stallDisabled, 27n) |
			num(f.eats, 28n) |
			num(f.privcfg, 48n) |
			num(f.instcfg, 50n),
		num(f.vmid, 0n) |
			num(f.t0sz ?? 16, 32n) |
			num(f.sl0 ?? 2, 38n) |
			num(f.tg, 46n) |
			num(f.ps ?? 5, 48n) |
			bit(f.aa64 ?? true, 51n) |
			bit(f.endi, 52n) |
			bit(f.affd, 53n) |
			bit(f.ptw, 54n) |
			bit(f.hd, 55n) |
			bit(f.ha, 56n) |
			bit(f.stall, 57n) |
			bit(f.record ?? true, 58n),
		f.table ?? 0n,
	];
}

export interface CdFields {
	valid?: boolean;
	t0sz?: number;
	tg0?: number;
	epd0?: boolean;
	endi?: boolean;
	t1sz?: number;
	tg1?: number;
	epd1?: boolean;
	ips?: number;
	affd?: boolean;
	wxn?: boolean;
	tbi0?: boolean;
	tbi1?: boolean;
	pan?: boolean;
	aa64?: boolean;
	hd?: boolean;
	ha?: boolean;
	stall?: boolean;
	record?: boolean;
	abort?: boolean;
	asid?: number;
	had0?: boolean;
	had1?: boolean;
	ttb0?: bigint;
	ttb1?: bigint;
}

/** The first three words of a context descriptor. By default: lower half only, 48 bits, 4 KiB, faults recorded and aborted. */
export function cdWords(f: CdFields): bigint[] {
	return [
		num(f.t0sz ?? 16, 0n) |
			num(f.tg0, 6n) |
			bit(f.epd0, 14n) |
			bit(f.endi, 15n) |
			num(f.t1sz ?? 16, 16n) |
			num(f.tg1 ?? 2, 22n) |
			bit(f.epd1 ?? true, 30n) |
			bit(f.valid ?? true, 31n) |
			num(f.ips ?? 5, 32n) |
			bit(f.affd, 35n) |
			bit(f.wxn, 36n) |
			bit(f.tbi0, 38n) |
			bit(f.tbi1, 39n) |
			bit(f.pan, 40n) |
			bit(f.aa64 ?? true, 41n) |
			bit(f.hd, 42n) |
			bit(f.ha, 43n) |
			bit(f.stall, 44n) |
			bit(f.record ?? true, 45n) |
			bit(f.abort ?? true, 46n) |
			num(f.asid ?? 1, 48n),
		bit(f.had0, 1n) | (f.ttb0 ?? 0n),
		bit(f.had1, 1n) | (f.ttb1 ?? 0n),
	];
}

/** log2 of the granule's bytes; the bits of the input that the first table resolves. */
export interface Shape {
	granule?: 12 | 14 | 16;
	/** Bits of the input address. */
	input?: number;
	/** Level of the first table, where it is not what the input makes it (stage 2). */
	start?: number;
}

export function firstLevel(shape: Shape): number {
	const granule = shape.granule ?? 12;
	return shape.start ?? 4 - Math.ceil(((shape.input ?? 48) - granule) / (granule - 3));
}

/** Makes tables, in frames that it takes one after the other. */
export class TableBuilder {
	readonly #memory: PhysicalMemory;
	#next: number;

	constructor(memory: PhysicalMemory, firstFrame: number) {
		this.#memory = memory;
		this.#next = firstFrame;
	}

	/** Frames aligned to their number, which is a power of two. */
	frame(count = 1): number {
		this.#next = Math.ceil(this.#next / count) * count;
		const frame = this.#next;
		this.#next += count;
		return frame;
	}

	/**
	 * Writes the leaf of an address below a first table, and the tables on the way as far as there are none.
	 * `upper` are attributes of table descriptors. `host` says where a table at an address stands in memory.
	 * Returns the byte address of the leaf descriptor.
	 */
	map(
		root: bigint,
		address: bigint,
		leaf: bigint,
		options: Shape & {
			leafLevel?: number;
			upper?: bigint;
			host?: (address: bigint) => bigint;
			table?: () => bigint;
		} = {},
	): number {
		const granule = BigInt(options.granule ?? 12);
		const bits = granule - 3n;
		const start = firstLevel(options);
		const leafLevel = options.leafLevel ?? 3;
		const host = options.host ?? ((at: bigint) => at);
		const input = BigInt(options.input ?? 48);
		let table = root;
		for (let level = start; ; level++) {
			const shift = granule + bits * BigInt(3 - level);
			const width = level === start ? input - shift : bits;
			const at = Number(host(table + ((address >> shift) & ((1n << width) - 1n)) * 8n));
			if (level === leafLevel) {
				write64(this.#memory, at, leaf);
				return at;
			}
			let entry = read64(this.#memory, at);
			if ((entry & 1n) === 0n) {
				const next = options.table?.() ?? q(this.frame(2 ** Number(granule - 12n)));
				entry = next | 3n | (options.upper ?? 0n);
				write64(this.#memory, at, entry);
			}
			table = entry & 0x0000_ffff_ffff_f000n;
		}
	}
}
