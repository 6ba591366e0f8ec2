// Bundles the simulation and runs it with the arguments given; see docs/simulation.md.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const outfile = join(root, 'dist-sim/main.mjs');
await build({
	absWorkingDir: root,
	entryPoints: [join(root, 'test/simulation/main.ts')],
	outfile,
	bundle: true,
	format: 'esm',
	platform: 'node',
	target: 'node20.19',
	packages: 'external',
	logLevel: 'warning',
});
const { main } = await import(pathToFileURL(outfile).href);
process.exitCode = await main(root, process.argv.slice(2));
