import { describe, expect, it } from 'vitest';
import { Access, StallEnd, Translation } from '../../../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultReason, ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { FakeEndpoint, FakePlatformDevice } from '../../../../support/smmuv3-bench.js';
import { SmmuV3Machine } from '../../../../support/smmuv3-machine.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;
const { READ, WRITE } = Access;
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

describe('a platform device that stalls', () => {
	it('is tried again after SUCCESS, and then gets through', () => {
		const { machine, guest, endpoint, device, port } = one();
		expect(port.access(PASID, 9, WRITE)).toBe(Translation.STALLED);
		machine.clock.settle();
		expect(machine.handler.groups).toMatchObject([
			{ device: device.name, pasid: PASID, pages: [9], pasids: [PASID] },
		]);
		guest.table.map(9, 60, 3);
		const again: number[] = [];
		endpoint.onEnd = () => again.push(port.access(PASID, 9, WRITE));
		expect(machine.answer(device, SUCCESS)).toBe(Errno.OK);
		expect(endpoint.ended).toEqual([[0, StallEnd.RETRY]]);
		expect(again).toEqual([Translation.OK]);
		expect(port.frame).toBe(guest.domain.firstFrame + 60);
		expect(machine.core.pendingCount(device)).toBe(0);
	});

	it.each([
		['INVALID', INVALID],
		['FAILURE', FAILURE],
	] as const)('is aborted after %s', (_name, code) => {
		const { machine, endpoint, device, port } = one();
		port.access(PASID, 9, READ);
		machine.clock.settle();
		machine.answer(device, code);
		expect(endpoint.ended).toEqual([[0, StallEnd.ABORT]]);
	});

	it('each stall is a group of its own, with or without a PASID', () => {
		const { machine, guest, device, port, endpoint } = one();
		machine.bind(device, guest, NO_PASID);
		for (const page of [1, 2]) port.access(PASID, page, READ);
		port.access(NO_PASID, 3, READ);
		machine.clock.settle();
		const { groups } = machine.handler;
		expect(groups.map(({ pages, pasid }) => [pages, pasid])).toEqual([
			[[1], PASID],
			[[2], PASID],
			[[3], -1],
		]);
		expect(new Set(groups.map(({ grpid }) => grpid)).size).toBe(3);
		// In another order than they came.
		for (const { id } of [groups[2]!, groups[0]!, groups[1]!])
			expect(machine.core.pageResponse(device, id, SUCCESS)).toBe(Errno.OK);
		machine.core.flush();
		expect(endpoint.ended.map(([stall]) => stall)).toEqual([2, 0, 1]);
	});

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

	it('has its stalls answered when its PASID goes: pending ones by whoever retires them', () => {
		const { machine, guest, device, port, endpoint } = one();
		port.access(PASID, 9, READ);
		machine.clock.settle();
		port.access(PASID, 10, READ);
		expect(machine.unbind(device, PASID)).toBe(true);
		// The second was in the queue: it is reported before `done`.
		expect(machine.handler.groups.map(({ pages }) => pages)).toEqual([[9], [10]]);
		expect(endpoint.ended).toEqual([]);
		expect(machine.core.retireGroups(device, PASID)).toBe(2);
		machine.clock.settle();
		expect(endpoint.ended).toEqual([
			[0, StallEnd.ABORT],
			[1, StallEnd.ABORT],
		]);
		expect(port.access(PASID, 9, READ)).toBe(Translation.ABORTED);
		machine.bind(device, guest, PASID);
		expect(port.access(PASID, 9, READ)).toBe(Translation.STALLED);
	});

	it('has what is still stalled aborted when it is released, and later answers have nowhere to go', () => {
		const { machine, device, port, endpoint } = one();
		port.access(PASID, 9, READ);
		machine.clock.settle();
		machine.unbind(device, PASID);
		expect(endpoint.ended).toEqual([]);
		expect(machine.driver.releaseDevice(device)).toBe(Errno.OK);
		machine.clock.settle();
		expect(endpoint.ended).toEqual([[0, StallEnd.ABORT]]);
		expect(machine.answer(device, SUCCESS)).toBe(Errno.ENODEV);
	});

	it('that nobody handles any more is aborted by the core', () => {
		const { machine, device, port, endpoint } = one();
		machine.core.unregisterDeviceFaultHandler(device);
		port.access(PASID, 9, READ);
		machine.clock.settle();
		expect(endpoint.ended).toEqual([[0, StallEnd.ABORT]]);
	});

	it('waits for the deadline as every group does', () => {
		const { machine, device, port, endpoint } = one();
		machine.core.unregisterDeviceFaultHandler(device);
		machine.core.disableDevice(device);
		machine.core.enableDevice(device, { responseDeadlineMs: 100, onExpiry: INVALID });
		machine.core.registerDeviceFaultHandler(device, machine.handler);
		port.access(PASID, 9, READ);
		machine.clock.settle();
		machine.clock.advance(99);
		expect(endpoint.ended).toEqual([]);
		machine.clock.advance(2);
		expect(endpoint.ended).toEqual([[0, StallEnd.ABORT]]);
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
