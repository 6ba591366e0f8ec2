import type {
	Server,
	ServerUnaryCall,
	ServerWritableStream,
	ServiceDefinition,
	sendUnaryData,
} from '@grpc/grpc-js';
import { healthDefinition, ServingStatus } from './health-definition.js';

/** Numbers of gRPC statuses; the library itself is the server's business. */
const NOT_FOUND = 5;
const RESOURCE_EXHAUSTED = 8;

/** Watches of a server that are open at a time; a further one is refused. */
export const MAX_WATCHERS = 256;
/** More services than this are not listed. */
const LIST_LIMIT = 100;

interface CheckRequest {
	readonly service: string;
}

interface CheckResponse {
	readonly status: ServingStatus;
}

/**
 * The standard health service (grpc.health.v1.Health): whether each service of a server is served. Behaves as
 * the implementation of the gRPC project for Node does. A watch of a service that nobody spoke of stays open.
 */
export class HealthService {
	readonly #statuses = new Map<string, ServingStatus>();
	#watching = 0;
	readonly #watchers = new Map<string, Set<(status: ServingStatus) => void>>();

	/** Every service begins as not served. */
	constructor(services: readonly string[]) {
		for (const service of services) this.#statuses.set(service, ServingStatus.NOT_SERVING);
	}

	/** Sets a service's status, and tells those who watch it. */
	set(service: string, serving: boolean): void {
		const status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
		this.#statuses.set(service, status);
		for (const tell of this.#watchers.get(service) ?? []) tell(status);
	}

	addToServer(server: Server): void {
		server.addService(healthDefinition as unknown as ServiceDefinition, {
			check: (
				{ request: { service } }: ServerUnaryCall<CheckRequest, CheckResponse>,
				callback: sendUnaryData<CheckResponse>,
			) => {
				const status = this.#statuses.get(service);
				if (status !== undefined) callback(null, { status });
				else
					callback({
						code: NOT_FOUND,
						details: `Health status unknown for service ${service}`,
					});
			},
			watch: (call: ServerWritableStream<CheckRequest, CheckResponse>) => this.#watch(call),
			list: (_call: unknown, callback: sendUnaryData<object>) => {
				if (this.#statuses.size > LIST_LIMIT)
					callback({ code: RESOURCE_EXHAUSTED, details: 'Too many services to list.' });
				else {
					const entries = [...this.#statuses].map(([name, status]) => [name, { status }]);
					callback(null, { statuses: Object.fromEntries(entries) });
				}
			},
		});
	}

	#watch(call: ServerWritableStream<CheckRequest, CheckResponse>): void {
		const { service } = call.request;
		if (this.#watching >= MAX_WATCHERS) {
			const details = `${MAX_WATCHERS} watches are open already, which is the bound`;
			call.emit('error', { code: RESOURCE_EXHAUSTED, details });
			return;
		}
		this.#watching++;
		const tell = (status: ServingStatus) => {
			call.write({ status });
		};
		const watchers = this.#watchers.get(service) ?? new Set();
		this.#watchers.set(service, watchers);
		watchers.add(tell);
		call.on('cancelled', () => {
			if (watchers.delete(tell)) this.#watching--;
			if (watchers.size === 0) this.#watchers.delete(service);
		});
		tell(this.#statuses.get(service) ?? ServingStatus.SERVICE_UNKNOWN);
	}
}
