import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Machine } from './network.js';
import { run, start } from './shell.js';

const PROGRAM = fileURLToPath(new URL('../../bin/faultline.js', import.meta.url));
export const PORT = 7700;
/** How long a process may take until it says that it is ready, in milliseconds. */
const PATIENCE_MS = 60_000;

/** `faultline <args>` in a network namespace. */
export class Process {
	readonly child: ChildProcess;
	readonly name: string;
	readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	/** The end of what it said. */
	log = '';
	readonly #ready: Promise<void>;

	/** Ready once it prints a line that matches. */
	constructor(name: string, namespace: string, ready: RegExp, args: readonly string[]) {
		this.name = name;
		this.child = spawn('ip', ['netns', 'exec', namespace, process.execPath, PROGRAM, ...args], {
			stdio: ['ignore', 'pipe', 'pipe'],
		});
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
		const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
		return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
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

/** Certificates for one run: an authority, a host that is reached by every cable, an agent for each guest, an operator. */
export class Certificates {
	readonly #folder: string;

	constructor(folder: string, addresses: readonly string[], guests: readonly string[]) {
		this.#folder = folder;
		const pki = (...args: string[]) =>
			run(process.execPath, PROGRAM, 'pki', ...args, '--dir', folder);
		pki('init');
		pki('issue', 'host', 'host', '--san', ...addresses);
		for (const guest of guests) pki('issue', 'guest', guest);
		pki('issue', 'operator', 'op');
	}

	/** Paths of a certificate and its key, and of the authority's. */
	paths(name: string): { ca: string; cert: string; key: string } {
		const path = (file: string) => join(this.#folder, file);
		return { ca: path('ca.crt'), cert: path(`${name}.crt`), key: path(`${name}.key`) };
	}

	options(name: string): string[] {
		const { ca, cert, key } = this.paths(name);
		return ['--tls-ca', ca, '--tls-cert', cert, '--tls-key', key];
	}
}

/** The host process, and what an operator on its machine asks. */
export class ChaosHost {
	readonly #namespace: string;
	readonly #certificates: Certificates;
	readonly #config: string;
	#process: Process | undefined;

	constructor(namespace: string, certificates: Certificates, folder: string, config: object) {
		this.#namespace = namespace;
		this.#certificates = certificates;
		this.#config = join(folder, 'host.yaml');
		const { ca, cert, key } = certificates.paths('host-host');
		// JSON is YAML.
		const whole = { listen: `0.0.0.0:${PORT}`, tls: { ca, cert, key }, ...config };
		writeFileSync(this.#config, JSON.stringify(whole));
	}

	get process(): Process {
		return this.#process!;
	}

	async start(): Promise<void> {
		const args = ['host', '--config', this.#config, '--log-level', 'info'];
		this.#process = new Process('host', this.#namespace, /^listening on/, args);
		await this.#process.ready;
	}

	/** `faultline ctl <args> --json`. */
	ctl(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
		const options = ['--host', `127.0.0.1:${PORT}`, ...this.#certificates.options('operator-op')];
		const command = [process.execPath, PROGRAM, 'ctl', ...options, '--json', ...args];
		return start('ip', 'netns', 'exec', this.#namespace, ...command);
	}

	/** The same for questions, whose answer is read. */
	async ask<Answer>(...args: string[]): Promise<Answer> {
		const { status, out, err } = await this.ctl(...args);
		if (status !== 0) throw new Error(`ctl ${args.join(' ')} ended with ${status}: ${err}`);
		return JSON.parse(out) as Answer;
	}
}

/** A guest's agent, started again whenever it was killed: as a supervisor would. */
export class ChaosAgent {
	readonly guest: string;
	readonly machine: Machine;
	readonly #args: readonly string[];
	#process: Process | undefined;
	/** Times it was started. */
	starts = 0;

	constructor(
		guest: string,
		machine: Machine,
		certificates: Certificates,
		options: readonly string[],
	) {
		this.guest = guest;
		this.machine = machine;
		this.#args = [
			...['agent', '--guest', guest, '--host', `${machine.hostAddress}:${PORT}`],
			...certificates.options(`guest-${guest}`),
			...options,
		];
	}

	get process(): Process {
		return this.#process!;
	}

	/** Resolves once it serves. */
	async start(): Promise<void> {
		this.launch();
		await this.#process!.ready;
	}

	launch(): void {
		this.starts++;
		const ready = /^serving guest/;
		this.#process = new Process(`agent ${this.guest}`, this.machine.namespace, ready, this.#args);
	}
}
