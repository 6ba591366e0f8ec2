// Compiles src to dist and puts the generated protobuf code beside it, which the compiler leaves out.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = spawnSync(
	process.execPath,
	[join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
	{ cwd: root, stdio: 'inherit' },
);
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
cpSync(join(root, 'src/wire/generated'), join(root, 'dist/wire/generated'), { recursive: true });
