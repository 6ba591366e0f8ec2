import * as grpc from '@grpc/grpc-js';
import { FaultlineError } from '../base/errors.js';
import { channelTo, type Security } from '../wire/channel.js';
import { connectionFailure } from '../wire/connection-failure.js';
import { healthDefinition, ServingStatus } from '../wire/health-definition.js';
import './quiet-grpc.js';

/** The status that the standard health service at an address tells: SERVING, NOT_SERVING, ... */
export function checkHealth(
	address: string,
	service: string,
	timeoutMs: number,
	// That something is healthy is no secret, and asking tells nothing.
	security: Security = { insecure: true },
): Promise<string> {
	const { target, credentials, options } = channelTo(address, security);
	const client = new grpc.Client(target, credentials, {
		...options,
		'grpc.enable_http_proxy': 0,
	});
	const { path, requestSerialize, responseDeserialize } = healthDefinition.check;
	return new Promise((resolve, reject) => {
		client.makeUnaryRequest(
			path,
			requestSerialize,
			responseDeserialize,
			{ service },
			{ deadline: Date.now() + timeoutMs },
			(error, response) => {
				client.close();
				if (error !== null)
					reject(
						new FaultlineError('UNAVAILABLE', `${address}: ${connectionFailure(error.details)}`, {
							cause: error,
						}),
					);
				else resolve(ServingStatus[response?.status ?? 0] ?? String(response?.status));
			},
		);
	});
}
