import { isIP } from 'node:net';
import { join } from 'node:path';
import { FaultlineError } from '../../base/errors.js';
import {
	IDENTITY_KINDS,
	IDENTITY_NAME,
	type IdentityKind,
	identityUri,
	isIdentityUri,
} from '../../base/identity.js';
import { integerOption } from '../range-option.js';
import { createAuthority, issue } from './authority.js';
import type { InitOptions, IssueOptions } from './command.js';
import { certFile, keyFile, makeFolder, readKeyPair, writeKeyPair } from './files.js';

const AUTHORITY = 'ca';
/** Ten years. */
const MAX_DAYS = 3650;
const LOCAL_NAMES = ['localhost', '127.0.0.1', '::1'];
const DNS_NAME = /^(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_-]+)*$/;

/** `pki init`. Throws CONFIG, when an authority is there already for example; then nothing is changed. */
export async function initAuthority(options: InitOptions): Promise<void> {
	const days = integerOption('--days', options.days, 1, MAX_DAYS);
	if (options.name.trim() === '') throw new FaultlineError('CONFIG', '--name is empty');
	const stem = join(options.dir, AUTHORITY);
	makeFolder(options.dir);
	writeKeyPair(stem, await createAuthority(options.name, days, new Date()), false);
	told([certFile(stem), keyFile(stem)]);
}

/** `pki issue`. Throws CONFIG. */
export async function issueCertificate(
	kind: string,
	name: string,
	options: IssueOptions,
): Promise<void> {
	const known = IDENTITY_KINDS.find((each) => each === kind);
	if (known === undefined)
		throw new FaultlineError('CONFIG', `"${kind}" is none of ${IDENTITY_KINDS.join(', ')}`);
	if (!IDENTITY_NAME.test(name))
		throw new FaultlineError(
			'CONFIG',
			`"${name}": a name is 1 to 63 letters, digits, ".", "_", ":" or "-"`,
		);
	const identity = options.identity ?? identityUri(known, name);
	if (!isIdentityUri(identity))
		throw new FaultlineError(
			'CONFIG',
			`--identity ${identity}: a URI such as spiffe://example.org/guest/a is needed`,
		);
	const days = integerOption('--days', options.days, 1, MAX_DAYS);
	const hosts = hostsOf(known, name, options.san ?? []);
	const authority = readKeyPair(join(options.dir, AUTHORITY));
	const made = await issue(authority, { name, identity, hosts, days }, new Date());
	const folder = options.out ?? options.dir;
	makeFolder(folder);
	const stem = join(folder, `${known}-${name.replaceAll(':', '_')}`);
	writeKeyPair(stem, made, options.replace === true);
	told([certFile(stem), keyFile(stem)]);
}

/** The names that a host is reached by; none for others, which are no servers. */
function hostsOf(kind: IdentityKind, name: string, san: readonly string[]): string[] {
	if (kind !== 'host') {
		if (san.length > 0)
			throw new FaultlineError('CONFIG', '--san is for hosts: nobody connects to the others');
		return [];
	}
	for (const each of san)
		if (isIP(each) === 0 && !DNS_NAME.test(each))
			throw new FaultlineError('CONFIG', `--san ${each}: neither a DNS name nor an IP address`);
	const own = DNS_NAME.test(name) || isIP(name) !== 0 ? [name] : [];
	return [...new Set([...own, ...san, ...LOCAL_NAMES])];
}

function told(paths: readonly string[]): void {
	process.stdout.write(`${paths.join('\n')}\n`);
}
