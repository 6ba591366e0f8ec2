import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWorker } from './bundle.js';
import type { Mutation } from './mutations/mutation.js';
import { MUTATIONS } from './mutations.js';
import type { Violation } from './observer/verdict.js';
import { type Failure, Pool } from './pool.js';

/** Seeds that a worker runs at a time. */
const PART = 8;
/** Seeds of a run, and those in which a mutation must be found, unless told. */
const SEEDS = 200;
const MUTATION_SEEDS = 400;

const USAGE = `npm run sim -- [options]
  --seed N          run this seed, and say what happened
  --seeds K         run seeds 1 to K (default ${SEEDS})
  --fresh           begin at a seed that nobody chose
  --minutes M       go on with further seeds for so long
  --mutate NAME     with this defect, or with each of them in turn: all
  --write           with --mutate all: writes the table of docs/simulation.md
  --workers W       processes (default: one for each core)
  --json            print the result as JSON on standard output`;

interface Options {
	readonly first: number;
	readonly count: number;
	readonly minutes: number;
	readonly workers: number;
	readonly json: boolean;
	readonly mutate: string | undefined;
	readonly write: boolean;
}

export interface Result {
	readonly first_seed: number;
	readonly seeds: number;
	readonly steps: number;
	readonly transfers: number;
	readonly violations: readonly (Violation & { readonly seed: number })[];
	readonly elapsed_s: number;
	readonly seeds_per_minute: number;
	/** Of all traces: equal for equal runs. */
	readonly hash: string;
}

/** The command; returns its exit code: 0, 1 where a law was broken or a mutation not found, 2 where it is not used so. */
export async function main(root: string, args: readonly string[]): Promise<number> {
	let options: Options;
	try {
		options = parse(args);
	} catch (error) {
		console.error(`${(error as Error).message}\n${USAGE}`);
		return 2;
	}
	if (options.mutate !== undefined) return mutate(root, options, options.mutate);
	const pool = new Pool(await bundleWorker(root), options.workers);
	try {
		const { result, failures } = await simulate(pool, options);
		if (options.json) console.log(JSON.stringify(result));
		else
			console.log(
				`${result.seeds} seeds from ${result.first_seed}, ${result.steps} steps, ${result.transfers} transfers, ${result.elapsed_s.toFixed(1)} s (${Math.round(result.seeds_per_minute)} seeds a minute), trace ${result.hash}: ${result.violations.length} violations`,
			);
		const failure = failures[0];
		if (failure === undefined) return 0;
		if (!options.json) await explain(pool, failure);
		return 1;
	} finally {
		pool.close();
	}
}

function parse(args: readonly string[]): Options {
	const { values } = parseArgs({
		args: [...args],
		options: {
			seed: { type: 'string' },
			seeds: { type: 'string' },
			minutes: { type: 'string' },
			workers: { type: 'string' },
			mutate: { type: 'string' },
			fresh: { type: 'boolean', default: false },
			json: { type: 'boolean', default: false },
			write: { type: 'boolean', default: false },
		},
	});
	const number = (name: 'seed' | 'seeds' | 'minutes' | 'workers', least: number) => {
		const text = values[name];
		if (text === undefined) return undefined;
		const value = Number(text);
		if (!(value >= least) || (name !== 'minutes' && !Number.isSafeInteger(value)))
			throw new Error(`--${name} is "${text}"; a number from ${least} would be right`);
		return value;
	};
	const seed = number('seed', 0);
	if (seed !== undefined && (values.seeds !== undefined || values.fresh))
		throw new Error('--seed is one seed: leave --seeds and --fresh out');
	const fresh = values.fresh ? Math.floor(Math.random() * 2 ** 31) : 1;
	const many = values.mutate === undefined ? SEEDS : MUTATION_SEEDS;
	return {
		first: seed ?? fresh,
		count: seed === undefined ? (number('seeds', 1) ?? many) : 1,
		minutes: number('minutes', 0) ?? 0,
		workers: number('workers', 1) ?? availableParallelism(),
		json: values.json,
		mutate: values.mutate,
		write: values.write && values.mutate === 'all',
	};
}

/** Runs the seeds of the options, or until the first failure where `untilFailure`. */
async function simulate(
	pool: Pool,
	{ first, count, minutes }: Options,
	untilFailure = false,
): Promise<{ result: Result; failures: Failure[] }> {
	const start = performance.now();
	const until = start + minutes * 60_000;
	let given = 0;
	let steps = 0;
	let transfers = 0;
	const failures: Failure[] = [];
	const hashes = new Map<number, string>();
	const next = () => {
		if (given >= count && performance.now() >= until) return undefined;
		if (untilFailure && failures.length > 0) return undefined;
		const room = given < count ? Math.min(PART, count - given) : PART;
		const size = untilFailure ? Math.min(room, 2) : room;
		const seeds = Array.from({ length: size }, (_, i) => first + given + i);
		given += size;
		return seeds;
	};
	await pool.run(next, (part) => {
		steps += part.steps;
		transfers += part.transfers;
		part.seeds.forEach((seed, i) => {
			hashes.set(seed, part.hashes[i]!);
		});
		failures.push(...part.failures);
	});
	failures.sort((a, b) => a.seed - b.seed);
	const elapsed = (performance.now() - start) / 1000;
	let hash = 0x811c_9dc5;
	for (const seed of [...hashes.keys()].sort((a, b) => a - b))
		for (const char of hashes.get(seed)!)
			hash = Math.imul(hash ^ char.charCodeAt(0), 0x0100_0193) >>> 0;
	return {
		result: {
			...{ first_seed: first, seeds: given, steps, transfers },
			violations: failures.flatMap(({ seed, violations }) =>
				violations.map((violation) => ({ seed, ...violation })),
			),
			elapsed_s: elapsed,
			seeds_per_minute: (given / elapsed) * 60,
			hash: hash.toString(16).padStart(8, '0'),
		},
		failures,
	};
}

/** The shortest history that fails as the seed does, on standard error. */
async function explain(pool: Pool, { seed, violations }: Failure): Promise<void> {
	const [first] = violations;
	if (first === undefined) return;
	console.error(`seed ${seed} breaks law ${first.law}: ${first.what}`);
	console.error('looking for the shortest history that does so');
	const { history, violations: left, lines } = await pool.shrink(seed, first.law);
	console.error(`\n${history}\n\nwhat was seen at the end of it:\n${lines.join('\n')}`);
	for (const { law, what, at, step } of left)
		console.error(`law ${law}, at ${at.toFixed(2)} ms, step ${step}: ${what}`);
	console.error(`\nnpm run sim -- --seed ${seed}   runs the whole history again`);
}

/** Runs with each defect until it is found. */
async function mutate(root: string, options: Options, name: string): Promise<number> {
	const wanted = name === 'all' ? MUTATIONS : MUTATIONS.filter((each) => each.name === name);
	if (wanted.length === 0) {
		console.error(`no mutation "${name}"; there are ${MUTATIONS.map((m) => m.name).join(', ')}`);
		return 2;
	}
	const found: Found[] = [];
	for (const mutation of wanted) {
		const { law, seeds, what } = await find(root, options, mutation);
		found.push({ name: mutation.name, law, seeds });
		const words =
			seeds === null
				? 'NOT FOUND'
				: `law ${law} after ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}: ${what}`;
		console.error(`${mutation.name.padEnd(32)} ${words}`);
	}
	if (options.json) console.log(JSON.stringify({ mutations: found }));
	if (options.write) writeTable(root, found);
	return found.every(({ seeds }) => seeds !== null) ? 0 : 1;
}

/** Puts what was found into the documentation, between its marks. */
function writeTable(root: string, found: readonly Found[]): void {
	const path = join(root, 'docs/simulation.md');
	const rows = MUTATIONS.map(({ name, description }) => {
		const { law, seeds } = found.find((each) => each.name === name) ?? {};
		return `| \`${name}\` | ${description} | ${law ?? ''} | ${seeds ?? 'not found'} |`;
	});
	const table = [
		'| defect | what goes wrong | law | seeds |',
		'| --- | --- | --- | --- |',
		...rows,
	];
	const page = readFileSync(path, 'utf8');
	writeFileSync(
		path,
		page.replace(
			/(<!-- mutations -->\n)[\s\S]*(<!-- end of mutations -->)/,
			(_, begin, end) => `${begin}${table.join('\n')}\n${end}`,
		),
	);
}

interface Found {
	readonly name: string;
	readonly law: number | null;
	readonly seeds: number | null;
}

async function find(
	root: string,
	options: Options,
	mutation: Mutation,
): Promise<{ law: number | null; seeds: number | null; what: string }> {
	const pool = new Pool(await bundleWorker(root, mutation), options.workers);
	try {
		const { failures } = await simulate(pool, options, true);
		const [failure] = failures;
		const [violation] = failure?.violations ?? [];
		if (failure === undefined || violation === undefined)
			return { law: null, seeds: null, what: '' };
		return { law: violation.law, seeds: failure.seed - options.first + 1, what: violation.what };
	} finally {
		pool.close();
	}
}
