import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { GroupOutcome } from '../../../src/host/kernel/fault-core.js';
import { FaultBench, pageRequest } from '../../support/fake-source.js';

const { SUCCESS, INVALID } = ResponseCode;
const options = { responseDeadlineMs: 0, onExpiry: INVALID };

/** A device with groups of PASID 5, 6, 5 and none pending, and partials of PASID 5 and 6. */
function busy() {
	const bench = new FaultBench();
	const device = bench.served();
	for (const [grpid, pasid] of [
		[1, 5],
		[2, 6],
		[3, 5],
		[4, -1],
	] as const)
		bench.core.reportDeviceFault(device, pageRequest(grpid, grpid * 10, { pasid }));
	for (const [grpid, pasid] of [
		[7, 5],
		[7, 6],
		[8, 5],
		[7, 5],
	] as const)
		bench.core.reportDeviceFault(device, pageRequest(grpid, 100 + pasid, { pasid, last: false }));
	return { bench, device, ids: bench.handler.groups.map((g) => g.id) };
}

describe('retireGroups', () => {
	it('answers all groups INVALID in order, flushes once, then tells the handler', () => {
		const { bench, device, ids } = busy();
		bench.handler.onRetired = () => {
			expect(bench.source.flushes).toBe(1);
			expect(bench.core.pendingCount(device)).toBe(0);
		};
		expect(bench.core.retireGroups(device, -1)).toBe(4);
		expect(bench.source.responses.map((r) => [r.grpid, r.code])).toEqual([
			[1, INVALID],
			[2, INVALID],
			[3, INVALID],
			[4, INVALID],
		]);
		expect(bench.handler.gone).toEqual(ids.map((id) => ({ id, outcome: GroupOutcome.REVOKED })));
		expect(bench.core.partialCount(device)).toBe(0);
		expect(bench.core.requestsHeld).toBe(0);
		expect(bench.core.counters(device)).toMatchObject({
			revoked: 4,
			invalid: 4,
			partialsDropped: 4,
		});
		expect(bench.source.flushes).toBe(1);
		expect(bench.core.handlerOf(device)).toBe(bench.handler);
	});

	it('with a PASID touches the groups and the partials of this PASID only', () => {
		const { bench, device, ids } = busy();
		expect(bench.core.retireGroups(device, 5)).toBe(2);
		expect(bench.source.responses.map((r) => r.grpid)).toEqual([1, 3]);
		expect(bench.handler.gone.map((g) => g.id)).toEqual([ids[0], ids[2]]);
		expect(bench.core.pendingCount(device)).toBe(2);
		expect(bench.core.partialCount(device)).toBe(1);
		expect(bench.core.counters(device).partialsDropped).toBe(3);
		for (const grpid of [7, 8])
			bench.core.reportDeviceFault(device, pageRequest(grpid, 200, { pasid: 6 }));
		expect(bench.handler.groups.slice(-2).map((g) => g.pages)).toEqual([[106, 200], [200]]);
		for (const id of [ids[1]!, ids[3]!])
			expect(bench.core.pageResponse(device, id, SUCCESS)).toBe(Errno.OK);
	});

	it('without PASID touches the groups and the partials that carry none', () => {
		const { bench, device, ids } = busy();
		bench.core.reportDeviceFault(device, pageRequest(9, 50, { pasid: -1, last: false }));
		expect(bench.core.retireWithoutPasid(device)).toBe(1);
		expect(bench.source.responses.map((r) => r.grpid)).toEqual([4]);
		expect(bench.handler.gone).toEqual([{ id: ids[3], outcome: GroupOutcome.REVOKED }]);
		expect(bench.core.pendingCount(device)).toBe(3);
		expect(bench.core.partialCount(device)).toBe(4);
		expect(bench.core.counters(device).partialsDropped).toBe(1);
		expect(bench.core.retireWithoutPasid(device)).toBe(0);
		expect(bench.core.retireWithoutPasid(bench.device())).toBe(0);
	});

	it('is nothing for a device without groups, or one that the core never saw', () => {
		const bench = new FaultBench();
		const device = bench.served();
		const before = bench.state(device);
		expect(bench.core.retireGroups(device, -1)).toBe(0);
		expect(bench.core.retireGroups(device, 5)).toBe(0);
		expect(bench.core.retireGroups(bench.device(), -1)).toBe(0);
		expect(bench.state(device)).toEqual(before);
		expect(bench.source.flushes).toBe(0);
	});

	it('spares other devices', () => {
		const bench = new FaultBench();
		const [device, other] = [bench.served(), bench.served()];
		for (const d of [device, other]) {
			bench.core.reportDeviceFault(d, pageRequest(1, 1));
			bench.core.reportDeviceFault(d, pageRequest(2, 2, { last: false }));
		}
		bench.core.retireGroups(device, -1);
		expect(bench.core.pendingCount(other)).toBe(1);
		expect(bench.core.partialCount(other)).toBe(1);
		expect(bench.source.responses.map((r) => r.device)).toEqual(['dev0']);
	});

	it('makes late answers EINVAL and remembers why', () => {
		const { bench, device, ids } = busy();
		bench.core.retireGroups(device, -1);
		bench.source.take();
		for (const id of ids) {
			expect(bench.core.pageResponse(device, id, SUCCESS)).toBe(Errno.EINVAL);
			expect(bench.core.outcome(id)).toBe(GroupOutcome.REVOKED);
			expect(bench.core.outcomeDevice(id)).toBe(device.index);
		}
		expect(bench.source.responses).toEqual([]);
	});

	it('may be called from inside the handler, for the very group it is offered', () => {
		const bench = new FaultBench();
		const device = bench.served();
		bench.handler.decide = () => {
			bench.core.retireGroups(device, -1);
			return Errno.EBUSY;
		};
		bench.core.reportDeviceFault(device, pageRequest(1, 1));
		expect(bench.source.responses.map((r) => r.code)).toEqual([INVALID]);
		expect(bench.core.counters(device)).toMatchObject({ revoked: 1, rejected: 0, invalid: 1 });
	});

	it('is not confused by a handler that answers the others as it is told of one', () => {
		const { bench, device, ids } = busy();
		bench.handler.onRetired = () => {
			for (const id of ids) bench.core.pageResponse(device, id, SUCCESS);
		};
		bench.core.retireGroups(device, 5);
		expect(bench.source.responses.map((r) => [r.grpid, r.code])).toEqual([
			[1, INVALID],
			[3, INVALID],
			[2, SUCCESS],
			[4, SUCCESS],
		]);
	});
});

describe('disableDevice', () => {
	it('answers what is pending, drops partials, tells the handler, returns the references', () => {
		const { bench, device, ids } = busy();
		expect(device.references).toBe(3);
		bench.handler.onRetired = () => {
			expect(device.references).toBeGreaterThan(1);
			// What arrives now belongs to nobody.
			expect(bench.core.reportDeviceFault(device, pageRequest(9, 9))).toBe(Errno.EINVAL);
			// And nobody takes the device before the old owner has heard it all.
			expect(bench.core.enableDevice(device, options)).toBe(Errno.EBUSY);
			expect(bench.core.registerDeviceFaultHandler(device, bench.handler)).toBe(Errno.EINVAL);
			expect(bench.core.disableDevice(device)).toBe(Errno.EBUSY);
		};
		expect(bench.core.disableDevice(device)).toBe(Errno.OK);
		expect(bench.handler.gone.map((g) => g.id)).toEqual(ids);
		expect(bench.handler.groups).toHaveLength(4);
		expect(device.references).toBe(1);
		expect(bench.core.handlerOf(device)).toBeUndefined();
		bench.clock.settle();
		expect(bench.source.responses.map((r) => r.grpid)).toEqual([1, 2, 3, 4, 9, 9, 9, 9]);
		expect(bench.core.requestsHeld).toBe(0);
		expect(bench.core.counters(device)).toMatchObject({ revoked: 4, refused: 4, invalid: 8 });
	});

	it('ends with a core that takes the device anew, counters running on', () => {
		const { bench, device } = busy();
		bench.core.disableDevice(device);
		expect(bench.core.enableDevice(device, options)).toBe(Errno.OK);
		expect(bench.core.registerDeviceFaultHandler(device, bench.handler)).toBe(Errno.OK);
		bench.core.reportDeviceFault(device, pageRequest(7, 1));
		expect(bench.handler.groups.at(-1)!.pages).toEqual([1]);
		expect(bench.core.counters(device).groups).toBe(5);
	});
});

describe('when another device takes the index of one that is gone', () => {
	it('it starts from zero, and what is remembered of the old one is nobody', () => {
		const { bench, device, ids } = busy();
		bench.core.pageResponse(device, ids[0]!, SUCCESS);
		bench.core.disableDevice(device);
		const next = bench.device({ name: 'next' }, device.index);
		expect(bench.core.counters(next).groups).toBe(0);
		bench.core.enableDevice(next, options);
		bench.core.registerDeviceFaultHandler(next, bench.handler);
		bench.core.reportDeviceFault(next, pageRequest(1, 1));
		const id = bench.handler.lastId;
		expect(bench.core.counters(next)).toMatchObject({ pageRequests: 1, groups: 1, invalid: 0 });
		expect(bench.core.outcomeDevice(id)).toBe(next.index);
		expect(ids.map((old) => bench.core.outcomeDevice(old))).toEqual([-1, -1, -1, -1]);
		expect(bench.core.outcome(ids[0]!)).toBe(GroupOutcome.ANSWERED);
		// The old device is a stranger now.
		expect(bench.core.counters(device).pageRequests).toBe(0);
		expect(bench.core.pendingCount(device)).toBe(0);
		expect(bench.core.partialCount(device)).toBe(0);
		expect(bench.core.retireGroups(device, -1)).toBe(0);
		expect(bench.core.disableDevice(device)).toBe(Errno.ENODEV);
		expect(bench.core.pageResponse(device, id, SUCCESS)).toBe(Errno.EINVAL);
		expect(bench.core.pendingCount(next)).toBe(1);
	});
});
