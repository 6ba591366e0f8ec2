import { describe, expect, it, vi } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { domainRef } from '../../../support/domain-ref.js';
import { PASID, VfioBench } from '../../../support/vfio-bench.js';

describe('the domain id of an address space', () => {
	it('is its own, over the second level of its guest, in bindings and invalidations', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest('a');
		const bind = vi.spyOn(bench.iommu, 'bindPasid');
		const spaces = ['nic', 'gpu'].map((name, i) => {
			const { space } = bench.space(guest);
			expect(space.bind(bench.assign(bench.device(name), guest), PASID)).toBe(Errno.OK);
			space.map(10, space.lease.first, 1);
			const given = bind.mock.calls[i]?.[1];
			expect(given).toEqual({ ...domainRef(guest.domain, 'vtd'), id: space.domainId });
			return space;
		});
		const other = bench.space(bench.guest('b').guest).space;
		const ids = [guest.domain.id, ...spaces.map((each) => each.domainId), other.domainId];
		expect(new Set(ids).size).toBe(4);
		const roots = [guest, other.guest].map(
			({ domain }) => domainRef(domain, 'vtd').secondLevelRoot,
		);
		expect(roots[0]).not.toBe(roots[1]);
		for (const space of spaces) space.unmap([10], () => {});
		expect(bench.iommu.invalidations.map(({ domain, users }) => [domain, users])).toEqual([
			[spaces[0]!.domainId, [['nic', PASID]]],
			[spaces[1]!.domainId, [['gpu', PASID]]],
		]);
	});

	it('is free for another space only once every PASID is unbound and every unmap complete', () => {
		const bench = new VfioBench({ domainIds: 2 });
		const { guest } = bench.guest();
		const { space, lease, vfio } = bench.served(guest);
		const tables = guest.tables.available;
		space.map(10, 0, 1);
		bench.iommu.hold = true;
		space.unmap([10], () => {});
		let destroyed = 0;
		space.destroy(() => destroyed++);
		expect(guest.createSpace(lease, 'x86-64')).toBe(Errno.ENOSPC);
		// The unbinding, then the unmap.
		bench.iommu.complete(1);
		expect(vfio.bindings.size).toBe(0);
		expect(guest.createSpace(lease, 'x86-64')).toBe(Errno.ENOSPC);
		expect([guest.spaces.size, bench.domainIds.available]).toEqual([1, 0]);
		bench.iommu.completeAll();
		expect([destroyed, bench.domainIds.available]).toEqual([1, 1]);
		expect(guest.tables.available).toBeGreaterThan(tables);
		expect(typeof guest.createSpace(lease, 'x86-64')).toBe('object');
		expect(guest.createSpace(lease, 'x86-64')).toBe(Errno.ENOSPC);
	});

	it('is given back when there is no frame for the table', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest('a', { tables: 1 });
		const { lease } = bench.space(guest);
		const before = bench.domainIds.available;
		expect(guest.createSpace(lease, 'x86-64')).toBe(Errno.ENOMEM);
		expect([bench.domainIds.available, guest.spaces.size]).toEqual([before, 1]);
	});
});

describe('an address space with many users', () => {
	/** A space that PASIDs 1 to `count` are bound to, and how often the device's IOMMU was asked for. */
	function bound(count: number) {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const device = bench.device('nic');
		const { space } = bench.space(guest);
		const vfio = bench.assign(device, guest);
		let reads = 0;
		const { iommu } = bench;
		Object.defineProperty(device, 'iommu', {
			get() {
				reads++;
				return iommu;
			},
		});
		for (let pasid = 1; pasid <= count; pasid++) space.bind(vfio, pasid);
		return { bench, space, vfio, reads: () => reads };
	}

	it('takes and loses each without looking at the others', () => {
		const { space, vfio, reads } = bound(500);
		for (let pasid = 1; pasid <= 500; pasid++) space.unbind(vfio, pasid, () => {});
		expect(space.users).toEqual([]);
		expect(reads()).toBeLessThanOrEqual(4 * 500);
	});

	it('has everything invalidated instead of more than 1024 runs times users', () => {
		const { bench, space, vfio } = bound(256);
		for (let i = 0; i < 5; i++) space.map(i * 2, i, 1);
		space.map(20, 5, 1);
		space.unmap([0, 2, 4, 6], () => {});
		space.map(0, 0, 1);
		space.map(2, 1, 1);
		space.map(4, 2, 1);
		space.map(6, 3, 1);
		space.unmap([0, 2, 4, 6, 8], () => {});
		space.unbind(vfio, 1, () => {});
		space.unmap([20], () => {});
		expect(bench.iommu.invalidations.map(({ runs, users }) => [runs, users.length])).toEqual([
			[[0, 2, 4, 6].map((page) => [page, 1]), 256],
			[[[0, space.pageLimit]], 256],
			[[[20, 1]], 255],
		]);
	});
});
