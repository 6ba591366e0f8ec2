import type { CaseDetail, ResultsFile } from '../contract.js';
import { plotName } from './case-plots.js';
import { digits, figure, outcome } from './format.js';
import { caseOf, decidingOf, figuresOf } from './performance-page.js';

/** The one case whose plot stands in README.md. */
const PLOT = 'relay';

/** The part of README.md that comes from a results file: one table, one plot. */
export function readmePart(file: ResultsFile): string {
	const { date, machine } = file;
	return [
		'',
		`Measured on ${date} on ${machine.cores} cores of ${machine.cpu}, Node ${machine.node}; medians, ratios within a round. Beside it stand the alternatives that decide about a goal; docs/performance.md has all.`,
		'',
		'| | Faultline | beside it | ratio | goal | |',
		'| --- | ---: | --- | ---: | --- | --- |',
		...file.cases.map(row),
		'',
		`![Faults a second beside the alternatives](docs/performance/${plotName(PLOT)})`,
		'',
		'',
	].join('\n');
}

/** A line for each baseline that decides about the goal, in one row. */
function row(detail: CaseDetail): string {
	const names = figuresOf(detail);
	const ours = names.map((name) => figure(name, detail.metrics[name]!)).join(', ');
	const others = decidingOf(detail);
	const theirs = others.map((other) => {
		const metrics = detail.baselines[other] ?? {};
		const shared = names.filter((name) => metrics[name] !== undefined);
		const shown = shared.length > 0 ? shared : Object.keys(metrics).slice(0, 1);
		return `${other}: ${shown.map((name) => figure(name, metrics[name]!)).join(', ')}`;
	});
	const cells = [
		`[\`${detail.name}\`](docs/performance.md#${detail.name}): ${caseOf(detail)?.what ?? ''}`,
		ours,
		theirs.join('<br>'),
		others.map((other) => digits(detail.ratios[other]!)).join('<br>'),
		// What stands behind a colon is the definition, for docs/performance.md.
		detail.goal.split(':')[0]!,
		outcome(detail),
	];
	return `| ${cells.join(' | ')} |`;
}
