import { FaultlineError } from './errors.js';

/** An address to listen on or connect to: a Unix socket's path, or a host and a port. */
export type Address =
	| { readonly kind: 'unix'; readonly path: string }
	| { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** Bytes of a Unix socket's path that the system takes; it would cut a longer one without a word (unix(7), sun_path). */
const MAX_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;

/** Parses "unix:/path", "host:port", "[::1]:port". Throws ADDRESS saying what would be right. */
export function parseAddress(text: string): Address {
	if (text.startsWith('unix:')) {
		const path = text.slice('unix:'.length).replace(/^\/\//, '');
		if (!path.startsWith('/'))
			throw new FaultlineError('ADDRESS', `"${text}": a Unix socket needs an absolute path`);
		const bytes = Buffer.byteLength(path);
		if (bytes > MAX_SOCKET_PATH)
			throw new FaultlineError(
				'ADDRESS',
				`"${text}": the path has ${bytes} bytes, and a Unix socket's may have ${MAX_SOCKET_PATH}; choose a shorter one`,
			);
		return { kind: 'unix', path };
	}
	const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/]+)):(\d{1,5})$/.exec(text);
	const port = Number(match?.[3]);
	if (match === null || port > 65_535)
		throw new FaultlineError(
			'ADDRESS',
			`"${text}" is no address; write host:port, [IPv6]:port or unix:/path`,
		);
	return { kind: 'tcp', host: match[1] ?? match[2] ?? '', port };
}

/** Whether only this machine can reach the address. */
export function isLocal(address: Address): boolean {
	if (address.kind === 'unix') return true;
	const host = address.host.toLowerCase();
	return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The address as grpc-js takes it. */
export function grpcTarget(address: Address): string {
	if (address.kind === 'unix') return `unix:${address.path}`;
	return address.host.includes(':')
		? `[${address.host}]:${address.port}`
		: `${address.host}:${address.port}`;
}

/**
 * The address to connect to in plaintext, as grpc-js takes it. Throws ADDRESS, or INSECURE when other machines
 * are on the way and `insecure` does not say that this is accepted.
 */
export function plaintextTarget(text: string, insecure: boolean): string {
	const address = parseAddress(text);
	if (!isLocal(address) && !insecure)
		throw new FaultlineError(
			'INSECURE',
			`plaintext to ${text} was not asked for: anyone on the way could read and change what is sent; use loopback or a Unix socket, or accept it with --insecure (insecure: true)`,
		);
	return connectTarget(address, text);
}

/** The address to connect to, as grpc-js takes it. Throws ADDRESS for port 0, which only listeners know. */
export function connectTarget(address: Address, text: string): string {
	if (address.kind === 'tcp' && address.port === 0)
		throw new FaultlineError('ADDRESS', `"${text}": nobody can be reached at port 0`);
	return grpcTarget(address);
}
