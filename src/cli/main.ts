import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { FaultlineError } from '../base/errors.js';
import { packagePath } from '../base/package-path.js';
import { agentCommand } from './agent.js';
import { ctlCommand } from './ctl.js';
import { demoCommand } from './demo/command.js';
import { healthCommand } from './health.js';
import { hostCommand } from './host.js';
import { pkiCommand } from './pki/command.js';
import { traceCommand } from './trace.js';

/** The exit status for wrong usage or configuration, as sysexits.h has it. */
const EX_USAGE = 64;

/**
 * The command line. Whatever goes wrong ends as one line with a stable code, never a stack trace.
 *
 * The commands' own files hold their usage only; what a command runs is loaded when it runs.
 */
export async function main(argv: readonly string[]): Promise<void> {
	process.stdout.on('error', outputFailed);
	process.stderr.on('error', () => {});
	const manifest = packagePath('package.json');
	const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
	const program = new Command('faultline')
		.description('relays the I/O page faults of devices to remote guest agents over gRPC')
		.version(version)
		.exitOverride();
	inherit(program);
	for (const command of [
		hostCommand(),
		agentCommand(),
		ctlCommand(),
		demoCommand(),
		pkiCommand(),
		traceCommand(),
		healthCommand(),
	])
		program.addCommand(inherit(command));
	try {
		await program.parseAsync([...argv]);
	} catch (thrown) {
		if (thrown instanceof CommanderError) {
			process.exitCode = thrown.exitCode === 0 ? 0 : EX_USAGE;
			return;
		}
		const error = FaultlineError.from(thrown);
		process.stderr.write(`faultline: ${error.code}: ${error.message}\n`);
		process.exitCode = error.code === 'CONFIG' ? EX_USAGE : 1;
	}
}

/** Sub-commands do not inherit these settings by themselves. */
function inherit(command: Command): Command {
	command.exitOverride().configureOutput({
		// One line with a code, as every failure.
		outputError: (text, write) =>
			write(
				`${text
					.trim()
					.replace(/^error: /, 'faultline: CONFIG: ')
					.replace(/\s*\n\s*/g, ' ')} (--help explains)\n`,
			),
	});
	for (const child of command.commands) inherit(child);
	return command;
}

/**
 * Nobody reads the output any more, or it cannot be written. What only prints ends quietly or with a word; a host
 * or an agent goes on serving: its output is a courtesy.
 */
function outputFailed(error: NodeJS.ErrnoException): void {
	const serves = process.argv[2] === 'host' || process.argv[2] === 'agent';
	if (serves) return;
	if (error.code === 'EPIPE') process.exit(0);
	process.stderr.write(`faultline: INTERNAL: cannot write the output: ${error.message}\n`);
	process.exit(1);
}
