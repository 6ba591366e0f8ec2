import { rmSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import { isLocal, parseAddress } from '../base/address.js';
import { FaultlineError } from '../base/errors.js';
import { HealthService } from '../wire/health-service.js';
import { listen } from '../wire/listen.js';

/** The standard health service of an agent, on loopback or a Unix socket: SERVING while it is attached. */
export class HealthServer {
	readonly #server: grpc.Server;
	readonly #health: HealthService;
	/** The path of its Unix socket, which goes with it. */
	readonly #socket: string | undefined;

	private constructor(server: grpc.Server, health: HealthService, socket: string | undefined) {
		this.#server = server;
		this.#health = health;
		this.#socket = socket;
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
		const health = new HealthService(['']);
		health.addToServer(server);
		await listen(server, address, grpc.ServerCredentials.createInsecure(), `--health ${text}`);
		return new HealthServer(server, health, address.kind === 'unix' ? address.path : undefined);
	}

	set(serving: boolean): void {
		this.#health.set('', serving);
	}

	async close(): Promise<void> {
		this.#server.forceShutdown();
		if (this.#socket !== undefined) rmSync(this.#socket, { force: true });
	}
}
