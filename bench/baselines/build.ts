/**
 * Builds the C and C++ baselines, each once for a given state of its sources, compiler and flags: the name of
 * the result holds a hash of them. Owns the cache folder, which is never under version control.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandPath, missing, type Need } from './debian.js';
import { outputOf } from './run-program.js';

const COMPILE_MS = 300_000;
const WARNINGS = ['-Wall', '-Wextra'];
const C_FLAGS = ['-std=gnu11', '-O2', '-pthread', ...WARNINGS];
const CPP_FLAGS = ['-std=c++17', '-O2', '-pthread', ...WARNINGS];

interface Program {
	/** Below bench/baselines; all of them decide whether a build is current. */
	readonly sources: readonly string[];
	readonly needs: readonly Need[];
	/** Name of a .proto file below bench/baselines, for C++ with gRPC. */
	readonly proto?: string;
}

const GCC: Need = { package: 'gcc', command: 'gcc' };
const LIBC: Need = { package: 'libc6-dev', file: '/usr/include/stdio.h' };

const PROGRAMS = {
	'tcp-pingpong': {
		sources: ['c/common.c', 'c/common.h', 'c/tcp-pingpong.c'],
		needs: [GCC, LIBC],
	},
	uffd: {
		sources: ['c/common.c', 'c/common.h', 'c/page-server.c', 'c/page-server.h', 'c/uffd.c'],
		needs: [GCC, LIBC],
	},
	'grpc-pingpong': {
		sources: ['c/common.c', 'c/common.h', 'cpp/grpc-pingpong.cpp', 'cpp/fault.proto'],
		proto: 'cpp/fault.proto',
		needs: [
			GCC,
			LIBC,
			{ package: 'g++', command: 'g++' },
			{ package: 'pkg-config', command: 'pkg-config' },
			{ package: 'protobuf-compiler', command: 'protoc' },
			{ package: 'protobuf-compiler-grpc', command: 'grpc_cpp_plugin' },
			{ package: 'libprotobuf-dev', module: 'protobuf' },
			{ package: 'libgrpc++-dev', module: 'grpc++' },
		],
	},
} as const satisfies Record<string, Program>;

export type ProgramName = keyof typeof PROGRAMS;

/** A program that can run, or why there is none. */
export type Built = { readonly path: string } | { readonly reason: string };

const builds = new Map<ProgramName, Promise<Built>>();

/** Builds at most once a process. A compiler's error is a reason too, and begins with its first line. */
export function build(name: ProgramName): Promise<Built> {
	let building = builds.get(name);
	if (building === undefined) {
		building = buildProgram(name, PROGRAMS[name]).catch((error: Error) => ({
			reason: `${name} does not build here: ${error.message}`,
		}));
		builds.set(name, building);
	}
	return building;
}

/** The folder for what is built and generated; made when it is not there. */
export async function cacheFolder(): Promise<string> {
	const inModules = join(repositoryRoot(), 'node_modules', '.cache', 'faultline-bench');
	try {
		await mkdir(inModules, { recursive: true });
		return inModules;
	} catch {
		// A read-only checkout.
		const inTmp = join(tmpdir(), `faultline-bench-${userInfo().username}`);
		await mkdir(inTmp, { recursive: true, mode: 0o700 });
		return inTmp;
	}
}

async function buildProgram(name: ProgramName, program: Program): Promise<Built> {
	const lacking = await missing(program.needs);
	if (lacking !== undefined) return { reason: lacking };
	const root = join(repositoryRoot(), 'bench', 'baselines');
	const folder = await cacheFolder();
	const path = join(folder, `${name}-${await stateOf(program, root)}`);
	if (existsSync(path)) return { path };
	// Renamed into place at the end: a build that was cut short, or another one at the same time, does no harm.
	const work = await mkdtemp(join(folder, `${name}-build-`));
	try {
		await compile(program, root, work);
		for (const older of await readdir(folder))
			if (isBuildOf(name, older)) await rm(join(folder, older), { force: true });
		await rename(join(work, 'program'), path);
	} finally {
		await rm(work, { recursive: true, force: true });
	}
	return { path };
}

/** True for the name of a finished build, whatever its state. */
function isBuildOf(name: ProgramName, file: string): boolean {
	return file.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(file.slice(name.length + 1));
}

async function stateOf(program: Program, root: string): Promise<string> {
	const hash = createHash('sha256');
	for (const source of program.sources) hash.update(await readFile(join(root, source)));
	hash.update([...C_FLAGS, ...CPP_FLAGS].join(' '));
	hash.update((await outputOf('gcc', ['--version'], 10_000)).stdout);
	if (program.proto !== undefined)
		hash.update(await output('pkg-config', ['--modversion', 'grpc++', 'protobuf'], root));
	return hash.digest('hex').slice(0, 16);
}

async function compile(program: Program, root: string, work: string): Promise<void> {
	const objects: string[] = [];
	for (const source of program.sources.filter((file) => file.endsWith('.c'))) {
		const object = join(work, `${basename(source)}.o`);
		await output('gcc', [...C_FLAGS, '-c', join(root, source), '-o', object], work);
		objects.push(object);
	}
	const result = join(work, 'program');
	if (program.proto === undefined) {
		await output('gcc', ['-pthread', ...objects, '-o', result], work);
		return;
	}
	const generated = await generate(join(root, program.proto), work);
	const packages = await output('pkg-config', ['--cflags', '--libs', 'grpc++', 'protobuf'], work);
	const own = program.sources
		.filter((file) => file.endsWith('.cpp'))
		.map((file) => join(root, file));
	const flags = packages.trim().split(/\s+/);
	await output(
		'g++',
		[...CPP_FLAGS, `-I${work}`, ...own, ...generated, ...objects, '-o', result, ...flags],
		work,
	);
}

/** The C++ of a .proto file: its messages and its service. */
async function generate(proto: string, work: string): Promise<string[]> {
	const plugin = await commandPath('grpc_cpp_plugin');
	await output(
		'protoc',
		[
			`-I${dirname(proto)}`,
			`--cpp_out=${work}`,
			`--grpc_out=${work}`,
			`--plugin=protoc-gen-grpc=${plugin}`,
			proto,
		],
		work,
	);
	const base = basename(proto, '.proto');
	return [join(work, `${base}.pb.cc`), join(work, `${base}.grpc.pb.cc`)];
}

async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
	const { code, stdout, stderr } = await outputOf(command, args, COMPILE_MS, { cwd });
	if (code === 0) return stdout;
	const line = /^.*\berror\b.*$/im.exec(stderr)?.[0] ?? stderr.trim().split('\n')[0] ?? '';
	throw new Error(`${command} ended with ${code}: ${line}`);
}

/** The folder that holds package.json, above this file's source or compiled form. */
function repositoryRoot(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!isRoot(folder)) {
		const above = dirname(folder);
		if (above === folder)
			throw new Error('the baselines stand outside of the faultline repository');
		folder = above;
	}
	return folder;
}

function isRoot(folder: string): boolean {
	const path = join(folder, 'package.json');
	if (!existsSync(path)) return false;
	const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
	return (manifest as { name?: unknown }).name === 'faultline';
}
