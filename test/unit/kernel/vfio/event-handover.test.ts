import { describe, expect, it } from 'vitest';
import { FaultEvent } from '../../../../src/host/kernel/vfio/event-ring.js';
import type { VfioDevice } from '../../../../src/host/kernel/vfio/vfio-device.js';
import { RecordingConsumer, VfioBench } from '../../../support/vfio-bench.js';

/** Takes everything that waits: sequence, lost and page of each. */
function take(vfio: VfioDevice): number[][] {
	const event = new FaultEvent();
	const rows: number[][] = [];
	while (vfio.takeEvent(event)) rows.push([event.sequence, event.lost, event.page]);
	return rows;
}

describe('unrecoverable faults that a consumer did not take before it went', () => {
	it('are there for the next one, in their order and with their numbers', () => {
		const bench = new VfioBench();
		const { device, vfio } = bench.served(bench.guest().guest);
		for (const page of [11, 12, 13]) bench.event(device, page);
		vfio.takeEvent(new FaultEvent());
		vfio.detachConsumer();
		expect([vfio.eventsWaiting, vfio.eventsLost]).toEqual([2, 0]);

		const next = new RecordingConsumer();
		vfio.attachConsumer(next);
		expect(next.told).toEqual(['events nic']);
		bench.event(device, 14);
		expect(take(vfio)).toEqual([
			[2, 0, 12],
			[3, 0, 13],
			[4, 0, 14],
		]);
	});

	it('are counted where they had to make room meanwhile', () => {
		// The bench keeps 4 events for a device.
		const bench = new VfioBench();
		const { device, vfio } = bench.served(bench.guest().guest);
		for (const page of [11, 12]) bench.event(device, page);
		vfio.detachConsumer();
		for (const page of [13, 14, 15]) bench.event(device, page);
		vfio.attachConsumer(new RecordingConsumer());
		expect(vfio.eventsLost).toBe(1);
		expect(take(vfio)).toEqual([
			[2, 1, 12],
			[3, 0, 13],
			[4, 0, 14],
			[5, 0, 15],
		]);
	});
});
