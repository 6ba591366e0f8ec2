import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAM, RealProcess } from '../support/real-process.js';
import type { Machine } from './network.js';
import { run, start } from './shell.js';

export const PORT = 7700;

/** `faultline <args>` in a network namespace. */
const inNamespace = (namespace: string, args: readonly string[]): string[] => [
	...['ip', 'netns', 'exec', namespace],
	...[process.execPath, PROGRAM, ...args],
];

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
	#process: RealProcess | undefined;

	constructor(namespace: string, certificates: Certificates, folder: string, config: object) {
		this.#namespace = namespace;
		this.#certificates = certificates;
		this.#config = join(folder, 'host.yaml');
		const { ca, cert, key } = certificates.paths('host-host');
		// JSON is YAML.
		const whole = { listen: `0.0.0.0:${PORT}`, tls: { ca, cert, key }, ...config };
		writeFileSync(this.#config, JSON.stringify(whole));
	}

	get process(): RealProcess {
		return this.#process!;
	}

	async start(): Promise<void> {
		const args = ['host', '--config', this.#config, '--log-level', 'info'];
		this.#process = new RealProcess('host', /^listening on/, inNamespace(this.#namespace, args));
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
	#process: RealProcess | undefined;
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

	get process(): RealProcess {
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
		this.#process = new RealProcess(
			`agent ${this.guest}`,
			ready,
			inNamespace(this.machine.namespace, this.#args),
		);
	}
}
