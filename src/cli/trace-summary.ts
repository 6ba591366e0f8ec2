import { readFileSync } from 'node:fs';
import { summarizeTrace } from '../emulator/workload/lackey.js';
import { formatTable } from './table.js';
import { loadTrace } from './trace-file.js';

const accessName = (access: number) =>
	`${access & 1 ? 'r' : '-'}${access & 2 ? 'w' : '-'}${access & 4 ? 'x' : '-'}`;

/** What a trace touches, as text or JSON. */
export function traceSummary(file: string, json: boolean): string {
	const loaded = loadTrace(file, readFileSync);
	const summary = summarizeTrace(loaded);
	if (json) return JSON.stringify({ accesses: loaded.pages.length, ...summary });
	const rows = summary.ranges.map((range) => [
		`0x${(range.firstPage * 4096).toString(16)}`,
		String(range.pages),
		accessName(range.access),
	]);
	return `${loaded.pages.length} accesses (neighbours to the same page folded), ${summary.distinctPages} pages\n\n${formatTable(['address', 'pages', 'access'], rows)}`;
}
