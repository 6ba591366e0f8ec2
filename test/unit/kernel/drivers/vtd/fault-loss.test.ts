import { expect, it } from 'vitest';
import type { Device } from '../../../../../src/host/kernel/device.js';
import { VtdMachine } from '../../../../support/vtd-registers-machine.js';

const PASID = 7;
/** Recording registers that the model has unless told. */
const RECORDS = 8;

/** Two functions of one guest behind the model, and what their handler is told, in order. */
function two() {
	const machine = new VtdMachine();
	const guest = machine.guest(1);
	const functions = [0x0100, 0x0200].map((id) => machine.attach(id, { pri: false }));
	for (const attached of functions) machine.bind(attached, guest, PASID);
	const told: string[] = [];
	Object.assign(machine.handler, {
		unrecoverable: (device: Device, fault: { page: number }) =>
			told.push(`${device.name} ${fault.page}`),
		eventLoss: (device: Device) => told.push(`${device.name} loss`),
	});
	/** A read that fails, of a page that is not mapped. */
	const fail = (n: number, page: number) => {
		const { error } = machine.read(functions[n]!, PASID, page * 4096, new Uint8Array(1));
		expect(error).toBe('aborted');
	};
	return { machine, functions, told, fail };
}

it('law 8: each of several faults of one function is told, while there is room for its record', () => {
	const { machine, told, fail } = two();
	for (let page = 1; page <= RECORDS; page++) fail(0, page);
	machine.clock.settle();
	expect(told).toEqual(Array.from({ length: RECORDS }, (_, i) => `dev256 ${i + 1}`));
	expect(machine.driver.counters.faultOverflows).toBe(0);
});

it('law 8: faults without room for a record are told as a loss to every device behind the unit', () => {
	const { machine, functions, told, fail } = two();
	for (let page = 1; page <= RECORDS + 3; page++) fail(0, page);
	machine.clock.settle();
	const recorded = Array.from({ length: RECORDS }, (_, i) => `dev256 ${i + 1}`);
	expect(told).toEqual([...recorded, 'dev256 loss', 'dev512 loss']);
	fail(1, 20);
	machine.clock.settle();
	expect(told.slice(RECORDS + 2)).toEqual(['dev512 20']);
	expect(machine.driver.counters).toMatchObject({ faults: RECORDS + 1, faultOverflows: 1 });
	expect(machine.core.counters(functions[0]!.device).events).toBe(RECORDS);
});

it('a loss is told to nobody who is not there', () => {
	const { machine, functions, told, fail } = two();
	machine.core.unregisterDeviceFaultHandler(functions[1]!.device);
	for (let page = 1; page <= RECORDS + 1; page++) fail(0, page);
	machine.clock.settle();
	expect(told.slice(RECORDS)).toEqual(['dev256 loss']);
});
