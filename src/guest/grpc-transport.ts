import type { ChannelCredentials, ClientDuplexStream, StatusObject } from '@grpc/grpc-js';
import { Client, status } from '@grpc/grpc-js';
import { connectTarget, parseAddress } from '../base/address.js';
import type { ErrorCode } from '../base/errors.js';
import { type Channel, channelTo, type Security } from '../wire/channel.js';
import { connectionFailure } from '../wire/connection-failure.js';
import { clientOptions } from '../wire/grpc-options.js';
import { relayDefinition } from '../wire/relay-definition.js';
import type { CloseReason, Transport, TransportEvents } from '../wire/transport.js';
import { MAX_MESSAGE_BYTES } from '../wire/validate.js';

export interface ConnectGrpcOptions extends Security {
	/** Credentials of the channel as grpc-js has them, in place of `tls`. */
	readonly credentials?: ChannelCredentials;
}

/**
 * A connection to a host's relay service over gRPC. `address` is "host:port" ("[::1]:7700" for IPv6) or
 * "unix:/path". Nothing is sent before `open`; a connection that cannot be made ends with UNAVAILABLE.
 *
 * Throws FaultlineError ADDRESS for an address of another form, and INSECURE for plaintext beyond loopback
 * and Unix sockets that was not asked for by `insecure`.
 */
export function connectGrpc(address: string, options: ConnectGrpcOptions = {}): Transport {
	const { credentials } = options;
	if (credentials === undefined) return new GrpcTransport(channelTo(address, options));
	const target = connectTarget(parseAddress(address), address);
	return new GrpcTransport({ target, credentials, options: {} });
}

/**
 * Messages that are taken, in bytes. A host packs messages by an estimate of their size, and sends what does
 * not fit alone, so a message may be somewhat larger than the host's bound.
 */
const RECEIVE_BYTES = MAX_MESSAGE_BYTES + 1024 * 1024;

/** One call of Attach. The reader is attached in the turn in which the call begins. */
class GrpcTransport implements Transport {
	readonly peer: string;
	readonly #client: Client;
	#call: ClientDuplexStream<Buffer, Buffer> | undefined;
	#events: TransportEvents | undefined;
	#ended = false;
	#over = false;
	#writable = true;

	constructor({ target, credentials, options }: Channel) {
		this.peer = target;
		this.#client = new Client(target, credentials, { ...clientOptions(RECEIVE_BYTES), ...options });
	}

	get writable(): boolean {
		return this.#writable || this.#ended || this.#over;
	}

	open(events: TransportEvents): void {
		if (this.#events !== undefined) throw new Error(`${this.peer}: open was called before`);
		this.#events = events;
		const { path, requestSerialize, responseDeserialize } = relayDefinition.attach;
		const call = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
		this.#call = call;
		call.on('data', (message: Buffer) => {
			if (!this.#over) events.onMessage(message);
		});
		call.on('drain', () => {
			this.#writable = true;
			if (!this.#over) events.onDrain();
		});
		// The status tells why the call ended; without a listener an error would end the process.
		call.on('error', () => {});
		call.on('status', (result: StatusObject) => this.#finish(result));
	}

	send(message: Uint8Array): boolean {
		if (this.#call === undefined || this.#ended || this.#over) return true;
		this.#writable = this.#call.write(asBuffer(message));
		return this.#writable;
	}

	pause(): void {
		if (!this.#over) this.#call?.pause();
	}

	resume(): void {
		this.#call?.resume();
	}

	close(reason?: CloseReason): void {
		if (this.#over) return;
		if (this.#call === undefined) {
			this.#over = true;
			this.#client.close();
			return;
		}
		this.#call.resume();
		// A reason means that something is wrong: the other side may never end its half.
		if (reason !== undefined || this.#ended) this.#call.cancel();
		else this.#call.end();
		this.#ended = true;
	}

	#finish(result: StatusObject): void {
		if (this.#over) return;
		this.#over = true;
		this.#client.close();
		this.#events?.onClose(closeReason(result, this.peer));
	}
}

function asBuffer(message: Uint8Array): Buffer {
	if (Buffer.isBuffer(message)) return message;
	return Buffer.from(message.buffer, message.byteOffset, message.byteLength);
}

function closeReason(result: StatusObject, peer: string): CloseReason | undefined {
	if (result.code === status.OK) return undefined;
	return { code: codeOf(result), message: `${peer}: ${connectionFailure(result.details)}` };
}

/** The stable code of a gRPC status. A connection that broke is UNAVAILABLE, whatever it broke with. */
function codeOf({ code, details }: StatusObject): ErrorCode {
	switch (code) {
		case status.UNIMPLEMENTED:
			return 'PROTOCOL_VERSION';
		case status.UNAUTHENTICATED:
		case status.PERMISSION_DENIED:
			return 'ACCESS_DENIED';
		case status.DEADLINE_EXCEEDED:
			return 'TIMEOUT';
		case status.RESOURCE_EXHAUSTED:
			return /larger than max/i.test(details) ? 'MESSAGE_TOO_LARGE' : 'RESOURCE_EXHAUSTED';
		case status.INVALID_ARGUMENT:
			return 'MALFORMED_MESSAGE';
		default:
			return 'UNAVAILABLE';
	}
}
