import { describe, expect, it, vi } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import type { FirstLevelFormat } from '../../../../src/host/kernel/table/formats.js';
import type { GuestSpace } from '../../../../src/host/kernel/vfio/guest-space.js';
import { MapOutcome, type UnmapOutcome } from '../../../../src/host/kernel/vfio/outcome.js';
import { FakeIommuDriver } from '../../../support/fake-iommu-driver.js';
import { usedLeaf, walkFirstLevel } from '../../../support/table-walkers.js';
import { PASID, VfioBench } from '../../../support/vfio-bench.js';

/** A space that a device behind a VT-d unit is bound to, and a device behind an SMMU that is not yet. */
function setUp(options: { tables?: number } = {}) {
	const bench = new VfioBench();
	const { guest, memory } = bench.guest('a', { tables: 32, ...options });
	const served = bench.served(guest);
	const smmu = new FakeIommuDriver('smmu', 'aarch64', 'aarch64');
	const gpu = bench.assign(bench.device('gpu', 8, smmu), guest);
	const data = new DataView(memory.bytes.buffer);
	const read = (at: number) => data.getBigUint64(at, true);
	const walk = (format: FirstLevelFormat, page: number) =>
		walkFirstLevel(format, read, served.space.rootPage(format), page);
	const leaf = (format: FirstLevelFormat, page: number) => walk(format, page).leaf;
	/** Uses a leaf as a device behind an IOMMU of the format does. */
	const use = (format: FirstLevelFormat, page: number, write: boolean) => {
		const { at, leaf: found } = walk(format, page);
		if (at === undefined || found === undefined) throw new Error(`${page} is not mapped`);
		data.setBigUint64(at, usedLeaf(format, read(at), write), true);
	};
	return { bench, guest, memory, smmu, gpu, walk, leaf, use, ...served };
}

/** As `setUp`, with both devices bound. */
function both(options: { tables?: number } = {}) {
	const all = setUp(options);
	if (all.space.bind(all.gpu, 7) !== Errno.OK) throw new Error('not bound');
	all.smmu.takeLog();
	return all;
}

const formats = ['x86-64', 'aarch64'] as const;

function unmapped(space: GuestSpace, pages: number[]): UnmapOutcome {
	let outcome: UnmapOutcome | undefined;
	space.unmap(pages, (told) => {
		outcome = told;
	});
	if (outcome === undefined) throw new Error('it waits');
	return outcome;
}

describe('the first binding behind an IOMMU of another format', () => {
	it('gets a table of it with everything that is mapped, and the guest’s second level in its own', () => {
		const { guest, space, lease, gpu, smmu, leaf, bench } = setUp();
		const pages = [0, 5, 512, 2 ** 27 + 3, 2 ** 35 - 1];
		pages.forEach((page, i) => {
			space.map(page, lease.first + i, 1 | (i % 2 === 0 ? 2 : 0) | (i === 1 ? 4 : 0));
		});
		expect(space.rootPage('aarch64')).toBe(-1);
		expect(space.bind(gpu, 7)).toBe(Errno.OK);
		const root = space.rootPage('aarch64');
		expect(root).not.toBe(space.rootPage('x86-64'));
		expect([...smmu.bound]).toEqual([['gpu/7', root]]);
		expect([...bench.iommu.bound]).toEqual([[`nic/${PASID}`, space.rootPage('x86-64')]]);
		for (const page of pages) expect(leaf('aarch64', page)).toEqual(leaf('x86-64', page));
		expect(smmu.domains).toEqual([guest.domain.ref('aarch64', space.domainId)]);
		expect(bench.iommu.domains).toEqual([guest.domain.ref('vtd', space.domainId)]);
		expect(smmu.domains[0]?.secondLevelRoot).not.toBe(bench.iommu.domains[0]?.secondLevelRoot);
	});

	it('does not make a further one for the next device, nor lose it with the last', () => {
		const { bench, guest, space, smmu, gpu } = both();
		const root = space.rootPage('aarch64');
		const left = guest.tables.available;
		const other = bench.assign(bench.device('npu', 8, smmu), guest);
		expect(space.bind(other, 7)).toBe(Errno.OK);
		expect(smmu.bound.get('npu/7')).toBe(root);
		space.unbind(other, 7, () => {});
		space.unbind(gpu, 7, () => {});
		expect([space.rootPage('aarch64'), guest.tables.available]).toEqual([root, left]);
	});

	it('is refused when there are no frames for the table, and leaves nothing behind', () => {
		// The lease's first space took one frame and three for the page below.
		const { guest, space, lease, gpu, smmu, leaf } = setUp({ tables: 7 });
		space.map(5, lease.first, 3);
		expect(guest.tables.available).toBe(3);
		expect(space.bind(gpu, 7)).toBe(Errno.ENOMEM);
		expect([guest.tables.available, space.rootPage('aarch64')]).toEqual([3, -1]);
		expect([smmu.bound.size, gpu.bindings.size, space.users.length]).toEqual([0, 0, 1]);
		expect(leaf('x86-64', 5)?.frame).toBe(lease.first);
		expect(space.map(6, lease.first, 1)).toBe(MapOutcome.OK);
	});

	it.each([
		['the driver refuses', 7, Errno.ENOMEM],
		['the PASID is out of range', 0, Errno.EINVAL],
	])('takes its table back when %s', (_what, pasid, errno) => {
		const { guest, space, lease, gpu, smmu } = setUp();
		space.map(5, lease.first, 3);
		const left = guest.tables.available;
		smmu.failures.bindPasid = Errno.ENOMEM;
		expect(space.bind(gpu, pasid)).toBe(errno);
		expect([guest.tables.available, space.rootPage('aarch64')]).toEqual([left, -1]);
	});

	it('does not find a page that is being unmapped, and frees it when that is complete', () => {
		const { bench, space, lease, gpu, leaf } = setUp();
		space.map(5, lease.first, 3);
		bench.iommu.hold = true;
		let outcomes = 0;
		space.unmap([5], () => outcomes++);
		expect(space.bind(gpu, 7)).toBe(Errno.OK);
		expect(leaf('aarch64', 5)).toBeUndefined();
		expect(space.map(5, lease.first + 1, 3)).toBe(MapOutcome.PAGE_MAPPED);
		bench.iommu.completeAll();
		expect(outcomes).toBe(1);
		expect(space.map(5, lease.first + 1, 3)).toBe(MapOutcome.OK);
		for (const format of formats) expect(leaf(format, 5)?.frame).toBe(lease.first + 1);
	});
});

describe('a space with tables of two formats', () => {
	it('maps in both, and permissions are gained in both', () => {
		const { bench, space, lease, leaf, smmu } = both();
		space.map(9, lease.first, 1);
		const plain = { frame: lease.first, dirty: false, accessed: false };
		for (const format of formats)
			expect(leaf(format, 9)).toEqual({ ...plain, writable: false, executable: false });
		expect(space.map(9, lease.first, 7)).toBe(MapOutcome.OK);
		for (const format of formats)
			expect(leaf(format, 9)).toEqual({ ...plain, writable: true, executable: true });
		// Not every IOMMU walks again before it refuses what it knows otherwise.
		expect(smmu.invalidations.map(({ runs, leafOnly }) => [runs, leafOnly])).toEqual([
			[[[9, 1]], true],
		]);
		expect(bench.iommu.invalidations.length).toBe(1);
		expect(space.map(9, lease.first, 7)).toBe(MapOutcome.OK);
		expect(smmu.invalidations.length).toBe(1);
		expect(space.mapped).toBe(1);
	});

	it('maps in none when there are frames for only one, and then in both once there are', () => {
		// Two top tables and six below; four are left: enough for one way down, not for two.
		const { guest, memory, space, lease, leaf } = both({ tables: 12 });
		space.map(5, lease.first, 3);
		expect(guest.tables.available).toBe(4);
		const before = memory.bytes.slice();
		expect(space.map(2 ** 27, lease.first + 1, 3)).toBe(MapOutcome.RESOURCE_EXHAUSTED);
		expect(memory.bytes).toEqual(before);
		expect([guest.tables.available, space.mapped]).toEqual([4, 1]);
		expect(guest.frameTable.isMapped(lease.first + 1)).toBe(false);
		expect(space.map(2 ** 18, lease.first + 1, 3)).toBe(MapOutcome.OK);
		expect(guest.tables.available).toBe(0);
		for (const format of formats) expect(leaf(format, 2 ** 18)?.frame).toBe(lease.first + 1);
	});

	it('finds a page dirty that was written through either table', () => {
		const { space, lease, use } = both();
		for (let i = 0; i < 4; i++) space.map(10 + i, lease.first + i, 3);
		use('x86-64', 10, true);
		use('aarch64', 11, true);
		use('x86-64', 12, false);
		use('aarch64', 12, false);
		use('x86-64', 13, true);
		use('aarch64', 13, true);
		expect(unmapped(space, [10, 11, 12, 13])).toEqual({
			refusedRows: [],
			refusedCodes: [],
			dirtyRows: [0, 1, 3],
			dirtyFrames: [lease.first, lease.first + 1, lease.first + 3],
		});
	});

	it('keeps law 4 with both: clears, invalidates both, frees when both are complete', () => {
		const { bench, guest, space, lease, leaf, smmu, use } = both();
		space.map(10, lease.first, 3);
		bench.iommu.hold = true;
		smmu.hold = true;
		const outcomes: UnmapOutcome[] = [];
		space.unmap([10], (outcome) => outcomes.push(outcome));
		for (const format of formats) expect(leaf(format, 10)).toBeUndefined();
		expect(() => use('aarch64', 10, true)).toThrow();
		expect([bench.iommu.waiting, smmu.waiting]).toEqual([1, 1]);
		for (const held of [smmu, bench.iommu]) {
			expect(outcomes).toEqual([]);
			expect(space.map(10, lease.first + 1, 3)).toBe(MapOutcome.PAGE_MAPPED);
			expect(space.map(11, lease.first, 3)).toBe(MapOutcome.FRAME_IN_USE);
			expect(space.zero(lease.first)).toBe(MapOutcome.FRAME_IN_USE);
			held.complete();
		}
		expect(outcomes.length).toBe(1);
		expect(guest.frameTable.inUse).toBe(0);
		expect(space.map(10, lease.first, 3)).toBe(MapOutcome.OK);
	});

	it('is told to each driver by the domain that it knows', () => {
		const { bench, guest, space, lease, smmu } = both();
		const told = [bench.iommu, smmu].map((driver) => vi.spyOn(driver, 'invalidate'));
		space.map(10, lease.first, 3);
		unmapped(space, [10]);
		expect(told.map(({ mock }) => mock.calls.map(([domain]) => domain))).toEqual([
			[guest.domain.ref('vtd', space.domainId)],
			[guest.domain.ref('aarch64', space.domainId)],
		]);
	});

	it('unlinks the empty tables of both, and frees them when both IOMMUs forgot them', () => {
		const { bench, guest, space, lease, smmu, walk } = both();
		const left = guest.tables.available;
		space.map(10, lease.first, 3);
		space.map(2 ** 30, lease.first + 1, 3);
		unmapped(space, [10]);
		smmu.hold = true;
		space.unmap([2 ** 30], () => {});
		expect(smmu.invalidations.at(-1)?.leafOnly).toBe(false);
		expect(bench.iommu.invalidations.at(-1)).toMatchObject({ leafOnly: false });
		for (const format of formats) expect(walk(format, 10).missing).toBe(3);
		expect(guest.tables.available).toBe(left - 12);
		smmu.completeAll();
		expect(guest.tables.available).toBe(left - 6);
	});

	it('gives everything back when it is destroyed', () => {
		const { guest, memory, space, lease, smmu } = both();
		for (let i = 0; i < 5; i++) space.map(i * 2 ** 20, lease.first + i, 3);
		space.destroy(() => {});
		expect([guest.tables.available, guest.frameTable.inUse, smmu.bound.size]).toEqual([32, 0, 0]);
		const tables = memory.bytes.subarray(guest.frames * 4096);
		expect(tables.every((byte) => byte === 0)).toBe(true);
	});
});
