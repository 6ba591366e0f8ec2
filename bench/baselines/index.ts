/** Every baseline of the suite, by name. README.md says what each stands for and which parameters it takes. */
import type { Baseline, Metrics, Parameters } from './baseline.js';
import { build, type ProgramName } from './build.js';
import { pageFile } from './page-file.js';
import { outputOf, runNode, runProgram } from './run-program.js';

const PAGE_BYTES = 4096;

export const baselines: Record<string, Baseline> = {
	'cpp-grpc': native('cpp-grpc', 'grpc-pingpong', { window: 512 }),
	'cpp-grpc-two-threads': native('cpp-grpc-two-threads', 'grpc-pingpong', {
		window: 512,
		writer_thread: 1,
	}),
	'cpp-grpc-pingpong': native('cpp-grpc-pingpong', 'grpc-pingpong', {
		window: 1,
		count: 30_000,
		warmup: 3000,
	}),
	'tcp-pingpong': native('tcp-pingpong', 'tcp-pingpong', { count: 50_000, warmup: 5000 }),
	'uffd-tcp': userfaultfd('uffd-tcp', { tcp: 1, threads: 1, pages: 50_000 }),
	'uffd-tcp-one-cpu': userfaultfd('uffd-tcp-one-cpu', { tcp: 1, one_cpu: 1, pages: 50_000 }),
	'uffd-tcp-8-threads': userfaultfd('uffd-tcp-8-threads', { tcp: 1, threads: 8, pages: 50_000 }),
	'uffd-local': userfaultfd('uffd-local', { tcp: 0, threads: 1, pages: 50_000 }),
	'grpc-columns': stream('grpc-columns', { form: 'columns-loader' }),
	'grpc-columns-tuned': stream('grpc-columns-tuned', { form: 'columns' }),
	'grpc-packed': stream('grpc-packed', { form: 'packed' }),
	'grpc-single': stream('grpc-single', { form: 'single', rows: 1, window: 512 }),
	'grpc-bytes': stream('grpc-bytes', { form: 'bytes' }),
	'grpc-pingpong': stream('grpc-pingpong', {
		form: 'bytes',
		bytes: 40,
		answer: 32,
		rows: 1,
		window: 1,
		count: 20_000,
		warmup: 4000,
	}),
	'tcp-copy': copy('tcp-copy'),
	'grpc-copy': copy('grpc-copy'),
	'grpc-start': node('grpc-start', 'grpc-start', {}),
};

function node(name: string, program: string, defaults: Parameters): Baseline {
	return {
		name,
		available: async () => undefined,
		run: (parameters) => runNode(program, { ...defaults, ...parameters }),
	};
}

/**
 * A grpc-js stream, run with the channel options of the product and with those of grpc-js itself, half of the
 * count each. A user would keep the faster one, so its figures count (with a window of 1 those of the lower median
 * latency); `plain_options` says which it was.
 */
function stream(name: string, defaults: Parameters): Baseline {
	const half = (value: number | string) => Math.ceil(Number(value) / 2);
	return {
		name,
		available: async () => undefined,
		async run(parameters) {
			const all: Parameters = { count: 20_000, warmup: 4000, ...defaults, ...parameters };
			const each = { ...all, count: half(all['count']!) };
			const tuned = await runNode('grpc-stream', { ...each, plain: 0 });
			const plain = await runNode('grpc-stream', { ...each, plain: 1 });
			const plainWins =
				all['window'] === 1
					? plain['p50_us']! < tuned['p50_us']!
					: plain['per_s']! > tuned['per_s']!;
			return { ...(plainWins ? plain : tuned), plain_options: plainWins ? 1 : 0 };
		},
	};
}

/** Copies pages of a file between two Node processes. */
function copy(name: string): Baseline {
	return {
		name,
		available: async () => undefined,
		run: async (parameters) => runNode(name, await withFile({ pages: 50_000, ...parameters })),
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
