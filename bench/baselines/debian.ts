/**
 * Finds the compilers and libraries that the C and C++ baselines need, as Debian packages them. It installs
 * what is missing only when that was asked for, by `--install` on the command line or by the environment
 * variable CI, and only as root; otherwise it says what is missing.
 */
import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { outputOf } from './run-program.js';

/** One thing to have, and the Debian package that brings it. */
export interface Need {
	readonly package: string;
	/** A command in PATH. */
	readonly command?: string;
	/** A file by its whole path. */
	readonly file?: string;
	/** A module that pkg-config knows; `pkg-config` itself must be a need of its own. */
	readonly module?: string;
}

const INSTALL_MS = 300_000;

/** What is missing, as a sentence, after an installation that was allowed; undefined when nothing is. */
export async function missing(needs: readonly Need[]): Promise<string | undefined> {
	let packages = await absent(needs);
	if (packages.length > 0 && installAllowed()) {
		await install(packages);
		packages = await absent(needs);
	}
	if (packages.length === 0) return undefined;
	return `not installed: ${packages.join(', ')} (Debian packages; "--install" as root installs them)`;
}

export async function commandPath(name: string): Promise<string | undefined> {
	for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
		if (folder === '') continue;
		const path = join(folder, name);
		const found = await access(path, constants.X_OK).then(
			() => true,
			() => false,
		);
		if (found) return path;
	}
	return undefined;
}

async function absent(needs: readonly Need[]): Promise<string[]> {
	const packages = new Set<string>();
	for (const need of needs) if (!(await present(need))) packages.add(need.package);
	return [...packages];
}

async function present(need: Need): Promise<boolean> {
	if (need.command !== undefined) return (await commandPath(need.command)) !== undefined;
	if (need.file !== undefined) return existsSync(need.file);
	const pkgConfig = await commandPath('pkg-config');
	if (pkgConfig === undefined || need.module === undefined) return false;
	return (await outputOf(pkgConfig, ['--exists', need.module], 10_000)).code === 0;
}

function installAllowed(): boolean {
	const asked = process.argv.includes('--install') || (process.env['CI'] ?? '') !== '';
	return asked && process.getuid?.() === 0;
}

/** Best effort: what is still absent afterwards is what counts. The package lists are fetched only if need be. */
async function install(packages: readonly string[]): Promise<void> {
	const aptGet = await commandPath('apt-get');
	if (aptGet === undefined) return;
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const args = ['install', '-y', '--no-install-recommends', ...packages];
	const first = await outputOf(aptGet, args, INSTALL_MS, { env });
	if (first.code === 0) return;
	await outputOf(aptGet, ['update'], INSTALL_MS, { env });
	await outputOf(aptGet, args, INSTALL_MS, { env });
}
