import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { MapOutcome } from '../../../../src/host/kernel/vfio/outcome.js';
import { FakeIommuDriver } from '../../../support/fake-iommu-driver.js';
import { VfioBench } from '../../../support/vfio-bench.js';

const NO_PASID = -1;

/** A space with a device behind an ordinary IOMMU, and one behind an IOMMU that caches what is absent. */
function setUp() {
	const bench = new VfioBench();
	const { guest } = bench.guest('a');
	const { space, lease } = bench.served(guest);
	const absent = new FakeIommuDriver('absent');
	absent.cachesAbsent = true;
	const nic = bench.assign(bench.device('old', 8, absent), guest);
	const told = () => absent.invalidations.splice(0).map(({ runs, users }) => [runs, users]);
	return { bench, guest, space, frame: lease.first, absent, nic, told };
}

describe('a space behind an IOMMU that caches what is absent', () => {
	it('invalidates pages that become present or gain a permission, for all of its users', () => {
		const { bench, space, frame, nic, told } = setUp();
		expect(space.bind(nic, NO_PASID)).toBe(Errno.OK);
		expect(space.map(10, frame, 1)).toBe(MapOutcome.OK);
		expect(told()).toEqual([[[[10, 1]], [['old', NO_PASID]]]]);
		expect(space.map(10, frame, 3)).toBe(MapOutcome.OK);
		expect(told()).toEqual([[[[10, 1]], [['old', NO_PASID]]]]);
		expect(bench.iommu.invalidations).toHaveLength(2);
	});

	it('does not for what is refused', () => {
		const { space, frame, nic, told } = setUp();
		space.bind(nic, NO_PASID);
		space.map(10, frame, 3);
		told();
		expect(space.map(10, frame + 1, 3)).toBe(MapOutcome.PAGE_MAPPED);
		expect(space.map(11, frame + 99, 3)).toBe(MapOutcome.BAD_FRAME);
		expect(told()).toEqual([]);
	});

	it('does so once for a page that another table needs told of too', () => {
		const { bench, guest, space, frame, nic, told } = setUp();
		const smmu = new FakeIommuDriver('smmu', 'aarch64', 'aarch64');
		const gpu = bench.assign(bench.device('gpu', 8, smmu), guest);
		space.bind(nic, NO_PASID);
		space.bind(gpu, 7);
		space.map(10, frame, 1);
		told();
		space.map(10, frame, 3);
		expect(told()).toHaveLength(1);
	});

	it('ends with the last of its users behind such an IOMMU, and only then', () => {
		const { bench, guest, space, frame, absent, nic, told } = setUp();
		const other = bench.assign(bench.device('older', 8, absent), guest);
		space.bind(nic, NO_PASID);
		space.bind(other, NO_PASID);
		space.unbind(nic, NO_PASID, () => {});
		space.map(10, frame, 3);
		expect(told()).toEqual([[[[10, 1]], [['older', NO_PASID]]]]);
		space.unbind(other, NO_PASID, () => {});
		space.map(11, frame + 1, 3);
		expect(told()).toEqual([]);
		expect(bench.iommu.invalidations).toHaveLength(1);
	});
});
