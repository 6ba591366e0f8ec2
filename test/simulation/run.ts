import { NO_PASID } from '../../src/emulator/iommu/contract.js';
import { SECTOR_BYTES, SECTORS } from './contents.js';
import { AREAS, PAGES_OF_DEVICE } from './layout.js';
import type { Violation } from './observer/verdict.js';
import type { Plan } from './plan.js';
import type { DevicePlan } from './topology.js';
import { World } from './world.js';

export interface RunResult {
	readonly seed: number;
	readonly steps: number;
	/** Of everything that was seen: equal for equal runs. */
	readonly hash: string;
	readonly violations: readonly Violation[];
	/** Transfers that ended. */
	readonly transfers: number;
	/** What was seen last, in words, where that was asked for. */
	readonly lines: readonly string[] | undefined;
}

export interface RunOptions {
	readonly lines?: boolean;
}

/** Longer than anything that an action sets off lasts, with the time in which a dead session is noticed. */
const CALM_MS = 4500;

/** Longest that a host takes to end in good order and to be started again. */
const LONGEST_END_MS = 3000;

/** Runs a plan from its beginning to its end, and then lets the fleet come to rest: it must serve again. */
export async function run(plan: Plan, options: RunOptions = {}): Promise<RunResult> {
	const world = new World(plan, options.lines);
	const { verdict } = world;
	await world.step(() => world.start());
	for (const action of plan.actions) {
		await world.until(action.at);
		await world.step(() => world.act(action));
		if (verdict.violations.length > 0) break;
	}
	if (verdict.violations.length === 0) await comeToRest(world, plan);
	return {
		seed: plan.seed,
		steps: world.steps,
		hash: verdict.hash,
		violations: verdict.violations,
		transfers: world.hosts.reduce((sum, host) => sum + host.lanes.done, 0),
		lines: verdict.lines,
	};
}

/** Nothing more happens to the fleet: every group is answered, every device serves, and what was written is with its guest. */
async function comeToRest(world: World, plan: Plan): Promise<void> {
	const { verdict, clock } = world;
	// Until the last of what actions set off is over.
	await world.until(clock.now() + 1000);
	const limit = clock.now() + LONGEST_END_MS;
	const down = () => world.hosts.find((host) => host.sessions.lives.draining);
	while (down() !== undefined && clock.now() < limit) await world.until(clock.now() + 10);
	if (down() !== undefined)
		verdict.violation(0, `${down()!.plan.name} was drained and has not ended`);
	for (const host of plan.hosts)
		for (const guest of host.guests) world.network(guest.name).delayMs = [0, 1];
	for (const guest of world.guests()) {
		for (const storage of guest.storages) storage.slowMs = 0;
		guest.endOlder();
		// It is no operator's any more to let it go home.
		if (guest.network.away) guest.crash();
		await world.step(() => guest.start());
	}
	for (const host of plan.hosts) for (const device of host.devices) await giveBack(world, device);
	await world.until(clock.now() + CALM_MS);
	// A group that was left over may have ended in a Response Failure meanwhile.
	for (const host of plan.hosts) for (const device of host.devices) await giveBack(world, device);
	if (verdict.violations.length > 0) return;
	await readEverything(world, plan);
	if (verdict.violations.length > 0) return;
	await writeBack(world);
}

/** The device belongs to its first guest again. */
async function giveBack(world: World, device: DevicePlan): Promise<void> {
	const { name, guest } = device;
	const settle = async (call: Promise<void>) => {
		let over = false;
		void call.then(() => {
			over = true;
		});
		const limit = world.clock.now() + 1000;
		while (!over && world.clock.now() < limit) await world.until(world.clock.now() + 10);
		if (!over) world.verdict.violation(0, `an operator's call about ${name} does not end`);
	};
	await settle(world.call(name, {}, (host) => host.plug(name)));
	const book = world.host(name).devices.get(name)!;
	if (book.guest !== guest) {
		await settle(world.call(name, { takes: true }, (host) => host.bind(name, 'none', '')));
		if (guest !== undefined)
			await settle(world.call(name, { gives: guest }, async (host) => host.assign(name, guest)));
	} else if (guest !== undefined && !world.host(name).sessions.isServed(name)) {
		// Its agent was too slow for it: another assignment is another chance.
		await settle(world.call(name, { takes: true }, (host) => host.bind(name, 'none', '')));
		await settle(world.call(name, { gives: guest }, async (host) => host.assign(name, guest)));
	} else if (guest !== undefined && book.failed) {
		await settle(world.call(name, {}, (host) => host.reset(name)));
	}
}

/** Each device reads its pages of each space that it serves an honest guest with. */
async function readEverything(world: World, plan: Plan): Promise<void> {
	const waiting = new Set<string>();
	await world.step(() => {
		for (const host of plan.hosts)
			for (const device of host.devices) {
				const guest = host.guests.find(({ name }) => name === device.guest);
				if (guest?.kind !== 'honest' || device.recovery === 'none') continue;
				const pasids = device.pasids
					? Array.from({ length: guest.spaces }, (_, i) => i + 1)
					: [NO_PASID];
				for (const pasid of pasids)
					for (const area of [AREAS.file, AREAS.anonymous]) {
						const page = area.first + device.number * PAGES_OF_DEVICE;
						const what = `${device.name} does not read page 0x${page.toString(16)} of PASID ${pasid}`;
						waiting.add(what);
						const transfer = {
							pasid,
							write: false,
							page,
							sector: 0,
							sectors: PAGES_OF_DEVICE * SECTORS,
						};
						world
							.host(device.name)
							.lanes.start(device.name, world.endpoint(device.name), transfer, (error) => {
								waiting.delete(what);
								if (error !== undefined)
									world.verdict.violation(
										0,
										`a fleet at rest: ${what}: ${error === 'raced' ? 'an earlier transfer never ended' : error.message}`,
									);
							});
					}
			}
	});
	await world.until(world.clock.now() + 1500);
	for (const what of waiting) world.verdict.violation(0, `a fleet at rest: ${what} in time`);
}

/** What devices wrote is with the guests after a sync. */
async function writeBack(world: World): Promise<void> {
	for (const guest of world.guests()) {
		const { name } = guest.plan;
		let done = 'the sync never ended';
		await world.step(() => {
			void world.ask(name, (host) =>
				host.sync(name, 1000, false).then(
					() => {
						done = '';
					},
					(error: Error) => {
						done = error.message;
					},
				),
			);
		});
		await world.until(world.clock.now() + 1100);
		if (done !== '') {
			// A guest without a device may have no session: there is nothing to write back then.
			if (guest.serving) world.verdict.violation(0, `a fleet at rest: ${name}: ${done}`);
			continue;
		}
		guest.contents.forEach((contents, i) => {
			const storage = guest.storages[i]!;
			const { first, pages } = AREAS.file;
			for (let page = first; page < first + pages; page++) {
				if (contents.apart.has(page)) continue;
				for (let sector = 0; sector < SECTORS; sector++) {
					const wrong = contents.check(page, sector, storage.page(page), sector * SECTOR_BYTES);
					if (wrong !== undefined)
						world.verdict.violation(6, `${name} has not what devices wrote: ${wrong}`);
				}
			}
		});
	}
}
