import { rmSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import { type Address, grpcTarget, isLocal, parseAddress } from '../../base/address.js';
import type { Clock } from '../../base/clock.js';
import { type ErrorCode, FaultlineError } from '../../base/errors.js';
import { ANONYMOUS_IDENTITY, LOCAL_IDENTITY } from '../../base/identity.js';
import { controlDefinition } from '../../wire/control-definition.js';
import { serverOptions } from '../../wire/grpc-options.js';
import { HealthService } from '../../wire/health-service.js';
import { listen } from '../../wire/listen.js';
import { relayDefinition } from '../../wire/relay-definition.js';
import type { TlsPaths } from '../../wire/tls-files.js';
import type { Transport } from '../../wire/transport.js';
import type { Logger } from '../ops/log.js';
import { LogThrottle } from '../ops/log-throttle.js';
import { type CallPolicy, callAccess, callPeer } from './call-access.js';
import { wideReceiveWindow } from './flow-control.js';
import { boundMessages, endInTime, refuseCompression } from './hostile-calls.js';
import { ServerCertificates } from './server-certificates.js';
import { ServerTransport } from './server-transport.js';
import { toStatus } from './status.js';

/** Largest message of the control service: a trace of some 1.5 million accesses. */
const CONTROL_BYTES = 16 * 1024 * 1024;

export interface ServerOptions {
	/** Addresses as the configuration gives them. */
	readonly listen: readonly string[];
	/** Mutual TLS on every TCP address, with files that are looked at every `everyMs` milliseconds (0: when told). */
	readonly tls?: { readonly paths: TlsPaths; readonly everyMs: number };
	/** Accept plaintext beyond loopback and Unix sockets. */
	readonly insecure: boolean;
	readonly policy: CallPolicy;
	readonly reflection: boolean;
	/**
	 * Largest message that the relay takes, in bytes. The transport takes up to twice that, so that a message
	 * somewhat too large is refused by its session, with a Fatal, and counted.
	 */
	readonly messageBytes: number;
	/** How long an agent may be silent, in milliseconds. */
	readonly silenceMs: number;
	/** Attach calls that may be open at a time, with a session or without; a further one is refused. */
	readonly maxSessions: number;
	/** Throws when the identity may have no further Attach call. */
	readonly checkRoom: (identity: string) => void;
	/** Takes a new session's connection. */
	readonly accept: (transport: Transport) => void;
	/** Called for each call that was refused before its handler, or a connection, took it. */
	readonly refused?: (code: ErrorCode) => void;
	readonly clock: Clock;
	readonly log: Logger;
	readonly control: grpc.UntypedServiceImplementation;
}

/** Names under which the standard health service knows the services. */
export const SERVICE_NAMES = ['', 'faultline.v1.RelayService', 'faultline.v1.ControlService'];

/**
 * The host's gRPC server: relay, control, health and, behind a switch, reflection, on every configured
 * address. Owns the listening sockets and the certificate; a Unix socket's file is removed at close.
 *
 * How a connection is protected and who its peer is, is chosen for each address in `#credentialsFor`. Every call is
 * checked against the policy before anything of it is read.
 */
export class RpcServer {
	readonly #server: grpc.Server;
	readonly #health: HealthService;
	readonly #options: ServerOptions;
	readonly #certificates: ServerCertificates | undefined;
	readonly #throttle: LogThrottle;
	readonly #sockets: string[] = [];
	/** The addresses as bound, with the ports that were chosen for port 0. */
	readonly addresses: string[] = [];

	private constructor(
		server: grpc.Server,
		health: HealthService,
		options: ServerOptions,
		certificates: ServerCertificates | undefined,
	) {
		this.#server = server;
		this.#health = health;
		this.#options = options;
		this.#certificates = certificates;
		this.#throttle = new LogThrottle(options.clock);
	}

	/** Binds all addresses. Throws ADDRESS, INSECURE or CONFIG; then nothing is left listening. */
	static async start(options: ServerOptions): Promise<RpcServer> {
		const addresses = options.listen.map(parseAddress);
		const receiveBytes = Math.max(2 * options.messageBytes, CONTROL_BYTES);
		const server = new grpc.Server({
			...serverOptions(receiveBytes, options.silenceMs),
			interceptors: [
				refuseCompression(() => options.refused?.('MALFORMED_MESSAGE')),
				boundMessages(relayDefinition.attach.path, 2 * options.messageBytes),
				wideReceiveWindow(relayDefinition.attach.path),
			],
		});
		server.addService(relayDefinition as unknown as grpc.ServiceDefinition, {
			attach: boundedAttach(options),
		});
		server.addService(controlDefinition as unknown as grpc.ServiceDefinition, options.control);
		const health = new HealthService(SERVICE_NAMES);
		health.addToServer(server);
		if (options.reflection) (await import('./reflection.js')).addReflection(server);
		const { tls, clock, log } = options;
		const certificates =
			tls === undefined ? undefined : new ServerCertificates({ ...tls, clock, log });
		const self = new RpcServer(server, health, options, certificates);
		try {
			for (const [index, address] of addresses.entries()) {
				const text = options.listen[index] ?? '';
				await self.#bind(address, text, self.#credentialsFor(address, text));
			}
		} catch (error) {
			self.#end();
			throw error;
		}
		for (const name of SERVICE_NAMES) health.set(name, true);
		return self;
	}

	/** Takes up a new certificate, if there is one. */
	reloadCertificates(): void {
		this.#certificates?.reload();
	}

	/** Says NOT_SERVING to health checks; what runs goes on. */
	stopServing(): void {
		for (const name of SERVICE_NAMES) this.#health.set(name, false);
	}

	/** Waits up to `graceMs` for calls to end, then ends them. */
	async close(graceMs: number): Promise<void> {
		this.stopServing();
		await new Promise<void>((resolve) => {
			const timer = setTimeout(() => {
				this.#server.forceShutdown();
				resolve();
			}, graceMs);
			this.#server.tryShutdown(() => {
				clearTimeout(timer);
				resolve();
			});
		});
		this.#end();
	}

	#end(): void {
		this.#certificates?.close();
		this.#server.forceShutdown();
		for (const path of this.#sockets) rmSync(path, { force: true });
	}

	async #bind(address: Address, text: string, credentials: grpc.ServerCredentials): Promise<void> {
		const what = `cannot listen on ${text}`;
		const port = await listen(this.#server, address, credentials, what);
		if (address.kind === 'unix') {
			this.#sockets.push(address.path);
			this.addresses.push(`unix:${address.path}`);
		} else this.addresses.push(grpcTarget({ ...address, port }));
	}

	/** How connections to an address are protected, and how it is known who makes them. */
	#credentialsFor(address: Address, text: string): grpc.ServerCredentials {
		const { insecure, policy, refused, log } = this.#options;
		const access = {
			policy,
			log,
			throttle: this.#throttle,
			refused: () => refused?.('ACCESS_DENIED'),
		};
		const certificates = address.kind === 'unix' ? undefined : this.#certificates;
		if (certificates === undefined && !isLocal(address) && !insecure)
			throw new FaultlineError(
				'INSECURE',
				`${text} is reachable from other machines and needs mutual TLS (tls: cert, key, ca); listen on loopback or a Unix socket, or accept plaintext with --insecure (insecure: true)`,
			);
		const plain = isLocal(address) ? LOCAL_IDENTITY : ANONYMOUS_IDENTITY;
		return grpc.experimental.createServerCredentialsWithInterceptors(
			certificates?.credentials() ?? grpc.ServerCredentials.createInsecure(),
			// The first stands next to the wire: it sees the status of every call, refused or not.
			[endInTime(), callAccess(access, certificates === undefined ? plain : undefined)],
		);
	}
}

/** Hands each new call on as a transport, up to the bound. */
function boundedAttach({ accept, checkRoom, refused, maxSessions }: ServerOptions) {
	let open = 0;
	return (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
		let peer: ReturnType<typeof callPeer>;
		try {
			peer = callPeer(call);
			checkRoom(peer.identity);
			if (open >= maxSessions) {
				const message = `the host has ${open} sessions, which is the bound (limits.sessions)`;
				throw new FaultlineError('RESOURCE_EXHAUSTED', message);
			}
		} catch (thrown) {
			const error = FaultlineError.from(thrown);
			refused?.(error.code);
			call.emit('error', toStatus(error));
			return;
		}
		open++;
		call.once('close', () => {
			open--;
		});
		accept(new ServerTransport(call, peer.identity, peer.abort));
	};
}
