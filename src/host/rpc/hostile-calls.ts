import * as grpc from '@grpc/grpc-js';
import { FaultlineError } from '../../base/errors.js';
import { toStatus } from './status.js';

/**
 * What grpc-js lets a peer do that this host has no use for and that costs memory: it inflates compressed
 * messages, some thousand bytes to the largest that the server takes, for as many calls at a time as there are;
 * and it collects a message of that size before anybody looks at it, for every call of the server, because one of
 * them takes large ones.
 *
 * grpc-js has no options for either. Its call holds both in fields that its typings call private; without those
 * fields everything works with the wider bounds, and tests tell when that becomes so.
 */
interface CallFields {
	readonly incomingEncoding?: string;
	readonly decoder?: { maxReadMessageLength?: number };
}

/** Refuses compressed calls with UNIMPLEMENTED, as gRPC wants it of servers that do not inflate. */
export function refuseCompression(refused: () => void): grpc.ServerInterceptor {
	return (_method, call) => {
		const { incomingEncoding = 'identity' } = call as CallFields;
		if (incomingEncoding === 'identity') return call as grpc.ServerInterceptingCall;
		refused();
		const message = `${incomingEncoding}: this host takes no compressed messages`;
		const status = {
			...toStatus(new FaultlineError('MALFORMED_MESSAGE', message)),
			code: grpc.status.UNIMPLEMENTED,
		};
		return new grpc.ServerInterceptingCall(call, { start: () => call.sendStatus(status) });
	};
}

/** Takes no message above `bytes` in calls of the method `path`; the call ends with RESOURCE_EXHAUSTED. */
export function boundMessages(path: string, bytes: number): grpc.ServerInterceptor {
	return (method, call) => {
		const { decoder } = call as CallFields;
		if (method.path === path && decoder?.maxReadMessageLength !== undefined)
			decoder.maxReadMessageLength = Math.min(decoder.maxReadMessageLength, bytes);
		return call as grpc.ServerInterceptingCall;
	};
}
