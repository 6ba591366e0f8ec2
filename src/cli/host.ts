import { Command } from 'commander';
import { systemClock } from '../base/clock.js';
import { loadHostConfig } from '../host/config.js';
import { Host } from '../host/host.js';
import { createLogger } from '../host/ops/log.js';
import { onStopSignal } from './signals.js';

/** How long calls may go on after a stop signal before they are ended, in milliseconds. */
const CLOSE_GRACE_MS = 2000;

interface Options {
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
		.action(async (options: Options) => {
			const config = loadHostConfig(options.config);
			if (options.listen !== undefined) config.listen = options.listen;
			if (options.insecure) config.insecure = true;
			if (options.reflection) config.reflection = true;
			const log = createLogger('faultline-host', options.logLevel ?? config.log_level);
			const host = await Host.start(config, { clock: systemClock, log });
			for (const address of host.addresses) process.stdout.write(`listening on ${address}\n`);
			onStopSignal((signal) => {
				log.info({ signal }, 'stopping');
				host.close(CLOSE_GRACE_MS).then(
					() => process.exit(0),
					(error: unknown) => {
						log.error({ err: error }, 'stopping failed');
						process.exit(1);
					},
				);
			});
		});
}
