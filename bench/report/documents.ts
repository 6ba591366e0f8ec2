import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultsFile } from '../contract.js';
import { packageRoot } from '../root.js';
import { writePlots } from './case-plots.js';
import { performancePart } from './performance-page.js';
import { readmePart } from './readme-part.js';

const BEGIN = '<!-- figures: written by `npm run bench`, do not edit between these marks -->';
const END = '<!-- end of figures -->';

/** The documents that show results, with the part of each that is written from a results file. */
const DOCUMENTS: Readonly<Record<string, (file: ResultsFile) => string>> = {
	'docs/performance.md': performancePart,
	'README.md': readmePart,
};

/** Every document with its text as it is and as the results file has it. */
export function documentsOf(file: ResultsFile): { path: string; now: string; wanted: string }[] {
	return Object.entries(DOCUMENTS).map(([name, part]) => {
		const path = join(packageRoot(), name);
		const now = readFileSync(path, 'utf8');
		return { path, now, wanted: withPart(now, part(file), name) };
	});
}

/**
 * Writes the plots and the parts between the two marks of each document from one results file. The rest of the
 * documents is written by people and stays as it is.
 */
export async function renderDocuments(file: ResultsFile): Promise<void> {
	await writePlots(file, join(packageRoot(), 'docs', 'performance'));
	for (const { path, wanted } of documentsOf(file)) writeFileSync(path, wanted);
}

/** `text` with `part` between its two marks. */
function withPart(text: string, part: string, name: string): string {
	const begin = text.indexOf(BEGIN);
	const end = text.indexOf(END);
	if (begin < 0 || end < begin) throw new Error(`${name} lacks the marks of the figures`);
	return `${text.slice(0, begin)}${BEGIN}\n${part}${text.slice(end)}`;
}
