// Compiles the benchmarks and the code they measure to dist-bench when a source is newer, and runs them
// with the arguments given. Prints to standard error only, so that `--json` has standard output to itself.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../scripts/bundle.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'dist-bench');
const stamp = join(target, '.built');

const mtime = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
function newest(dir) {
	let latest = 0;
	for (const entry of readdirSync(dir, { withFileTypes: true })) {
		const path = join(dir, entry.name);
		if (entry.isDirectory()) latest = Math.max(latest, newest(path));
		else if (/\.(ts|js)$/.test(entry.name)) latest = Math.max(latest, mtime(path));
	}
	return latest;
}

const sources = Math.max(
	newest(join(root, 'src')),
	newest(join(root, 'bench')),
	mtime(join(root, 'scripts/bundle.mjs')),
	mtime(join(root, 'tsconfig.json')),
	mtime(join(root, 'tsconfig.bench.json')),
);
if (mtime(stamp) < sources) {
	console.error('bench: compiling');
	const tsc = join(root, 'node_modules/typescript/bin/tsc');
	try {
		execFileSync(process.execPath, [tsc, '-p', 'tsconfig.bench.json'], {
			cwd: root,
			stdio: ['ignore', 2, 2],
		});
	} catch {
		// The compiler has said what is wrong.
		process.exit(1);
	}
	const generated = 'src/wire/generated';
	cpSync(join(root, generated), join(target, generated), { recursive: true });
	// What is measured is built as the program is.
	const processes = join(target, 'bench/processes');
	await bundle({
		root,
		entryPoints: readdirSync(processes)
			.filter((name) => name.endsWith('.js'))
			.map((name) => join(processes, name)),
		outdir: join(target, 'bench/programs'),
		ours: /[/\\]dist-bench[/\\].*\.js$/,
		splitting: false,
	});
	writeFileSync(stamp, '');
}
await import('../dist-bench/bench/main.js');
