import { describe, expect, it } from 'vitest';
import { PciFunction } from '../../../../src/emulator/endpoint/pci-function.js';
import { SharedTables } from '../../../../src/emulator/endpoint/shared-tables.js';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { DEFAULT_CONFIG, Ends, enableAll, FakeIommu } from '../../../support/fake-iommu.js';

/** Two functions of one machine behind one IOMMU. */
function machine() {
	const iommu = new FakeIommu();
	const memory = new PhysicalMemory(64);
	const shared = new SharedTables();
	const make = (requesterId: number, allocation: number): PciFunction => {
		const fn = new PciFunction(
			{ ...DEFAULT_CONFIG, requesterId },
			memory,
			() => 0,
			undefined,
			shared,
		);
		fn.attach(iommu);
		enableAll(fn, allocation);
		return fn;
	};
	return { iommu, memory, shared, a: make(8, 4), b: make(9, 4) };
}

describe('functions that share their tables', () => {
	it('end their own jobs alone: a reset of one leaves what the other has in flight', () => {
		const { iommu, shared, a, b } = machine();
		const ends = new Ends();
		// More than either may ask for, in turn, so that their rows and jobs lie among each other.
		for (let page = 10; page < 16; page++)
			for (const [name, fn] of [
				['a', a],
				['b', b],
			] as const)
				fn.dma.access(5, page, 1, ends.done(`${name}${page}`));
		expect(shared.accesses.used).toBe(8);
		a.reset();
		expect(ends.list).toEqual([10, 11, 12, 13, 14, 15].map((page) => `a${page}:reset`));
		expect(shared.accesses.used).toBe(4);
		expect([a.outstandingGroups, b.outstandingGroups]).toEqual([0, 4]);
		expect([a.dma.active, b.dma.active]).toEqual([0, 6]);

		ends.list.length = 0;
		for (let page = 10; page < 16; page++) iommu.map(5, page, 1, 1);
		for (const request of iommu.requests.splice(0))
			if (request.requesterId === 9) iommu.respond(request, 0);
		for (const request of iommu.requests.splice(0)) iommu.respond(request, 0);
		expect(ends.list.sort()).toEqual([10, 11, 12, 13, 14, 15].map((page) => `b${page}`));
		expect(shared.accesses.used).toBe(0);
	});

	it('use jobs again, and nothing of the former use shows', () => {
		const { iommu, memory, a, b } = machine();
		const ends = new Ends();
		for (let page = 0; page < 3; page++) {
			iommu.map(5, page, 1 + page, 3);
			for (let i = 0; i < 4096; i++) memory.write8((1 + page) * 4096 + i, (page * 31 + i) & 0xff);
		}
		const bytes = new Uint8Array(100);
		a.dma.read(5, 4096 + 4050, bytes, ends.done('across'));
		expect([...bytes]).toEqual(
			Array.from({ length: 100 }, (_, i) => (i < 46 ? 31 + 4050 + i : 62 + i - 46) & 0xff),
		);
		b.dma.access(5, 50, 1, ends.done('fails'));
		iommu.respond(iommu.take(), 1);
		// A touch after a copy and an error: no bytes move, and it ends well, once.
		bytes.fill(7);
		const read = a.counters.bytesRead;
		a.dma.access(5, 2, 1, ends.done('touch'));
		b.dma.write(5, 0, new Uint8Array(0), ends.done('empty'));
		b.dma.write(5, 10, bytes.subarray(0, 5), ends.done('write'));
		expect(ends.list).toEqual(['across', 'fails:invalid', 'touch', 'empty', 'write']);
		expect(a.counters.bytesRead).toBe(read);
		expect(b.counters.bytesWritten).toBe(5);
		expect([memory.read8(4096 + 9), memory.read8(4096 + 10), memory.read8(4096 + 15)]).toEqual([
			9, 7, 15,
		]);
		expect(bytes.every((byte) => byte === 7)).toBe(true);
	});

	it('let a job that starts from `done` have the one that ended', () => {
		const { iommu, a } = machine();
		const ends: string[] = [];
		let left = 3;
		const again = (error: { kind: string } | undefined): void => {
			ends.push(error?.kind ?? 'ok');
			if (left-- > 0) a.dma.access(5, 20 + left, 1, again);
		};
		iommu.answerAtOnce(() => 1);
		a.dma.access(5, 30, 1, again);
		expect(ends).toEqual(['ok', 'ok', 'ok', 'ok']);
		expect(a.counters).toMatchObject({ groups: 4, retries: 4 });
	});
});
