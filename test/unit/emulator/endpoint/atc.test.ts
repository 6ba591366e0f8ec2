import { describe, expect, it } from 'vitest';
import { AddressTranslationCache } from '../../../../src/emulator/endpoint/atc.js';
import { Slab } from '../../../../src/emulator/endpoint/slab.js';
import { NO_PASID } from '../../../../src/emulator/iommu/contract.js';

const HIGH = 2 ** 51 + 12_345;

/** PASIDs 1 and 2 and no PASID, pages 10 to 13 each; the frame tells which. */
function filled(): AddressTranslationCache {
	const atc = new AddressTranslationCache(256, new Slab());
	for (const pasid of [NO_PASID, 1, 2])
		for (let page = 10; page < 14; page++) atc.insert(pasid, page, 1, 3, 1000 + pasid * 100 + page);
	return atc;
}

function cached(atc: AddressTranslationCache): string[] {
	const list: string[] = [];
	for (const pasid of [NO_PASID, 1, 2])
		for (let page = 10; page < 14; page++)
			if (atc.lookup(pasid, page, 1) >= 0) list.push(`${pasid}:${page}`);
	return list;
}

const ofPasid = (pasid: number, ...pages: number[]) => pages.map((page) => `${pasid}:${page}`);

describe('lookup', () => {
	it('finds the frame by PASID and page', () => {
		const atc = filled();
		expect(atc.lookup(1, 12, 1)).toBe(1112);
		expect(atc.lookup(NO_PASID, 12, 1)).toBe(912);
		expect(atc.lookup(3, 12, 1)).toBe(-1);
		expect(atc.lookup(1, 14, 1)).toBe(-1);
		expect(atc.size).toBe(12);
	});

	it('grants only what the completion granted', () => {
		const atc = new AddressTranslationCache(16, new Slab());
		atc.insert(1, 5, 1, 1, 77);
		expect(atc.lookup(1, 5, 1)).toBe(77);
		expect(atc.lookup(1, 5, 2)).toBe(-1);
		expect(atc.lookup(1, 5, 5)).toBe(-1);
		atc.insert(1, 5, 2, 3, 78);
		expect(atc.lookup(1, 5, 3)).toBe(78);
		expect(atc.size).toBe(1);
	});

	it('keeps privileged and unprivileged translations apart', () => {
		const atc = new AddressTranslationCache(16, new Slab());
		atc.insert(1, 5, 9, 3, 77);
		expect(atc.lookup(1, 5, 1)).toBe(-1);
		expect(atc.lookup(1, 5, 9)).toBe(77);
	});

	it('is exact for 52-bit pages that share their low words', () => {
		const atc = new AddressTranslationCache(1, new Slab());
		atc.insert(1, HIGH, 1, 3, 5);
		expect(atc.lookup(1, HIGH, 1)).toBe(5);
		expect(atc.lookup(1, HIGH - 2 ** 32, 1)).toBe(-1);
		atc.insert(1, HIGH - 2 ** 32, 1, 3, 6);
		expect(atc.lookup(1, HIGH, 1)).toBe(-1);
		expect(atc.size).toBe(1);
	});
});

describe('invalidation', () => {
	const all = cached(filled());
	const without = (gone: string[]) => all.filter((entry) => !gone.includes(entry));

	it('with a PASID drops the range of that PASID', () => {
		const atc = filled();
		atc.invalidate(1, 11, 2, false);
		expect(cached(atc)).toEqual(without(ofPasid(1, 11, 12)));
		expect(atc.size).toBe(10);
	});

	it('with a PASID and a range wider than the cache drops the same', () => {
		const atc = filled();
		atc.invalidate(2, 0, 2 ** 20, false);
		expect(cached(atc)).toEqual(without(ofPasid(2, 10, 11, 12, 13)));
	});

	it('with a PASID and Global drops the range of every PASID, not entries without', () => {
		const atc = filled();
		atc.invalidate(1, 13, 1, true);
		expect(cached(atc)).toEqual(without([...ofPasid(1, 13), ...ofPasid(2, 13)]));
	});

	it('without PASID drops the range without PASID and all entries with one', () => {
		const atc = filled();
		atc.invalidate(NO_PASID, 10, 1, false);
		expect(cached(atc)).toEqual(ofPasid(NO_PASID, 11, 12, 13));
	});

	it('of everything leaves nothing', () => {
		const atc = filled();
		atc.invalidate(NO_PASID, 0, Number.POSITIVE_INFINITY, false);
		expect(cached(atc)).toEqual([]);
		expect(atc.size).toBe(0);
	});

	it('of one PASID for ever leaves the others', () => {
		const atc = filled();
		atc.invalidate(1, 0, Number.POSITIVE_INFINITY, false);
		expect(cached(atc)).toEqual(without(ofPasid(1, 10, 11, 12, 13)));
	});

	it('of an empty cache, and of pages that are not cached, changes nothing', () => {
		const empty = new AddressTranslationCache(16, new Slab());
		empty.invalidate(1, 0, Number.POSITIVE_INFINITY, true);
		expect(empty.size).toBe(0);
		const atc = filled();
		atc.invalidate(1, 14, 100, false);
		atc.invalidate(3, 10, 4, false);
		expect(cached(atc)).toEqual(all);
	});
});
