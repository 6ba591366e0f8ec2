import { describe, expect, it } from 'vitest';
import { Translation } from '../../../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultReason, FaultType } from '../../../../../src/host/kernel/fault.js';
import { AmdViMachine } from '../../../../support/amdvi-machine.js';

const PASID = 7;

/** A machine with one guest and one function, bound at PASID 7. */
function one() {
	const machine = new AmdViMachine();
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100);
	machine.bind(dev.device, guest, PASID);
	return { machine, dev };
}

describe('interrupts', () => {
	it('of a device go where its table leads, and nowhere after they are cleared', () => {
		const { machine, dev } = one();
		const { driver } = machine;
		const first = driver.allocate(dev.device, 4);
		for (const n of [0, 1, 2, 3]) driver.set(dev.device, first + n, 0x1_0000 + n, 0x50 + n);
		const port = machine.unit.connect(0x0108, { invalidate() {}, pageResponse() {} });
		dev.endpoint.detach();
		const own = machine.unit.connect(0x0100, { invalidate() {}, pageResponse() {} });
		const raise = (n: number) => {
			const { address, data } = driver.message(dev.device, first + n);
			return own.message(address, data);
		};
		expect([raise(0), raise(3)]).toEqual([Translation.OK, Translation.OK]);
		expect(machine.interrupts).toEqual([
			[0x1_0000, 0x50],
			[0x1_0003, 0x53],
		]);
		driver.set(dev.device, first, 9, 0x99);
		expect(raise(0)).toBe(Translation.OK);
		expect(machine.interrupts.at(-1)).toEqual([9, 0x99]);
		let done = 0;
		expect(driver.clear(dev.device, first, 4, () => done++)).toBe(Errno.OK);
		machine.clock.settle();
		expect(done).toBe(1);
		expect(raise(3)).toBe(Translation.ABORTED);
		expect(own.message(0xfee0_0000, 0x1ff)).toBe(Translation.ABORTED);
		expect(own.message(0xfee0_0000, 0x100)).toBe(Translation.ABORTED);
		// Another device's message reaches nothing of this one's.
		expect(port.message(0xfee0_0000, first)).toBe(Translation.ABORTED);
		machine.clock.settle();
		const { PTE_FETCH } = FaultReason;
		expect(machine.handler.faults).toMatchObject([
			{ type: FaultType.INTERRUPT, index: first + 3, reason: PTE_FETCH, hardwareReason: 0x2008 },
			{ type: FaultType.INTERRUPT, index: 0x1ff, reason: PTE_FETCH },
			{ type: FaultType.INTERRUPT, index: 0x100, reason: PTE_FETCH },
		]);
		expect(machine.core.pendingCount(dev.device)).toBe(0);
		expect(machine.interrupts).toHaveLength(3);
	});

	it('of a device without a table are aborted and told', () => {
		const { machine, dev } = one();
		dev.endpoint.detach();
		const port = machine.unit.connect(0x0100, { invalidate() {}, pageResponse() {} });
		expect(port.message(0xfee0_0000, 0x41)).toBe(Translation.ABORTED);
		machine.clock.settle();
		expect(machine.handler.faults).toMatchObject([
			{ type: FaultType.INTERRUPT, index: 0x41, reason: FaultReason.PERMISSION },
		]);
		expect(machine.interrupts).toEqual([]);
	});
});
