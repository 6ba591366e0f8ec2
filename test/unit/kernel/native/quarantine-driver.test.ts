import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { FaultType, IommuFault, UnrecoverableFlag } from '../../../../src/host/kernel/fault.js';
import { OwnersMachine } from '../../../support/owners-machine.js';

const BASE = 0x10_0000;

/** A device without page requests: 16 pages for each of its 4 PASIDs; what is beyond faults for good. */
function bound(options: ConstructorParameters<typeof OwnersMachine>[0] = {}, pri = false) {
	const machine = new OwnersMachine(options);
	const device = machine.plug('nic', 0x0100, { pri });
	expect(machine.binding.bind(device, machine.quarantine)).toBe(Errno.OK);
	const read = (pasid: number, page: number) => {
		const outcome = machine.read(device, pasid, BASE + page * 4096);
		machine.clock.settle();
		return outcome.error ?? 'ok';
	};
	return { machine, device, read, driver: machine.quarantine };
}

describe('the quarantine driver', () => {
	it('takes the PASID that faulted out, and the rest of the device runs on', () => {
		const { machine, device, read, driver } = bound();
		expect([1, 2, 3, 4].map((pasid) => read(pasid, pasid))).toEqual(['ok', 'ok', 'ok', 'ok']);
		machine.clock.advance(5);
		expect(read(2, 16)).toBe('aborted');
		expect(driver.quarantines(device)).toEqual([
			{
				...{ pasid: 2, reason: 5, hardwareReason: 0x71, page: 0x110, since: 5 },
				...{ sequence: 1, faults: 0, drained: true },
			},
		]);
		// What worked before does not, and is counted; the others do not notice.
		expect(read(2, 2)).toBe('aborted');
		expect([1, 3, 4].map((pasid) => read(pasid, pasid))).toEqual(['ok', 'ok', 'ok']);
		expect(driver.quarantines(device)[0]!.faults).toBe(1);
		expect(driver.countersOf(device)).toMatchObject({ quarantined: 1, released: 0 });
		expect(machine.logged).toEqual([
			'quarantine: nic: PASID 2 quarantined: reason 5 (hardware 0x71) at page 0x110',
		]);
	});

	it('counts the faults of a device, with a loss in its place', () => {
		const { machine, device, read, driver } = bound();
		read(1, 16);
		read(1, 1);
		machine.core.reportEventLoss(device.iommu);
		read(3, 16);
		expect(
			driver.quarantines(device).map(({ pasid, sequence, faults }) => [pasid, sequence, faults]),
		).toEqual([
			[1, 1, 1],
			[3, 4, 0],
		]);
		expect(driver.bound(device)?.counters).toMatchObject({ events: 3, eventLosses: 1 });
	});

	it('releases it on command, with its pages', () => {
		const { machine, device, read, driver } = bound();
		machine.write(device, 2, BASE, Uint8Array.of(9));
		read(2, 16);
		expect(driver.release(device, 3)).toBe(Errno.EINVAL);
		expect(driver.release(device, 9)).toBe(Errno.EINVAL);
		expect(driver.release(device, 2)).toBe(Errno.OK);
		expect(driver.release(device, 2)).toBe(Errno.EINVAL);
		const again = machine.read(device, 2, BASE);
		machine.clock.settle();
		expect([again.error, again.bytes[0]]).toEqual([undefined, 9]);
		expect(driver.quarantines(device)).toEqual([]);
		expect(driver.countersOf(device)).toMatchObject({ quarantined: 1, released: 1 });
		expect(driver.release(machine.plug('other', 0x0200), 1)).toBe(Errno.ENODEV);
	});

	it('answers the page requests of a quarantined PASID INVALID, those of others as ever', () => {
		const { machine, device, read, driver } = bound({}, true);
		const fault = new IommuFault();
		Object.assign(fault, { type: FaultType.DMA_UNRECOVERABLE, pasid: 2, reason: 6 });
		fault.flags = UnrecoverableFlag.PASID_VALID;
		const flying = machine.read(device, 2, BASE);
		machine.core.reportDeviceFault(device, fault);
		expect(driver.release(device, 2)).toBe(Errno.EBUSY);
		machine.clock.settle();
		expect(flying).toMatchObject({ ended: true, error: 'invalid' });
		expect(driver.quarantines(device)).toMatchObject([{ pasid: 2, page: -1, drained: true }]);
		expect(read(3, 0)).toBe('ok');
		expect(machine.core.pendingCount(device)).toBe(0);
		expect(machine.endpoint(device).counters.responsesUnexpected).toBe(0);
	});

	it('blames no PASID for a fault of an interrupt, or for one that the device does not have', () => {
		const { machine, device, driver } = bound();
		const fault = new IommuFault();
		Object.assign(fault, { type: FaultType.INTERRUPT, flags: 1, pasid: 2 });
		machine.core.reportDeviceFault(device, fault);
		Object.assign(fault, { type: FaultType.DMA_UNRECOVERABLE, pasid: 77 });
		machine.core.reportDeviceFault(device, fault);
		fault.flags = 0;
		machine.core.reportDeviceFault(device, fault);
		expect(driver.quarantines(device)).toEqual([]);
		expect(driver.countersOf(device)).toMatchObject({ quarantined: 0, unattributed: 3 });
	});

	it('lets as many faults pass as it is told', () => {
		const { device, read, driver } = bound({ tolerated: 2 });
		expect([read(1, 16), read(1, 17), driver.quarantines(device).length]).toEqual([
			...['aborted', 'aborted'],
			0,
		]);
		expect(read(1, 0)).toBe('ok');
		read(1, 18);
		expect(driver.quarantines(device)).toMatchObject([{ pasid: 1, page: 0x112 }]);
		driver.release(device, 1);
		read(1, 16);
		expect(driver.quarantines(device)).toEqual([]);
		expect(driver.countersOf(device)).toMatchObject({ tolerated: 3, quarantined: 1 });
	});

	it('keeps the quarantine over a reset of the function, and forgets it with the binding', () => {
		const { machine, device, read, driver } = bound();
		read(2, 16);
		const results: Errno[] = [];
		machine.binding.reset(device, (errno) => results.push(errno));
		expect(driver.release(device, 2)).toBe(Errno.EBUSY);
		machine.clock.settle();
		expect(results).toEqual([Errno.OK]);
		expect([read(1, 1), read(2, 1)]).toEqual(['ok', 'aborted']);
		machine.binding.unbind(device);
		machine.clock.settle();
		expect([driver.quarantines(device), driver.countersOf(device)]).toEqual([[], undefined]);
		expect([machine.binding.stateOf(device), device.references]).toEqual(['none', 1]);
		expect(machine.binding.bind(device, driver)).toBe(Errno.OK);
		expect(read(2, 1)).toBe('ok');
	});

	it('may be taken away between a fault and its turn', () => {
		const { machine, device, driver } = bound();
		const fault = new IommuFault();
		Object.assign(fault, { type: FaultType.DMA_UNRECOVERABLE, flags: 1, pasid: 2 });
		machine.core.reportDeviceFault(device, fault);
		machine.binding.unbind(device);
		machine.clock.settle();
		expect([machine.binding.stateOf(device), device.references]).toEqual(['none', 1]);
		expect(driver.countersOf(device)).toBeUndefined();
	});
});
