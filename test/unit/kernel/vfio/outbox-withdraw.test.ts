import { describe, expect, it } from 'vitest';
import { Outbox } from '../../../../src/host/kernel/vfio/outbox.js';

/** All orders of the items. */
function* orders(items: readonly number[]): Generator<number[]> {
	if (items.length === 0) yield [];
	for (const item of items)
		for (const rest of orders(items.filter((each) => each !== item))) yield [item, ...rest];
}

describe('ids that are withdrawn from an outbox', () => {
	it('are found in whatever order they go, once each', () => {
		const ids = [3, 4, 7, 8, 12, 20];
		for (const order of orders(ids)) {
			const outbox = new Outbox(8);
			for (const id of ids) outbox.push(id);
			let left = ids;
			for (const id of order) {
				expect([order, outbox.withdraw(id)]).toEqual([order, true]);
				expect(outbox.withdraw(id)).toBe(false);
				left = left.filter((each) => each !== id);
				expect(outbox.length).toBe(left.length);
				expect(outbox.peek()).toBe(left[0] ?? 0);
			}
		}
	});

	it('do not hide those between them, which still come out in order', () => {
		const outbox = new Outbox(16);
		for (let id = 1; id <= 16; id++) outbox.push(id);
		for (const id of [9, 5, 13, 7, 3]) expect(outbox.withdraw(id)).toBe(true);
		for (const id of [9, 0, 17, 2.5]) expect(outbox.withdraw(id)).toBe(false);
		const out: number[] = [];
		for (let id = outbox.take(); id !== 0; id = outbox.take()) out.push(id);
		expect(out).toEqual([1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 16]);
	});
});
