import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { MachineDescription } from './contract.js';

/** What the figures were measured on. */
export function describeMachine(): Omit<MachineDescription, 'left_out'> {
	const processors = cpus();
	return {
		cpu: processors[0]?.model.trim() ?? 'unknown',
		cores: processors.length,
		memory_gib: Math.round((totalmem() / 2 ** 30) * 10) / 10,
		kernel: `${type()} ${release()}`,
		node: process.version,
		compiler: compiler(),
		load_before: Math.round(loadavg()[0]! * 100) / 100,
	};
}

function compiler(): string {
	try {
		const text = execFileSync('gcc', ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
		return text.toString().split('\n')[0] ?? 'gcc';
	} catch {
		return 'none';
	}
}
