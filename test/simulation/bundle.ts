import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Mutation } from './mutations/mutation.js';

/** Bundles the worker with all that it runs, with one defect put in where a mutation says so; returns the program's path. */
export async function bundleWorker(root: string, mutation?: Mutation): Promise<string> {
	const outfile = join(root, 'dist-sim', mutation?.name ?? 'plain', 'worker.mjs');
	await build({
		absWorkingDir: root,
		entryPoints: [join(root, 'test/simulation/worker.ts')],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node20.19',
		sourcemap: 'inline',
		external: ['@grpc/reflection', '@grpc/proto-loader'],
		banner: {
			js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
		},
		logLevel: 'warning',
		plugins: mutation === undefined ? [] : [withDefect(root, mutation)],
	});
	return outfile;
}

function withDefect(root: string, mutation: Mutation): Plugin {
	const files = new Map(mutation.edits.map((edit) => [join(root, edit.file), edit.file]));
	return {
		name: 'defect',
		setup: (made) =>
			made.onLoad({ filter: /\.ts$/ }, ({ path }) => {
				const file = files.get(path);
				if (file === undefined) return undefined;
				return { contents: mutated(readFileSync(path, 'utf8'), file, mutation), loader: 'ts' };
			}),
	};
}

/** The source with the defect. Throws where a place is not there exactly once: the code has changed, and the mutation must. */
export function mutated(source: string, file: string, { name, edits }: Mutation): string {
	let result = source;
	for (const edit of edits) {
		if (edit.file !== file) continue;
		const places = source.split(edit.find).length - 1;
		if (places !== 1)
			throw new Error(`mutation ${name}: ${file} has what it replaces ${places} times, not once`);
		result = result.replace(edit.find, () => edit.replace);
	}
	return result;
}
