import { describe, expect, it } from 'vitest';
import { AddressTranslationCache } from '../../../../src/emulator/endpoint/atc.js';
import { Slab } from '../../../../src/emulator/endpoint/slab.js';
import { Ends, enableAll, makeBench } from '../../../support/fake-iommu.js';

const [READ, WRITE, EXEC] = [1, 2, 4];
const PAGE = 0x4000;
const BYTES = Uint8Array.of(1, 2, 3, 4);

describe('a translation that grants less than was asked', () => {
	it('is cached as what it grants', () => {
		const atc = new AddressTranslationCache(16, new Slab());
		atc.insert(1, 5, WRITE, READ, 77);
		expect(atc.lookup(1, 5, READ)).toBe(77);
		for (const access of [WRITE, READ | WRITE, EXEC, READ | EXEC])
			expect(atc.lookup(1, 5, access)).toBe(-1);
	});

	it('lets no write through, neither at once nor when it is tried again', () => {
		const { fn, iommu, memory } = makeBench();
		enableAll(fn, 8);
		const ends = new Ends();
		iommu.map(5, PAGE, 9, READ);
		fn.dma.write(5, PAGE * 4096, BYTES, ends.done('first'));
		expect(iommu.take()).toMatchObject({ page: PAGE, access: WRITE });

		// Answered SUCCESS although nothing changed: asked again.
		fn.pageResponse(5, 0, 0);
		const again = iommu.take();
		expect(again).toMatchObject({ page: PAGE, access: WRITE });
		iommu.respond(again, 1);
		expect(ends.list).toEqual(['first:invalid']);
		expect(memory.read32(9 * 4096)).toBe(0);

		fn.dma.write(5, PAGE * 4096, BYTES, ends.done('second'));
		const third = iommu.take();
		expect(memory.read32(9 * 4096)).toBe(0);
		iommu.map(5, PAGE, 9, READ | WRITE);
		iommu.respond(third, 0);
		expect(ends.list).toEqual(['first:invalid', 'second']);
		expect(memory.read32(9 * 4096)).toBe(0x0403_0201);
		expect(fn.counters).toMatchObject({ bytesWritten: 4 });
	});
});
