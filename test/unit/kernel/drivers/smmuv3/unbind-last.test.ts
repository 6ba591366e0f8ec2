import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { SmmuV3FakeBench } from '../../../../support/smmuv3-fake.js';
import { SmmuV3Machine, type TestFunction } from '../../../../support/smmuv3-machine.js';

const PASID = 7;
const R = 1;

function one() {
	const machine = new SmmuV3Machine();
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100);
	machine.bind(dev.device, guest, PASID);
	return { machine, guest, dev };
}

describe('the last PASID of a device', () => {
	it('takes all of its guest with it: another guest’s follow, and nothing is taken', () => {
		const { machine, guest, dev } = one();
		const before = machine.frames.available;
		const other = machine.guest(2);
		const made = before - machine.frames.available;
		expect(machine.driver.bindPasid(dev.device, other.ref, 8, { rootPage: other.table.root })).toBe(
			Errno.EBUSY,
		);
		guest.table.map(5, 50, R);
		other.table.map(5, 51, R);
		machine.fill(guest, 50, 1);
		machine.fill(other, 51, 2);
		const bytes = new Uint8Array(1);
		machine.read(dev, PASID, 0x5000, bytes);
		expect(bytes[0]).toBe(1);
		expect(machine.unbind(dev.device, PASID)).toBe(true);
		machine.bind(dev.device, other, PASID);
		machine.read(dev, PASID, 0x5000, bytes);
		expect(bytes[0]).toBe(2);
		expect(machine.unbind(dev.device, PASID)).toBe(true);
		expect(machine.frames.available).toBeGreaterThanOrEqual(before - made);
	});

	it('a PASID that is bound while the last goes keeps the guest’s tables', () => {
		const { machine, guest, dev } = one();
		guest.table.map(5, 50, R);
		let done = 0;
		machine.driver.unbindPasid(dev.device, PASID, () => {
			done++;
		});
		// One turn for each step: the descriptor, the caches, the stream.
		for (let turn = 0; turn < 3 && done === 0; turn++) {
			machine.bind(dev.device, guest, 8 + turn);
			expect(machine.read(dev, 8 + turn, 0x5000, new Uint8Array(1)).error).toBeUndefined();
			machine.clock.settle();
		}
		expect(done).toBe(1);
		expect(machine.read(dev, 8, 0x5000, new Uint8Array(1)).error).toBeUndefined();
		expect(machine.unbind(dev.device, 8)).toBe(true);
		expect(machine.read(dev, 8, 0x5000, new Uint8Array(1)).error).toBe('aborted');
	});

	it('and so does one that is bound when the stream is blocked already', () => {
		const bench = new SmmuV3FakeBench();
		const device = bench.bound(0x10, PASID);
		const table = { rootPage: 9 };
		let done = 0;
		// CFGI_STE, the first step of blocking, is not carried out yet.
		bench.unit.judge = ([w0]) => ((w0! & 0xff) === 0x03 ? -1 : 0);
		bench.driver.unbindPasid(device, PASID, () => {
			done++;
		});
		bench.clock.settle();
		expect(bench.streamEntry(0x10)).toEqual(new Array(16).fill(0));
		expect(bench.driver.bindPasid(device, bench.ref, 8, table)).toBe(Errno.OK);
		bench.unit.judge = () => 0;
		bench.unit.run();
		bench.clock.settle();
		expect(done).toBe(1);
		expect(bench.streamEntry(0x10)[0]! & 0xf).toBe(0xf);
		expect(bench.descriptor(0x10, 8)[0]).toBe(0xc000_3510);
		expect(bench.descriptor(0x10, PASID)[0]).toBe(0);
		expect(bench.driver.unbindPasid(device, 8, () => {})).toBe(Errno.OK);
		bench.clock.settle();
		expect(bench.pages.mapped.size).toBe(0);
		expect(bench.driver.releaseDevice(device)).toBe(Errno.OK);
	});

	it('two that go at the same time leave nothing', () => {
		const { machine, guest, dev } = one();
		machine.bind(dev.device, guest, 8);
		let done = 0;
		for (const pasid of [PASID, 8])
			machine.driver.unbindPasid(dev.device, pasid, () => {
				done++;
			});
		machine.clock.settle();
		expect(done).toBe(2);
		expect(machine.driver.releaseDevice(dev.device)).toBe(Errno.OK);
		expect(dev.device.references).toBe(3);
		machine.driver.stop();
		expect(machine.framesTaken([guest])).toBe(0);
	});

	it('a domain may be destroyed in `done`, and its frames be another’s', () => {
		const { machine, guest, dev } = one();
		guest.table.map(5, 50, R);
		machine.read(dev, PASID, 0x5000, new Uint8Array(1));
		machine.driver.unbindPasid(dev.device, PASID, () => guest.domain.destroy());
		machine.clock.settle();
		const other = machine.guest(2);
		machine.bind(dev.device, other, PASID);
		const late = machine.read(dev, PASID, 0x5000, new Uint8Array(1));
		machine.clock.settle();
		expect(late.ended).toBe(false);
		expect(machine.handler.groups).toMatchObject([{ pages: [5] }]);
	});

	it('devices of one guest share its VMID: one that goes leaves the other’s translations right', () => {
		const { machine, guest, dev } = one();
		const second = machine.attach(0x0200);
		machine.bind(second.device, guest, PASID);
		guest.table.map(5, 50, R);
		const read = (fn: TestFunction) => machine.read(fn, PASID, 0x5000, new Uint8Array(1)).error;
		expect([read(dev), read(second)]).toEqual([undefined, undefined]);
		expect(machine.unbind(dev.device, PASID)).toBe(true);
		expect([read(dev), read(second)]).toEqual(['aborted', undefined]);
		expect(machine.unmap(guest, second.device, PASID, 5)).toBe(true);
		const late = machine.read(second, PASID, 0x5000, new Uint8Array(1));
		machine.clock.settle();
		expect(late.ended).toBe(false);
	});
});
