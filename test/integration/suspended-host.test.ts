import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ControlClient } from '../../src/cli/client.js';
import { errorCode } from '../../src/wire/error-codes.js';
import { temporaryFolder } from '../support/fleet.js';
import { Program } from '../support/processes.js';
import { RawAgent } from '../support/raw-agent.js';

const DEADLINE_MS = 3000;
const OUTSTANDING = 512;
/** More groups than may expire in one turn. */
const DEVICES = 4;
const INVALID = 2;

const config = `
listen: 127.0.0.1:0
log_level: error
memory: 256MiB
guests: [{ name: a, memory: 16MiB }, { name: b, memory: 16MiB }]
devices:
${Array.from({ length: DEVICES + 1 }, (_, i) => `  - { name: d${i}, address: '01:00.${i}', guest: ${i < DEVICES ? 'a' : 'b'}, outstanding: ${OUTSTANDING} }`).join('\n')}
limits: { response_deadline: ${DEADLINE_MS}ms, slow_warn: 0, slow_pause: 0, slow_revoke: 0 }
`;

/** Resolves once the process is in this state of proc(5). */
async function processState(pid: number, state: string): Promise<void> {
	const now = () => /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
	while (now() !== state) await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves with the next message that comes. */
function more(agent: RawAgent): Promise<unknown> {
	const seen = new Set(agent.received);
	return agent.next((message) => !seen.has(message));
}

/** Ids of the first `count` groups that the agent got. */
async function groups(agent: RawAgent, count: number): Promise<number[]> {
	const got = () =>
		agent.received.flatMap(({ faults }) =>
			faults === undefined ? [] : Array.from(faults.group.subarray(0, faults.rows)),
		);
	while (got().length < count) await more(agent);
	return got();
}

const column = (agent: RawAgent, part: 'expired' | 'refused') =>
	agent.received.flatMap((message) => message[part]?.group ?? []);

test('a host that was suspended takes the answers that arrived meanwhile, then expires the rest in order', async () => {
	const file = join(temporaryFolder(), 'host.yaml');
	writeFileSync(file, config);
	const host = new Program('host', '--config', file);
	const address = (await host.line(/listening on (\S+)/))[1]!;
	const pid = host.child.pid!;
	const control = new ControlClient(address);
	onTestFinished(() => control.close());
	const [a, b] = [new RawAgent(address), new RawAgent(address)];
	const credit = DEVICES * OUTSTANDING;
	await Promise.all([a!.attach('a', [], credit), b!.attach('b', [], credit)]);

	// As many accesses of each device as it may have outstanding; nothing is mapped.
	const runs = Array.from({ length: DEVICES + 1 }, (_, i) =>
		control.run(
			{
				read: {
					from: { device: `d${i}`, pasid: 1, address: 0x10_0000 },
					length: OUTSTANDING * 4096,
				},
			},
			() => {},
		),
	);
	const pending = await groups(a!, DEVICES * OUTSTANDING);
	const others = await groups(b!, OUTSTANDING);

	// The host stops; the answers to every second group of one guest and to all of the other arrive meanwhile.
	process.kill(pid, 'SIGSTOP');
	onTestFinished(() => void process.kill(pid, 'SIGCONT'));
	await processState(pid, 'T');
	const stopped = performance.now();
	const answered = pending.filter((_, i) => i % 2 === 0);
	const left = pending.filter((_, i) => i % 2 === 1).sort((x, y) => x - y);
	const answer = (agent: RawAgent, group: number[]) =>
		agent.send({ responses: { group, code: group.map(() => INVALID) } });
	answer(a!, answered);
	answer(b!, others);
	while (performance.now() - stopped < DEADLINE_MS + 500)
		await new Promise((resolve) => setTimeout(resolve, 50));
	process.kill(pid, 'SIGCONT');

	while (column(a!, 'expired').length < left.length) await more(a!);
	// One device after the other reported its faults, so ids are in the order of the deadlines.
	expect(column(a!, 'expired')).toEqual(left);
	expect(column(a!, 'refused')).toEqual([]);
	expect(column(b!, 'expired')).toEqual([]);

	// Now they are late.
	answer(a!, left.slice(0, 10));
	const { refused } = await a!.next((m) => m.refused !== undefined);
	expect(refused?.group).toEqual(left.slice(0, 10));
	expect(new Set(refused?.code.map(errorCode))).toEqual(new Set(['LATE_RESPONSE']));
	const devices = await control.devices();
	const sum = (name: 'expired' | 'responsesInvalid') =>
		devices.reduce((all, { counters }) => all + (counters?.[name] ?? 0), 0);
	expect(sum('expired')).toBe(left.length);
	expect(sum('responsesInvalid')).toBe((DEVICES + 1) * OUTSTANDING);
	for (const run of await Promise.all(runs)) expect(run.ok).toBe(false);
});
