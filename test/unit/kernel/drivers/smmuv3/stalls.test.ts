import { describe, expect, it } from 'vitest';
import { Access, Translation } from '../../../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultReason, ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { FakeEndpoint, FakePlatformDevice } from '../../../../support/smmuv3-bench.js';
import { SmmuV3Machine } from '../../../../support/smmuv3-machine.js';

const { SUCCESS } = ResponseCode;
const { READ } = Access;
const STREAM = 0x1_0001;
const PASID = 7;

/** A machine with one guest and one platform device that can be stalled, bound at PASID 7. */
function one(options: ConstructorParameters<typeof SmmuV3Machine>[0] = {}) {
	const machine = new SmmuV3Machine(options);
	const guest = machine.guest(1);
	const endpoint = new FakePlatformDevice();
	const { device, port } = machine.platform(STREAM, endpoint);
	machine.bind(device, guest, PASID);
	return { machine, guest, endpoint, device, port };
}

describe('stalls', () => {
	it('more than the SMMU can hold, and than the event queue holds, all end', () => {
		const { machine, guest, device, port, endpoint } = one({ stallMax: 8, eventBits: 2 });
		const open = new Map<number, number>();
		const through: number[] = [];
		const access = (page: number) => {
			if (port.access(PASID, page, READ) === Translation.STALLED) open.set(port.stall, page);
			else through.push(page);
		};
		endpoint.onEnd = (stall) => {
			const page = open.get(stall)!;
			open.delete(stall);
			access(page);
		};
		machine.handler.decide = (each, slot, id) => {
			guest.table.map(machine.core.groups.page(slot), 60, 1);
			machine.core.pageResponse(each, id, SUCCESS);
			return Errno.OK;
		};
		for (let page = 0; page < 100; page++) access(page);
		machine.clock.settle();
		expect([...through].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
		expect(open.size).toBe(0);
		expect(machine.driver.counters.faultOverflows).toBe(0);
		expect(machine.core.pendingCount(device)).toBe(0);
	});
});

describe('devices that do not stall', () => {
	it.each([
		['a platform device whose firmware does not say so', false, {}],
		['one at an SMMU that cannot', true, { stallModel: 'terminate' }],
	] as const)('%s: faults are unrecoverable', (_name, stallCapable, options) => {
		const machine = new SmmuV3Machine(options);
		const guest = machine.guest(1);
		const endpoint = stallCapable ? new FakePlatformDevice() : new FakeEndpoint();
		const { device, port } = machine.platform(STREAM, endpoint, { stallCapable });
		machine.bind(device, guest, PASID);
		expect(port.access(PASID, 9, READ)).toBe(Translation.ABORTED);
		machine.clock.settle();
		expect(machine.handler.groups).toEqual([]);
		expect(machine.handler.events).toEqual([
			{ device: device.name, reason: FaultReason.PTE_FETCH, page: 9 },
		]);
		guest.table.map(9, 60, 1);
		expect(port.access(PASID, 9, READ)).toBe(Translation.OK);
	});

	it('where every fault stalls, a platform device stalls whatever its firmware says', () => {
		const machine = new SmmuV3Machine({ stallModel: 'stall' });
		const guest = machine.guest(1);
		const { device, port } = machine.platform(STREAM, new FakePlatformDevice(), {
			stallCapable: false,
		});
		machine.bind(device, guest, PASID);
		expect(port.access(PASID, 9, READ)).toBe(Translation.STALLED);
		machine.clock.settle();
		expect(machine.handler.groups).toMatchObject([{ pages: [9] }]);
	});
});
