import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { FaultlineError } from '../../base/errors.js';
import { packagePath } from '../../base/package-path.js';

const program = packagePath('bin/faultline.js');

/** How long a part may take to say that it is ready, and to end after SIGTERM, in milliseconds. */
const READY_MS = 60_000;
const STOP_MS = 20_000;

/** One part of the fleet: `faultline <args>` as a process of its own. */
export class Part {
	readonly name: string;
	readonly #child: ChildProcess;
	readonly #exited: Promise<number>;
	#errors = '';

	/** Starts `faultline <args>`. */
	constructor(name: string, args: readonly string[]) {
		this.name = name;
		this.#child = spawn(process.execPath, [program, ...args], {
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.#exited = new Promise((resolve) => {
			this.#child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
		});
		this.#child.stderr?.on('data', (chunk: Buffer) => {
			this.#errors = (this.#errors + chunk.toString()).slice(-4000);
		});
	}

	/** The first line of its output that `test` matches; to be called in the turn of the start, once. */
	line(test: RegExp): Promise<RegExpExecArray> {
		return new Promise((resolve, reject) => {
			const fail = (what: string) =>
				reject(new FaultlineError('UNAVAILABLE', `${this.name} ${what}\n${this.#errors}`.trim()));
			const timer = setTimeout(() => fail('did not get ready in time'), READY_MS);
			const lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
			lines.on('line', (line) => {
				const found = test.exec(line);
				if (found === null) return;
				clearTimeout(timer);
				resolve(found);
			});
			void this.#exited.then((code) => {
				clearTimeout(timer);
				fail(`ended with status ${code}`);
			});
		});
	}

	/** Asks the process to end; resolves with its exit status. One that does not end is killed. */
	async stop(): Promise<number> {
		this.#child.kill('SIGTERM');
		const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
		const code = await this.#exited;
		clearTimeout(timer);
		return code;
	}

	/** The end of what it wrote to standard error. */
	get errors(): string {
		return this.#errors;
	}
}
