/** Lays AMD tables down in memory by hand: host (v1), guest (v2) and GCR3. Shares nothing with the model. */

import type { PhysicalMemory } from '../../src/emulator/memory.js';

export const READ = 1;
export const WRITE = 2;
export const EXEC = 4;
export const PRIV = 8;

/** Present, readable and writable, in a host entry. */
export const HOST_RW = 0x6000_0000_0000_0001n;
/** Present, writable, user, in a guest entry. */
export const GUEST_RWU = 0x7n;
/** A frame that no bench's memory has. */
export const OUTSIDE = 0x20_0000;

/** Frame number as an address. */
export const q = (frame: number | bigint): bigint => BigInt(frame) << 12n;

export function write64(memory: PhysicalMemory, address: number, value: bigint): void {
	memory.write32(address, Number(value & 0xffff_ffffn));
	memory.write32(address + 4, Number((value >> 32n) & 0xffff_ffffn));
}

export function read64(memory: PhysicalMemory, address: number): bigint {
	return (BigInt(memory.read32(address + 4)) << 32n) | BigInt(memory.read32(address));
}

/** Index of a page in a table of a level. */
export const indexOf = (page: bigint, level: number): number =>
	Number((page >> BigInt((level - 1) * 9)) & 511n);

export const entryAddress = (frame: number, page: bigint, level: number): number =>
	frame * 4096 + indexOf(page, level) * 8;

export class AmdTables {
	readonly #memory: PhysicalMemory;
	#next: number;

	constructor(memory: PhysicalMemory, firstFrame: number) {
		this.#memory = memory;
		this.#next = firstFrame;
	}

	/** A frame that nothing uses yet. */
	frame(): number {
		return this.#next++;
	}

	/**
	 * Puts an entry for a page into the host table at `root` of `levels` levels, at level `at`, with tables between as needed;
	 * returns the frame of the table that holds it.
	 */
	host(root: number, levels: number, page: bigint, entry: bigint, at = 1): number {
		return this.#put(root, levels, page, entry, at, (level) => HOST_RW | (BigInt(level) << 9n));
	}

	/** As above, in a guest table of 4 levels whose tables lie where their frames are numbered. */
	guest(root: number, page: bigint, entry: bigint, at = 1): number {
		return this.#put(root, 4, page, entry, at, () => GUEST_RWU);
	}

	/** Entry of a PASID in a GCR3 table of one level. */
	gcr3(table: number, pasid: number, entry: bigint): void {
		write64(this.#memory, table * 4096 + pasid * 8, entry);
	}

	#put(
		root: number,
		levels: number,
		page: bigint,
		entry: bigint,
		at: number,
		pointer: (level: number) => bigint,
	): number {
		let table = root;
		for (let level = levels; level > at; level--) {
			const address = entryAddress(table, page, level);
			const found = read64(this.#memory, address);
			if ((found & 1n) !== 0n) table = Number((found >> 12n) & 0xff_ffff_ffffn);
			else {
				table = this.frame();
				write64(this.#memory, address, q(table) | pointer(level - 1));
			}
		}
		write64(this.#memory, entryAddress(table, page, at), entry);
		return table;
	}
}
