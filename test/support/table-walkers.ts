import { expect } from 'vitest';
import type { FirstLevelFormat, SecondLevelFormat } from '../../src/host/kernel/table/formats.js';

/**
 * Walks tables as the architectures say it, in bigint and bit by bit, for tests of the kernel's editors.
 * Shares nothing with them. Reserved bits and shapes that the editors must not make fail an expectation.
 */

/** The 64-bit entry at a byte address. */
export type ReadEntry = (address: number) => bigint;

export interface FirstLevelLeaf {
	readonly frame: number;
	readonly writable: boolean;
	readonly executable: boolean;
	readonly dirty: boolean;
	readonly accessed: boolean;
}

export interface FirstLevelWalk {
	/** Tables that are missing on the way. */
	readonly missing: number;
	/** Byte address of the leaf's entry; where no table is missing. */
	readonly at?: number;
	/** The leaf; where the entry is present. */
	readonly leaf?: FirstLevelLeaf;
}

const bit = (entry: bigint, n: number): boolean => ((entry >> BigInt(n)) & 1n) === 1n;
const bits = (entry: bigint, high: number, low: number): bigint =>
	(entry >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n);

interface FirstLevelRules {
	/** Frame of the next table. */
	table(entry: bigint): number;
	leaf(entry: bigint): FirstLevelLeaf;
	/** What hardware writes back when it uses the leaf. */
	use(entry: bigint, write: boolean): bigint;
}

const rules: Record<FirstLevelFormat, FirstLevelRules> = {
	'x86-64': {
		table(entry) {
			// P, R/W, U/S; nothing else but A.
			expect(entry & ~0x000f_ffff_ffff_f020n).toBe(7n);
			return Number(bits(entry, 51, 12));
		},
		leaf(entry) {
			expect(entry & ~0x800f_ffff_ffff_f062n).toBe(5n);
			return {
				frame: Number(bits(entry, 51, 12)),
				writable: bit(entry, 1),
				executable: !bit(entry, 63),
				dirty: bit(entry, 6),
				accessed: bit(entry, 5),
			};
		},
		use: (entry, write) => entry | 0x20n | (write ? 0x40n : 0n),
	},
	aarch64: {
		table(entry) {
			expect(entry & ~0x0000_ffff_ffff_f000n).toBe(3n);
			return Number(bits(entry, 47, 12));
		},
		leaf(entry) {
			expect(bits(entry, 1, 0)).toBe(3n);
			expect(bits(entry, 4, 2)).toBe(0n);
			expect(bit(entry, 5)).toBe(false);
			// Unprivileged access, inner shareable, not global, never executed by the privileged.
			expect([bit(entry, 6), bits(entry, 9, 8), bit(entry, 11), bit(entry, 53)]).toEqual([
				true,
				3n,
				true,
				true,
			]);
			expect([bits(entry, 50, 48), bit(entry, 52), bits(entry, 63, 55)]).toEqual([0n, false, 0n]);
			const readOnly = bit(entry, 7);
			return {
				frame: Number(bits(entry, 47, 12)),
				// HD: AP[2] with DBM is writable and clean.
				writable: !readOnly || bit(entry, 51),
				executable: !bit(entry, 54),
				dirty: !readOnly,
				accessed: bit(entry, 10),
			};
		},
		use: (entry, write) => (entry | 0x400n) & (write ? ~0x80n : ~0n),
	},
	'riscv-sv48': {
		table(entry) {
			// V; R, W, X clear make a pointer; U, G, A, D are reserved in one.
			expect(entry & ~0x003f_ffff_ffff_fc00n).toBe(1n);
			return Number(bits(entry, 53, 10));
		},
		leaf(entry) {
			// V, R, U; G, the software bits and everything from bit 54 on are clear.
			expect(entry & ~0x003f_ffff_ffff_fcccn).toBe(0x13n);
			return {
				frame: Number(bits(entry, 53, 10)),
				writable: bit(entry, 2),
				executable: bit(entry, 3),
				dirty: bit(entry, 7),
				accessed: bit(entry, 6),
			};
		},
		use: (entry, write) => entry | 0x40n | (write ? 0x80n : 0n),
	},
};

/** The address of the entry of `page` in the table at `frame`; level 4 is the top. */
function entryAddress(frame: number, level: number, page: number, topBits = 9): number {
	const index = BigInt(page) >> BigInt(9 * (level - 1));
	const width = level === 4 ? topBits : 9;
	return frame * 4096 + Number(index & ((1n << BigInt(width)) - 1n)) * 8;
}

export function walkFirstLevel(
	format: FirstLevelFormat,
	read: ReadEntry,
	root: number,
	page: number,
): FirstLevelWalk {
	let table = root;
	for (let level = 4; level > 1; level--) {
		const entry = read(entryAddress(table, level, page));
		if (!bit(entry, 0)) {
			expect(entry).toBe(0n);
			return { missing: level - 1 };
		}
		table = rules[format].table(entry);
	}
	const at = entryAddress(table, 1, page);
	const entry = read(at);
	return bit(entry, 0) ? { missing: 0, at, leaf: rules[format].leaf(entry) } : { missing: 0, at };
}

/** A leaf as hardware leaves it after a read or a write through it. */
export function usedLeaf(format: FirstLevelFormat, entry: bigint, write: boolean): bigint {
	return rules[format].use(entry, write);
}

/** Host frame that a guest page is translated to, readable and writable; undefined: nowhere. */
export function walkSecondLevel(
	format: SecondLevelFormat,
	read: ReadEntry,
	root: number,
	page: number,
): { frame: number; level: number } | undefined {
	if (format === 'riscv-sv48x4') expect(root % 4).toBe(0);
	const found = (frame: bigint, level: number) => {
		const below = level === 1 ? 0 : page % 512;
		expect(level === 1 || frame % 512n === 0n).toBe(true);
		return { frame: Number(frame) + below, level };
	};
	let table = root;
	for (let level = 4; level >= 1; level--) {
		const entry = read(entryAddress(table, level, page, format === 'riscv-sv48x4' ? 11 : 9));
		if (entry === 0n) return undefined;
		switch (format) {
			case 'vtd': {
				const large = bit(entry, 7);
				expect(entry & ~0x000f_ffff_ffff_f080n).toBe(3n);
				if (large) expect(level).toBe(2);
				if (level === 1 || large) return found(bits(entry, 51, 12), level);
				table = Number(bits(entry, 51, 12));
				break;
			}
			case 'aarch64': {
				const type = bits(entry, 1, 0);
				if (level > 1 && type === 3n) {
					expect(entry & ~0x0000_ffff_ffff_f003n).toBe(0n);
					table = Number(bits(entry, 47, 12));
					break;
				}
				expect([type, level]).toEqual(level === 1 ? [3n, 1] : [1n, 2]);
				// MemAttr write-back, S2AP read and write, inner shareable, AF; XN and DBM clear.
				expect([bits(entry, 5, 2), bits(entry, 7, 6), bits(entry, 9, 8)]).toEqual([15n, 3n, 3n]);
				expect([bit(entry, 10), bit(entry, 11), bits(entry, 63, 48)]).toEqual([true, false, 0n]);
				return found(bits(entry, 47, 12), level);
			}
			case 'amd-v1': {
				expect(bit(entry, 0)).toBe(true);
				expect(bits(entry, 62, 61)).toBe(3n);
				expect([bits(entry, 8, 1), bits(entry, 60, 52), bit(entry, 63)]).toEqual([0n, 0n, false]);
				const next = Number(bits(entry, 11, 9));
				if (next === 0) {
					expect(level).toBeLessThanOrEqual(2);
					return found(bits(entry, 51, 12), level);
				}
				expect(next).toBe(level - 1);
				table = Number(bits(entry, 51, 12));
				break;
			}
			case 'riscv-sv48x4': {
				expect(bits(entry, 63, 54)).toBe(0n);
				if (bits(entry, 3, 1) === 0n) {
					expect(entry & 0x3ffn).toBe(1n);
					table = Number(bits(entry, 53, 10));
					break;
				}
				// D, A, U, X, W, R, V.
				expect(entry & 0x3ffn).toBe(0xdfn);
				return found(bits(entry, 53, 10), level);
			}
		}
	}
	throw new Error(`a walk of ${format} that ends nowhere`);
}
