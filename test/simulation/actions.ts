import { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import { NO_PASID } from '../../src/emulator/iommu/contract.js';
import { SECTORS } from './contents.js';
import type { Draw } from './draw.js';
import { AREAS, type AreaName, HOLE, PAGES_OF_DEVICE } from './layout.js';
import { LIES, type Lie } from './liar.js';
import { type DevicePlan, DRAIN_MS, type GuestPlan, type HostPlan } from './topology.js';
import type { World } from './world.js';

/**
 * What can happen in a run: one row for each kind. A row draws what it needs to know from a seed, as plain data; to do it needs
 * nothing but that and the world, so that any part of a history can be run without the rest.
 */

export type Parameters = Readonly<Record<string, string | number>>;

export interface Action {
	/** Virtual milliseconds. */
	readonly at: number;
	readonly name: string;
	readonly parameters: Parameters;
}

interface Row {
	readonly name: string;
	/** How often, in comparison with the others; 0 for what happens once in a run or not at all. */
	readonly weight: number;
	/** How likely it is that it happens in a run, for what happens once at most. */
	readonly once?: number;
	/** Undefined: the fleet has nothing that it could happen to. */
	draw(draw: Draw, fleet: Fleet): Parameters | undefined;
	run(world: World, parameters: Parameters): void;
}

/** Everything that the hosts of a run have. */
export interface Fleet {
	readonly hosts: readonly HostPlan[];
	readonly devices: readonly DevicePlan[];
	readonly guests: readonly GuestPlan[];
}

export function fleetOf(hosts: readonly HostPlan[]): Fleet {
	return {
		hosts,
		devices: hosts.flatMap((host) => host.devices),
		guests: hosts.flatMap((host) => host.guests),
	};
}

const text = (parameters: Parameters, key: string): string => String(parameters[key]);
const number = (parameters: Parameters, key: string): number => Number(parameters[key]);

/** For something that happens to a device. */
function ofDevice(
	name: string,
	weight: number,
	run: (world: World, device: string, parameters: Parameters) => void,
	more: (draw: Draw, device: DevicePlan, fleet: Fleet) => Parameters | undefined = () => ({}),
): Row {
	return {
		...{ name, weight },
		draw: (draw, fleet) => {
			const device = draw.pick(fleet.devices);
			const drawn = more(draw, device, fleet);
			return drawn === undefined ? undefined : { device: device.name, ...drawn };
		},
		run: (world, parameters) => run(world, text(parameters, 'device'), parameters),
	};
}

/** For something that happens to a guest, for a while. */
function ofGuest(
	name: string,
	weight: number,
	run: (world: World, guest: string, ms: number, parameters: Parameters) => void,
	most = 400,
	which: (guest: GuestPlan) => boolean = () => true,
): Row {
	return {
		...{ name, weight },
		draw: (draw, fleet) => {
			const guests = fleet.guests.filter(which);
			if (guests.length === 0) return undefined;
			return { guest: draw.pick(guests).name, ms: draw.between(1, most) };
		},
		run: (world, parameters) =>
			run(world, text(parameters, 'guest'), number(parameters, 'ms'), parameters),
	};
}

/** A call by which a device's owner loses it. */
const TAKES = { takes: true } as const;

const honest = (guest: GuestPlan) => guest.kind === 'honest';

function drawTransfer(draw: Draw, device: DevicePlan): Parameters {
	const pasid = device.pasids && draw.chance(0.85) ? draw.pick([1, 1, 2]) : NO_PASID;
	const area = draw.weighted(AREA_WEIGHTS).area;
	const { first, pages } = AREAS[area];
	const own = area === 'fixed' ? 0 : device.number * PAGES_OF_DEVICE;
	const room = area === 'fixed' ? pages : PAGES_OF_DEVICE;
	const begin = draw.below(room * SECTORS);
	const sectors = draw.between(1, Math.min(room * SECTORS - begin, draw.pick([1, 4, 16, 40])));
	return {
		pasid,
		page: first + own + Math.floor(begin / SECTORS),
		sector: begin % SECTORS,
		sectors,
		// To what can only be read too, now and then.
		write: draw.chance(area === 'fixed' ? 0.15 : 0.5) ? 1 : 0,
		// How often it is done, one after the other.
		times: draw.pick([1, 1, 2, 5]),
	};
}

const AREA_WEIGHTS: readonly { readonly area: AreaName; readonly weight: number }[] = [
	{ area: 'file', weight: 6 },
	{ area: 'fixed', weight: 2 },
	{ area: 'anonymous', weight: 3 },
];

/** Every kind of thing that can happen. Whatever is refused when it happens (there is no such device now) is no matter. */
export const ROWS: readonly Row[] = [
	ofDevice(
		'transfer',
		60,
		(world, device, p) =>
			world.transfer(
				device,
				{
					pasid: number(p, 'pasid'),
					write: number(p, 'write') === 1,
					page: number(p, 'page'),
					sector: number(p, 'sector'),
					sectors: number(p, 'sectors'),
				},
				number(p, 'times'),
			),
		drawTransfer,
	),
	ofDevice(
		'bad-access',
		4,
		(world, device, p) =>
			world.transfer(device, {
				pasid: number(p, 'pasid'),
				write: number(p, 'write') === 1,
				page: number(p, 'page'),
				sector: 0,
				sectors: 1,
			}),
		(draw, device) => ({
			pasid: device.pasids ? draw.pick([1, 2, 9]) : NO_PASID,
			page: draw.pick([HOLE, AREAS.fixed.first]),
			write: 1,
		}),
	),
	ofDevice(
		'storm',
		3,
		(world, device, p) => world.storm(device, number(p, 'pasid'), number(p, 'count')),
		(draw, device) => ({
			pasid: device.pasids ? draw.pick([1, NO_PASID]) : NO_PASID,
			count: draw.pick([3, 30, 300]),
		}),
	),
	ofDevice(
		'stuck-device',
		1.5,
		(world, device, p) => world.stuck(device, number(p, 'ms')),
		(draw, device) => (device.bus === 'pci' ? { ms: draw.between(1, 200) } : undefined),
	),
	ofGuest('cut', 4, (world, guest) => world.network(guest).cut('both')),
	ofGuest('cut-agent', 2, (world, guest) => world.network(guest).cut('agent')),
	ofGuest('cut-host', 2, (world, guest) => world.network(guest).cut('host')),
	ofGuest('silence', 2, (world, guest) => world.network(guest).silence()),
	ofGuest('no-network', 2, (world, guest, ms) => world.partition(guest, 'refused', ms)),
	ofGuest('dead-network', 2, (world, guest, ms) => world.partition(guest, 'silent', ms)),
	ofGuest('slow-network', 3, (world, guest, ms) => {
		world.network(guest).delayMs = [0, ms / 8];
	}),
	ofGuest('fast-network', 3, (world, guest) => {
		world.network(guest).delayMs = [0, 0];
	}),
	ofGuest('not-reading', 4, (world, guest, ms) => world.hold(guest, ms)),
	ofGuest('pause-agent', 4, (world, guest, ms) => world.pauseAgent(guest, ms), 900, honest),
	ofGuest('crash-agent', 4, (world, guest, ms) => world.crash(guest, ms)),
	ofGuest('take-over', 2.5, (world, guest) => world.takeOver(guest), 400, honest),
	ofGuest('hand-over-agent', 3, (world, guest, ms) => world.handOver(guest, ms)),
	ofGuest('leave', 3, (world, guest, ms) => world.leave(guest, ms), 400, honest),
	ofGuest('slow-storage', 3, (world, guest, ms) => world.slowStorage(guest, ms / 4), 400, honest),
	ofGuest('bad-storage', 2, (world, guest, ms) => world.failStorage(guest, ms), 200, honest),
	ofGuest('reset-guest', 2, (world, guest) =>
		world.call(guest, TAKES, (host) => host.resetGuest(guest)),
	),
	ofGuest('sync', 3, (world, guest) => world.ask(guest, (host) => host.sync(guest, 300, false))),
	ofGuest('evict', 3, (world, guest) => world.ask(guest, (host) => host.sync(guest, 300, true))),
	{
		name: 'lie',
		weight: 12,
		draw: (draw, fleet) => {
			const liars = fleet.guests.filter((guest) => guest.kind === 'liar');
			if (liars.length === 0) return undefined;
			return { guest: draw.pick(liars).name, lie: draw.pick(LIES) };
		},
		run: (world, p) => world.liar(text(p, 'guest')).lie(text(p, 'lie') as Lie),
	},
	{
		name: 'pause-host',
		weight: 3,
		draw: (draw, fleet) => ({ host: draw.pick(fleet.hosts).name, ms: draw.between(1, 900) }),
		run: (world, p) => world.pauseHost(text(p, 'host'), number(p, 'ms')),
	},
	ofDevice('unassign', 4, (world, device) =>
		world.call(device, TAKES, (host) => host.unassign(device)),
	),
	ofDevice(
		'assign',
		7,
		(world, device, p) => {
			const guest = text(p, 'guest');
			world.call(device, { gives: guest }, async (host) => host.assign(device, guest));
		},
		(draw, device, fleet) => {
			const host = fleet.hosts.find((each) => each.devices.includes(device))!;
			return { guest: draw.pick(host.guests).name };
		},
	),
	ofDevice(
		'bind-native',
		2,
		(world, device, p) =>
			world.call(device, TAKES, async (host) => {
				await host.bind(device, 'none', '');
				return host.bind(device, text(p, 'driver'), '');
			}),
		(draw) => ({ driver: draw.pick(['sva', 'quarantine']) }),
	),
	ofDevice(
		'hand-over',
		3,
		(world, device, p) => {
			const guest = text(p, 'guest');
			world.call(device, { gives: guest, takes: true }, async (host) => {
				await host.bind(device, 'none', '');
				return host.bind(device, 'vfio', guest);
			});
		},
		(draw, device, fleet) => {
			const host = fleet.hosts.find((each) => each.devices.includes(device))!;
			return { guest: draw.pick(host.guests).name };
		},
	),
	ofDevice('reset', 4, (world, device) => world.call(device, {}, (host) => host.reset(device))),
	ofDevice('unplug', 2, (world, device) =>
		world.call(device, TAKES, (host) => host.unplug(device)),
	),
	ofDevice('plug', 3, (world, device) => world.call(device, {}, (host) => host.plug(device))),
	ofDevice(
		'stop-pasid',
		1.5,
		(world, device, p) => {
			if (world.host(device).memory.process.dead) return;
			const endpoint = world.endpoint(device);
			if (endpoint instanceof PciFunction) endpoint.stopPasid(number(p, 'pasid'));
		},
		(draw, device) => (device.pasids ? { pasid: draw.pick([1, 2]) } : undefined),
	),
	{
		name: 'drain-host',
		...{ weight: 0, once: 0.15 },
		draw: (draw, fleet) => {
			const host = draw.pick(fleet.hosts).name;
			const other = fleet.hosts.find(({ name }) => name !== host)?.name ?? '';
			const to = draw.chance(0.7) ? other : '';
			return { host, to, ms: draw.pick([5, 60, 400]), down: draw.pick([0, 40, 400]) };
		},
		run: (world, p) =>
			world.endHost(text(p, 'host'), { to: text(p, 'to'), ms: number(p, 'ms') }, number(p, 'down')),
	},
	{
		name: 'stop-host',
		...{ weight: 0, once: 0.1 },
		draw: (draw, fleet) => ({
			host: draw.pick(fleet.hosts).name,
			down: draw.pick([0, 40, 400]),
		}),
		run: (world, p) =>
			world.endHost(text(p, 'host'), { to: undefined, ms: DRAIN_MS }, number(p, 'down')),
	},
];

const BY_NAME = new Map(ROWS.map((row) => [row.name, row]));

export function rowOf(name: string): Row {
	const row = BY_NAME.get(name);
	if (row === undefined) throw new Error(`no action is called "${name}"`);
	return row;
}
