import { Command } from 'commander';

export interface FolderOptions {
	readonly dir: string;
}

export interface InitOptions extends FolderOptions {
	readonly name: string;
	readonly days: string;
}

export interface IssueOptions extends FolderOptions {
	readonly out?: string;
	readonly san?: string[];
	readonly identity?: string;
	readonly days: string;
	readonly replace?: boolean;
}

export interface ShowOptions {
	readonly json?: boolean;
}

/** `faultline pki`: a certificate authority for development, and certificates from it. */
export function pkiCommand(): Command {
	const pki = new Command('pki').description(
		'make certificates for mutual TLS: an authority for development, hosts, agents, operators',
	);
	pki
		.command('init')
		.description('make an authority: ca.crt and ca.key in a folder')
		.option('--dir <folder>', 'the folder, made if missing', 'pki')
		.option('--name <text>', 'what the authority is called', 'Faultline development CA')
		.option('--days <n>', 'how long it is valid', '1825')
		.action(async (options: InitOptions) => {
			await (await import('./run.js')).initAuthority(options);
		});
	pki
		.command('issue <kind> <name>')
		.description('make a certificate: host, guest, operator or viewer, and a name')
		.option('--dir <folder>', "the authority's folder", 'pki')
		.option('--out <folder>', "where to write it, made if missing; default the authority's folder")
		.option(
			'--san <name...>',
			'host: further DNS names and IP addresses that it is reached by (always: its name, localhost, 127.0.0.1, ::1)',
		)
		.option(
			'--identity <uri>',
			'another identity than faultline://<kind>/<name>, for example a SPIFFE id',
		)
		.option('--days <n>', 'how long it is valid, at most as long as the authority', '90')
		.option(
			'--replace',
			'take the place of an earlier one; a running host or agent takes the new one up',
		)
		.addHelpText(
			'after',
			'\nWrites <kind>-<name>.crt and .key. An agent of guest a has the identity faultline://guest/a and may attach\nthat guest alone, an operator may use the control service, a viewer may look: docs/security.md has the policy.',
		)
		.action(async (kind: string, name: string, options: IssueOptions) => {
			await (await import('./run.js')).issueCertificate(kind, name, options);
		});
	pki
		.command('show <file>')
		.description('show what a certificate says')
		.option('--json', 'as one JSON object')
		.action(async (file: string, options: ShowOptions) => {
			(await import('./show.js')).showCertificate(file, options);
		});
	return pki;
}
