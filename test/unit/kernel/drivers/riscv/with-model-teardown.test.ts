import { describe, expect, it } from 'vitest';
import { Access, PrgResponse } from '../../../../../src/emulator/iommu/contract.js';
import type { Device } from '../../../../../src/host/kernel/device.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { RiscvIommuMachine } from '../../../../support/riscv-iommu-machine.js';

const PASID = 7;
const R = 1;

/** A function whose invalidations are complete only when the test says so. */
function slow() {
	const unresponsive: string[] = [];
	const machine = new RiscvIommuMachine({
		onUnresponsive: (device: Device) => unresponsive.push(device.name),
	});
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100);
	machine.bind(dev.device, guest, PASID);
	dev.endpoint.detach();
	const waiting: (() => void)[] = [];
	const responses: number[][] = [];
	const port = machine.unit.connect(0x0100, {
		invalidate: (_pasid, _page, _pages, _global, done) => waiting.push(done),
		pageResponse: (...response) => responses.push(response),
	});
	return { machine, guest, dev, port, waiting, responses, unresponsive };
}

describe('an unbinding', () => {
	it('with requests in flight reports them first, and they can be answered after it', () => {
		const machine = new RiscvIommuMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100);
		machine.bind(dev.device, guest, PASID);
		const reads = [0x3000, 0x4000].map((at) => machine.read(dev, PASID, at, new Uint8Array(1)));
		const order: string[] = [];
		machine.handler.decide = () => {
			order.push('group');
			return Errno.OK;
		};
		machine.driver.unbindPasid(dev.device, PASID, () => order.push('done'));
		machine.clock.settle();
		expect(order).toEqual(['group', 'group', 'done']);
		expect(machine.core.retireGroups(dev.device, PASID)).toBe(2);
		machine.core.flush();
		machine.clock.settle();
		expect(reads.map(({ error }) => error)).toEqual(['invalid', 'invalid']);
		expect(machine.driver.releaseDevice(dev.device)).toBe(Errno.OK);
		machine.driver.stop();
		expect(machine.framesTaken([guest])).toBe(0);
	});

	it('waits for a slow function, and what is answered meanwhile comes behind the fence', () => {
		const { machine, dev, port, waiting, responses } = slow();
		port.pageRequest(PASID, 3, Access.READ, 9, true);
		machine.clock.settle();
		let done = false;
		machine.driver.unbindPasid(dev.device, PASID, () => {
			done = true;
		});
		machine.clock.settle();
		expect([done, waiting.length]).toEqual([false, 1]);
		machine.answer(dev.device, ResponseCode.INVALID);
		expect(responses).toEqual([]);
		waiting[0]!();
		machine.clock.settle();
		expect(done).toBe(true);
		expect(responses).toEqual([[PASID, 9, PrgResponse.INVALID]]);
	});

	it('is given up when the function never completes, and its owner is told', () => {
		const { machine, dev, port, waiting, unresponsive } = slow();
		let done = false;
		machine.driver.unbindPasid(dev.device, PASID, () => {
			done = true;
		});
		for (let n = 0; n < 4; n++) {
			machine.clock.settle();
			expect([done, waiting.length]).toEqual([false, n + 1]);
			expect(machine.unit.expireInvalidations(0x0100)).toBe(1);
		}
		machine.clock.settle();
		expect([done, unresponsive]).toEqual([true, ['dev256']]);
		expect(machine.driver.counters).toMatchObject({
			invalidationRetries: 3,
			invalidationsGivenUp: 1,
		});
		port.pageRequest(PASID, 3, Access.READ, 1, true);
		machine.clock.settle();
		expect(machine.handler.groups).toHaveLength(1);
	});

	it('leaves nothing behind that another guest could be reached by', () => {
		const machine = new RiscvIommuMachine();
		const guests = [machine.guest(1), machine.guest(2)];
		const dev = machine.attach(0x0100);
		for (const [n, guest] of guests.entries()) {
			machine.bind(dev.device, guest, PASID);
			guest.table.map(5, 50, R);
			machine.fill(guest, 50, n + 1);
			const bytes = new Uint8Array(1);
			expect(machine.read(dev, PASID, 0x5000, bytes)).toEqual({ ended: true, error: undefined });
			expect(bytes[0]).toBe(n + 1);
			expect(machine.unbind(dev.device, PASID)).toBe(true);
			expect(machine.read(dev, PASID, 0x5000, bytes).ended).toBe(false);
			machine.clock.settle();
			machine.answer(dev.device, ResponseCode.INVALID);
		}
		expect(machine.handler.events).toEqual([]);
	});

	it('of a released device: requests that are still queued are answered INVALID by the driver', () => {
		const { machine, dev, port, responses } = slow();
		machine.unit.disconnect(0x0100);
		const other = machine.unit.connect(0x0100, {
			invalidate: (_pasid, _page, _pages, _global, done) => done(),
			pageResponse: (...response) => responses.push(response),
		});
		machine.unbind(dev.device, PASID);
		other.pageRequest(PASID, 3, Access.READ, 9, false);
		other.pageRequest(PASID, 4, Access.READ, 9, true);
		expect(machine.driver.releaseDevice(dev.device)).toBe(Errno.OK);
		machine.clock.settle();
		expect(responses).toEqual([[PASID, 9, PrgResponse.INVALID]]);
		// The device's context is not valid any more: the IOMMU answers by itself.
		other.pageRequest(PASID, 4, Access.READ, 9, true);
		expect(responses[1]).toEqual([PASID, 9, PrgResponse.FAILURE]);
		port.pageRequest(PASID, 4, Access.READ, 9, true);
		expect(responses).toHaveLength(2);
	});
});
