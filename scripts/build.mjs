// Makes dist: the modules that src compiles to, with their types, which is what `faultline/guest` and `faultline/testkit`
// are imported from; and in dist/program the command line, bundled with the packages it uses into few files, because finding
// and loading some 400 modules takes three times as long as running them. docs/decisions/0009 weighs it.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = spawnSync(
	process.execPath,
	[join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
	{ cwd: root, stdio: 'inherit' },
);
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
cpSync(join(root, 'src/wire/generated'), join(root, 'dist/wire/generated'), { recursive: true });

const outdir = join(root, 'dist/program');
// The names of shared parts hold a hash of their contents; those of the last build would stay.
rmSync(outdir, { recursive: true, force: true });
await bundle({
	root,
	entryPoints: ['dist/cli/main.js'],
	outdir,
	ours: /[/\\]dist[/\\].*\.js$/,
	// Each command is a file of its own that is loaded when the command runs.
	splitting: true,
});
