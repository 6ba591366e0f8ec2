/** A nested stream on the bench: guest page g is held in host frame g + 1000, for the guest pages 0 to 63. */

import { PCI, type SmmuV3Bench } from './smmuv3-bench.js';
import {
	type CdFields,
	cdWords,
	LEAF1,
	LEAF2,
	q,
	type SteFields,
	write64,
} from './smmuv3-tables.js';

/** The page that stage 1 maps to guest page 9; the tables are guest pages 1 to 4, the context descriptor 5. */
export const NESTED_PAGE = 0x1_2345_678a;
export const host = (guest: number): number => guest + 1000;
/** Leaf descriptor of stage 2 for a guest page. */
export const plain = (guest: number): bigint => q(host(guest)) | LEAF2;

export interface Nested {
	/** First table of stage 2. */
	second: bigint;
	/** Byte address of the stage 2 leaf of a guest page. */
	leafOf: (guest: number) => number;
	/** Byte address of the stage 1 leaf. */
	leaf: number;
}

/** `leaves` replaces stage 2 leaves; 0n: none. */
export function nested(
	bench: SmmuV3Bench,
	leaves: Record<number, bigint> = {},
	ste: Partial<SteFields> = {},
	cd: CdFields = {},
	leaf1 = q(9) | LEAF1,
	stream = PCI,
): Nested {
	const second = q(bench.tables.frame());
	const at: number[] = [];
	for (let guest = 0; guest < 64; guest++)
		at.push(bench.tables.map(second, q(guest), leaves[guest] ?? plain(guest)));
	const words = cdWords({ ttb0: q(1), ...cd });
	for (let i = 0; i < 3; i++) write64(bench.memory, host(5) * 4096 + i * 8, words[i]!);
	const guests = [2n, 3n, 4n];
	const leaf = bench.tables.map(q(1), BigInt(NESTED_PAGE) << 12n, leaf1, {
		host: (address) => address + q(1000),
		table: () => q(guests.shift()!),
	});
	bench.ste(stream, { config: 7, context: q(5), table: second, ...ste });
	return { second, leafOf: (guest) => at[guest]!, leaf };
}
