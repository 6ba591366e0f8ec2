/**
 * `npm run bench`: runs the cases of the suite with their baselines, prints what came out, and after a full
 * run writes the results file and renders docs/performance.md and README.md. Ends with status 1 when a result
 * is wrong, with 2 for wrong usage, and never otherwise than with 0 because something is slow.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { againstJson, againstTable, type Comparison, compareCase, otherSuite } from './against.js';
import { cases } from './cases/all.js';
import type { CaseDetail, CaseResult, RunContext } from './contract.js';
import { describeMachine } from './machine.js';
import { type Options, optionsOf, USAGE, UsageError } from './options.js';
import { renderDocuments } from './report/documents.js';
import { newestResults, withCases, writeResults } from './report/results-file.js';
import { caseTable } from './report/table.js';
import { topCosts } from './report/top-costs.js';
import { combine } from './runs.js';
import { runCase } from './suite.js';

async function main(): Promise<void> {
	const options = optionsOf(process.argv.slice(2));
	const { chosen, json, short, write, runs } = options;
	if (options.help) {
		console.log(USAGE);
		return;
	}
	if (options.render) {
		await renderDocuments(newestResults());
		return;
	}
	const profiles = options.profile === undefined ? undefined : resolve(options.profile);
	if (profiles !== undefined) mkdirSync(profiles, { recursive: true });

	const description = describeMachine();
	const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
	let details: CaseDetail[];
	try {
		if (options.against !== undefined) {
			await against(options, options.against, { short, folder, profiles });
			return;
		}
		details = await runAll(options, { short, folder, profiles });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	if (runs > 1 && !json)
		chosen.forEach((each, i) => {
			console.log(caseTable(each, details[i]!));
		});
	const leftOut = Object.assign({}, ...details.map((detail) => detail.leftOut));
	const machine = { ...description, left_out: leftOut };
	if (json) console.log(JSON.stringify({ machine, cases: details.map(shown) }));
	if (profiles !== undefined) console.error(topCosts(profiles));
	const all = chosen.length === cases.length;
	if (short || profiles !== undefined || !(all || write)) return;
	const measured = { date: new Date().toISOString().slice(0, 10), short, machine, cases: details };
	const file = all ? measured : withCases(newestResults(), measured);
	console.error(`written: ${writeResults(file)}`);
	await renderDocuments(file);
}

/** Every chosen case, `runs` times over all of them; the first result that is wrong ends it. */
async function runAll(
	{ chosen, runs, rounds, json }: Options,
	context: RunContext,
): Promise<CaseDetail[]> {
	const details: CaseDetail[][] = chosen.map(() => []);
	const log = (line: string) => console.error(line);
	for (let run = 1; run <= runs; run++) {
		if (runs > 1) log(`run ${run} of ${runs}`);
		for (const [i, each] of chosen.entries()) {
			const detail = await runCase(each, rounds, context, log);
			details[i]!.push(detail);
			if (!json) console.log(caseTable(each, detail));
		}
	}
	return details.map(combine);
}

/** Every chosen case in turn with the same case of another commit. */
async function against(options: Options, ref: string, context: RunContext): Promise<void> {
	const other = await otherSuite(ref);
	const results: Record<string, Comparison[]> = {};
	for (const each of options.chosen) {
		const theirs = other.cases.find(({ name }) => name === each.name);
		if (theirs === undefined) {
			console.error(`${each.name}: ${other.commit} has no such case`);
			continue;
		}
		console.error(`${each.name}: ${options.rounds} rounds against ${other.commit}`);
		const rows = await compareCase(each, theirs, options.rounds, context);
		results[each.name] = rows;
		if (!options.json) console.log(againstTable(each.name, other.commit, rows));
	}
	if (options.json) console.log(JSON.stringify(againstJson(other.commit, results)));
}

/** What `--json` shows of a case. */
function shown({ name, rounds, metrics, baselines, ratios, goal, met }: CaseDetail): CaseResult {
	return { name, rounds, metrics, baselines, ratios, goal, met };
}

main().catch((error: unknown) => {
	if (error instanceof UsageError) console.error(`bench: ${error.message}\n${USAGE}`);
	else console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
	process.exit(error instanceof UsageError ? 2 : 1);
});
