import { describe, expect, it } from 'vitest';
import { Access, PrgResponse } from '../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../src/host/kernel/fault-source.js';
import { AmdViMachine } from '../../support/amdvi-machine.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;
const PASID = 7;

function one(options: ConstructorParameters<typeof AmdViMachine>[0] = {}) {
	const machine = new AmdViMachine(options);
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100);
	machine.bind(dev, guest, PASID);
	return { machine, guest, dev };
}

/** A port in place of the function, and what it is answered. */
function bare(machine: AmdViMachine, dev: ReturnType<typeof one>['dev']) {
	dev.endpoint.detach();
	const responses: number[][] = [];
	const port = machine.unit.connect(0x0100, {
		invalidate: (_pasid, _page, _pages, _global, done) => done(),
		pageResponse: (...response) => responses.push(response),
	});
	return { port, responses };
}

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
		expect(dev.endpoint.counters).toMatchObject({ responsesSuccess: 1, responsesUnexpected: 0 });
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

	it.each([true, false])('is answered with its PASID if the function wants it (%s)', (wanted) => {
		const machine = new AmdViMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100, { responsePasidRequired: wanted });
		machine.bind(dev, guest, PASID);
		const { port, responses } = bare(machine, dev);
		port.pageRequest(PASID, 3, Access.READ, 9, true);
		port.pageRequest(NO_PASID, 3, Access.READ, 10, true);
		machine.clock.settle();
		for (const { id } of machine.handler.groups) machine.core.pageResponse(dev.device, id, SUCCESS);
		machine.core.flush();
		expect(responses).toEqual([
			[wanted ? PASID : NO_PASID, 9, PrgResponse.SUCCESS],
			[NO_PASID, 10, PrgResponse.SUCCESS],
		]);
	});

	it('of several pages is one group, and groups that interleave are kept apart', () => {
		const { machine, dev } = one();
		const { port, responses } = bare(machine, dev);
		port.pageRequest(PASID, 3, Access.READ, 1, false);
		port.pageRequest(PASID, 4, Access.WRITE, 2, false);
		port.pageRequest(PASID, 5, Access.READ, 1, true);
		port.pageRequest(PASID, 6, Access.READ, 2, true);
		machine.clock.settle();
		expect(machine.handler.groups).toMatchObject([{ pages: [3, 5] }, { pages: [4, 6] }]);
		machine.answer(dev, SUCCESS);
		expect(responses).toEqual([[PASID, 2, PrgResponse.SUCCESS]]);
	});

	it('beyond the PASIDs of the device is refused by the unit, and told', () => {
		const machine = new AmdViMachine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100, { pasidWidth: 8 });
		machine.bind(dev, guest, PASID);
		const { port, responses } = bare(machine, dev);
		port.pageRequest(0x200, 3, Access.READ, 9, true);
		machine.clock.settle();
		expect(responses).toEqual([[0x200, 9, PrgResponse.INVALID]]);
		expect(machine.handler.groups).toEqual([]);
		expect(machine.handler.faults).toMatchObject([{ reason: 0, pasid: 0x200, page: 3, perm: 1 }]);
	});

	it('is one of many: every group is answered once, also through a small log', () => {
		const machine = new AmdViMachine({ pageRequestOrder: 0 });
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
		// 512 requests at once into a log of 255: the unit answered what it dropped, and said so.
		expect(machine.driver.counters.overflows).toBeGreaterThan(0);
		expect(machine.unit.counters.autoResponses).toBeGreaterThan(0);
		for (const { endpoint, device } of devs) {
			expect(endpoint.outstandingGroups).toBe(0);
			expect(endpoint.counters.responsesUnexpected).toBe(0);
			expect(endpoint.counters.responsesSuccess).toBe(endpoint.counters.groups);
			expect(machine.core.pendingCount(device)).toBe(0);
		}
	});

	it('whose last page was lost leaves no partial behind that a later group could adopt', () => {
		const { machine, dev } = one({ pageRequestOrder: 0 });
		const { port, responses } = bare(machine, dev);
		port.pageRequest(PASID, 3, Access.READ, 1, false);
		for (let n = 0; n < 254; n++) port.pageRequest(PASID, 100 + n, Access.READ, 2 + n, true);
		port.pageRequest(PASID, 4, Access.READ, 1, true);
		expect(responses).toEqual([[PASID, 1, PrgResponse.SUCCESS]]);
		machine.clock.settle();
		expect(machine.driver.counters).toMatchObject({ overflows: 1, partialsDiscarded: 1 });
		port.pageRequest(PASID, 5, Access.READ, 1, true);
		machine.clock.settle();
		expect(machine.handler.groups.at(-1)).toMatchObject({ pages: [5] });
	});

	it('that is still in the log when its device is released is answered INVALID by the driver', () => {
		const machine = new AmdViMachine();
		const dev = machine.attach(0x0100);
		const { port, responses } = bare(machine, dev);
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
		machine.clock.settle();
		machine.driver.unbindPasid(dev.device, PASID, () => machine.driver.releaseDevice(dev.device));
		machine.clock.settle();
		expect(machine.handler.groups).toHaveLength(1);
		expect(machine.answer(dev, SUCCESS)).toBe(Errno.ENODEV);
		expect(read.ended).toBe(false);
		dev.endpoint.reset();
		expect(read).toEqual({ ended: true, error: 'reset' });
	});
});
