import { ERROR_CODES, type ErrorCode } from '../../../base/errors.js';

const numberOf = (code: ErrorCode): number => ERROR_CODES.indexOf(code) + 1;

/**
 * What became of a row of a map or unmap batch, as an integer for the hot path: 0, or the number that
 * the code of the same name has in `ErrorCode` of types.proto.
 */
export const MapOutcome = {
	OK: 0,
	/** The space is being destroyed, or is gone. */
	UNKNOWN_SPACE: numberOf('UNKNOWN_SPACE'),
	/** Beyond what the first level translates. */
	BAD_PAGE: numberOf('BAD_PAGE'),
	/** Outside the frames of the session. */
	BAD_FRAME: numberOf('BAD_FRAME'),
	/** The frame is mapped (for `fill` and `zero`), or an unmapping of it is not complete. */
	FRAME_IN_USE: numberOf('FRAME_IN_USE'),
	/** The page has another frame or more permissions, or its unmapping is not complete. */
	PAGE_MAPPED: numberOf('PAGE_MAPPED'),
	PAGE_NOT_MAPPED: numberOf('PAGE_NOT_MAPPED'),
	/** No MAP_READ, or bits that are not defined. */
	BAD_PERMISSION: numberOf('BAD_PERMISSION'),
	/** No frame for a table, or too many unmaps under way. */
	RESOURCE_EXHAUSTED: numberOf('RESOURCE_EXHAUSTED'),
} as const;
export type MapOutcome = (typeof MapOutcome)[keyof typeof MapOutcome];

/** How one unmap request ended; rows are indices into its pages. */
export interface UnmapOutcome {
	/** Rows that changed nothing, ascending, and why: BAD_PAGE or PAGE_NOT_MAPPED. */
	readonly refusedRows: readonly number[];
	readonly refusedCodes: readonly MapOutcome[];
	/** Rows whose page a device wrote to, ascending, and the frames that hold what it wrote. */
	readonly dirtyRows: readonly number[];
	readonly dirtyFrames: readonly number[];
}
