import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/host/kernel/device.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import {
	FaultReason,
	FaultType,
	IommuFault,
	PageRequestFlag,
	ResponseCode,
	UnrecoverableFlag,
} from '../../../src/host/kernel/fault.js';
import { GroupOutcome } from '../../../src/host/kernel/fault-core.js';
import { FaultBench, pageRequest } from '../../support/fake-source.js';

const { PASID_VALID, LAST_PAGE, RESPONSE_NEEDS_PASID } = PageRequestFlag;
const options = { responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID };

/** Devices nobody handles the faults of, each for another reason. */
const unowned: [string, (bench: FaultBench) => Device][] = [
	['was never enabled', (bench) => bench.device()],
	[
		'has no handler',
		(bench) => {
			const device = bench.device();
			bench.core.enableDevice(device, options);
			return device;
		},
	],
	[
		'lost its handler',
		(bench) => {
			const device = bench.served();
			bench.core.unregisterDeviceFaultHandler(device);
			return device;
		},
	],
	[
		'was disabled',
		(bench) => {
			const device = bench.served();
			bench.core.disableDevice(device);
			return device;
		},
	],
];

describe.each(unowned)('a device that %s', (_what, make) => {
	it('gets one INVALID for a last page, flushed at the end of the turn; EINVAL', () => {
		const bench = new FaultBench();
		const device = make(bench);
		bench.source.flushes = 0;
		expect(bench.core.reportDeviceFault(device, pageRequest(7, 10, { pasid: 3 }))).toBe(
			Errno.EINVAL,
		);
		const flags = PASID_VALID | LAST_PAGE;
		expect(bench.source.responses).toEqual([
			{ device: device.name, grpid: 7, pasid: -1, flags, code: ResponseCode.INVALID },
		]);
		expect(bench.source.flushes).toBe(0);
		bench.clock.settle();
		expect(bench.source.flushes).toBe(1);
		expect(bench.core.pendingCount(device)).toBe(0);
		expect(bench.core.requestsHeld).toBe(0);
		expect(bench.core.counters(device)).toMatchObject({
			pageRequests: 1,
			groups: 0,
			refused: 1,
			invalid: 1,
		});
	});

	it('gets no answer for a page that is not the last, and nothing is kept; EINVAL', () => {
		const bench = new FaultBench();
		const device = make(bench);
		expect(bench.core.reportDeviceFault(device, pageRequest(7, 10, { last: false }))).toBe(
			Errno.EINVAL,
		);
		expect(bench.source.responses).toEqual([]);
		expect(bench.core.partialCount(device)).toBe(0);
		expect(bench.core.counters(device)).toMatchObject({ pageRequests: 1, partialsDropped: 1 });
	});

	it('has its unrecoverable faults counted as unowned; EINVAL', () => {
		const bench = new FaultBench();
		const device = make(bench);
		const fault = new IommuFault();
		fault.type = FaultType.DMA_UNRECOVERABLE;
		expect(bench.core.reportDeviceFault(device, fault)).toBe(Errno.EINVAL);
		expect(bench.core.counters(device)).toMatchObject({ events: 1, eventsUnowned: 1 });
		expect(bench.handler.events).toEqual([]);
		expect(bench.source.responses).toEqual([]);
	});
});

describe('a last page', () => {
	it('is a pending group before its handler is called, and stays one', () => {
		const bench = new FaultBench();
		const device = bench.served();
		const { core } = bench;
		let seen: unknown;
		bench.handler.decide = (_device, slot, id) => {
			seen = [core.groups.find(id) === slot, core.outcome(id), core.pendingCount(device)];
			expect(core.groups.mark(slot)).toBe(0);
			core.groups.setMark(slot, 1);
			return Errno.OK;
		};
		expect(core.reportDeviceFault(device, pageRequest(7, 10, { pasid: 3 }))).toBe(Errno.OK);
		expect(seen).toEqual([true, GroupOutcome.PENDING, 1]);
		const slot = core.groups.find(bench.handler.lastId);
		expect({
			device: core.groups.device(slot),
			grpid: core.groups.grpid(slot),
			pasid: core.groups.pasid(slot),
			flags: core.groups.flags(slot),
			count: core.groups.count(slot),
			due: core.groups.due(slot),
		}).toEqual({
			device: 0,
			grpid: 7,
			pasid: 3,
			flags: PASID_VALID | LAST_PAGE,
			count: 1,
			due: Number.POSITIVE_INFINITY,
		});
		expect(bench.source.responses).toEqual([]);
		bench.clock.settle();
		expect(bench.source.flushes).toBe(0);
	});

	it('keeps every bit of what was reported: 52-bit page, 20-bit PASID, permissions', () => {
		const bench = new FaultBench();
		const device = bench.served();
		const fault = pageRequest(511, 2 ** 52 - 1, { pasid: 2 ** 20 - 1, needsPasid: true });
		fault.perm = 15;
		bench.core.reportDeviceFault(device, fault);
		const { groups } = bench.core;
		const slot = groups.find(bench.handler.lastId);
		expect([groups.page(slot), groups.pasid(slot), groups.perm(slot)]).toEqual([
			2 ** 52 - 1,
			2 ** 20 - 1,
			15,
		]);
		expect(groups.flags(slot)).toBe(PASID_VALID | LAST_PAGE | RESPONSE_NEEDS_PASID);
		expect(groups.earlier(slot)).toBe(-1);
	});

	it('keeps every bit of the requests before the last', () => {
		const bench = new FaultBench();
		const device = bench.served();
		const options = { pasid: 2 ** 20 - 2, last: false, needsPasid: true };
		const fault = pageRequest(511, 2 ** 52 - 2, options);
		fault.perm = 13;
		bench.core.reportDeviceFault(device, fault);
		bench.core.reportDeviceFault(device, pageRequest(511, 9));
		const { groups, requests } = bench.core;
		const row = groups.earlier(groups.find(bench.handler.lastId));
		expect([requests.page[row], requests.pasid[row], requests.perm[row]]).toEqual([
			2 ** 52 - 2,
			2 ** 20 - 2,
			13,
		]);
		expect(requests.flags[row]).toBe(PASID_VALID | RESPONSE_NEEDS_PASID);
		expect(requests.next[row]).toBe(-1);
	});

	it('that the handler rejects is answered INVALID, not FAILURE; OK', () => {
		const bench = new FaultBench();
		const device = bench.served();
		bench.handler.decide = () => Errno.ENOSPC;
		bench.core.reportDeviceFault(device, pageRequest(7, 10, { last: false }));
		expect(bench.core.reportDeviceFault(device, pageRequest(7, 11))).toBe(Errno.OK);
		expect(bench.source.responses.map((r) => [r.grpid, r.code])).toEqual([
			[7, ResponseCode.INVALID],
		]);
		expect(bench.core.outcome(bench.handler.lastId)).toBe(GroupOutcome.REJECTED);
		expect(bench.core.counters(device)).toMatchObject({ groups: 1, rejected: 1, invalid: 1 });
		expect(bench.state(device)).toMatchObject({ pending: 0, requestsUsed: 0, groupsUsed: 0 });
		expect(bench.handler.gone).toEqual([]);
		bench.clock.settle();
		expect(bench.source.flushes).toBe(1);
	});

	it('may be answered from inside the call; a refusal after that changes nothing', () => {
		const bench = new FaultBench();
		const device = bench.served();
		bench.handler.decide = (_device, _slot, id) => {
			expect(bench.core.pageResponse(device, id, ResponseCode.SUCCESS)).toBe(Errno.OK);
			// A new group takes the slot that was just freed; it must not be taken for the old one.
			bench.handler.decide = () => Errno.OK;
			bench.core.reportDeviceFault(device, pageRequest(8, 20));
			return Errno.EINVAL;
		};
		expect(bench.core.reportDeviceFault(device, pageRequest(7, 10))).toBe(Errno.OK);
		expect(bench.source.responses.map((r) => [r.grpid, r.code])).toEqual([
			[7, ResponseCode.SUCCESS],
		]);
		expect(bench.core.counters(device)).toMatchObject({ groups: 2, success: 1, rejected: 0 });
		expect(bench.core.pendingCount(device)).toBe(1);
		bench.clock.settle();
		expect(bench.source.flushes).toBe(1);
	});
});

describe('at a bound', () => {
	it('of groups, a last page gets INVALID and ENOMEM, and its partials go with it', () => {
		const bench = new FaultBench({ groups: 2 });
		const device = bench.served();
		for (const grpid of [1, 2]) bench.core.reportDeviceFault(device, pageRequest(grpid, grpid));
		bench.core.reportDeviceFault(device, pageRequest(3, 30, { last: false }));
		bench.core.reportDeviceFault(device, pageRequest(4, 40, { last: false }));
		expect(bench.core.reportDeviceFault(device, pageRequest(3, 31))).toBe(Errno.ENOMEM);
		expect(bench.handler.groups).toHaveLength(2);
		expect(bench.source.responses.map((r) => [r.grpid, r.code])).toEqual([
			[3, ResponseCode.INVALID],
		]);
		expect(bench.core.partialCount(device)).toBe(1);
		expect(bench.core.counters(device)).toMatchObject({ refused: 1, partialsDropped: 1 });
		// Room again: the group is served, without the partial that was dropped.
		bench.core.pageResponse(device, bench.handler.lastId, ResponseCode.SUCCESS);
		expect(bench.core.reportDeviceFault(device, pageRequest(3, 32))).toBe(Errno.OK);
		expect(bench.handler.groups.at(-1)!.pages).toEqual([32]);
	});

	it('of requests over all devices, so does a last page, and a partial is forgotten', () => {
		const bench = new FaultBench({ requests: 2 });
		const device = bench.served();
		const other = bench.served();
		for (const page of [1, 2])
			bench.core.reportDeviceFault(device, pageRequest(1, page, { last: false }));
		const before = bench.state(device);
		expect(bench.core.reportDeviceFault(other, pageRequest(5, 50, { last: false }))).toBe(
			Errno.ENOMEM,
		);
		expect(bench.source.responses).toEqual([]);
		expect(bench.core.reportDeviceFault(other, pageRequest(5, 51))).toBe(Errno.ENOMEM);
		expect(bench.source.take().map((r) => [r.device, r.grpid, r.code])).toEqual([
			['dev1', 5, ResponseCode.INVALID],
		]);
		expect(bench.core.counters(other)).toMatchObject({
			pageRequests: 2,
			partialsDropped: 1,
			refused: 1,
		});
		expect(bench.state(device)).toEqual(before);
	});

	it('of partials, one more is forgotten, counted, and nothing else changes; ENOMEM', () => {
		const bench = new FaultBench();
		const device = bench.served({ outstanding: 2 });
		for (const page of [1, 2])
			bench.core.reportDeviceFault(device, pageRequest(page, page, { last: false }));
		const { counters, ...before } = bench.state(device);
		expect(bench.core.reportDeviceFault(device, pageRequest(3, 3, { last: false }))).toBe(
			Errno.ENOMEM,
		);
		const { counters: counted, ...after } = bench.state(device);
		expect(after).toEqual(before);
		expect(counted).toEqual({
			...counters,
			pageRequests: counters.pageRequests + 1,
			partialsDropped: 1,
		});
		// The bound is on partials: a last page still makes its group, and frees room.
		expect(bench.core.reportDeviceFault(device, pageRequest(1, 9))).toBe(Errno.OK);
		expect(bench.handler.groups.at(-1)!.pages).toEqual([1, 9]);
		expect(bench.core.reportDeviceFault(device, pageRequest(3, 3, { last: false }))).toBe(Errno.OK);
	});
});

describe('other faults', () => {
	it('an unrecoverable fault goes to the handler and is owed nothing', () => {
		const bench = new FaultBench();
		const device = bench.served();
		const fault = new IommuFault();
		fault.type = FaultType.DMA_UNRECOVERABLE;
		fault.reason = FaultReason.PTE_FETCH;
		fault.page = 2 ** 40 + 3;
		expect(bench.core.reportDeviceFault(device, fault)).toBe(Errno.OK);
		expect(bench.handler.events).toEqual([{ device: 'dev0', reason: 5, page: 2 ** 40 + 3 }]);
		expect(bench.core.counters(device)).toMatchObject({ events: 1, eventsUnowned: 0 });
		expect(bench.state(device)).toMatchObject({ pending: 0, requestsUsed: 0, responses: [] });
	});

	it('a fault of an interrupt goes the same way: never a pending group, and counted where nobody has the device', () => {
		const bench = new FaultBench();
		const fault = new IommuFault();
		fault.type = FaultType.INTERRUPT;
		// What a page request would read in these says nothing of an interrupt.
		fault.flags = UnrecoverableFlag.INDEX_VALID | UnrecoverableFlag.ADDR_VALID;
		fault.index = 0x1234;
		const unowned = bench.device();
		expect(bench.core.reportDeviceFault(unowned, fault)).toBe(Errno.EINVAL);
		expect(bench.core.counters(unowned)).toMatchObject({ events: 1, eventsUnowned: 1 });
		const device = bench.served();
		expect(bench.core.reportDeviceFault(device, fault)).toBe(Errno.OK);
		expect(bench.handler.events).toHaveLength(1);
		expect(bench.handler.groups).toEqual([]);
		expect(bench.core.counters(device)).toMatchObject({ events: 1, pageRequests: 0, groups: 0 });
		expect(bench.state(device)).toMatchObject({ pending: 0, requestsUsed: 0, responses: [] });
	});

	it.each([0, 4, -1])('type %d is EINVAL and changes nothing', (type) => {
		const bench = new FaultBench();
		const device = bench.served();
		const before = bench.state(device);
		const fault = pageRequest(1, 1);
		fault.type = type;
		expect(bench.core.reportDeviceFault(device, fault)).toBe(Errno.EINVAL);
		expect(bench.state(device)).toEqual(before);
	});
});
