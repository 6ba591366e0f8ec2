import { Command } from 'commander';

export interface HostOptions {
	readonly config: string;
	readonly listen?: string[];
	readonly insecure?: boolean;
	readonly reflection?: boolean;
	readonly logLevel?: string;
}

/** `faultline host`: the emulated machine, its kernel and the relay, until a signal. */
export function hostCommand(): Command {
	return new Command('host')
		.description('run a host: the emulated machine, its kernel and the relay')
		.requiredOption('--config <file>', 'the YAML file that says what the host has')
		.option('--listen <address...>', 'listen here instead: host:port, unix:/path; port 0 picks one')
		.option('--insecure', 'accept plaintext from other machines')
		.option('--reflection', 'serve gRPC server reflection')
		.option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent')
		.addHelpText(
			'after',
			'\nPrints "listening on <address>" for each address once it serves.\nSIGTERM or SIGINT ends it in good order; a second one at once.',
		)
		.action(async (options: HostOptions) => {
			const { runHost } = await import('./host-run.js');
			await runHost(options);
		});
}
