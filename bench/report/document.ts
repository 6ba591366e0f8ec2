import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cases } from '../cases/all.js';
import { LOADS } from '../cases/latency-under-load.js';
import { COUNTS } from '../cases/scale-devices.js';
import { AGENTS } from '../cases/scale-guests.js';
import type { CaseDetail, ResultsFile } from '../contract.js';
import { packageRoot } from '../root.js';
import { digits, figure, mainFigure, verdict } from './format.js';
import { draw, latencyOverLoad, overSizes, rates } from './plots.js';

const BEGIN = '<!-- figures: written by `npm run bench`, do not edit between these marks -->';
const END = '<!-- end of figures -->';

/**
 * Writes the plots, and the part of docs/performance.md between the two marks, from one results file. The
 * rest of the page is written by people and stays as it is.
 */
export async function renderDocument(file: ResultsFile): Promise<void> {
	const docs = join(packageRoot(), 'docs');
	const page = join(docs, 'performance.md');
	const text = existsSync(page)
		? readFileSync(page, 'utf8')
		: `# Performance\n\n${BEGIN}\n${END}\n`;
	const begin = text.indexOf(BEGIN);
	const end = text.indexOf(END);
	if (begin < 0 || end < begin) throw new Error(`${page} lacks the marks of the figures`);
	const plots = await writePlots(file, join(docs, 'performance'));
	const part = [BEGIN, ...intro(file), ...summary(file)];
	for (const detail of file.cases) part.push(...section(detail, plots.get(detail.name)));
	writeFileSync(page, `${text.slice(0, begin)}${part.join('\n')}\n${text.slice(end)}`);
}

function intro({ date, machine }: ResultsFile): string[] {
	return [
		'',
		`Measured on ${date}: ${machine.cpu}, ${machine.cores} cores, ${machine.memory_gib} GiB, ${machine.kernel}, Node ${machine.node}, ${machine.compiler}; load of the machine before the run ${machine.load_before}. Every figure is the median of its rounds, the range in brackets is least to greatest. Ratios are taken within a round, in which a case and its baselines run one after the other.`,
		'',
	];
}

function summary(file: ResultsFile): string[] {
	const lines = ['| case | figure | against | goal | |', '| --- | --- | --- | --- | --- |'];
	for (const detail of file.cases) {
		const name = headlineOf(detail)[0] ?? '';
		const against = Object.entries(detail.ratios)
			.map(([other, ratio]) => `${digits(ratio)} of ${other}`)
			.join('; ');
		lines.push(
			`| [\`${detail.name}\`](#${detail.name}) | ${name} ${figure(name, detail.metrics[name] ?? 0)} | ${against} | ${detail.goal} | ${verdict(detail.met)} |`,
		);
	}
	return [...lines, ''];
}

function section(detail: CaseDetail, plot: string | undefined): string[] {
	const each = cases.find(({ name }) => name === detail.name);
	const lines = [`### ${detail.name}`, '', `${capital(each?.measures ?? '')}.`, ''];
	if (plot !== undefined) lines.push(`![${detail.name}](performance/${plot})`, '');
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
		lines.push(`| against ${name} (${theirs}) | ${digits(ratio)} | ${range} |`);
	}
	lines.push('');
	for (const [name, reason] of Object.entries(detail.leftOut))
		lines.push(`Left out: ${name}, because ${reason}.`, '');
	lines.push(`Goal: ${detail.goal}: **${verdict(detail.met)}**.`, '');
	return lines;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The case's headline, as far as the file has it. */
function headlineOf(detail: CaseDetail): string[] {
	const headline = cases.find(({ name }) => name === detail.name)?.headline ?? [];
	return headline.filter((name) => detail.metrics[name] !== undefined);
}

/** Writes an SVG for each case that has a plot; their names by case. */
async function writePlots(file: ResultsFile, folder: string): Promise<Map<string, string>> {
	mkdirSync(folder, { recursive: true });
	const names = new Map<string, string>();
	for (const detail of file.cases) {
		const option = plotOf(detail);
		if (option === undefined) continue;
		const name = `${detail.name}.svg`;
		writeFileSync(join(folder, name), await draw(option));
		names.set(detail.name, name);
	}
	return names;
}

function plotOf(detail: CaseDetail): Parameters<typeof draw>[0] | undefined {
	const at = (key: string, sizes: readonly number[]) =>
		sizes.map((size) => detail.metrics[`${key}_at_${size}`]!);
	switch (detail.name) {
		case 'relay':
			return rates('Faults a second, whole way, no payload', detail);
		case 'pages':
			return rates('Pages of 4 KiB a second from a file', detail);
		case 'latency-under-load':
			return latencyOverLoad('Latency of a fault against offered load', detail, LOADS);
		case 'scale-devices':
			return overSizes('Cost of a fault by number of devices', COUNTS, at('fault_ns', COUNTS), {
				x: 'devices',
				y: 'ns',
			});
		case 'scale-guests':
			return overSizes('Faults a second by number of agents', AGENTS, at('per_s', AGENTS), {
				x: 'agents',
				y: '/s',
			});
		default:
			return undefined;
	}
}
