import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../src/host/kernel/fault.js';
import { PASID, VfioBench } from '../../../support/vfio-bench.js';

const { SUCCESS } = ResponseCode;

function served() {
	const bench = new VfioBench();
	const { guest } = bench.guest();
	const all = bench.served(guest);
	bench.iommu.hold = true;
	return { bench, guest, ...all };
}

describe('the reset of an assigned device', () => {
	it('answers before the function forgets, drains, and translates as before', () => {
		const { bench, device, vfio, space, lease, consumer } = served();
		expect(space.map(0x1000, lease.first, 1)).toBe(0);
		bench.fault(device, 1);
		bench.fault(device, 2);
		const taken = bench.takeId(vfio);
		const references = device.references;
		const results: Errno[] = [];
		expect(bench.binding.reset(device, (errno) => results.push(errno))).toBe(Errno.OK);
		expect(bench.iommu.takeLog()).toEqual([
			'disable nic',
			'respond nic 1 INVALID',
			'respond nic 2 INVALID',
			'unbind nic/5',
		]);
		expect([vfio.outboxLength, vfio.paused, bench.core.pendingCount(device)]).toEqual([0, true, 0]);
		// What the drain brings is refused, once.
		bench.iommu.onDrain = () => bench.fault(device, 3);
		bench.iommu.completeAll();
		expect(bench.iommu.takeLog()).toEqual([
			'respond nic 3 INVALID',
			'unbound nic/5',
			'reset nic',
			'bind nic/5',
			'enable nic 8',
		]);
		expect([results, vfio.paused, device.references]).toEqual([[Errno.OK], false, references]);
		expect(bench.iommu.bound.get('nic/5')).toBe(space.rootPage('x86-64'));
		expect(space.mapped).toBe(1);
		// The consumer is the same; what it took before has no effect any more.
		expect(vfio.respond(consumer, taken, SUCCESS)).toBe('REVOKED_GROUP');
		bench.fault(device, 4);
		expect(vfio.respond(consumer, bench.takeId(vfio), SUCCESS)).toBe(0);
		expect(consumer.told).toEqual(['ready nic', 'ready nic']);
		expect(bench.iommu.takeLog()).toEqual(['respond nic 4 SUCCESS']);
	});

	it('lets an unbinding that comes meanwhile win', () => {
		const { bench, device, vfio, space } = served();
		let unbound = 0;
		const results: Errno[] = [];
		bench.binding.reset(device, (errno) => results.push(errno));
		expect(space.unbind(vfio, PASID, () => unbound++)).toBe(Errno.OK);
		bench.iommu.completeAll();
		expect([unbound, results, vfio.bindings.size]).toEqual([1, [Errno.OK], 0]);
		expect(bench.iommu.bound.size).toBe(0);
		expect(space.bind(vfio, PASID)).toBe(Errno.OK);
	});

	it('waits for an unbinding that was under way', () => {
		const { bench, device, vfio, space } = served();
		space.unbind(vfio, PASID, () => {});
		const results: Errno[] = [];
		bench.binding.reset(device, (errno) => results.push(errno));
		expect(results).toEqual([]);
		bench.iommu.completeAll();
		expect([results, vfio.bindings.size]).toEqual([[Errno.OK], 0]);
		expect(bench.iommu.takeLog().slice(-2)).toEqual(['reset nic', 'enable nic 8']);
	});

	it('ends bindings for which there is no memory any more, and tells why the function stays off', () => {
		const { bench, guest, device, vfio, lease } = served();
		let ended = 0;
		const other = guest.createSpace(lease, 'x86-64');
		if (typeof other === 'number') throw new Error('no space');
		other.bind(vfio, 6, () => ended++);
		const results: Errno[] = [];
		bench.binding.reset(device, (errno) => results.push(errno));
		bench.iommu.failures.bindPasid = Errno.ENOMEM;
		bench.controls.get('nic')!.result = Errno.EBUSY;
		bench.iommu.completeAll();
		expect([results, ended, vfio.bindings.size]).toEqual([[Errno.EBUSY], 1, 0]);
		expect(bench.binding.stateOf(device)).toBe('bound');
		// It can be unbound as ever, and nothing is left.
		expect(bench.binding.unbind(device)).toBe(Errno.OK);
		bench.iommu.completeAll();
		expect([bench.binding.stateOf(device), device.references]).toEqual(['none', 1]);
	});

	it('is refused for what is not assigned, and while one is under way', () => {
		const { bench, device } = served();
		const never = () => expect.unreachable();
		expect(bench.vfio.reset(bench.device('other'), never)).toBe(Errno.ENODEV);
		bench.vfio.reset(device, () => {});
		expect(bench.vfio.reset(device, never)).toBe(Errno.EBUSY);
	});
});

describe('moving a PASID to another space', () => {
	function twoSpaces() {
		const all = served();
		const to = all.guest.createSpace(all.lease, 'x86-64');
		if (typeof to === 'number') throw new Error('no space');
		return { ...all, to };
	}

	it('answers the groups of the old one before it translates through the new one', () => {
		const { bench, device, vfio, space, to, consumer } = twoSpaces();
		bench.fault(device, 1);
		const old = bench.takeId(vfio);
		const results: Errno[] = [];
		expect(space.move(vfio, PASID, to, (errno) => results.push(errno))).toBe(Errno.OK);
		// Neither delivered nor bound meanwhile; a second move is refused.
		bench.fault(device, 2);
		expect([vfio.take(), results.length]).toEqual([-1, 0]);
		expect(space.move(vfio, PASID, to, () => {})).toBe(Errno.EINVAL);
		bench.iommu.completeAll();
		expect(results).toEqual([Errno.OK]);
		expect(bench.iommu.takeLog()).toEqual([
			'unbind nic/5',
			'respond nic 2 INVALID',
			'unbound nic/5',
			'respond nic 1 INVALID',
			'bind nic/5',
		]);
		expect(bench.iommu.bound.get('nic/5')).toBe(to.rootPage('x86-64'));
		expect([space.users.length, to.users.length]).toEqual([0, 1]);
		expect(vfio.respond(consumer, old, SUCCESS)).toBe('REVOKED_GROUP');
		bench.fault(device, 3);
		expect(vfio.respond(consumer, bench.takeId(vfio), SUCCESS)).toBe(0);
	});

	it('leaves the old one as it was when the new one cannot be had', () => {
		const { bench, guest, vfio, space, to } = twoSpaces();
		const never = () => expect.unreachable();
		expect(space.move(vfio, 9, to, never)).toBe(Errno.EINVAL);
		expect(space.move(vfio, PASID, space, never)).toBe(Errno.EINVAL);
		expect(to.move(vfio, PASID, space, never)).toBe(Errno.EINVAL);
		const foreign = bench.space(bench.guest('b').guest).space;
		expect(space.move(vfio, PASID, foreign, never)).toBe(Errno.EINVAL);
		to.destroy(() => {});
		expect(space.move(vfio, PASID, to, never)).toBe(Errno.ENOENT);
		expect([space.users.length, guest.spaces.size]).toEqual([1, 1]);
		expect(bench.iommu.takeLog()).toEqual([]);
	});

	it('goes back when the new one goes meanwhile; the end of the binding is told once', () => {
		const { bench, guest, lease, vfio, to } = twoSpaces();
		let ended = 0;
		const from = guest.createSpace(lease, 'x86-64');
		if (typeof from === 'number') throw new Error('no space');
		from.bind(vfio, 6, () => ended++);
		const results: Errno[] = [];
		from.move(vfio, 6, to, (errno) => results.push(errno));
		to.destroy(() => {});
		bench.iommu.completeAll();
		expect([results, ended, from.users.length]).toEqual([[Errno.ENOENT], 0, 1]);
		from.destroy(() => {});
		bench.iommu.completeAll();
		expect([ended, vfio.bindings.has(6)]).toEqual([1, false]);
	});

	it('ends the binding when neither can be had', () => {
		const { bench, guest, lease, vfio, to } = twoSpaces();
		let ended = 0;
		const from = guest.createSpace(lease, 'x86-64');
		if (typeof from === 'number') throw new Error('no space');
		from.bind(vfio, 6, () => ended++);
		const results: Errno[] = [];
		from.move(vfio, 6, to, (errno) => results.push(errno));
		bench.iommu.failures.bindPasid = Errno.ENOMEM;
		bench.iommu.completeAll();
		expect([results, ended, vfio.bindings.has(6)]).toEqual([[Errno.ENOMEM], 1, false]);
	});
});
