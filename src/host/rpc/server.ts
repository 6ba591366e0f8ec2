import { existsSync, lstatSync, rmSync, type Stats } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import * as protoLoader from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation } from 'grpc-health-check';
import { type Address, grpcTarget, isLocal, parseAddress } from '../../base/address.js';
import { type ErrorCode, FaultlineError } from '../../base/errors.js';
import { controlDefinition } from '../../wire/control-definition.js';
import { relayDefinition } from '../../wire/relay-definition.js';
import type { Transport } from '../../wire/transport.js';
import { ServerTransport } from './server-transport.js';
import { toStatus } from './status.js';

/** Largest message of the control service: a trace of some 1.5 million accesses. */
const CONTROL_BYTES = 16 * 1024 * 1024;

export interface ServerOptions {
	/** Addresses as the configuration gives them. */
	readonly listen: readonly string[];
	/** Accept plaintext beyond loopback and Unix sockets. */
	readonly insecure: boolean;
	readonly reflection: boolean;
	/**
	 * Largest message that the relay takes, in bytes. The transport takes up to twice that, so that a message
	 * somewhat too large is refused by its session, with a Fatal, and counted.
	 */
	readonly messageBytes: number;
	/** Attach calls that may be open at a time, with a session or without; a further one is refused. */
	readonly maxSessions: number;
	/** Takes a new session's connection. */
	readonly accept: (transport: Transport) => void;
	/** Called for each Attach call that was refused before it became a connection. */
	readonly refused?: (code: ErrorCode) => void;
	readonly control: grpc.UntypedServiceImplementation;
}

/** Names under which the standard health service knows the services. */
export const SERVICE_NAMES = ['', 'faultline.v1.RelayService', 'faultline.v1.ControlService'];

/**
 * The host's gRPC server: relay, control, health and, behind a switch, reflection, on every configured
 * address. Owns the listening sockets; a Unix socket's file is removed at close.
 *
 * Transport security is chosen per address in `credentialsFor`, the one place where mutual TLS joins.
 */
export class RpcServer {
	readonly #server: grpc.Server;
	readonly #health: HealthImplementation;
	readonly #sockets: string[] = [];
	/** The addresses as bound, with the ports that were chosen for port 0. */
	readonly addresses: string[] = [];

	private constructor(server: grpc.Server, health: HealthImplementation) {
		this.#server = server;
		this.#health = health;
	}

	/** Binds all addresses. Throws ADDRESS or INSECURE; then nothing is left listening. */
	static async start(options: ServerOptions): Promise<RpcServer> {
		const addresses = options.listen.map(parseAddress);
		const server = new grpc.Server({
			'grpc.max_receive_message_length': Math.max(2 * options.messageBytes, CONTROL_BYTES),
			'grpc.keepalive_time_ms': 30_000,
			'grpc.keepalive_timeout_ms': 10_000,
		});
		server.addService(relayDefinition as unknown as grpc.ServiceDefinition, {
			attach: boundedAttach(options),
		});
		server.addService(controlDefinition as unknown as grpc.ServiceDefinition, options.control);
		const health = new HealthImplementation(
			Object.fromEntries(SERVICE_NAMES.map((name) => [name, 'NOT_SERVING' as const])),
		);
		health.addToServer(server);
		if (options.reflection) new ReflectionService(loadProtos()).addToServer(server);
		const self = new RpcServer(server, health);
		try {
			for (const [index, address] of addresses.entries()) {
				const text = options.listen[index] ?? '';
				await self.#bind(address, text, credentialsFor(address, text, options.insecure));
			}
		} catch (error) {
			self.#end();
			throw error;
		}
		for (const name of SERVICE_NAMES) health.setStatus(name, 'SERVING');
		return self;
	}

	/** Says NOT_SERVING to health checks; what runs goes on. */
	stopServing(): void {
		for (const name of SERVICE_NAMES) this.#health.setStatus(name, 'NOT_SERVING');
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
		this.#server.forceShutdown();
		for (const path of this.#sockets) rmSync(path, { force: true });
	}

	async #bind(address: Address, text: string, credentials: grpc.ServerCredentials): Promise<void> {
		if (address.kind === 'unix') {
			await removeStaleSocket(address.path);
			if (!existsSync(dirname(address.path)))
				throw new FaultlineError('ADDRESS', `cannot listen on ${text}: its folder does not exist`);
		}
		const port = await new Promise<number>((resolve, reject) => {
			this.#server.bindAsync(grpcTarget(address), credentials, (error, bound) => {
				if (error === null) resolve(bound);
				else reject(listenError(text, error));
			});
		});
		if (address.kind === 'unix') {
			this.#sockets.push(address.path);
			this.addresses.push(`unix:${address.path}`);
		} else this.addresses.push(grpcTarget({ ...address, port }));
	}
}

/** Hands each new call on as a transport, up to the bound. */
function boundedAttach({ accept, refused, maxSessions }: ServerOptions) {
	let open = 0;
	return (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
		if (open >= maxSessions) {
			refused?.('RESOURCE_EXHAUSTED');
			const message = `the host has ${open} sessions, which is the bound (limits.sessions)`;
			call.emit('error', toStatus(new FaultlineError('RESOURCE_EXHAUSTED', message)));
			return;
		}
		open++;
		call.once('close', () => {
			open--;
		});
		accept(new ServerTransport(call));
	};
}

function credentialsFor(address: Address, text: string, insecure: boolean): grpc.ServerCredentials {
	if (!isLocal(address) && !insecure)
		throw new FaultlineError(
			'INSECURE',
			`${text} is reachable from other machines and this connection has no encryption; listen on loopback or a Unix socket, or allow it with --insecure (insecure: true)`,
		);
	return grpc.ServerCredentials.createInsecure();
}

/**
 * A socket that nobody listens on any more is in the way of bind and is removed. Anything else at the path
 * is not ours: throws ADDRESS.
 */
async function removeStaleSocket(path: string): Promise<void> {
	const fail = (why: string): never => {
		throw new FaultlineError('ADDRESS', `cannot listen on unix:${path}: ${why}`);
	};
	const stats = whatStandsAt(path);
	if (stats === undefined) return;
	if (!stats.isSocket())
		fail(`${kindOf(stats)} stands there, and only a socket that nobody serves is replaced`);
	const refusal = await new Promise<string | undefined>((resolve) => {
		const socket = connect(path);
		socket.once('connect', () => {
			socket.destroy();
			resolve(undefined);
		});
		socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
	});
	if (refusal === undefined) fail('another process serves it');
	else if (refusal === 'ECONNREFUSED') rmSync(path, { force: true });
	else if (refusal !== 'ENOENT')
		fail(
			`whether another process serves the socket there is unknown (${refusal}); remove it if not`,
		);
}

function whatStandsAt(path: string): Stats | undefined {
	try {
		return lstatSync(path, { throwIfNoEntry: false });
	} catch (error) {
		throw listenError(`unix:${path}`, error as Error);
	}
}

function kindOf(stats: Stats): string {
	if (stats.isFile()) return 'a file';
	if (stats.isDirectory()) return 'a directory';
	return stats.isSymbolicLink() ? 'a symbolic link' : 'something else';
}

function listenError(text: string, error: Error): FaultlineError {
	const detail = /EADDRINUSE/.test(error.message)
		? 'the address is in use; stop the other process or choose another port'
		: error.message;
	return new FaultlineError('ADDRESS', `cannot listen on ${text}: ${detail}`, { cause: error });
}

function loadProtos(): protoLoader.PackageDefinition {
	const root = join(dirname(fileURLToPath(import.meta.url)), '../../../proto');
	return protoLoader.loadSync(['faultline/v1/relay.proto', 'faultline/v1/control.proto'], {
		includeDirs: [root],
		keepCase: true,
	});
}
