import { expect, test } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { FaultType, IommuFault, UnrecoverableFlag } from '../../../src/host/kernel/fault.js';
import { EventCollector } from '../../../src/host/relay/events.js';
import { VfioBench } from '../../support/vfio-bench.js';

test('a fault of an interrupt travels with its type and index, between those of DMA', () => {
	const bench = new VfioBench();
	const { device, vfio } = bench.served(bench.guest().guest);
	const collector = new EventCollector();
	const interrupt = (index: number, flags: number) => {
		const fault = new IommuFault();
		Object.assign(fault, { type: FaultType.INTERRUPT, flags, index, hardwareReason: 0x22 });
		return bench.core.reportDeviceFault(device, fault);
	};

	bench.event(device, 7);
	collector.add(vfio);
	// All of DMA: the columns that an older agent does not know stay empty.
	expect(collector.take()).toMatchObject({ page: [7], type: [], index: [] });

	bench.event(device, 8);
	expect(interrupt(0xfedc_ba98, UnrecoverableFlag.INDEX_VALID)).toBe(Errno.OK);
	expect(interrupt(5, 0)).toBe(Errno.OK);
	collector.add(vfio);
	expect(collector.take()).toMatchObject({
		device: [vfio.handle, vfio.handle, vfio.handle],
		sequence: [2, 3, 4],
		lost: [0, 0, 0],
		hardwareReason: [0x85, 0x22, 0x22],
		page: [8, 0, 0],
		// EVENT_WRITE | EVENT_ADDRESS_VALID | EVENT_PASID_VALID; EVENT_INDEX_VALID; nothing.
		flags: [2 + 16 + 32, 64, 0],
		type: [0, 1, 1],
		index: [0, 0xfedc_ba98, 0],
	});
	expect(collector.take()).toBeUndefined();
	// The ring keeps 4: the oldest are lost, told in their place.
	for (let i = 0; i < 6; i++) interrupt(i, UnrecoverableFlag.INDEX_VALID);
	collector.add(vfio);
	expect(collector.take()).toMatchObject({ index: [2, 3, 4, 5], lost: [2, 0, 0, 0] });
	expect(bench.core.pendingCount(device)).toBe(0);
});
