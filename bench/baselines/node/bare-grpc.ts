/**
 * The gRPC of the product with nothing of the product on it: one bidirectional method whose messages pass as
 * bytes, and the channel options that src/guest/grpc-transport.ts and src/host/rpc/server.ts set. Keep the
 * options equal to theirs, or a comparison measures the options.
 */
import * as grpc from '@grpc/grpc-js';

const MIB = 1024 * 1024;

const CLIENT_OPTIONS = {
	'grpc.per_rpc_retry_buffer_size': 0,
	'grpc.max_receive_message_length': 5 * MIB,
	'grpc.max_send_message_length': -1,
	'grpc.keepalive_time_ms': 30_000,
	'grpc.keepalive_timeout_ms': 10_000,
	'grpc.keepalive_permit_without_calls': 1,
	'grpc-node.flow_control_window': MIB,
	'grpc.use_local_subchannel_pool': 1,
	'grpc.enable_http_proxy': 0,
};

const SERVER_OPTIONS = {
	'grpc.max_receive_message_length': 8 * MIB,
	'grpc.keepalive_time_ms': 30_000,
	'grpc.keepalive_timeout_ms': 10_000,
};

const identity = (bytes: Buffer): Buffer => bytes;

const ATTACH = {
	path: '/faultline.bench.BareRelay/Attach',
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
): Promise<{ server: grpc.Server; port: number }> {
	const server = new grpc.Server(SERVER_OPTIONS);
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
export function attach(port: number, onEnd: (status: grpc.StatusObject) => void): AgentCall {
	const client = new grpc.Client(
		`127.0.0.1:${port}`,
		grpc.credentials.createInsecure(),
		CLIENT_OPTIONS,
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

/** Messages of a fixed length that begin with their number, used in turn: no memory is taken per message. */
export class MessageRing {
	readonly #messages: Buffer[];

	/** `window` messages: number n may be sent again once n - window was answered. */
	constructor(window: number, bytes: number) {
		this.#messages = Array.from({ length: window }, () => Buffer.alloc(bytes, 0x5a));
	}

	take(number: number): Buffer {
		const message = this.#messages[number % this.#messages.length]!;
		message.writeUInt32LE(number, 0);
		return message;
	}
}

/** Throws unless `message` is number `number` of its direction, in its whole length. */
export function checkMessage(message: Buffer, number: number, bytes: number): void {
	if (message.length !== bytes || message.readUInt32LE(0) !== number || message[bytes - 1] !== 0x5a)
		throw new Error(
			`message ${number} of ${bytes} bytes was due; one of ${message.length} bytes came`,
		);
}
