/**
 * Names of the table formats that IOMMUs walk. A driver says which it needs; whoever owns an address space
 * or a domain keeps one table for each that its devices need, all with the same pages.
 */

/**
 * Stage 1, in the guest's memory, four levels over 4 KiB pages:
 *
 *      x86-64      VT-d first stage, AMD-Vi v2
 *      aarch64     VMSAv8-64 stage 1, granule 4 KiB, 48 bits (T0SZ 16)
 *      riscv-sv48  Sv48
 */
export type FirstLevelFormat = 'x86-64' | 'aarch64' | 'riscv-sv48';

/**
 * Stage 2, in the host's memory, four levels:
 *
 *      vtd           VT-d second stage
 *      aarch64       VMSAv8-64 stage 2, granule 4 KiB, 48 bits (S2T0SZ 16, S2SL0 2)
 *      amd-v1        AMD-Vi host tables (Mode 4)
 *      riscv-sv48x4  Sv48x4: a top table of four frames, 50 bits
 */
export type SecondLevelFormat = 'vtd' | 'aarch64' | 'amd-v1' | 'riscv-sv48x4';

/**
 * Pages below this can be mapped in a first-level table of any format: 47 bits of address, the lower
 * half where the upper bits are a sign (x86-64, Sv48). aarch64 could hold twice as many.
 */
export const FIRST_LEVEL_PAGES = 2 ** 35;

/** What a mapping allows; READ always does. The numbers of `MapFlag` in relay.proto. */
export const MapPermission = { READ: 1, WRITE: 2, EXEC: 4 } as const;

/** What became of `map`. */
export const EditResult = {
	/** A free entry is present now. */
	MAPPED: 0,
	/** The page had this frame already; the permissions are as asked, never less than before. */
	UPDATED: 1,
	/** The page has another frame, or more permissions than asked, or is being unmapped. */
	CONFLICT: 2,
	/** There is no frame for a table that is missing. */
	NO_TABLE: 3,
	/** As UPDATED, but caches may go on to refuse what is allowed now: the page is to be invalidated. */
	GAINED: 4,
} as const;
export type EditResult = (typeof EditResult)[keyof typeof EditResult];
