import { describe, expect, it } from 'vitest';
import { Access, Translation } from '../../../../../src/emulator/iommu/contract.js';
import { FaultReason } from '../../../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { AmdViMachine } from '../../../../support/amdvi-machine.js';

const PASID = 7;

/** A machine with one guest and one function, bound at PASID 7. */
function one(options: Parameters<AmdViMachine['attach']>[1] = {}) {
	const machine = new AmdViMachine();
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100, options);
	machine.bind(dev.device, guest, PASID);
	return { machine, guest, dev };
}

it('a page request beyond the PASIDs of the device is refused by the unit, and told', () => {
	const { machine, dev } = one({ pasidWidth: 8 });
	const port = machine.replace(dev, { invalidate() {}, pageResponse() {} });
	port.pageRequest(0x200, 3, Access.READ, 9, true);
	machine.clock.settle();
	expect(machine.tap.view(0x0100).summary).toEqual(['3 invalid']);
	expect(machine.handler.groups).toEqual([]);
	expect(machine.handler.faults).toMatchObject([{ reason: 0, pasid: 0x200, page: 3, perm: 1 }]);
});

describe('what is not bound', () => {
	it('cannot reach the guest’s frames without a PASID, nor the driver’s tables', () => {
		const { machine, dev } = one({ pri: false });
		for (const address of [0x5000, 0, 2 ** 30, 0x4_0000 * 4096])
			expect(machine.read(dev, NO_PASID, address).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.handler.events.map(({ reason }) => reason)).toEqual(
			Array(4).fill(FaultReason.PTE_FETCH),
		);
	});

	it('is refused before the device is set up', () => {
		const machine = new AmdViMachine();
		const port = machine.unit.connect(0x0108, { invalidate() {}, pageResponse() {} });
		expect(port.access(NO_PASID, 5, Access.READ)).toBe(Translation.ABORTED);
		expect(port.access(PASID, 5, Access.READ)).toBe(Translation.ABORTED);
	});

	it('is denied by the device’s entry, which the unit has read before and reads again', () => {
		const machine = new AmdViMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100, { pri: false });
		guest.table.map(5, 50, 1);
		const touch = () => machine.read(dev, PASID, 0x5000).error;
		expect(touch()).toBe('aborted');
		machine.bind(dev.device, guest, PASID);
		expect(touch()).toBeUndefined();
		machine.driver.unbindPasid(dev.device, PASID, () => {});
		machine.clock.settle();
		expect(touch()).toBe('aborted');
		machine.clock.settle();
		// PR and PE, both times: the way to the tables is closed.
		expect(machine.handler.faults).toMatchObject([
			{ reason: FaultReason.PERMISSION, hardwareReason: 0x2055, pasid: PASID },
			{ reason: FaultReason.PERMISSION, hardwareReason: 0x2055, pasid: PASID },
		]);
	});

	it('beyond the device table is refused too', () => {
		const machine = new AmdViMachine();
		const port = machine.unit.connect(0x0200, { invalidate() {}, pageResponse() {} });
		expect(port.access(NO_PASID, 5, Access.READ)).toBe(Translation.ABORTED);
		expect(port.message(0xfee0_0000, 0x41)).toBe(Translation.ABORTED);
		machine.clock.settle();
		expect(machine.driver.counters).toMatchObject({ faults: 2, faultsUnowned: 2 });
	});
});

describe('an unrecoverable fault', () => {
	it('of a guest’s table beyond its memory, or of a device’s entry that is damaged, is told as such', () => {
		const { machine, guest, dev } = one({ pri: false });
		guest.table.map(5, 50, 1);
		// The top table leads to guest frame 0x10000, which the host table does not have.
		machine.memory.write32((guest.domain.firstFrame + guest.table.root) * 4096, 0x1000_0007);
		expect(machine.read(dev, PASID, 0x5000).error).toBe('aborted');
		const table = machine.unit.readRegister(0) & ~0xfff;
		machine.memory.write32(table + 0x100 * 32, machine.memory.read32(table + 0x100 * 32) | 0x4);
		machine.unit.writeRegister(0x18, machine.unit.readRegister(0x18) & ~1);
		machine.unit.writeRegister(0x18, machine.unit.readRegister(0x18) | 1);
		expect(machine.read(dev, PASID, 0x5000).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.handler.faults).toMatchObject([
			{ reason: FaultReason.PTE_FETCH, page: 5, pasid: PASID },
			{ reason: FaultReason.UNKNOWN, page: 5, pasid: PASID, hardwareReason: 0x1085 },
		]);
	});
});
