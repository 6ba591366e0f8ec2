import * as grpc from '@grpc/grpc-js';
import { type ErrorCode, FaultlineError } from '../../base/errors.js';
import { ERROR_CODE_TRAILER } from '../../wire/control-definition.js';

/** The gRPC status that goes with each stable code where the code alone decides it. */
const STATUS: Partial<Record<ErrorCode, grpc.status>> = {
	UNKNOWN_GUEST: grpc.status.NOT_FOUND,
	UNKNOWN_DEVICE: grpc.status.NOT_FOUND,
	UNKNOWN_DRIVER: grpc.status.NOT_FOUND,
	DRIVER_MISMATCH: grpc.status.FAILED_PRECONDITION,
	DEVICE_BUSY: grpc.status.FAILED_PRECONDITION,
	DEVICE_TAKEN: grpc.status.FAILED_PRECONDITION,
	NOT_ASSIGNED: grpc.status.FAILED_PRECONDITION,
	ACCESS_DENIED: grpc.status.PERMISSION_DENIED,
	NO_AGENT: grpc.status.FAILED_PRECONDITION,
	CANNOT_INJECT: grpc.status.FAILED_PRECONDITION,
	WORKLOAD: grpc.status.INVALID_ARGUMENT,
	RESOURCE_EXHAUSTED: grpc.status.RESOURCE_EXHAUSTED,
	TIMEOUT: grpc.status.DEADLINE_EXCEEDED,
	UNAVAILABLE: grpc.status.UNAVAILABLE,
};

/** An error as the status of a call: its message, and its stable code in a trailer. */
export function toStatus(thrown: unknown): grpc.StatusObject {
	const error = FaultlineError.from(thrown);
	const metadata = new grpc.Metadata();
	metadata.set(ERROR_CODE_TRAILER, error.code);
	return { code: STATUS[error.code] ?? grpc.status.INTERNAL, details: error.message, metadata };
}
