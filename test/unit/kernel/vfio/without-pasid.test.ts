import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { NO_PASID } from '../../../../src/host/kernel/fault-source.js';
import { PASID, VfioBench } from '../../../support/vfio-bench.js';

/** A device with PASID 5 and its requests without one bound to two spaces, and a consumer. */
function setUp() {
	const bench = new VfioBench();
	const { guest } = bench.guest();
	const served = bench.served(guest);
	const plain = bench.space(guest).space;
	expect(plain.bind(served.vfio, NO_PASID)).toBe(Errno.OK);
	bench.iommu.takeLog();
	return { bench, guest, plain, ...served };
}

describe('requests without a PASID', () => {
	it('are bound to a space of their own, also where the device has no PASIDs', () => {
		const { bench, guest, plain, space } = setUp();
		expect(bench.iommu.bound).toEqual(
			new Map([
				['nic/5', space.rootPage('x86-64')],
				['nic/-1', plain.rootPage('x86-64')],
			]),
		);
		const simple = bench.device('simple');
		bench.controls.get('simple')!.maxPasid = 0;
		const vfio = bench.assign(simple, guest);
		expect(plain.bind(vfio, 1)).toBe(Errno.EINVAL);
		expect(plain.bind(vfio, NO_PASID)).toBe(Errno.OK);
		expect(plain.bind(vfio, NO_PASID)).toBe(Errno.EBUSY);
	});

	it('are refused with the reason of a driver that cannot translate them', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const vfio = bench.assign(bench.device('nic'), guest);
		bench.iommu.failures.bindPasid = Errno.EINVAL;
		expect(bench.space(guest).space.bind(vfio, NO_PASID)).toBe(Errno.EINVAL);
		expect(vfio.bindings.size).toBe(0);
	});

	it('are delivered while they are bound, and not instead of another', () => {
		const { bench, device, vfio, plain, space } = setUp();
		bench.fault(device, 1, 10, NO_PASID);
		expect(bench.core.groups.pasid(vfio.peek())).toBe(NO_PASID);
		bench.takeId(vfio);
		plain.unbind(vfio, NO_PASID, () => {});
		bench.iommu.takeLog();
		bench.fault(device, 2, 10, NO_PASID);
		bench.fault(device, 3, 10, PASID);
		expect(bench.iommu.takeLog()).toEqual(['respond nic 2 INVALID']);
		expect(bench.core.groups.pasid(vfio.peek())).toBe(PASID);
		space.unbind(vfio, PASID, () => {});
	});

	it('have their groups answered when they are unbound, and no others', () => {
		const { bench, device, vfio, plain } = setUp();
		for (const [grpid, pasid] of [
			[1, NO_PASID],
			[2, PASID],
			[3, NO_PASID],
		] as const)
			bench.fault(device, grpid, 10, pasid);
		let done = 0;
		expect(plain.unbind(vfio, NO_PASID, () => done++)).toBe(Errno.OK);
		expect(bench.iommu.takeLog()).toEqual([
			'unbind nic/-1',
			'unbound nic/-1',
			'respond nic 1 INVALID',
			'respond nic 3 INVALID',
		]);
		expect([done, bench.core.pendingCount(device), vfio.outboxLength]).toEqual([1, 1, 1]);
	});

	it('are told to their driver when the space changes', () => {
		const { bench, plain } = setUp();
		plain.map(10, plain.lease.first, 1);
		plain.unmap([10], () => {});
		expect(bench.iommu.invalidations.map(({ users }) => users)).toEqual([[['nic', NO_PASID]]]);
	});
});
