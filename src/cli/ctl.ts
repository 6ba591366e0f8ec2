import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { FaultlineError } from '../base/errors.js';
import { formatSize } from '../base/units.js';
import { errorCode } from '../wire/error-codes.js';
import {
	ControlClient,
	type DeviceStatus,
	type GuestStatus,
	type HostStatus,
	type WorkloadProgress,
	type WorkloadRequest,
	type WorkloadResult,
} from './client.js';
import { toJson } from './json.js';
import { integerOption, parseRange, RANGE_SYNTAX, sizeOption } from './range-option.js';
import { count, formatFields, formatTable, micros } from './table.js';
import { loadTrace } from './trace-file.js';

/** `faultline ctl`: what an operator says to a host. */

interface Globals {
	readonly host: string;
	readonly insecure?: boolean;
	readonly json?: boolean;
}

/** Runs `body` with a client of the host that `--host` names, and closes it. */
async function withClient<T>(
	command: Command,
	body: (client: ControlClient, options: Globals) => Promise<T>,
): Promise<T> {
	const options = command.optsWithGlobals<Globals>();
	const client = new ControlClient(options.host, options.insecure);
	try {
		return await body(client, options);
	} finally {
		client.close();
	}
}

const print = (text: string) => process.stdout.write(`${text}\n`);

export function ctlCommand(): Command {
	const ctl = new Command('ctl')
		.description('ask a host and tell it what to do')
		.option('--host <address>', 'the host: host:port or unix:/path', '127.0.0.1:7700')
		.option('--insecure', 'plaintext to a host on another machine')
		.option('--json', 'print JSON');

	ctl
		.command('devices')
		.description('list the devices')
		.action((_o, command: Command) =>
			withClient(command, async (client, { json }) => {
				const devices = await client.devices();
				print(json ? toJson(devices) : deviceTable(devices));
			}),
		);
	ctl
		.command('device <name>')
		.description('show one device with its queues and counters')
		.action((name: string, _o, command: Command) =>
			withClient(command, async (client, { json }) => {
				const device = await client.device(name);
				print(json ? toJson(device) : deviceDetails(device));
			}),
		);
	ctl
		.command('guests')
		.description('list the guests')
		.action((_o, command: Command) =>
			withClient(command, async (client, { json }) => {
				const guests = await client.guests();
				print(json ? toJson(guests) : guestTable(guests));
			}),
		);
	ctl
		.command('host')
		.description('show the host itself, and what it refused')
		.action((_o, command: Command) =>
			withClient(command, async (client, { json }) => {
				const host = await client.host();
				print(json ? toJson(host) : hostDetails(host));
			}),
		);
	ctl
		.command('assign <device> <guest>')
		.description('give a device to a guest')
		.action((device: string, guest: string, _o, command: Command) =>
			withClient(command, async (client, { json }) => {
				const status = await client.assign(device, guest);
				print(json ? toJson(status) : `${device} belongs to guest ${guest}`);
			}),
		);
	ctl
		.command('unassign <device>')
		.description('take a device from its guest; what is pending is answered INVALID')
		.action((device: string, _o, command: Command) =>
			withClient(command, async (client, { json }) => {
				const status = await client.unassign(device);
				print(json ? toJson(status) : `${device} belongs to nobody`);
			}),
		);
	ctl
		.command('sync <guest>')
		.description("have a guest's agents write back their dirty pages")
		.option('--timeout <seconds>', 'how long to wait', '60')
		.option('--evict', 'take all other pages away too, so that nothing is resident')
		.action((guest: string, options: { timeout: string; evict?: boolean }, command: Command) =>
			withClient(command, async (client, { json }) => {
				const seconds = integerOption('--timeout', options.timeout, 1, 86_400);
				const pages = await client.sync(guest, seconds * 1000, options.evict);
				print(json ? toJson({ guest, pages }) : `${count(pages)} pages written back`);
			}),
		);
	ctl.addCommand(runCommand());
	ctl
		.command('watch')
		.description('show devices and guests again and again')
		.option('--interval <ms>', 'time between two looks', '1000')
		.option('--count <n>', 'end after so many looks')
		.action((options: { interval: string; count?: string }, command: Command) =>
			withClient(command, (client, { json }) => {
				let left =
					options.count === undefined
						? Number.POSITIVE_INFINITY
						: integerOption('--count', options.count, 1, 1e9);
				const interval = integerOption('--interval', options.interval, 50, 3_600_000);
				const redraw = process.stdout.isTTY === true && !json;
				return client.watch(interval, (snapshot) => {
					if (json) print(toJson(snapshot));
					else {
						const devices = deviceTable(snapshot.devices as DeviceStatus[]);
						const guests = guestTable(snapshot.guests as GuestStatus[]);
						if (redraw) process.stdout.write('\x1b[H\x1b[2J');
						print(`up ${snapshot.uptimeS.toFixed(0)} s\n\n${devices}\n\n${guests}\n`);
					}
					return --left > 0;
				});
			}),
		);
	return ctl;
}

function runCommand(): Command {
	const run = new Command('run').description('make devices do DMA');
	const execute = (command: Command, request: () => WorkloadRequest) =>
		withClient(command, async (client, { json }) => {
			const live = process.stderr.isTTY === true && !json;
			const result = await client.run(request(), (progress) => {
				if (!live) return;
				const line = progressLine(progress).slice(0, process.stderr.columns - 1);
				process.stderr.write(`\r${line}\x1b[K`);
			});
			if (live) process.stderr.write('\r\x1b[K');
			print(json ? toJson(result) : resultDetails(result));
			if (!result.ok) process.exitCode = 1;
		});
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
			execute(command, () => {
				const trace = loadTrace(file, readFileSync);
				return {
					trace: {
						device,
						pasid: integerOption('--pasid', options.pasid, 0, 0xfffff),
						page: trace.pages as unknown as number[],
						access: trace.access as unknown as number[],
					},
				};
			}),
		);
	return run;
}

export function progressLine(progress: WorkloadProgress): string {
	const share =
		progress.totalBytes > 0
			? `${((100 * progress.bytes) / progress.totalBytes).toFixed(0)} %, `
			: '';
	const rate = progress.elapsedS > 0 ? progress.faults / progress.elapsedS : 0;
	return `${share}${count(progress.bytes / 4096)} pages, ${formatSize(progress.bytes)}, ${count(progress.faults)} faults, ${count(rate)} faults/s, p50 ${micros(progress.p50Us)}, p99 ${micros(progress.p99Us)}`;
}

function resultDetails(r: WorkloadResult): string {
	const fields: [string, string][] = [
		['result', r.ok ? 'ok' : `failed: ${r.message}`],
		['bytes', `${count(r.bytes)} (${formatSize(r.bytes)})`],
		['faults', count(r.faults)],
		['groups', count(r.groups)],
		[
			'responses',
			`SUCCESS ${count(r.responsesSuccess)}, INVALID ${count(r.responsesInvalid)}, FAILURE ${count(r.responsesFailure)}`,
		],
		['latency', `p50 ${micros(r.p50Us)}, p99 ${micros(r.p99Us)}`],
		['time', `${r.elapsedS.toFixed(2)} s`],
	];
	if (r.accessesOk + r.accessesFailed > 0)
		fields.push(['accesses', `${count(r.accessesOk)} done, ${count(r.accessesFailed)} given up`]);
	if (r.sha256 !== '') fields.push(['sha256', r.sha256]);
	return formatFields(fields);
}

const hexId = (id: number) =>
	`${(id >> 8).toString(16).padStart(2, '0')}:${((id >> 3) & 31).toString(16).padStart(2, '0')}.${id & 7}`;

function hostDetails(host: HostStatus): string {
	return formatFields([
		['up', `${host.uptimeS.toFixed(0)} s`],
		['sessions', count(host.sessions)],
		['refused', count(host.refused)],
		...host.refusals.map((each): [string, string] => [
			`  ${errorCode(each.code ?? 0) ?? each.code}`,
			count(each.count ?? 0),
		]),
	]);
}

function deviceTable(devices: readonly DeviceStatus[]): string {
	return formatTable(
		['device', 'address', 'iommu', 'driver', 'guest', 'pri', 'outstanding', 'pending', 'groups'],
		devices.map((d) => [
			d.name,
			hexId(d.sourceId),
			d.iommu,
			d.driver || '-',
			d.guest || '-',
			d.pri,
			`${d.outstanding}/${d.outstandingLimit}`,
			String(d.pending),
			count(d.counters?.groups ?? 0),
		]),
	);
}

function guestTable(guests: readonly GuestStatus[]): string {
	return formatTable(
		['guest', 'sessions', 'devices', 'frames', 'mapped', 'evictions', 'writebacks'],
		guests.map((g) => [
			g.name,
			String(g.sessions.length),
			g.devices.join(',') || '-',
			count(g.frames),
			count(g.mapped),
			count(g.counters?.evictions ?? 0),
			count(g.counters?.writebacks ?? 0),
		]),
	);
}

function deviceDetails(d: DeviceStatus): string {
	const c = d.counters;
	if (c == null) throw new FaultlineError('INTERNAL', `the host sent no counters of ${d.name}`);
	return formatFields([
		['device', d.name],
		['address', hexId(d.sourceId)],
		['iommu', d.iommu],
		['driver', d.driver || 'none'],
		['guest', d.guest || 'none'],
		['session', d.session || 'none'],
		['pri', d.pri],
		['pasids', d.pasids.join(', ') || 'none bound'],
		['outstanding', `${d.outstanding} of ${d.outstandingLimit} requests`],
		['outbox', `${d.outbox} groups wait for credit (${d.credit} left)`],
		['pending', `${d.pending} groups`],
		['deadline', d.responseDeadlineMs === 0 ? 'none' : `${d.responseDeadlineMs} ms`],
		['page requests', count(c.pageRequests)],
		['groups', `${count(c.groups)}, ${count(c.delivered)} delivered`],
		[
			'responses',
			`SUCCESS ${count(c.responsesSuccess)}, INVALID ${count(c.responsesInvalid)}, FAILURE ${count(c.responsesFailure)}`,
		],
		[
			'by the host',
			`${count(c.expired)} expired, ${count(c.revoked)} revoked, ${count(c.rejected)} rejected`,
		],
		['refused', `${count(c.refused)} responses of agents`],
		['events', `${count(c.events)} unrecoverable faults, ${count(c.eventsLost)} lost`],
		['dma', `${formatSize(c.dmaReadBytes)} read, ${formatSize(c.dmaWrittenBytes)} written`],
		['dma errors', count(c.dmaErrors)],
	]);
}
