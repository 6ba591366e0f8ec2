import { describe, expect, it } from 'vitest';
import { Access, Translation } from '../../../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultType, UnrecoverableFlag } from '../../../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { RiscvIommuMachine } from '../../../../support/riscv-iommu-machine.js';

const FILE = 0xf_ee05;
const OTHER_FILE = 0xf_ee06;
const R = 1;

/** Two platform devices, and what faults come of their interrupts: device, index (-1: unknown), cause. */
function two() {
	const machine = new RiscvIommuMachine();
	const faults: [string, number, number][] = [];
	machine.handler.unrecoverable = (device, fault) => {
		if (fault.type !== FaultType.INTERRUPT) throw new Error(`a fault of type ${fault.type}`);
		const known = (fault.flags & UnrecoverableFlag.INDEX_VALID) !== 0;
		faults.push([device.name, known ? fault.index : -1, fault.hardwareReason]);
	};
	const invalidations: [number, number][] = [];
	const endpoint = {
		invalidate(pasid: number, page: number, _pages: number, _global: boolean, done: () => void) {
			invalidations.push([pasid, page]);
			done();
		},
		pageResponse() {},
	};
	const devs = [0x10, 0x2_0011].map((id) => machine.platform(id, endpoint));
	const { driver } = machine;
	const send = (n: number, of: number, index: number) => {
		const { address, data } = driver.message(devs[of]!.device, index);
		const outcome = devs[n]!.port.message(address, data);
		machine.clock.settle();
		return outcome;
	};
	return { machine, driver, devs, faults, send };
}

describe('an interrupt of a device', () => {
	it('goes to the interrupt file that its index is led to, bound to nothing or to a guest', () => {
		const { machine, driver, devs, faults, send } = two();
		const [{ device }] = devs as [(typeof devs)[0]];
		expect(driver.allocate(device, 3)).toBe(0);
		expect(driver.allocate(device, 1)).toBe(3);
		expect(driver.allocate(device, 5)).toBe(8);
		expect(driver.set(device, 2, FILE, 0x7ff)).toBe(Errno.OK);
		expect(send(0, 0, 2)).toBe(Translation.OK);
		const guest = machine.guest(1);
		// With a PASID the requests without one stay free; without one they share the guest's table.
		machine.bind(device, guest, 5);
		expect(send(0, 0, 2)).toBe(Translation.OK);
		machine.bind(device, guest, NO_PASID);
		expect(send(0, 0, 2)).toBe(Translation.OK);
		guest.table.map(9, 50, R);
		expect(devs[0]!.port.access(NO_PASID, 9, Access.READ)).toBe(Translation.OK);
		expect(machine.unbind(device, NO_PASID)).toBe(true);
		expect(send(0, 0, 2)).toBe(Translation.OK);
		expect(machine.unbind(device, 5)).toBe(true);
		expect(send(0, 0, 2)).toBe(Translation.OK);
		expect(machine.interrupts).toEqual(Array(5).fill([FILE, 0x7ff]));
		expect(faults).toEqual([]);
		expect(devs[0]!.port.access(NO_PASID, 9, Access.READ)).toBe(Translation.ABORTED);
	});

	it('that is not set, or of a device that has none, is a fault of its own type with its index', () => {
		const { driver, devs, faults, send, machine } = two();
		expect(driver.allocate(devs[0]!.device, 2)).toBe(0);
		expect(send(0, 0, 1)).toBe(Translation.ABORTED);
		expect(send(1, 1, 200)).toBe(Translation.ABORTED);
		machine.bind(devs[1]!.device, machine.guest(1), NO_PASID);
		expect(send(1, 1, 7)).toBe(Translation.ABORTED);
		expect(faults).toEqual([
			['dev16', 1, 262],
			['dev131089', 200, 266],
			['dev131089', 7, 262],
		]);
		expect(driver.counters).toMatchObject({ faults: 3, interruptFaults: 3, faultsUnowned: 0 });
		expect(machine.interrupts).toEqual([]);
	});

	it('cannot be raised by another device, also when it was just raised by its own', () => {
		const { machine, driver, devs, faults, send } = two();
		const guest = machine.guest(1);
		for (const { device } of devs) {
			expect(driver.allocate(device, 1)).toBe(0);
			expect(driver.set(device, 0, FILE, 1)).toBe(Errno.OK);
		}
		const both = () => {
			expect(send(0, 0, 0)).toBe(Translation.OK);
			expect(send(1, 0, 0)).toBe(Translation.ABORTED);
			expect(send(1, 1, 0)).toBe(Translation.OK);
			expect(send(0, 1, 0)).toBe(Translation.ABORTED);
		};
		both();
		for (const { device } of devs) machine.bind(device, guest, 5);
		both();
		expect(machine.interrupts).toHaveLength(4);
		expect(faults.map(([device, index]) => [device, index])).toEqual([
			['dev131089', -1],
			['dev16', -1],
			['dev131089', -1],
			['dev16', -1],
		]);
	});

	it('is led elsewhere, and ends, although it was cached', () => {
		const { machine, driver, devs, faults, send } = two();
		const { device } = devs[0]!;
		machine.bind(device, machine.guest(1), 5);
		driver.allocate(device, 4);
		for (let index = 0; index < 4; index++) driver.set(device, index, FILE, index + 1);
		expect(send(0, 0, 3)).toBe(Translation.OK);
		driver.set(device, 3, OTHER_FILE, 9);
		expect(send(0, 0, 3)).toBe(Translation.OK);
		let done = 0;
		expect(driver.clear(device, 2, 2, () => done++)).toBe(Errno.OK);
		expect([done, driver.allocate(device, 2)]).toEqual([0, 4]);
		machine.clock.settle();
		expect([done, driver.allocate(device, 2)]).toEqual([1, 2]);
		expect(send(0, 0, 3)).toBe(Translation.ABORTED);
		expect(send(0, 0, 1)).toBe(Translation.OK);
		expect(machine.interrupts).toEqual([
			[FILE, 4],
			[OTHER_FILE, 9],
			[FILE, 2],
		]);
		expect(faults).toEqual([['dev16', 3, 262]]);
	});

	it('is refused with what is wrong', () => {
		const { machine, driver, devs } = two();
		const { device } = devs[0]!;
		for (const count of [0, 257, 1.5]) expect(driver.allocate(device, count)).toBe(-1);
		expect(driver.set(device, 0, FILE, 1)).toBe(Errno.EINVAL);
		expect(driver.allocate(device, 256)).toBe(0);
		expect(driver.allocate(device, 1)).toBe(-1);
		for (const [index, file, vector] of [
			[256, FILE, 1],
			[-1, FILE, 1],
			[0, 2 ** 44, 1],
			[0, FILE, 0],
			[0, FILE, 2048],
		] as const)
			expect(driver.set(device, index, file, vector)).toBe(Errno.EINVAL);
		expect(driver.clear(device, 250, 7, () => {})).toBe(Errno.EINVAL);
		machine.core.disableDevice(device);
		expect(driver.releaseDevice(device)).toBe(Errno.OK);
		expect(driver.allocate(device, 1)).toBe(-1);
		expect(driver.set(device, 0, FILE, 1)).toBe(Errno.ENODEV);
		expect(driver.clear(device, 0, 1, () => {})).toBe(Errno.ENODEV);
	});

	it('of 256 at once are cleared, and their frames come back', () => {
		const { machine, driver, devs } = two();
		const guest = machine.guest(1);
		const { device } = devs[0]!;
		machine.bind(device, guest, 5);
		driver.allocate(device, 256);
		driver.set(device, 255, FILE, 1);
		let done = 0;
		driver.clear(device, 0, 256, () => done++);
		machine.clock.settle();
		expect(done).toBe(1);
		machine.unbind(device, 5);
		for (const dev of devs) expect(driver.releaseDevice(dev.device)).toBe(Errno.OK);
		machine.clock.settle();
		driver.stop();
		expect(machine.framesTaken([guest])).toBe(0);
	});
});
