import { describe, expect, it } from 'vitest';
import { EXPIRED_PER_TURN } from '../../../src/host/kernel/deadlines.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { GroupOutcome } from '../../../src/host/kernel/fault-core.js';
import { FaultBench, pageRequest } from '../../support/fake-source.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;

describe('at its deadline a group', () => {
	it.each([
		['INVALID', INVALID, 'invalid'],
		['FAILURE', FAILURE, 'failure'],
	] as const)(
		'is answered %s where the policy says so, flushed, and told',
		(_name, code, column) => {
			const bench = new FaultBench();
			const device = bench.served({ deadlineMs: 100, onExpiry: code });
			bench.core.reportDeviceFault(device, pageRequest(7, 10));
			const id = bench.handler.lastId;
			bench.handler.onRetired = () => {
				expect(bench.core.outcome(id)).toBe(GroupOutcome.EXPIRED);
				expect(bench.source.responses).toHaveLength(1);
			};
			bench.clock.advance(99.5);
			expect(bench.source.responses).toEqual([]);
			bench.clock.advance(0.5);
			expect(bench.source.responses.map((r) => [r.grpid, r.code])).toEqual([[7, code]]);
			expect(bench.source.flushes).toBe(1);
			expect(bench.handler.gone).toEqual([{ id, outcome: GroupOutcome.EXPIRED }]);
			expect(bench.core.counters(device)).toMatchObject({ groups: 1, expired: 1, [column]: 1 });
			expect(bench.state(device)).toMatchObject({ pending: 0, requestsUsed: 0, timers: 0 });
		},
	);

	it('is lost to its owner: a late answer is EINVAL and reaches nobody', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		bench.core.reportDeviceFault(device, pageRequest(7, 10));
		const late = bench.handler.lastId;
		bench.clock.advance(100);
		// The device uses the group index again, as it may after a response.
		bench.core.reportDeviceFault(device, pageRequest(7, 11));
		bench.source.take();
		expect(bench.core.pageResponse(device, late, SUCCESS)).toBe(Errno.EINVAL);
		expect(bench.source.responses).toEqual([]);
		expect(bench.core.pendingCount(device)).toBe(1);
	});

	it('stays pending for ever when the device has no deadline', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 0 });
		bench.core.reportDeviceFault(device, pageRequest(7, 10));
		expect(bench.clock.pending).toBe(0);
		bench.clock.advance(1e9);
		expect(bench.core.pendingCount(device)).toBe(1);
	});

	it('is unknown to the timer when it was answered before', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		bench.core.reportDeviceFault(device, pageRequest(7, 10));
		bench.core.pageResponse(device, bench.handler.lastId, SUCCESS);
		bench.clock.advance(1000);
		expect(bench.source.responses).toHaveLength(1);
		expect(bench.handler.gone).toEqual([]);
		expect(bench.clock.pending).toBe(0);
	});
});

describe('the deadlines of a device', () => {
	it('are each counted from the turn of the report, and met in that order', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		for (const grpid of [1, 2, 3]) {
			bench.core.reportDeviceFault(device, pageRequest(grpid, grpid));
			bench.clock.advance(10);
		}
		bench.core.pageResponse(device, bench.handler.groups[1]!.id, SUCCESS);
		const answered = bench.source.take();
		expect(answered.map((r) => r.grpid)).toEqual([2]);
		const times: [number, number][] = [];
		bench.handler.onRetired = (_device, id) => times.push([bench.clock.now(), id]);
		bench.clock.advance(200);
		expect(times).toEqual([
			[100, bench.handler.groups[0]!.id],
			[120, bench.handler.groups[2]!.id],
		]);
	});

	it('need one timer, which answers and new groups leave alone', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		const other = bench.served({ deadlineMs: 30 });
		for (let i = 0; i < 20; i++) {
			bench.core.reportDeviceFault(device, pageRequest(i, i));
			expect(bench.clock.pending).toBe(1);
			bench.core.pageResponse(device, bench.handler.lastId, SUCCESS);
			expect(bench.clock.pending).toBe(1);
			bench.clock.advance(1);
		}
		// Due before the other: the timer is set anew, and is still the only one.
		bench.core.reportDeviceFault(other, pageRequest(1, 1));
		expect(bench.clock.pending).toBe(1);
		bench.core.reportDeviceFault(device, pageRequest(1, 1));
		bench.clock.advance(80);
		// The first device was looked at for nothing and waits for the group that came at 20.
		expect(bench.core.counters(device).expired).toBe(0);
		expect(bench.core.counters(other).expired).toBe(1);
		bench.clock.advance(20);
		expect(bench.core.counters(device).expired).toBe(1);
		expect(bench.clock.pending).toBe(0);
	});

	it('all pass at once when the clock jumps, in order and with one flush a turn', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		for (let i = 0; i < 50; i++) {
			bench.core.reportDeviceFault(device, pageRequest(i, i));
			bench.clock.advance(1);
		}
		bench.clock.jump(bench.clock.now() + 3_600_000);
		bench.clock.advance(0);
		expect(bench.source.responses.map((r) => r.grpid)).toEqual(
			Array.from({ length: 50 }, (_, i) => i),
		);
		expect(bench.source.flushes).toBe(1);
		expect(bench.core.pendingCount(device)).toBe(0);
	});

	it('work in bounded pieces when a burst expires, and end with everything answered', () => {
		const burst = EXPIRED_PER_TURN * 2 + 1;
		const bench = new FaultBench({ groups: burst, requests: burst });
		const device = bench.served({ deadlineMs: 100 });
		for (let i = 0; i < burst; i++) bench.core.reportDeviceFault(device, pageRequest(i, i));
		const pieces: number[] = [];
		bench.source.onFlush = () => pieces.push(bench.source.responses.length);
		bench.clock.advance(100);
		expect(pieces).toEqual([EXPIRED_PER_TURN, EXPIRED_PER_TURN * 2, burst]);
		expect(bench.handler.gone).toHaveLength(burst);
		expect(bench.core.requestsHeld).toBe(0);
		expect(bench.clock.pending).toBe(0);
	});

	it('hold for groups that are reported while others expire', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		bench.core.reportDeviceFault(device, pageRequest(1, 1));
		bench.clock.advance(40);
		bench.core.reportDeviceFault(device, pageRequest(2, 2));
		bench.handler.onRetired = () => {
			bench.handler.onRetired = () => {};
			bench.core.reportDeviceFault(device, pageRequest(3, 3));
		};
		bench.clock.advance(60);
		expect(bench.clock.pending).toBe(1);
		const expired = () => bench.source.responses.map((r) => r.grpid);
		bench.clock.advance(40);
		expect(expired()).toEqual([1, 2]);
		bench.clock.advance(59);
		expect(expired()).toEqual([1, 2]);
		bench.clock.advance(1);
		expect(expired()).toEqual([1, 2, 3]);
		expect(bench.clock.pending).toBe(0);
	});

	it('keep to one timer when the source reports from inside a flush', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		let rounds = 0;
		bench.source.onFlush = () => {
			// The device's retry of what expired.
			if (rounds++ < 5) bench.core.reportDeviceFault(device, pageRequest(rounds, rounds));
		};
		bench.core.reportDeviceFault(device, pageRequest(0, 0));
		const timers: number[] = [];
		for (let n = 0; n < 6; n++) {
			bench.clock.advance(100);
			timers.push(bench.clock.pending);
		}
		expect(timers).toEqual([1, 1, 1, 1, 1, 0]);
		expect(bench.source.responses.map((r) => r.grpid)).toEqual([0, 1, 2, 3, 4, 5]);
		bench.core.reportDeviceFault(device, pageRequest(9, 9));
		bench.core.disableDevice(device);
		expect(bench.clock.pending).toBe(0);
	});

	it('survive a handler that answers the others when one expires', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		for (const grpid of [1, 2, 3]) bench.core.reportDeviceFault(device, pageRequest(grpid, grpid));
		const ids = bench.handler.groups.map((g) => g.id);
		bench.handler.onRetired = (_device, id) => {
			if (id === ids[0]) bench.core.pageResponse(device, ids[1]!, SUCCESS);
		};
		bench.clock.advance(100);
		expect(bench.source.responses.map((r) => [r.grpid, r.code])).toEqual([
			[1, INVALID],
			[2, SUCCESS],
			[3, INVALID],
		]);
	});

	it('end when the device is disabled, and start anew with what it is enabled with', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		bench.core.reportDeviceFault(device, pageRequest(1, 1));
		bench.core.disableDevice(device);
		expect(bench.clock.pending).toBe(0);
		bench.source.take();
		bench.core.enableDevice(device, { responseDeadlineMs: 10, onExpiry: FAILURE });
		bench.core.registerDeviceFaultHandler(device, bench.handler);
		bench.core.reportDeviceFault(device, pageRequest(1, 1));
		bench.clock.advance(10);
		expect(bench.source.responses.map((r) => r.code)).toEqual([FAILURE]);
	});
});
