import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MappingTable } from '../../../../src/emulator/iommu/virtio/mapping-table.js';

/** Every second pair of pages, `count` of them, in an order that is none. */
function filled(count: number, order: (i: number) => number) {
	const table = new MappingTable();
	for (let i = 0; i < count; i++) {
		const n = order(i);
		table.insert(n * 4, n * 4 + 1, 1000 + n * 2, (n % 3) + 1);
	}
	return table;
}

describe('a table of mappings', () => {
	it.each([
		['ascending', (i: number) => i],
		['descending', (i: number) => 4999 - i],
		['scattered', (i: number) => (i * 1237) % 5000],
	])('of many blocks, filled %s', (_, order) => {
		const table = filled(5000, order);
		expect(table.size).toBe(5000);
		for (let n = 0; n < 5000; n++) {
			expect([table.find(n * 4), table.frame, table.flags]).toEqual([
				true,
				1000 + n * 2,
				(n % 3) + 1,
			]);
			expect([table.find(n * 4 + 1), table.frame]).toEqual([true, 1001 + n * 2]);
			expect([table.find(n * 4 + 2), table.find(n * 4 + 3)]).toEqual([false, false]);
			expect(table.overlaps(n * 4 + 2, n * 4 + 3)).toBe(false);
			expect(table.overlaps(n * 4 + 1, n * 4 + 3)).toBe(true);
		}
		expect(table.remove(4, 4 * 4998 + 3)).toBe(4998);
		expect([table.size, table.removedPages]).toEqual([2, 9996]);
		expect([0, 4, 4 * 4998, 4 * 4999].map((page) => table.find(page))).toEqual([
			true,
			false,
			false,
			true,
		]);
		expect(table.remove(0, 2 ** 52 - 1)).toBe(2);
		expect([table.size, table.find(0), table.overlaps(0, 2 ** 52 - 1)]).toEqual([0, false, false]);
		table.insert(2 ** 52 - 2, 2 ** 52 - 1, 7, 1);
		expect([table.find(2 ** 52 - 1), table.frame]).toEqual([true, 8]);
	});

	it('behaves as a list of intervals', () => {
		const span = fc
			.tuple(fc.nat(3000), fc.nat(12))
			.map(([first, length]) => [first, first + length] as const);
		fc.assert(
			fc.property(
				fc.array(span, { minLength: 0, maxLength: 600 }),
				fc.array(fc.tuple(fc.constantFrom('insert', 'remove', 'wide'), span), { maxLength: 100 }),
				(first, then) => {
					const table = new MappingTable();
					let list: { first: number; last: number; frame: number }[] = [];
					let frame = 0;
					for (const [what, [low, high]] of [
						...first.map((s) => ['insert', s] as const),
						...then,
					]) {
						const last = what === 'wide' ? low + 1000 : high;
						const hit = list.filter((m) => m.first <= last && low <= m.last);
						expect(table.overlaps(low, last)).toBe(hit.length > 0);
						const whole = hit.every((m) => m.first >= low && m.last <= last);
						expect(table.isWhole(low, last, low, last)).toBe(whole);
						if (what === 'insert' && hit.length === 0) {
							frame += 100;
							table.insert(low, last, frame, 3);
							list.push({ first: low, last, frame });
						} else if (what !== 'insert' && whole) {
							expect(table.remove(low, last)).toBe(hit.length);
							list = list.filter((m) => !hit.includes(m));
						}
						expect(table.size).toBe(list.length);
					}
					for (let page = 0; page < 4020; page += 7) {
						const m = list.find((one) => one.first <= page && page <= one.last);
						expect(table.find(page)).toBe(m !== undefined);
						if (m !== undefined) expect(table.frame).toBe(m.frame + page - m.first);
					}
				},
			),
			{ numRuns: 100 },
		);
	}, 30_000);
});
