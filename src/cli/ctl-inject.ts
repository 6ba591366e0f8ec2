import { Command } from 'commander';
import { FaultlineError } from '../base/errors.js';
import type { InjectRequest } from './client.js';
import { integerOption } from './range-option.js';

/** The faults in the order of their numbers, from 1 (`InjectedFault` of proto/faultline/v1/control.proto). */
export const FAULTS = [
	'page-request',
	'stall',
	'unrecoverable',
	'config-error',
	'interrupt',
	'overflow',
	'invalidation-timeout',
] as const;
const ACCESS: Readonly<Record<string, number>> = { r: 1, w: 2, x: 4, p: 8 };

interface InjectOptions {
	readonly pasid: string;
	readonly address: string;
	readonly access: string;
	readonly pages: string;
	readonly partial?: boolean;
	readonly variant?: string;
	readonly index: string;
	readonly timeout?: string;
}

/** `faultline ctl inject`; `run` is given the request. */
export function injectCommand(
	run: (command: Command, request: () => InjectRequest) => Promise<void>,
): Command {
	return new Command('inject')
		.argument('<device>')
		.argument('<fault>', FAULTS.join(', '))
		.description("make a device's hardware raise a fault")
		.option('--pasid <n>', 'the PASID; 0: without one', '0')
		.option('--address <address>', 'what is accessed', '0')
		.option('--access <rwxp>', 'read, write, execute, privileged', 'r')
		.option('--pages <n>', 'page-request: requests in the group', '1')
		.option('--partial', 'page-request: leave the group open')
		.option(
			'--variant <name>',
			'config-error: invalid, reserved or pasid; overflow: requests or faults',
		)
		.option('--index <n>', 'interrupt: its index', '0')
		.option(
			'--timeout <ms>',
			'how long to wait for the end; invalidation-timeout: until it times out',
		)
		.action((device: string, fault: string, options: InjectOptions, command: Command) =>
			run(command, () => requestOf(device, fault, options)),
		);
}

/** Throws CONFIG. */
export function requestOf(device: string, fault: string, options: InjectOptions): InjectRequest {
	const number = (FAULTS as readonly string[]).indexOf(fault) + 1;
	if (number === 0)
		throw new FaultlineError(
			'CONFIG',
			`there is no fault "${fault}"; there is ${FAULTS.join(', ')}`,
		);
	return {
		device,
		fault: number,
		pasid: integerOption('--pasid', options.pasid, 0, 0xfffff),
		address: integerOption('--address', options.address, 0, Number.MAX_SAFE_INTEGER),
		access: accessOf(options.access),
		pages: integerOption('--pages', options.pages, 1, 512),
		partial: options.partial ?? false,
		variant: options.variant ?? '',
		index: integerOption('--index', options.index, 0, 2 ** 32 - 1),
		timeoutMs:
			options.timeout === undefined ? 0 : integerOption('--timeout', options.timeout, 1, 3_600_000),
	};
}

function accessOf(text: string): number {
	let access = 0;
	for (const letter of text) access |= ACCESS[letter] ?? 16;
	if ((access & 3) === 0 || access > 15)
		throw new FaultlineError('CONFIG', `--access: "${text}"; write r, w or rw, with x and p`);
	return access;
}
