/**
 * How a walk of VMSAv8-64 tables ends, and the geometry that both stages share (Arm ARM, D8.2). The walkers
 * speak of tables only; the SMMU gives these its own event numbers.
 */
export const TableFault = {
	NONE: 0,
	/** Outside the range that the tables cover, or no valid descriptor. */
	TRANSLATION: 1,
	/** A descriptor outputs an address beyond the configured size. */
	ADDRESS_SIZE: 2,
	/** The leaf's access flag is clear. */
	ACCESS: 3,
	PERMISSION: 4,
	/** A descriptor lies where no memory is. */
	ABORT: 5,
} as const;

/** What the access was for that a second stage refused. */
export const FaultClass = { CONTEXT: 0, TABLE: 1, INPUT: 2 } as const;

/** log2 of the granule's bytes for a TG0 (and S2TG) field; 0 where it is reserved. */
export const GRANULE_OF_TG0: readonly number[] = [12, 16, 14, 0];
/** The same for TG1, which is encoded in another way. */
export const GRANULE_OF_TG1: readonly number[] = [0, 14, 12, 16];

/** Level of the first table of stage 1 for an input of `bits` bits. */
export function startLevel(bits: number, granule: number): number {
	return 4 - Math.ceil((bits - granule) / (granule - 3));
}

/** log2 of the pages of 4 KiB that one entry at a level maps. */
export function entryShift(level: number, granule: number): number {
	return granule - 12 + (granule - 3) * (3 - level);
}

/** Whether a level may hold blocks, with 48-bit addresses. */
export function blocksAt(level: number, granule: number): boolean {
	return level === 2 || (level === 1 && granule === 12);
}
