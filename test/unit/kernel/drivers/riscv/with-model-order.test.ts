import { describe, expect, it } from 'vitest';
import { FaultReason, ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { RiscvIommuMachine } from '../../../../support/riscv-iommu-machine.js';

const PASID = 7;
const R = 1;

/** A machine with one guest and one function, bound at PASID 7. */
function one() {
	const machine = new RiscvIommuMachine();
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100);
	machine.bind(dev.device, guest, PASID);
	return { machine, guest, dev };
}

describe('the order of things', () => {
	it('a page that is taken away is used until the invalidation, and asked for after it', () => {
		const { machine, guest, dev } = one();
		guest.table.map(3, 60, R);
		const bytes = new Uint8Array(1);
		expect(machine.read(dev, PASID, 0x3000, bytes).ended).toBe(true);
		guest.table.clear(3);
		expect(machine.read(dev, PASID, 0x3000, bytes).ended).toBe(true);
		guest.table.release(3);
		guest.table.map(3, 60, R);
		expect(machine.unmap(guest, dev.device, PASID, 3)).toBe(true);
		const late = machine.read(dev, PASID, 0x3000, bytes);
		machine.clock.settle();
		expect(late.ended).toBe(false);
		expect(machine.handler.groups).toMatchObject([{ pages: [3] }]);
	});

	it('of runs, large and small, with tables: nothing of them is used afterwards, all else still is', () => {
		const { machine, guest, dev } = one();
		const pages = [0, 1, 2, 40, 41, 511, 512, 513, 600];
		for (const page of pages) guest.table.map(page, 60, R);
		const touch = (page: number) => machine.read(dev, PASID, page * 4096, new Uint8Array(1)).ended;
		expect(pages.map(touch)).toEqual(pages.map(() => true));
		for (const page of [1, 2, 511, 512, 513]) guest.table.clear(page);
		let done = 0;
		machine.driver.invalidate(
			guest.ref,
			[{ device: dev.device, pasid: PASID }],
			{ pages: [1, 511], counts: [2, 3] },
			false,
			() => {
				done++;
			},
		);
		expect(done).toBe(0);
		machine.clock.settle();
		expect(done).toBe(1);
		expect(pages.map(touch)).toEqual([true, false, false, true, true, false, false, false, true]);
		machine.clock.settle();
		expect(machine.handler.groups.map(({ pages: [page] }) => page)).toEqual([1, 2, 511, 512, 513]);
	});

	it('a thousand single pages become the whole space', () => {
		const { machine, guest, dev } = one();
		for (const page of [0, 2000]) guest.table.map(page, 60, R);
		const touch = (page: number) => machine.read(dev, PASID, page * 4096, new Uint8Array(1)).ended;
		expect([touch(0), touch(2000)]).toEqual([true, true]);
		guest.table.clear(2000);
		const many = Array.from({ length: 1000 }, (_, i) => i * 2 + 2);
		machine.driver.invalidate(
			guest.ref,
			[{ device: dev.device, pasid: PASID }],
			{ pages: many, counts: many.map(() => 1) },
			true,
			() => {},
		);
		machine.clock.settle();
		expect([touch(0), touch(2000)]).toEqual([true, false]);
		expect(machine.driver.counters.invalidations).toBeLessThan(10);
	});

	it('for a space that nobody uses, and in the order of the calls', () => {
		const { machine, guest, dev } = one();
		const nobody = machine.guest(3);
		const order: number[] = [];
		const runs = { pages: [1], counts: [1] };
		const users = [{ device: dev.device, pasid: PASID }];
		machine.driver.invalidate(guest.ref, users, runs, true, () => order.push(1));
		machine.driver.invalidate(nobody.ref, [], runs, true, () => order.push(2));
		machine.driver.invalidate(guest.ref, users, runs, true, () => order.push(3));
		machine.clock.settle();
		expect(order).toEqual([1, 2, 3]);
	});
});

describe('an unrecoverable fault', () => {
	it('reaches the handler with its reason, and the access is aborted', () => {
		const machine = new RiscvIommuMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100, { pri: false });
		machine.bind(dev.device, guest, PASID);
		guest.table.map(6, 60, R);
		expect(machine.read(dev, PASID, 0x5000, new Uint8Array(1)).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.write(dev, PASID, 0x6000, Uint8Array.of(1)).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.read(dev, 8, 0x6000, new Uint8Array(1)).error).toBe('aborted');
		expect(machine.read(dev, NO_PASID, 0x6000, new Uint8Array(1)).error).toBe('aborted');
		expect(machine.read(dev, 700, 0x6000, new Uint8Array(1)).error).toBe('aborted');
		machine.clock.settle();
		// The hardware does not tell a page that may not be written from one that is not there.
		expect(machine.handler.events).toEqual([
			{ device: 'dev256', reason: FaultReason.PTE_FETCH, page: 5 },
			{ device: 'dev256', reason: FaultReason.PTE_FETCH, page: 6 },
			{ device: 'dev256', reason: FaultReason.BAD_PASID_ENTRY, page: 6 },
			{ device: 'dev256', reason: FaultReason.BAD_PASID_ENTRY, page: 6 },
			{ device: 'dev256', reason: FaultReason.BAD_PASID_ENTRY, page: 6 },
		]);
		expect(machine.driver.counters).toMatchObject({ faults: 5, faultsUnowned: 0 });
	});

	it('is none while a function that is not bound asks for pages, and ATS stays on', () => {
		const machine = new RiscvIommuMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100);
		const read = machine.read(dev, PASID, 0x5000, new Uint8Array(1));
		machine.clock.settle();
		expect(machine.handler.groups).toMatchObject([{ pasid: PASID, pages: [5] }]);
		machine.bind(dev.device, guest, PASID);
		guest.table.map(5, 50, R);
		machine.answer(dev.device, ResponseCode.SUCCESS);
		expect(read).toEqual({ ended: true, error: undefined });
		machine.unbind(dev.device, PASID);
		expect(machine.read(dev, PASID, 0x5000, new Uint8Array(1)).ended).toBe(false);
		machine.clock.settle();
		expect(machine.handler.groups).toHaveLength(2);
		expect(machine.handler.events).toEqual([]);
	});

	it('of a device that nobody has is logged', () => {
		const machine = new RiscvIommuMachine();
		const port = machine.unit.connect(0x77, { invalidate() {}, pageResponse() {} });
		port.access(3, 5, 1);
		machine.clock.settle();
		expect(machine.logged).toEqual([
			'riscv riscv0: read of device 0x77 with PASID 3 at 0x000005000 failed: device context not valid (cause 258)',
		]);
		expect(machine.driver.counters).toMatchObject({ faults: 1, faultsUnowned: 1 });
	});
});
