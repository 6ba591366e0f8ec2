import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/fleet.js';
import { faultline, Program } from '../support/processes.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a TypeScript example and waits for a line of its output. */
async function example(file: string, args: string[], ready: RegExp): Promise<ChildProcess> {
	const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const exited = new Promise((resolve) => child.once('exit', resolve));
	onTestFinished(async () => {
		child.kill('SIGKILL');
		await exited;
	});
	await new Promise<void>((resolve, reject) => {
		createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
			if (ready.test(line)) resolve();
		});
		void exited.then(() => reject(new Error(`${file} ended`)));
	});
	return child;
}

async function startHost(): Promise<string> {
	const host = new Program('host', '--config', 'deploy/host.yaml', '--listen', '127.0.0.1:0');
	return (await host.line(/^listening on (.+)$/))[1] as string;
}

test("the README's agent is the example of that name, and serves", async () => {
	const text = readFileSync(join(root, 'examples/readme-agent.ts'), 'utf8');
	const readme = readFileSync(join(root, 'README.md'), 'utf8');
	expect(/```ts\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(text);

	const address = await startHost();
	const copy = join(root, 'examples', `.readme-agent-${process.pid}.ts`);
	writeFileSync(copy, text.replace('127.0.0.1:7700', address));
	onTestFinished(() => rmSync(copy));
	await example(copy, [], /^connected$/);
	const args = ['ctl', '--host', address, 'run', 'read', 'dma0@0x10000000', '--length', '4KiB'];
	const { status, out } = faultline(...args);
	expect(status).toBe(0);
	const page = Buffer.alloc(4096);
	Buffer.from(readme).copy(page);
	expect(out).toContain(createHash('sha256').update(page).digest('hex'));
});

test('examples/own-agent.ts serves a file and memory', async () => {
	const path = join(temporaryFolder(), 'file.bin');
	const bytes = randomBytes(64 * 4096);
	writeFileSync(path, bytes);
	const address = await startHost();
	await example('examples/own-agent.ts', [address, 'b', path], /^serving dma1 with \d+ frames$/);
	const run = (...words: string[]) => faultline('ctl', '--host', address, 'run', ...words);
	const read = run('read', 'dma1@0x10000000', '--length', '256KiB', '--shuffle');
	expect(read.out).toContain(createHash('sha256').update(bytes).digest('hex'));
	expect(run('write', 'dma1@0x20000000', '--length', '1MiB').status).toBe(0);
	expect(run('write', 'dma1@0x10000000', '--length', '4KiB').status).toBe(1);
});
