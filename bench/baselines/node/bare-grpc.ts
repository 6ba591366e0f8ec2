/**
 * gRPC with nothing of the product on it: one bidirectional method whose messages pass as bytes. The options of
 * channel and server are the product's, or, with `plain`, none but the size of a message.
 */
import * as grpc from '@grpc/grpc-js';
import { wideReceiveWindow } from '../../../src/host/rpc/flow-control.js';
import { clientOptions, serverOptions } from '../../../src/wire/grpc-options.js';

const ATTACH_PATH = '/faultline.bench.BareRelay/Attach';
/** Largest message that either side takes. */
const RECEIVE_BYTES = 8 * 1024 * 1024;
const PLAIN = { 'grpc.max_receive_message_length': RECEIVE_BYTES };

const identity = (bytes: Buffer): Buffer => bytes;

const ATTACH = {
	path: ATTACH_PATH,
	requestStream: true,
	responseStream: true,
	requestSerialize: identity,
	requestDeserialize: identity,
	responseSerialize: identity,
	responseDeserialize: identity,
};

export type HostCall = grpc.ServerDuplexStream<Buffer, Buffer>;
export type AgentCall = grpc.ClientDuplexStream<Buffer, Buffer>;

/** Serves on a free port of 127.0.0.1. */
export async function serve(
	attach: (call: HostCall) => void,
	plain = false,
): Promise<{ server: grpc.Server; port: number }> {
	const server = new grpc.Server(
		plain
			? PLAIN
			: { ...serverOptions(RECEIVE_BYTES), interceptors: [wideReceiveWindow(ATTACH_PATH)] },
	);
	server.addService({ attach: ATTACH }, { attach });
	const port = await new Promise<number>((resolve, reject) => {
		server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => {
			if (error === null) resolve(bound);
			else reject(error);
		});
	});
	return { server, port };
}

/** Opens the call; attach a reader in the same turn. `onEnd` has the status once the call is over. */
export function attach(
	port: number,
	onEnd: (status: grpc.StatusObject) => void,
	plain = false,
): AgentCall {
	const client = new grpc.Client(
		`127.0.0.1:${port}`,
		grpc.credentials.createInsecure(),
		plain ? PLAIN : clientOptions(RECEIVE_BYTES),
	);
	const { path, requestSerialize, responseDeserialize } = ATTACH;
	const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
	// The status says the same; without a listener an error would end the process.
	call.on('error', () => {});
	call.on('status', (status: grpc.StatusObject) => {
		client.close();
		onEnd(status);
	});
	return call;
}
