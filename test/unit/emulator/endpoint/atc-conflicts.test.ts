import { describe, expect, it } from 'vitest';
import { AddressTranslationCache } from '../../../../src/emulator/endpoint/atc.js';
import { Slab } from '../../../../src/emulator/endpoint/slab.js';
import { NO_PASID } from '../../../../src/emulator/iommu/contract.js';

/** In a cache of this size, PASIDs and pages that differ by multiples of it fall into one slot. */
const ENTRIES = 16;
const PAGE = 0x123;

describe('translations that fall into one slot of the ATC', () => {
	it('are told apart by PASID', () => {
		const atc = new AddressTranslationCache(ENTRIES, new Slab());
		atc.insert(3, PAGE, 1, 3, 77);
		for (let pasid = 0; pasid < 64 * ENTRIES; pasid++)
			expect([pasid, atc.lookup(pasid, PAGE, 1)]).toEqual([pasid, pasid === 3 ? 77 : -1]);
		expect(atc.lookup(NO_PASID, PAGE, 1)).toBe(-1);
		atc.insert(3 + ENTRIES, PAGE, 1, 3, 88);
		expect(atc.lookup(3, PAGE, 1)).toBe(-1);
		expect(atc.lookup(3 + ENTRIES, PAGE, 1)).toBe(88);
		expect(atc.size).toBe(1);
	});

	it('are told apart by page', () => {
		const atc = new AddressTranslationCache(ENTRIES, new Slab());
		atc.insert(3, PAGE, 1, 3, 77);
		for (let n = 1; n < 64; n++) {
			expect(atc.lookup(3, PAGE + n * ENTRIES, 1)).toBe(-1);
			expect(atc.lookup(3, PAGE + n * 2 ** 32, 1)).toBe(-1);
		}
		expect(atc.lookup(3, PAGE, 1)).toBe(77);
	});

	it('are not dropped by invalidations of each other', () => {
		const atc = new AddressTranslationCache(ENTRIES, new Slab());
		atc.insert(3, PAGE, 1, 3, 77);
		atc.invalidate(3 + ENTRIES, PAGE, 1, false);
		atc.invalidate(3, PAGE + ENTRIES, 1, false);
		atc.invalidate(3 + ENTRIES, 0, Number.POSITIVE_INFINITY, false);
		expect(atc.lookup(3, PAGE, 1)).toBe(77);
		atc.invalidate(3, PAGE, 1, false);
		expect(atc.lookup(3, PAGE, 1)).toBe(-1);
		expect(atc.size).toBe(0);
	});
});

describe('a cache that has not grown to its size', () => {
	it('holds at any time what one of its full size would', () => {
		const entries = 256;
		const atc = new AddressTranslationCache(entries, new Slab());
		// What a direct-mapped cache of so many entries holds: the last translation of each slot.
		const full = new Map<number, { page: number; frame: number }>();
		// Strides that meet in few slots at first, and in more and more doublings.
		const pages = [0, 1, 2, 16, 32, 33, 64, 128, 160, 255, 256, 257, 272, 512, 1024, 1040];
		let frame = 1;
		for (let round = 0; round < 3; round++)
			for (const page of pages) {
				if (round === 1 && page % 3 === 1) {
					atc.invalidate(0, page, 1, false);
					if (full.get(page % entries)?.page === page) full.delete(page % entries);
					continue;
				}
				atc.insert(0, page, 1, 3, ++frame);
				full.set(page % entries, { page, frame });
				for (const at of pages) {
					const held = full.get(at % entries);
					expect(atc.lookup(0, at, 1)).toBe(held?.page === at ? held.frame : -1);
				}
				expect(atc.size).toBe(full.size);
			}
	});

	it('drops an invalidated range that is wider than what it has grown to', () => {
		const atc = new AddressTranslationCache(4096, new Slab());
		for (const page of [3, 20, 500]) atc.insert(1, page, 1, 3, page + 1);
		atc.invalidate(1, 10, 490, false);
		expect([3, 20, 500].map((page) => atc.lookup(1, page, 1))).toEqual([4, -1, 501]);
	});

	it('is empty after clear, and takes translations again', () => {
		const atc = new AddressTranslationCache(64, new Slab());
		for (let page = 0; page < 64; page++) atc.insert(1, page, 1, 3, page);
		atc.clear();
		expect(atc.size).toBe(0);
		for (let page = 0; page < 64; page++) expect(atc.lookup(1, page, 1)).toBe(-1);
		atc.insert(1, 7, 1, 3, 70);
		expect(atc.lookup(1, 7, 1)).toBe(70);
	});
});
