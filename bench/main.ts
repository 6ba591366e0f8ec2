/**
 * `npm run bench`: runs the cases of the suite with their baselines, prints what came out, and after a full
 * run writes the results file and renders docs/performance.md. Ends with status 1 when a result is wrong, and
 * never because one is slow.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from './cases/all.js';
import type { CaseDetail, CaseResult } from './contract.js';
import { describeMachine } from './machine.js';
import { renderDocument } from './report/document.js';
import { newestResults, writeResults } from './report/results-file.js';
import { caseTable } from './report/table.js';
import { topCosts } from './report/top-costs.js';
import { runCase } from './suite.js';

const USAGE = `usage: npm run bench -- [case...] [options]
  --json            print the results as one JSON object and nothing else on standard output
  --short           one round with small counts: checks results, measures nothing
  --rounds <n>      rounds of each case (default 5)
  --profile <dir>   take CPU profiles of the cases' processes and print their top costs
  --render          only render docs/performance.md from the newest results file
cases: ${cases.map(({ name }) => name).join(', ')}`;

const ROUNDS = 5;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			json: { type: 'boolean', default: false },
			short: { type: 'boolean', default: false },
			rounds: { type: 'string' },
			profile: { type: 'string' },
			render: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		return;
	}
	if (values.render) {
		await renderDocument(newestResults());
		return;
	}
	const { short, json } = values;
	const rounds = short ? 1 : Number(values.rounds ?? ROUNDS);
	if (!Number.isInteger(rounds) || rounds < 1) throw new UsageError(`--rounds ${values.rounds}`);
	for (const name of positionals)
		if (!cases.some((each) => each.name === name)) throw new UsageError(`no case "${name}"`);
	const chosen = cases.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
	const profiles = values.profile === undefined ? undefined : resolve(values.profile);
	if (profiles !== undefined) mkdirSync(profiles, { recursive: true });

	const description = describeMachine();
	const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
	const details: CaseDetail[] = [];
	try {
		for (const each of chosen) {
			const log = (line: string) => console.error(line);
			const detail = await runCase(each, rounds, { short, folder, profiles }, log);
			details.push(detail);
			if (!json) console.log(caseTable(each, detail));
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	const leftOut = Object.assign({}, ...details.map((detail) => detail.leftOut));
	const machine = { ...description, left_out: leftOut };
	if (json) console.log(JSON.stringify({ machine, cases: details.map(shown) }));
	if (profiles !== undefined) console.error(topCosts(profiles));
	if (short || profiles !== undefined || chosen.length < cases.length) return;
	const file = { date: new Date().toISOString().slice(0, 10), short, machine, cases: details };
	console.error(`written: ${writeResults(file)}`);
	await renderDocument(file);
}

/** What `--json` shows of a case. */
function shown({ name, rounds, metrics, baselines, ratios, goal, met }: CaseDetail): CaseResult {
	return { name, rounds, metrics, baselines, ratios, goal, met };
}

class UsageError extends Error {}

main().catch((error: unknown) => {
	if (error instanceof UsageError) console.error(`${error.message}\n${USAGE}`);
	else console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
	process.exit(error instanceof UsageError ? 2 : 1);
});
