import { describe, expect, it } from 'vitest';
import { Access, PrgResponse } from '../../../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultReason, ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { VtdMachine } from '../../../../support/vtd-registers-machine.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;
const PASID = 7;

/** A machine with one guest and one function, bound at PASID 7. */
function one() {
	const machine = new VtdMachine();
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100);
	machine.bind(dev, guest, PASID);
	return { machine, guest, dev };
}

describe('translation through the model', () => {
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
		expect(machine.handler.groups).toEqual([]);
		expect(machine.driver.counters.faults).toBe(0);
	});

	it('works with 2 MiB second-level leaves', () => {
		const machine = new VtdMachine();
		const guest = machine.guest(2);
		expect(guest.tableFrames).toBe(3);
		expect(machine.driver.capabilities.largePages).toBe(true);
		const dev = machine.attach(0x0100);
		machine.bind(dev, guest, PASID);
		machine.leaf(guest, 9, 300);
		machine.fill(guest, 300, 0x5a);
		const bytes = new Uint8Array(1);
		expect(machine.read(dev, PASID, 0x9fff, bytes).ended).toBe(true);
		expect(bytes[0]).toBe(0x5a);
	});

	it('keeps two guests with the same PASID and page apart', () => {
		const machine = new VtdMachine();
		const devs = [0x0100, 0x8200].map((id) => machine.attach(id));
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

	it('binds the largest PASID beside a small one', () => {
		const { machine, guest, dev } = one();
		machine.bind(dev, guest, 0xf_ffff);
		machine.clock.settle();
		machine.leaf(guest, 5, 50);
		for (const pasid of [PASID, 0xf_ffff])
			expect(machine.read(dev, pasid, 0x5000, new Uint8Array(1)).ended).toBe(true);
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
		machine.leaf(guest, 3, 60);
		machine.fill(guest, 60, 0x77);
		expect(machine.answer(dev, SUCCESS)).toBe(Errno.OK);
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
		machine.answer(dev, code);
		expect(read).toEqual({ ended: true, error });
		expect(dev.endpoint.counters[counter]).toBe(1);
	});

	it('is one of many: every group is answered once, also through a small request queue', () => {
		const machine = new VtdMachine({ pageRequestOrder: 0 });
		const guest = machine.guest(1);
		const devs = [0x0100, 0x0108].map((id) => machine.attach(id));
		for (const dev of devs) machine.bind(dev, guest, PASID);
		machine.handler.decide = (device, slot, id) => {
			machine.leaf(guest, machine.core.groups.page(slot), 70);
			machine.core.pageResponse(device, id, SUCCESS);
			return Errno.OK;
		};
		const outcomes = devs.map((dev) => machine.read(dev, PASID, 0, new Uint8Array(4096 * 400)));
		machine.clock.settle();
		expect(outcomes).toEqual(devs.map(() => ({ ended: true, error: undefined })));
		// 512 requests at once into a queue of 127: the unit answered what it dropped, and said so.
		expect(machine.driver.counters.overflows).toBeGreaterThan(0);
		for (const { endpoint, device } of devs) {
			expect(endpoint.outstandingGroups).toBe(0);
			expect(endpoint.counters.responsesUnexpected).toBe(0);
			expect(endpoint.counters.responsesSuccess).toBe(endpoint.counters.groups);
			expect(machine.core.pendingCount(device)).toBe(0);
		}
	});

	it('that is still queued when its device is released is answered INVALID by the driver', () => {
		const machine = new VtdMachine();
		const dev = machine.attach(0x0100);
		dev.endpoint.detach();
		const responses: number[][] = [];
		const port = machine.unit.connect(0x0100, {
			invalidate: (_pasid, _page, _pages, _global, done) => done(),
			pageResponse: (...response) => responses.push(response),
		});
		port.pageRequest(PASID, 3, Access.READ, 9, false);
		port.pageRequest(PASID, 4, Access.READ, 9, true);
		port.stopMarker(PASID);
		expect(machine.driver.releaseDevice(dev.device)).toBe(Errno.OK);
		machine.clock.settle();
		expect(machine.handler.groups).toEqual([]);
		expect(responses).toEqual([[PASID, 9, PrgResponse.INVALID]]);
		expect(machine.driver.counters).toMatchObject({
			pageRequests: 3,
			stopMarkers: 1,
			unknownDevice: 2,
			responses: 1,
		});
	});

	it('that is pending when its device is released has nobody to be answered to', () => {
		const { machine, dev } = one();
		const read = machine.read(dev, PASID, 0x3000, new Uint8Array(1));
		machine.driver.unbindPasid(dev.device, PASID, () => machine.driver.releaseDevice(dev.device));
		machine.clock.settle();
		expect(machine.handler.groups).toHaveLength(1);
		expect(machine.answer(dev, SUCCESS)).toBe(Errno.ENODEV);
		expect(read.ended).toBe(false);
		dev.endpoint.reset();
		expect(read).toEqual({ ended: true, error: 'reset' });
	});
});

describe('an unrecoverable fault', () => {
	it('reaches the handler with its reason, and the access is aborted', () => {
		const machine = new VtdMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100, { pri: false });
		machine.bind(dev, guest, PASID);
		machine.leaf(guest, 6, 60, 0x5);
		expect(machine.read(dev, PASID, 0x5000, new Uint8Array(1)).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.write(dev, PASID, 0x6000, Uint8Array.of(1)).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.read(dev, 8, 0x6000, new Uint8Array(1)).error).toBe('aborted');
		machine.clock.settle();
		expect(machine.handler.events).toEqual([
			{ device: 'dev256', reason: FaultReason.PTE_FETCH, page: 5 },
			{ device: 'dev256', reason: FaultReason.PERMISSION, page: 6 },
			{ device: 'dev256', reason: FaultReason.BAD_PASID_ENTRY, page: 6 },
		]);
		expect(machine.driver.counters).toMatchObject({ faults: 3, faultsUnowned: 0 });
	});
});
