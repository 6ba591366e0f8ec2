import { describe, expect, it } from 'vitest';
import { MapOutcome, type UnmapOutcome } from '../../../../src/host/kernel/vfio/outcome.js';
import { FakeIommuDriver } from '../../../support/fake-iommu-driver.js';
import { PASID, VfioBench } from '../../../support/vfio-bench.js';

const NOTHING: UnmapOutcome = {
	refusedRows: [],
	refusedCodes: [],
	dirtyRows: [],
	dirtyFrames: [],
};

function setUp(options: { unmapLimit?: number; tables?: number } = {}) {
	const bench = new VfioBench();
	const { guest, memory } = bench.guest('a', options);
	const served = bench.served(guest);
	/** Sets D in the leaf entry of a page, as a device's write would. */
	const dirty = (page: number) => {
		let table = served.space.rootPage('x86-64');
		for (const span of [512 ** 3, 512 ** 2, 512])
			table = memory.readWord(table, (Math.floor(page / span) % 512) * 8) >>> 12;
		const at = (page % 512) * 8;
		memory.writeWord(table, at, memory.readWord(table, at) | 0x60);
	};
	return { bench, guest, memory, dirty, ...served };
}

describe('law 4: an unmap', () => {
	it('clears, invalidates what is bound, and only when that is complete tells the outcome', () => {
		const { bench, guest, space, dirty } = setUp();
		for (const [i, page] of [10, 11, 12, 700].entries()) space.map(page, i, 3);
		dirty(11);
		bench.iommu.hold = true;
		const outcomes: UnmapOutcome[] = [];
		expect(space.unmap([700, 11, 10], (outcome) => outcomes.push(outcome))).toBe(MapOutcome.OK);
		expect(bench.iommu.invalidations).toEqual([
			{
				domain: space.domainId,
				users: [['nic', PASID]],
				runs: [
					[10, 2],
					[700, 1],
				],
				leafOnly: true,
			},
		]);
		expect(outcomes).toEqual([]);
		expect([space.mapped, space.unmapsUnderWay, guest.frameTable.inUse]).toEqual([1, 1, 4]);
		bench.iommu.complete();
		expect(outcomes).toEqual([{ ...NOTHING, dirtyRows: [1], dirtyFrames: [1] }]);
		expect([space.mapped, space.unmapsUnderWay, guest.frameTable.inUse]).toEqual([1, 0, 1]);
		expect([guest.counters.unmaps, guest.counters.evictions]).toEqual([1, 3]);
	});

	it('keeps page and frame from every other use until it is complete', () => {
		const { bench, space } = setUp();
		space.map(10, 0, 3);
		bench.iommu.hold = true;
		const inside: number[] = [];
		space.unmap([10], () => {
			inside.push(space.zero(0), space.map(11, 0, 1), space.map(10, 1, 1));
		});
		const contents = new Uint8Array(4096).fill(9);
		expect(space.fill(0, contents, 0)).toBe(MapOutcome.FRAME_IN_USE);
		expect(space.zero(0)).toBe(MapOutcome.FRAME_IN_USE);
		expect(space.map(11, 0, 1)).toBe(MapOutcome.FRAME_IN_USE);
		expect(space.map(10, 1, 1)).toBe(MapOutcome.PAGE_MAPPED);
		bench.iommu.complete();
		// The caller of `done` reads the frame: it is not free inside either.
		expect(inside).toEqual([
			MapOutcome.FRAME_IN_USE,
			MapOutcome.FRAME_IN_USE,
			MapOutcome.PAGE_MAPPED,
		]);
		expect(space.fill(0, contents, 0)).toBe(MapOutcome.OK);
		expect(space.map(10, 0, 1)).toBe(MapOutcome.OK);
	});

	it('hands out what a device wrote up to the end of the invalidation', () => {
		const { bench, guest, memory, space, dirty } = setUp();
		space.map(10, 2, 3);
		dirty(10);
		bench.iommu.hold = true;
		const written: number[] = [];
		space.unmap([10], ({ dirtyFrames }) => {
			const into = new Uint8Array(8192);
			expect(space.copyOut(dirtyFrames[0]!, into, 4096)).toBe(MapOutcome.OK);
			written.push(into[0]!, into[4096]!, into[8191]!);
		});
		// Through a translation that its ATC still holds.
		memory.bytes.fill(0x77, 2 * 4096, 3 * 4096);
		bench.iommu.complete();
		expect(written).toEqual([0, 0x77, 0x77]);
		expect([guest.counters.writebacks, guest.counters.bytesOut]).toEqual([1, 4096]);
	});

	it('waits for the IOMMU of every user, and tells each its own', () => {
		const { bench, guest, space, vfio } = setUp();
		const second = new FakeIommuDriver('second');
		const other = bench.assign(bench.device('gpu', 8, second), guest);
		space.bind(other, 7);
		space.bind(vfio, 9);
		space.map(10, 0, 1);
		bench.iommu.hold = true;
		second.hold = true;
		const outcomes: UnmapOutcome[] = [];
		space.unmap([10], (outcome) => outcomes.push(outcome));
		expect(bench.iommu.invalidations.map((asked) => asked.users)).toEqual([
			[
				['nic', PASID],
				['nic', 9],
			],
		]);
		expect(second.invalidations.map((asked) => asked.users)).toEqual([[['gpu', 7]]]);
		second.complete();
		expect(outcomes).toEqual([]);
		bench.iommu.complete();
		expect(outcomes).toEqual([NOTHING]);
	});

	it('reaches a PASID that is being unbound, and not one that is gone', () => {
		const { bench, space, vfio } = setUp();
		for (let page = 0; page < 3; page++) space.map(page, page, 1);
		bench.iommu.hold = true;
		space.unbind(vfio, PASID, () => {});
		space.unmap([0], () => {});
		expect(bench.iommu.invalidations.length).toBe(1);
		bench.iommu.completeAll();
		const outcomes: UnmapOutcome[] = [];
		space.unmap([1], (outcome) => outcomes.push(outcome));
		expect(bench.iommu.invalidations.length).toBe(1);
		expect(outcomes).toEqual([NOTHING]);
	});
});

describe('an unmap', () => {
	it('refuses rows one by one and does the others', () => {
		const { bench, guest, space } = setUp();
		space.map(10, 0, 1);
		const outcomes: UnmapOutcome[] = [];
		const rows = [-1, 10, 11, 10, 2 ** 35, 512 * 40];
		space.unmap(rows, (outcome) => outcomes.push(outcome));
		expect(outcomes).toEqual([
			{
				...NOTHING,
				refusedRows: [0, 2, 3, 4, 5],
				refusedCodes: [
					MapOutcome.BAD_PAGE,
					MapOutcome.PAGE_NOT_MAPPED,
					MapOutcome.PAGE_NOT_MAPPED,
					MapOutcome.BAD_PAGE,
					MapOutcome.PAGE_NOT_MAPPED,
				],
			},
		]);
		expect(bench.iommu.invalidations.map((asked) => asked.runs)).toEqual([[[10, 1]]]);
		expect([guest.counters.refused, guest.counters.evictions]).toEqual([5, 1]);
	});

	it('of nothing that is mapped is complete at once, without an invalidation', () => {
		const { bench, space } = setUp();
		bench.iommu.hold = true;
		const outcomes: UnmapOutcome[] = [];
		space.unmap([], (outcome) => outcomes.push(outcome));
		space.unmap(new Float64Array([3]), (outcome) => outcomes.push(outcome));
		expect(outcomes.length).toBe(2);
		expect(bench.iommu.invalidations).toEqual([]);
		expect(space.unmapsUnderWay).toBe(0);
	});

	it('beyond the limit under way is refused and changes nothing', () => {
		const { bench, guest, space } = setUp({ unmapLimit: 2 });
		for (let page = 0; page < 3; page++) space.map(page, page, 1);
		bench.iommu.hold = true;
		const done: number[] = [];
		space.unmap([0], () => done.push(0));
		space.unmap([1], () => done.push(1));
		const refused = space.unmap([2], () => done.push(2));
		expect(refused).toBe(MapOutcome.RESOURCE_EXHAUSTED);
		expect([space.mapped, space.unmapsUnderWay, guest.counters.unmaps]).toEqual([1, 2, 2]);
		// Completions may come in any order.
		bench.iommu.complete(1);
		expect(done).toEqual([1]);
		expect(space.unmap([2], () => done.push(2))).toBe(MapOutcome.OK);
		bench.iommu.completeAll();
		expect(done).toEqual([1, 0, 2]);
	});

	it('of one of two pages of a frame leaves the frame in use', () => {
		const { space } = setUp();
		space.map(10, 0, 1);
		space.map(11, 0, 1);
		space.unmap([10], () => {});
		expect(space.zero(0)).toBe(MapOutcome.FRAME_IN_USE);
		space.unmap([11], () => {});
		expect(space.zero(0)).toBe(MapOutcome.OK);
	});

	it('unlinks the tables that earlier ones emptied, and frees them after the invalidation', () => {
		const { bench, guest, space } = setUp({ tables: 8 });
		expect(guest.tables.available).toBe(7);
		space.map(2 ** 30, 0, 1);
		space.unmap([2 ** 30], () => {});
		expect(guest.tables.available).toBe(4);
		space.map(5, 1, 1);
		expect(guest.tables.available).toBe(1);
		bench.iommu.hold = true;
		space.unmap([5], () => {});
		expect(bench.iommu.invalidations.at(-1)).toMatchObject({
			runs: [
				[5, 1],
				[2 ** 30, 1],
			],
			leafOnly: false,
		});
		expect(guest.tables.available).toBe(1);
		bench.iommu.complete();
		expect(guest.tables.available).toBe(4);
	});

	it('lets a sparse space go on for ever with few table frames', () => {
		const { guest, space } = setUp({ tables: 8 });
		for (let i = 1; i < 300; i++) {
			expect(space.map(i * 2 ** 26, 0, 3)).toBe(MapOutcome.OK);
			space.unmap([i * 2 ** 26], () => {});
		}
		expect(guest.tables.available).toBeGreaterThanOrEqual(4);
	});
});
