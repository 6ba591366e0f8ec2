import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../src/host/kernel/fault-source.js';
import { ContractMachine, PASID, touch } from '../../support/contract-machine.js';
import { RECOVERABLE, WITH_PRI } from '../../support/iommu-rows.js';

const { SUCCESS, INVALID } = ResponseCode;
const R = 1;
const RW = 3;

describe.each(RECOVERABLE)('$name: address spaces', (row) => {
	it.each([1, 2])(
		'are read and written through both levels, with accessed and dirty, in pages of a second level of kind %i',
		(id) => {
			const machine = new ContractMachine(row);
			const dev = machine.device();
			// Guests of even ids have large pages in their second level.
			const guest = machine.guest(id);
			machine.bind(dev.device, guest, PASID);
			guest.table.map(0x1f0, 40, R);
			guest.table.map(0x1f1, 44, RW);
			machine.fill(guest, 40, 0xaa);
			machine.fill(guest, 44, 0xbb);
			const bytes = new Uint8Array(4096);
			const read = machine.read(dev, PASID, 0x1f0_800, bytes);
			expect(read).toEqual({ ended: true, error: undefined });
			expect([bytes[0], bytes[2047], bytes[2048], bytes[4095]]).toEqual([0xaa, 0xaa, 0xbb, 0xbb]);
			const written = machine.write(dev, PASID, 0x1f1_ffe, Uint8Array.of(1, 2));
			expect(written).toEqual({ ended: true, error: undefined });
			expect(machine.memory.read16((guest.domain.firstFrame + 44) * 4096 + 4094)).toBe(0x0201);
			guest.table.clear(0x1f0);
			expect([guest.table.accessed, guest.table.dirty]).toEqual([true, false]);
			guest.table.clear(0x1f1);
			expect([guest.table.accessed, guest.table.dirty]).toEqual([true, true]);
			expect(machine.handler.groups).toEqual([]);
			expect(machine.driver.counters).toMatchObject({ faults: 0 });
		},
	);

	it('of two guests, and two of one guest, are apart at one PASID and page, cached or not', () => {
		const machine = new ContractMachine(row);
		const devs = [machine.device(), machine.device(), machine.device()];
		const guests = [machine.guest(1), machine.guest(2)];
		const spaces = [...guests, machine.secondSpace(guests[0]!, 9)];
		spaces.forEach((guest, n) => {
			machine.bind(devs[n]!.device, guest, PASID);
			guest.table.map(5, 50 + n, R);
			machine.fill(guest, 50 + n, n + 1);
		});
		const read = () =>
			devs.map((dev) => {
				const bytes = new Uint8Array(1);
				expect(machine.read(dev, PASID, 0x5000, bytes).ended).toBe(true);
				return bytes[0];
			});
		expect(read()).toEqual([1, 2, 3]);
		for (const dev of devs) dev.endpoint.reset();
		for (const dev of devs) dev.controls.enable(256);
		expect(read()).toEqual([1, 2, 3]);
	});

	it('at several PASIDs of a device: one may lead to another, and leave the others where they are', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const other = machine.secondSpace(guest, 99);
		machine.bind(dev.device, guest, 8);
		guest.table.map(5, 50, R);
		other.table.map(5, 60, R);
		machine.fill(guest, 50, 1);
		machine.fill(guest, 60, 2);
		const see = (pasid: number) => {
			const bytes = new Uint8Array(1);
			expect(machine.read(dev, pasid, 0x5000, bytes).ended).toBe(true);
			return bytes[0];
		};
		expect([see(PASID), see(8)]).toEqual([1, 1]);
		machine.driver.unbindPasid(dev.device, 8, () => machine.bind(dev.device, other, 8));
		machine.clock.settle();
		expect([see(PASID), see(8)]).toEqual([1, 2]);
		// An id is another space's next: nothing is left under it.
		expect(machine.unbind(dev.device, PASID)).toBe(true);
		machine.bind(dev.device, { ...other, ref: guest.ref }, PASID);
		expect(see(PASID)).toBe(2);
	});

	it('of another guest are refused beside one’s own at the same device', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const other = machine.guest(9);
		const before = machine.frames.available;
		const bind = () =>
			machine.driver.bindPasid(dev.device, other.ref, 8, { rootPage: other.table.root });
		guest.table.map(5, 50, R);
		if (row.oneGuest) {
			expect(bind()).toBe(Errno.EBUSY);
			expect(machine.frames.available).toBe(before);
			expect(touch(dev.endpoint, 5)).toBe(true);
		} else {
			// The kernel never asks for it, and the unit can: then it does what was asked.
			expect(bind()).toBe(Errno.OK);
			other.table.map(5, 51, R);
			machine.fill(other, 51, 9);
			const bytes = new Uint8Array(1);
			expect(machine.read(dev, 8, 0x5000, bytes).ended).toBe(true);
			expect(bytes[0]).toBe(9);
		}
	});

	it('for requests without a PASID stand beside those with one', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const other = machine.secondSpace(guest, 99);
		machine.bind(dev.device, other, NO_PASID);
		guest.table.map(5, 50, R);
		other.table.map(5, 51, R);
		machine.fill(guest, 50, 1);
		machine.fill(guest, 51, 2);
		const bytes = new Uint8Array(2);
		machine.read(dev, PASID, 0x5000, bytes.subarray(0, 1));
		machine.read(dev, NO_PASID, 0x5000, bytes.subarray(1));
		expect([...bytes]).toEqual([1, 2]);
		expect(machine.unbind(dev.device, NO_PASID)).toBe(true);
		expect(touch(dev.endpoint, 5, NO_PASID)).toBe(false);
		expect(machine.read(dev, PASID, 0x5000, bytes).error).toBeUndefined();
		machine.clock.settle();
		machine.core.retireGroups(dev.device, -1);
		machine.checkAnswers(dev);
	});

	it.each([row.mode === 'stall' ? 8 : 20, 0])(
		'without a PASID fault, are answered, and are invalidated like any: %d bits',
		(pasidWidth) => {
			const machine = new ContractMachine(row);
			const dev = machine.device({ pasidWidth });
			const guest = machine.guest(1);
			machine.bind(dev.device, guest, NO_PASID);
			const bytes = new Uint8Array(1);
			const read = machine.read(dev, NO_PASID, 0x5000, bytes);
			machine.clock.settle();
			expect([read.ended, machine.handler.groups[0]!.pasid]).toEqual([false, -1]);
			guest.table.map(5, 50, R);
			machine.fill(guest, 50, 0x5a);
			expect(machine.answer(dev.device, SUCCESS)).toBe(Errno.OK);
			expect([read.ended, read.error, bytes[0]]).toEqual([true, undefined, 0x5a]);
			expect(machine.unmap(guest, dev.device, NO_PASID, 5)).toBe(true);
			expect(touch(dev.endpoint, 5, NO_PASID)).toBe(false);
			machine.clock.settle();
			machine.answer(dev.device, INVALID);
			expect(machine.unbind(dev.device, NO_PASID)).toBe(true);
			expect(machine.driver.releaseDevice(dev.device)).toBe(Errno.OK);
			machine.checkAnswers(dev);
		},
	);

	it('show a page that is used for more than it was', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		guest.table.map(5, 50, R);
		expect(touch(dev.endpoint, 5)).toBe(true);
		const write = machine.write(dev, PASID, 0x5000);
		machine.clock.settle();
		expect([write.ended, machine.handler.groups.length]).toEqual([false, 1]);
		guest.table.map(5, 50, RW);
		// Nobody waits for it: it is in front of the answer.
		const users = [{ device: dev.device, pasid: PASID }];
		machine.driver.invalidate(guest.ref, users, { pages: [5], counts: [1] }, true, () => {});
		machine.answer(dev.device, SUCCESS);
		expect(write).toEqual({ ended: true, error: undefined });
		expect(dev.seen.answers).toHaveLength(1);
	});
});

describe.each(RECOVERABLE)('$name: a PASID', (row) => {
	it('may be on either side of every table that leads to it, and the largest of all', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const beyond = row.mode === 'stall' ? 256 : 0x10_0000;
		const pasids = [
			...[1, PASID, 63, 64, 255, 256, 511, 512, 0x7fff, 0x8000, 0x1_ffff, 0x2_0000, 0xf_ffff],
		].filter((pasid) => pasid < beyond);
		guest.table.map(5, 50, R);
		for (const pasid of pasids) if (pasid !== PASID) machine.bind(dev.device, guest, pasid);
		machine.clock.settle();
		for (const pasid of pasids)
			expect([pasid, touch(dev.endpoint, 5, pasid)]).toEqual([pasid, true]);
		const { driver } = machine;
		for (const pasid of [beyond, -2, 1.5])
			expect(driver.bindPasid(dev.device, guest.ref, pasid, { rootPage: 1 })).toBe(Errno.EINVAL);
		for (const pasid of pasids) expect(machine.unbind(dev.device, pasid)).toBe(true);
		expect(driver.releaseDevice(dev.device)).toBe(Errno.OK);
		driver.stop();
		expect(machine.framesTaken([guest])).toBe(0);
	});

	it.each([1, 5, 6, 8, 9, 10, 15, 17, 18, 19, 20])(
		'of %d bits at most: the largest works, and the next is refused',
		(pasidWidth) => {
			const machine = new ContractMachine(row);
			const dev = machine.device({ pasidWidth });
			const guest = machine.guest(2);
			const largest = 2 ** pasidWidth - 1;
			guest.table.map(5, 50, R);
			machine.bind(dev.device, guest, largest);
			expect(touch(dev.endpoint, 5, largest)).toBe(true);
			expect(machine.driver.bindPasid(dev.device, guest.ref, largest + 1, { rootPage: 1 })).toBe(
				Errno.EINVAL,
			);
			machine.clock.settle();
			expect(machine.driver.counters).toMatchObject({ faults: 0 });
		},
	);

	it('that cannot be bound for lack of frames changes nothing', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served();
		const taken: number[] = [];
		for (let frame = machine.frames.allocate(); frame !== -1; frame = machine.frames.allocate())
			taken.push(frame);
		const far = row.mode === 'stall' ? 255 : 0xf_ffff;
		const other = machine.driver.bindPasid(dev.device, guest.ref, far, {
			rootPage: guest.table.root,
		});
		expect([Errno.OK, Errno.ENOMEM]).toContain(other);
		for (const frame of taken) machine.frames.free(frame);
		if (other === Errno.ENOMEM) machine.bind(dev.device, guest, far);
		guest.table.map(5, 50, R);
		expect([touch(dev.endpoint, 5, far), touch(dev.endpoint, 5)]).toEqual([true, true]);
		for (const pasid of [far, PASID]) expect(machine.unbind(dev.device, pasid)).toBe(true);
		machine.driver.releaseDevice(dev.device);
		machine.driver.stop();
		expect(machine.framesTaken([guest])).toBe(0);
	});
});

describe.each(WITH_PRI)('$name: a function with PRI', (row) => {
	it('uses a PASID that is not bound: it asks, or is aborted', () => {
		const machine = new ContractMachine(row);
		const dev = machine.device();
		const guest = machine.guest(1);
		guest.table.map(5, 50, R);
		for (const early of [true, false]) {
			// Either way it keeps ATS, and works once the PASID is bound.
			const read = machine.read(dev, PASID, 0x5000);
			machine.clock.settle();
			if (early) machine.bind(dev.device, guest, PASID);
			if (row.unbound === 'asks') {
				expect([read.ended, machine.handler.groups.at(-1)?.pages]).toEqual([false, [5]]);
				machine.answer(dev.device, early ? SUCCESS : INVALID);
				expect(read).toEqual({ ended: true, error: early ? undefined : 'invalid' });
			} else {
				expect(read).toEqual({ ended: true, error: 'aborted' });
				expect(machine.handler.groups).toEqual([]);
			}
			if (!early) machine.bind(dev.device, guest, PASID);
			expect(touch(dev.endpoint, 5)).toBe(true);
			expect(machine.unbind(dev.device, PASID)).toBe(true);
		}
		machine.checkAnswers(dev);
	});
});
