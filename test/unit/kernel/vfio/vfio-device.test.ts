import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../src/host/kernel/fault.js';
import { FaultEvent } from '../../../../src/host/kernel/vfio/event-ring.js';
import { PASID, RecordingConsumer, VfioBench } from '../../../support/vfio-bench.js';

function setUp(options: { outstanding?: number; deadlineMs?: number } = {}) {
	const bench = new VfioBench();
	const { guest } = bench.guest();
	return { bench, guest, ...bench.served(guest, 'nic', options) };
}

describe('delivery', () => {
	it('tells the consumer once while groups wait, and hands them out in order', () => {
		const { bench, device, vfio, consumer } = setUp();
		for (const grpid of [3, 1, 2]) expect(bench.fault(device, grpid)).toBe(Errno.OK);
		expect(consumer.told).toEqual(['ready nic']);
		expect([vfio.outboxLength, vfio.counters.delivered]).toEqual([3, 0]);
		expect(bench.core.groups.grpid(vfio.peek())).toBe(3);
		const { groups } = bench.core;
		expect([vfio.take(), vfio.take(), vfio.take()].map((slot) => groups.grpid(slot))).toEqual([
			3, 1, 2,
		]);
		expect([vfio.take(), vfio.peek(), vfio.outboxLength]).toEqual([-1, -1, 0]);
		expect(vfio.counters.delivered).toBe(3);
		bench.fault(device, 4);
		expect(consumer.told).toEqual(['ready nic', 'ready nic']);
	});

	it('rejects what no consumer is there for: the core answers INVALID', () => {
		const { bench, device, vfio } = setUp();
		vfio.detachConsumer();
		bench.fault(device, 1);
		expect(bench.iommu.takeLog()).toEqual(['respond nic 1 INVALID']);
		expect([vfio.outboxLength, vfio.counters.rejectedUnowned]).toEqual([0, 1]);
	});

	it.each([6, -1])('rejects PASID %d, which is not bound', (pasid) => {
		const { bench, device, vfio, consumer } = setUp();
		bench.fault(device, 1, 0x1000, pasid);
		expect(bench.iommu.takeLog()).toEqual(['respond nic 1 INVALID']);
		expect([vfio.outboxLength, vfio.counters.rejectedUnowned]).toEqual([0, 1]);
		expect(consumer.told).toEqual([]);
	});

	it('rejects what exceeds the outbox, counts it, and keeps what it has', () => {
		const { bench, device, vfio } = setUp({ outstanding: 2 });
		for (const grpid of [1, 2, 3]) bench.fault(device, grpid);
		expect(bench.iommu.takeLog()).toEqual(['respond nic 3 INVALID']);
		expect([vfio.outboxLength, vfio.counters.rejectedFull]).toEqual([2, 1]);
		vfio.take();
		bench.fault(device, 4);
		expect(vfio.outboxLength).toBe(2);
	});

	it('skips groups that expired before they were taken, and makes no room wait for them', () => {
		const { bench, device, vfio, consumer } = setUp({ outstanding: 2, deadlineMs: 100 });
		bench.fault(device, 1);
		bench.clock.advance(60);
		bench.fault(device, 2);
		bench.clock.advance(60);
		expect([vfio.outboxLength, consumer.expiredGroups]).toEqual([1, []]);
		bench.fault(device, 3);
		const { groups } = bench.core;
		expect([vfio.take(), vfio.take()].map((slot) => groups.grpid(slot))).toEqual([2, 3]);
		expect(vfio.take()).toBe(-1);
		expect(vfio.counters.rejectedFull).toBe(0);
	});

	it('tells the consumer of taken groups that expire', () => {
		const { bench, device, vfio, consumer } = setUp({ deadlineMs: 100 });
		bench.fault(device, 1);
		const id = bench.takeId(vfio);
		bench.clock.advance(100);
		expect(consumer.told).toEqual(['ready nic', 'expired nic']);
		expect(consumer.expiredGroups).toEqual([id]);
	});
});

describe('consumers', () => {
	it('are one at a time', () => {
		const { bench, device, vfio, consumer } = setUp();
		const second = new RecordingConsumer();
		expect(vfio.attachConsumer(second)).toBe(Errno.EBUSY);
		expect(vfio.consumer).toBe(consumer);
		bench.fault(device, 1);
		expect([consumer.told, second.told]).toEqual([['ready nic'], []]);
		vfio.detachConsumer();
		expect(vfio.attachConsumer(second)).toBe(Errno.OK);
		bench.fault(device, 2);
		expect([consumer.told, second.told]).toEqual([['ready nic'], ['ready nic']]);
	});

	it('leave nothing unanswered when they go, and the PASIDs as they are', () => {
		const { bench, device, vfio, consumer } = setUp();
		for (const grpid of [1, 2, 3]) bench.fault(device, grpid);
		const ids = [bench.takeId(vfio), bench.takeId(vfio)];
		vfio.respond(consumer, ids[1]!, ResponseCode.SUCCESS);
		bench.core.flush();
		vfio.detachConsumer();
		expect(bench.iommu.takeLog()).toEqual([
			'respond nic 2 SUCCESS',
			'respond nic 1 INVALID',
			'respond nic 3 INVALID',
		]);
		expect([vfio.outboxLength, bench.core.pendingCount(device)]).toEqual([0, 0]);
		expect([...vfio.bindings.keys()]).toEqual([PASID]);
		expect(vfio.take()).toBe(-1);
		vfio.detachConsumer();
		expect(bench.iommu.takeLog()).toEqual([]);
	});
});

describe('law 8: unrecoverable faults', () => {
	it('reach the consumer with their numbers, a loss in its place', () => {
		// The bench keeps 4 events for a device.
		const { bench, device, vfio, consumer } = setUp();
		for (let page = 1; page <= 7; page++) expect(bench.event(device, page)).toBe(Errno.OK);
		expect(consumer.told).toEqual(['events nic']);
		expect([vfio.eventsWaiting, vfio.eventsLost]).toEqual([4, 3]);
		const event = new FaultEvent();
		expect(vfio.takeEvent(event)).toBe(true);
		expect({ ...event }).toEqual({
			sequence: 4,
			lost: 3,
			type: 1,
			reason: 6,
			hardwareReason: 0x85,
			flags: 3,
			perm: 2,
			pasid: PASID,
			page: 4,
			offset: 0xabc,
			index: 0,
		});
		const rest: number[][] = [];
		while (vfio.takeEvent(event)) rest.push([event.sequence, event.lost]);
		expect(rest).toEqual([
			[5, 0],
			[6, 0],
			[7, 0],
		]);
		bench.event(device, 8);
		expect(consumer.told).toEqual(['events nic', 'events nic']);
	});

	it('that the IOMMU lost are told to each device behind it, in their place, and counted', () => {
		const { bench, guest, device, vfio, consumer } = setUp();
		const other = bench.served(guest, 'gpu');
		bench.event(device, 1);
		bench.core.reportEventLoss(bench.iommu);
		expect([vfio.eventsWaiting, vfio.eventsLost]).toEqual([1, 1]);
		expect([other.vfio.eventsWaiting, other.vfio.eventsLost]).toEqual([0, 1]);
		expect([consumer.told, other.consumer.told]).toEqual([['events nic'], []]);
		bench.event(device, 2);
		bench.event(other.device, 3);
		const event = new FaultEvent();
		const rows = (of: typeof vfio) => {
			const taken: number[][] = [];
			while (of.takeEvent(event)) taken.push([event.sequence, event.lost, event.page]);
			return taken;
		};
		expect(rows(vfio)).toEqual([
			[1, 0, 1],
			[3, 1, 2],
		]);
		expect(rows(other.vfio)).toEqual([[2, 1, 3]]);
	});

	it('wait for the next consumer, who is told at once', () => {
		const { bench, device, vfio } = setUp();
		vfio.detachConsumer();
		bench.event(device, 1);
		const next = new RecordingConsumer();
		vfio.attachConsumer(next);
		expect(next.told).toEqual(['events nic']);
		expect(vfio.eventsWaiting).toBe(1);
		expect(bench.iommu.takeLog()).toEqual([]);
	});
});
