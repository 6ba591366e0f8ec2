import { describe, expect, it } from 'vitest';
import { PageCache } from '../../../../src/emulator/iommu/virtio/page-cache.js';

describe('the cache of pages', () => {
	it('holds what was inserted, by tag and page', () => {
		const cache = new PageCache(16);
		const [one, two] = [cache.newTag(), cache.newTag()];
		cache.insert(one, 2 ** 52 - 1, 2 ** 28 - 1, 3);
		expect([cache.lookup(one, 2 ** 52 - 1), cache.frame, cache.flags]).toEqual([
			true,
			2 ** 28 - 1,
			3,
		]);
		expect(cache.lookup(two, 2 ** 52 - 1)).toBe(false);
		// Its neighbours in the slot differ in high bits alone.
		expect(cache.lookup(one, 2 ** 51 - 1)).toBe(false);
		expect(cache.lookup(one, 15)).toBe(false);
	});

	it('an entry that is new has no page 0', () => {
		const cache = new PageCache(16);
		expect(cache.lookup(cache.newTag(), 0)).toBe(false);
	});

	it('drops the page it is told to, not what has its slot by now', () => {
		const cache = new PageCache(16);
		const [one, two] = [cache.newTag(), cache.newTag()];
		cache.insert(one, 4, 7, 1);
		cache.drop(one, 20);
		for (let page = 0; page < 16; page++) cache.drop(two, page);
		expect(cache.lookup(one, 4)).toBe(true);
		cache.drop(one, 4);
		expect(cache.lookup(one, 4)).toBe(false);
	});
});
