import * as grpc from '@grpc/grpc-js';
import * as protoLoader from '@grpc/proto-loader';
import { Command } from 'commander';
import { protoPath } from 'grpc-health-check';
import { connectTarget, parseAddress } from '../base/address.js';
import { FaultlineError } from '../base/errors.js';
import { integerOption } from './range-option.js';

type Check = (
	request: { service: string },
	options: grpc.CallOptions,
	callback: (error: grpc.ServiceError | null, response?: { status: string }) => void,
) => void;

/** The status that the standard health service at an address tells: SERVING, NOT_SERVING, ... */
export function checkHealth(address: string, service: string, timeoutMs: number): Promise<string> {
	const definition = protoLoader.loadSync(protoPath, { enums: String });
	const health = grpc.loadPackageDefinition(definition) as unknown as {
		grpc: { health: { v1: { Health: grpc.ServiceClientConstructor } } };
	};
	const client = new health.grpc.health.v1.Health(
		connectTarget(parseAddress(address), address),
		grpc.credentials.createInsecure(),
		{ 'grpc.enable_http_proxy': 0 },
	);
	return new Promise((resolve, reject) => {
		const check = client['check'] as Check;
		check.call(client, { service }, { deadline: Date.now() + timeoutMs }, (error, response) => {
			client.close();
			if (error !== null)
				reject(new FaultlineError('UNAVAILABLE', `${address}: ${error.details}`, { cause: error }));
			else resolve(response?.status ?? 'UNKNOWN');
		});
	});
}

/** `faultline health`: exit status 0 when a host or an agent says SERVING. For health checks. */
export function healthCommand(): Command {
	return new Command('health')
		.description('ask the health service of a host or an agent; exit status 0 when it serves')
		.argument('<address>', 'host:port or unix:/path')
		.option('--service <name>', 'the service to ask for', '')
		.option('--timeout <ms>', 'how long to wait', '2000')
		.action(async (address: string, options: { service: string; timeout: string }) => {
			const timeout = integerOption('--timeout', options.timeout, 1, 600_000);
			const status = await checkHealth(address, options.service, timeout);
			process.stdout.write(`${status}\n`);
			if (status !== 'SERVING') process.exitCode = 1;
		});
}
