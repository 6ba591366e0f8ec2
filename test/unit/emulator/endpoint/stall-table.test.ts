import { expect, it } from 'vitest';
import { ABANDONED, StallTable } from '../../../../src/emulator/endpoint/stall-table.js';
import { random } from '../../../support/random.js';

it.each([1, 2, 7, 64])('a table of %i agrees with a map, whatever the names', (capacity) => {
	const next = random(capacity);
	const table = new StallTable(capacity);
	const model = new Map<number, { row: number; time: number }>();
	const name = () =>
		[next() % 200, next() % 4, 2 ** 31 + (next() % 50), 2 ** 40 + (next() % 50)][next() % 4]!;
	for (let step = 0; step < 20_000; step++) {
		const each = name();
		const slot = table.find(each);
		const known = model.get(each);
		expect(slot >= 0).toBe(known !== undefined);
		if (known === undefined) {
			if (model.size === capacity) continue;
			table.add(each, step, step / 2);
			model.set(each, { row: step, time: step / 2 });
		} else if (next() % 8 === 0) {
			expect(table.abandon(slot)).toBe(known.row);
			known.row = ABANDONED;
		} else if (next() % 2 === 0) {
			expect(table.time(slot)).toBe(known.time);
			expect(table.remove(slot)).toBe(known.row);
			model.delete(each);
		}
		expect(table.size).toBe(model.size);
	}
	table.clear();
	expect(table.size).toBe(0);
	for (const each of model.keys()) expect(table.find(each)).toBe(-1);
	for (let n = 0; n < capacity; n++) table.add(n, n, 0);
	expect(table.find(capacity - 1)).toBeGreaterThanOrEqual(0);
});

it('finds the older of two with the same name', () => {
	const table = new StallTable(4);
	table.add(5, 10, 1);
	table.add(9, 11, 2);
	table.add(5, 12, 3);
	expect(table.remove(table.find(5))).toBe(10);
	expect(table.remove(table.find(5))).toBe(12);
	expect(table.find(5)).toBe(-1);
	expect(table.remove(table.find(9))).toBe(11);
});
