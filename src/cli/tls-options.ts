import { type Command, Option } from 'commander';

/** What every command that connects to a host takes. */
export interface TlsOptions {
	readonly tlsCa?: string;
	readonly tlsCert?: string;
	readonly tlsKey?: string;
}

const OPTIONS = [
	['--tls-ca <file>', "the authority of the host's certificate (PEM)", 'FAULTLINE_TLS_CA'],
	['--tls-cert <file>', 'the own certificate (PEM)', 'FAULTLINE_TLS_CERT'],
	['--tls-key <file>', 'its key (PEM)', 'FAULTLINE_TLS_KEY'],
] as const;

/** Adds the options of mutual TLS; each can also stand in the environment. */
export function withTls(command: Command): Command {
	for (const [flags, description, variable] of OPTIONS)
		command.addOption(new Option(flags, description).env(variable));
	return command;
}
