import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANY_PASID, Iotlb } from '../../../../src/emulator/iommu/vtd/iotlb.js';

const FIRST = 1;
const SECOND = 2;
const NESTED = 3;

interface Held {
	domain: number;
	pgtt: number;
	pasid: number;
	page: number;
	supervisor: boolean;
	frame: number;
	permission: number;
	leaf: number;
}

const keyOf = (e: Omit<Held, 'frame' | 'permission' | 'leaf'>) =>
	[e.domain, e.pgtt, e.pasid, e.page, e.supervisor].join();

/** Whether the leaf that holds a page shares a page with a range. */
function touches(e: Held, page: number, pages: number): boolean {
	const size = 2 ** e.leaf;
	const start = Math.floor(e.page / size) * size;
	return start < page + pages && page < start + size;
}

const pageOf = fc.oneof(
	fc.nat(40),
	fc.nat(1200),
	fc.constantFrom(2 ** 20, 2 ** 20 + 5, 2 ** 31, 2 ** 51 + 3, 2 ** 52 - 1, 2 ** 52 - 512),
);

const entryOf: fc.Arbitrary<Held> = fc
	.record({
		domain: fc.nat(2),
		pgtt: fc.constantFrom(FIRST, SECOND, NESTED),
		pasid: fc.nat(2),
		page: pageOf,
		supervisor: fc.boolean(),
		frame: fc.nat(2 ** 28 - 1),
		permission: fc.constantFrom(1, 3, 7),
		leaf: fc.constantFrom(0, 0, 0, 0, 9, 18),
	})
	.map((e) => (e.pgtt === SECOND ? { ...e, pasid: ANY_PASID } : e));

const invalidationOf = fc.record({
	kind: fc.constantFrom('all', 'domain', 'domainPages', 'pasid', 'pages'),
	domain: fc.nat(2),
	pasid: fc.integer({ min: ANY_PASID, max: 2 }),
	page: pageOf,
	order: fc.constantFrom(0, 0, 0, 1, 3, 6, 7, 9, 18),
});

describe('the IOTLB', () => {
	it('never returns what an invalidation covers, nor anything but what was put in last', () => {
		const step = fc.oneof(
			{ weight: 4, arbitrary: entryOf.map((entry) => ({ entry, drop: undefined })) },
			{ weight: 1, arbitrary: invalidationOf.map((drop) => ({ entry: undefined, drop })) },
		);
		let served = 0;
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const iotlb = new Iotlb(64);
				const valid = new Map<string, Held>();
				const seen = new Map<string, Held>();
				for (const { entry, drop } of steps) {
					if (entry !== undefined) {
						const { domain, pgtt, pasid, page, supervisor, frame, permission, leaf } = entry;
						iotlb.insert(domain, pgtt, pasid, page, supervisor, frame, permission, leaf);
						valid.set(keyOf(entry), entry);
						seen.set(keyOf(entry), entry);
					} else if (drop !== undefined) {
						const pages = 2 ** drop.order;
						const page = Math.floor(drop.page / pages) * pages;
						const covering: Record<string, (e: Held) => boolean> = {
							all: () => true,
							domain: (e: Held) => e.domain === drop.domain,
							domainPages: (e: Held) =>
								e.domain === drop.domain &&
								(e.pgtt === NESTED || (e.pgtt === SECOND && touches(e, page, pages))),
							pasid: (e: Held) => e.domain === drop.domain && e.pasid === drop.pasid,
							pages: (e: Held) =>
								e.domain === drop.domain && e.pasid === drop.pasid && touches(e, page, pages),
						};
						const covers = covering[drop.kind]!;
						if (drop.kind === 'all') iotlb.invalidateAll();
						if (drop.kind === 'domain') iotlb.invalidateDomain(drop.domain);
						if (drop.kind === 'domainPages') iotlb.invalidateDomainPages(drop.domain, page, pages);
						if (drop.kind === 'pasid') iotlb.invalidatePasid(drop.domain, drop.pasid);
						if (drop.kind === 'pages') iotlb.invalidatePages(drop.domain, drop.pasid, page, pages);
						for (const [key, e] of valid) if (covers(e)) valid.delete(key);
					}
					for (const [key, e] of seen) {
						if (!iotlb.lookup(e.domain, e.pgtt, e.pasid, e.page, e.supervisor)) continue;
						served++;
						const held = valid.get(key);
						expect([iotlb.frame, iotlb.permission]).toEqual([held?.frame, held?.permission]);
					}
				}
			}),
			{ numRuns: 200 },
		);
		expect(served).toBeGreaterThan(1000);
	});

	it('keeps neighbours apart: consecutive pages of a PASID fill it without conflict', () => {
		const iotlb = new Iotlb(256);
		for (let i = 0; i < 256; i++) iotlb.insert(7, FIRST, 5, 0x7_0000 + i, false, i, 3, 0);
		for (let i = 0; i < 256; i++) {
			expect(iotlb.lookup(7, FIRST, 5, 0x7_0000 + i, false)).toBe(true);
			expect(iotlb.frame).toBe(i);
		}
		expect(iotlb.lookup(7, FIRST, 5, 0x7_0100, false)).toBe(false);
		expect(iotlb.lookup(7, FIRST, 5, 0x7_0000, true)).toBe(false);
		expect(iotlb.lookup(7, NESTED, 5, 0x7_0000, false)).toBe(false);
		expect(iotlb.lookup(8, FIRST, 5, 0x7_0000, false)).toBe(false);
	});

	it('leaves the other pages when one is dropped', () => {
		const iotlb = new Iotlb(256);
		for (let i = 0; i < 64; i++) iotlb.insert(1, FIRST, 1, i, false, i, 3, 0);
		iotlb.invalidatePages(1, 1, 9, 1);
		const left = Array.from({ length: 64 }, (_, i) => iotlb.lookup(1, FIRST, 1, i, false));
		expect(left.map((held, i) => (held ? -1 : i)).filter((i) => i >= 0)).toEqual([9]);
	});
});
