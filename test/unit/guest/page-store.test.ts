import { describe, expect, it } from 'vitest';
import { PageStore } from '../../../src/guest/page-store.js';
import { pattern } from '../../support/fake-machine.js';

/** Whether the page's contents are its own; quicker than `toEqual`. */
const holds = (store: PageStore, page: number) =>
	Buffer.compare(store.get(page) ?? new Uint8Array(), pattern(page)) === 0;

describe('a store of page contents', () => {
	it('keeps each page apart from all others, over many chunks of memory', () => {
		const store = new PageStore(300);
		const pages = Array.from({ length: 300 }, (_, i) => i * 7 + (i % 3) * 2 ** 40);
		for (const page of pages) expect(store.put(page, pattern(page), 0)).toBe(true);
		for (const page of pages) expect(holds(store, page)).toBe(true);
		expect(store.size).toBe(300);
		expect(store.pages()).toEqual([...pages].sort((a, b) => a - b));
	});

	it('keeps the bytes from the place given, and the newest', () => {
		const store = new PageStore(4);
		const bytes = Buffer.concat([pattern(1), pattern(2), pattern(3)]);
		store.put(9, bytes, 4096);
		expect(store.get(9)).toEqual(pattern(2));
		store.put(9, bytes, 2 * 4096);
		expect(store.get(9)).toEqual(pattern(3));
		expect(store.size).toBe(1);
	});

	it('takes no more pages than fit, but always one that it has', () => {
		const store = new PageStore(2);
		expect([store.put(1, pattern(1), 0), store.put(2, pattern(2), 0)]).toEqual([true, true]);
		expect(store.put(3, pattern(3), 0)).toBe(false);
		expect(store.has(3)).toBe(false);
		expect(store.put(2, pattern(4), 0)).toBe(true);
		expect([store.get(1), store.get(2)]).toEqual([pattern(1), pattern(4)]);
		store.delete(1);
		expect(store.put(3, pattern(3), 0)).toBe(true);
		expect([store.get(1), store.get(2), store.get(3)]).toEqual([undefined, pattern(4), pattern(3)]);
	});

	it('deletes a range and nothing beside it', () => {
		const store = new PageStore(10);
		for (const page of [4, 5, 6, 7]) store.put(page, pattern(page), 0);
		store.deleteRange(5, 7);
		expect(store.pages()).toEqual([4, 7]);
		expect([store.get(4), store.get(7)]).toEqual([pattern(4), pattern(7)]);
	});
});
