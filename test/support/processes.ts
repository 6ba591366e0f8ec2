import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../../bin/faultline.js', import.meta.url));

/** `faultline <args>` as a process of its own, killed with the test. */
export class Program {
	readonly child: ChildProcess;
	readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	readonly #lines: string[] = [];
	/** `take` says whether a match was the one that is waited for. */
	#waiters: { test: RegExp; take: (match: RegExpExecArray) => boolean }[] = [];
	errors = '';

	constructor(...args: string[]) {
		this.child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
		this.exited = new Promise((resolve) => {
			this.child.once('exit', (code, signal) => resolve({ code, signal }));
		});
		this.child.stderr?.on('data', (chunk: Buffer) => {
			this.errors += chunk.toString();
		});
		createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
			this.#lines.push(line);
			this.#waiters = this.#waiters.filter(({ test, take }) => {
				const match = test.exec(line);
				return match === null || !take(match);
			});
		});
		onTestFinished(async () => {
			this.child.kill('SIGKILL');
			await this.exited;
		});
	}

	/** The first line of output that matches, or the `nth`, seen already or still to come; rejects when it ends before. */
	line(test: RegExp, nth = 1): Promise<RegExpExecArray> {
		let left = nth;
		for (const line of this.#lines) {
			const match = test.exec(line);
			if (match !== null && --left === 0) return Promise.resolve(match);
		}
		return new Promise((resolve, reject) => {
			const take = (match: RegExpExecArray) => {
				if (--left > 0) return false;
				resolve(match);
				return true;
			};
			this.#waiters.push({ test, take });
			void this.exited.then(({ code, signal }) =>
				reject(new Error(`ended (${code ?? signal}) before ${test}: ${this.errors}`)),
			);
		});
	}
}

/** Runs `faultline <args>` to its end. */
export function faultline(...args: string[]): { status: number | null; out: string; err: string } {
	const result = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
	return { status: result.status, out: result.stdout, err: result.stderr };
}
