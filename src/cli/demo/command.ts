import { Command, Option } from 'commander';
import { type TlsOptions, withTls } from '../tls-options.js';

export interface DemoOptions extends TlsOptions {
	readonly file: string;
	readonly resident: string;
	readonly scene: 'all' | 'copy' | 'trace';
	/** Undefined: VT-d, or with `connect` whatever the host has there. */
	readonly iommu?: string;
	readonly json?: boolean;
	readonly connect?: string;
	readonly insecure?: boolean;
	readonly target?: string;
}

/** `faultline demo`: the main job, checked. Exit status 0 only when every check held. */
export function demoCommand(): Command {
	return withTls(new Command('demo'))
		.description(
			'copy a real file through two guests by DMA, page fault by page fault, and check it',
		)
		.option('--file <path>', 'the file that guest a maps', process.execPath)
		.option('--resident <size>', 'how much each guest may keep resident', '4MiB')
		.addOption(
			new Option('--scene <name>', 'which part to run')
				.choices(['all', 'copy', 'trace'])
				.default('all'),
		)
		.addOption(
			new Option(
				'--iommu <kind>',
				'the IOMMU in front of the devices, or all that there are (default: "vtd")',
			).choices(['vtd', 'smmuv3', 'amdvi', 'riscv', 'all']),
		)
		.option('--json', 'print the result as one JSON object and nothing else')
		.option(
			'--connect <address>',
			'use a host that runs already, with the guests of the demo; give --resident to check eviction',
		)
		.option('--insecure', 'with --connect: plaintext to a host on another machine')
		.option('--target <path>', 'with --connect: the file that guest b writes back to')
		.action(async (options: DemoOptions, command: Command) => {
			const { runDemo } = await import('./run.js');
			await runDemo(options, command.getOptionValueSource('resident') === 'cli');
		});
}
