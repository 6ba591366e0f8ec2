import { FaultlineError } from '../base/errors.js';
import type { Security } from '../wire/channel.js';
import { TlsFiles } from '../wire/tls-files.js';
import type { TlsOptions } from './tls-options.js';

/** How a command's options want its connections protected. Reads the files. Throws CONFIG. */
export function securityOf(options: TlsOptions & { readonly insecure?: boolean }): Security {
	const { tlsCa: ca, tlsCert: cert, tlsKey: key } = options;
	const insecure = options.insecure === true;
	if (ca !== undefined && cert !== undefined && key !== undefined)
		return { insecure, tls: new TlsFiles({ ca, cert, key }, 'client') };
	if (ca === undefined && cert === undefined && key === undefined) return { insecure };
	throw new FaultlineError(
		'CONFIG',
		'--tls-ca, --tls-cert and --tls-key go together: both sides show a certificate',
	);
}
