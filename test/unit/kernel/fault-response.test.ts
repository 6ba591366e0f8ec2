import { describe, expect, it } from 'vitest';
import { Device } from '../../../src/host/kernel/device.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { PageRequestFlag, ResponseCode } from '../../../src/host/kernel/fault.js';
import { GroupOutcome } from '../../../src/host/kernel/fault-core.js';
import { FakeSource, FaultBench, pageRequest } from '../../support/fake-source.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;

/** A bench with two served devices, and one pending group of the first. */
function pending() {
	const bench = new FaultBench();
	const device = bench.served();
	const other = bench.served();
	bench.core.reportDeviceFault(device, pageRequest(7, 10));
	return { bench, device, other, id: bench.handler.lastId };
}

describe('pageResponse refuses, and changes nothing', () => {
	const rows: [string, (given: ReturnType<typeof pending>) => [Device, number, number]][] = [
		['a code above the last', ({ device, id }) => [device, id, 3]],
		['the code of the bus for a failure', ({ device, id }) => [device, id, 15]],
		['a negative code', ({ device, id }) => [device, id, -1]],
		['a code that is no integer', ({ device, id }) => [device, id, 0.5]],
		['an id that was never given', ({ device, id }) => [device, id + 1, SUCCESS]],
		['id 0, which a free slot has', ({ device }) => [device, 0, SUCCESS]],
		['a negative id', ({ device, id }) => [device, -id, SUCCESS]],
		['an id that is no integer', ({ device, id }) => [device, id + 0.5, SUCCESS]],
		['an id beyond the exact numbers', ({ device, id }) => [device, 2 ** 53 + id, SUCCESS]],
		['an id with the same low bits', ({ device, id }) => [device, 2 ** 32 + id, SUCCESS]],
		['no number at all', ({ device }) => [device, Number.NaN, SUCCESS]],
		['an id of another device', ({ other, id }) => [other, id, SUCCESS]],
		['an id of a device that the core never saw', ({ bench, id }) => [bench.device(), id, SUCCESS]],
		[
			'another device under the same index',
			({ bench, id }) => [bench.device({ name: 'impostor' }, 0), id, SUCCESS],
		],
	];
	it.each(rows)('%s: EINVAL', (_what, wrong) => {
		const given = pending();
		const { bench, device, other, id } = given;
		const before = [bench.state(device), bench.state(other)];
		const [target, groupId, code] = wrong(given);
		expect(bench.core.pageResponse(target, groupId, code as ResponseCode)).toBe(Errno.EINVAL);
		expect([bench.state(device), bench.state(other)]).toEqual(before);
		expect(bench.core.outcome(id)).toBe(GroupOutcome.PENDING);
		expect(bench.core.pageResponse(device, id, SUCCESS)).toBe(Errno.OK);
	});
});

describe('pageResponse', () => {
	it.each([
		['success', SUCCESS],
		['invalid', INVALID],
		['failure', FAILURE],
	] as const)('%s: reaches the hardware once, and the group is gone', (column, code) => {
		const { bench, device, id } = pending();
		expect(bench.core.pageResponse(device, id, code)).toBe(Errno.OK);
		expect(bench.source.responses.map((r) => [r.grpid, r.code])).toEqual([[7, code]]);
		expect(bench.core.outcome(id)).toBe(GroupOutcome.ANSWERED);
		expect(bench.core.outcomeDevice(id)).toBe(device.index);
		expect(bench.core.counters(device)).toEqual({
			pageRequests: 1,
			groups: 1,
			refused: 0,
			success: 0,
			invalid: 0,
			failure: 0,
			expired: 0,
			revoked: 0,
			rejected: 0,
			partialsDropped: 0,
			events: 0,
			eventsUnowned: 0,
			[column]: 1,
		});
		expect(bench.state(device)).toMatchObject({ pending: 0, groupsUsed: 0, requestsUsed: 0 });
	});

	it('takes an answer only once: the second is EINVAL and has no effect', () => {
		const { bench, device, id } = pending();
		bench.core.pageResponse(device, id, SUCCESS);
		const before = bench.state(device);
		expect(bench.core.pageResponse(device, id, INVALID)).toBe(Errno.EINVAL);
		expect(bench.state(device)).toEqual(before);
	});

	it('is over whatever the source says, and hands on what it said', () => {
		const { bench, device, id } = pending();
		bench.source.status = Errno.ENODEV;
		expect(bench.core.pageResponse(device, id, SUCCESS)).toBe(Errno.ENODEV);
		expect(bench.core.outcome(id)).toBe(GroupOutcome.ANSWERED);
		expect(bench.core.pendingCount(device)).toBe(0);
		bench.source.status = Errno.OK;
		expect(bench.core.pageResponse(device, id, SUCCESS)).toBe(Errno.EINVAL);
		bench.core.flush();
		expect(bench.source.responses).toHaveLength(1);
		expect(bench.source.flushes).toBe(0);
	});

	it('takes groups in any order', () => {
		const bench = new FaultBench();
		const device = bench.served();
		for (const grpid of [1, 2, 3, 4, 5])
			bench.core.reportDeviceFault(device, pageRequest(grpid, grpid));
		const ids = bench.handler.groups.map((g) => g.id);
		for (const i of [2, 0, 4, 3, 1]) bench.core.pageResponse(device, ids[i]!, SUCCESS);
		expect(bench.source.responses.map((r) => r.grpid)).toEqual([3, 1, 5, 4, 2]);
		expect(bench.core.groups.oldest(device.index)).toBe(-1);
	});

	const V = PageRequestFlag.PASID_VALID;
	const N = PageRequestFlag.RESPONSE_NEEDS_PASID;
	const L = PageRequestFlag.LAST_PAGE;
	it.each([
		['had one and the device needs it', { pasid: 9, needsPasid: true }, 9, L | V | N],
		['had one and the device does not need it', { pasid: 9 }, -1, L | V],
		['had none though the device needs it', { pasid: -1, needsPasid: true }, -1, L | N],
		['had none', { pasid: -1 }, -1, L],
	])('carries the PASID where the request %s', (_what, options, pasid, flags) => {
		const bench = new FaultBench();
		const device = bench.served();
		bench.core.reportDeviceFault(device, pageRequest(7, 10, options));
		bench.core.pageResponse(device, bench.handler.lastId, SUCCESS);
		expect(bench.source.responses).toEqual([
			{ device: 'dev0', grpid: 7, pasid, flags, code: SUCCESS },
		]);
	});
});

describe('flush', () => {
	it('comes once for a batch of answers, and not from pageResponse', () => {
		const bench = new FaultBench();
		const device = bench.served();
		for (let i = 0; i < 10; i++) bench.core.reportDeviceFault(device, pageRequest(i, i));
		for (const group of bench.handler.groups) bench.core.pageResponse(device, group.id, SUCCESS);
		bench.clock.settle();
		expect(bench.source.flushes).toBe(0);
		bench.core.flush();
		bench.core.flush();
		expect(bench.source.flushes).toBe(1);
	});

	it('comes once a turn for what the core answers by itself', () => {
		const bench = new FaultBench();
		const device = bench.device();
		for (let i = 0; i < 10; i++) bench.core.reportDeviceFault(device, pageRequest(i, i));
		bench.clock.settle();
		expect(bench.source.flushes).toBe(1);
		bench.core.reportDeviceFault(device, pageRequest(1, 1));
		bench.clock.settle();
		expect(bench.source.flushes).toBe(2);
	});

	it('reaches each source that was given a response, and no other', () => {
		const bench = new FaultBench();
		const first = bench.served();
		const second = new FakeSource();
		const idle = new FakeSource();
		const other = new Device({ name: 'b', bus: 'pci', sourceId: 0, outstanding: 8 }, 1, second);
		for (let i = 0; i < 3; i++) {
			bench.core.reportDeviceFault(first, pageRequest(i, i));
			bench.core.pageResponse(first, bench.handler.lastId, SUCCESS);
			bench.core.reportDeviceFault(other, pageRequest(i, i));
		}
		bench.core.flush();
		expect([bench.source.flushes, second.flushes, idle.flushes]).toEqual([1, 1, 0]);
	});

	it('goes on until nothing is queued when the hardware answers back at once', () => {
		const bench = new FaultBench();
		const device = bench.served();
		bench.core.reportDeviceFault(device, pageRequest(1, 1));
		bench.core.reportDeviceFault(device, pageRequest(2, 2));
		const [one, two] = bench.handler.groups.map((g) => g.id);
		bench.source.onFlush = () => bench.core.pageResponse(device, two!, INVALID);
		bench.core.pageResponse(device, one!, SUCCESS);
		bench.core.flush();
		expect(bench.source.flushes).toBe(2);
		expect(bench.source.responses.map((r) => r.grpid)).toEqual([1, 2]);
	});
});
