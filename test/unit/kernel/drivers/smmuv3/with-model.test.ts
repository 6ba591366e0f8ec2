import { describe, expect, it } from 'vitest';
import { FaultReason } from '../../../../../src/host/kernel/fault.js';
import { SmmuV3Machine } from '../../../../support/smmuv3-machine.js';

const PASID = 7;
const R = 1;

/** A machine with one guest and one function, bound at PASID 7. */
function one(options: ConstructorParameters<typeof SmmuV3Machine>[0] = {}) {
	const machine = new SmmuV3Machine(options);
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100);
	machine.bind(dev.device, guest, PASID);
	return { machine, guest, dev };
}

it.each([40, 42, 44])('works with %i bits of physical address', (outputAddressBits) => {
	const { machine, guest, dev } = one({
		outputAddressBits,
		doorbellFrame: 2 ** (outputAddressBits - 12) - 1,
	});
	guest.table.map(9, 100, R);
	machine.fill(guest, 100, 0x5a);
	const bytes = new Uint8Array(1);
	expect(machine.read(dev, PASID, 0x9fff, bytes)).toEqual({ ended: true, error: undefined });
	expect(bytes[0]).toBe(0x5a);
});

describe('the window of tables', () => {
	it('is not to be written, even by a first-level table that leads there', () => {
		const { machine, guest, dev } = one();
		// The descriptors' first table, which no agent can map: the test writes the guest's table itself.
		guest.table.map(5, 2 ** 18, 3);
		const before = machine.driver.counters.faults;
		expect(machine.write(dev, PASID, 0x5000, Uint8Array.of(1)).ended).toBe(false);
		machine.clock.settle();
		// A function with ATS is granted reading alone, and asks for writing.
		expect(machine.handler.groups).toMatchObject([{ pages: [5] }]);
		expect(machine.driver.counters.faults).toBe(before);
	});
});

it('a fault of a function that is not bound at all says nothing but that', () => {
	const machine = new SmmuV3Machine();
	const dev = machine.attach(0x0100);
	expect(machine.read(dev, PASID, 0x5000).error).toBe('aborted');
	machine.clock.settle();
	expect(machine.handler.events).toEqual([
		{ device: 'dev256', reason: FaultReason.UNKNOWN, page: 0 },
	]);
});
