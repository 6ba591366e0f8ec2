import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PageIndex } from '../../../src/guest/page-index.js';

describe('PageIndex', () => {
	it('finds what was set, replaces, and forgets what was deleted', () => {
		const index = new PageIndex();
		index.set(5, 1);
		index.set(2 ** 52 - 1, 2);
		index.set(5, 3);
		expect([index.get(5), index.get(2 ** 52 - 1), index.get(6)]).toEqual([3, 2, -1]);
		expect(index.size).toBe(2);
		expect(index.delete(5)).toBe(true);
		expect(index.delete(5)).toBe(false);
		expect([index.get(5), index.get(2 ** 52 - 1)]).toEqual([-1, 2]);
	});

	it('tells pages apart that differ above bit 32 only', () => {
		const index = new PageIndex();
		for (let high = 0; high < 3000; high++) index.set(7 + high * 2 ** 32, high);
		for (let high = 0; high < 3000; high++) expect(index.get(7 + high * 2 ** 32)).toBe(high);
	});

	it('is empty after clear', () => {
		const index = new PageIndex();
		for (let page = 0; page < 100; page++) index.set(page, page);
		index.clear();
		expect(index.size).toBe(0);
		expect(index.get(50)).toBe(-1);
	});

	it('does not find a page in a chunk that was given up and serves other pages now', () => {
		const index = new PageIndex();
		index.set(3, 30);
		expect(index.delete(3)).toBe(true);
		index.set(64_000 + 5, 50);
		expect([index.get(3), index.get(5), index.get(64_005)]).toEqual([-1, -1, 50]);
		index.set(4, 40);
		expect([index.get(4), index.get(5), index.get(64_004)]).toEqual([40, -1, -1]);
	});

	it('holds the greatest value and 0', () => {
		const index = new PageIndex();
		index.set(0, 2 ** 31 - 1);
		index.set(1, 0);
		expect([index.get(0), index.get(1), index.size]).toEqual([2 ** 31 - 1, 0, 2]);
	});

	it('behaves as a Map under any sequence of changes', () => {
		const page = fc.oneof(
			fc.integer({ min: 0, max: 40 }),
			// Around the ends of chunks.
			fc.integer({ min: 60, max: 68 }),
			fc.integer({ min: 0, max: 2 ** 52 - 1 }),
		);
		const change = fc.record({ page, value: fc.option(fc.nat(1000)) });
		fc.assert(
			fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
				const index = new PageIndex();
				const model = new Map<number, number>();
				for (const { page, value } of changes) {
					if (value === null) expect(index.delete(page)).toBe(model.delete(page));
					else {
						index.set(page, value);
						model.set(page, value);
					}
				}
				const entries = new Map<number, number>();
				index.forEach((page, value) => {
					entries.set(page, value);
				});
				expect(entries).toEqual(model);
				for (const [page, value] of model) expect(index.get(page)).toBe(value);
			}),
		);
	});
});
