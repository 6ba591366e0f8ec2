import { Command } from 'commander';
import { integerOption } from './range-option.js';
import { type TlsOptions, withTls } from './tls-options.js';

interface HealthOptions extends TlsOptions {
	readonly service: string;
	readonly timeout: string;
}

/** `faultline health`: exit status 0 when a host or an agent says SERVING. For health checks. */
export function healthCommand(): Command {
	return withTls(new Command('health'))
		.description('ask the health service of a host or an agent; exit status 0 when it serves')
		.argument('<address>', 'host:port or unix:/path')
		.option('--service <name>', 'the service to ask for', '')
		.option('--timeout <ms>', 'how long to wait', '2000')
		.action(async (address: string, options: HealthOptions) => {
			const timeout = integerOption('--timeout', options.timeout, 1, 600_000);
			const { checkHealth } = await import('./health-check.js');
			const { securityOf } = await import('./security.js');
			const security = securityOf({ ...options, insecure: true });
			const status = await checkHealth(address, options.service, timeout, security);
			process.stdout.write(`${status}\n`);
			if (status !== 'SERVING') process.exitCode = 1;
		});
}
