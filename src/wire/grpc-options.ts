/**
 * The options of every gRPC channel and server of the relay. Imports nothing, so that the benchmarks' bare
 * gRPC programs can have the same ones without loading the product.
 */

/** Options of an agent's channel; `receiveBytes` is the largest message that it takes. */
export function clientOptions(receiveBytes: number) {
	return {
		// The retry layer of grpc-js would call 1 MiB written that the host has not taken.
		'grpc.per_rpc_retry_buffer_size': 0,
		'grpc.max_receive_message_length': receiveBytes,
		'grpc.max_send_message_length': -1,
		// A host that is gone without a word is found, also when nothing is to be sent.
		'grpc.keepalive_time_ms': 30_000,
		'grpc.keepalive_timeout_ms': 10_000,
		'grpc.keepalive_permit_without_calls': 1,
		// Dirty pages come in messages of 1 MiB.
		'grpc-node.flow_control_window': 1024 * 1024,
		// Agents of one process do not share a connection, and so no window.
		'grpc.use_local_subchannel_pool': 1,
		// An HTTP proxy of the environment is meant for web traffic.
		'grpc.enable_http_proxy': 0,
	};
}

/**
 * Options of a host's server; `receiveBytes` is the largest message that it takes, `silenceMs` how long the other side of a
 * connection may be silent.
 */
export function serverOptions(receiveBytes: number, silenceMs = 10_000) {
	return {
		// Calls of one connection at a time; without it HTTP/2 has no bound.
		'grpc.max_concurrent_streams': 256,
		// A connection without a call is closed after this; who needs it again connects again.
		'grpc.max_connection_idle_ms': 300_000,
		'grpc.max_receive_message_length': receiveBytes,
		// The machine of an agent that died answers the next segment with a reset, should its last word have been lost:
		// there has to be a next segment, also when there is nothing to be said.
		'grpc.keepalive_time_ms': 5000,
		'grpc.keepalive_timeout_ms': Math.max(silenceMs, 10_000),
	};
}
