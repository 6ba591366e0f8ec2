import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const PROGRAM = fileURLToPath(new URL('../../bin/faultline.js', import.meta.url));
/** How long a process may take until it says that it is ready, in milliseconds. */
const PATIENCE_MS = 60_000;

/** Memory of a running process that is resident, in bytes. */
export function residentBytes({ pid }: ChildProcess): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** A process that says when it is ready, for commands that run for long outside of vitest. Whoever makes it ends it. */
export class RealProcess {
	readonly child: ChildProcess;
	readonly name: string;
	readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	/** The end of what it said. */
	log = '';
	readonly #ready: Promise<void>;

	/** Ready once it prints a line that matches. With `ipc` it can be sent messages by Node's own channel. */
	constructor(name: string, ready: RegExp, command: readonly string[], ipc = false) {
		this.name = name;
		const [program = '', ...args] = command;
		const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])];
		this.child = spawn(program, args, { stdio });
		this.ended = once(this.child, 'exit').then(([code, signal]) => ({ code, signal }));
		this.child.stderr?.on('data', (chunk: Buffer) => {
			this.log = (this.log + chunk.toString()).slice(-20_000);
		});
		const lines = createInterface({ input: this.child.stdout! });
		this.#ready = new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(this.failure('did not get ready')), PATIENCE_MS);
			lines.on('line', (line) => {
				if (!ready.test(line)) return;
				clearTimeout(timer);
				this.readyLine = line;
				resolve();
			});
			this.child.once('exit', () => {
				clearTimeout(timer);
				reject(this.failure('ended before it was ready'));
			});
		});
		// Whoever wants to know waits for it.
		this.#ready.catch(() => {});
	}

	/** The line that said that it was ready; empty before. */
	readyLine = '';

	get ready(): Promise<void> {
		return this.#ready;
	}

	get running(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** R, S, T and so on, as the kernel says it. */
	get state(): string {
		const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2)[0]!;
	}

	/** Memory that is resident, in bytes. */
	get resident(): number {
		return residentBytes(this.child);
	}

	failure(what: string): Error {
		return new Error(`${this.name} ${what}: ${this.log.slice(-2000)}`);
	}

	/** Ends it in good order; rejects when it does not end with status 0. */
	async stop(): Promise<void> {
		this.child.kill('SIGTERM');
		const { code, signal } = await this.ended;
		if (code !== 0) throw this.failure(`ended with ${code ?? signal} after SIGTERM`);
	}

	async kill(): Promise<void> {
		this.child.kill('SIGKILL');
		await this.ended;
	}
}
