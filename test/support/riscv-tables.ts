/** Structures of the RISC-V IOMMU written out by hand, in bigint; nothing of the model. */

import type { PhysicalMemory } from '../../src/emulator/memory.js';

/** Where the bench puts things. */
export const Frame = {
	DDT: 1,
	COMMANDS: 2,
	FAULTS: 3,
	REQUESTS: 4,
	STATUS: 5,
	PDT: 6,
	MSI: 7,
	/** Tables are taken from here on; the first is aligned to 16 KiB. */
	FREE: 16,
} as const;

/** A page number where DDT entries, PDT entries, PTEs and registers have it. */
export const ppn = (frame: number | bigint): bigint => BigInt(frame) << 10n;

export function write64(memory: PhysicalMemory, address: number, value: bigint): void {
	memory.write32(address, Number(value & 0xffff_ffffn));
	memory.write32(address + 4, Number((value >> 32n) & 0xffff_ffffn));
}

export function read64(memory: PhysicalMemory, address: number): bigint {
	return BigInt(memory.read32(address)) | (BigInt(memory.read32(address + 4)) << 32n);
}

/** Bits of a PTE. */
export const P = {
	V: 0x01n,
	R: 0x02n,
	W: 0x04n,
	X: 0x08n,
	U: 0x10n,
	G: 0x20n,
	A: 0x40n,
	D: 0x80n,
	N: 1n << 63n,
} as const;
/** A leaf that every user may read and write, accessed and dirty. */
export const RW = P.V | P.R | P.W | P.U | P.A | P.D;
export const RWX = RW | P.X;

/** Writes page tables, taking frames for tables as it goes. */
export class RiscvTables {
	readonly #memory: PhysicalMemory;
	#next: number;

	constructor(memory: PhysicalMemory, first: number) {
		this.#memory = memory;
		this.#next = first;
	}

	/** A fresh frame. */
	frame(): number {
		return this.#next++;
	}

	/** Four fresh frames, aligned to 16 KiB. */
	root4(): number {
		this.#next = Math.ceil(this.#next / 4) * 4;
		this.#next += 4;
		return this.#next - 4;
	}

	/** Address of the entry of `page` at `level` (0: 4 KiB); tables above it are made where they are missing. */
	entry(root: number, levels: number, page: bigint, level: number, wide = false): number {
		let table = root * 4096;
		for (let at = levels - 1; ; at--) {
			const bits = wide && at === levels - 1 ? 0x7ffn : 0x1ffn;
			const address = table + Number((page >> BigInt(at * 9)) & bits) * 8;
			if (at === level) return address;
			let entry = read64(this.#memory, address);
			if ((entry & 1n) === 0n) {
				entry = ppn(this.frame()) | P.V;
				write64(this.#memory, address, entry);
			}
			table = Number((entry >> 10n) & 0xfffffffffffn) * 4096;
		}
	}

	/** Maps a page of a first stage; the leaf stands at `level`. */
	map(root: number, levels: number, page: bigint, frame: number, bits = RW, level = 0): void {
		write64(this.#memory, this.entry(root, levels, page, level), ppn(frame) | bits);
	}

	/** The same of a second stage, whose root has 16 KiB. */
	mapSecond(
		root: number,
		levels: number,
		page: bigint,
		frame: number,
		bits = RWX,
		level = 0,
	): void {
		write64(this.#memory, this.entry(root, levels, page, level, true), ppn(frame) | bits);
	}
}
