import { describe, expect, test } from 'vitest';
import { judge, median, type Point } from '../../soak/slope.js';
import { random } from '../../support/random.js';

const MIB = 1024 ** 2;
const ALLOWED = { absolute: MIB, share: 0.03 };
const LEVEL = 40 * MIB;
/** 120 looks in five minutes. */
const LOOKS = 120;
const MINUTES = 5;

/** A series of five minutes; `noise` is how far a value may be off to each side. */
function series(seed: number, noise: number, at: (minutes: number) => number): Point[] {
	const next = random(seed);
	return Array.from({ length: LOOKS + 1 }, (_, i) => {
		const minutes = (MINUTES * i) / LOOKS;
		const off = noise * ((2 * next()) / 2 ** 31 - 1);
		return { minutes, value: at(minutes) + off };
	});
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

describe('what is a slope', () => {
	test('a leak in noise as large as all that it leaks, whatever the seed', () => {
		const leak = 2 * MIB;
		for (const seed of seeds) {
			const verdict = judge(
				series(seed, (leak * MINUTES) / 4, (minutes) => LEVEL + leak * minutes),
				ALLOWED,
			);
			expect(verdict.ok, `seed ${seed}`).toBe(false);
			expect(verdict.perMinute / leak).toBeGreaterThan(0.5);
		}
	});

	test('one that goes up in steps, as tables do that double or chunks that are added', () => {
		const steps = series(1, 0, (minutes) => LEVEL + 2 * MIB * Math.floor(3 * minutes));
		expect(judge(steps, ALLOWED).ok).toBe(false);
	});

	test('a handle that is not closed, one in half a minute', () => {
		const handles = series(1, 0, (minutes) => 30 + Math.floor(2 * minutes));
		expect(judge(handles, { absolute: 2, share: 0 }).ok).toBe(false);
	});

	test('a longer run finds a slower leak', () => {
		const slow = (scale: number) =>
			series(1, MIB / 4, (minutes) => LEVEL + (MIB / 8) * minutes * scale).map((point) => ({
				...point,
				minutes: point.minutes * scale,
			}));
		expect(judge(slow(1), ALLOWED).ok).toBe(true);
		expect(judge(slow(12), ALLOWED).ok).toBe(false);
	});
});

describe('what is none', () => {
	test('noise, however loud and whatever the seed', () => {
		for (const noise of [MIB / 10, MIB, 20 * MIB])
			for (const seed of seeds)
				expect(
					judge(
						series(seed, noise, () => LEVEL),
						ALLOWED,
					).ok,
					`seed ${seed}`,
				).toBe(true);
	});

	test('what only the warm-up adds', () => {
		const warm = series(1, MIB / 10, (minutes) => LEVEL + 20 * MIB * Math.min(minutes, 2.4));
		expect(judge(warm, ALLOWED).ok).toBe(true);
	});

	test('one step that stays, and bursts', () => {
		const step = series(1, 0, (minutes) => (minutes < 3 ? LEVEL : LEVEL + 8 * MIB));
		expect(judge(step, ALLOWED)).toMatchObject({ ok: true, perMinute: 0 });
		const bursts = series(1, 0, (minutes) => LEVEL + (minutes > 4.4 ? 500 * MIB : 0));
		expect(judge(bursts, ALLOWED).ok).toBe(true);
	});

	test('what goes down, and what does not move', () => {
		expect(
			judge(
				series(1, 0, (minutes) => LEVEL - MIB * minutes),
				ALLOWED,
			).ok,
		).toBe(true);
		expect(
			judge(
				series(1, 0, () => 0),
				ALLOWED,
			),
		).toMatchObject({ ok: true, z: 0, perMinute: 0 });
	});

	test('a sure slope that is less than allowed', () => {
		const verdict = judge(
			series(1, 0, (minutes) => LEVEL + 1000 * minutes),
			ALLOWED,
		);
		expect(verdict.ok).toBe(true);
		expect(verdict.z).toBeGreaterThan(3);
	});
});

test('too few points are no verdict', () => {
	expect(() => judge(series(1, 0, () => LEVEL).slice(0, 20), ALLOWED)).toThrow('10 points say');
	expect(() => judge([], ALLOWED)).toThrow('0 points say');
});

test('the median', () => {
	expect([median([]), median([3]), median([9, 1, 5]), median([4, 1, 2, 9])]).toEqual([0, 3, 5, 3]);
});
