import { describe, expect, it } from 'vitest';
import { ResponseCode } from '../../../../src/host/kernel/fault.js';
import { PASID, VfioBench } from '../../../support/vfio-bench.js';

describe('a fault that comes while a device is being taken away', () => {
	it('is answered INVALID and not offered to the consumer, however early it comes', () => {
		const bench = new VfioBench();
		const { device, vfio, consumer } = bench.served(bench.guest().guest);
		const controls = bench.controls.get('nic');
		if (controls === undefined) throw new Error('no controls');
		// The last requests of a function arrive while its page requests are being switched off.
		controls.disable = () => {
			bench.fault(device, 1);
			bench.clock.settle();
		};
		bench.binding.unbind(device);
		bench.clock.settle();
		expect(consumer.told).toEqual(['revoked nic NOT_ASSIGNED']);
		const log = bench.iommu.takeLog();
		expect(log.filter((line) => line.startsWith('respond'))).toEqual(['respond nic 1 INVALID']);
		expect(log.at(-1)).toBe('release nic');
		expect(vfio.counters).toMatchObject({ delivered: 0, rejectedUnowned: 1, rejectedFull: 0 });
		expect(bench.core.groups.used).toBe(0);
	});
});

describe('groups that are answered because their PASID is unbound', () => {
	it('are not told as expired; a response that comes is refused as revoked', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const { device, vfio, space, consumer } = bench.served(guest, 'nic', { deadlineMs: 50 });
		for (const grpid of [1, 2]) bench.fault(device, grpid);
		const delivered = bench.takeId(vfio);
		let unbound = 0;
		space.unbind(vfio, PASID, () => unbound++);
		bench.clock.settle();
		expect(unbound).toBe(1);
		expect(bench.iommu.takeLog().filter((line) => line.startsWith('respond'))).toEqual([
			'respond nic 1 INVALID',
			'respond nic 2 INVALID',
		]);
		bench.clock.advance(100);
		expect(consumer.told).toEqual(['ready nic']);
		expect(consumer.expiredGroups).toEqual([]);
		expect(vfio.respond(consumer, delivered, ResponseCode.SUCCESS)).toBe('REVOKED_GROUP');
		expect(bench.core.counters(device)).toMatchObject({ revoked: 2, expired: 0, invalid: 2 });
	});
});
