import { cases } from '../cases/all.js';
import type { BenchCase, CaseDetail, ResultsFile } from '../contract.js';
import { hasPlot, plotName } from './case-plots.js';
import { digits, figure, mainFigure, outcome } from './format.js';

/** The part of docs/performance.md that comes from a results file. */
export function performancePart(file: ResultsFile): string {
	const lines = ['', measuredOn(file), '', ...summary(file)];
	for (const detail of file.cases) lines.push(...section(detail, file));
	return [...lines, ''].join('\n');
}

/** On what and how it was measured. */
export function measuredOn({ date, machine }: ResultsFile): string {
	return `Measured on ${date}: ${machine.cpu}, ${machine.cores} cores, ${machine.memory_gib} GiB, ${machine.kernel}, Node ${machine.node}, ${machine.compiler}; load of the machine before the run ${machine.load_before}. Every figure is the median of its rounds, the range in brackets is least to greatest. Ratios are taken within a round, in which a case and its baselines run one after the other.`;
}

function summary(file: ResultsFile): string[] {
	const lines = ['| case | figure | against | goal | |', '| --- | --- | --- | --- | --- |'];
	for (const detail of file.cases) {
		const figures = figuresOf(detail).map(
			(name) => `${name} ${figure(name, detail.metrics[name]!)}`,
		);
		const against = Object.entries(detail.ratios)
			.map(([other, ratio]) => `${digits(ratio)} of ${other}`)
			.join('; ');
		lines.push(
			`| [\`${detail.name}\`](#${detail.name}) | ${figures.join(', ')} | ${against} | ${detail.goal} | ${outcome(detail)} |`,
		);
	}
	return [...lines, ''];
}

function section(detail: CaseDetail, file: ResultsFile): string[] {
	const each = caseOf(detail);
	const lines = [`### ${detail.name}`, '', `${capital(each?.measures ?? '')}.`, ''];
	if (detail.date !== undefined && detail.date !== file.date)
		lines.push(`Measured on ${detail.date}.`, '');
	if (hasPlot(detail)) lines.push(`![${detail.name}](performance/${plotName(detail.name)})`, '');
	lines.push('| | median | range |', '| --- | ---: | --- |');
	for (const name of headlineOf(detail)) {
		const [least, most] = detail.spread[name]!;
		const range = `${figure(name, least)} to ${figure(name, most)}`;
		lines.push(`| ${name} | ${figure(name, detail.metrics[name]!)} | ${range} |`);
	}
	for (const [name, ratio] of Object.entries(detail.ratios)) {
		const [least, most] = detail.ratioSpread[name]!;
		const theirs = mainFigure(headlineOf(detail), detail.baselines[name] ?? {});
		const range = `${digits(least)} to ${digits(most)}`;
		const decides = (each?.deciding ?? []).includes(name) ? ', decides' : '';
		lines.push(`| against ${name} (${theirs})${decides} | ${digits(ratio)} | ${range} |`);
	}
	lines.push('');
	for (const [name, reason] of Object.entries(detail.leftOut))
		lines.push(`Left out: ${name}, because ${reason}.`, '');
	if (each?.remark !== undefined) lines.push(each.remark, '');
	lines.push(...runTable(detail));
	lines.push(`Goal: ${detail.goal}: **${outcome(detail)}**.`, '');
	return lines;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Of several runs each one's main figure and ratios. */
function runTable(detail: CaseDetail): string[] {
	const { runs = [] } = detail;
	const name = headlineOf(detail)[0];
	if (runs.length < 2 || name === undefined) return [];
	const others = decidingOf(detail);
	const lines = [
		`| run | ${[name, ...others.map((other) => `against ${other}`), 'goal'].join(' | ')} |`,
		`| ---: |${' ---: |'.repeat(1 + others.length)} --- |`,
	];
	runs.forEach(({ metrics, ratios, met }, i) => {
		const cells = [
			figure(name, metrics[name]!),
			...others.map((other) => digits(ratios[other]!)),
			outcome({ met, runs: [] }),
		];
		lines.push(`| ${i + 1} | ${cells.join(' | ')} |`);
	});
	return [...lines, ''];
}

export const caseOf = (detail: CaseDetail): BenchCase | undefined =>
	cases.find(({ name }) => name === detail.name);

/** The case's headline, as far as the file has it. */
export function headlineOf(detail: CaseDetail): string[] {
	const headline = caseOf(detail)?.headline ?? [];
	return headline.filter((name) => detail.metrics[name] !== undefined);
}

/** The metrics that stand for the case in a short table, as far as the file has them. */
export function figuresOf(detail: CaseDetail): string[] {
	const named = caseOf(detail)?.figures ?? headlineOf(detail).slice(0, 1);
	return named.filter((name) => detail.metrics[name] !== undefined);
}

/** The ratios that the goal is about, as far as the file has them. */
export function decidingOf(detail: CaseDetail): string[] {
	const there = Object.keys(detail.ratios);
	return (caseOf(detail)?.deciding ?? there).filter((name) => there.includes(name));
}
