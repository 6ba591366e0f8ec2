/** Columns of a FaultBatch, as far as an address space needs them. */
export interface FaultRows {
	readonly group: Float64Array;
	readonly page: Float64Array;
	/** FaultFlag bits. */
	readonly flags: Uint32Array;
}

/** The access bits of a fault's flags, equal to Permission. A supervisor access counts as a user's. */
export const ACCESS = 7;
