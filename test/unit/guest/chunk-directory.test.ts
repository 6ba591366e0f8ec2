import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkDirectory } from '../../../src/guest/chunk-directory.js';

describe('ChunkDirectory', () => {
	it('tells numbers apart that differ above bit 32 only', () => {
		const directory = new ChunkDirectory();
		for (let high = 0; high < 1000; high++) directory.set(7 + high * 2 ** 32, high);
		for (let high = 0; high < 1000; high++) expect(directory.get(7 + high * 2 ** 32)).toBe(high);
	});

	it('behaves as a Map under any sequence of changes', () => {
		const number = fc.oneof(
			fc.integer({ min: 0, max: 40 }),
			fc.integer({ min: 0, max: 2 ** 52 - 1 }),
		);
		const change = fc.record({ number, value: fc.option(fc.nat(1000)) });
		fc.assert(
			fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
				const directory = new ChunkDirectory(4);
				const model = new Map<number, number>();
				for (const { number, value } of changes) {
					if (value === null) expect(directory.delete(number)).toBe(model.delete(number));
					else {
						directory.set(number, value);
						model.set(number, value);
					}
				}
				const entries = new Map<number, number>();
				directory.forEach((number, value) => {
					entries.set(number, value);
				});
				expect(entries).toEqual(model);
				expect(directory.size).toBe(model.size);
			}),
		);
	});
});
