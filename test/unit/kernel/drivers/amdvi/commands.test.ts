import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { AmdViDriverBench } from '../../../../support/amdvi-driver-bench.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;

/** A bench with one bound device, and invalidations of one page that write down their completion. */
function bench(pasid = 3, options = {}) {
	const b = new AmdViDriverBench(options);
	const dev = b.bound(0x10, pasid);
	b.unit.takeExecuted();
	const order: number[] = [];
	const users = [{ device: dev, pasid }];
	const invalidate = (n: number) => {
		const runs = { pages: [n], counts: [1] };
		b.driver.invalidate(b.domain, users, runs, true, () => order.push(n));
	};
	return Object.assign(b, { dev, order, invalidate, users });
}
const isIotlb = (words: readonly number[]) => words[1]! >>> 28 === 4;

describe('an invalidation', () => {
	it('goes to the IOMMU, is waited for, and then goes to the device', () => {
		const b = bench();
		b.unit.hold = true;
		b.invalidate(7);
		expect(b.unit.step(9)).toBe(2);
		expect(b.unit.takeExecuted()).toEqual(['3000000100000003 7004', '1000000000011023 4']);
		b.clock.settle();
		expect(b.order).toEqual([]);
		expect(b.unit.step(9)).toBe(2);
		expect(b.unit.takeExecuted()).toEqual(['4003001008000010 7004', '100000000001102b 5']);
		expect(b.order).toEqual([]);
		b.clock.settle();
		expect(b.order).toEqual([7]);
	});

	it('cuts runs into aligned blocks, with PDE where tables were unlinked', () => {
		const b = bench(0xa_bcde);
		const runs = { pages: [6, 2 ** 34], counts: [3, 2] };
		b.driver.invalidate(b.domain, b.users, runs, false, () => {});
		b.clock.settle();
		// Two pages: S with nothing below its upper bit; PASID scattered in the device's command.
		expect(b.unit.takeExecuted().filter((each) => !each.startsWith('1'))).toEqual([
			...['30000001000abcde 6007', '30000001000abcde 8006', '30000001000abcde 400000000007'],
			...['4ade001008bc0010 6005', '4ade001008bc0010 8004', '4ade001008bc0010 400000000005'],
		]);
	});

	it('of a larger block codes its size in the address', () => {
		const b = bench();
		const runs = { pages: [512], counts: [512] };
		b.driver.invalidate(b.domain, b.users, runs, true, () => {});
		// 512 pages: bits 12 to 19 are ones, bit 20 is 0.
		expect(b.unit.takeExecuted()[0]).toBe('3000000100000003 2ff005');
	});

	it('of more than 64 blocks is the whole PASID', () => {
		const b = bench();
		const pages = Array.from({ length: 65 }, (_, n) => n * 2);
		b.driver.invalidate(b.domain, b.users, { pages, counts: pages.map(() => 1) }, true, () => {});
		expect(b.unit.takeExecuted()).toEqual([
			...['3000000100000003 7ffffffffffff007', '1000000000011023 4'],
			...['4003001008000010 7ffffffffffff005', '100000000001102b 5'],
		]);
	});

	it('of requests without PASID names PASID 0 to the unit, and none to the device', () => {
		const b = bench(NO_PASID);
		b.invalidate(7);
		expect(b.unit.takeExecuted()).toEqual([
			...[
				'3000000100000000 7004',
				'1000000000011023 4',
				'4000001008000010 7000',
				'100000000001102b 5',
			],
		]);
	});

	it('leaves out devices without ATS and devices that are gone; without any it is a wait', () => {
		const b = bench();
		const plain = b.bound(0x11, 3, { ats: false, pri: false });
		b.unit.takeExecuted();
		const users = [{ device: plain, pasid: 3 }];
		b.driver.invalidate(b.domain, users, { pages: [7], counts: [1] }, true, () => b.order.push(1));
		expect(b.unit.takeExecuted()).toEqual(['3000000200000003 7004', '1000000000011033 6']);
		const gone = [{ device: b.device(0x12), pasid: 3 }];
		b.driver.invalidate(b.domain, gone, { pages: [7], counts: [1] }, true, () => b.order.push(2));
		expect(b.unit.takeExecuted()).toEqual(['100000000001103b 7']);
		expect(b.order).toEqual([]);
		b.clock.settle();
		expect(b.order).toEqual([1, 2]);
	});

	it('completes in order, and late ones hold up nobody’s commands', () => {
		const b = bench();
		b.unit.holdWaits = true;
		for (const n of [1, 2, 3]) b.invalidate(n);
		b.clock.settle();
		// All three are at their barrier.
		expect(b.unit.executed).toHaveLength(6);
		b.driver.pageResponse(b.dev, 5, 3, 0, SUCCESS);
		b.driver.flush();
		expect(b.unit.takeExecuted().at(-1)).toBe('7000000300000010 500000004');
		b.unit.completeWaits();
		b.clock.settle();
		expect([b.unit.executed.length, b.order]).toEqual([6, []]);
		b.unit.completeWaits(2);
		b.clock.settle();
		expect(b.order).toEqual([1, 2]);
		b.unit.completeWaits();
		b.clock.settle();
		expect(b.order).toEqual([1, 2, 3]);
	});

	it('of any number gets through a full ring and past the last free tag', () => {
		const b = bench();
		b.unit.hold = true;
		const want = Array.from({ length: 1500 }, (_, n) => n);
		for (const n of want) b.invalidate(n);
		for (let turn = 0; b.order.length < want.length && turn < 10_000; turn++) {
			b.unit.step(7);
			b.clock.settle();
		}
		expect(b.order).toEqual(want);
		expect(b.driver.counters).toMatchObject({ invalidationRetries: 0, invalidationsGivenUp: 0 });
	});
});

describe('a response', () => {
	it.each([
		['SUCCESS', SUCCESS, 3, '7000000300000010 1ff00000004'],
		['INVALID', INVALID, 0xf_ffff, '700fffff00000010 11ff00000004'],
		['FAILURE', FAILURE, -1, '7000000000000010 f1ff00000000'],
	] as const)(
		'%s is COMPLETE_PPR_REQUEST, with GN where it carries a PASID',
		(_n, code, pasid, q) => {
			const b = bench();
			expect(b.driver.pageResponse(b.dev, 0x1ff, pasid, 2, code)).toBe(Errno.OK);
			expect(b.unit.takeExecuted()).toEqual([]);
			b.driver.flush();
			expect(b.unit.takeExecuted()).toEqual([q]);
			expect(b.unit.takeWrites().filter((each) => each.startsWith('2008'))).toHaveLength(3);
		},
	);

	it('of a batch is one write of the tail', () => {
		const b = bench();
		b.unit.takeWrites();
		for (let n = 0; n < 100; n++) b.driver.pageResponse(b.dev, n, 3, 0, SUCCESS);
		b.driver.flush();
		b.driver.flush();
		expect(b.unit.takeWrites()).toHaveLength(1);
		expect(b.unit.takeExecuted()).toHaveLength(100);
	});

	it('waits for room, and keeps its place, its code and its PASID', () => {
		const b = bench();
		b.unit.hold = true;
		const want: string[] = [];
		for (let n = 0; n < 400; n++) {
			const pasid = n % 3 === 0 ? -1 : 3;
			b.driver.pageResponse(b.dev, n, pasid, 0, n % 2 === 0 ? SUCCESS : INVALID);
			const gn = pasid === -1 ? 0n : 4n;
			const q1 = (BigInt(n) << 32n) | (BigInt(n % 2) << 44n) | gn;
			want.push(`${pasid === -1 ? '7000000000000010' : '7000000300000010'} ${q1.toString(16)}`);
		}
		b.driver.flush();
		expect(b.driver.counters.responsesDelayed).toBeGreaterThan(100);
		while (b.unit.step(50) > 0) b.clock.settle();
		const responses = b.unit.takeExecuted().filter((each) => each.startsWith('7'));
		expect(responses).toEqual(want);
		expect(b.driver.counters).toMatchObject({ responses: 400, responsesLost: 0 });
	});

	it('for a device that was released is ENODEV', () => {
		const b = bench();
		expect(b.driver.pageResponse(b.dev, 1, 3, 0, SUCCESS)).toBe(Errno.OK);
		expect(b.driver.pageResponse(b.probed(0x20), 1, 3, 0, SUCCESS)).toBe(Errno.OK);
		const other = b.probed(0x21);
		b.driver.releaseDevice(other);
		expect(b.driver.pageResponse(other, 1, 3, 0, SUCCESS)).toBe(Errno.ENODEV);
	});
});

describe('an error of the command buffer', () => {
	it('has the command overwritten and its list sent again', () => {
		const b = bench();
		let refuse = true;
		b.unit.check = (words) => {
			if (!isIotlb(words) || !refuse) return 0;
			refuse = false;
			return 5;
		};
		b.invalidate(1);
		b.invalidate(2);
		b.clock.settle();
		expect(b.order).toEqual([1, 2]);
		// The wait that stands in its place does nothing.
		expect(b.unit.takeExecuted()).toContain('1000000000000000 0');
		expect(b.driver.counters).toMatchObject({ commandErrors: 1, invalidationsGivenUp: 0 });
		expect(b.logged[0]).toContain('the command buffer stopped at entry');
	});

	it('is given up after three more tries; the list completes all the same', () => {
		const b = bench();
		b.unit.check = (words) => (isIotlb(words) ? 5 : 0);
		b.invalidate(1);
		b.clock.settle();
		expect(b.order).toEqual([1]);
		expect(b.driver.counters).toMatchObject({
			commandErrors: 4,
			invalidationRetries: 3,
			invalidationsGivenUp: 1,
		});
		b.unit.check = () => 0;
		b.invalidate(2);
		b.clock.settle();
		expect(b.order).toEqual([1, 2]);
	});

	it('about a response loses that response and nothing else', () => {
		const b = bench();
		b.unit.check = (words) => (words[3] === 7 ? 5 : 0);
		for (const n of [6, 7, 8]) b.driver.pageResponse(b.dev, n, 3, 0, SUCCESS);
		b.driver.flush();
		b.clock.settle();
		expect(b.driver.counters).toMatchObject({ responses: 3, responsesLost: 1 });
		expect(b.unit.takeExecuted().filter((each) => each.startsWith('7'))).toHaveLength(2);
	});

	it('of its memory has everything sent again; twice at one place ends the queue, and nobody waits', () => {
		const b = bench();
		let failures = 1;
		b.unit.check = (words) => (isIotlb(words) && failures-- > 0 ? 6 : 0);
		b.invalidate(1);
		b.clock.settle();
		expect(b.order).toEqual([1]);
		b.unit.check = (words) => (isIotlb(words) ? 6 : 0);
		b.invalidate(2);
		b.clock.settle();
		b.invalidate(3);
		expect(b.order).toEqual([1, 2]);
		b.clock.settle();
		expect(b.order).toEqual([1, 2, 3]);
		expect(b.logged.at(-1)).toContain('does not go on');
		b.driver.pageResponse(b.dev, 1, 3, 0, SUCCESS);
		expect(b.driver.counters).toMatchObject({ invalidationsGivenUp: 2, responsesLost: 1 });
		b.driver.unbindPasid(b.dev, 3, () => {});
		b.clock.settle();
		b.driver.releaseDevice(b.dev);
		b.clock.settle();
		b.driver.stop();
		expect(b.memory.residentFrames).toBe(0);
	});

	it('whose event was lost is found by the buffer that does not run', () => {
		const b = bench();
		let refuse = true;
		b.unit.check = (words) => {
			if (!isIotlb(words) || !refuse) return 0;
			refuse = false;
			// The log is full of faults of a device that nobody knows.
			for (let n = 0; n < 300; n++) b.unit.event([0x77, 0x2000_0000, 0, 0]);
			return 5;
		};
		b.invalidate(1);
		b.clock.settle();
		expect(b.order).toEqual([1]);
		expect(b.driver.counters).toMatchObject({ faultOverflows: 1, commandErrors: 0, faults: 255 });
		expect(b.core.losses).toEqual([b.driver]);
	});
});

describe('a time-out of a device', () => {
	/** Has the n-th IOTLB invalidation from now on time out: the event, then the wait completes as ever. */
	function timeOut(b: ReturnType<typeof bench>, times: number) {
		b.unit.check = (words) => {
			if (!isIotlb(words) || times-- <= 0) return 0;
			const at = b.unit.base(0x08) + b.unit.get(0x2000);
			b.unit.event([words[0] & 0xffff, 0x7000_0000, at, 0]);
			return 0;
		};
	}

	it('is not taken for a completion: the list is sent again', () => {
		const b = bench();
		timeOut(b, 2);
		b.invalidate(1);
		b.invalidate(2);
		b.clock.settle();
		expect(b.order).toEqual([1, 2]);
		expect(b.driver.counters).toMatchObject({
			commandErrors: 2,
			invalidationRetries: 2,
			invalidationsGivenUp: 0,
		});
		expect(b.unresponsive).toEqual([]);
	});

	it('that comes again and again is told, and the list given up', () => {
		const b = bench();
		timeOut(b, 4);
		b.invalidate(1);
		b.clock.settle();
		expect([b.order, b.unresponsive]).toEqual([[1], ['dev0']]);
		expect(b.driver.counters).toMatchObject({ invalidationRetries: 3, invalidationsGivenUp: 1 });
	});
});
