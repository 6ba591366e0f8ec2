/**
 * `npm run chaos`: a host and agents as real processes with mutual TLS, on machines that are network namespaces, while
 * cables are pulled, packets are lost, agents are killed and stopped, disks fill up and the host is drained. In the end
 * every group was answered once, by the hardware's own counts, the data is what it should be, and memory is back to
 * where it was. Ends with status 1 when not, and with 2 for wrong usage.
 */
import { parseArgs } from 'node:util';
import { formatFields } from '../../src/cli/table.js';
import { checkAnswered, checkGivenBack, type Totals } from './checks.js';
import { plan, type Round } from './plan.js';
import { missing } from './shell.js';
import { befall, drain, pause } from './troubles.js';
import { Work } from './work.js';
import { DISK_GUEST, GUESTS, type GuestName, World } from './world.js';

const USAGE = `usage: npm run chaos -- [options]
  --seed <n>      what happens is drawn from it (default: a fresh one)
  --rounds <n>    rounds of troubles (default 4)
  --longest <s>   no trouble lasts longer, in seconds (default 30)
  --json          print the result as JSON
  --help          this text
needs root, and iproute2 and iptables`;

/** Bytes that the host may hold in the end beyond what it held after it had worked once. */
const MOST_GROWTH = 48 * 1024 ** 2;

class UsageError extends Error {}

function optionsOf(args: string[]) {
	try {
		const { values } = parseArgs({
			args,
			options: {
				seed: { type: 'string' },
				rounds: { type: 'string', default: '4' },
				longest: { type: 'string', default: '30' },
				json: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false },
			},
		});
		const whole = (name: 'seed' | 'rounds', text: string, least: number): number => {
			const value = Number(text);
			if (!Number.isInteger(value) || value < least)
				throw new UsageError(`--${name} ${text}: a whole number from ${least} on would be right`);
			return value;
		};
		const longest = Number(values.longest);
		if (!(longest >= 0.2))
			throw new UsageError(`--longest ${values.longest}: seconds from 0.2 on would be right`);
		return {
			...values,
			seed: whole('seed', values.seed ?? String(Date.now() % 2 ** 31), 0),
			rounds: whole('rounds', values.rounds, 1),
			longestMs: longest * 1000,
		};
	} catch (error) {
		if (error instanceof UsageError) throw error;
		throw new UsageError((error as Error).message.split('. ')[0]);
	}
}

/** The troubles of a round, those of each guest one after the other, and the drain. */
async function play(world: World, round: Round, work: Work, log: (line: string) => void) {
	const began = performance.now();
	const until = (ms: number) => pause(Math.max(0, ms - (performance.now() - began)));
	const perGuest = GUESTS.map(async (guest) => {
		for (const trouble of round.troubles.filter((each) => each.guest === guest)) {
			await until(trouble.atMs);
			const amount = trouble.amount ? ` ${Number(trouble.amount.toFixed(2))}` : '';
			log(`  ${guest}: ${trouble.name}${amount} for ${trouble.lastsMs} ms`);
			await befall(trouble, world.agents[guest as GuestName], world.disk);
		}
	});
	await Promise.all(perGuest);
	if (round.drainAtMs === undefined) return;
	log('  host: drained and started again');
	work.drained = true;
	await drain(world.host);
	// The agents find the way by themselves.
	while ((await world.host.ask<{ sessions: number }>('host')).sessions < GUESTS.length)
		await pause(100);
}

async function main(): Promise<void> {
	const { seed, rounds, longestMs, json, help } = optionsOf(process.argv.slice(2));
	if (help) {
		console.log(USAGE);
		return;
	}
	const lacking = missing();
	if (lacking !== undefined) throw new UsageError(`cannot run here: ${lacking}`);
	const log = (line: string) => console.error(line);
	const began = performance.now();
	const violations: string[] = [];
	const planned = plan({ seed, rounds, guests: GUESTS, diskGuest: DISK_GUEST, longestMs });
	log(`seed ${seed}`);
	const world = new World();
	let totals: Totals = { groups: 0, success: 0, invalid: 0, failure: 0 };
	const memory = { before: 0, after: 0 };
	const work = new Work(world, violations);
	try {
		await world.start();
		await work.during(Promise.resolve());
		memory.before = world.host.process.resident;
		for (const [index, round] of planned.entries()) {
			log(`round ${index + 1} of ${rounds}`);
			const troubles = play(world, round, work, log);
			await Promise.all([troubles, work.during(troubles)]);
			if (round.drainAtMs !== undefined) {
				work.drained = false;
				await work.during(Promise.resolve());
			}
			totals = await checkAnswered(world.host, violations);
			if (violations.length > 0) break;
		}
		for (const agent of Object.values(world.agents)) await agent.process.stop();
		await checkGivenBack(world.host, violations);
		if (world.targetHash() !== world.sourceHash) violations.push('the copied file is another one');
		if (work.diskHash !== undefined && world.diskHash() !== work.diskHash)
			violations.push('the file on the disk is not what was written last');
		memory.after = world.host.process.resident;
		if (memory.after > memory.before + MOST_GROWTH)
			violations.push(`the host holds ${memory.after} bytes, and held ${memory.before}`);
		await world.host.process.stop();
	} catch (error) {
		violations.push(error instanceof Error ? error.message : String(error));
	} finally {
		if (violations.length > 0)
			for (const { process } of [world.host, ...Object.values(world.agents)])
				if (process !== undefined) log(`--- ${process.name}\n${process.log.slice(-6000)}`);
		await world.remove();
	}
	const troubles: Record<string, number> = {};
	for (const { troubles: list, drainAtMs } of planned) {
		for (const { name } of list) troubles[name] = (troubles[name] ?? 0) + 1;
		if (drainAtMs !== undefined) troubles['drain'] = (troubles['drain'] ?? 0) + 1;
	}
	const result = {
		ok: violations.length === 0,
		seed,
		rounds,
		troubles,
		copies: work.copies,
		writes: work.writes,
		totals,
		memory,
		violations,
		elapsed_s: Math.round((performance.now() - began) / 100) / 10,
	};
	if (json) console.log(JSON.stringify(result));
	else {
		const mib = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
		const counts = (of: object) =>
			Object.entries(of)
				.map(([name, n]) => `${name} ${n}`)
				.join(', ');
		const fields = formatFields([
			['seed', String(seed)],
			['time', `${result.elapsed_s} s, ${rounds} rounds`],
			['troubles', counts(troubles)],
			['work', `${work.copies} copies, ${work.writes} writes`],
			['groups', counts(totals)],
			['memory', `${mib(memory.before)} before, ${mib(memory.after)} after`],
		]);
		const end = violations.map((each) => `- ${each}`).join('\n');
		console.log(`${fields}\n\n${result.ok ? 'ok' : `FAILED:\n${end}`}`);
	}
	process.exitCode = result.ok ? 0 : 1;
}

main().catch((error: unknown) => {
	if (error instanceof UsageError) console.error(`chaos: ${error.message}\n${USAGE}`);
	else console.error(`chaos: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
	process.exit(error instanceof UsageError ? 2 : 1);
});
