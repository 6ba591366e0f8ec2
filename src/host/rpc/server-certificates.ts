import { experimental, type ServerCredentials } from '@grpc/grpc-js';
import type { Clock, Timer } from '../../base/clock.js';
import { FaultlineError } from '../../base/errors.js';
import { TlsFiles, type TlsMaterial, type TlsPaths } from '../../wire/tls-files.js';
import type { Logger } from '../ops/log.js';

type CaListener = experimental.CaCertificateUpdateListener;
type IdentityListener = experimental.IdentityCertificateUpdateListener;

/** A certificate that ends within this time is warned of whenever it is taken up. */
const SOON_MS = 7 * 86_400_000;

export interface ServerCertificateOptions {
	readonly paths: TlsPaths;
	/** Time between two looks at the files, in milliseconds; 0: none but those of `reload`. */
	readonly everyMs: number;
	readonly clock: Clock;
	readonly log: Logger;
}

/**
 * The host's certificate and the authorities that it trusts, from files, for all its addresses. New files are
 * taken up while it runs: connections made from then on get them, those that there are live on as they are.
 *
 * Files that cannot be used (half written, over, a key of another certificate) change nothing and are told of once,
 * until they change again. grpc-js has a provider of its own that watches files; it drops all new connections while a
 * file cannot be read, so this is another.
 */
export class ServerCertificates implements experimental.CertificateProvider {
	readonly #files: TlsFiles;
	readonly #everyMs: number;
	readonly #clock: Clock;
	readonly #log: Logger;
	readonly #caListeners = new Set<CaListener>();
	readonly #identityListeners = new Set<IdentityListener>();
	#timer: Timer | undefined;
	#complaint = '';

	/** Reads the files. Throws CONFIG. */
	constructor({ paths, everyMs, clock, log }: ServerCertificateOptions) {
		this.#files = new TlsFiles(paths, 'server');
		this.#everyMs = everyMs;
		this.#clock = clock;
		this.#log = log;
		this.#tell('certificate read');
		this.#watch();
	}

	/** For an address: peers must have a certificate that one of the authorities signed. */
	credentials(): ServerCredentials {
		return experimental.createCertificateProviderServerCredentials(this, this, true);
	}

	/** Looks at the files now. */
	reload(): void {
		let changed = false;
		try {
			changed = this.#files.refresh();
			this.#complaint = '';
		} catch (thrown) {
			const { code, message } = FaultlineError.from(thrown);
			if (message !== this.#complaint)
				this.#log.error({ code }, `certificate not renewed, the old one stays: ${message}`);
			this.#complaint = message;
		}
		if (!changed) return;
		this.#tell('certificate renewed');
		const { current } = this.#files;
		for (const listener of this.#caListeners) listener(caOf(current));
		for (const listener of this.#identityListeners) listener(identityOf(current));
	}

	/** Looks at the files no more. */
	close(): void {
		this.#timer?.cancel();
	}

	#watch(): void {
		if (this.#everyMs === 0) return;
		this.#timer = this.#clock.after(this.#everyMs, () => {
			this.reload();
			this.#watch();
		});
	}

	#tell(what: string): void {
		const { identity, validTo } = this.#files.current;
		const fields = { cert: this.#files.paths.cert, identity, validTo: validTo.toISOString() };
		if (validTo.getTime() - Date.now() < SOON_MS) this.#log.warn(fields, `${what}; it ends soon`);
		else this.#log.info(fields, what);
	}

	// ---- CertificateProvider. The listeners of a server are added while it is made: what is there is told after. ----

	addCaCertificateListener(listener: CaListener): void {
		this.#caListeners.add(listener);
		process.nextTick(() => listener(caOf(this.#files.current)));
	}

	removeCaCertificateListener(listener: CaListener): void {
		this.#caListeners.delete(listener);
	}

	addIdentityCertificateListener(listener: IdentityListener): void {
		this.#identityListeners.add(listener);
		process.nextTick(() => listener(identityOf(this.#files.current)));
	}

	removeIdentityCertificateListener(listener: IdentityListener): void {
		this.#identityListeners.delete(listener);
	}
}

const caOf = ({ ca }: TlsMaterial) => ({ caCertificate: ca });
const identityOf = ({ cert, key }: TlsMaterial) => ({ certificate: cert, privateKey: key });
