// Generates src/wire/generated from proto/. With --check, writes nothing and fails if what stands
// there differs from what would be generated.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outDir = join(root, 'src/wire/generated');
const check = process.argv.includes('--check');
const dir = check ? mkdtempSync(join(tmpdir(), 'faultline-generate-')) : outDir;
mkdirSync(dir, { recursive: true });

const bin = (name) => join(root, 'node_modules/protobufjs-cli/bin', name);
const protosIn = (folder) =>
	readdirSync(join(root, folder))
		.filter((name) => name.endsWith('.proto'))
		.sort()
		.map((name) => join(folder, name));
const run = (args) =>
	execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });

/** Writes <name>.js and <name>.d.ts, with a root of protobufjs of their own. */
function generate(name, folder, options = []) {
	const js = join(dir, `${name}.js`);
	run([
		bin('pbjs'),
		'-t',
		'static-module',
		'-w',
		'esm',
		...options,
		'--no-verify',
		'--no-delimited',
		'--no-typeurl',
		'--no-convert',
		'--no-service',
		'--force-number',
		'-p',
		'proto',
		'-o',
		js,
		...protosIn(folder),
	]);
	run([bin('pbts'), '-o', join(dir, `${name}.d.ts`), js]);
}
generate('faultline', 'proto/faultline/v1');
generate('health', 'proto/grpc/health/v1', ['-r', 'health']);

let differs = false;
for (const name of ['faultline.js', 'faultline.d.ts', 'health.js', 'health.d.ts']) {
	// The generator leaves blanks at line ends; the repository has none. And its types import a package of which, with numbers
	// forced, they use nothing: it is none of ours, and whoever compiles against our types may not have it.
	const text = `${readFileSync(join(dir, name), 'utf8')
		.replace(/[ \t]+$/gm, '')
		.replace(/^import Long = require\("long"\);\n/m, '')
		.trimEnd()}\n`;
	if (!check) {
		writeFileSync(join(dir, name), text);
		continue;
	}
	let committed = '';
	try {
		committed = readFileSync(join(outDir, name), 'utf8');
	} catch {}
	if (committed !== text) {
		differs = true;
		console.error(`src/wire/generated/${name} is not what proto/ generates: run npm run generate`);
	}
}
if (check) {
	rmSync(dir, { recursive: true });
	if (!differs) console.log('generated code is up to date');
	process.exit(differs ? 1 : 0);
}
