import * as grpc from '@grpc/grpc-js';
import { connectTarget, parseAddress } from '../base/address.js';
import { FaultlineError } from '../base/errors.js';
import { healthDefinition, ServingStatus } from '../wire/health-definition.js';
import './quiet-grpc.js';

/** The status that the standard health service at an address tells: SERVING, NOT_SERVING, ... */
export function checkHealth(address: string, service: string, timeoutMs: number): Promise<string> {
	const client = new grpc.Client(
		connectTarget(parseAddress(address), address),
		grpc.credentials.createInsecure(),
		{ 'grpc.enable_http_proxy': 0 },
	);
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
						new FaultlineError('UNAVAILABLE', `${address}: ${error.details}`, { cause: error }),
					);
				else resolve(ServingStatus[response?.status ?? 0] ?? String(response?.status));
			},
		);
	});
}
