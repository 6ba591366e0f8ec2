import type { Http2Session } from 'node:http2';
import type { ServerInterceptingCall, ServerInterceptor } from '@grpc/grpc-js';
import { streamOf } from './grpc-call.js';

/**
 * How many bytes an agent may send ahead of the host's reading, for each connection. HTTP/2's own 64 KiB
 * are 16 pages: the agent then waits for the host's permission at each of them, and a bare stream of page
 * contents does 100,000 pages/s, where with 1 MiB it does 250,000 (4 MiB gave no more).
 *
 * It is also what the host may have to hold of a connection besides the message that it is taking in.
 */
export const RECEIVE_WINDOW_BYTES = 1024 * 1024;

/**
 * Widens HTTP/2's receive window of each connection that brings a call of the method `path`, before its first
 * message.
 *
 * grpc-js has an option for it at the client (`grpc-node.flow_control_window`) and none at the server, so
 * this asks the connection itself, by methods that Node documents.
 */
export function wideReceiveWindow(path: string): ServerInterceptor {
	/** A connection may bring several calls, and Node bounds the settings that are not acknowledged. */
	const widened = new WeakSet<Http2Session>();
	return (method, call) => {
		const session = method.path === path ? streamOf(call)?.session : undefined;
		if (session !== undefined && !session.destroyed && !widened.has(session)) {
			widened.add(session);
			// Of each call of the connection, the running one included, and of all of them together.
			session.settings({ initialWindowSize: RECEIVE_WINDOW_BYTES });
			session.setLocalWindowSize(RECEIVE_WINDOW_BYTES);
		}
		// As it is: a wrapper would cost each message two more layers, and grpc-js only calls its interface.
		return call as ServerInterceptingCall;
	};
}
