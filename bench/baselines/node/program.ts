/** What the Node baselines share: arguments, a bounded life, a peer process, the line of metrics. */
import { type ChildProcess, spawn } from 'node:child_process';
import { nodeProgram } from '../run-program.js';

/** Bound of a program's life, as in the C baselines. */
const SECONDS = 120;

export interface NumberParameter {
	readonly value: number;
	readonly min: number;
	readonly max: number;
}

/** Takes name=value arguments; fails for unknown names, and for values that are no whole number in range. */
export function numbersOf<Name extends string>(
	known: Readonly<Record<Name, NumberParameter>>,
	texts: readonly string[] = [],
): { numbers: Record<Name, number>; texts: Map<string, string> } {
	const numbers = new Map<string, number>();
	for (const [name, { value }] of Object.entries<NumberParameter>(known)) numbers.set(name, value);
	const found = new Map<string, string>();
	for (const argument of process.argv.slice(2)) {
		const equals = argument.indexOf('=');
		const name = argument.slice(0, equals);
		const text = argument.slice(equals + 1);
		if (texts.includes(name)) {
			found.set(name, text);
			continue;
		}
		const parameter = Object.hasOwn(known, name) ? known[name as Name] : undefined;
		if (parameter === undefined) fail(`${argument}: there is no such parameter`);
		const value = Number(text);
		if (!Number.isSafeInteger(value) || value < parameter.min || value > parameter.max)
			fail(`${argument}: a whole number from ${parameter.min} to ${parameter.max} would be right`);
		numbers.set(name, value);
	}
	// Every name of `known` was set above.
	return { numbers: Object.fromEntries(numbers) as Record<Name, number>, texts: found };
}

/** Ends this process at the time bound, and when the one that started it is gone (its pipe closes). */
export function boundLife(): void {
	setTimeout(() => fail(new Error(`not done after ${SECONDS} s`)), SECONDS * 1000).unref();
	process.stdin.on('error', () => process.exit(1));
	process.stdin.on('close', () => process.exit(1));
	process.stdin.resume();
	// Reading must not keep a finished program alive; a pipe is a socket, which has unref.
	if ('unref' in process.stdin) process.stdin.unref();
}

export function fail(error: unknown): never {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}

/** Starts another program of this folder. It speaks on standard error; `fail` when it ends with an error. */
export function startPeer(program: string, args: Readonly<Record<string, number | string>>): Peer {
	return new Peer(program, args);
}

export class Peer {
	readonly process: ChildProcess;
	readonly #end: Promise<void>;

	constructor(program: string, args: Readonly<Record<string, number | string>>) {
		const all = Object.entries(args).map(([name, value]) => `${name}=${value}`);
		this.process = spawn(process.execPath, [...process.execArgv, nodeProgram(program), ...all], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		this.#end = new Promise((resolve) => {
			this.process.once('error', fail);
			this.process.once('exit', (code, signal) => {
				if (code === 0) resolve();
				else fail(new Error(`the process ${program} ended with ${code ?? signal}`));
			});
		});
	}

	/** Resolves when the peer has ended with status 0. */
	ended(): Promise<void> {
		return this.#end;
	}
}

/** The program's one line. */
export function printMetrics(metrics: Readonly<Record<string, number>>): void {
	process.stdout.write(`${JSON.stringify(metrics)}\n`);
}

/** Percentiles by nearest rank of times in milliseconds, in microseconds; sorts `ms`. */
export function percentiles(ms: Float64Array): { p50_us: number; p99_us: number; p999_us: number } {
	ms.sort();
	const at = (part: number) => ms[Math.min(ms.length - 1, Math.floor(part * ms.length))]! * 1000;
	return { p50_us: at(0.5), p99_us: at(0.99), p999_us: at(0.999) };
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
