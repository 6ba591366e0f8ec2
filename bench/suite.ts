import { baselines } from './baselines/index.js';
import type { BaselineUse, BenchCase, CaseDetail, Metrics, RunContext } from './contract.js';
import { mapValues, median, over, spread } from './statistics.js';

/** A baseline that can run, with what it has measured so far. */
interface Opponent {
	readonly use: BaselineUse;
	readonly runs: Metrics[];
	readonly ratios: number[];
}

/**
 * Runs a case: in each round the case itself and then each of its baselines, so that what else the machine
 * does at the time meets all of them. Ratios are taken within a round, medians over the rounds. The first run
 * that counted wrong ends everything.
 */
export async function runCase(
	each: BenchCase,
	rounds: number,
	context: RunContext,
	log: (line: string) => void,
): Promise<CaseDetail> {
	const began = performance.now();
	const { opponents, leftOut } = await findOpponents(each);
	for (const [name, reason] of Object.entries(leftOut))
		log(`${each.name}: ${name} is left out: ${reason}`);
	const runs: Metrics[] = [];
	const selfRuns: Record<string, Metrics[]> = {};
	const selfRatios: Record<string, number[]> = {};
	for (let round = 1; round <= rounds; round++) {
		log(`${each.name}: round ${round} of ${rounds}`);
		const own = await named(each.name, each.run(context));
		runs.push(own);
		for (const { use, runs: theirs, ratios } of opponents) {
			const program = baselines[use.program ?? use.name]!;
			const other = await named(use.name, program.run(use.parameters(context, own)));
			theirs.push(other);
			ratios.push(use.ratio(own, other));
		}
		for (const [name, { metrics, ratio }] of Object.entries(each.itself?.(own) ?? {})) {
			selfRuns[name] ??= [];
			selfRuns[name].push(metrics);
			selfRatios[name] ??= [];
			selfRatios[name].push(ratio);
		}
	}
	const theirRuns: Record<string, Metrics[]> = { ...selfRuns };
	const allRatios: Record<string, number[]> = { ...selfRatios };
	for (const { use, runs: theirs, ratios } of opponents) {
		theirRuns[use.name] = theirs;
		allRatios[use.name] = ratios;
	}
	const metrics = over(runs, median);
	const ratios = mapValues(allRatios, median);
	const met = each.met(ratios, metrics) ?? null;
	const headline = Object.fromEntries(each.headline.map((key) => [key, metrics[key]!]));
	return {
		name: each.name,
		rounds,
		metrics,
		baselines: mapValues(theirRuns, (list) => over(list, median)),
		ratios,
		goal: each.goal,
		date: new Date().toISOString().slice(0, 10),
		met,
		runs: [{ metrics: headline, ratios, met }],
		spread: over(runs, spread),
		ratioSpread: mapValues(allRatios, spread),
		leftOut,
		seconds: (performance.now() - began) / 1000,
	};
}

async function findOpponents(
	each: BenchCase,
): Promise<{ opponents: Opponent[]; leftOut: Record<string, string> }> {
	const opponents: Opponent[] = [];
	const leftOut: Record<string, string> = {};
	for (const use of each.baselines) {
		const program = baselines[use.program ?? use.name];
		if (program === undefined) throw new Error(`${each.name}: there is no baseline ${use.name}`);
		const reason = await program.available();
		if (reason === undefined) opponents.push({ use, runs: [], ratios: [] });
		else leftOut[use.name] = reason;
	}
	return { opponents, leftOut };
}

/** The same run, saying who failed. */
async function named(name: string, run: Promise<Metrics>): Promise<Metrics> {
	try {
		return await run;
	} catch (error) {
		throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
	}
}
