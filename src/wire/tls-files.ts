import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { FaultlineError } from '../base/errors.js';
import { identityOf } from '../base/identity.js';

/** Files in PEM for mutual TLS. */
export interface TlsPaths {
	/** The authorities that the other side's certificate may be signed by. */
	readonly ca: string;
	/** The own certificate, with those between it and its authority if there are any, and its key. */
	readonly cert: string;
	readonly key: string;
}

/** What the files hold. */
export interface TlsMaterial {
	readonly ca: Buffer;
	readonly cert: Buffer;
	readonly key: Buffer;
	/** Of the own certificate; undefined: it has none that counts. */
	readonly identity: string | undefined;
	/** When the own certificate ends. */
	readonly validTo: Date;
}

/** What a certificate is shown as, with the purpose (RFC 5280, section 4.2.1.12) that the other side asks of it. */
const PURPOSES = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;
const ANY_PURPOSE = '2.5.29.37.0';

/**
 * The certificate of this side and what it trusts, read from files that may be replaced while the program runs.
 *
 * Invariant: `current` is always whole and usable; files that are not leave it as it was.
 */
export class TlsFiles {
	readonly paths: TlsPaths;
	readonly #side: keyof typeof PURPOSES | undefined;
	#current: TlsMaterial;

	/**
	 * Reads the files. Throws CONFIG, saying which of them is wrong and why; with `side` also where the other side would
	 * refuse the certificate as that of a server or client.
	 */
	constructor(paths: TlsPaths, side?: keyof typeof PURPOSES) {
		this.paths = paths;
		this.#side = side;
		this.#current = this.#read();
	}

	get current(): TlsMaterial {
		return this.#current;
	}

	/**
	 * Reads the files again; whether anything is other than before. Throws CONFIG as the constructor does, for example
	 * when only one file of a pair was replaced yet; `current` stays.
	 */
	refresh(): boolean {
		const old = this.#current;
		const { ca, cert, key } = this.#files();
		if (ca.equals(old.ca) && cert.equals(old.cert) && key.equals(old.key)) return false;
		this.#current = this.#checked(ca, cert, key);
		return true;
	}

	#read(): TlsMaterial {
		const { ca, cert, key } = this.#files();
		return this.#checked(ca, cert, key);
	}

	#files() {
		const { ca, cert, key } = this.paths;
		return { ca: read(ca), cert: read(cert), key: read(key) };
	}

	#checked(ca: Buffer, cert: Buffer, key: Buffer): TlsMaterial {
		const { paths } = this;
		certificate(ca, paths.ca);
		const own = certificate(cert, paths.cert);
		if (!own.checkPrivateKey(privateKey(key, paths.key)))
			fail(paths.key, `its key is not the one of the certificate in ${paths.cert}`);
		const now = Date.now();
		const validTo = new Date(own.validTo);
		if (validTo.getTime() <= now) fail(paths.cert, `it ended at ${validTo.toISOString()}`);
		const validFrom = new Date(own.validFrom);
		if (validFrom.getTime() > now) fail(paths.cert, `it begins at ${validFrom.toISOString()}`);
		// Without the extension it is for everything.
		const purposes = own.keyUsage as readonly string[] | undefined;
		const side = this.#side;
		if (side !== undefined && purposes !== undefined && !purposes.includes(ANY_PURPOSE))
			if (!purposes.includes(PURPOSES[side]))
				fail(paths.cert, `it is not for ${side}s; \`faultline pki show\` tells what it is for`);
		try {
			createSecureContext({ ca, cert, key });
		} catch (error) {
			fail(paths.cert, (error as Error).message, error);
		}
		return { ca, cert, key, identity: identityOf(own.subjectAltName), validTo };
	}
}

function read(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (error) {
		return fail(path, (error as Error).message, error);
	}
}

/** The first certificate of a file. */
function certificate(bytes: Buffer, path: string): X509Certificate {
	try {
		return new X509Certificate(bytes);
	} catch (error) {
		return fail(path, 'it holds no certificate in PEM', error);
	}
}

function privateKey(bytes: Buffer, path: string) {
	try {
		return createPrivateKey(bytes);
	} catch (error) {
		return fail(path, 'it holds no private key in PEM that can be read without a password', error);
	}
}

function fail(path: string, why: string, cause?: unknown): never {
	throw new FaultlineError('CONFIG', `${path} cannot be used for TLS: ${why}`, { cause });
}
