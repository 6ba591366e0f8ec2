import { type ChildProcess, fork } from 'node:child_process';
import type { Law, Violation } from './observer/verdict.js';

export type ToWorker =
	| { readonly kind: 'run'; readonly seeds: readonly number[] }
	| { readonly kind: 'shrink'; readonly seed: number; readonly law: Law };

export interface Failure {
	readonly seed: number;
	readonly violations: readonly Violation[];
}

export interface Ran {
	readonly kind: 'ran';
	readonly seeds: readonly number[];
	readonly steps: number;
	readonly transfers: number;
	/** Of the traces, in the order of the seeds. */
	readonly hashes: readonly string[];
	readonly failures: readonly Failure[];
}

export interface Shrunk {
	readonly kind: 'shrunk';
	readonly history: string;
	readonly violations: readonly Violation[];
	readonly lines: readonly string[];
}

export type FromWorker = Ran | Shrunk;

/** Processes that run a bundle of the worker, one for each core unless told. */
export class Pool {
	readonly #workers: ChildProcess[] = [];

	constructor(program: string, workers: number) {
		for (let i = 0; i < workers; i++)
			this.#workers.push(fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
	}

	/**
	 * Has the seeds run that `next` gives, until it gives none; `ran` is told of each part. Rejects when a worker ends by itself.
	 */
	async run(next: () => readonly number[] | undefined, ran: (part: Ran) => void): Promise<void> {
		await Promise.all(
			this.#workers.map(async (worker) => {
				for (let seeds = next(); seeds !== undefined; seeds = next())
					ran((await ask(worker, { kind: 'run', seeds })) as Ran);
			}),
		);
	}

	async shrink(seed: number, law: Law): Promise<Shrunk> {
		return (await ask(this.#workers[0]!, { kind: 'shrink', seed, law })) as Shrunk;
	}

	close(): void {
		for (const worker of this.#workers) worker.kill();
	}
}

function ask(worker: ChildProcess, message: ToWorker): Promise<FromWorker> {
	return new Promise((resolve, reject) => {
		const ended = (code: number | null, signal: string | null) =>
			reject(new Error(`a worker ended by itself: ${signal ?? code}`));
		worker.once('exit', ended);
		worker.once('message', (answer: FromWorker) => {
			worker.off('exit', ended);
			resolve(answer);
		});
		worker.send(message);
	});
}
