import { describe, expect, it } from 'vitest';
import type { BenchAgent } from '../support/relay-bench.js';
import { attack, targets } from './campaign.js';
import { keptInputs } from './corpus.js';
import { hostSession, play } from './host-session.js';
import { readScript, writeScript } from './script.js';

const RUNS = { decoder: 4000, 'host-session': 1500, 'agent-session': 800 } as Record<
	string,
	number
>;

describe.each(targets.map((target) => [target.name, target] as const))('%s', (name, target) => {
	it('holds for what a good peer says', async () => {
		for (const seed of target.seeds()) await target.run(seed);
	});

	it('holds for every input that was kept', async () => {
		for (const [file, input] of keptInputs(target))
			await expect(Promise.resolve(target.run(input)), file).resolves.toBeDefined();
	});

	// One seed that is the same for everybody, and one that nobody had yet.
	it.each([['fixed', 1] as const, ['fresh', Date.now() % 2 ** 31] as const])(
		'holds for random inputs: %s seed %i',
		async (_, seed) => {
			const { failure } = await attack(target, { seed, runs: RUNS[name]! });
			const bytes = failure && Buffer.from(failure.input).toString('hex');
			expect(bytes && `${bytes}\n${failure?.error}`).toBeUndefined();
		},
	);
});

it('the first script of the host is a session in good order, as far as it is not changed', () => {
	const [{ session, heard }] = play(hostSession.seeds()[0]!).hostile as [BenchAgent];
	expect(session.serving.delivery.groups).toBe(2);
	expect(session.serving.responses).toBe(2);
	expect(session.refusals.total).toBe(0);
	expect(heard.at(-1)?.left).toBeDefined();
});

it('a script is what its bytes say, and any bytes are one', () => {
	const frames = [
		{ operation: 3, payload: new Uint8Array(0) },
		{ operation: 0, payload: new Uint8Array(70_000).fill(7) },
		{ operation: 255, payload: Uint8Array.of(1, 2) },
	];
	expect(readScript(writeScript(frames))).toEqual(frames);
	expect(readScript(Uint8Array.of(9, 1, 5, 6))).toEqual([
		{ operation: 1, payload: Uint8Array.of(5, 6) },
	]);
	expect(readScript(new Uint8Array(0))).toEqual([]);
});
