import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { faultline, Program } from '../support/processes.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The arguments of the README's `npx faultline` lines, in order. */
function commands(): string[][] {
	return [...readme.matchAll(/^npx faultline (.+)$/gm)].map(([, line]) =>
		(line as string).split(' '),
	);
}

test("the README's walk by hand works as written", async () => {
	const all = commands();
	const kinds = all.map(([kind, what]) => (kind === 'ctl' ? `ctl ${what}` : kind));
	expect(kinds).toEqual([
		'host',
		'agent',
		'ctl devices',
		'ctl run',
		'ctl run',
		'ctl run',
		'ctl device',
		'ctl assign',
		'ctl watch',
		'ctl run',
	]);
	const [hostArgs, agentArgs, ...controls] = all as [string[], string[], ...string[][]];
	// Any free port, so that tests can run beside each other.
	const host = new Program(...hostArgs, '--listen', '127.0.0.1:0');
	const address = (await host.line(/^listening on (.+)$/))[1] as string;
	const agent = new Program(...agentArgs, '--host', address);
	await agent.line(/^serving guest a: dma0$/);

	const hashes: string[] = [];
	for (const [index, args] of controls.entries()) {
		const more = args[1] === 'watch' ? ['--count', '1'] : [];
		const [ctl, ...rest] = args as [string, ...string[]];
		const { status, out, err } = faultline(ctl, '--host', address, ...rest, ...more);
		const last = index === controls.length - 1;
		// The last reads where nothing is mapped.
		expect({ args, status, err }).toEqual({ args, status: last ? 1 : 0, err: '' });
		if (last) expect(out).toMatch(/failed: .*Invalid Request/);
		const hash = /^sha256 +([0-9a-f]{64})$/m.exec(out)?.[1];
		if (hash !== undefined) hashes.push(hash);
	}
	expect(hashes).toHaveLength(3);
	expect(hashes[1]).toBe(hashes[2]);

	agent.child.kill('SIGTERM');
	expect(await agent.exited).toEqual({ code: 0, signal: null });
	host.child.kill('SIGTERM');
	expect(await host.exited).toEqual({ code: 0, signal: null });
});

test('every command explains itself', () => {
	for (const command of ['host', 'agent', 'ctl', 'demo', 'trace', 'health']) {
		const { status, out } = faultline(command, '--help');
		expect({ command, status }).toEqual({ command, status: 0 });
		expect(out).toMatch(/^Usage: faultline/);
	}
});

test('output that nobody reads ends a command quietly, and a host not at all', async () => {
	const program = fileURLToPath(new URL('../../bin/faultline.js', import.meta.url));
	const piped = spawnSync('bash', ['-c', '"$0" "$1" --help | true', process.execPath, program], {
		encoding: 'utf8',
	});
	expect(piped.stderr).toBe('');
	const host = new Program('host', '--config', 'deploy/host.yaml', '--listen', '127.0.0.1:0');
	const address = (await host.line(/^listening on (.+)$/))[1] as string;
	host.child.stdout?.destroy();
	const watch = spawnSync(
		'bash',
		['-c', '"$0" "$@" | head -1', process.execPath, program, 'ctl', '--host', address, 'watch'],
		{ encoding: 'utf8', timeout: 20_000 },
	);
	expect(watch.stderr).toBe('');
	expect(faultline('health', address).status).toBe(0);
});
