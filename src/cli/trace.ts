import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { summarizeTrace } from '../emulator/workload/lackey.js';
import { formatTable } from './table.js';
import { loadTrace } from './trace-file.js';

const accessName = (access: number) =>
	`${access & 1 ? 'r' : '-'}${access & 2 ? 'w' : '-'}${access & 4 ? 'x' : '-'}`;

/** `faultline trace`: a look into a recorded trace, for choosing an agent's areas. */
export function traceCommand(): Command {
	const trace = new Command('trace').description('look into a recorded memory trace');
	trace
		.command('summary <file>')
		.description('the ranges of pages that a trace of valgrind lackey touches (plain or .gz)')
		.option('--json', 'print JSON')
		.action((file: string, options: { json?: boolean }) => {
			const loaded = loadTrace(file, readFileSync);
			const summary = summarizeTrace(loaded);
			if (options.json) {
				process.stdout.write(`${JSON.stringify({ accesses: loaded.pages.length, ...summary })}\n`);
				return;
			}
			const rows = summary.ranges.map((range) => [
				`0x${(range.firstPage * 4096).toString(16)}`,
				String(range.pages),
				accessName(range.access),
			]);
			process.stdout.write(
				`${loaded.pages.length} accesses (neighbours to the same page folded), ${summary.distinctPages} pages\n\n${formatTable(['address', 'pages', 'access'], rows)}\n`,
			);
		});
	return trace;
}
