import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ENGINE_FLAGS } from '../../src/base/engine.js';
import type { Metrics, RunContext } from '../contract.js';
import { PROFILE_VARIABLE } from './profile.js';

/** How long a process may take from its start to its result, in milliseconds. */
const PATIENCE_MS = 150_000;

/**
 * A process of the suite, seen from the suite. Whatever happens, nobody waits for ever: when it ends
 * without a result, each wait is rejected with what it wrote to standard error.
 */
export class Child {
	/** The metrics it prints at its end. */
	readonly result: Promise<Metrics>;
	readonly #name: string;
	readonly #process: ChildProcess;
	readonly #messages: Record<string, unknown>[] = [];
	readonly #exited: Promise<number>;
	#waiter: (() => void) | undefined;
	#ended = false;
	#output = '';
	#errors = '';

	/** Starts `bench/processes/<name>.ts`, compiled and bundled. */
	constructor(name: string, parameters: object, context: RunContext, flags: string[] = []) {
		this.#name = name;
		const path = fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
		this.#process = fork(path, [JSON.stringify(parameters)], {
			// As the program sets them for itself.
			execArgv: [...ENGINE_FLAGS, ...flags],
			env: { ...process.env, [PROFILE_VARIABLE]: context.profiles },
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		});
		const timer = setTimeout(() => this.#process.kill('SIGKILL'), PATIENCE_MS);
		this.#process.stdout?.on('data', (chunk: Buffer) => {
			this.#output += chunk.toString();
		});
		this.#process.stderr?.on('data', (chunk: Buffer) => {
			this.#errors = (this.#errors + chunk.toString()).slice(-8000);
		});
		this.#process.on('message', (message) => {
			this.#messages.push(message as Record<string, unknown>);
			this.#waiter?.();
		});
		this.#exited = new Promise((resolve) => {
			// 'close': its output is here too.
			this.#process.once('close', (code, signal) => {
				clearTimeout(timer);
				this.#ended = true;
				this.#waiter?.();
				resolve(signal === null ? (code ?? 1) : 128);
			});
		});
		this.result = this.#exited.then((code) => this.#parse(code));
		// Whoever wants the result looks at it; a failure before that is no unhandled one.
		this.result.catch(() => {});
	}

	/** The next message that has this key; its value. */
	async told(key: string): Promise<unknown> {
		for (;;) {
			const found = this.#messages.findIndex((message) => key in message);
			if (found >= 0) return this.#messages.splice(found, 1)[0]?.[key];
			if (this.#ended) throw this.#failure(`ended before it said "${key}"`);
			await new Promise<void>((resolve) => {
				this.#waiter = resolve;
			});
		}
	}

	/** Says a word to the process. */
	tell(word: string): void {
		if (this.#process.connected) this.#process.send(word);
	}

	/** Ends it, if it has not ended; resolves when it is gone. */
	async end(): Promise<void> {
		if (!this.#ended) this.#process.kill('SIGKILL');
		await this.#exited;
	}

	#parse(code: number): Metrics {
		if (code !== 0) throw this.#failure(`ended with status ${code}`);
		const lines = this.#output.trim().split('\n');
		if (lines.length !== 1) throw this.#failure(`printed ${lines.length} lines`);
		return JSON.parse(this.#output) as Metrics;
	}

	#failure(what: string): Error {
		return new Error(`${this.#name} ${what}\n${this.#output}${this.#errors}`.trim());
	}
}

/** Runs one process that needs nobody else, and resolves with its metrics. */
export function runAlone(
	name: string,
	parameters: object,
	context: RunContext,
	flags: string[] = [],
): Promise<Metrics> {
	return new Child(name, parameters, context, flags).result;
}
