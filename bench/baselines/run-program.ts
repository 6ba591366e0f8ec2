/**
 * Runs a baseline's program and takes the one JSON line that it prints. Owns the program's life: it is killed
 * at the time bound, and programs of ours end by themselves when this process dies (standard input closes).
 */
import { spawn } from 'node:child_process';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metrics, Parameters } from './baseline.js';

/** What is kept of a program's output; more than that of standard output is an error. */
const OUTPUT_CHARS = 64 * 1024;

/** A little more than the programs' own bound of 120 s, so that their message comes first. */
const TIMEOUT_MS = 130_000;

/** Throws with the program's own words when it ends otherwise than with status 0 and a line of metrics. */
export async function runProgram(
	command: string,
	args: readonly string[],
	parameters: Parameters,
): Promise<Metrics> {
	const all = [...args, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)];
	const { code, stdout, stderr } = await outputOf(command, all, TIMEOUT_MS);
	const what = [basename(command), ...all].join(' ');
	if (code !== 0) throw new Error(`${what} ended with ${code}: ${stderr.trim() || 'no message'}`);
	return metricsOf(stdout, what);
}

/** The compiled or, under a loader such as tsx, the plain TypeScript file of a program in node/. */
export async function runNode(program: string, parameters: Parameters): Promise<Metrics> {
	return runProgram(process.execPath, [...process.execArgv, nodeProgram(program)], parameters);
}

export function nodeProgram(name: string): string {
	const here = fileURLToPath(import.meta.url);
	return fileURLToPath(new URL(`./node/${name}${extname(here)}`, import.meta.url));
}

export interface Output {
	/** Exit status, or the signal's name. */
	readonly code: number | string;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs a command to its end; never throws for its status. Throws when it cannot be started. */
export function outputOf(
	command: string,
	args: readonly string[],
	timeoutMs: number,
	options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Output> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
		const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			stdout = (stdout + text).slice(-OUTPUT_CHARS);
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			stderr = (stderr + text).slice(-OUTPUT_CHARS);
		});
		// A program that does not read its input may be gone when it is closed.
		child.stdin.on('error', () => {});
		child.once('error', (error) => {
			clearTimeout(timer);
			reject(error);
		});
		child.once('close', (status, signal) => {
			clearTimeout(timer);
			resolve({ code: status ?? signal ?? 'no status', stdout, stderr });
		});
	});
}

function metricsOf(stdout: string, what: string): Metrics {
	const lines = stdout.trim().split('\n');
	if (lines.length !== 1) throw new Error(`${what} printed ${lines.length} lines instead of one`);
	const parsed: unknown = JSON.parse(lines[0]!);
	if (typeof parsed !== 'object' || parsed === null) throw new Error(`${what} printed no metrics`);
	const metrics: Metrics = {};
	for (const [name, value] of Object.entries(parsed)) {
		if (typeof value !== 'number' || !Number.isFinite(value))
			throw new Error(`${what}: metric ${name} is ${value}, which is no number`);
		metrics[name] = value;
	}
	return metrics;
}
