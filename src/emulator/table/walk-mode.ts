/** How walks are done; bits of the argument `mode`. */
export const WalkMode = {
	/** Supervisor request; otherwise user. */
	SUPERVISOR: 0x01,
	/** Write protection holds for supervisors too (WPE). */
	WRITE_PROTECT: 0x02,
	/** Bit 63 denies execution (NXE); otherwise it is reserved. */
	NO_EXECUTE: 0x04,
	/** Supervisors may not execute from user pages (SMEP). */
	SMEP: 0x08,
	/** Bit 10 is set in every entry used (EAFE). */
	EXTENDED_ACCESSED: 0x10,
	/** Table addresses and the result go through the second level. */
	NESTED: 0x20,
} as const;
