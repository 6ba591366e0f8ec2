import { describe, expect, it } from 'vitest';
import { FaultType, IommuFault } from '../../../../src/host/kernel/fault.js';
import { EventRing, FaultEvent } from '../../../../src/host/kernel/vfio/event-ring.js';

function raise(ring: EventRing, pages: number[]): void {
	const fault = new IommuFault();
	for (const page of pages) {
		fault.page = page;
		ring.push(fault);
	}
}

/** [sequence, lost, page] of everything that waits. */
function drain(ring: EventRing): number[][] {
	const event = new FaultEvent();
	const rows: number[][] = [];
	while (ring.take(event)) rows.push([event.sequence, event.lost, event.page]);
	return rows;
}

describe('EventRing', () => {
	it('copies every field of the fault', () => {
		const ring = new EventRing(2);
		const fault = new IommuFault();
		Object.assign(fault, { flags: 7, pasid: 0xfffff, perm: 10, page: 2 ** 52 - 1 });
		Object.assign(fault, { offset: 0xfff, reason: 8, hardwareReason: 0x91 });
		Object.assign(fault, { type: FaultType.INTERRUPT, index: 2 ** 32 - 1 });
		ring.push(fault);
		Object.assign(fault, new IommuFault());
		const event = new FaultEvent();
		expect(ring.take(event)).toBe(true);
		expect({ ...event }).toEqual({
			sequence: 1,
			lost: 0,
			type: FaultType.INTERRUPT,
			reason: 8,
			hardwareReason: 0x91,
			flags: 7,
			perm: 10,
			pasid: 0xfffff,
			page: 2 ** 52 - 1,
			offset: 0xfff,
			index: 2 ** 32 - 1,
		});
		const untouched = { ...event };
		expect(ring.take(event)).toBe(false);
		expect({ ...event }).toEqual(untouched);
	});

	it('counts from 1 and loses nothing within its limit', () => {
		const ring = new EventRing(3);
		raise(ring, [10, 11]);
		expect(drain(ring)).toEqual([
			[1, 0, 10],
			[2, 0, 11],
		]);
		raise(ring, [12, 13, 14]);
		expect(drain(ring).map(([sequence, lost]) => [sequence, lost])).toEqual([
			[3, 0],
			[4, 0],
			[5, 0],
		]);
		expect([ring.raised, ring.lost]).toEqual([5, 0]);
	});

	it('tells a loss in its place: with the oldest event that is left', () => {
		const ring = new EventRing(3);
		raise(ring, [1, 2, 3, 4, 5]);
		expect(ring.length).toBe(3);
		expect(drain(ring)).toEqual([
			[3, 2, 3],
			[4, 0, 4],
			[5, 0, 5],
		]);
		raise(ring, [6]);
		expect(drain(ring)).toEqual([[6, 0, 6]]);
		expect([ring.raised, ring.lost]).toEqual([6, 2]);
	});

	it('tells each loss once when events are taken in between', () => {
		const ring = new EventRing(2);
		const event = new FaultEvent();
		raise(ring, [1, 2, 3]);
		ring.take(event);
		expect([event.sequence, event.lost]).toEqual([2, 1]);
		raise(ring, [4, 5, 6]);
		expect(drain(ring)).toEqual([
			[5, 2, 5],
			[6, 0, 6],
		]);
	});

	it('tells a loss before it came here with the event after it', () => {
		const ring = new EventRing(3);
		raise(ring, [1]);
		ring.noteLoss();
		ring.noteLoss();
		expect([ring.length, ring.raised, ring.lost]).toEqual([1, 3, 2]);
		raise(ring, [2, 3]);
		expect(drain(ring)).toEqual([
			[1, 0, 1],
			[4, 2, 2],
			[5, 0, 3],
		]);
		expect([ring.raised, ring.lost]).toEqual([5, 2]);
	});

	it('adds up both kinds of loss when the events around one are dropped', () => {
		const ring = new EventRing(2);
		raise(ring, [1]);
		ring.noteLoss();
		raise(ring, [2, 3, 4]);
		ring.noteLoss();
		expect(drain(ring)).toEqual([
			[4, 3, 3],
			[5, 0, 4],
		]);
		raise(ring, [5]);
		expect(drain(ring)).toEqual([[7, 1, 5]]);
		expect(ring.lost).toBe(4);
		const single = new EventRing(1);
		raise(single, [1]);
		single.noteLoss();
		raise(single, [2]);
		expect(drain(single)).toEqual([[3, 2, 2]]);
	});

	it('works with a single row', () => {
		const ring = new EventRing(1);
		raise(ring, [1, 2, 3]);
		expect(drain(ring)).toEqual([[3, 2, 3]]);
		raise(ring, [4]);
		expect(drain(ring)).toEqual([[4, 0, 4]]);
		expect(() => new EventRing(0)).toThrow(RangeError);
	});
});
