import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { FaultlineError } from '../../base/errors.js';

/**
 * A certificate authority for development: makes itself, and signs certificates of hosts, agents and operators.
 * ECDSA on P-256 throughout. Knows no files; what it is given and gives is PEM.
 */

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** Valid from a little before it is made, for peers whose clock is behind. */
const BACKDATE_MS = 5 * 60_000;

/** A certificate and its private key (PKCS #8), as PEM. */
export interface KeyPair {
	readonly cert: string;
	readonly key: string;
}

/** What a certificate is to say. */
export interface Subject {
	/** Common name, for people. */
	readonly name: string;
	/** The one URI of its subject alternative names. */
	readonly identity: string;
	/** DNS names and IP addresses under which it may be connected to; none: it cannot be a server. */
	readonly hosts: readonly string[];
	readonly days: number;
}

/** A new authority that signs itself. It may sign certificates, and no further authorities. */
export async function createAuthority(name: string, days: number, now: Date): Promise<KeyPair> {
	const keys = await makeKeys();
	const cert = await x509.X509CertificateGenerator.createSelfSigned({
		serialNumber: serialNumber(),
		name: [{ CN: [name] }],
		...validity(now, days),
		signingAlgorithm: ALGORITHM,
		keys,
		extensions: [
			new x509.BasicConstraintsExtension(true, 0, true),
			new x509.KeyUsagesExtension(
				x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
				true,
			),
			await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
		],
	});
	return { cert: pem(cert), key: await exportKey(keys.privateKey) };
}

/**
 * A certificate that the authority signed. Never valid for longer than the authority. Throws CONFIG when
 * the authority's certificate and key are none, do not belong together, or are over.
 */
export async function issue(authority: KeyPair, subject: Subject, now: Date): Promise<KeyPair> {
	const { cert: issuer, key: signingKey } = await readAuthority(authority);
	const { notBefore, notAfter } = validity(now, subject.days);
	if (issuer.notAfter <= now)
		throw new FaultlineError(
			'CONFIG',
			`the authority is over since ${issuer.notAfter.toISOString()}; make a new one in another folder`,
		);
	const keys = await makeKeys();
	const serves = subject.hosts.length > 0;
	const cert = await x509.X509CertificateGenerator.create({
		serialNumber: serialNumber(),
		subject: [{ CN: [subject.name] }],
		issuer: issuer.subjectName,
		notBefore: new Date(Math.max(notBefore.getTime(), issuer.notBefore.getTime())),
		notAfter: new Date(Math.min(notAfter.getTime(), issuer.notAfter.getTime())),
		signingAlgorithm: ALGORITHM,
		publicKey: keys.publicKey,
		signingKey,
		extensions: [
			new x509.BasicConstraintsExtension(false, undefined, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
			// An agent's certificate is no server's: an agent cannot stand in for a host.
			new x509.ExtendedKeyUsageExtension([
				serves ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth,
			]),
			new x509.SubjectAlternativeNameExtension([
				...subject.hosts.map((host) => ({
					type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const),
					value: host,
				})),
				{ type: 'url' as const, value: subject.identity },
			]),
			await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
			await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
		],
	});
	return { cert: pem(cert), key: await exportKey(keys.privateKey) };
}

async function readAuthority({ cert, key }: KeyPair) {
	try {
		const certificate = new x509.X509Certificate(cert);
		const signingKey = await webcrypto.subtle.importKey(
			'pkcs8',
			x509.PemConverter.decodeFirst(key),
			ALGORITHM,
			false,
			['sign'],
		);
		const sample = new Uint8Array(16);
		const signature = await webcrypto.subtle.sign(ALGORITHM, signingKey, sample);
		const publicKey = await certificate.publicKey.export(ALGORITHM, ['verify']);
		if (!(await webcrypto.subtle.verify(ALGORITHM, publicKey, signature, sample)))
			throw new Error('the key is not the one of the certificate');
		return { cert: certificate, key: signingKey };
	} catch (error) {
		throw new FaultlineError(
			'CONFIG',
			`the authority cannot be used: ${(error as Error).message || 'its key cannot be read'}`,
			{ cause: error },
		);
	}
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
	return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
	const bytes = await webcrypto.subtle.exportKey('pkcs8', key);
	return `${x509.PemConverter.encode(bytes, 'PRIVATE KEY')}\n`;
}

const pem = (cert: x509.X509Certificate): string => `${cert.toString('pem')}\n`;

/** 126 random bits, positive and without leading zeros, as RFC 5280 4.1.2.2 wants it. */
function serialNumber(): string {
	const bytes = randomBytes(16);
	bytes[0] = (bytes[0]! & 0x3f) | 0x40;
	return bytes.toString('hex');
}

function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
	return {
		notBefore: new Date(now.getTime() - BACKDATE_MS),
		notAfter: new Date(now.getTime() + days * DAY_MS),
	};
}
