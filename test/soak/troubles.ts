import { requestOf } from '../../src/cli/ctl-inject.js';
import { pause } from '../chaos/troubles.js';
import { random } from '../support/random.js';
import type { Work } from './work.js';
import { deviceOf, type GuestName, LANES, type Lane, PASID, type World } from './world.js';

/** How long a guest may take until it is served again, in milliseconds. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 50;
/** Between two troubles. */
const LEAST_PAUSE_MS = 200;
const MOST_PAUSE_MS = 1500;

interface Place {
	readonly world: World;
	readonly work: Work;
	/** The device of `d` that it befalls, and a guest whose connection can be cut. */
	readonly lane: Lane;
	readonly device: string;
	readonly cut: GuestName;
}

type Trouble = (place: Place) => Promise<void>;

const inject =
	(fault: (lane: Lane) => string, variant?: string): Trouble =>
	async ({ world, device, lane }) => {
		const request = requestOf(device, fault(lane), {
			...{ pasid: String(PASID), address: '0', access: 'r', pages: '1', index: '0' },
			...(variant === undefined ? {} : { variant }),
		});
		const end = performance.now() + PATIENCE_MS;
		// A device that works has often as many requests outstanding as it may.
		for (;;)
			try {
				await world.client.inject(request);
				return;
			} catch (error) {
				const { message } = error as Error;
				if (!FULL.test(message) || performance.now() > end) throw error;
				await pause(LOOK_MS);
			}
	};

/** What the injector says of a device that could raise the fault if it had room for it. */
const FULL = /that it may send now|are stalled as may be/;

/** Each is over when what it befell works again. */
const TROUBLES: Readonly<Record<string, Trouble>> = {
	/** A broken connection: the session is resumed, and devices see a delay. */
	cut: async ({ world, cut }) => {
		const { agents, proxies } = world;
		if (!agents.get(cut)!.running || proxies.get(cut)!.cut() === 0)
			throw new Error(`agent ${cut} had no connection to cut`);
		await served(world, cut);
	},
	/** A crash: the next agent takes the session over, and devices see a delay. */
	kill: async ({ world }) => {
		await world.agents.get('c')!.kill();
		await world.startAgent('c');
	},
	/** Ended in good order and started again: between, its devices have nobody. */
	restart: async ({ world, work }) => {
		work.excuses.add('c');
		await world.agents.get('c')!.stop();
		await world.startAgent('c');
	},
	/** Another agent takes over from one that serves. */
	replace: async ({ world }) => {
		const old = world.agents.get('c')!;
		await world.startAgent('c', '--take-over', 'live');
		await old.ended;
	},
	handover: async ({ world }) => {
		const old = world.agents.get('c')!;
		const sessions = await world.client.handOver('c', PATIENCE_MS);
		if (sessions !== 1) throw new Error(`${sessions} sessions of guest c were handed over`);
		await old.ended;
		await world.startAgent('c');
	},
	reset: async ({ world, device }) => {
		await world.client.reset(device);
	},
	/** Unbinds its PASIDs, and the agent binds them again. */
	reassign: async ({ world, device }) => {
		await world.client.unassign(device);
		await world.client.assign(device, 'd');
	},
	'reset-guest': async ({ world }) => {
		await world.client.resetGuest('d');
		await served(world, 'd');
	},
	'inject-recoverable': inject(({ stall }) => (stall ? 'stall' : 'page-request')),
	'inject-unrecoverable': inject(({ stall }) => (stall ? 'config-error' : 'unrecoverable')),
	'inject-config-error': inject(() => 'config-error', 'reserved'),
	'inject-overflow': inject(() => 'overflow', 'faults'),
};

/** Waits until a guest has one session and an agent at it. */
async function served(world: World, guest: GuestName): Promise<void> {
	const end = performance.now() + PATIENCE_MS;
	for (;;) {
		const status = (await world.client.guests()).find(({ name }) => name === guest)!;
		if (status.sessions.length === 1 && status.suspended === 0) return;
		if (performance.now() > end)
			throw new Error(`guest ${guest}: ${status.sessions.length} sessions after ${PATIENCE_MS} ms`);
		await pause(LOOK_MS);
	}
}

/** One trouble after the other, drawn from the seed, until `over`; each kind comes before any comes again. Returns how often. */
export async function makeTroubles(
	world: World,
	work: Work,
	seed: number,
	over: () => boolean,
): Promise<Record<string, number>> {
	const next = random(seed);
	const counts: Record<string, number> = {};
	let due: string[] = [];
	// What befalls guest d may fail its work.
	work.excuses.add('d');
	while (!over()) {
		if (due.length === 0) due = Object.keys(TROUBLES);
		const name = due.splice(next() % due.length, 1)[0]!;
		const lane = LANES[next() % LANES.length]!;
		const cut = (['a', 'b'] as const)[next() % 2]!;
		const ms = LEAST_PAUSE_MS + (next() % (MOST_PAUSE_MS - LEAST_PAUSE_MS));
		try {
			await TROUBLES[name]!({ world, work, lane, device: deviceOf('d', lane), cut });
		} catch (error) {
			throw new Error(`${name} (${lane.name}): ${(error as Error).message}`);
		}
		counts[name] = (counts[name] ?? 0) + 1;
		work.excuses.delete('c');
		await pause(ms);
	}
	return counts;
}
