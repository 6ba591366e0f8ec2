/** Small address spaces of each kind, in the structures of a `VtdBench`, for PASID 1. */

import type { VtdBench } from './vtd-bench.js';
import { type PasidFields, q } from './vtd-tables.js';

export const READ = 1;
export const WRITE = 2;
export const EXEC = 4;
export const PRIV = 8;

/** The page that they map; its table indices differ from level to level. */
export const PAGE = 0x0_1234_5678n;
/** A frame beyond the bench's memory, within the host address width. */
export const OUTSIDE = 0x5000;
/** An address bit above the host address width of 46 bits. */
export const WIDE = 1n << 46n;

/** A first-level table with one page; returns the top table. */
export function first(
	bench: VtdBench,
	leaf: bigint,
	fields: Partial<PasidFields> = {},
	upper = 0x7n,
	leafLevel = 1,
): number {
	const root = bench.tables.frame();
	bench.tables.mapFirst(root, PAGE, leaf, upper, leafLevel);
	bench.pasid(1, { pgtt: 1, first: root, wpe: true, nxe: true, ere: true, sre: true, ...fields });
	return root;
}

/** A second-level table with one page. */
export function second(
	bench: VtdBench,
	leaf: bigint,
	fields: Partial<PasidFields> = {},
	upper = 0x3n,
	leafLevel = 1,
): number {
	const root = bench.tables.frame();
	bench.tables.mapSecond(root, PAGE, leaf, upper, leafLevel);
	bench.pasid(1, { pgtt: 2, second: root, ere: true, sre: true, ...fields });
	return root;
}

/**
 * Nested tables: guest frame g is held in host frame g + 1000, for the guest frames 0 to 63. The first
 * level's top is guest frame 1, and 2, 3, 4 below it; it maps PAGE to guest frame 9. `leaves` replaces
 * second-level leaves.
 */
export function nested(
	bench: VtdBench,
	leaves: Record<number, bigint> = {},
	fields: Partial<PasidFields> = {},
	firstLeaf = q(9) | 0x7n,
): void {
	const root = bench.tables.frame();
	for (let guest = 0; guest < 64; guest++)
		bench.tables.mapSecond(
			root,
			BigInt(guest),
			leaves[guest] ?? q(1000 + guest) | 3n,
			0x3n,
			1,
			(fields.width ?? 2) + 2,
		);
	const entry = (table: number, level: number, value: bigint) => {
		const index = Number((PAGE >> BigInt(9 * (level - 1))) & 511n);
		const at = (1000 + table) * 4096 + index * 8;
		bench.memory.write32(at, Number(value & 0xffff_ffffn));
		bench.memory.write32(at + 4, Number(value >> 32n));
	};
	entry(1, 4, q(2) | 7n);
	entry(2, 3, q(3) | 7n);
	entry(3, 2, q(4) | 7n);
	entry(4, 1, firstLeaf);
	bench.pasid(1, { pgtt: 3, first: 1, second: root, wpe: true, ...fields });
}
