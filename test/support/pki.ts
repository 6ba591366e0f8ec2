import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IdentityKind, identityUri } from '../../src/base/identity.js';
import { createAuthority, issue, type KeyPair } from '../../src/cli/pki/authority.js';
import { certFile, keyFile } from '../../src/cli/pki/files.js';
import { TlsFiles, type TlsPaths } from '../../src/wire/tls-files.js';
import { temporaryFolder } from './fleet.js';

export interface Issued {
	readonly identity?: string;
	readonly hosts?: readonly string[];
	/** When it was made, if not now; it is valid for a day. */
	readonly made?: Date;
}

/** An authority with its certificates in a folder that goes with the test. */
export class TestPki {
	readonly folder = temporaryFolder();
	readonly ca = join(this.folder, 'ca.crt');
	readonly #authority: KeyPair;

	private constructor(authority: KeyPair) {
		this.#authority = authority;
		writeFileSync(this.ca, authority.cert);
	}

	static async create(): Promise<TestPki> {
		const made = new Date(Date.now() - 10 * 86_400_000);
		return new TestPki(await createAuthority('test CA', 100, made));
	}

	/** A certificate of the authority, as `pki issue` makes it but where told; in files of its own. */
	async issue(kind: IdentityKind, name: string, other: Issued = {}): Promise<TlsPaths> {
		const hosts = other.hosts ?? (kind === 'host' ? ['localhost', '127.0.0.1'] : []);
		const identity = other.identity ?? identityUri(kind, name);
		const made = other.made ?? new Date();
		const pair = await issue(this.#authority, { name, identity, hosts, days: 1 }, made);
		const stem = join(this.folder, `${kind}-${name}`);
		writeFileSync(keyFile(stem), pair.key);
		writeFileSync(certFile(stem), pair.cert);
		return { ca: this.ca, cert: certFile(stem), key: keyFile(stem) };
	}

	/** What a client with such a certificate is given. */
	async security(kind: IdentityKind, name: string, other: Issued = {}) {
		return { tls: new TlsFiles(await this.issue(kind, name, other)) };
	}
}
