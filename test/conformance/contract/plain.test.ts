import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { touch } from '../../support/contract-machine.js';
import type { TestFunction, TestGuest } from '../../support/iommu-machine.js';
import { type IommuRow, KINDS } from '../../support/iommu-rows.js';
import { PlainMachine } from '../../support/plain-machine.js';

const RW = 3;

/** Two functions without page requests, with a guest each. */
function two(row: IommuRow) {
	const machine = new PlainMachine(row);
	const served = [machine.served(0), machine.served(1)] as const;
	const [{ dev, guest }] = served;
	/** What a read of page 5 gives. */
	const see = (of: TestFunction) => {
		const bytes = new Uint8Array(1);
		const { error } = machine.read(of, machine.pasid, 0x5000, bytes);
		return error ?? bytes[0];
	};
	const show = (of: TestFunction, to: TestGuest, frame: number) => {
		machine.fill(to, frame, frame);
		machine.map(of, to, 5, frame, RW);
	};
	return { machine, served, dev, guest, see, show };
}

describe.each(KINDS)('$kind: a function that cannot wait', (row) => {
	it('reaches the memory of its guest and no other’s, to read and to write', () => {
		const { machine, served, see, show } = two(row);
		served.forEach(({ dev, guest }, n) => {
			show(dev, guest, 50 + n);
		});
		expect(served.map(({ dev }) => see(dev))).toEqual([50, 51]);
		const [{ dev, guest }] = served;
		const write = machine.write(dev, machine.pasid, 0x5ffe, Uint8Array.of(1, 2));
		expect(write).toEqual({ ended: true, error: undefined });
		expect(machine.memory.read16((guest.domain.firstFrame + 50) * 4096 + 4094)).toBe(0x0201);
		guest.table.clear(5);
		expect([guest.table.accessed || guest.table.dirty, guest.table.dirty]).toEqual([true, true]);
		expect(machine.driver.counters.faults).toBe(0);
	});

	it('law 4: uses a page until its invalidation is complete, then faults, and never sees its old frame again', () => {
		const { machine, dev, guest, see, show } = two(row);
		show(dev, guest, 50);
		for (const frame of [51, 52]) {
			expect(see(dev)).toBe(frame - 1);
			guest.table.clear(5);
			expect(see(dev)).toBe(frame - 1);
			let done = false;
			const users = [{ device: dev.device, pasid: machine.pasid }];
			machine.driver.invalidate(guest.ref, users, { pages: [5], counts: [1] }, true, () => {
				done = true;
				expect(see(dev)).toBe('aborted');
			});
			expect(done).toBe(false);
			machine.clock.settle();
			expect(done).toBe(true);
			guest.table.release(5);
			show(dev, guest, frame);
		}
		expect(see(dev)).toBe(52);
	});

	it('is unbound, bound to another guest, and sees that one’s memory', () => {
		const { machine, dev, guest, see, show } = two(row);
		const { driver, pasid } = machine;
		const other = machine.guest(9);
		show(dev, guest, 50);
		expect(see(dev)).toBe(50);
		const bind = () =>
			driver.bindPasid(dev.device, other.ref, pasid, { rootPage: other.table.root });
		expect([bind(), driver.releaseDevice(dev.device)]).toEqual([Errno.EBUSY, Errno.EBUSY]);
		let done = 0;
		expect(driver.unbindPasid(dev.device, pasid, () => done++)).toBe(Errno.OK);
		expect(driver.unbindPasid(dev.device, pasid, () => done++)).toBe(Errno.EBUSY);
		expect([bind(), done]).toEqual([Errno.EBUSY, 0]);
		machine.clock.settle();
		expect([done, see(dev)]).toEqual([1, 'aborted']);
		expect(driver.unbindPasid(dev.device, pasid, () => done++)).toBe(Errno.EINVAL);
		expect(bind()).toBe(Errno.OK);
		show(dev, other, 60);
		expect(see(dev)).toBe(60);
	});

	it('is unbound only after what it faulted with is told', () => {
		const { machine, dev } = two(row);
		for (const page of [7, 8, 9])
			expect(machine.read(dev, machine.pasid, page * 4096).error).toBe('aborted');
		let told = -1;
		machine.driver.unbindPasid(dev.device, machine.pasid, () => {
			told = machine.handler.events.length;
		});
		machine.clock.settle();
		expect(told).toBe(3);
	});

	it('may use many pages; taking runs of them away leaves the others', () => {
		const { machine, dev, guest } = two(row);
		const pages = [1, 2, 40, 41, 511, 512, 600];
		for (const page of pages) machine.map(dev, guest, page, 60);
		for (const page of [2, 511, 512]) guest.table.clear(page);
		const users = [{ device: dev.device, pasid: machine.pasid }];
		const runs = { pages: [2, 511], counts: [1, 2] };
		const order: number[] = [];
		machine.driver.invalidate(guest.ref, users, runs, false, () => order.push(1));
		machine.driver.invalidate(machine.guest(9).ref, [], runs, true, () => order.push(2));
		machine.driver.settle(() => order.push(3));
		expect(order).toEqual([]);
		machine.clock.settle();
		expect(order).toEqual([1, 2, 3]);
		expect(pages.map((page) => touch(dev.endpoint, page, machine.pasid))).toEqual([
			...[true, false, true, true, false, false, true],
		]);
	});

	it('gives every frame and reference back', () => {
		const idle = new PlainMachine(row);
		idle.driver.stop();
		expect(idle.framesTaken([])).toBe(0);
		const machine = new PlainMachine(row);
		const { dev, guest } = machine.served(0);
		machine.map(dev, guest, 5, 50);
		expect(() => machine.driver.stop()).toThrow('still has 1 devices');
		expect(machine.unbind(dev.device, machine.pasid)).toBe(true);
		expect(machine.driver.releaseDevice(dev.device)).toBe(Errno.OK);
		expect([
			machine.driver.releaseDevice(dev.device),
			machine.driver.unbindPasid(dev.device, machine.pasid, () => {}),
		]).toEqual([Errno.ENODEV, Errno.ENODEV]);
		machine.core.disableDevice(dev.device);
		machine.clock.settle();
		expect(dev.device.references).toBe(1);
		machine.driver.stop();
		expect(machine.framesTaken([guest])).toBe(0);
		expect(machine.logged).toEqual([]);
	});
});
