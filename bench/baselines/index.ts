/** Every baseline of the suite, by name. README.md says what each stands for and which parameters it takes. */
import type { Baseline, Metrics, Parameters } from './baseline.js';
import { build, type ProgramName } from './build.js';
import { pageFile } from './page-file.js';
import { outputOf, runNode, runProgram } from './run-program.js';

const PAGE_BYTES = 4096;

export const baselines: Record<string, Baseline> = {
	'cpp-grpc': native('cpp-grpc', 'grpc-pingpong', { window: 512 }),
	'cpp-grpc-pingpong': native('cpp-grpc-pingpong', 'grpc-pingpong', {
		window: 1,
		count: 30_000,
		warmup: 3000,
	}),
	'tcp-pingpong': native('tcp-pingpong', 'tcp-pingpong', { count: 50_000, warmup: 5000 }),
	'uffd-tcp': userfaultfd('uffd-tcp', { tcp: 1, threads: 1, pages: 50_000 }),
	'uffd-local': userfaultfd('uffd-local', { tcp: 0, threads: 1, pages: 50_000 }),
	'grpc-batches': node('grpc-batches', 'grpc-stream', {}),
	'grpc-pingpong': node('grpc-pingpong', 'grpc-stream', {
		bytes: 40,
		answer: 32,
		rows: 1,
		window: 1,
		count: 20_000,
		warmup: 4000,
	}),
	'tcp-copy': {
		name: 'tcp-copy',
		available: async () => undefined,
		run: async (parameters) =>
			runNode('tcp-copy', await withFile({ pages: 50_000, ...parameters })),
	},
	'grpc-start': node('grpc-start', 'grpc-start', {}),
};

function node(name: string, program: string, defaults: Parameters): Baseline {
	return {
		name,
		available: async () => undefined,
		run: (parameters) => runNode(program, { ...defaults, ...parameters }),
	};
}

function native(name: string, program: ProgramName, defaults: Parameters): Baseline {
	return {
		name,
		available: async () => {
			const built = await build(program);
			return 'reason' in built ? built.reason : undefined;
		},
		run: (parameters) => runBuilt(program, { ...defaults, ...parameters }),
	};
}

/** A program that builds may still not be permitted to run; the program itself says why. */
function userfaultfd(name: string, defaults: Parameters): Baseline {
	return {
		name,
		available: async () => {
			const built = await build('uffd');
			if ('reason' in built) return built.reason;
			const { code, stderr } = await outputOf(built.path, ['probe=1'], 10_000);
			return code === 0 ? undefined : stderr.trim() || `its probe ended with ${code}`;
		},
		run: async (parameters) => runBuilt('uffd', await withFile({ ...defaults, ...parameters })),
	};
}

async function runBuilt(program: ProgramName, parameters: Parameters): Promise<Metrics> {
	const built = await build(program);
	if ('reason' in built) throw new Error(built.reason);
	return runProgram(built.path, [], parameters);
}

async function withFile(parameters: Parameters): Promise<Parameters> {
	if (parameters['file'] !== undefined) return parameters;
	return { ...parameters, file: await pageFile(Number(parameters['pages']) * PAGE_BYTES) };
}
