import { describe, expect, it } from 'vitest';
import { InterruptOutcome } from '../../../../../src/emulator/endpoint/interrupt-table.js';
import type { Device } from '../../../../../src/host/kernel/device.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultReason, FaultType, type IommuFault } from '../../../../../src/host/kernel/fault.js';
import type { TestFunction } from '../../../../support/iommu-machine.js';
import { VtdMachine } from '../../../../support/vtd-machine.js';

const { SENT, FAILED, PENDING } = InterruptOutcome;

/** Two functions behind the model; what is delivered, and which faults of interrupts their handler is told. */
function two() {
	const machine = new VtdMachine();
	const [one, other] = [machine.attach(0x0100), machine.attach(0x0200)];
	const delivered: [number, number][] = [];
	machine.unit.onDeviceInterrupt((destination, data) => delivered.push([destination, data]));
	const faults: (string | number)[][] = [];
	Object.assign(machine.handler, {
		unrecoverable: (device: Device, { type, index, reason, hardwareReason }: IommuFault) => {
			expect(type).toBe(FaultType.INTERRUPT);
			faults.push([device.name, index, reason, hardwareReason]);
		},
	});
	/** Has a vector of the function's table raise the interrupt of an index, whosever it is. */
	const program = (
		dev: TestFunction,
		vector: number,
		index: number,
		owner = dev,
		masked = false,
	) => {
		const { address, data } = machine.driver.message(owner.device, index);
		dev.endpoint.interrupts.setVector(vector, address, data, masked);
	};
	const raise = (dev: TestFunction, vector: number) => {
		const outcome = dev.endpoint.interrupts.raise(vector);
		machine.clock.settle();
		return outcome;
	};
	return { machine, driver: machine.driver, one, other, delivered, faults, program, raise };
}

describe('interrupts of functions', () => {
	it('reach the destination and vector that the driver set', () => {
		const { driver, one, other, delivered, faults, program, raise } = two();
		expect([driver.allocate(one.device, 2), driver.allocate(other.device, 4)]).toEqual([0, 4]);
		driver.set(one.device, 1, 0x8765_4321, 0x41);
		driver.set(other.device, 6, 3, 0x42);
		program(one, 0, 1);
		program(other, 5, 6);
		expect([raise(one, 0), raise(other, 5), raise(one, 0)]).toEqual([SENT, SENT, SENT]);
		expect(delivered).toEqual([
			[0x8765_4321, 0x41],
			[3, 0x42],
			[0x8765_4321, 0x41],
		]);
		expect(faults).toEqual([]);
	});

	it('that are masked go out when they are unmasked, to where they lead then', () => {
		const { driver, one, delivered, program, raise } = two();
		driver.allocate(one.device, 1);
		driver.set(one.device, 0, 1, 0x41);
		program(one, 0, 0, one, true);
		expect(raise(one, 0)).toBe(PENDING);
		driver.set(one.device, 0, 2, 0x42);
		program(one, 0, 0);
		expect(delivered).toEqual([[2, 0x42]]);
	});

	it('are refused when they are not set, not its own, or in compatibility format, and told with their index', () => {
		const { driver, one, other, delivered, faults, program, raise } = two();
		driver.allocate(one.device, 4);
		driver.set(one.device, 2, 1, 0x41);
		program(one, 0, 3);
		program(other, 0, 2, one);
		one.endpoint.interrupts.setVector(1, 0xfee0_1000, 0x41, false);
		one.endpoint.interrupts.setVector(2, 0xfee0_0010, 0x1_0000, false);
		expect([raise(one, 0), raise(other, 0), raise(one, 1), raise(one, 2)]).toEqual(
			Array(4).fill(FAILED),
		);
		expect(faults).toEqual([
			['dev256', 3, FaultReason.PTE_FETCH, 0x22],
			['dev512', 2, FaultReason.PERMISSION, 0x26],
			['dev256', 0, FaultReason.PERMISSION, 0x25],
			['dev256', 0, FaultReason.UNKNOWN, 0x20],
		]);
		expect(delivered).toEqual([]);
		expect(driver.counters).toMatchObject({ faults: 4, interruptFaults: 4, faultsUnowned: 0 });
	});

	it('lead elsewhere as soon as the entry has changed, though the unit held it', () => {
		const { driver, one, delivered, program, raise } = two();
		driver.allocate(one.device, 1);
		driver.set(one.device, 0, 1, 0x41);
		program(one, 0, 0);
		raise(one, 0);
		driver.set(one.device, 0, 2, 0x42);
		raise(one, 0);
		expect(delivered).toEqual([
			[1, 0x41],
			[2, 0x42],
		]);
	});

	it('are blocked once they are cleared, and their index is nobody’s until no cache holds it', () => {
		const { machine, driver, one, other, delivered, faults, program, raise } = two();
		driver.allocate(one.device, 1);
		driver.set(one.device, 0, 1, 0x41);
		program(one, 0, 0);
		raise(one, 0);
		let done = 0;
		expect(driver.clear(one.device, 0, 1, () => done++)).toBe(Errno.OK);
		expect([driver.allocate(other.device, 1), done]).toEqual([1, 0]);
		machine.clock.settle();
		expect([driver.allocate(other.device, 1), done]).toEqual([0, 1]);
		driver.set(other.device, 0, 9, 0x99);
		program(other, 0, 0);
		expect([raise(one, 0), raise(other, 0)]).toEqual([FAILED, SENT]);
		expect(delivered).toEqual([
			[1, 0x41],
			[9, 0x99],
		]);
		expect(faults).toEqual([['dev256', 0, FaultReason.PERMISSION, 0x26]]);
	});

	it('of a function that is released are blocked, and belong to the next one only when it has set them', () => {
		const { machine, driver, one, other, delivered, program, raise } = two();
		driver.allocate(one.device, 1);
		driver.set(one.device, 0, 1, 0x41);
		program(one, 0, 0);
		raise(one, 0);
		expect(driver.releaseDevice(one.device)).toBe(Errno.OK);
		expect(raise(one, 0)).toBe(FAILED);
		machine.clock.settle();
		expect(machine.logged).toEqual([
			'vtd vtd0: interrupt 0 of 01:00.0 blocked: interrupt entry not present (reason 0x22)',
		]);
		expect(driver.allocate(other.device, 1)).toBe(0);
		expect(raise(other, 0)).toBe(PENDING);
		driver.set(other.device, 0, 2, 0x42);
		program(other, 0, 0);
		expect(delivered).toEqual([
			[1, 0x41],
			[2, 0x42],
		]);
		expect(driver.probeDevice(one.device)).toBe(Errno.OK);
		expect(raise(one, 0)).toBe(FAILED);
	});

	it('pass as they are once the driver has stopped, and no frame of it is left', () => {
		const { machine, driver, one, other, delivered, raise } = two();
		driver.allocate(one.device, 1);
		driver.set(one.device, 0, 1, 0x41);
		for (const { device } of [one, other]) driver.releaseDevice(device);
		driver.stop();
		machine.clock.settle();
		expect(machine.frames.available).toBe(16_383);
		one.endpoint.interrupts.setVector(0, 0xfee0_5000, 0x77, false);
		expect(raise(one, 0)).toBe(SENT);
		expect(delivered).toEqual([[5, 0x77]]);
		driver.start();
		expect(raise(one, 0)).toBe(FAILED);
	});
});
