import type { ServerHttp2Stream } from 'node:http2';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';

/**
 * What the host needs of grpc-js's calls and grpc-js does not promise: fields that its typings call private. All of
 * them stand here. Without a field its user does without what it is for, and a test tells when that becomes so.
 */
interface CallFields {
	readonly stream?: ServerHttp2Stream;
	readonly incomingEncoding?: string;
	readonly decoder?: { maxReadMessageLength?: number };
}

/** The HTTP/2 stream of a call. */
export function streamOf(call: ServerInterceptingCallInterface): ServerHttp2Stream | undefined {
	return (call as CallFields).stream;
}

/** How the messages that come with a call are compressed; `identity`: they are not. */
export function encodingOf(call: ServerInterceptingCallInterface): string {
	return (call as CallFields).incomingEncoding ?? 'identity';
}

/** Lowers the size of the largest message that comes with a call and is collected. */
export function boundMessage(call: ServerInterceptingCallInterface, bytes: number): void {
	const { decoder } = call as CallFields;
	if (decoder?.maxReadMessageLength === undefined) return;
	decoder.maxReadMessageLength = Math.min(decoder.maxReadMessageLength, bytes);
}
