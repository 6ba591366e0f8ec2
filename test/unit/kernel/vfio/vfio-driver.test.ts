import { describe, expect, it } from 'vitest';
import type { Device } from '../../../../src/host/kernel/device.js';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../src/host/kernel/fault.js';
import { PASID, RecordingConsumer, VfioBench } from '../../../support/vfio-bench.js';

const POLICY = { responseDeadlineMs: 100, onExpiry: ResponseCode.INVALID };

describe('probe', () => {
	it('turns page requests on last, with the device’s allocation', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const device = bench.device('nic', 32);
		const vfio = bench.assign(device, guest, 250);
		expect(bench.iommu.takeLog()).toEqual(['probe nic', 'enable nic 32']);
		expect(bench.core.handlerOf(device)).toBe(vfio);
		expect([...guest.devices]).toEqual([vfio]);
		expect([vfio.name, vfio.handle, vfio.responseDeadlineMs]).toEqual(['nic', 1, 250]);
	});

	it('gives every assignment another handle', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const device = bench.device('nic');
		const first = bench.assign(device, guest).handle;
		bench.binding.unbind(device);
		expect(bench.assign(device, guest).handle).toBe(first + 1);
	});

	it('refuses a device that was not prepared, or has no function', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const device = bench.device('nic');
		expect(bench.binding.bind(device, bench.vfio)).toBe(Errno.EINVAL);
		bench.controls.clear();
		expect(bench.vfio.prepare(device, { guest, ...POLICY })).toBe(Errno.OK);
		expect(bench.binding.bind(device, bench.vfio)).toBe(Errno.ENODEV);
		// The preparation is used up.
		expect(bench.binding.bind(device, bench.vfio)).toBe(Errno.EINVAL);
		expect([device.references, guest.devices.size]).toEqual([1, 0]);
	});

	it('refuses a device that is assigned', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const device = bench.device('nic');
		const vfio = bench.assign(device, guest);
		expect(bench.vfio.prepare(device, { guest: bench.guest('b').guest, ...POLICY })).toBe(
			Errno.EBUSY,
		);
		expect(bench.vfio.probe(device)).toBe(Errno.EBUSY);
		expect(bench.vfio.assigned(device)).toBe(vfio);
	});

	it.each<[string, (bench: VfioBench, device: Device) => void, Errno]>([
		[
			'the core does not enable it',
			(bench, device) => {
				bench.core.enableDevice(device, POLICY);
			},
			Errno.EBUSY,
		],
		[
			'the IOMMU does not take it',
			(bench) => {
				bench.iommu.failures.probeDevice = Errno.ENOMEM;
			},
			Errno.ENOMEM,
		],
		[
			'the function refuses',
			(bench) => {
				bench.controls.get('nic')!.result = Errno.EINVAL;
			},
			Errno.EINVAL,
		],
	])('is undone when %s', (_what, breakIt, errno) => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const device = bench.device('nic');
		breakIt(bench, device);
		const references = device.references;
		bench.vfio.prepare(device, { guest, ...POLICY });
		expect(bench.binding.bind(device, bench.vfio)).toBe(errno);
		expect(device.references).toBe(references);
		expect(bench.core.handlerOf(device)).toBeUndefined();
		expect(bench.iommu.probed.size).toBe(0);
		expect([guest.devices.size, bench.vfio.assigned(device)]).toEqual([0, undefined]);
		// Once the cause is gone it works.
		bench.core.disableDevice(device);
		delete bench.iommu.failures.probeDevice;
		bench.controls.get('nic')!.result = Errno.OK;
		expect(bench.assign(device, guest).name).toBe('nic');
	});

	it('is undone when there is no room for another handler', () => {
		const bench = new VfioBench({ maxHandlers: 1 });
		const { guest } = bench.guest();
		bench.assign(bench.device('gpu'), guest);
		const device = bench.device('nic');
		bench.vfio.prepare(device, { guest, ...POLICY });
		expect(bench.binding.bind(device, bench.vfio)).toBe(Errno.ENOMEM);
		expect([device.references, guest.devices.size]).toEqual([1, 1]);
		expect(bench.core.enableDevice(device, POLICY)).toBe(Errno.OK);
	});
});

describe('remove', () => {
	it('stops, answers, tells, unregisters; then unbinds, resets, gives back', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const before = guest.tables.available;
		const { consumer, device, lease, space, vfio } = bench.served(guest);
		space.map(1, 0, 3);
		bench.fault(device, 1);
		bench.iommu.hold = true;
		expect(bench.binding.unbind(device)).toBe(Errno.OK);
		expect(bench.binding.evictions).toBe(0);
		expect(bench.iommu.takeLog()).toEqual(['disable nic', 'respond nic 1 INVALID', 'unbind nic/5']);
		expect(consumer.told).toEqual(['ready nic', 'revoked nic NOT_ASSIGNED']);
		expect([vfio.blocked, vfio.consumer, guest.devices.size]).toEqual([true, undefined, 0]);
		expect(bench.core.handlerOf(device)).toBeUndefined();
		bench.iommu.complete();
		expect(bench.iommu.takeLog()).toEqual(['unbound nic/5', 'reset nic', 'release nic']);
		expect(device.references).toBe(1);
		expect(bench.iommu.probed.size).toBe(0);
		// The session's space stays with its mappings until the session ends.
		expect([space.mapped, space.users.length]).toEqual([1, 0]);
		space.destroy(() => {});
		expect(guest.releaseFrames(lease)).toBe(Errno.OK);
		expect([guest.tables.available, guest.frameTable.inUse]).toEqual([before, 0]);
	});

	it('is complete at once where nothing is bound', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const device = bench.device('nic');
		bench.assign(device, guest);
		bench.iommu.takeLog();
		bench.iommu.hold = true;
		bench.binding.unbind(device);
		expect(bench.iommu.takeLog()).toEqual(['disable nic', 'reset nic', 'release nic']);
		expect(device.references).toBe(1);
	});

	it('joins the unbinding of a session, and lets it bind and attach nothing more', () => {
		const bench = new VfioBench();
		const { guest } = bench.guest();
		const { device, space, vfio } = bench.served(guest);
		bench.iommu.hold = true;
		const done: string[] = [];
		space.unbind(vfio, PASID, () => done.push('unbound'));
		bench.vfio.remove(device);
		bench.vfio.remove(device);
		expect(space.bind(vfio, 6)).toBe(Errno.ENODEV);
		expect(vfio.attachConsumer(new RecordingConsumer())).toBe(Errno.ENODEV);
		bench.vfio.whenFree(device, () => done.push('free'));
		expect(done).toEqual([]);
		bench.iommu.completeAll();
		expect(done).toEqual(['unbound', 'free']);
		bench.vfio.whenFree(device, () => done.push('at once'));
		expect(done.at(-1)).toBe('at once');
	});

	it('of a device that is not assigned does nothing', () => {
		const bench = new VfioBench();
		const device = bench.device('nic');
		bench.vfio.remove(device);
		expect([bench.iommu.log, device.references]).toEqual([[], 1]);
	});
});

describe('law 2: a device that changes guests with faults in flight', () => {
	it('answers the old guest’s groups, queued ones too, before the new guest’s first', () => {
		const bench = new VfioBench();
		const first = bench.served(bench.guest('a').guest);
		const { device } = first;
		for (const grpid of [1, 2, 3]) bench.fault(device, grpid);
		const ids = [bench.takeId(first.vfio), bench.takeId(first.vfio)];
		bench.iommu.hold = true;
		// Still in the IOMMU's queue when the device is taken away; the same group index as before.
		bench.iommu.onDrain = () => bench.fault(device, 2);
		bench.binding.unbind(device);

		const { guest } = bench.guest('b');
		const next = { guest, ...POLICY };
		expect(bench.vfio.prepare(device, next)).toBe(Errno.EBUSY);
		expect(bench.binding.bind(device, bench.vfio)).toBe(Errno.EBUSY);
		// Nor does a driver other than VFIO get the device meanwhile.
		expect(bench.core.enableDevice(device, POLICY)).toBe(Errno.EBUSY);
		bench.iommu.complete();
		bench.clock.settle();
		expect(bench.iommu.takeLog().slice(-8)).toEqual([
			'respond nic 1 INVALID',
			'respond nic 2 INVALID',
			'respond nic 3 INVALID',
			'unbind nic/5',
			'respond nic 2 INVALID',
			'unbound nic/5',
			'reset nic',
			'release nic',
		]);

		const vfio = bench.assign(device, guest);
		const { space } = bench.space(guest);
		space.bind(vfio, PASID);
		const consumer = new RecordingConsumer();
		vfio.attachConsumer(consumer);
		bench.fault(device, 2);
		const id = bench.takeId(vfio);
		for (const old of ids) {
			expect(first.vfio.respond(first.consumer, old, ResponseCode.SUCCESS)).toBe('REVOKED_GROUP');
			expect(vfio.respond(consumer, old, ResponseCode.SUCCESS)).toBe('FOREIGN_GROUP');
		}
		expect(first.vfio.respond(first.consumer, id, ResponseCode.SUCCESS)).toBe('FOREIGN_GROUP');
		expect(bench.core.pendingCount(device)).toBe(1);
		expect(vfio.respond(consumer, id, ResponseCode.INVALID)).toBe(0);
		expect(bench.iommu.log.filter((line) => line.startsWith('respond'))).toEqual([
			'respond nic 2 INVALID',
		]);
	});

	it('gives the new guest none of the old one’s events', () => {
		const bench = new VfioBench();
		const first = bench.served(bench.guest('a').guest);
		first.vfio.detachConsumer();
		bench.event(first.device, 1);
		bench.binding.unbind(first.device);
		const vfio = bench.assign(first.device, bench.guest('b').guest);
		const consumer = new RecordingConsumer();
		vfio.attachConsumer(consumer);
		expect([vfio.eventsWaiting, consumer.told]).toEqual([0, []]);
	});
});
