import { expect, test } from 'vitest';
import { drawPlan } from './plan.js';
import { shrink, tell } from './shrink.js';

test('a history is cut down to what it fails by', async () => {
	const plan = drawPlan(1);
	const needed = [plan.actions[7]!, plan.actions[40]!, plan.actions[41]!];
	let runs = 0;
	const shortest = await shrink(plan, ({ actions }) => {
		runs++;
		return needed.every((action) => actions.includes(action));
	});
	expect(shortest.actions).toEqual(needed);
	expect(shortest.hosts).toBe(plan.hosts);
	expect(runs).toBeLessThan(200);
	expect(tell(shortest)).toContain(`seed 1, 3 actions`);
});

test('a history that fails without any action becomes empty', async () => {
	expect((await shrink(drawPlan(2), () => true)).actions).toEqual([]);
});
