import { describe, expect, it } from 'vitest';
import { Iotlb } from '../../../../src/emulator/iommu/vtd/iotlb.js';

const [FIRST, SECOND, NESTED] = [1, 2, 3];
const PAGE = 0x0_1234_5678;

/** The smallest IOTLB, in which nearly everything falls into a slot with something else, and one entry. */
function one(): Iotlb {
	const iotlb = new Iotlb(16);
	iotlb.insert(5, NESTED, 9, PAGE, false, 77, 3, 0);
	return iotlb;
}

/** Whether the one entry is served as it was put in. */
const held = (iotlb: Iotlb) => iotlb.lookup(5, NESTED, 9, PAGE, false) && iotlb.frame === 77;

describe('an IOTLB entry is served for nothing but its own', () => {
	it('PASID', () => {
		const iotlb = one();
		for (let pasid = 0; pasid < 4096; pasid++)
			expect([pasid, iotlb.lookup(5, NESTED, pasid, PAGE, false)]).toEqual([pasid, pasid === 9]);
	});

	it('page, in its low and in its high bits', () => {
		const iotlb = one();
		for (let n = 1; n < 4096; n++) {
			expect(iotlb.lookup(5, NESTED, 9, PAGE + n, false)).toBe(false);
			expect(iotlb.lookup(5, NESTED, 9, PAGE + n * 2 ** 20, false)).toBe(false);
			expect(iotlb.lookup(5, NESTED, 9, PAGE + n * 2 ** 32, false)).toBe(false);
		}
		expect(held(iotlb)).toBe(true);
	});

	it('domain', () => {
		const iotlb = one();
		for (let domain = 0; domain < 65_536; domain++)
			if (iotlb.lookup(domain, NESTED, 9, PAGE, false)) expect(domain).toBe(5);
	});

	it('kind of table and privilege', () => {
		const iotlb = one();
		for (const kind of [FIRST, SECOND]) expect(iotlb.lookup(5, kind, 9, PAGE, false)).toBe(false);
		expect(iotlb.lookup(5, NESTED, 9, PAGE, true)).toBe(false);
		expect(held(iotlb)).toBe(true);
	});
});

describe('an invalidation leaves an entry that only shares a slot with what it names:', () => {
	it('another PASID, page or domain', () => {
		const iotlb = one();
		for (let n = 1; n < 1024; n++) {
			iotlb.invalidatePages(5, 9 + n, PAGE, 1);
			iotlb.invalidatePages(5, 9, PAGE + n, 1);
			iotlb.invalidatePages(5, 9, PAGE + n * 2 ** 20, 1);
			iotlb.invalidatePages(5 + n, 9, PAGE, 1);
			iotlb.invalidatePasid(5, 9 + n);
			iotlb.invalidatePasid(5 + n, 9);
			iotlb.invalidateDomain(5 + n);
		}
		expect(held(iotlb)).toBe(true);
		iotlb.invalidatePages(5, 9, PAGE, 1);
		expect(held(iotlb)).toBe(false);
	});
});
