import { describe, expect, it } from 'vitest';
import {
	attach,
	DEVICE,
	detach,
	fault,
	map,
	OTHER,
	READ,
	unmap,
	VirtioBench,
	WRITE,
} from '../../support/virtio-bench.js';

const OK = 0;
const RANGE = 5;
const resolve = (b: VirtioBench, page: number, access = READ, port = b.port) => [
	port.access(-1, page, access),
	port.frame,
];
const attached = (options = {}) => {
	const b = new VirtioBench(options);
	expect(b.status(attach(1, DEVICE))).toBe(OK);
	return b;
};

describe('translations are never stale', () => {
	const warm = () => {
		const b = attached({ cacheEntries: 16, frames: 1024 });
		b.status(map(1, 0x4000n, 0x4fffn, 0x2_0000n, 3));
		b.status(map(1, 0x10_0000n, 0x1f_ffffn, 0x3_0000n, 1));
		for (const page of [4, 0x105]) {
			expect(b.port.access(-1, page, READ)).toBe(0);
			const { cacheHits } = b.unit.counters;
			expect(b.port.access(-1, page, READ)).toBe(0);
			expect(b.unit.counters.cacheHits).toBe(cacheHits + 1);
		}
		return b;
	};

	it('after UNMAP of a few pages; others are held', () => {
		const b = warm();
		b.status(unmap(1, 0x4000n, 0x4fffn));
		const { cacheHits } = b.unit.counters;
		expect(b.port.access(-1, 4, READ)).toBe(3);
		expect(resolve(b, 0x105)).toEqual([0, 0x35]);
		expect(b.unit.counters.cacheHits).toBe(cacheHits + 1);
	});

	it('after UNMAP of many pages', () => {
		const b = warm();
		b.status(unmap(1, 0x10_0000n, 0x1f_ffffn));
		expect(b.port.access(-1, 0x105, READ)).toBe(3);
		expect(resolve(b, 4)).toEqual([0, 32]);
	});

	it('after UNMAP that fails everything is held', () => {
		const b = warm();
		expect(b.status(unmap(1, 0x4000n, 0x10_0fffn))).toBe(RANGE);
		const { cacheHits } = b.unit.counters;
		expect([resolve(b, 4), resolve(b, 0x105)]).toEqual([
			[0, 32],
			[0, 0x35],
		]);
		expect(b.unit.counters.cacheHits).toBe(cacheHits + 2);
	});

	it('after mapping elsewhere what was unmapped', () => {
		const b = warm();
		b.status(unmap(1, 0x4000n, 0x4fffn));
		b.status(map(1, 0x4000n, 0x4fffn, 0x4_0000n, 2));
		expect(resolve(b, 4, WRITE)).toEqual([0, 64]);
		expect(b.port.access(-1, 4, READ)).toBe(3);
	});

	it('after DETACH, and in a domain of the same id made later', () => {
		const b = warm();
		b.status(detach(1, DEVICE));
		expect(b.port.access(-1, 4, READ)).toBe(3);
		b.status(attach(1, DEVICE));
		expect(b.port.access(-1, 4, READ)).toBe(3);
		b.post(0, 24, true);
		b.post(1);
		b.post(2);
		expect(b.port.access(-1, 4, READ)).toBe(3);
		expect(b.events()).toEqual([
			fault(1, 0x101, DEVICE, 0x4000n),
			fault(2, 0x101, DEVICE, 0x4000n),
			fault(2, 0x101, DEVICE, 0x4000n),
		]);
	});

	it('in another domain with another mapping of the page', () => {
		const b = warm();
		b.status(attach(2, OTHER));
		b.status(map(2, 0x4000n, 0x4fffn, 0x5_0000n, 1));
		for (let round = 0; round < 3; round++) {
			expect(resolve(b, 4)).toEqual([0, 32]);
			expect(resolve(b, 4, READ, b.otherPort)).toEqual([0, 80]);
		}
	});
});
