import { Command } from 'commander';

/** `faultline trace`: a look into a recorded trace, for choosing an agent's areas. */
export function traceCommand(): Command {
	const trace = new Command('trace').description('look into a recorded memory trace');
	trace
		.command('summary <file>')
		.description('the ranges of pages that a trace of valgrind lackey touches (plain or .gz)')
		.option('--json', 'print JSON')
		.action(async (file: string, options: { json?: boolean }) => {
			const { traceSummary } = await import('./trace-summary.js');
			process.stdout.write(`${traceSummary(file, options.json === true)}\n`);
		});
	return trace;
}
