import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../src/host/kernel/fault.js';
import { PASID, RecordingConsumer, VfioBench } from '../../../support/vfio-bench.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;

function setUp(deadlineMs = 0) {
	const bench = new VfioBench();
	const { guest } = bench.guest();
	const served = bench.served(guest, 'nic', { deadlineMs });
	/** A group that is reported and taken. */
	const taken = (grpid: number) => {
		bench.fault(served.device, grpid);
		return bench.takeId(served.vfio);
	};
	/** What a refused response must not change. */
	const state = () => ({
		pending: bench.core.pendingCount(served.device),
		outbox: served.vfio.outboxLength,
		counters: bench.core.counters(served.device),
		log: [...bench.iommu.log],
	});
	return { bench, guest, taken, state, ...served };
}

describe('a response', () => {
	it.each([
		[SUCCESS, 'SUCCESS'],
		[INVALID, 'INVALID'],
	])('of code %d reaches the hardware as %s', (code, name) => {
		const { bench, consumer, taken, vfio } = setUp();
		const id = taken(7);
		expect(vfio.respond(consumer, id, code)).toBe(0);
		expect(bench.iommu.takeLog()).toEqual([`respond nic 7 ${name}`]);
		expect(vfio.counters.refused).toBe(0);
	});

	it('may come in any order', () => {
		const { bench, consumer, taken, vfio } = setUp();
		const ids = [1, 2, 3].map(taken);
		for (const id of ids.reverse()) expect(vfio.respond(consumer, id, SUCCESS)).toBe(0);
		expect(bench.iommu.takeLog().map((line) => line.split(' ')[2])).toEqual(['3', '2', '1']);
	});
});

describe('law 7: a response is refused, counted and without effect', () => {
	it.each([FAILURE, 3, -1, 15])('with code %d', (code) => {
		const { consumer, state, taken, vfio } = setUp();
		const id = taken(1);
		const before = state();
		expect(vfio.respond(consumer, id, code as ResponseCode)).toBe('BAD_RESPONSE_CODE');
		expect(state()).toEqual(before);
		expect(vfio.counters.refused).toBe(1);
		expect(vfio.respond(consumer, id, SUCCESS)).toBe(0);
	});

	it('to a group that never was', () => {
		const { consumer, state, vfio } = setUp();
		const before = state();
		for (const id of [0, -1, 12345, 2 ** 53 - 1, Number.NaN])
			expect(vfio.respond(consumer, id, SUCCESS)).toBe('UNKNOWN_GROUP');
		expect(state()).toEqual(before);
		expect(vfio.counters.refused).toBe(5);
	});

	it('to a group that was not delivered yet', () => {
		const { bench, consumer, device, state, vfio } = setUp();
		bench.fault(device, 1);
		const id = bench.core.groups.id(vfio.peek());
		const before = state();
		expect(vfio.respond(consumer, id, SUCCESS)).toBe('UNKNOWN_GROUP');
		expect(state()).toEqual(before);
		expect(bench.takeId(vfio)).toBe(id);
	});

	it('when it is the second', () => {
		const { consumer, state, taken, vfio } = setUp();
		const id = taken(1);
		vfio.respond(consumer, id, SUCCESS);
		const before = state();
		expect(vfio.respond(consumer, id, INVALID)).toBe('DUPLICATE_RESPONSE');
		expect(state()).toEqual(before);
	});

	it('after the deadline', () => {
		const { bench, consumer, state, taken, vfio } = setUp(100);
		const id = taken(1);
		bench.clock.advance(100);
		const before = state();
		expect(before.log.at(-1)).toBe('respond nic 1 INVALID');
		expect(vfio.respond(consumer, id, SUCCESS)).toBe('LATE_RESPONSE');
		expect(state()).toEqual(before);
	});

	it('after the consumer was detached', () => {
		const { consumer, state, taken, vfio } = setUp();
		const id = taken(1);
		vfio.detachConsumer();
		const before = state();
		expect(vfio.respond(consumer, id, SUCCESS)).toBe('REVOKED_GROUP');
		expect(state()).toEqual(before);
	});

	it('to a group that was rejected: it was delivered to nobody', () => {
		const { bench, consumer, device, taken, vfio } = setUp();
		const first = taken(1);
		bench.fault(device, 2, 0x1000, 99);
		expect(vfio.respond(consumer, first + 1, SUCCESS)).toBe('UNKNOWN_GROUP');
	});
});

describe('law 5: a response to another’s group is refused and has no effect', () => {
	it('to a pending or an answered group of another guest’s device', () => {
		const { bench, consumer, vfio } = setUp();
		const other = bench.served(bench.guest('b').guest, 'gpu');
		bench.fault(other.device, 1);
		const id = bench.takeId(other.vfio);
		expect(vfio.respond(consumer, id, SUCCESS)).toBe('FOREIGN_GROUP');
		// Nor by naming the other's device object.
		expect(other.vfio.respond(consumer, id, SUCCESS)).toBe('FOREIGN_GROUP');
		expect(bench.core.pendingCount(other.device)).toBe(1);
		expect(other.vfio.respond(other.consumer, id, SUCCESS)).toBe(0);
		expect(vfio.respond(consumer, id, SUCCESS)).toBe('FOREIGN_GROUP');
		expect(bench.iommu.takeLog().filter((line) => line.startsWith('respond'))).toEqual([
			'respond gpu 1 SUCCESS',
		]);
	});

	it('from a session before, to a group of the session after it', () => {
		const { bench, consumer, taken, vfio } = setUp();
		const old = taken(1);
		vfio.detachConsumer();
		const next = new RecordingConsumer();
		vfio.attachConsumer(next);
		const id = taken(2);
		expect(vfio.respond(consumer, id, SUCCESS)).toBe('FOREIGN_GROUP');
		expect(vfio.respond(next, old, SUCCESS)).toBe('FOREIGN_GROUP');
		expect(vfio.respond(consumer, old, SUCCESS)).toBe('REVOKED_GROUP');
		expect(vfio.respond(next, id, SUCCESS)).toBe(0);
		expect(vfio.respond(consumer, id, SUCCESS)).toBe('FOREIGN_GROUP');
		expect(bench.iommu.takeLog()).toEqual(['respond nic 1 INVALID', 'respond nic 2 SUCCESS']);
	});

	it('from a former guest of the device, to a group of the guest after it', () => {
		const { bench, taken, device, space, vfio, consumer } = setUp(100);
		const [answered, revoked] = [taken(1), taken(2)];
		vfio.respond(consumer, answered, SUCCESS);
		space.destroy(() => {});
		bench.binding.unbind(device);
		const { guest } = bench.guest('b');
		const later = bench.assign(device, guest, 100);
		bench.space(guest).space.bind(later, PASID);
		const owner = new RecordingConsumer();
		later.attachConsumer(owner);
		bench.fault(device, 3);
		const id = bench.takeId(later);
		bench.fault(device, 4);
		const late = bench.takeId(later);
		expect(vfio.respond(consumer, id, SUCCESS)).toBe('FOREIGN_GROUP');
		expect(later.respond(owner, id, SUCCESS)).toBe(0);
		bench.clock.advance(100);
		for (const group of [id, late]) {
			expect(vfio.respond(consumer, group, SUCCESS)).toBe('FOREIGN_GROUP');
			expect(later.respond(consumer, group, SUCCESS)).toBe('FOREIGN_GROUP');
		}
		expect(vfio.respond(consumer, answered, SUCCESS)).toBe('DUPLICATE_RESPONSE');
		expect(vfio.respond(consumer, revoked, SUCCESS)).toBe('REVOKED_GROUP');
		expect(later.respond(owner, id, SUCCESS)).toBe('DUPLICATE_RESPONSE');
		expect(later.respond(owner, late, SUCCESS)).toBe('LATE_RESPONSE');
	});

	it('to a group between two stays of one consumer', () => {
		const { taken, vfio, consumer } = setUp();
		const first = taken(1);
		vfio.detachConsumer();
		const other = new RecordingConsumer();
		vfio.attachConsumer(other);
		const between = taken(2);
		vfio.detachConsumer();
		vfio.attachConsumer(consumer);
		const second = taken(3);
		expect(vfio.respond(consumer, first, SUCCESS)).toBe('REVOKED_GROUP');
		expect(vfio.respond(consumer, between, SUCCESS)).toBe('FOREIGN_GROUP');
		expect(vfio.respond(consumer, second, SUCCESS)).toBe(0);
		expect(vfio.respond(consumer, second, SUCCESS)).toBe('DUPLICATE_RESPONSE');
		expect(vfio.respond(other, second, SUCCESS)).toBe('FOREIGN_GROUP');
		expect(vfio.respond(other, between, SUCCESS)).toBe('REVOKED_GROUP');
	});

	it('to a group of a former guest of the device', () => {
		const { bench, taken, device, space } = setUp();
		const old = taken(1);
		space.destroy(() => {});
		bench.binding.unbind(device);
		const { guest } = bench.guest('b');
		const vfio = bench.assign(device, guest);
		bench.space(guest).space.bind(vfio, PASID);
		const consumer = new RecordingConsumer();
		vfio.attachConsumer(consumer);
		expect(vfio.respond(consumer, old, SUCCESS)).toBe('FOREIGN_GROUP');
		expect(bench.fault(device, 2)).toBe(Errno.OK);
		expect(vfio.respond(consumer, old, SUCCESS)).toBe('FOREIGN_GROUP');
		expect(vfio.respond(consumer, bench.takeId(vfio), SUCCESS)).toBe(0);
	});
});
