import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FaultlineError } from '../../base/errors.js';
import { identityOf } from '../../base/identity.js';
import type { ShowOptions } from './command.js';

/** Object identifiers of the purposes that matter here (RFC 5280, 4.2.1.12). */
const PURPOSES: Readonly<Record<string, string>> = {
	'1.3.6.1.5.5.7.3.1': 'server',
	'1.3.6.1.5.5.7.3.2': 'client',
};

/** `pki show`: what the first certificate of a file says. Throws CONFIG. */
export function showCertificate(file: string, { json }: ShowOptions): void {
	let certificate: X509Certificate;
	try {
		certificate = new X509Certificate(readFileSync(file));
	} catch (error) {
		throw new FaultlineError(
			'CONFIG',
			`${file} cannot be read as a certificate: ${(error as Error).message}`,
			{ cause: error },
		);
	}
	const said = {
		subject: oneLine(certificate.subject),
		issuer: oneLine(certificate.issuer),
		identity: identityOf(certificate.subjectAltName) ?? null,
		names: certificate.subjectAltName ?? null,
		authority: certificate.ca,
		// Node's typings say that it is always there.
		purposes: ((certificate.keyUsage as string[] | undefined) ?? []).map(
			(each) => PURPOSES[each] ?? each,
		),
		valid_from: new Date(certificate.validFrom).toISOString(),
		valid_to: new Date(certificate.validTo).toISOString(),
		serial: certificate.serialNumber,
		sha256: certificate.fingerprint256,
	};
	if (json === true) {
		process.stdout.write(`${JSON.stringify(said)}\n`);
		return;
	}
	const lines = Object.entries(said).map(([name, value]) => {
		const text = Array.isArray(value) ? value.join(', ') : (value ?? 'none');
		return `${name.replace('_', ' ').padEnd(12)}${text}`;
	});
	process.stdout.write(`${lines.join('\n')}\n`);
}

const oneLine = (name: string): string => name.replaceAll('\n', ', ');
