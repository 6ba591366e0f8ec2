import { parseArgs } from 'node:util';
import { cases } from './cases/all.js';
import type { BenchCase } from './contract.js';

export const USAGE = `usage: npm run bench -- [case...] [options]
  --json            print the results as one JSON object and nothing else on standard output
                    (npm prints a banner of its own before it unless it is called with --silent)
  --short           one round with small counts: checks results, measures nothing
  --rounds <n>      rounds of each case (default 5)
  --runs <n>        run the chosen cases so many times in a row (default 1): a goal is met if every run meets it
  --write           also write the results of a choice of cases: into the newest results file, in their places
  --against <ref>   instead of the baselines, run the same cases of another commit of this repository in turn with
                    these, and print how fast these are in comparison; cases that it has not are left out
  --profile <dir>   take CPU profiles of the cases' processes and print their top costs
  --install         install missing Debian packages for the C and C++ baselines (as root)
  --render          only render docs/performance.md and README.md from the newest results file
  --help            this text
cases: ${cases.map(({ name }) => name).join(', ')}`;

const ROUNDS = 5;

/** Wrong usage; the message says what is wrong. */
export class UsageError extends Error {}

export interface Options {
	readonly chosen: readonly BenchCase[];
	readonly json: boolean;
	readonly short: boolean;
	readonly rounds: number;
	readonly runs: number;
	readonly write: boolean;
	readonly against: string | undefined;
	readonly profile: string | undefined;
	readonly render: boolean;
	readonly help: boolean;
}

/** Throws UsageError for a case or an option that does not exist, and for a value out of range. */
export function optionsOf(args: readonly string[]): Options {
	const { values, positionals } = parsed(args);
	const unknown = positionals.filter((name) => !cases.some((each) => each.name === name));
	if (unknown.length > 0) throw new UsageError(`there is no case "${unknown.join('", "')}"`);
	const { json, short, write, against, profile, render, help } = values;
	return {
		chosen: cases.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
		json,
		short,
		rounds: short ? 1 : count('--rounds', values.rounds, ROUNDS),
		runs: short ? 1 : count('--runs', values.runs, 1),
		write,
		against,
		profile,
		render,
		help,
	};
}

function parsed(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			allowPositionals: true,
			options: {
				json: { type: 'boolean', default: false },
				short: { type: 'boolean', default: false },
				rounds: { type: 'string' },
				runs: { type: 'string' },
				write: { type: 'boolean', default: false },
				against: { type: 'string' },
				profile: { type: 'string' },
				// Read where the baselines look for their packages.
				install: { type: 'boolean', default: false },
				render: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false },
			},
		});
	} catch (error) {
		// Node's hint about positional arguments that begin with a dash helps nobody here.
		throw new UsageError((error as Error).message.split('. ')[0]);
	}
}

function count(name: string, text: string | undefined, usual: number): number {
	if (text === undefined) return usual;
	const value = Number(text);
	if (!Number.isInteger(value) || value < 1)
		throw new UsageError(`${name} ${text}: a whole number from 1 on would be right`);
	return value;
}
