/**
 * Builds VT-d structures in memory for tests: 64-bit values as bigint, laid down by hand and independent
 * of the model's own constants.
 */

import type { PhysicalMemory } from '../../src/emulator/memory.js';

/** Frames that hold the unit's structures in `VtdBench`; tables that tests map in start behind. */
export const Frame = {
	ROOT: 1,
	CONTEXT: 2,
	DIRECTORY: 3,
	PASID_TABLE: 4,
	QUEUE: 8,
	REQUESTS: 16,
	STATUS: 24,
	FREE: 32,
} as const;

export const q = (frame: number | bigint): bigint => BigInt(frame) << 12n;

export function write64(memory: PhysicalMemory, address: number, value: bigint): void {
	memory.write32(address, Number(value & 0xffff_ffffn));
	memory.write32(address + 4, Number((value >> 32n) & 0xffff_ffffn));
}

export function read64(memory: PhysicalMemory, address: number): bigint {
	return (BigInt(memory.read32(address + 4)) << 32n) | BigInt(memory.read32(address));
}

/** Address of the table entry that translates `page` at `level` (1 is the leaf level) in a table. */
export function entryAddress(table: number, page: bigint, level: number): number {
	return table * 4096 + Number((page >> BigInt(9 * (level - 1))) & 511n) * 8;
}

/** Hands out frames and maps pages in both kinds of tables. */
export class TableBuilder {
	readonly memory: PhysicalMemory;
	#next: number;

	constructor(memory: PhysicalMemory, firstFree: number) {
		this.memory = memory;
		this.#next = firstFree;
	}

	frame(): number {
		return this.#next++;
	}

	/**
	 * Maps a first-level page: upper entries are made as `upper`, the leaf is `leaf` as it stands.
	 * `place` says where a table's guest frame is held in host memory.
	 */
	mapFirst(
		root: number,
		page: bigint,
		leaf: bigint,
		upper = 0x7n,
		leafLevel = 1,
		place: (guest: number) => number = (guest) => guest,
	): void {
		let table = root;
		for (let level = 4; level > leafLevel; level--) {
			const at = entryAddress(place(table), page, level);
			let entry = read64(this.memory, at);
			if (entry === 0n) {
				entry = q(this.frame()) | upper;
				write64(this.memory, at, entry);
			}
			table = Number((entry >> 12n) & 0x3_ffff_ffffn);
		}
		write64(this.memory, entryAddress(place(table), page, leafLevel), leaf);
	}

	/** Maps a second-level page in the same way. */
	mapSecond(
		root: number,
		page: bigint,
		leaf: bigint,
		upper = 0x3n,
		leafLevel = 1,
		levels = 4,
	): void {
		let table = root;
		for (let level = levels; level > leafLevel; level--) {
			const at = entryAddress(table, page, level);
			let entry = read64(this.memory, at);
			if (entry === 0n) {
				entry = q(this.frame()) | upper;
				write64(this.memory, at, entry);
			}
			table = Number((entry >> 12n) & 0x3_ffff_ffffn);
		}
		write64(this.memory, entryAddress(table, page, leafLevel), leaf);
	}
}

/** Fields of a PASID-table entry, each at its place in the specification. */
export interface PasidFields {
	present?: boolean;
	fpd?: boolean;
	/** AW: 1 is 39 bits, 2 is 48 bits. */
	width?: number;
	pgtt: number;
	slade?: boolean;
	second?: number | bigint;
	domain?: number;
	sre?: boolean;
	ere?: boolean;
	flpm?: number;
	wpe?: boolean;
	nxe?: boolean;
	smep?: boolean;
	eafe?: boolean;
	first?: number | bigint;
	/** Or-ed into the eight 64-bit words. */
	extra?: readonly bigint[];
}

export function writePasidEntry(
	memory: PhysicalMemory,
	table: number,
	pasid: number,
	fields: PasidFields,
): void {
	const bit = (on: boolean | undefined, place: bigint) => (on ? 1n << place : 0n);
	const words = [
		bit(fields.present ?? true, 0n) |
			bit(fields.fpd, 1n) |
			(BigInt(fields.width ?? 2) << 2n) |
			(BigInt(fields.pgtt) << 6n) |
			bit(fields.slade, 9n) |
			q(fields.second ?? 0),
		BigInt(fields.domain ?? 1),
		bit(fields.sre, 0n) |
			bit(fields.ere, 1n) |
			(BigInt(fields.flpm ?? 0) << 2n) |
			bit(fields.wpe, 4n) |
			bit(fields.nxe, 5n) |
			bit(fields.smep, 6n) |
			bit(fields.eafe, 7n) |
			q(fields.first ?? 0),
		0n,
		0n,
		0n,
		0n,
		0n,
	];
	for (let i = 0; i < 8; i++)
		write64(
			memory,
			table * 4096 + (pasid & 63) * 64 + i * 8,
			words[i]! | (fields.extra?.[i] ?? 0n),
		);
}
