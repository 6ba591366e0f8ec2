import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultsFile } from '../contract.js';
import { packageRoot } from '../root.js';

const folder = (): string => join(packageRoot(), 'bench', 'results');

/** Writes results/<date>.json; one of the same day is replaced. Returns the path. */
export function writeResults(file: ResultsFile): string {
	mkdirSync(folder(), { recursive: true });
	const path = join(folder(), `${file.date}.json`);
	// Pairs on one line, as the formatter has them.
	const pairs = /\[\n\s+([^\s,\]]+),\n\s+([^\s,\]]+)\n\s+\]/g;
	writeFileSync(path, `${JSON.stringify(file, null, 2).replace(pairs, '[$1, $2]')}\n`);
	return path;
}

/** `file` with the cases of `measured` in the places of its own, and the date and machine of `measured`. */
export function withCases(file: ResultsFile, measured: ResultsFile): ResultsFile {
	const replaced = file.cases.map(
		(old) =>
			measured.cases.find(({ name }) => name === old.name) ?? {
				...old,
				date: old.date ?? file.date,
			},
	);
	const added = measured.cases.filter(({ name }) => !file.cases.some((old) => old.name === name));
	const cases = [...replaced, ...added];
	const leftOut = Object.assign({}, ...cases.map((detail) => detail.leftOut));
	return { ...measured, machine: { ...measured.machine, left_out: leftOut }, cases };
}

/** The results with the latest date. */
export function newestResults(): ResultsFile {
	const newest = readdirSync(folder())
		.filter((name) => /^\d{4}-\d{2}-\d{2}\.json$/.test(name))
		.sort()
		.at(-1);
	if (newest === undefined) throw new Error(`there are no results in ${folder()}`);
	return JSON.parse(readFileSync(join(folder(), newest), 'utf8')) as ResultsFile;
}
