// Makes a fresh clone ready to run: installs the packages when the lock file is newer than what is
// installed, and compiles when a source is newer than the last build. Needs only Node and npm; prints
// to standard error, so that standard output stays the command's own.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
	console.error(
		`faultline: Node ${process.versions.node} is too old; it needs 20.19 or newer, or 22.12 or newer.`,
	);
	process.exit(1);
}

function run(what, command, args) {
	console.error(`faultline: ${what}`);
	try {
		execFileSync(command, args, {
			cwd: root,
			stdio: ['ignore', 2, 2],
			shell: process.platform === 'win32',
		});
	} catch (error) {
		console.error(`faultline: ${what} failed (${command} ${args.join(' ')}): ${error.message}`);
		process.exit(1);
	}
}

const mtime = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
function newest(dir) {
	let latest = 0;
	for (const entry of readdirSync(dir, { withFileTypes: true })) {
		const path = join(dir, entry.name);
		latest = Math.max(latest, entry.isDirectory() ? newest(path) : mtime(path));
	}
	return latest;
}

const lock = mtime(join(root, 'package-lock.json'));
if (lock > 0 && mtime(join(root, 'node_modules/.package-lock.json')) < lock)
	run('installing packages (npm ci)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);

const stamp = join(root, 'dist/.built');
if (
	existsSync(join(root, 'src')) &&
	mtime(stamp) <
		Math.max(
			newest(join(root, 'src')),
			lock,
			mtime(join(root, 'tsconfig.build.json')),
			mtime(join(root, 'scripts/build.mjs')),
			mtime(join(root, 'scripts/bundle.mjs')),
		)
) {
	run('compiling', process.execPath, [join(root, 'scripts/build.mjs')]);
	writeFileSync(stamp, '');
}
