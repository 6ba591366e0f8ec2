import { Command } from 'commander';
import { type ErrorCode, FaultlineError } from '../base/errors.js';
import type { WorkloadRequest } from './client.js';
import { injectCommand } from './ctl-inject.js';
import type { Ctl, CtlOptions } from './ctl-run.js';
import {
	durationOption,
	integerOption,
	parseRange,
	RANGE_SYNTAX,
	sizeOption,
} from './range-option.js';
import { withTls } from './tls-options.js';

/** Where the names are that would have been right. */
const LISTED_BY: Partial<Record<ErrorCode, string>> = {
	UNKNOWN_DEVICE: 'devices',
	UNKNOWN_GUEST: 'guests',
};

/** Runs `body` on a client of the host that `--host` names, and closes it. */
async function withCtl(command: Command, body: (ctl: Ctl) => Promise<void>): Promise<void> {
	const options = command.optsWithGlobals<CtlOptions>();
	const run = await import('./ctl-run.js');
	const ctl = new run.Ctl(options);
	try {
		await body(ctl);
	} catch (thrown) {
		const error = FaultlineError.from(thrown);
		const listed = LISTED_BY[error.code];
		if (listed === undefined) throw error;
		const message = `${error.message}; \`faultline ctl ${listed}\` lists them`;
		throw new FaultlineError(error.code, message, { cause: error });
	} finally {
		ctl.close();
	}
}

/** `faultline ctl`: what an operator says to a host. */
export function ctlCommand(): Command {
	const ctl = withTls(new Command('ctl'))
		.description('ask a host and tell it what to do')
		.option('--host <address>', 'the host: host:port or unix:/path', '127.0.0.1:7700')
		.option('--insecure', 'plaintext to a host on another machine')
		.option('--json', 'print JSON');

	ctl
		.command('devices')
		.description('list the devices')
		.action((_o, command: Command) => withCtl(command, (ctl) => ctl.devices()));
	ctl
		.command('device <name>')
		.description('show one device with its queues and counters')
		.action((name: string, _o, command: Command) => withCtl(command, (ctl) => ctl.device(name)));
	ctl
		.command('guests')
		.description('list the guests')
		.action((_o, command: Command) => withCtl(command, (ctl) => ctl.guests()));
	ctl
		.command('host')
		.description('show the host itself, and what it refused')
		.action((_o, command: Command) => withCtl(command, (ctl) => ctl.host()));
	ctl
		.command('handover <guest>')
		.description("have a guest's agents leave as they are, for others to go on with --take-over")
		.option('--timeout <duration>', 'how long they may take, and others to come', '30s')
		.action((guest: string, options: { timeout: string }, command: Command) =>
			withCtl(command, (ctl) => ctl.handOver(guest, durationOption('--timeout', options.timeout))),
		);
	ctl
		.command('drain')
		.description('send all agents away, and end the host')
		.option('--to <address>', 'where the agents are to go')
		.option('--timeout <duration>', 'how long they may take; default: as the host is configured')
		.action((options: { to?: string; timeout?: string }, command: Command) =>
			withCtl(command, (ctl) =>
				ctl.drain(
					options.to ?? '',
					options.timeout === undefined ? 0 : durationOption('--timeout', options.timeout),
				),
			),
		);
	ctl
		.command('assign <device> <guest>')
		.description('give a device to a guest')
		.action((device: string, guest: string, _o, command: Command) =>
			withCtl(command, (ctl) => ctl.assign(device, guest)),
		);
	ctl
		.command('unassign <device>')
		.description('take a device from its guest; what is pending is answered INVALID')
		.action((device: string, _o, command: Command) =>
			withCtl(command, (ctl) => ctl.unassign(device)),
		);
	ctl
		.command('bind <device>')
		.description('bind a driver to a device that has none')
		.requiredOption('--driver <name>', 'none, vfio, sva or quarantine')
		.option('--guest <guest>', 'with vfio: who gets the device')
		.action((device: string, options: { driver: string; guest?: string }, command: Command) =>
			withCtl(command, (ctl) => ctl.bind(device, options.driver, options.guest)),
		);
	ctl
		.command('unbind <device>')
		.description("unbind a device's driver; what is pending is answered INVALID")
		.action((device: string, _o, command: Command) =>
			withCtl(command, (ctl) => ctl.unbind(device)),
		);
	ctl
		.command('override <device> [driver]')
		.description('let one driver alone be bound to a device; without a driver: any')
		.action((device: string, driver: string | undefined, _o, command: Command) =>
			withCtl(command, (ctl) => ctl.override(device, driver ?? '')),
		);
	ctl
		.command('reset <device>')
		.description('reset a device under its driver; what is pending is answered INVALID')
		.action((device: string, _o, command: Command) => withCtl(command, (ctl) => ctl.reset(device)));
	ctl
		.command('unplug <device>')
		.description('pull a device out, whatever it does')
		.action((device: string, _o, command: Command) =>
			withCtl(command, (ctl) => ctl.unplug(device)),
		);
	ctl
		.command('plug <device>')
		.description('put an unplugged device back')
		.action((device: string, _o, command: Command) => withCtl(command, (ctl) => ctl.plug(device)));
	ctl
		.command('release <device>')
		.description('let a quarantined PASID go on')
		.requiredOption('--pasid <n>', 'the PASID; 0: requests without one')
		.action((device: string, options: { pasid: string }, command: Command) =>
			withCtl(command, (ctl) =>
				ctl.release(device, integerOption('--pasid', options.pasid, 0, 0xfffff)),
			),
		);
	ctl
		.command('reset-guest <guest>')
		.description('reset a guest: its devices, its sessions, its pages')
		.action((guest: string, _o, command: Command) =>
			withCtl(command, (ctl) => ctl.resetGuest(guest)),
		);
	ctl
		.command('sync <guest>')
		.description("have a guest's agents write back their dirty pages")
		.option('--timeout <seconds>', 'how long to wait', '60')
		.option('--evict', 'take all other pages away too, so that nothing is resident')
		.action((guest: string, options: { timeout: string; evict?: boolean }, command: Command) =>
			withCtl(command, (ctl) => {
				const seconds = integerOption('--timeout', options.timeout, 1, 86_400);
				return ctl.sync(guest, seconds * 1000, options.evict);
			}),
		);
	ctl.addCommand(runCommand());
	ctl.addCommand(
		injectCommand((command, request) => withCtl(command, (ctl) => ctl.inject(request()))),
	);
	ctl
		.command('watch')
		.description('show devices and guests again and again')
		.option('--interval <ms>', 'time between two looks', '1000')
		.option('--count <n>', 'end after so many looks')
		.action((options: { interval: string; count?: string }, command: Command) =>
			withCtl(command, (ctl) => {
				const looks =
					options.count === undefined
						? Number.POSITIVE_INFINITY
						: integerOption('--count', options.count, 1, 1e9);
				const interval = integerOption('--interval', options.interval, 50, 3_600_000);
				return ctl.watch(interval, looks);
			}),
		);
	return ctl;
}

function runCommand(): Command {
	const run = new Command('run').description('make devices do DMA');
	const execute = (command: Command, request: () => WorkloadRequest) =>
		withCtl(command, (ctl) => ctl.run(request()));
	run
		.command('copy <from> <to>')
		.description(`one device reads a range, another writes it: ${RANGE_SYNTAX}`)
		.requiredOption('--length <size>', 'how much')
		.action((from: string, to: string, options: { length: string }, command: Command) =>
			execute(command, () => ({
				copy: {
					from: parseRange(from),
					to: parseRange(to),
					length: sizeOption('--length', options.length),
				},
			})),
		);
	run
		.command('read <from>')
		.description(`a device reads a range: ${RANGE_SYNTAX}`)
		.requiredOption('--length <size>', 'how much')
		.option('--shuffle', 'pages in random order')
		.option('--seed <n>', 'seed of the order', '1')
		.action(
			(
				from: string,
				options: { length: string; shuffle?: boolean; seed: string },
				command: Command,
			) =>
				execute(command, () => ({
					read: {
						from: parseRange(from),
						length: sizeOption('--length', options.length),
						shuffle: options.shuffle ?? false,
						seed: integerOption('--seed', options.seed, 0, 2 ** 32 - 1),
					},
				})),
		);
	run
		.command('write <to>')
		.description(`a device writes a pattern: ${RANGE_SYNTAX}`)
		.requiredOption('--length <size>', 'how much')
		.option('--seed <n>', 'seed of the pattern', '1')
		.action((to: string, options: { length: string; seed: string }, command: Command) =>
			execute(command, () => ({
				write: {
					to: parseRange(to),
					length: sizeOption('--length', options.length),
					seed: integerOption('--seed', options.seed, 0, 2 ** 32 - 1),
				},
			})),
		);
	run
		.command('trace <device> <file>')
		.description('a device replays a trace of valgrind lackey (plain or .gz), access after access')
		.option('--pasid <n>', 'the PASID to use', '1')
		.action((device: string, file: string, options: { pasid: string }, command: Command) =>
			withCtl(command, (ctl) =>
				ctl.trace(device, integerOption('--pasid', options.pasid, 0, 0xfffff), file),
			),
		);
	return run;
}
