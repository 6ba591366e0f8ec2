import { hostname } from 'node:os';
import { systemClock } from '../base/clock.js';
import { FaultlineError } from '../base/errors.js';
import {
	AddressSpace,
	Agent,
	type AgentEvent,
	connectGrpc,
	filePager,
	type Pager,
	type SpaceBinding,
	type TakeOver,
	zeroPager,
} from '../guest/index.js';
import { createLogger, type Logger } from '../host/ops/log.js';
import { LogThrottle } from '../host/ops/log-throttle.js';
import type { AgentOptions } from './agent.js';
import { HealthServer } from './health-server.js';
import { MAP_SYNTAX, type MapOption, parseMapOption } from './map-option.js';
import './quiet-grpc.js';
import { durationOption, integerOption, sizeOption } from './range-option.js';
import { securityOf } from './security.js';
import { onStopSignal } from './signals.js';

const PAGE_BYTES = 4096;

/** How long an agent may take to answer and write back everything when it is asked to end. */
const STOP_MS = 60_000;

/** Serves until a stop signal, or until the agent closes. Throws what closed it. */
export async function runAgent(options: AgentOptions): Promise<void> {
	const log = createLogger('faultline-agent', options.logLevel);
	if (options.map.length === 0)
		throw new FaultlineError('CONFIG', `--map is missing: ${MAP_SYNTAX}`);
	const security = securityOf(options);
	const { bindings, pagers } = openSpaces(options);
	let health: HealthServer | undefined;
	const agent = new Agent({
		connect: (redirect) => connectGrpc(redirect ?? options.host, security),
		takeOver: takeOverOption(options.takeOver),
		...(options.heartbeatTimeout === undefined
			? {}
			: { heartbeatTimeoutMs: durationOption('--heartbeat-timeout', options.heartbeatTimeout) }),
		guest: options.guest,
		spaces: bindings,
		name: `faultline agent on ${hostname()}`,
		credit: integerOption('--credit', options.credit, 1, 1_000_000),
		reconnect: { random: Math.random },
		...(options.device === undefined ? {} : { devices: options.device }),
		on: (event) => {
			report(event, options.guest, log);
			if (event.type === 'connected') health?.set(true);
			if (event.type === 'disconnected') health?.set(false);
		},
	});
	if (options.health !== undefined) health = await HealthServer.start(options.health);
	onStopSignal((signal) => {
		log.info({ signal }, 'stopping');
		void agent.stop(STOP_MS).then((result) => {
			if (result.error !== undefined || result.failed > 0 || result.timedOut) {
				log.error({ ...result, error: result.error?.message }, 'not everything was written back');
				process.exitCode = 1;
			}
		});
	});
	agent.start().catch(() => {});
	const error = await agent.closed;
	await health?.close();
	for (const pager of pagers) await pager.close?.();
	if (error !== undefined) throw error;
}

function takeOverOption(text: string): TakeOver {
	if (text === 'never' || text === 'suspended' || text === 'live') return text;
	throw new FaultlineError(
		'CONFIG',
		`--take-over ${text}: never, suspended or live would be right`,
	);
}

/** The address spaces that the `--map` options make, with the pagers to close at the end. */
function openSpaces(options: AgentOptions): { bindings: SpaceBinding[]; pagers: Pager[] } {
	const residentLimit = Math.floor(sizeOption('--resident', options.resident) / PAGE_BYTES);
	const swapLimitPages = Math.floor(sizeOption('--swap', options.swap) / PAGE_BYTES);
	const faultAround = integerOption('--fault-around', options.faultAround, 0, 1024);
	const maxPageIns = integerOption('--page-ins', options.pageIns, 1, 4096);
	if (residentLimit < 1)
		throw new FaultlineError('CONFIG', `--resident ${options.resident} is less than one page`);
	const spaces = new Map<number | 'none', AddressSpace>();
	const pagers: Pager[] = [];
	for (const text of options.map) {
		const map = parseMapOption(text);
		let space = spaces.get(map.pasid);
		if (space === undefined) {
			const name = map.pasid === 'none' ? 'without pasid' : `pasid ${map.pasid}`;
			space = new AddressSpace({
				name,
				residentLimit,
				faultAround,
				maxPageIns,
				swapLimitPages,
			});
			spaces.set(map.pasid, space);
		}
		const pager = openPager(map);
		pagers.push(pager);
		const bytes = map.size ?? pager.size - map.offset;
		if (!(bytes > 0))
			throw new FaultlineError('CONFIG', `--map ${text}: nothing of the file is left to map`);
		space.map({
			address: map.address,
			length: Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES,
			permissions: map.permissions,
			pager,
			offset: map.offset,
			sharing: map.file === undefined ? 'private' : map.sharing,
		});
	}
	const bindings = [...spaces].map(([pasid, space]) => ({ device: '*', pasid, space }));
	return { bindings, pagers };
}

function openPager(map: MapOption): Pager {
	if (map.file === undefined) return zeroPager();
	const writable = map.sharing === 'shared' && map.permissions.includes('w');
	if (!writable) return filePager(map.file);
	return filePager(map.file, {
		writable,
		...(map.size === undefined ? {} : { size: map.offset + map.size }),
	});
}

/** A full disk fails page after page. */
const pagerErrors = new LogThrottle(systemClock);

/** What happened, for the log; the one line for standard output that says that the agent serves. */
function report(event: AgentEvent, guest: string, log: Logger): void {
	switch (event.type) {
		case 'connected':
			process.stdout.write(`serving guest ${guest}: ${event.devices.join(', ') || 'no devices'}\n`);
			log.info({ peer: event.peer, devices: event.devices, resumed: event.resumed }, 'serving');
			break;
		case 'disconnected':
			log.warn(
				{
					code: event.error?.code,
					retryInMs: event.retryInMs && Math.round(event.retryInMs),
					kept: event.kept,
				},
				`disconnected${event.error === undefined ? '' : `: ${event.error.message}`}`,
			);
			break;
		case 'pager-error':
			pagerErrors.say((held) =>
				log.error({ code: event.error.code, space: event.space, held }, event.error.message),
			);
			break;
		case 'closed':
			break;
		case 'draining': {
			const { deadlineMs, handOver, reconnectTo } = event;
			log.info({ deadlineMs, reconnectTo }, handOver ? 'handing over' : 'the host drains');
			break;
		}
		case 'assigned':
			log.info({ device: event.device }, 'device assigned');
			break;
		default: {
			const { type, ...fields } = event;
			log.warn(fields, type);
		}
	}
}
