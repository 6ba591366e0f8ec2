import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { MapOutcome } from '../../../../src/host/kernel/vfio/outcome.js';
import { PASID, RecordingConsumer, VfioBench } from '../../../support/vfio-bench.js';

function setUp() {
	const bench = new VfioBench();
	const { guest } = bench.guest();
	return { bench, guest, ...bench.served(guest) };
}

describe('bind', () => {
	it('installs the space’s table under the guest’s domain', () => {
		const { bench, space, vfio } = setUp();
		expect(bench.iommu.bound).toEqual(new Map([['nic/5', space.rootPage('x86-64')]]));
		expect(space.bind(vfio, 6)).toBe(Errno.OK);
		expect([...vfio.bindings.keys()]).toEqual([5, 6]);
		expect(space.users.map((user) => user.pasid)).toEqual([5, 6]);
	});

	it.each([0, -2, 2 ** 20, 1.5, Number.NaN])('refuses PASID %d', (pasid) => {
		const { bench, space, vfio } = setUp();
		expect(space.bind(vfio, pasid)).toBe(Errno.EINVAL);
		expect(vfio.bindings.size).toBe(1);
		expect(bench.iommu.log).toEqual([]);
	});

	it('refuses a PASID beyond what function and IOMMU can', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const narrow = bench.device('narrow');
		bench.controls.get('narrow')!.maxPasid = 255;
		const { space } = bench.space(guest);
		const vfio = bench.assign(narrow, guest);
		expect(vfio.maxPasid).toBe(255);
		expect(space.bind(vfio, 256)).toBe(Errno.EINVAL);
		expect(space.bind(vfio, 255)).toBe(Errno.OK);
		bench.iommu.maxPasids = 64;
		expect(bench.assign(bench.device('other'), guest).maxPasid).toBe(63);
	});

	it('refuses a bound PASID, whoever’s, until it is unbound', () => {
		const { bench, guest, space, vfio } = setUp();
		const other = bench.space(guest).space;
		expect(space.bind(vfio, PASID)).toBe(Errno.EBUSY);
		expect(other.bind(vfio, PASID)).toBe(Errno.EBUSY);
		bench.iommu.hold = true;
		space.unbind(vfio, PASID, () => {});
		expect(other.bind(vfio, PASID)).toBe(Errno.EBUSY);
		bench.iommu.complete();
		expect(other.bind(vfio, PASID)).toBe(Errno.OK);
		expect(bench.iommu.bound.get('nic/5')).toBe(other.rootPage('x86-64'));
	});

	it('refuses a device of another guest', () => {
		const { bench, space } = setUp();
		const stranger = bench.assign(bench.device('gpu'), bench.guest('b').guest);
		expect(space.bind(stranger, PASID)).toBe(Errno.ENODEV);
		expect(stranger.bindings.size).toBe(0);
	});

	it('passes on the driver’s refusal and leaves nothing behind', () => {
		const { bench, space, vfio } = setUp();
		bench.iommu.failures.bindPasid = Errno.ENOMEM;
		expect(space.bind(vfio, 6)).toBe(Errno.ENOMEM);
		expect([...vfio.bindings.keys()]).toEqual([5]);
		expect(space.users.length).toBe(1);
	});
});

describe('unbind', () => {
	it('answers the PASID’s groups INVALID, those that the drain brings too, and no others', () => {
		const { bench, device, space, vfio, consumer } = setUp();
		space.bind(vfio, 6);
		bench.fault(device, 1);
		bench.fault(device, 2, 0x2000, 6);
		bench.fault(device, 3);
		const taken = bench.takeId(vfio);
		bench.iommu.takeLog();
		bench.iommu.onDrain = () => bench.fault(device, 4);
		const done: string[] = [];
		expect(space.unbind(vfio, PASID, () => done.push(...bench.iommu.takeLog()))).toBe(Errno.OK);
		expect(done).toEqual([
			'unbind nic/5',
			'respond nic 4 INVALID',
			'unbound nic/5',
			'respond nic 1 INVALID',
			'respond nic 3 INVALID',
		]);
		expect(vfio.respond(consumer, taken, 0)).toBe('REVOKED_GROUP');
		expect(vfio.outboxLength).toBe(1);
		expect(bench.core.groups.grpid(vfio.take())).toBe(2);
	});

	it('joins an unbinding under way', () => {
		const { bench, space, vfio } = setUp();
		bench.iommu.hold = true;
		const done: number[] = [];
		expect(space.unbind(vfio, PASID, () => done.push(1))).toBe(Errno.OK);
		expect(space.unbind(vfio, PASID, () => done.push(2))).toBe(Errno.OK);
		expect(bench.iommu.waiting).toBe(1);
		bench.iommu.complete();
		expect(done).toEqual([1, 2]);
		expect(space.unbind(vfio, PASID, () => done.push(3))).toBe(Errno.EINVAL);
		expect(done).toEqual([1, 2]);
	});

	it('refuses what is bound to another space', () => {
		const { bench, guest, vfio } = setUp();
		const other = bench.space(guest).space;
		const never = () => {
			throw new Error('called');
		};
		expect(other.unbind(vfio, PASID, never)).toBe(Errno.EINVAL);
		expect(other.unbind(vfio, 6, never)).toBe(Errno.EINVAL);
		expect(vfio.bindings.size).toBe(1);
	});

	it('counts as done when the driver does not have it any more', () => {
		const { bench, space, vfio } = setUp();
		bench.iommu.failures.unbindPasid = Errno.EINVAL;
		const done: number[] = [];
		expect(space.unbind(vfio, PASID, () => done.push(1))).toBe(Errno.OK);
		expect(done).toEqual([1]);
		expect([vfio.bindings.size, space.users.length]).toEqual([0, 0]);
	});
});

describe('destroy', () => {
	it('unbinds, waits for the unmaps under way, and then gives everything back', () => {
		const { bench, guest, space, lease, vfio } = setUp();
		const tables = guest.tables.available;
		for (let page = 0; page < 4; page++) space.map(page * 512, page, 3);
		bench.iommu.hold = true;
		const order: string[] = [];
		space.unmap([0], () => order.push('unmapped'));
		space.destroy(() => order.push('destroyed'));
		expect(guest.releaseFrames(lease)).toBe(Errno.EBUSY);
		// First the unbinding, then the unmap.
		bench.iommu.complete(1);
		expect(order).toEqual([]);
		expect(vfio.bindings.size).toBe(0);
		expect(guest.spaces.has(space)).toBe(true);
		bench.iommu.complete();
		expect(order).toEqual(['unmapped', 'destroyed']);
		expect([guest.frameTable.inUse, space.mapped, guest.spaces.size]).toEqual([0, 0, 0]);
		expect(guest.tables.available).toBe(tables + 1);
		expect(guest.releaseFrames(lease)).toBe(Errno.OK);
	});

	it('joins an unbinding and a destruction under way, and binds nothing meanwhile', () => {
		const { bench, space, vfio } = setUp();
		bench.iommu.hold = true;
		const done: string[] = [];
		space.unbind(vfio, PASID, () => done.push('unbound'));
		space.destroy(() => done.push('one'));
		space.destroy(() => done.push('two'));
		expect(space.bind(vfio, 6)).toBe(Errno.ENOENT);
		bench.iommu.completeAll();
		expect(done).toEqual(['unbound', 'one', 'two']);
		space.destroy(() => done.push('three'));
		expect(done.at(-1)).toBe('three');
	});

	it('keeps the old session’s faults from the next one from its first moment', () => {
		const { bench, guest, device, space, vfio, consumer } = setUp();
		bench.fault(device, 1);
		bench.iommu.hold = true;
		vfio.detachConsumer();
		space.destroy(() => {});
		const next = new RecordingConsumer();
		expect(vfio.attachConsumer(next)).toBe(Errno.OK);
		bench.fault(device, 2);
		bench.clock.settle();
		expect(next.told).toEqual([]);
		bench.iommu.completeAll();
		const again = bench.space(guest).space;
		expect(again.bind(vfio, PASID)).toBe(Errno.OK);
		bench.fault(device, 3);
		expect(next.told).toEqual(['ready nic']);
		expect(bench.core.groups.grpid(vfio.take())).toBe(3);
		expect(bench.iommu.log.filter((line) => line.startsWith('respond'))).toEqual([
			'respond nic 1 INVALID',
			'respond nic 2 INVALID',
		]);
		expect(consumer.told).toEqual(['ready nic']);
	});

	it('of one space leaves another with the same frames alone', () => {
		const { bench, guest, space, lease } = setUp();
		const sibling = guest.createSpace(lease, 'x86-64');
		if (typeof sibling === 'number') throw new Error('no space');
		space.map(1, 0, 1);
		sibling.map(1, 0, 1);
		space.destroy(() => {});
		expect(sibling.zero(0)).toBe(MapOutcome.FRAME_IN_USE);
		expect(guest.frameTable.inUse).toBe(1);
		expect(bench.iommu.invalidations).toEqual([]);
	});
});
