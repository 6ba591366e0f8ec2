/**
 * Why a walk of AMD tables, host (v1) or guest (v2), ended without a translation. The walkers speak of tables
 * only; the IOMMU gives these its own event codes.
 */
export const AmdFault = {
	NONE: 0,
	/** No entry there, or the address is wider than the table covers. */
	NOT_PRESENT: 1,
	/** Reserved bits are set in a present entry. */
	RESERVED: 2,
	/** A present host entry names a level or a page size that cannot follow, or skipped address bits are set. */
	LEVEL: 3,
	/** The entries so far do not grant what is wanted. */
	PERMISSION: 4,
	/** A table lies outside the memory; the walker's `faultPage` and `faultWord` name the entry. */
	UNREADABLE: 5,
} as const;
