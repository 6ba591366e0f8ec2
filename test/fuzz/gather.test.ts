import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseDuration } from '../../src/base/units.js';
import { beyond, Coverage, common, learn, type Reached, stretches } from './coverage.js';
import { gather, needful } from './gather.js';
import { readScript, writeScript } from './script.js';
import type { FuzzTarget } from './target.js';

const textsOf = (input: Uint8Array) =>
	readScript(input).map(({ payload }) => Buffer.from(payload).toString());
const script = (...texts: string[]) =>
	writeScript(texts.map((text) => ({ operation: 0, payload: Buffer.from(text) })));

/** Reads durations, a frame each: `0`, which its seed is, is judged before all others. */
const durations: FuzzTarget = {
	name: 'durations',
	about: 'a little of src/',
	reads: 'script',
	seeds: () => [script('0')],
	meaningful: () =>
		fc
			.array(fc.constantFrom('0', '5 s', '9 parsecs', 'soon'), { maxLength: 12 })
			.map((texts) => script(...texts)),
	run(input) {
		for (const text of textsOf(input)) parseDuration(text);
		return new Set();
	},
};

const room = { files: 20, bytes: 10_000 };

let coverage: Coverage;
beforeAll(async () => {
	coverage = await Coverage.start();
});
afterAll(() => coverage.stop());

it('finds inputs that reach code that nothing did, small, and none of them twice', async () => {
	const first = await gather(durations, coverage, { seed: 1, runs: 400, kept: [], room });
	expect(first).toMatchObject({ tried: 400, failure: undefined });
	expect(first.added).toBeGreaterThan(0);
	const texts = first.found.flatMap(textsOf);
	// What is no duration, an unknown unit, and a known one end in three places of one function.
	expect(texts.length).toBeGreaterThanOrEqual(3);
	expect(texts.length).toBeLessThan(6);
	expect(texts).not.toContain('0');
	expect(texts.some((text) => (parseDuration(text) ?? 0) > 0)).toBe(true);
	expect(texts.some((text) => parseDuration(text) === undefined)).toBe(true);

	const again = await gather(durations, coverage, {
		...{ seed: 2, runs: 400, room },
		kept: first.found,
	});
	expect(again).toMatchObject({ found: [], added: 0 });
});

it('ends where there is no room, and keeps nothing that has none', async () => {
	const full = { files: 1, bytes: 10_000 };
	const { found, tried } = await gather(durations, coverage, {
		...{ seed: 1, runs: 400, kept: [], room: full },
	});
	expect(found.length).toBe(1);
	expect(tried).toBeLessThan(400);
	const none = { files: 20, bytes: 0 };
	expect(
		await gather(durations, coverage, { seed: 1, runs: 400, kept: [], room: none }),
	).toMatchObject({ found: [], tried: 400 });
});

it('hands over an input that fails, small', async () => {
	const failing: FuzzTarget = {
		...durations,
		run(input) {
			if (textsOf(input).includes('soon')) throw new Error('not soon');
			return durations.run(input);
		},
	};
	const { failure } = await gather(failing, coverage, { seed: 1, runs: 400, kept: [], room });
	expect(failure?.error).toMatchObject({ message: 'not soon' });
	expect(textsOf(failure!.input)).toEqual(['soon']);
});

it('sees what of src/ runs, and nothing else', async () => {
	const nothing = await coverage.during(() => JSON.parse('[]'));
	expect([...nothing.keys()].filter((url) => url.includes('units'))).toEqual([]);
	const first = await coverage.during(() => parseDuration('soon'));
	expect([...first.keys()]).toEqual([expect.stringMatching(/\/src\/base\/units\.ts$/)]);
	const more = await coverage.during(() => parseDuration('5 s'));
	expect(stretches(beyond(first, more))).toBeGreaterThan(0);
	expect(beyond(more, await coverage.during(() => parseDuration('7 s')))).toEqual(new Map());
});

it('an input that others have made needless is let go', () => {
	const marks = (...each: number[]): Reached => new Map([['a', Uint8Array.from(each)]]);
	const [first, second, third, fourth] = [1, 2, 3, 4].map((byte) => Uint8Array.of(byte));
	const reached = new Map([
		[first!, marks(1, 1, 0, 0, 0)],
		[second!, marks(1, 0, 1, 0, 0)],
		[third!, marks(1, 1, 0, 1, 0)],
		[fourth!, marks(1, 0, 0, 0, 1)],
	]);
	expect([...needful(marks(0, 0, 0, 0, 1), reached).keys()]).toEqual([second, third]);
});

it('what was reached is added, taken away and compared by the character', () => {
	const marks = (...each: number[]): Reached => new Map([['a', Uint8Array.from(each)]]);
	const known: Reached = new Map();
	learn(known, marks(1, 0, 1));
	learn(known, marks(0, 0, 0, 1));
	expect(known).toEqual(marks(1, 0, 1, 1));
	expect(beyond(known, marks(1, 1, 0, 1, 1))).toEqual(marks(0, 1, 0, 0, 1));
	expect(beyond(known, marks(1, 0, 1))).toEqual(new Map());
	expect(common(marks(1, 1, 0), marks(0, 1, 1, 1))).toEqual(marks(0, 1, 0));
	expect(stretches(marks(0, 1, 1, 0, 1))).toBe(2);
});
