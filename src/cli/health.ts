import { Command } from 'commander';
import { integerOption } from './range-option.js';

/** `faultline health`: exit status 0 when a host or an agent says SERVING. For health checks. */
export function healthCommand(): Command {
	return new Command('health')
		.description('ask the health service of a host or an agent; exit status 0 when it serves')
		.argument('<address>', 'host:port or unix:/path')
		.option('--service <name>', 'the service to ask for', '')
		.option('--timeout <ms>', 'how long to wait', '2000')
		.action(async (address: string, options: { service: string; timeout: string }) => {
			const timeout = integerOption('--timeout', options.timeout, 1, 600_000);
			const { checkHealth } = await import('./health-check.js');
			const status = await checkHealth(address, options.service, timeout);
			process.stdout.write(`${status}\n`);
			if (status !== 'SERVING') process.exitCode = 1;
		});
}
