import type { BenchCase, CaseDetail } from '../contract.js';
import { digits, figure, mainFigure, outcome } from './format.js';

/** What came out of a case, for a terminal. */
export function caseTable(each: BenchCase, detail: CaseDetail): string {
	const lines = [`${each.name}: ${each.measures}`];
	const row = (name: string, value: string, range: string, rest = '') =>
		lines.push(`  ${name.padEnd(26)}${value.padStart(14)}  ${range.padEnd(28)}${rest}`.trimEnd());
	for (const name of each.headline) {
		const value = detail.metrics[name];
		const [least, most] = detail.spread[name] ?? [0, 0];
		if (value === undefined) continue;
		row(name, figure(name, value), `${figure(name, least)} to ${figure(name, most)}`);
	}
	for (const [name, ratio] of Object.entries(detail.ratios)) {
		const [least, most] = detail.ratioSpread[name] ?? [0, 0];
		const theirs = mainFigure(each.headline, detail.baselines[name] ?? {});
		row(`against ${name}`, digits(ratio), `${digits(least)} to ${digits(most)}`, theirs);
	}
	for (const [name, reason] of Object.entries(detail.leftOut))
		lines.push(`  left out: ${name}: ${reason}`);
	lines.push(`  goal: ${each.goal}: ${outcome(detail)}`);
	const runs = detail.runs.length > 1 ? `${detail.runs.length} runs of ` : '';
	lines.push(`  ${runs}${detail.rounds} rounds in ${digits(detail.seconds)} s\n`);
	return lines.join('\n');
}
