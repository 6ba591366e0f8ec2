import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AddressSpace, Agent, connectGrpc, zeroPager } from '../../src/guest/index.js';
import type { BenchCase, Metrics, RunContext } from '../contract.js';
import { PASID } from '../processes/layout.js';
import { packageRoot } from '../root.js';
import { atMost } from './judge.js';

const PATIENCE_MS = 30_000;
const AREA = 0x1000_0000;

/** What a user begins with: deploy/host.yaml, on a port that is free. */
const CONFIG = `listen: 127.0.0.1:0
guests:
  - { name: a, memory: 64MiB }
  - { name: b, memory: 64MiB }
devices:
  - { name: dma0, address: "01:00.0", guest: a }
  - { name: dma1, address: "02:00.0", guest: b }
  - { name: spare0, address: "03:00.0" }
`;

interface Started {
	readonly process: ChildProcess;
	/** From the spawn to the line, in milliseconds. */
	readonly ms: number;
	readonly match: RegExpExecArray;
	readonly spawnedAt: number;
}

/** Starts `faultline` as a user does, up to the line of its output that says that it is ready. */
function start(args: readonly string[], ready: RegExp): Promise<Started> {
	const program = join(packageRoot(), 'bin', 'faultline.js');
	return new Promise((resolve, reject) => {
		const spawnedAt = performance.now();
		const child = spawn(process.execPath, [program, ...args], {
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let errors = '';
		const fail = (what: string): void => {
			clearTimeout(timer);
			child.kill('SIGKILL');
			reject(new Error(`faultline ${args[0]} ${what}\n${errors}`));
		};
		const timer = setTimeout(() => fail('did not get ready in time'), PATIENCE_MS);
		child.stderr.on('data', (chunk: Buffer) => {
			errors = (errors + chunk.toString()).slice(-4000);
		});
		child.once('exit', (code) => fail(`ended with status ${code}`));
		createInterface({ input: child.stdout }).on('line', (line) => {
			const match = ready.exec(line);
			if (match === null) return;
			clearTimeout(timer);
			child.removeAllListeners('exit');
			resolve({ process: child, ms: performance.now() - spawnedAt, match, spawnedAt });
		});
	});
}

function end(child: ChildProcess): Promise<void> {
	return new Promise((resolve) => {
		child.once('exit', () => resolve());
		child.kill('SIGKILL');
	});
}

/** An agent in this process, which is warm: how long the host takes to be of use to someone. */
async function attach(address: string): Promise<void> {
	const space = new AddressSpace();
	space.map({ address: AREA, length: 4096, permissions: 'r', pager: zeroPager() });
	const agent = new Agent({
		connect: () => connectGrpc(address),
		guest: 'b',
		spaces: [{ device: '*', pasid: PASID, space }],
		reconnect: false,
	});
	await agent.start();
	void agent.stop();
}

async function once(config: string): Promise<Metrics> {
	const host = await start(
		['host', '--config', config, '--log-level', 'warn'],
		/^listening on (.+)$/,
	);
	try {
		const address = host.match[1]!;
		await attach(address);
		const serving = performance.now() - host.spawnedAt;
		const map = `0x${AREA.toString(16)}=zero,size=16MiB`;
		const agent = await start(
			['agent', '--guest', 'a', '--map', map, '--host', address, '--log-level', 'warn'],
			/^serving guest a: dma0/,
		);
		await end(agent.process);
		return { listening_ms: host.ms, serving_ms: serving, attached_ms: agent.ms };
	} finally {
		await end(host.process);
	}
}

const middle = (values: readonly number[]): number =>
	[...values].sort((a, b) => a - b)[values.length >> 1]!;

export const startUp: BenchCase = {
	name: 'start',
	what: 'host serving, agent attached',
	measures:
		'time from the start of a host process to its first agent being served, and from the start of an agent process to being attached',
	goal: 'each at most 2 of a bare grpc-js server and client',
	headline: ['listening_ms', 'serving_ms', 'attached_ms'],
	figures: ['serving_ms', 'attached_ms'],
	baselines: [
		{
			name: 'grpc-start',
			parameters: ({ short }) => ({ rounds: short ? 1 : 3 }),
			ratio: (own, other) =>
				Math.max(
					own['serving_ms']! / other['serving_ms']!,
					own['attached_ms']! / other['attached_ms']!,
				),
		},
	],
	async run({ folder, short }: RunContext) {
		const config = join(folder, 'start.yaml');
		writeFileSync(config, CONFIG);
		const runs: Metrics[] = [];
		for (let n = short ? 1 : 3; n > 0; n--) runs.push(await once(config));
		const metrics: Metrics = {};
		for (const key of ['listening_ms', 'serving_ms', 'attached_ms'])
			metrics[key] = middle(runs.map((run) => run[key]!));
		return metrics;
	},
	met: (ratios) => atMost([ratios['grpc-start'], 2]),
};
