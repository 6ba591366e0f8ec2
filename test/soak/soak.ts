import { appendFileSync } from 'node:fs';
import { checkAnswered, checkGivenBack, type Totals } from '../chaos/checks.js';
import { pause } from '../chaos/troubles.js';
import { type Figures, type FigureVerdict, look, ProcessRecord } from './figures.js';
import type { SoakOptions } from './options.js';
import { type SoakResult, verdictLine } from './report.js';
import { makeTroubles } from './troubles.js';
import { Work } from './work.js';
import { deviceOf, GUESTS, LANES, World } from './world.js';

/** Looks at the processes in a run, and the least and most time between two, in milliseconds. */
const LOOKS = 120;
const LEAST_INTERVAL_MS = 1000;
const MOST_INTERVAL_MS = 30_000;

/** Handles that may be left when the agents are gone; and how long connections may take to close, in milliseconds. */
const HANDLES_LEFT = 1;
const CLOSED_MS = 10_000;
const SYNC_MS = 60_000;

/** The agent of `c` does not live for long: what it leaves behind shows at the host. */
const LOOKED_AT = ['a', 'b', 'd'] as const;

/** Runs the whole; what is wrong is in the result's violations. */
export async function soak(options: SoakOptions, log: (line: string) => void): Promise<SoakResult> {
	const { minutes, seed, tls } = options;
	const began = performance.now();
	const violations: string[] = [];
	const world = new World(tls);
	const work = new Work(world, violations);
	let troubles: Record<string, number> = {};
	let totals: Totals = { groups: 0, success: 0, invalid: 0, failure: 0 };
	let figures: FigureVerdict[] = [];
	log(`seed ${seed}`);
	try {
		await world.startHost();
		await world.client.host();
		const before = await look(world.host);
		await Promise.all(GUESTS.map((guest) => world.startAgent(guest)));
		const until = performance.now() + minutes * 60_000;
		// The first violation ends it: what comes after says little.
		const over = () => performance.now() >= until || violations.length > 0;
		const made = makeTroubles(world, work, seed, over);
		const looked = lookOn(world, minutes, over, options.samples);
		await Promise.all([made, looked, work.during(made)]);
		troubles = await made;
		if (violations.length === 0) {
			figures = (await looked).flatMap((record) => record.verdicts());
			for (const each of figures) if (!each.ok) violations.push(verdictLine(each));
		}
		log('the end: in peace');
		totals = await checkEnd(world, work, violations);
		await checkLeft(world, before, violations);
		await world.host.stop();
	} catch (error) {
		violations.push(error instanceof Error ? error.message : String(error));
	} finally {
		if (violations.length > 0)
			for (const { name, log: said } of world.processes) log(`--- ${name}\n${said.slice(-3000)}`);
		await world.remove();
	}
	return {
		ok: violations.length === 0,
		...{ seed, minutes, tls, troubles, totals, figures, violations },
		...{ copies: work.copies, writes: work.writes, excused: work.excused },
		elapsed_s: Math.round((performance.now() - began) / 100) / 10,
	};
}

/** Looks at the host and at the agents that live through it all, again and again until `over`. */
async function lookOn(
	world: World,
	minutes: number,
	over: () => boolean,
	samples: string | undefined,
): Promise<ProcessRecord[]> {
	const began = performance.now();
	const intervalMs = Math.min(
		Math.max((minutes * 60_000) / LOOKS, LEAST_INTERVAL_MS),
		MOST_INTERVAL_MS,
	);
	const watched = [world.host, ...LOOKED_AT.map((guest) => world.agents.get(guest)!)].map(
		(process) => ({ process, record: new ProcessRecord(process.name) }),
	);
	for (let looks = 1; !over(); looks++) {
		for (const { process, record } of watched) {
			const at = (performance.now() - began) / 60_000;
			record.add(at, await look(process));
		}
		await pause(Math.max(0, began + looks * intervalMs - performance.now()));
	}
	const records = watched.map(({ record }) => record);
	if (samples !== undefined) for (const record of records) appendFileSync(samples, record.lines());
	return records;
}

/** All works again when nothing is made to happen, and every file has what devices wrote. */
async function checkEnd(world: World, work: Work, violations: string[]): Promise<Totals> {
	// What an injected fault stopped goes on after a reset.
	for (const lane of LANES) await world.client.reset(deviceOf('d', lane));
	work.excuses.clear();
	await work.once();
	for (const guest of ['b', 'c', 'd']) await world.client.sync(guest, SYNC_MS);
	for (const lane of LANES) {
		if (world.fileHash('b', lane) !== world.fileHash('a', lane))
			violations.push(`the copy of ${lane.name} is not what was copied`);
		for (const guest of ['c', 'd'] as const)
			if (world.fileHash(guest, lane) !== work.written.get(deviceOf(guest, lane)))
				violations.push(`the file of ${guest} has not what ${deviceOf(guest, lane)} wrote last`);
	}
	return checkAnswered(world, violations);
}

/** The agents leave, and the host is as it was before they came. */
async function checkLeft(world: World, before: Figures, violations: string[]): Promise<void> {
	for (const agent of world.agents.values()) await agent.stop();
	await checkGivenBack(world, violations);
	const most = before.handles + HANDLES_LEFT;
	const end = performance.now() + CLOSED_MS;
	let { handles } = await look(world.host);
	while (handles > most && performance.now() < end) {
		await pause(100);
		({ handles } = await look(world.host));
	}
	if (handles > most)
		violations.push(`host: ${handles} handles when all agents are gone, ${before.handles} before`);
}
