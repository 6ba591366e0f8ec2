import { grpc } from './generated/health.js';
import './long-free.js';

/**
 * The standard health service for grpc-js: paths and codecs, shared by those who serve it and by the command
 * that asks. The generated code stands in for the one that grpc-health-check makes when it is loaded, with
 * a parser of proto files (some 60 ms of each start).
 */

const { HealthCheckRequest, HealthCheckResponse, HealthListRequest, HealthListResponse } =
	grpc.health.v1;

export const { ServingStatus } = HealthCheckResponse;
export type ServingStatus = grpc.health.v1.HealthCheckResponse.ServingStatus;

interface MessageType<Input, Output> {
	encode(message: Input): { finish(): Uint8Array };
	decode(bytes: Uint8Array): Output;
}

function method<RequestInput, Request, ResponseInput, Response>(
	name: string,
	request: MessageType<RequestInput, Request>,
	response: MessageType<ResponseInput, Response>,
	responseStream: boolean,
) {
	return {
		path: `/grpc.health.v1.Health/${name}`,
		requestStream: false as const,
		responseStream,
		// protobufjs hands out Buffers on Node, which is what grpc-js needs.
		requestSerialize: (message: RequestInput) => request.encode(message).finish() as Buffer,
		requestDeserialize: (bytes: Buffer) => request.decode(bytes),
		responseSerialize: (message: ResponseInput) => response.encode(message).finish() as Buffer,
		responseDeserialize: (bytes: Buffer) => response.decode(bytes),
	};
}

export const healthDefinition = {
	check: method('Check', HealthCheckRequest, HealthCheckResponse, false),
	watch: method('Watch', HealthCheckRequest, HealthCheckResponse, true),
	list: method('List', HealthListRequest, HealthListResponse, false),
};
