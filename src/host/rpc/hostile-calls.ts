import { constants } from 'node:http2';
import * as grpc from '@grpc/grpc-js';
import { FaultlineError } from '../../base/errors.js';
import { boundMessage, encodingOf, streamOf } from './grpc-call.js';
import { toStatus } from './status.js';

/**
 * What grpc-js lets a peer do that this host has no use for and that costs memory: it inflates compressed
 * messages, some thousand bytes to the largest that the server takes, for as many calls at a time as there are;
 * and it collects a message of that size before anybody looks at it, for every call of the server, because one of
 * them takes large ones. And it leaves a call whose status is sent to its peer to end: one that does not keeps
 * the call's stream. It has no options for these.
 */

/** How long a peer may go on with a call that is over, in milliseconds. */
const GO_ON_MS = 5000;

/** Cuts a call off that is over for the host and that its peer does not end. */
export function endInTime(): grpc.ServerInterceptor {
	return (_method, call) => {
		const send = call.sendStatus.bind(call);
		call.sendStatus = (status) => {
			send(status);
			const stream = streamOf(call);
			if (stream === undefined || stream.closed) return;
			const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), GO_ON_MS);
			timer.unref();
			stream.once('close', () => clearTimeout(timer));
		};
		return call as grpc.ServerInterceptingCall;
	};
}

/** Refuses compressed calls with UNIMPLEMENTED, as gRPC wants it of servers that do not inflate. */
export function refuseCompression(refused: () => void): grpc.ServerInterceptor {
	return (_method, call) => {
		const encoding = encodingOf(call);
		if (encoding === 'identity') return call as grpc.ServerInterceptingCall;
		refused();
		const message = `${encoding}: this host takes no compressed messages`;
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
		if (method.path === path) boundMessage(call, bytes);
		return call as grpc.ServerInterceptingCall;
	};
}
