import { describe, expect, it } from 'vitest';
import { WaitingGroups } from '../../../support/waiting-groups.js';

/** All orders of the items. */
function* orders(items: readonly number[]): Generator<number[]> {
	if (items.length === 0) yield [];
	for (const item of items)
		for (const rest of orders(items.filter((each) => each !== item))) yield [item, ...rest];
}

describe('groups that are withdrawn from an outbox', () => {
	it('are missed in whatever order they go, once each', () => {
		const ids = [3, 4, 7, 8, 12, 20];
		for (const order of orders(ids)) {
			const waiting = new WaitingGroups(8);
			for (const id of ids) waiting.pushAs(id);
			let left = ids;
			for (const id of order) {
				expect([order, waiting.withdraw(id)]).toEqual([order, true]);
				left = left.filter((each) => each !== id);
				expect(waiting.outbox.length).toBe(left.length);
				expect(waiting.peek()).toBe(left[0] ?? 0);
			}
		}
	});

	it('are missed in whatever order they go while others were taken before', () => {
		const ids = [3, 4, 7, 8, 12];
		for (const order of orders(ids)) {
			const waiting = new WaitingGroups(8);
			for (const id of [1, 2, ...ids]) waiting.pushAs(id);
			waiting.take();
			waiting.take();
			// Nobody looks in between.
			for (const id of order.slice(0, 3)) expect(waiting.withdraw(id)).toBe(true);
			expect(waiting.withdraw(1)).toBe(false);
			expect(waiting.drain()).toEqual(order.slice(3).sort((a, b) => a - b));
		}
	});

	it('do not hide those between them, which still come out in order', () => {
		const waiting = new WaitingGroups(16);
		for (let id = 1; id <= 16; id++) waiting.push();
		for (const id of [9, 5, 13, 7, 3]) expect(waiting.withdraw(id)).toBe(true);
		expect(waiting.outbox.withdraw(0)).toBe(false);
		expect(waiting.drain()).toEqual([1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 16]);
	});

	it('may all be gone from the table before the first is told of', () => {
		const waiting = new WaitingGroups(8);
		for (let id = 1; id <= 3; id++) waiting.push();
		// The next id is another device's, whose group must not be taken for one of these.
		waiting.pushAs(5);
		for (const id of [2, 3, 5]) waiting.groups.remove(waiting.groups.find(id));
		expect([waiting.take(), waiting.peek(), waiting.take()]).toEqual([1, 0, 0]);
		for (const id of [2, 3, 5]) expect(waiting.outbox.withdraw(id)).toBe(true);
		expect(waiting.outbox.length).toBe(0);
		expect(waiting.push()).toBe(6);
		expect(waiting.drain()).toEqual([6]);
	});
});
