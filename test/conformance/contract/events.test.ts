import { describe, expect, it } from 'vitest';
import { Access, Translation } from '../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { FaultReason, FaultType, UnrecoverableFlag } from '../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../src/host/kernel/fault-source.js';
import { ContractMachine, PASID, touch } from '../../support/contract-machine.js';
import { nameOf } from '../../support/iommu-machine.js';
import { type IommuRow, KINDS } from '../../support/iommu-rows.js';

const R = 1;

/** Functions whose faults cannot wait, with a guest each. */
function plain(row: IommuRow, count = 1) {
	const machine = new ContractMachine(row, 'small');
	const served = Array.from({ length: count }, (_, n) => {
		const dev = machine.attach(0x0100 + 8 * n, { pri: false });
		const guest = machine.guest(n + 1);
		machine.bind(dev.device, guest, PASID);
		return { dev, guest };
	});
	/** A read of a page that is not there. */
	const fail = (n: number, page: number) =>
		expect(machine.read(served[n]!.dev, PASID, page * 4096).error).toBe('aborted');
	const pages = () => machine.handler.events.map(({ page }) => page);
	return { machine, served, fail, pages };
}

describe.each(KINDS)('$kind: a fault that cannot be recovered from', (row) => {
	it('reaches the handler with its reason, page and PASID; the access is aborted, others go on', () => {
		const { machine, served } = plain(row);
		const [{ dev, guest }] = served as [(typeof served)[0]];
		guest.table.map(6, 60, R);
		expect(machine.read(dev, PASID, 0x5000).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.write(dev, PASID, 0x6000).error).toBe('aborted');
		machine.clock.settle();
		const { name } = dev.device;
		expect(machine.handler.events).toEqual([
			{ device: name, reason: FaultReason.PTE_FETCH, page: 5 },
			{ device: name, reason: row.writeDenied, page: 6 },
		]);
		for (const [at, fault] of machine.handler.faults.entries())
			expect(fault).toMatchObject({
				type: FaultType.DMA_UNRECOVERABLE,
				pasid: PASID,
				perm: at === 0 ? 1 : 2,
				flags: UnrecoverableFlag.ADDR_VALID | UnrecoverableFlag.PASID_VALID,
			});
		expect(touch(dev.endpoint, 6)).toBe(true);
		expect(machine.core.counters(dev.device)).toMatchObject({ events: 2, groups: 0 });
		expect(machine.core.pendingCount(dev.device)).toBe(0);
		expect(machine.driver.counters).toMatchObject({ faults: 2, faultsUnowned: 0, responses: 0 });
		expect(machine.tap.view(dev.device.sourceId).answers).toEqual([]);
	});

	it('of a PASID that is not bound says so', () => {
		const { machine, served } = plain(row);
		const [{ dev }] = served as [(typeof served)[0]];
		for (const pasid of [8, 700]) {
			expect(machine.read(dev, pasid, 0x6000).error).toBe('aborted');
			machine.clock.settle();
		}
		expect(machine.handler.events.map(({ reason }) => reason)).toEqual(row.unboundReasons);
	});

	it('of requests without a PASID comes before they are bound, and after', () => {
		const machine = new ContractMachine(row, 'small');
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
		const { machine, fail, pages } = plain(row);
		const all = Array.from({ length: row.events }, (_, n) => 100 + n);
		for (const page of all) fail(0, page);
		machine.clock.settle();
		expect([pages(), machine.handler.losses]).toEqual([all, []]);
	});

	it('law 8: without room for its record is told as a loss, in its place, to every device behind the unit', () => {
		const { machine, served, fail, pages } = plain(row, 2);
		const all = Array.from({ length: row.events + 3 }, (_, n) => 100 + n);
		for (const page of all) fail(0, page);
		machine.clock.settle();
		const names = served.map(({ dev }) => dev.device.name);
		expect(pages()).toEqual(all.slice(0, row.events));
		expect(machine.handler.losses).toEqual(names.map((device) => ({ device, after: row.events })));
		// It goes on.
		fail(1, 20);
		machine.clock.settle();
		expect(machine.handler.events.at(-1)).toMatchObject({ device: names[1], page: 20 });
		expect(machine.handler.losses).toHaveLength(2);
		expect(machine.core.counters(served[0]!.dev.device).events).toBe(row.events);
	});

	it('that is lost is told to nobody who is not there', () => {
		const { machine, served, fail } = plain(row, 2);
		machine.core.unregisterDeviceFaultHandler(served[1]!.dev.device);
		for (let page = 0; page <= row.events; page++) fail(0, page);
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
		expect(port.access(3, 5, Access.READ)).toBe(Translation.ABORTED);
		machine.clock.settle();
		expect(machine.driver.counters).toMatchObject({ faults: 1, faultsUnowned: 1 });
		expect(machine.logged).toEqual([row.strangerLog]);
		expect(machine.handler.events).toEqual([]);
	});

	it('is told whatever else the device waits for', () => {
		const { machine, served, fail, pages } = plain(row);
		const { device } = served[0]!.dev;
		const other = machine.attach(0x01f0, { pri: row.mode !== 'none' });
		machine.bind(other.device, served[0]!.guest, PASID);
		machine.read(other, PASID, 0x9000);
		fail(0, 5);
		machine.clock.settle();
		expect(pages()).toContain(5);
		expect(machine.core.pendingCount(other.device)).toBe(row.mode === 'none' ? 0 : 1);
		expect(machine.core.counters(device)).toMatchObject({ events: 1 });
		expect(machine.handler.events[0]!.device).toBe(nameOf(0x0100));
	});
});
