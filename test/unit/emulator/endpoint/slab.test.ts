import { describe, expect, it } from 'vitest';
import { AddressTranslationCache } from '../../../../src/emulator/endpoint/atc.js';
import { type Block, Slab } from '../../../../src/emulator/endpoint/slab.js';

const fill = (block: Block, value: number) =>
	block.doubles.fill(value, block.at, block.at + block.length);
const contents = (block: Block) => block.doubles.subarray(block.at, block.at + block.length);

describe('Slab', () => {
	it('gives blocks that do not overlap, aligned to their length and 0', () => {
		const slab = new Slab();
		const blocks: Block[] = [];
		// More than one chunk, and some that are larger than a chunk.
		for (let n = 0; n < 400; n++) {
			const wanted = [1, 8, 12, 32, 100, 2048, 5000, 0x1_0000, 100_000][n % 9]!;
			const block = slab.take(wanted);
			expect(block.length).toBeGreaterThanOrEqual(wanted);
			expect(block.length).toBeLessThanOrEqual(Math.max(8, wanted * 2));
			expect(block.at % block.length).toBe(0);
			expect(contents(block).every((value) => value === 0)).toBe(true);
			fill(block, n + 1);
			blocks.push(block);
		}
		blocks.forEach((block, n) => {
			expect(contents(block).every((value) => value === n + 1)).toBe(true);
		});
	});

	it('gives what was given back again, as 0, to one only', () => {
		const slab = new Slab();
		const kept = slab.take(32);
		const back = slab.take(32);
		fill(kept, 1);
		fill(back, 2);
		slab.give(back);
		const again = slab.take(20);
		expect([again.doubles === back.doubles, again.at]).toEqual([true, back.at]);
		expect(contents(again).every((value) => value === 0)).toBe(true);
		expect(slab.take(32).at).not.toBe(again.at);
		expect(contents(kept).every((value) => value === 1)).toBe(true);
	});

	it('keeps two ATCs that grow among each other apart', () => {
		const slab = new Slab();
		const caches = [1, 2, 3].map(() => new AddressTranslationCache(256, slab));
		for (let page = 0; page < 256; page++)
			caches.forEach((atc, i) => {
				atc.insert(5, page, 1, 3, page * 4 + i);
			});
		caches[1]!.clear();
		for (let page = 0; page < 256; page++)
			expect(caches.map((atc) => atc.lookup(5, page, 1))).toEqual([page * 4, -1, page * 4 + 2]);
		caches[2]!.invalidate(5, 100, 1000, false);
		expect(caches.map((atc) => atc.size)).toEqual([256, 0, 100]);
	});
});
