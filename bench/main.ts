/**
 * `npm run bench`: runs the cases of the suite with their baselines, prints what came out, and after a full
 * run writes the results file and renders docs/performance.md and README.md. Ends with status 1 when a result
 * is wrong, with 2 for wrong usage, and never otherwise than with 0 because something is slow.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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

/** What `--json` shows of a case. */
function shown({ name, rounds, metrics, baselines, ratios, goal, met }: CaseDetail): CaseResult {
	return { name, rounds, metrics, baselines, ratios, goal, met };
}

main().catch((error: unknown) => {
	if (error instanceof UsageError) console.error(`bench: ${error.message}\n${USAGE}`);
	else console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
	process.exit(error instanceof UsageError ? 2 : 1);
});
