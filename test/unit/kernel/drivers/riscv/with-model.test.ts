import { describe, expect, it } from 'vitest';
import { Access, Translation } from '../../../../../src/emulator/iommu/contract.js';
import { Device } from '../../../../../src/host/kernel/device.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { RiscvIommuMachine } from '../../../../support/riscv-iommu-machine.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;
const PASID = 7;
const R = 1;
const RW = 3;

/** An endpoint that has nothing to be told. */
const idle = {
	invalidate: (_pasid: number, _page: number, _pages: number, _global: boolean, done: () => void) =>
		done(),
	pageResponse() {},
};

/** A machine with one guest and one function, bound at PASID 7. */
function one(options: ConstructorParameters<typeof RiscvIommuMachine>[0] = {}) {
	const machine = new RiscvIommuMachine(options);
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100);
	machine.bind(dev.device, guest, PASID);
	return { machine, guest, dev };
}

describe('translation through the model', () => {
	it('reads and writes the guest’s bytes through both stages, and marks accessed and dirty', () => {
		const { machine, guest, dev } = one();
		guest.table.map(0x1f0, 40, R);
		guest.table.map(0x1f1, 44, RW);
		machine.fill(guest, 40, 0xaa);
		machine.fill(guest, 44, 0xbb);
		const bytes = new Uint8Array(4096);
		expect(machine.read(dev, PASID, 0x1f0_800, bytes)).toEqual({ ended: true, error: undefined });
		expect([bytes[0], bytes[2047], bytes[2048], bytes[4095]]).toEqual([0xaa, 0xaa, 0xbb, 0xbb]);
		const written = machine.write(dev, PASID, 0x1f1_ffe, Uint8Array.of(1, 2));
		expect(written).toEqual({ ended: true, error: undefined });
		expect(machine.memory.read16((guest.domain.firstFrame + 44) * 4096 + 4094)).toBe(0x0201);
		guest.table.clear(0x1f0);
		expect([guest.table.accessed, guest.table.dirty]).toEqual([true, false]);
		guest.table.clear(0x1f1);
		expect([guest.table.accessed, guest.table.dirty]).toEqual([true, true]);
		expect(machine.handler.groups).toEqual([]);
		expect(machine.driver.counters).toMatchObject({ faults: 0, commandErrors: 0 });
	});

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
		guest.table.map(9, 100, R);
		expect(dev.port.access(NO_PASID, 9, Access.READ)).toBe(Translation.OK);
		expect(dev.port.frame).toBe(guest.domain.firstFrame + 100);
		const far = new Device(
			{ name: 'far', bus: 'platform', sourceId: 2 ** 24, outstanding: 1 },
			999,
			machine.driver,
		);
		expect(machine.driver.probeDevice(far)).toBe(Errno.EINVAL);
	});

	it('keeps two guests with the same PASID and page apart, and two spaces of one guest', () => {
		const machine = new RiscvIommuMachine();
		const devs = [0x0100, 0x8200, 0x0300].map((id) => machine.attach(id));
		const guests = [machine.guest(1), machine.guest(2)];
		// A second space of the first guest, under a domain id of its own.
		const { ref, memory } = guests[0]!;
		const other = { ...guests[0]!, ref: { ...ref, id: 9 }, table: machine.space(memory, 128, 64) };
		[...guests, other].forEach((guest, n) => {
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

	it('binds PASIDs on either side of every table of the process directory, and the largest of all', () => {
		const { machine, guest, dev } = one();
		const pasids = [PASID, 0, 1, 255, 256, 0x1_ffff, 0x2_0000, 0xf_ffff];
		guest.table.map(5, 50, R);
		for (const pasid of pasids.slice(1)) machine.bind(dev.device, guest, pasid);
		machine.clock.settle();
		for (const pasid of pasids)
			expect(machine.read(dev, pasid, 0x5000, new Uint8Array(1)).error).toBeUndefined();
		for (const pasid of pasids) expect(machine.unbind(dev.device, pasid)).toBe(true);
		expect(machine.driver.releaseDevice(dev.device)).toBe(Errno.OK);
		machine.driver.stop();
		expect(machine.framesTaken([guest])).toBe(0);
	});

	it('translates requests without a PASID beside those with one', () => {
		const { machine, guest, dev } = one();
		const other = {
			...guest,
			ref: { ...guest.ref, id: 9 },
			table: machine.space(guest.memory, 128, 64),
		};
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
		expect(machine.read(dev, NO_PASID, 0x5000, bytes).ended).toBe(false);
		machine.clock.settle();
		expect(machine.handler.groups).toMatchObject([{ pasid: -1, pages: [5] }]);
		expect(machine.read(dev, PASID, 0x5000, bytes).error).toBeUndefined();
	});
});

describe('a page request', () => {
	it('travels to the handler, and its SUCCESS back to the endpoint, which then moves the bytes', () => {
		const { machine, guest, dev } = one();
		const bytes = new Uint8Array(16);
		const read = machine.read(dev, PASID, 0x3008, bytes);
		expect(machine.handler.groups).toEqual([]);
		machine.clock.settle();
		expect(machine.handler.groups).toMatchObject([
			{ device: 'dev256', pasid: PASID, pages: [3], pasids: [PASID] },
		]);
		expect(read.ended).toBe(false);
		guest.table.map(3, 60, R);
		machine.fill(guest, 60, 0x77);
		expect(machine.answer(dev.device, SUCCESS)).toBe(Errno.OK);
		expect(read).toEqual({ ended: true, error: undefined });
		expect(bytes).toEqual(new Uint8Array(16).fill(0x77));
		expect(dev.endpoint.counters).toMatchObject({
			responsesSuccess: 1,
			responsesUnexpected: 0,
			groups: 1,
		});
		expect(machine.core.pendingCount(dev.device)).toBe(0);
	});

	it.each([
		['INVALID', INVALID, 'invalid', 'responsesInvalid'],
		['FAILURE', FAILURE, 'failure', 'responsesFailure'],
	] as const)('answered %s ends the access with that error', (_name, code, error, counter) => {
		const { machine, dev } = one();
		const read = machine.read(dev, PASID, 0x3000, new Uint8Array(1));
		machine.clock.settle();
		machine.answer(dev.device, code);
		expect(read).toEqual({ ended: true, error });
		expect(dev.endpoint.counters[counter]).toBe(1);
	});

	it.each([true, false])('of a function whose responses carry the PASID: %s', (needsPasid) => {
		const machine = new RiscvIommuMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100, { needsPasid });
		machine.bind(dev.device, guest, PASID);
		const read = machine.read(dev, PASID, 0x3000, new Uint8Array(1));
		machine.clock.settle();
		guest.table.map(3, 60, R);
		machine.answer(dev.device, SUCCESS);
		expect(read).toEqual({ ended: true, error: undefined });
		expect(dev.endpoint.counters.responsesUnexpected).toBe(0);
	});

	it('without a PASID is answered without one', () => {
		const machine = new RiscvIommuMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100, { pasidWidth: 0 });
		machine.bind(dev.device, guest, NO_PASID);
		const read = machine.read(dev, NO_PASID, 0x3000, new Uint8Array(1));
		machine.clock.settle();
		expect(machine.handler.groups).toMatchObject([{ pasid: -1, pages: [3] }]);
		guest.table.map(3, 60, R);
		machine.answer(dev.device, SUCCESS);
		expect(read).toEqual({ ended: true, error: undefined });
		expect(machine.driver.bindPasid(dev.device, guest.ref, 1, { rootPage: 1 })).toBe(Errno.EINVAL);
	});

	it('is one of many: every group is answered once, also through small queues', () => {
		const machine = new RiscvIommuMachine({ requestOrder: 6, commandOrder: 3 });
		const guest = machine.guest(1);
		const devs = [0x0100, 0x0108].map((id) => machine.attach(id));
		for (const dev of devs) machine.bind(dev.device, guest, PASID);
		machine.handler.decide = (device, slot, id) => {
			guest.table.map(machine.core.groups.page(slot), 70, R);
			machine.core.pageResponse(device, id, SUCCESS);
			return Errno.OK;
		};
		const outcomes = devs.map((dev) => machine.read(dev, PASID, 0, new Uint8Array(4096 * 400)));
		machine.clock.settle();
		expect(outcomes).toEqual(devs.map(() => ({ ended: true, error: undefined })));
		// 512 requests at once into a queue of 63: the IOMMU answered what it dropped, and said so.
		expect(machine.driver.counters.overflows).toBeGreaterThan(0);
		for (const { endpoint, device } of devs) {
			expect(endpoint.outstandingGroups).toBe(0);
			expect(endpoint.counters.responsesUnexpected).toBe(0);
			expect(endpoint.counters.responsesSuccess).toBe(endpoint.counters.groups);
			expect(machine.core.pendingCount(device)).toBe(0);
		}
		expect(machine.unit.readRegister(0x050)).toBe(0x1_0003);
	});
});
