import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { type ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js';
import { connectTarget, parseAddress, plaintextTarget } from '../base/address.js';
import { FaultlineError } from '../base/errors.js';
import type { TlsFiles } from './tls-files.js';

/** How a connection is to be protected. */
export interface Security {
	/**
	 * Send everything in plaintext, also beyond loopback and Unix sockets. Anyone on the way can then read and
	 * change what is sent.
	 */
	readonly insecure?: boolean;
	/**
	 * Mutual TLS. Read again for each connection, so that a renewed certificate is used by the next; files that cannot
	 * be used leave the last good ones. Unix sockets are plaintext all the same.
	 */
	readonly tls?: TlsFiles;
}

export interface Channel {
	readonly target: string;
	readonly credentials: ChannelCredentials;
	/** What grpc-js has to be told besides. */
	readonly options: ChannelOptions;
}

/** A name to send in place of an IP address, which must not be sent as a server name (RFC 6066, section 3). */
const NO_SERVER_NAME = 'by-address.invalid';

/**
 * How grpc-js is to connect to an address. Throws ADDRESS for one of another form, and INSECURE for plaintext beyond
 * loopback and Unix sockets that was not asked for.
 */
export function channelTo(text: string, { insecure = false, tls }: Security): Channel {
	const address = parseAddress(text);
	if (tls === undefined || address.kind === 'unix')
		return {
			target: plaintextTarget(text, insecure),
			credentials: credentials.createInsecure(),
			options: {},
		};
	const { ca, key, cert } = usable(tls);
	const { host } = address;
	const target = connectTarget(address, text);
	if (isIP(host) === 0)
		return { target, credentials: credentials.createSsl(ca, key, cert), options: {} };
	// grpc-js would send the address as server name, at which Node warns; the override does that, and so
	// what the certificate is compared with has to be said here.
	return {
		target,
		credentials: credentials.createSsl(ca, key, cert, {
			checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
		}),
		options: { 'grpc.ssl_target_name_override': NO_SERVER_NAME },
	};
}

function usable(tls: TlsFiles) {
	try {
		tls.refresh();
	} catch (error) {
		// What was good when this side connected last is likely to be good still; if not, the handshake tells.
		if (!(error instanceof FaultlineError)) throw error;
	}
	return tls.current;
}
