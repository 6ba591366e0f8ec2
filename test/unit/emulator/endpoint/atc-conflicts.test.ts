import { describe, expect, it } from 'vitest';
import { AddressTranslationCache } from '../../../../src/emulator/endpoint/atc.js';
import { NO_PASID } from '../../../../src/emulator/iommu/contract.js';

/** In a cache of this size, PASIDs and pages that differ by multiples of it fall into one slot. */
const ENTRIES = 16;
const PAGE = 0x123;

describe('translations that fall into one slot of the ATC', () => {
	it('are told apart by PASID', () => {
		const atc = new AddressTranslationCache(ENTRIES);
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
		const atc = new AddressTranslationCache(ENTRIES);
		atc.insert(3, PAGE, 1, 3, 77);
		for (let n = 1; n < 64; n++) {
			expect(atc.lookup(3, PAGE + n * ENTRIES, 1)).toBe(-1);
			expect(atc.lookup(3, PAGE + n * 2 ** 32, 1)).toBe(-1);
		}
		expect(atc.lookup(3, PAGE, 1)).toBe(77);
	});

	it('are not dropped by invalidations of each other', () => {
		const atc = new AddressTranslationCache(ENTRIES);
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
