import { existsSync, lstatSync, rmSync, type Stats } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { Server, ServerCredentials } from '@grpc/grpc-js';
import { type Address, grpcTarget } from '../base/address.js';
import { FaultlineError } from '../base/errors.js';

/**
 * Has a server listen at an address; gives the port, which was chosen when the address has port 0. A Unix
 * socket that nobody serves any more is replaced; its folder must be there. Throws ADDRESS, beginning
 * with `what` ("cannot listen on 127.0.0.1:7700").
 */
export async function listen(
	server: Server,
	address: Address,
	credentials: ServerCredentials,
	what: string,
): Promise<number> {
	if (address.kind === 'unix') {
		await removeStaleSocket(address.path, what);
		if (!existsSync(dirname(address.path)))
			throw new FaultlineError('ADDRESS', `${what}: its folder does not exist`);
	}
	return new Promise((resolve, reject) => {
		server.bindAsync(grpcTarget(address), credentials, (error, port) => {
			if (error === null) resolve(port);
			else reject(listenError(what, error));
		});
	});
}

/**
 * A socket that nobody listens on any more is in the way of bind and is removed. Anything else at the path
 * is not ours: throws ADDRESS.
 */
async function removeStaleSocket(path: string, what: string): Promise<void> {
	const fail = (why: string): never => {
		throw new FaultlineError('ADDRESS', `${what}: ${why}`);
	};
	const stats = whatStandsAt(path, what);
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

function whatStandsAt(path: string, what: string): Stats | undefined {
	try {
		return lstatSync(path, { throwIfNoEntry: false });
	} catch (error) {
		throw listenError(what, error as Error);
	}
}

function kindOf(stats: Stats): string {
	if (stats.isFile()) return 'a file';
	if (stats.isDirectory()) return 'a directory';
	return stats.isSymbolicLink() ? 'a symbolic link' : 'something else';
}

function listenError(what: string, error: Error): FaultlineError {
	const detail = /EADDRINUSE/.test(error.message)
		? 'the address is in use; stop the other process or choose another port'
		: error.message;
	return new FaultlineError('ADDRESS', `${what}: ${detail}`, { cause: error });
}
