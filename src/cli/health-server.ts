import * as grpc from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { grpcTarget, isLocal, parseAddress } from '../base/address.js';
import { FaultlineError } from '../base/errors.js';

/** The standard health service of an agent, on loopback or a Unix socket: SERVING while it is attached. */
export class HealthServer {
	readonly #server: grpc.Server;
	readonly #health: HealthImplementation;

	private constructor(server: grpc.Server, health: HealthImplementation) {
		this.#server = server;
		this.#health = health;
	}

	/** Throws ADDRESS, or INSECURE for an address that other machines can reach. */
	static async start(text: string): Promise<HealthServer> {
		const address = parseAddress(text);
		if (!isLocal(address))
			throw new FaultlineError(
				'INSECURE',
				`--health ${text}: other machines could reach it; use loopback or a Unix socket`,
			);
		const server = new grpc.Server();
		const health = new HealthImplementation({ '': 'NOT_SERVING' });
		health.addToServer(server);
		await new Promise<void>((resolve, reject) => {
			server.bindAsync(grpcTarget(address), grpc.ServerCredentials.createInsecure(), (error) => {
				if (error === null) resolve();
				else
					reject(
						new FaultlineError('ADDRESS', `--health ${text}: ${error.message}`, { cause: error }),
					);
			});
		});
		return new HealthServer(server, health);
	}

	set(serving: boolean): void {
		this.#health.setStatus('', serving ? 'SERVING' : 'NOT_SERVING');
	}

	async close(): Promise<void> {
		this.#server.forceShutdown();
	}
}
