import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/base/errors.js';
import type { BenchAgent } from '../support/relay-bench.js';
import { attack, targets } from './campaign.js';
import { keptInputs, MOST_KEPT } from './corpus.js';
import { hostSession, play } from './host-session.js';
import { readScript, writeScript } from './script.js';

const RUNS = { decoder: 4000, 'host-session': 1500, 'agent-session': 800 } as Record<
	string,
	number
>;

const LEAST_KEPT = 10;
/** What the kept inputs of each target are refused for, at least: a corpus that is not says nothing to its target. */
const REFUSALS: Readonly<Record<string, ErrorCode[]>> = {
	decoder: ['MALFORMED_MESSAGE', 'COLUMN_LENGTH'],
	'host-session': [
		...(['MALFORMED_MESSAGE', 'OUT_OF_ORDER', 'UNKNOWN_DEVICE', 'UNKNOWN_SPACE'] as const),
		...(['UNKNOWN_GROUP', 'BAD_RESPONSE_CODE', 'PASID_UNAVAILABLE'] as const),
		...(['BAD_PAGE', 'BAD_FRAME', 'BAD_PERMISSION'] as const),
	],
	'agent-session': ['MALFORMED_MESSAGE', 'OUT_OF_ORDER', 'COLUMN_LENGTH', 'PAGER_WRITE'],
};

describe.each(targets.map((target) => [target.name, target] as const))('%s', (name, target) => {
	it('holds for what a good peer says', async () => {
		for (const seed of target.seeds()) await target.run(seed);
	});

	const kept = keptInputs(target);

	it.each(kept)('holds for an input that was kept: %s', async (_, input) => {
		await target.run(input);
	});

	it('has kept inputs, not too many, which are refused for what they are to be refused for', async () => {
		expect(kept.length).toBeGreaterThanOrEqual(LEAST_KEPT);
		expect(kept.length).toBeLessThanOrEqual(MOST_KEPT.files);
		expect(kept.reduce((sum, [, { length }]) => sum + length, 0)).toBeLessThanOrEqual(
			MOST_KEPT.bytes,
		);
		const refusals = new Set<ErrorCode>();
		for (const [, input] of kept) for (const code of await target.run(input)) refusals.add(code);
		expect([...refusals]).toEqual(expect.arrayContaining(REFUSALS[name]!));
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
