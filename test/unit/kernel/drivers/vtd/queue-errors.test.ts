import { describe, expect, it } from 'vitest';
import { ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { DOMAIN, VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

/** A bench with one bound device, and invalidations of one page that write down their completion. */
function bench() {
	const b = new VtdDriverBench();
	const device = b.bound(0x10, 3);
	const order: number[] = [];
	const invalidate = (n: number) => {
		const runs = { pages: [n], counts: [1] };
		b.driver.invalidate(DOMAIN, [{ device, pasid: 3 }], runs, true, () => order.push(n));
	};
	return Object.assign(b, { device, order, invalidate });
}

describe('a refused descriptor (IQE)', () => {
	it('is overwritten by a wait that nobody looks at, and its request sent again', () => {
		const b = bench();
		let refuse = true;
		b.unit.check = (words) => {
			if ((words[0] & 0xf) !== 8 || !refuse) return 0;
			refuse = false;
			return 4;
		};
		b.invalidate(1);
		expect(b.order).toEqual([]);
		b.clock.settle();
		expect(b.order).toEqual([1]);
		expect(b.unit.takeExecuted()).toEqual([
			...['300050036 1040', '25 11ffc', '200000035 11008'],
			...['300050036 1040', '300100088 1000', '300000035 1100c'],
		]);
		expect(b.driver.counters).toMatchObject({
			queueErrors: 1,
			invalidationRetries: 1,
			invalidationsGivenUp: 0,
			invalidations: 2,
		});
		expect(b.logged[0]).toContain('stopped with error 4 at entry 5, first word 0x100088');
	});

	it('does not hurt those before and behind it', () => {
		const b = bench();
		let refuse = true;
		b.unit.hold = true;
		b.unit.check = (words) => {
			if (words[2] !== 0x2040 || !refuse) return 0;
			refuse = false;
			return 4;
		};
		for (const n of [1, 2, 3]) b.invalidate(n);
		while (b.unit.step(100) > 0) b.clock.settle();
		expect(b.order).toEqual([1, 2, 3]);
		expect(b.driver.counters).toMatchObject({ invalidationRetries: 1, invalidations: 4 });
	});

	it('is given up after three more tries; the request completes all the same', () => {
		const b = bench();
		b.unit.check = (words) => ((words[0] & 0xf) === 8 ? 4 : 0);
		b.invalidate(1);
		b.clock.settle();
		expect(b.order).toEqual([1]);
		expect(b.driver.counters).toMatchObject({
			queueErrors: 4,
			invalidationRetries: 3,
			invalidationsGivenUp: 1,
		});
		// The queue goes on.
		b.unit.check = () => 0;
		b.invalidate(2);
		b.clock.settle();
		expect(b.order).toEqual([1, 2]);
	});

	it('that was a response is lost and counted, and others are not', () => {
		const b = bench();
		b.unit.check = (words) => (words[2] >> 3 === 7 && (words[0] & 0xf) === 9 ? 4 : 0);
		for (let n = 5; n < 10; n++) b.driver.pageResponse(b.device, n, -1, 2, ResponseCode.SUCCESS);
		b.driver.flush();
		b.clock.settle();
		const answered = b.unit.executed.filter(([w0]) => (w0 & 0xf) === 9).map(([, , w2]) => w2 >> 3);
		expect(answered).toEqual([5, 6, 8, 9]);
		expect(b.driver.counters.responsesLost).toBe(1);
	});

	it('that was the marker does not stop what waits for room', () => {
		const b = bench();
		b.unit.hold = true;
		for (let n = 0; n < 200; n++) b.driver.pageResponse(b.device, n, -1, 2, ResponseCode.SUCCESS);
		let refuse = true;
		b.unit.check = (words) => {
			if ((words[0] & 0xf) !== 5 || !refuse) return 0;
			refuse = false;
			return 4;
		};
		while (b.unit.step(100) > 0) b.clock.settle();
		expect(b.driver.counters).toMatchObject({ responses: 200, responsesLost: 0, queueErrors: 1 });
		expect(b.unit.executed.filter(([w0]) => (w0 & 0xf) === 9)).toHaveLength(200);
	});

	it('about the tail register has the tail written again', () => {
		const b = bench();
		b.unit.hold = true;
		b.invalidate(1);
		const tail = b.unit.get(0x88);
		b.unit.set(0x88, 0x7ffe0);
		b.unit.set(0xb0, 1);
		b.unit.raiseFaultStatus(0x10);
		b.unit.takeWrites();
		b.clock.settle();
		expect(b.unit.takeWrites().slice(0, 2)).toEqual(['34=10', `88=${tail.toString(16)}`]);
		while (b.unit.step(100) > 0) b.clock.settle();
		expect(b.order).toEqual([1]);
		expect(b.driver.counters.invalidationRetries).toBe(0);
	});
});

describe('a queue that refuses everything', () => {
	it('is declared dead: all that waits completes, responses are counted as lost, nothing hangs', () => {
		const b = bench();
		b.unit.check = () => 2;
		for (const n of [1, 2]) b.invalidate(n);
		b.driver.pageResponse(b.device, 1, -1, 2, ResponseCode.SUCCESS);
		b.driver.flush();
		b.clock.settle();
		expect(b.order).toEqual([1, 2]);
		expect(b.driver.counters).toMatchObject({ invalidationsGivenUp: 2, queueErrors: 2 });
		expect(b.logged.at(-1)).toContain('does not go on');
		b.invalidate(3);
		expect(b.order).toEqual([1, 2]);
		b.clock.settle();
		expect(b.order).toEqual([1, 2, 3]);
		b.driver.pageResponse(b.device, 2, -1, 2, ResponseCode.SUCCESS);
		b.driver.flush();
		expect(b.driver.counters.responsesLost).toBe(1);
		expect(b.unit.executed).toEqual([]);
	});
});

describe('a device-TLB time-out (ITE)', () => {
	/** Lets the invalidations that were taken off time out: their waits will not write. */
	const timeOut = (b: ReturnType<typeof bench>) => {
		b.unit.abortWaits();
		b.unit.set(0xb4, 0x0010);
		b.unit.raiseFaultStatus(0x40);
		b.clock.settle();
	};

	it('has every request that was begun sent again, and completes them in order', () => {
		const b = bench();
		b.unit.holdWaits = true;
		for (const n of [1, 2]) b.invalidate(n);
		b.unit.takeExecuted();
		timeOut(b);
		expect(b.order).toEqual([]);
		expect(b.unit.get(0x34) & 0x40).toBe(0);
		expect(b.unit.takeExecuted()).toEqual([
			...['300050036 1040', '300100088 1000', '400000035 11010'],
			...['300050036 2040', '300100088 2000', '500000035 11014'],
		]);
		b.unit.completeWaits();
		b.clock.settle();
		expect(b.order).toEqual([1, 2]);
		expect(b.driver.counters).toMatchObject({ queueErrors: 1, invalidationRetries: 2 });
		expect(b.logged).toEqual([
			'vtd unit0: 00:02.0 did not complete a device-TLB invalidation in time',
		]);
	});

	it('is not repaired by the wait of an earlier try that the hardware still had to fetch', () => {
		const b = bench();
		b.unit.hold = true;
		b.invalidate(1);
		// Both descriptors are taken, the wait is not: it will complete, though nothing was invalidated.
		b.unit.step(2);
		b.unit.set(0xb4, 0x0010);
		b.unit.raiseFaultStatus(0x40);
		b.clock.settle();
		b.unit.step(1);
		b.clock.settle();
		expect(b.order).toEqual([]);
		b.unit.step(3);
		b.clock.settle();
		expect(b.order).toEqual([1]);
		expect(b.driver.counters.invalidationRetries).toBe(1);
	});

	it('leaves alone what was complete, and what was not fetched', () => {
		const b = bench();
		b.unit.hold = true;
		for (const n of [1, 2, 3]) b.invalidate(n);
		// The first completes, the second loses its wait, the third is not fetched.
		b.unit.step(3);
		b.unit.holdWaits = true;
		b.unit.step(3);
		timeOut(b);
		b.unit.holdWaits = false;
		while (b.unit.step(100) > 0) b.clock.settle();
		expect(b.order).toEqual([1, 2, 3]);
		expect(b.driver.counters.invalidationRetries).toBe(1);
	});

	it('is given up after three more tries: the device is named and the request completes', () => {
		const b = bench();
		b.unit.holdWaits = true;
		b.invalidate(1);
		for (let n = 0; n < 3; n++) timeOut(b);
		expect([b.order, b.unresponsive]).toEqual([[], []]);
		timeOut(b);
		expect([b.order, b.unresponsive]).toEqual([[1], ['dev0']]);
		expect(b.driver.counters).toMatchObject({ invalidationRetries: 3, invalidationsGivenUp: 1 });
		expect(b.logged.at(-1)).toContain('an invalidation was given up; 00:02.0 has to be reset');
	});
});

describe('a bad completion (ICE)', () => {
	it('is logged and cleared, and nothing else happens', () => {
		const b = bench();
		b.unit.set(0xb4, 0x0018_0000);
		b.unit.takeWrites();
		b.unit.raiseFaultStatus(0x20);
		b.clock.settle();
		expect(b.unit.takeWrites()).toEqual(['34=20']);
		expect(b.logged).toEqual([
			'vtd unit0: 00:03.0 completed an invalidation that it was not asked for',
		]);
		expect(b.driver.counters).toMatchObject({ queueErrors: 1, invalidationRetries: 0 });
	});
});
