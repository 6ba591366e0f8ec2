import { expect, it } from 'vitest';
import { Access, Translation } from '../../../../../src/emulator/iommu/contract.js';
import { Device } from '../../../../../src/host/kernel/device.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { RiscvIommuMachine } from '../../../../support/riscv-iommu-machine.js';

/** An endpoint that has nothing to be told. */
const idle = {
	invalidate: (_pasid: number, _page: number, _pages: number, _global: boolean, done: () => void) =>
		done(),
	pageResponse() {},
};

it.each([
	[6, 0x21],
	[15, 0x7fff],
	[16, 0x0100],
	[24, 0xab_0100],
])('finds device ids of %i bits', (deviceIdBits, id) => {
	const machine = new RiscvIommuMachine({ deviceIdBits });
	const guest = machine.guest(1);
	const dev = machine.platform(id, idle);
	machine.bind(dev.device, guest, NO_PASID);
	guest.table.map(9, 100, 1);
	expect(dev.port.access(NO_PASID, 9, Access.READ)).toBe(Translation.OK);
	expect(dev.port.frame).toBe(guest.domain.firstFrame + 100);
	const far = new Device(
		{ name: 'far', bus: 'platform', sourceId: 2 ** 24, outstanding: 1 },
		999,
		machine.driver,
	);
	expect(machine.driver.probeDevice(far)).toBe(Errno.EINVAL);
});
