import { describe, expect, it } from 'vitest';
import { Access, Translation } from '../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { FaultReason, FaultType, UnrecoverableFlag } from '../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../src/host/kernel/fault-source.js';
import { FaultEvent } from '../../../src/host/kernel/vfio/event-ring.js';
import { ContractMachine, PASID, touch } from '../../support/contract-machine.js';
import { type IommuRow, KINDS, WITH_PRI } from '../../support/iommu-rows.js';
import { OwnersMachine } from '../../support/owners-machine.js';
import { PlainMachine } from '../../support/plain-machine.js';

const R = 1;

/** Functions with a guest each, behind queues that are as small as can be. */
function plain(row: IommuRow, count = 1) {
	const machine = new PlainMachine(row, 'small');
	const served = Array.from({ length: count }, (_, n) => machine.served(n));
	/** A read of a page that is not there. */
	const fail = (n: number, page: number) =>
		expect(machine.read(served[n]!.dev, machine.pasid, page * 4096).error).toBe('aborted');
	const pages = () => machine.handler.events.map(({ page }) => page);
	const upTo = (count: number) => Array.from({ length: count }, (_, n) => 100 + n);
	return { machine, served, fail, pages, upTo };
}

describe.each(KINDS)('$kind: a fault that cannot be recovered from', (row) => {
	it('reaches the handler with its reason, page and PASID; the access is aborted, others go on', () => {
		const { machine, served } = plain(row);
		const { dev, guest } = served[0]!;
		const { pasid } = machine;
		machine.map(dev, guest, 6, 60, R);
		expect(machine.read(dev, pasid, 0x5000).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.write(dev, pasid, 0x6000).error).toBe('aborted');
		machine.clock.settle();
		const { name } = dev.device;
		expect(machine.handler.events).toEqual([
			{ device: name, reason: FaultReason.PTE_FETCH, page: 5 },
			{ device: name, reason: row.writeDenied, page: 6 },
		]);
		for (const [at, fault] of machine.handler.faults.entries())
			expect(fault).toMatchObject({
				type: FaultType.DMA_UNRECOVERABLE,
				perm: at === 0 ? 1 : 2,
				flags: UnrecoverableFlag.ADDR_VALID | (row.pasids ? UnrecoverableFlag.PASID_VALID : 0),
				...(row.pasids ? { pasid } : {}),
			});
		expect(touch(dev.endpoint, 6, pasid)).toBe(true);
		expect(machine.core.counters(dev.device)).toMatchObject({ events: 2, groups: 0 });
		expect(machine.core.pendingCount(dev.device)).toBe(0);
		expect(machine.driver.counters).toMatchObject({ faults: 2, faultsUnowned: 0 });
		expect(machine.tap.view(dev.device.sourceId).answers).toEqual([]);
		expect(row.errors(machine.unit)).toBe(0);
	});

	it('of a PASID that is not bound says so', () => {
		const { machine, served } = plain(row);
		if (!row.pasids) {
			const never = () =>
				machine.driver.bindPasid(served[0]!.dev.device, served[0]!.guest.ref, 8, { rootPage: 1 });
			expect(never()).toBe(Errno.EINVAL);
			return;
		}
		for (const pasid of [8, 700]) {
			expect(machine.read(served[0]!.dev, pasid, 0x6000).error).toBe('aborted');
			machine.clock.settle();
		}
		expect(machine.handler.events.map(({ reason }) => reason)).toEqual(row.unboundReasons);
	});

	it('of requests without a PASID comes before they are bound, and after', () => {
		const machine = new PlainMachine(row, 'small');
		const dev = machine.attach(0x0100, { pri: false, pasidWidth: 0 });
		const guest = machine.guest(1);
		guest.table.map(5, 50, R);
		const use = () => {
			const { error } = machine.read(dev, NO_PASID, 0x5000);
			machine.clock.settle();
			return error;
		};
		expect(use()).toBe('aborted');
		machine.bind(dev.device, guest, NO_PASID);
		expect(use()).toBeUndefined();
		expect(machine.unbind(dev.device, NO_PASID)).toBe(true);
		expect(use()).toBe('aborted');
		const flags = machine.handler.faults.map(
			(fault) => fault.flags & UnrecoverableFlag.PASID_VALID,
		);
		expect(flags).toEqual([0, 0]);
	});

	it('law 8: each of several is told, in order, while there is room for its record', () => {
		const { machine, fail, pages, upTo } = plain(row);
		for (const page of upTo(row.eventsSure)) fail(0, page);
		machine.clock.settle();
		expect([pages(), machine.handler.losses]).toEqual([upTo(row.eventsSure), []]);
	});

	it('law 8: without room for its record is told as a loss, in its place, to every device behind the unit', () => {
		const { machine, served, fail, pages, upTo } = plain(row, 2);
		for (const page of upTo(row.events + 3)) fail(0, page);
		machine.clock.settle();
		const names = served.map(({ dev }) => dev.device.name);
		expect(pages()).toEqual(upTo(row.events));
		expect(machine.handler.losses).toEqual(names.map((device) => ({ device, after: row.events })));
		// It goes on.
		fail(1, 20);
		machine.clock.settle();
		expect(machine.handler.events.at(-1)).toMatchObject({ device: names[1], page: 20 });
		expect(machine.handler.losses).toHaveLength(2);
		expect(machine.core.counters(served[0]!.dev.device).events).toBe(row.events);
		expect(row.errors(machine.unit)).toBe(0);
	});

	it('that is lost is told to nobody who is not there', () => {
		const { machine, served, fail, upTo } = plain(row, 2);
		machine.core.unregisterDeviceFaultHandler(served[1]!.dev.device);
		for (const page of upTo(row.events + 1)) fail(0, page);
		machine.clock.settle();
		expect(machine.handler.losses.map(({ device }) => device)).toEqual([
			served[0]!.dev.device.name,
		]);
	});

	it('without an owner is counted and logged, with a limit', () => {
		const { machine, served, fail } = plain(row);
		const { device } = served[0]!.dev;
		expect(machine.core.unregisterDeviceFaultHandler(device)).toBe(Errno.OK);
		for (let n = 0; n < 30; n++) {
			fail(0, 5);
			machine.clock.settle();
		}
		expect(machine.driver.counters).toMatchObject({ faults: 30, faultsUnowned: 30 });
		expect(machine.core.counters(device)).toMatchObject({ events: 30, eventsUnowned: 30 });
		expect(machine.logged).toHaveLength(10);
		const { kind, name } = machine.driver;
		expect(machine.logged[0]).toMatch(`${kind} ${name}: `);
		machine.clock.advance(5000);
		fail(0, 5);
		machine.clock.settle();
		expect(machine.logged[10]).toContain('(20 messages held back before this one)');
	});

	it('of a device that nobody knows is logged, and ends aborted', () => {
		const { machine } = plain(row);
		const port = machine.tap.connect(0x77, { invalidate() {}, pageResponse() {} });
		const pasid = row.pasids ? 3 : NO_PASID;
		expect(port.access(pasid, 5, Access.READ)).toBe(Translation.ABORTED);
		machine.clock.settle();
		expect(machine.driver.counters).toMatchObject({ faults: 1, faultsUnowned: 1 });
		expect(machine.logged).toEqual([row.strangerLog]);
		expect(machine.handler.events).toEqual([]);
	});

	it('law 8: reaches its guest with a sequence number, and a loss as a count in its place', () => {
		const machine = new OwnersMachine({}, row, 'small');
		const device = machine.plug('nic', 0x0100, { pri: false, pasidWidth: row.pasids ? 20 : 0 });
		expect(machine.assign(device, machine.guest('a'))).toBe(Errno.OK);
		const pasid = row.pasids ? 1 : NO_PASID;
		const { vfio, consumer } = machine.serve(device, [pasid]);
		const burst = (first: number, count: number) => {
			for (let n = 0; n < count; n++)
				expect(machine.read(device, pasid, (first + n) * 4096).error).toBe('aborted');
			machine.clock.settle();
		};
		const event = new FaultEvent();
		const taken: number[][] = [];
		const take = () => {
			while (vfio.takeEvent(event)) taken.push([event.page, event.sequence, event.lost]);
			return taken.splice(0);
		};
		burst(10, 2);
		expect(take()).toEqual([
			[10, 1, 0],
			[11, 2, 0],
		]);
		// More than the hardware has room for: what it lost is in the place of the loss.
		burst(100, row.events + 3);
		burst(20, 1);
		const told = take();
		expect(told.slice(0, -1)).toEqual(
			Array.from({ length: row.events }, (_, n) => [100 + n, 3 + n, 0]),
		);
		expect(told.at(-1)).toEqual([20, 3 + row.events + 1, 1]);
		// More than the guest has taken in time: the latest stay.
		for (let n = 0; n < 260; n++) burst(1000 + n, 1);
		const late = take();
		expect([late.length, late[0]![2], vfio.eventsLost]).toEqual([256, 4, 5]);
		expect(late.at(-1)![0]).toBe(1259);
		expect(consumer.told.filter((what) => what.startsWith('ready'))).toEqual([]);
	});
});

describe.each(WITH_PRI)('$name: a fault that cannot be recovered from', (row) => {
	it('is told beside those that wait', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const plainOne = machine.attach(0x01f0, { pri: false });
		machine.bind(plainOne.device, guest, PASID);
		const waits = machine.read(dev, PASID, 0x9000);
		expect(machine.read(plainOne, PASID, 0x5000).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.handler.events).toMatchObject([{ device: plainOne.device.name, page: 5 }]);
		expect([waits.ended, machine.core.pendingCount(dev.device)]).toEqual([false, 1]);
	});
});
