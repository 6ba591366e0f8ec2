/**
 * The stable codes of everything that can be refused or go wrong: the names of `ErrorCode` in
 * proto/faultline/v1/types.proto, in the order of its numbers. Programs branch on them; docs/errors.md tells each one's story.
 */
export const ERROR_CODES = [
	'INTERNAL',
	'MALFORMED_MESSAGE',
	'COLUMN_LENGTH',
	'OUT_OF_ORDER',
	'PROTOCOL_VERSION',
	'UNKNOWN_GUEST',
	'UNKNOWN_DEVICE',
	'NOT_ASSIGNED',
	'DEVICE_TAKEN',
	'DEVICE_BUSY',
	'UNKNOWN_GROUP',
	'DUPLICATE_RESPONSE',
	'LATE_RESPONSE',
	'REVOKED_GROUP',
	'FOREIGN_GROUP',
	'BAD_RESPONSE_CODE',
	'UNKNOWN_SPACE',
	'PASID_UNAVAILABLE',
	'BAD_PAGE',
	'BAD_FRAME',
	'FRAME_IN_USE',
	'PAGE_MAPPED',
	'PAGE_NOT_MAPPED',
	'BAD_PERMISSION',
	'RESOURCE_EXHAUSTED',
	'MESSAGE_TOO_LARGE',
	'UNMAPPED_ADDRESS',
	'ACCESS_DENIED',
	'PAGER_READ',
	'PAGER_WRITE',
	'CONFIG',
	'ADDRESS',
	'INSECURE',
	'UNAVAILABLE',
	'HEARTBEAT_LOST',
	'WORKLOAD',
	'DEVICE_ERROR',
	'LIVELOCK',
	'TIMEOUT',
	'TRACE_FORMAT',
	'NO_AGENT',
	'UNKNOWN_DRIVER',
	'DRIVER_MISMATCH',
	'CANNOT_INJECT',
	'SESSION_UNKNOWN',
	'SESSION_TAKEN',
	'DRAINING',
	'SLOW_CONSUMER',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * The one class of errors that Faultline throws or hands to a callback. `code` is stable; `message` says
 * what was wrong, where, the value seen and what would be right.
 */
export class FaultlineError extends Error {
	override readonly name = 'FaultlineError';
	readonly code: ErrorCode;
	/** Whether the same would fail for ever, where the code alone does not say so. */
	readonly permanent: boolean;

	constructor(
		code: ErrorCode,
		message: string,
		options?: { cause?: unknown; permanent?: boolean },
	) {
		super(message, options);
		this.code = code;
		this.permanent = options?.permanent === true;
	}

	/** Whatever was thrown, as a FaultlineError: itself, or INTERNAL (or `code`) with the cause kept. */
	static from(thrown: unknown, code: ErrorCode = 'INTERNAL'): FaultlineError {
		if (thrown instanceof FaultlineError) return thrown;
		const message = thrown instanceof Error ? thrown.message : String(thrown);
		return new FaultlineError(code, message, { cause: thrown });
	}
}
