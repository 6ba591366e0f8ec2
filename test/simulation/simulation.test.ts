import { expect, test } from 'vitest';
import { drawPlan } from './plan.js';
import { run } from './run.js';

test('fleets keep the laws, whatever happens to them', async () => {
	for (let seed = 1; seed <= 12; seed++) {
		const { violations, steps, transfers } = await run(drawPlan(seed));
		expect(violations, `seed ${seed}`).toEqual([]);
		expect(steps).toBeGreaterThan(100);
		expect(transfers).toBeGreaterThan(0);
	}
});

test('a seed replays exactly, and so does any part of its history', async () => {
	for (const seed of [3, 7, 11]) {
		const plan = drawPlan(seed);
		expect(drawPlan(seed)).toEqual(plan);
		const whole = await run(plan);
		expect(await run(plan)).toEqual(whole);
		const part = { ...plan, actions: plan.actions.filter((_, i) => i % 3 !== 0) };
		const first = await run(part);
		expect(await run(part)).toEqual(first);
		expect(first.hash).not.toBe(whole.hash);
	}
});

test('what is seen is told in words where that is asked for, and nothing else changes', async () => {
	const plan = drawPlan(5);
	const { lines, ...told } = await run(plan, { lines: true });
	const { lines: none, ...silent } = await run(plan);
	expect(told).toEqual(silent);
	expect(none).toBeUndefined();
	expect(lines?.some((line) => line.includes('is delivered'))).toBe(true);
});
