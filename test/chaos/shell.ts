import { spawn, spawnSync } from 'node:child_process';

/** Runs a command to its end; throws what it said when it fails. Returns what it printed. */
export function run(command: string, ...args: string[]): string {
	const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
	if (error !== undefined) throw new Error(`${command}: ${error.message}`);
	if (status !== 0)
		throw new Error(
			`${command} ${args.join(' ')} ended with ${status}: ${stderr.trim() || stdout}`,
		);
	return stdout;
}

/** The same without waiting in the way of everything else, and without an opinion on how it ends. */
export function start(
	command: string,
	...args: string[]
): Promise<{ status: number | null; out: string; err: string }> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
		let out = '';
		let err = '';
		child.stdout.on('data', (chunk: Buffer) => {
			out += chunk.toString();
		});
		child.stderr.on('data', (chunk: Buffer) => {
			err += chunk.toString();
		});
		child.once('error', reject);
		child.once('close', (status) => resolve({ status, out, err }));
	});
}

/** What is missing here for network namespaces; undefined: nothing. */
export function missing(): string | undefined {
	if (process.getuid?.() !== 0) return 'only root may make network namespaces';
	for (const command of ['ip', 'tc', 'iptables', 'mount'])
		if (spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0)
			return `there is no "${command}" (Debian: iproute2, iptables, mount)`;
	const probe = `fl-probe-${process.pid}`;
	const made = spawnSync('ip', ['netns', 'add', probe], { encoding: 'utf8' });
	if (made.status !== 0) return `ip netns add: ${made.stderr.trim()}`;
	spawnSync('ip', ['netns', 'del', probe]);
	return undefined;
}
