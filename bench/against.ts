import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchCase, Metrics, RunContext } from './contract.js';
import { UsageError } from './options.js';
import { digits, figure } from './report/format.js';
import { packageRoot } from './root.js';
import { mapValues, median, spread } from './statistics.js';

/** How one metric of a case went against the same metric of the other commit. */
export interface Comparison {
	readonly name: string;
	/** Medians over the rounds. */
	readonly own: number;
	readonly other: number;
	/** Own speed over the other's, median over the rounds of the ratio within each: below 1 is slower. */
	readonly ratio: number;
	readonly least: number;
	readonly most: number;
}

/** The suite of another commit of this repository, compiled. */
export interface OtherSuite {
	readonly commit: string;
	readonly cases: readonly BenchCase[];
}

/**
 * Takes the commit out of the repository into `dist-bench/against/<commit>`, with the packages that it asks for, and
 * compiles its suite as itself would. Kept there: the next comparison with it begins at once.
 * @throws UsageError when there is no such commit.
 */
export async function otherSuite(ref: string): Promise<OtherSuite> {
	const root = packageRoot();
	const git = (...args: string[]): string =>
		execFileSync('git', ['-C', root, ...args], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
	let commit: string;
	try {
		commit = git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`).trim();
	} catch {
		throw new UsageError(`--against ${ref}: a commit of this repository would be right`);
	}
	const folder = join(root, 'dist-bench', 'against', commit);
	const tree = join(folder, 'tree');
	if (!existsSync(join(tree, 'package.json'))) {
		mkdirSync(tree, { recursive: true });
		const archive = join(folder, 'tree.tar');
		git('archive', '--output', archive, commit);
		execFileSync('tar', ['-xf', archive, '-C', tree]);
		rmSync(archive);
	}
	if (!existsSync(join(tree, 'node_modules'))) packages(root, tree);
	// With --help the suite compiles itself and runs nothing.
	execFileSync(process.execPath, ['bench/run.mjs', '--help'], {
		cwd: tree,
		stdio: ['ignore', 'ignore', 2],
	});
	const compiled = pathToFileURL(join(tree, 'dist-bench', 'bench', 'cases', 'all.js')).href;
	const { cases } = (await import(compiled)) as { cases: readonly BenchCase[] };
	return { commit: commit.slice(0, 12), cases };
}

/** The packages of `root`, or, where another lock file is in force, those that it asks for. */
function packages(root: string, tree: string): void {
	const lock = (of: string): string => readFileSync(join(of, 'package-lock.json'), 'utf8');
	if (lock(root) === lock(tree)) {
		symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
		return;
	}
	execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: tree,
		stdio: ['ignore', 'ignore', 2],
	});
}

/**
 * Runs a case and the same case of the other commit in turn, so that what else the machine does meets both, each being
 * the first in every second round. Rejects when either counts wrong.
 */
export async function compareCase(
	each: BenchCase,
	other: BenchCase,
	rounds: number,
	context: RunContext,
): Promise<Comparison[]> {
	const own: Metrics[] = [];
	const theirs: Metrics[] = [];
	// Each suite believes that the files of its folder are its own.
	const apart = { ...context, folder: join(context.folder, 'other') };
	mkdirSync(apart.folder, { recursive: true });
	for (let round = 0; round < rounds; round++) {
		const turns = [
			async () => own.push(await each.run(context)),
			async () => theirs.push(await other.run(apart)),
		];
		if (round % 2 === 1) turns.reverse();
		for (const turn of turns) await turn();
	}
	return compared(each.headline, own, theirs);
}

/** Metrics of which more is better, and of which less is. Others (rows in a message) say nothing about speed. */
const RATE = /per_s/;
const COST = /_(us|ms|ns)(_|$)|bytes/;

/** The metrics of speed that both have, of runs that belong together by their place. */
export function compared(
	names: readonly string[],
	own: readonly Metrics[],
	theirs: readonly Metrics[],
): Comparison[] {
	const both = names.filter(
		(name) =>
			(RATE.test(name) || COST.test(name)) && [...own, ...theirs].every((run) => name in run),
	);
	return both.map((name) => {
		const ratios = own.map((run, i) => {
			const [mine, other] = [run[name]!, theirs[i]![name]!];
			return RATE.test(name) ? mine / other : other / mine;
		});
		const [least, most] = spread(ratios);
		return {
			name,
			own: median(own.map((run) => run[name]!)),
			other: median(theirs.map((run) => run[name]!)),
			ratio: median(ratios),
			least,
			most,
		};
	});
}

/** For a terminal. */
export function againstTable(name: string, commit: string, rows: readonly Comparison[]): string {
	const lines = [`${name}: against ${commit}; speed, 1 is the same, less is slower`];
	for (const row of rows) {
		const range = `${digits(row.least)} to ${digits(row.most)}`;
		const values = `${figure(row.name, row.own)}, was ${figure(row.name, row.other)}`;
		lines.push(
			`  ${row.name.padEnd(26)}${row.ratio.toFixed(3).padStart(8)}  ${range.padEnd(20)}${values}`,
		);
	}
	return `${lines.join('\n')}\n`;
}

/** For programs: `{case: {metric: {own, other, ratio, least, most}}}` under the commit. */
export function againstJson(
	commit: string,
	results: Readonly<Record<string, readonly Comparison[]>>,
): object {
	const cases = mapValues(results, (rows) =>
		Object.fromEntries(rows.map(({ name, ...rest }) => [name, rest])),
	);
	return { against: commit, cases };
}
