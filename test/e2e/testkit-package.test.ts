import { execFileSync, spawnSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/fleet.js';

/**
 * The test kit as others have it: from the tarball, in a folder of its own, with nothing beside it but what the package
 * depends on and a test runner of theirs.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules', name);
const VITEST = bin('vitest/vitest.mjs');
const TSC = bin('typescript/bin/tsc');

const compilerOptions = {
	...{ target: 'es2023', lib: ['es2023'], module: 'nodenext', types: ['node'], noEmit: true },
	...{ strict: true, exactOptionalPropertyTypes: true, allowJs: true, checkJs: true },
};

let packed: string;

beforeAll(() => {
	packed = mkdtempSync(join(tmpdir(), 'faultline-pack-'));
	const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', packed];
	const file = execFileSync('npm', args, { cwd: root, encoding: 'utf8' }).trim();
	execFileSync('tar', ['-xzf', join(packed, file), '-C', packed]);
});

afterAll(() => rmSync(packed, { recursive: true, force: true }));

/** A project with the package, and with packages of ours as its own. Others are not to be found from there. */
function project(...own: string[]): string {
	const folder = temporaryFolder();
	const modules = join(folder, 'node_modules');
	const link = (name: string) => {
		mkdirSync(dirname(join(modules, name)), { recursive: true });
		symlinkSync(bin(name), join(modules, name));
	};
	cpSync(join(packed, 'package'), join(modules, 'faultline'), { recursive: true });
	const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	for (const name of [...Object.keys(dependencies), ...own]) link(name);
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
	cpSync(join(modules, 'faultline/examples/testkit'), join(folder, 'test'), { recursive: true });
	return folder;
}

function run(folder: string, ...args: string[]) {
	const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, VITEST: ___, ...env } = process.env;
	const made = spawnSync(process.execPath, args, {
		...{ cwd: folder, encoding: 'utf8', env, timeout: 60_000 },
	});
	return { status: made.status, out: made.stdout + made.stderr };
}

test('its example for node:test passes, in plain Node', () => {
	const { status, out } = run(project(), '--test', 'test/node-test.mjs');
	expect(out).toMatch(/^# pass 2$/m);
	expect(status).toBe(0);
});

test('its example for vitest passes', () => {
	const { status, out } = run(project('vitest'), VITEST, 'run', '--no-color');
	expect(out).toMatch(/Tests {2}4 passed/);
	expect(status).toBe(0);
});

test('what docs/testkit.md shows works, and compiles', () => {
	const folder = project('vitest', '@types/node');
	const text = readFileSync(join(root, 'docs/testkit.md'), 'utf8');
	const [first, start, ...pieces] = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(
		([, code]) => code,
	);
	const names = 'expectFailed, expectOk, faultPlan, memoryPager, startGuest, startHost';
	const lines = [
		"import { Agent } from 'faultline/guest';",
		`import { ${names} } from 'faultline/testkit';`,
		"import { expect, onTestFinished, test } from 'vitest';",
		...pieces.map(
			(code, i) => `test('${i}', async () => {\n${start}${code}void [guest, nic];\n});`,
		),
	];
	writeFileSync(join(folder, 'test/first.test.ts'), first ?? '');
	writeFileSync(join(folder, 'test/pieces.test.ts'), lines.join('\n'));
	const { status, out } = run(folder, VITEST, 'run', '--no-color', 'first', 'pieces');
	expect(out).toMatch(/Tests {2}9 passed/);
	expect(status).toBe(0);
	writeFileSync(
		join(folder, 'tsconfig.json'),
		JSON.stringify({ compilerOptions, include: ['test'] }),
	);
	expect(run(folder, TSC)).toEqual({ status: 0, out: '' });
});

test('its types fit the examples, strictly, with the declarations checked as well; and not what is wrong', () => {
	const folder = project('vitest', '@types/node');
	writeFileSync(
		join(folder, 'tsconfig.json'),
		JSON.stringify({ compilerOptions, include: ['test'] }),
	);
	expect(run(folder, TSC)).toEqual({ status: 0, out: '' });
	const wrong = [
		"import { faultPlan, startHost } from 'faultline/testkit';",
		"await startHost({ device: { nic: 'a' } });",
		"faultPlan().access('nic', { adress: 0 });",
		"(await startHost({ devices: {} })).device('nic').access('one', 0);",
	];
	writeFileSync(join(folder, 'test/wrong.ts'), `${wrong.join('\n')}\n`);
	const { out } = run(folder, TSC);
	expect([...out.matchAll(/^test\/(\S+)\((\d+),/gm)].map(([, file, line]) => file + line)).toEqual([
		...['wrong.ts2', 'wrong.ts3', 'wrong.ts4'],
	]);
});

test('tests that forget their hosts end all the same: in memory at once, over sockets with a warning', () => {
	const folder = project();
	const forgetful = (options: string) => `
		import { test } from 'node:test';
		import { startGuest, startHost } from 'faultline/testkit';
		test('forgets', async () => {
			const host = await startHost({ devices: { nic: 'a' }, ${options} });
			await startGuest(host, { areas: [{ address: 0x1000, length: 4096 }] });
		});`;
	writeFileSync(join(folder, 'memory.mjs'), forgetful(''));
	const memory = run(folder, '--test', 'memory.mjs');
	expect([memory.status, memory.out]).toEqual([0, expect.stringMatching(/^# pass 1$/m)]);
	expect(memory.out).not.toMatch(/FaultlineWarning/);
	writeFileSync(join(folder, 'tcp.mjs'), forgetful("transport: 'tcp', idleMs: 200"));
	const tcp = run(folder, '--test', 'tcp.mjs');
	expect([tcp.status, tcp.out]).toEqual([0, expect.stringMatching(/^# pass 1$/m)]);
	expect(tcp.out).toMatch(/FaultlineWarning: Test host "host" was neither used nor closed/);
});
