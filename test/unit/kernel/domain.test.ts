import { describe, expect, it } from 'vitest';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { Domain } from '../../../src/host/kernel/domain.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { FrameAllocator } from '../../../src/host/kernel/frames.js';
import { SecondLevelTable } from '../../../src/host/kernel/table/second-level.js';
import { domainRef } from '../../support/domain-ref.js';

/** A domain over a memory of its own. */
function domain(first: number, count: number, largePages: boolean, tableFrames = 64) {
	const memory = new PhysicalMemory(2 ** 20 + 8192);
	const frames = new FrameAllocator(16, tableFrames);
	const made = Domain.create(7, memory, frames, first, count, largePages, ['vtd']);
	if (typeof made === 'number') throw new Error(`domain: ${made}`);
	return { memory, frames, domain: made };
}

/** The entry that ends the walk of a guest page: [level, value] by 64-bit values, independent of the code. */
function walk(memory: PhysicalMemory, root: number, page: number): [number, bigint] {
	let table = BigInt(root);
	for (let level = 4; ; level--) {
		const index = (BigInt(page) >> BigInt(9 * (level - 1))) & 511n;
		const at = Number(table * 4096n + index * 8n);
		const entry = (BigInt(memory.read32(at + 4)) << 32n) | BigInt(memory.read32(at));
		if (level === 1 || (entry & 3n) === 0n || (entry & 0x80n) !== 0n) return [level, entry];
		expect(entry & 0xfffn).toBe(3n);
		table = (entry >> 12n) & 0xff_ffff_ffffn;
	}
}

describe('Domain', () => {
	it('translates guest frame g to host frame base + g, readable and writable, and nothing beyond', () => {
		const { memory, domain: d } = domain(0x1003, 700, false);
		expect(d.id).toBe(7);
		expect(domainRef(d, 'vtd').addressWidth).toBe(48);
		expect(walk(memory, domainRef(d, 'vtd').secondLevelRoot, 0)).toEqual([1, 0x1003003n]);
		expect(walk(memory, domainRef(d, 'vtd').secondLevelRoot, 511)).toEqual([1, 0x1202003n]);
		expect(walk(memory, domainRef(d, 'vtd').secondLevelRoot, 512)).toEqual([1, 0x1203003n]);
		expect(walk(memory, domainRef(d, 'vtd').secondLevelRoot, 699)).toEqual([1, 0x12be003n]);
		expect(walk(memory, domainRef(d, 'vtd').secondLevelRoot, 700)).toEqual([1, 0n]);
		expect(walk(memory, domainRef(d, 'vtd').secondLevelRoot, 2 ** 27)).toEqual([4, 0n]);
		expect(d.tableFrames).toBe(5);
	});

	it('writes host addresses above 4 GiB into both words', () => {
		const { memory, domain: d } = domain(2 ** 20 - 1, 2, false);
		expect(walk(memory, domainRef(d, 'vtd').secondLevelRoot, 0)).toEqual([1, 0xffff_f003n]);
		expect(walk(memory, domainRef(d, 'vtd').secondLevelRoot, 1)).toEqual([1, 0x1_0000_0003n]);
	});

	it('uses 2 MiB leaves only when allowed and where both addresses are aligned', () => {
		const aligned = domain(2048, 1024 + 3, true);
		expect(walk(aligned.memory, domainRef(aligned.domain, 'vtd').secondLevelRoot, 513)).toEqual([
			2,
			0xa00083n,
		]);
		expect(walk(aligned.memory, domainRef(aligned.domain, 'vtd').secondLevelRoot, 1025)).toEqual([
			1,
			0xc01003n,
		]);
		expect(walk(aligned.memory, domainRef(aligned.domain, 'vtd').secondLevelRoot, 1027)).toEqual([
			1,
			0n,
		]);
		expect(aligned.domain.tableFrames).toBe(4);
		const crooked = domain(2049, 1024, true);
		expect(walk(crooked.memory, domainRef(crooked.domain, 'vtd').secondLevelRoot, 513)).toEqual([
			1,
			0xa02003n,
		]);
		const plain = domain(2048, 1024, false);
		expect(walk(plain.memory, domainRef(plain.domain, 'vtd').secondLevelRoot, 513)).toEqual([
			1,
			0xa01003n,
		]);
	});

	it('gives its table frames back when destroyed, without their storage, once', () => {
		const { memory, frames, domain: d } = domain(0x1000, 700, false);
		const taken = 64 - frames.available;
		expect(taken).toBe(d.tableFrames);
		expect(memory.residentFrames).toBe(taken);
		d.destroy();
		d.destroy();
		expect(frames.available).toBe(64);
		expect(memory.residentFrames).toBe(0);
	});

	it('says ENOMEM when tables do not fit and keeps no frame', () => {
		const memory = new PhysicalMemory(8192);
		for (const count of [0, 1, 4]) {
			const frames = new FrameAllocator(16, count);
			expect(Domain.create(1, memory, frames, 4096, 1024, false, ['vtd'])).toBe(Errno.ENOMEM);
			expect(frames.available).toBe(count);
		}
	});

	it('says EINVAL for ids and frames out of range and takes nothing', () => {
		const memory = new PhysicalMemory(8192);
		const frames = new FrameAllocator(16, 64);
		for (const id of [0, -1, 65_536, 1.5])
			expect(Domain.create(id, memory, frames, 4096, 8, false, ['vtd'])).toBe(Errno.EINVAL);
		for (const [first, count] of [
			[8190, 3],
			[-1, 2],
			[4096, 0],
			[0.5, 2],
		] as const)
			expect(Domain.create(1, memory, frames, first, count, false, ['vtd'])).toBe(Errno.EINVAL);
		expect(frames.available).toBe(64);
	});
});

describe('SecondLevelTable', () => {
	it('refuses to translate a page twice, also below a large leaf, and beyond 48 bits', () => {
		const memory = new PhysicalMemory(8192);
		const frames = new FrameAllocator(16, 64);
		const table = SecondLevelTable.create(memory, frames, 'vtd', true)!;
		expect(table.map(0, 2048, 512)).toBe(Errno.OK);
		expect(table.map(5, 4000, 1)).toBe(Errno.EEXIST);
		expect(table.map(600, 4000, 1)).toBe(Errno.OK);
		expect(table.map(599, 4100, 2)).toBe(Errno.EEXIST);
		expect(walk(memory, table.root, 599)).toEqual([1, 0x1004003n]);
		expect(walk(memory, table.root, 600)).toEqual([1, 0xfa0003n]);
		expect(table.map(2 ** 36 - 1, 4000, 1)).toBe(Errno.OK);
		expect(walk(memory, table.root, 2 ** 36 - 1)).toEqual([1, 0xfa0003n]);
		expect(table.map(2 ** 36 - 1, 4000, 2)).toBe(Errno.EINVAL);
	});
});
