import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { onTestFinished } from 'vitest';
import type { TlsPaths } from '../../src/wire/tls-files.js';

export const ATTACH = '/faultline.v1.RelayService/Attach';

/** gRPC's frame around a message; `length` and `compressed` may lie. */
export function frame(message: Uint8Array, { length = message.length, compressed = false } = {}) {
	const head = Buffer.alloc(5);
	head.writeUInt8(compressed ? 1 : 0, 0);
	head.writeUInt32BE(length, 1);
	return Buffer.concat([head, message]);
}

/** HTTP/2 by hand, with a certificate that is in order: does what no gRPC library would. */
export class HostileConnection {
	readonly session: ClientHttp2Session;
	readonly closed: Promise<void>;

	/** `window`: bytes of each stream that it lets the host send; 0: none ever. */
	constructor(address: string, tls: TlsPaths, window = 65_535) {
		const read = (path: string) => readFileSync(path);
		this.session = connect(`https://${address}`, {
			...{ ca: read(tls.ca), cert: read(tls.cert), key: read(tls.key) },
			settings: { initialWindowSize: window, enablePush: false },
			servername: 'localhost',
			maxSendHeaderBlockLength: 64 * 1024 ** 2,
		});
		this.session.on('error', () => {});
		this.closed = new Promise((resolve) => this.session.once('close', resolve));
		onTestFinished(() => this.session.destroy());
	}

	/** Opens a call. Nothing is sent with it. */
	call(path = ATTACH, headers: Record<string, string> = {}): HostileCall {
		const stream = this.session.request({
			[constants.HTTP2_HEADER_METHOD]: 'POST',
			[constants.HTTP2_HEADER_PATH]: path,
			[constants.HTTP2_HEADER_TE]: 'trailers',
			[constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc+proto',
			...headers,
		});
		return new HostileCall(stream);
	}
}

export class HostileCall {
	readonly stream: ClientHttp2Stream;
	/** The gRPC status, once it is known, or the code that the stream was reset with. */
	readonly ended: Promise<string>;
	readonly closed: Promise<void>;
	/** The same as `ended`, or that a message came before. */
	readonly answered: Promise<string>;

	constructor(stream: ClientHttp2Stream) {
		this.stream = stream;
		stream.on('error', () => {});
		this.ended = new Promise((resolve) => {
			const status = (headers: Record<string, unknown>) => {
				if (headers['grpc-status'] !== undefined) resolve(`status ${headers['grpc-status']}`);
			};
			stream.on('response', status);
			stream.on('trailers', status);
			stream.on('close', () => resolve(`reset ${stream.rstCode}`));
		});
		const message = new Promise<string>((resolve) => {
			stream.once('data', () => resolve('message'));
			stream.pause();
		});
		this.closed = new Promise((resolve) => stream.once('close', resolve));
		this.answered = Promise.race([message, this.ended]);
	}

	/** Reads what comes and forgets it. */
	drain(): this {
		this.stream.resume();
		return this;
	}

	write(bytes: Uint8Array): this {
		this.stream.write(bytes);
		return this;
	}
}
