import { describe, expect, it } from 'vitest';
import { Access, Translation } from '../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { FaultReason, FaultType, UnrecoverableFlag } from '../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../src/host/kernel/fault-source.js';
import { AmdViMachine } from '../../support/amdvi-machine.js';

const PASID = 7;

/** A machine with one guest and one function, bound at PASID 7. */
function one(options: Parameters<AmdViMachine['attach']>[1] = {}) {
	const machine = new AmdViMachine();
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100, options);
	machine.bind(dev, guest, PASID);
	return { machine, guest, dev };
}

describe('translation', () => {
	it('reads and writes the guest’s bytes through both levels, and marks accessed and dirty', () => {
		const { machine, guest, dev } = one();
		machine.leaf(guest, 0x1f0, 40);
		machine.leaf(guest, 0x1f1, 44);
		machine.fill(guest, 40, 0xaa);
		machine.fill(guest, 44, 0xbb);
		const bytes = new Uint8Array(4096);
		const read = machine.read(dev, PASID, 0x1f0_800, bytes);
		expect(read).toEqual({ ended: true, error: undefined });
		expect([bytes[0], bytes[2047], bytes[2048], bytes[4095]]).toEqual([0xaa, 0xaa, 0xbb, 0xbb]);
		expect(machine.leafBits(guest, 0x1f0) & 0x60).toBe(0x20);
		const written = machine.write(dev, PASID, 0x1f1_ffe, Uint8Array.of(1, 2));
		expect(written).toEqual({ ended: true, error: undefined });
		expect(machine.memory.read16((guest.firstFrame + 44) * 4096 + 4094)).toBe(0x0201);
		expect(machine.leafBits(guest, 0x1f1) & 0x60).toBe(0x60);
		machine.clock.settle();
		expect([machine.handler.groups, machine.driver.counters.faults]).toEqual([[], 0]);
	});

	it('keeps devices, PASIDs and guests apart that have the same PASID and page', () => {
		const machine = new AmdViMachine();
		const devs = [0x0100, 0x0080].map((id) => machine.attach(id));
		devs.forEach((dev, n) => {
			const guest = machine.guest(n + 1);
			machine.bind(dev, guest, PASID);
			machine.leaf(guest, 5, 50 + n);
			machine.fill(guest, 50 + n, n + 1);
		});
		const got = devs.map((dev) => {
			const bytes = new Uint8Array(1);
			expect(machine.read(dev, PASID, 0x5000, bytes).ended).toBe(true);
			return bytes[0];
		});
		expect(got).toEqual([1, 2]);
	});

	it.each([1, 9, 10, 18, 19, 20])(
		'reaches the largest PASID of %d bits and the smallest',
		(pasidWidth) => {
			const machine = new AmdViMachine();
			const guest = machine.guest(2);
			const dev = machine.attach(0x0100, { pasidWidth });
			const largest = 2 ** pasidWidth - 1;
			machine.leaf(guest, 5, 50);
			for (const pasid of [0, largest]) {
				machine.bind(dev, guest, pasid);
				expect(machine.read(dev, pasid, 0x5000, new Uint8Array(1)).ended).toBe(true);
			}
			machine.clock.settle();
			expect(machine.driver.counters).toMatchObject({ faults: 0, pageRequests: 0 });
		},
	);

	it('of requests without a PASID is that of what is bound so, or of PASID 0', () => {
		const machine = new AmdViMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100, { pri: false, pasidWidth: 0 });
		machine.leaf(guest, 5, 50);
		machine.fill(guest, 50, 0x33);
		const bytes = new Uint8Array(1);
		machine.bind(dev, guest, NO_PASID);
		expect(machine.read(dev, NO_PASID, 0x5000, bytes).error).toBeUndefined();
		expect(bytes[0]).toBe(0x33);
		machine.driver.unbindPasid(dev.device, NO_PASID, () => {});
		machine.clock.settle();
		expect(machine.read(dev, NO_PASID, 0x5000, bytes).error).toBe('aborted');
	});
});

describe('what is not bound', () => {
	it('cannot reach the guest’s frames without a PASID, nor the driver’s tables', () => {
		const { machine, dev } = one({ pri: false });
		for (const address of [0x5000, 0, 2 ** 30, 0x4_0000 * 4096])
			expect(machine.read(dev, NO_PASID, address, new Uint8Array(1)).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.handler.events.map(({ reason }) => reason)).toEqual(
			Array(4).fill(FaultReason.PTE_FETCH),
		);
	});

	it('is refused before the first binding and after the last, without the function losing ATS', () => {
		const machine = new AmdViMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100);
		machine.leaf(guest, 5, 50);
		const port = machine.unit.connect(0x0108, { invalidate() {}, pageResponse() {} });
		expect(port.access(NO_PASID, 5, Access.READ)).toBe(Translation.ABORTED);
		expect(port.access(PASID, 5, Access.READ)).toBe(Translation.ABORTED);
		machine.bind(dev, guest, PASID);
		expect(machine.read(dev, PASID, 0x5000, new Uint8Array(1)).ended).toBe(true);
		machine.driver.unbindPasid(dev.device, PASID, () => {});
		machine.clock.settle();
		// It asks for the page, as with ATS on; the owner says no.
		const read = machine.read(dev, PASID, 0x5000, new Uint8Array(1));
		machine.clock.settle();
		expect(machine.handler.groups).toMatchObject([{ pasid: PASID, pages: [5] }]);
		machine.answer(dev, 1);
		expect(read.error).toBe('invalid');
		machine.bind(dev, guest, PASID);
		expect(machine.read(dev, PASID, 0x5000, new Uint8Array(1)).error).toBeUndefined();
	});

	it('is denied by the device’s entry, which the unit has read before and reads again', () => {
		const machine = new AmdViMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100, { pri: false });
		machine.leaf(guest, 5, 50);
		const touch = () => machine.read(dev, PASID, 0x5000, new Uint8Array(1)).error;
		expect(touch()).toBe('aborted');
		machine.bind(dev, guest, PASID);
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
	it('reaches the handler with its reason, PASID and page, and the access is aborted', () => {
		const { machine, guest, dev } = one({ pri: false });
		machine.leaf(guest, 6, 60, 0x5);
		machine.leaf(guest, 7, 70, 0x7 | 0x1000);
		expect(machine.read(dev, PASID, 0x5000, new Uint8Array(1)).error).toBe('aborted');
		expect(machine.write(dev, PASID, 0x6000, Uint8Array.of(1)).error).toBe('aborted');
		expect(machine.read(dev, 8, 0x6000, new Uint8Array(1)).error).toBe('aborted');
		machine.clock.settle();
		const flags = UnrecoverableFlag.ADDR_VALID | UnrecoverableFlag.PASID_VALID;
		const type = FaultType.DMA_UNRECOVERABLE;
		expect(machine.handler.faults).toMatchObject([
			{ type, reason: FaultReason.PTE_FETCH, page: 5, pasid: PASID, flags, perm: 1 },
			{ type, reason: FaultReason.PERMISSION, page: 6, pasid: PASID, flags, perm: 2 },
			{ type, reason: FaultReason.PTE_FETCH, page: 6, pasid: 8, flags, perm: 1 },
		]);
		expect(machine.driver.counters).toMatchObject({ faults: 3, faultsUnowned: 0 });
	});

	it('of a guest’s table beyond its memory, or of a device’s entry that is damaged, is told as such', () => {
		const { machine, guest, dev } = one({ pri: false });
		machine.leaf(guest, 5, 50);
		// The top table leads to guest frame 0x10000, which the host table does not have.
		machine.memory.write32(guest.firstFrame * 4096, 0x1000_0007);
		expect(machine.read(dev, PASID, 0x5000, new Uint8Array(1)).error).toBe('aborted');
		const table = machine.unit.readRegister(0) & ~0xfff;
		machine.memory.write32(table + 0x100 * 32, machine.memory.read32(table + 0x100 * 32) | 0x4);
		machine.unit.writeRegister(0x18, machine.unit.readRegister(0x18) & ~1);
		machine.unit.writeRegister(0x18, machine.unit.readRegister(0x18) | 1);
		expect(machine.read(dev, PASID, 0x5000, new Uint8Array(1)).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.handler.faults).toMatchObject([
			{ reason: FaultReason.PTE_FETCH, page: 5, pasid: PASID },
			{ reason: FaultReason.UNKNOWN, page: 5, pasid: PASID, hardwareReason: 0x1085 },
		]);
	});

	it('in numbers that the log cannot hold is told as a loss, and the log goes on', () => {
		const machine = new AmdViMachine({ eventOrder: 0 });
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100, { pri: false });
		machine.bind(dev, guest, PASID);
		let losses = 0;
		Object.assign(machine.handler, { eventLoss: () => losses++ });
		for (let n = 0; n < 300; n++) machine.read(dev, PASID, n * 4096, new Uint8Array(1));
		machine.clock.settle();
		expect([machine.handler.faults.length, losses]).toEqual([255, 1]);
		machine.read(dev, PASID, 0x9000, new Uint8Array(1));
		machine.clock.settle();
		expect([machine.handler.faults.length, losses]).toEqual([256, 1]);
	});
});

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
