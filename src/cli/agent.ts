import { Command } from 'commander';
import { MAP_SYNTAX } from './map-option.js';
import { type TlsOptions, withTls } from './tls-options.js';

export interface AgentOptions extends TlsOptions {
	readonly host: string;
	readonly guest: string;
	readonly map: string[];
	readonly device?: string[];
	readonly resident: string;
	readonly swap: string;
	readonly faultAround: string;
	readonly pageIns: string;
	readonly credit: string;
	readonly takeOver: string;
	readonly heartbeatTimeout?: string;
	readonly health?: string;
	readonly insecure?: boolean;
	readonly logLevel: string;
}

/** `faultline agent`: a guest's agent with areas from the command line, until a signal. */
export function agentCommand(): Command {
	const collect = (value: string, all: string[]) => [...all, value];
	return withTls(new Command('agent'))
		.description("run a guest's agent: serve its devices' page faults")
		.requiredOption('--guest <name>', 'the guest, as the host knows it')
		.requiredOption(`--map <area>`, `an area; may be given again: ${MAP_SYNTAX}`, collect, [])
		.option('--host <address>', 'the host: host:port or unix:/path', '127.0.0.1:7700')
		.option('--device <name...>', "the devices to take; default all of the guest's")
		.option('--resident <size>', 'how much each address space may keep resident', '32MiB')
		.option('--swap <size>', 'dirty private and zero pages kept, for each address space', '256MiB')
		.option('--fault-around <pages>', 'pages to bring in after the one asked for', '0')
		.option('--page-ins <n>', 'reads under way at a time', '64')
		.option('--credit <groups>', 'groups of each device delivered and unanswered', '512')
		.option(
			'--take-over <which>',
			"go on with another agent's session: never, suspended (one whose agent is gone) or live",
			'suspended',
		)
		.option('--heartbeat-timeout <duration>', 'silence of the host after which it is lost')
		.option('--health <address>', 'serve the gRPC health service here')
		.option('--insecure', 'plaintext to a host on another machine')
		.option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent', 'info')
		.addHelpText(
			'after',
			'\nPrints "serving guest <name>: <devices>" once it serves.\nSIGTERM or SIGINT writes dirty pages back and ends it; a second one ends it at once.',
		)
		.action(async (options: AgentOptions) => {
			const { runAgent } = await import('./agent-run.js');
			await runAgent(options);
		});
}
