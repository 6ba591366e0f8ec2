/**
 * `npm run fuzz`: attacks the decoders and the sessions with random bytes for as long as it is told. An input that
 * fails is made as small as it gets and kept in test/fuzz/corpus, where every run of the tests tries it again. Ends with
 * status 1 then, and with 2 for wrong usage. With --gather it looks for inputs that reach new code.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { attack, targets } from './campaign.js';
import { keep, keptInputs, roomIn } from './corpus.js';
import { Coverage } from './coverage.js';
import { gather } from './gather.js';
import type { FuzzTarget } from './target.js';

const USAGE = `usage: npm run fuzz -- [target...] [options]
  --minutes <m>   how long, shared by the targets (default 1)
  --seed <n>      seed of the first round; each further round has the next (default: a fresh one)
  --gather        instead: keep inputs that reach code of src/ that no seed and no kept input reaches
  --input <file>  try this one input on the one target that is named
  --help          this text
targets:
${targets.map(({ name, about }) => `  ${name.padEnd(16)}${about}`).join('\n')}`;

/** How long one target is attacked before it is the next one's turn, in milliseconds. */
const ROUND_MS = 5000;
const MOST_RUNS = 1_000_000;

class UsageError extends Error {}

interface Options {
	readonly chosen: readonly FuzzTarget[];
	readonly minutes: number;
	readonly seed: number;
	readonly input: string | undefined;
	readonly gathering: boolean;
	readonly help: boolean;
}

function optionsOf(args: readonly string[]): Options {
	let parsed: ReturnType<typeof parse>;
	try {
		parsed = parse(args);
	} catch (error) {
		throw new UsageError((error as Error).message.split('. ')[0]);
	}
	const { values, positionals } = parsed;
	const unknown = positionals.filter((name) => !targets.some((each) => each.name === name));
	if (unknown.length > 0) throw new UsageError(`there is no target "${unknown.join('", "')}"`);
	const minutes = Number(values.minutes ?? 1);
	if (!(minutes > 0))
		throw new UsageError(`--minutes ${values.minutes}: a number above 0 would be right`);
	const seed = Number(values.seed ?? Date.now() % 2 ** 31);
	if (!Number.isInteger(seed))
		throw new UsageError(`--seed ${values.seed}: a whole number would be right`);
	const chosen = targets.filter(
		({ name }) => positionals.length === 0 || positionals.includes(name),
	);
	if (values.input !== undefined && positionals.length !== 1)
		throw new UsageError('--input needs the name of one target');
	const { input, help, gather: gathering } = values;
	if (input !== undefined && gathering) throw new UsageError('either --gather or --input');
	return { chosen, minutes, seed, input, gathering, help };
}

const parse = (args: readonly string[]) =>
	parseArgs({
		args: [...args],
		allowPositionals: true,
		options: {
			minutes: { type: 'string' },
			seed: { type: 'string' },
			input: { type: 'string' },
			gather: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});

async function main(): Promise<void> {
	const { chosen, minutes, seed, input, gathering, help } = optionsOf(process.argv.slice(2));
	if (help) {
		console.log(USAGE);
		return;
	}
	if (input !== undefined) {
		const refusals = [...(await chosen[0]!.run(readFileSync(input)))];
		console.log(`${chosen[0]!.name}: holds for ${input}; refused: ${refusals.join(', ') || 'no'}`);
		return;
	}
	if (gathering) {
		const coverage = await Coverage.start();
		const timeMs = (minutes / chosen.length) * 60_000;
		for (const target of chosen) if (!(await gatherFor(target, coverage, seed, timeMs))) return;
		console.log(`seed ${seed}`);
		return;
	}
	const end = performance.now() + minutes * 60_000;
	const tried = new Map<string, number>();
	for (let round = seed; performance.now() < end; round++)
		for (const target of chosen) {
			const timeMs = Math.min(ROUND_MS, end - performance.now());
			if (timeMs <= 0) break;
			const { runs, failure } = await attack(target, { seed: round, runs: MOST_RUNS, timeMs });
			tried.set(target.name, (tried.get(target.name) ?? 0) + runs);
			if (failure === undefined) continue;
			console.error(`${target.name}: seed ${round} found an input that fails: ${failure.error}`);
			console.error(`kept as ${keep(target, 'failed', failure.input)}`);
			process.exitCode = 1;
			return;
		}
	for (const [name, count] of tried) console.log(`${name}: ${count} inputs, none fails`);
	console.log(`first seed ${seed}`);
}

/** Adds to the kept inputs of a target. False: an input failed. */
async function gatherFor(
	target: FuzzTarget,
	coverage: Coverage,
	seed: number,
	timeMs: number,
): Promise<boolean> {
	const kept = keptInputs(target).map(([, bytes]) => bytes);
	const { tried, added, found, failure } = await gather(target, coverage, {
		...{ seed, runs: MOST_RUNS, timeMs, kept },
		room: roomIn(kept),
	});
	for (const input of found) keep(target, 'reached', input);
	console.log(
		`${target.name}: ${tried} inputs; ${found.length} kept, which reach ${added} stretches of code that nothing did`,
	);
	if (failure === undefined) return true;
	const { error } = failure;
	console.error(`${target.name}: an input fails: ${error instanceof Error ? error.stack : error}`);
	console.error(`kept as ${keep(target, 'failed', failure.input)}`);
	process.exitCode = 1;
	return false;
}

main().catch((error: unknown) => {
	if (error instanceof UsageError) console.error(`fuzz: ${error.message}\n${USAGE}`);
	else console.error(`fuzz: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
	process.exit(error instanceof UsageError ? 2 : 1);
});
