/**
 * Why a page walk ended without a translation. The walkers speak of tables only; each IOMMU gives these
 * its own fault codes.
 */
export const WalkFault = {
	NONE: 0,
	/** First level: the top table, or a table below it, lies outside the memory. */
	FIRST_TOP_UNREADABLE: 1,
	FIRST_UNREADABLE: 2,
	FIRST_NOT_PRESENT: 3,
	FIRST_RESERVED: 4,
	/** A user request met a supervisor entry. */
	FIRST_USER: 5,
	FIRST_WRITE: 6,
	FIRST_EXECUTE: 7,
	/** Nested: a first-level table's address is wider than the second level. */
	TABLE_WIDTH: 8,
	/** Nested: the second level denies reading the top table, or one below it. */
	TOP_DENIED: 9,
	TABLE_DENIED: 10,
	/** Nested: the second level denies writing accessed or dirty bits. */
	UPDATE_DENIED: 11,
	/** Second level: the input is wider than the table covers. */
	SECOND_WIDTH: 12,
	SECOND_TOP_UNREADABLE: 13,
	SECOND_UNREADABLE: 14,
	/** Neither readable nor writable. */
	SECOND_NOT_PRESENT: 15,
	SECOND_RESERVED: 16,
	SECOND_READ: 17,
	SECOND_WRITE: 18,
} as const;

/** Bits of an entry's upper word that must be 0: address bits from the host width up to 51. */
export function reservedHigh(hostAddressWidth: number): number {
	return 0x000f_ffff & ~(2 ** (hostAddressWidth - 32) - 1);
}
