import { expect, it } from 'vitest';
import { InterruptIndices } from '../../../../../src/host/kernel/drivers/shared/interrupt-indices.js';

it('gives out the lowest aligned run that is free', () => {
	const indices = new InterruptIndices(32);
	const take = (count: number) => indices.allocate(count);
	expect([take(3), take(1), take(1), take(2), take(8), take(5), take(16)]).toEqual([
		...[0, 3, 4, 6, 8, 16, -1],
	]);
	expect([take(1), take(8), take(9), take(0), take(-1), take(1.5)]).toEqual([
		5,
		24,
		...Array(4).fill(-1),
	]);
});

it('finds what was given back below, and only once it was', () => {
	const indices = new InterruptIndices(16);
	expect(indices.allocate(16)).toBe(0);
	indices.clear(4, 4);
	expect([indices.allocate(1), indices.owns(3, 1), indices.owns(3, 2)]).toEqual([-1, true, false]);
	indices.release(4, 4);
	expect([
		indices.allocate(2),
		indices.allocate(1),
		indices.allocate(2),
		indices.allocate(1),
	]).toEqual([...[4, 6, -1, 7]]);
});

it('tells whether an index led somewhere before, and what is owned', () => {
	const indices = new InterruptIndices(8);
	indices.allocate(4);
	expect([indices.set(1), indices.set(1), indices.set(2)]).toEqual([false, true, false]);
	indices.clear(1, 1);
	indices.release(1, 1);
	expect(indices.allocate(1)).toBe(1);
	expect(indices.set(1)).toBe(false);
	expect(
		[
			[0, 4],
			[0, 5],
			[-1, 1],
			[0, 0],
			[0.5, 1],
			[7, 2],
		].map(([index, count]) => indices.owns(index!, count!)),
	).toEqual([true, ...Array(5).fill(false)]);
});
