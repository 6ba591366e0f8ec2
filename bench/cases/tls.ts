import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IdentityKind, identityUri } from '../../src/base/identity.js';
import { createAuthority, issue, type KeyPair } from '../../src/cli/pki/authority.js';
import type { TlsPaths } from '../../src/guest/index.js';
import type { BenchCase, Metrics, RunContext } from '../contract.js';
import { guestName } from '../processes/layout.js';
import { atLeast } from './judge.js';
import { runPages } from './pages.js';
import { relayParameters, runRelay } from './relay.js';

const SHARE = 0.7;

/** The certificates of the host and of its one agent, as `faultline pki` makes them. */
async function certificates({ folder }: RunContext): Promise<{ host: TlsPaths; agent: TlsPaths }> {
	const now = new Date();
	const authority = await createAuthority('bench CA', 1, now);
	const write = (name: string, text: string) => {
		const path = join(folder, name);
		writeFileSync(path, text, { mode: 0o600 });
		return path;
	};
	const ca = write('ca.crt', authority.cert);
	const files = ({ cert, key }: KeyPair, name: string): TlsPaths => ({
		ca,
		cert: write(`${name}.crt`, cert),
		key: write(`${name}.key`, key),
	});
	const made = async (kind: IdentityKind, name: string, hosts: string[]) =>
		files(
			await issue(authority, { name, identity: identityUri(kind, name), hosts, days: 1 }, now),
			`${kind}-${name}`,
		);
	return {
		host: await made('host', 'bench', ['127.0.0.1']),
		agent: await made('guest', guestName(0), []),
	};
}

/** Whoever runs second finds the machine as the first left it: every other round begins with the other. */
let secureFirst = false;

async function inTurn(
	plain: () => Promise<Metrics>,
	secure: () => Promise<Metrics>,
): Promise<[Metrics, Metrics]> {
	if (!secureFirst) return [await plain(), await secure()];
	const first = await secure();
	return [await plain(), first];
}

export const tls: BenchCase = {
	name: 'tls',
	what: 'with mutual TLS: faults a second, pages a second',
	measures:
		'what `relay` and `pages` measure, with mutual TLS between host and agent, and without in turn with it',
	goal: `\`relay\` and \`pages\` with mutual TLS at least ${SHARE} of without`,
	remark:
		'TLS 1.3 with the first cipher suite that Node and OpenSSL agree on (AES-256-GCM where the CPU has AES instructions). With two processes on two cores each side encrypts what it sends on the thread that does all else.',
	headline: ['relay_per_s', 'pages_per_s', 'relay_host_cpu_ns', 'pages_host_cpu_ns'],
	figures: ['relay_per_s', 'pages_per_s'],
	baselines: [],
	async run(context) {
		const files = await certificates(context);
		const parameters = relayParameters(context);
		const [plain, secure] = await inTurn(
			() => runRelay(parameters, context),
			() => runRelay({ ...parameters, tls: files.host }, context, 1, files.agent),
		);
		const [pagesPlain, pagesSecure] = await inTurn(
			() => runPages(context),
			() => runPages(context, files),
		);
		secureFirst = !secureFirst;
		return {
			relay_per_s: secure['per_s']!,
			relay_plain_per_s: plain['per_s']!,
			relay_host_cpu_ns: secure['host_cpu_ns']!,
			relay_plain_host_cpu_ns: plain['host_cpu_ns']!,
			pages_per_s: pagesSecure['per_s']!,
			pages_plain_per_s: pagesPlain['per_s']!,
			pages_host_cpu_ns: pagesSecure['host_cpu_ns']!,
			pages_plain_host_cpu_ns: pagesPlain['host_cpu_ns']!,
		};
	},
	itself(own) {
		const against = (what: 'relay' | 'pages') => {
			const perS = own[`${what}_plain_per_s`]!;
			return { metrics: { per_s: perS }, ratio: own[`${what}_per_s`]! / perS };
		};
		return {
			'relay without TLS': against('relay'),
			'pages without TLS': against('pages'),
		};
	},
	met: (ratios) =>
		atLeast([ratios['relay without TLS'], SHARE], [ratios['pages without TLS'], SHARE]),
};
