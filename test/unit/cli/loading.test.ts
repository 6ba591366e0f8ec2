import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What a module and those it imports at once bring from packages: the cost of a start, before anything runs. */
function packagesOf(entry: string): string[] {
	const packages = new Set<string>();
	const seen = new Set<string>();
	const visit = (path: string) => {
		if (seen.has(path)) return;
		seen.add(path);
		// Generated code is JavaScript already; types cost nothing.
		const text = readFileSync(path, 'utf8');
		for (const [, specifier = ''] of text.matchAll(
			/^(?:import|export)(?! type\b)(?:[^'";]*\bfrom)? ['"]([^'"]+)['"]/gm,
		)) {
			if (specifier.startsWith('node:')) continue;
			if (!specifier.startsWith('.')) packages.add(specifier);
			else {
				const target = resolve(dirname(path), specifier);
				visit(/\/generated\//.test(target) ? target : target.replace(/\.js$/, '.ts'));
			}
		}
	};
	visit(fileURLToPath(new URL(`../../../src/${entry}`, import.meta.url)));
	return [...packages].sort();
}

test('the command line itself loads its parser of options and nothing else', () => {
	expect(packagesOf('cli/main.ts')).toEqual(['commander']);
});

test('each command loads what it uses: no parser of proto files before reflection is served', () => {
	const grpc = ['@grpc/grpc-js', 'protobufjs/minimal.js'];
	expect(packagesOf('cli/host-run.ts')).toEqual([
		...grpc.slice(0, 1),
		'pino',
		grpc[1],
		'yaml',
		'zod',
	]);
	expect(packagesOf('cli/agent-run.ts')).toEqual([...grpc.slice(0, 1), 'pino', grpc[1]]);
	expect(packagesOf('cli/ctl-run.ts')).toEqual(grpc);
	expect(packagesOf('cli/health-check.ts')).toEqual(grpc);
	expect(packagesOf('cli/trace-summary.ts')).toEqual([]);
	expect(packagesOf('cli/pki/run.ts')).toEqual(['@peculiar/x509', 'reflect-metadata']);
	expect(packagesOf('cli/pki/show.ts')).toEqual([]);
	expect(packagesOf('host/rpc/reflection.ts')).toEqual(['@grpc/proto-loader', '@grpc/reflection']);
});
