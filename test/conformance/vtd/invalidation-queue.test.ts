import { describe, expect, it } from 'vitest';
import { DEVICE, FakeEndpoint, MESSAGE, VtdBench } from '../../support/vtd-bench.js';
import { Frame, q } from '../../support/vtd-tables.js';

const FSTS = 0x034;
const IQERCD = 0x0b0;
const IQE = 0x10;
const ICE = 0x20;
const ITE = 0x40;
/** A device-TLB invalidation of everything of PASID 1 of the bench's device. */
const DEVICE_TLB = [0x0000_0001_0010_0008n, 0x7fff_ffff_ffff_f800n] as const;
/** The SUCCESS response to group `index`. */
const response = (index: number) => [0x10_0009n, 4n | (BigInt(index) << 3n)] as const;

describe('a wait', () => {
	it('completes at once when nothing is outstanding', () => {
		const bench = new VtdBench();
		bench.put(...DEVICE_TLB);
		bench.putWait(7);
		bench.ring();
		expect([bench.status(), bench.head]).toEqual([7, 0x40]);
	});

	it.each([
		['plain', 0n, false],
		['with fence', 0x40n, true],
		['with drain', 0x80n, false],
	])('%s: does not complete before a device TLB did', (_name, flags, stops) => {
		const bench = new VtdBench();
		bench.endpoint.delayed = true;
		bench.put(...DEVICE_TLB);
		bench.put(...DEVICE_TLB);
		bench.putWait(7, 0, 0x30n | flags);
		bench.put(...response(3));
		bench.putWait(8, 1);
		bench.ring();
		// Only a fence holds back what is behind it; a later wait never overtakes.
		const head = stops ? 0x40 : 0xa0;
		const responses = stops ? [] : [[-1, 3, 0]];
		expect([bench.status(), bench.head, bench.messages]).toEqual([0, head, []]);
		expect(bench.endpoint.responses).toEqual(responses);
		bench.endpoint.complete();
		expect([bench.status(), bench.status(1), bench.head]).toEqual([0, 0, head]);
		expect(bench.endpoint.responses).toEqual(responses);
		bench.endpoint.complete();
		expect([bench.status(), bench.status(1), bench.head]).toEqual([7, 8, 0xa0]);
		expect(bench.endpoint.responses).toEqual([[-1, 3, 0]]);
		expect(bench.messages).toEqual([MESSAGE.completion]);
	});

	it('does not wait for invalidations behind it', () => {
		const bench = new VtdBench();
		bench.endpoint.delayed = true;
		bench.putWait(7);
		bench.put(...DEVICE_TLB);
		bench.ring();
		expect([bench.status(), bench.head]).toEqual([7, 0x40]);
		bench.endpoint.complete();
		expect(bench.read(FSTS)).toBe(0);
	});

	it('is reached while earlier responses have gone out', () => {
		const bench = new VtdBench();
		bench.endpoint.delayed = true;
		bench.put(...DEVICE_TLB);
		bench.put(...response(1));
		bench.putWait(7);
		bench.ring();
		expect(bench.endpoint.responses).toEqual([[-1, 1, 0]]);
		expect(bench.status()).toBe(0);
	});

	it('of one device completes while a later one waits for another device', () => {
		const bench = new VtdBench();
		const other = new FakeEndpoint();
		bench.unit.connect(0x0020, other);
		other.delayed = true;
		bench.put(...DEVICE_TLB);
		bench.putWait(7);
		bench.put(0x0000_0001_0020_0008n, 0n);
		bench.putWait(8, 1);
		bench.put(...response(3));
		bench.ring();
		expect([bench.status(), bench.status(1)]).toEqual([7, 0]);
		expect(bench.endpoint.responses).toEqual([[-1, 3, 0]]);
		other.complete();
		expect(bench.status(1)).toBe(8);
	});

	it('stops the head when 256 of them are passed and not complete', () => {
		const bench = new VtdBench();
		bench.endpoint.delayed = true;
		bench.submit(...DEVICE_TLB);
		for (let i = 0; i < 260; i++) {
			bench.putWait(1);
			bench.ring();
		}
		// One invalidation and 256 waits are passed, in a ring of 128 places.
		expect(bench.head).toBe((257 * 32) % 4096);
		bench.endpoint.complete();
		expect(bench.head).toBe((261 * 32) % 4096);
	});

	it('waits for the slowest of several devices', () => {
		const bench = new VtdBench();
		const other = new FakeEndpoint();
		bench.unit.connect(0x0020, other);
		other.delayed = true;
		bench.put(...DEVICE_TLB);
		bench.put(0x0000_0001_0020_0008n, 0n);
		bench.putWait(7);
		bench.ring();
		expect([bench.endpoint.invalidations.length, bench.status()]).toEqual([1, 0]);
		other.complete();
		expect(bench.status()).toBe(7);
	});

	it('is released when the device it waits for is taken away', () => {
		const bench = new VtdBench();
		bench.endpoint.delayed = true;
		bench.put(...DEVICE_TLB);
		bench.putWait(7);
		bench.ring();
		bench.unit.disconnect(DEVICE);
		expect([bench.status(), bench.read(FSTS)]).toEqual([7, 0]);
		bench.endpoint.complete();
		expect(bench.read(FSTS)).toBe(0);
	});
});

describe('the ring', () => {
	it('goes round: more descriptors than it has places', () => {
		const bench = new VtdBench();
		for (let i = 0; i < 300; i++) bench.submit(...response(i));
		expect(bench.endpoint.responses.map((r) => r[1])).toEqual(
			Array.from({ length: 300 }, (_, i) => i),
		);
		expect(bench.head).toBe((300 * 32) & 0xfff);
	});

	it('takes 128-bit descriptors when DW is 0, and then no types 6 and 8', () => {
		const bench = new VtdBench({ narrow: true });
		bench.put(...response(5));
		bench.putWait(9);
		bench.ring();
		expect(bench.endpoint.responses).toEqual([[-1, 5, 0]]);
		expect([bench.status(), bench.head]).toEqual([9, 0x20]);
		for (const descriptor of [0x26n, 0x10_0008n]) {
			const again = new VtdBench({ narrow: true });
			again.submit(descriptor);
			expect([again.read(FSTS), again.read(IQERCD)]).toEqual([IQE, 3]);
		}
	});

	it('has the size of QS', () => {
		const bench = new VtdBench({ idle: true });
		bench.write64(0x090, q(Frame.QUEUE) | 0x801n);
		bench.write(0x018, 0x0400_0000);
		bench.write(0x088, 0x1fe0);
		// Frames 8 and 9 hold zeros, which are no descriptor.
		expect([bench.read(FSTS), bench.read(IQERCD)]).toEqual([IQE, 3]);
		bench.write(0x088, 0);
		bench.write(FSTS, IQE);
		bench.write(0x088, 0x2000);
		expect([bench.read(FSTS), bench.read(IQERCD)]).toEqual([IQE, 1]);
	});

	it('takes descriptors that an interrupt handler or an endpoint puts in meanwhile', () => {
		const bench = new VtdBench();
		bench.endpoint.onResponse = (_pasid, index) => {
			if (index < 5) bench.submit(...response(index + 1));
		};
		bench.unit.onInterrupt(() => bench.submit(...response(9)));
		bench.put(...response(3));
		bench.putWait(1, 0, 0x30n);
		bench.ring();
		expect(bench.endpoint.responses.map((r) => r[1])).toEqual([3, 4, 9, 5]);
		expect(bench.head).toBe(bench.read(0x088));
	});

	it('carries a long chain of such descriptors out in one loop, not in nested calls', () => {
		const bench = new VtdBench();
		let left = 50_000;
		let nested = 0;
		bench.endpoint.onResponse = () => {
			expect(++nested).toBe(1);
			if (--left > 0) bench.submit(...response(left & 511));
			nested--;
		};
		bench.submit(...response(0));
		expect(left).toBe(0);
		expect(bench.unit.counters.pageResponses).toBe(50_000);
	});
});

describe('queue errors', () => {
	it('leave the head at the offender, raise one event, and go on when software clears IQE', () => {
		const bench = new VtdBench();
		bench.put(...response(1));
		bench.put(0x0fn);
		bench.put(...response(2));
		bench.ring();
		expect([bench.read(FSTS), bench.read(IQERCD), bench.head]).toEqual([IQE, 3, 0x20]);
		expect(bench.messages).toEqual([MESSAGE.fault]);
		bench.submit(...response(3));
		expect(bench.endpoint.responses.map((r) => r[1])).toEqual([1]);
		// Software writes a wait over the offender, as Linux does.
		bench.memory.write32(Frame.QUEUE * 4096 + 0x20, 0x25);
		bench.memory.write32(Frame.QUEUE * 4096 + 0x28, Frame.STATUS * 4096);
		bench.write(FSTS, IQE);
		expect([bench.read(FSTS), bench.read(IQERCD), bench.head]).toEqual([0, 0, 0x80]);
		expect(bench.endpoint.responses.map((r) => r[1])).toEqual([1, 2, 3]);
		expect(bench.messages).toEqual([MESSAGE.fault]);
	});

	it('come again when the offender is still there', () => {
		const bench = new VtdBench();
		bench.submit(0x0fn);
		bench.write(FSTS, IQE);
		expect([bench.read(FSTS), bench.messages.length]).toEqual([IQE, 2]);
	});

	it.each([
		['a tail outside the queue', 0x1000, 1],
		['a tail that is not a multiple of 32', 0x30, 6],
	])('tell %s', (_name, tail, code) => {
		const bench = new VtdBench();
		bench.write(0x088, tail);
		expect([bench.read(FSTS), bench.read(IQERCD), bench.head]).toEqual([IQE, code, 0]);
		bench.write(0x088, 0);
		bench.write(FSTS, IQE);
		expect(bench.read(FSTS)).toBe(0);
	});

	it('tell a queue outside the memory', () => {
		for (const base of [q(0x1000), q(0x5000), 1n << 45n]) {
			const bench = new VtdBench({ idle: true });
			bench.write64(0x090, base | 0x800n);
			bench.write(0x018, 0x0400_0000);
			bench.write(0x088, 0x20);
			expect([bench.read(FSTS), bench.read(IQERCD)]).toEqual([IQE, 2]);
		}
	});

	it.each([0x26n, 0x37n, 0x10_0008n, 0x10_0009n])(
		'tell a scalable-mode descriptor %d before scalable mode',
		(q0) => {
			const bench = new VtdBench({ idle: true });
			bench.write(0x018, 0x0400_0000);
			bench.submit(q0, 4n);
			expect([bench.read(FSTS), bench.read(IQERCD)]).toEqual([IQE, 7]);
		},
	);
});

describe('device TLBs that fail', () => {
	it('time-out: ITE with the source, the waits are aborted, the rest goes on afterwards', () => {
		const bench = new VtdBench();
		bench.endpoint.delayed = true;
		bench.put(...DEVICE_TLB);
		bench.putWait(7);
		bench.putWait(8, 1);
		bench.ring();
		expect(bench.unit.expireInvalidations(DEVICE)).toBe(1);
		expect(bench.read(FSTS)).toBe(ITE);
		expect([bench.read(IQERCD), bench.read(IQERCD + 4)]).toEqual([0, DEVICE]);
		expect([bench.status(), bench.status(1), bench.head]).toEqual([0, 0, 0x60]);
		expect(bench.messages).toEqual([MESSAGE.fault]);
		bench.write(FSTS, ITE);
		bench.putWait(9, 2);
		bench.ring();
		expect([bench.status(), bench.status(1), bench.status(2)]).toEqual([0, 0, 9]);
		expect(bench.read(IQERCD + 4)).toBe(0);
		expect(bench.unit.expireInvalidations(DEVICE)).toBe(0);
	});

	it('nobody has the requester id: as a time-out', () => {
		const bench = new VtdBench();
		bench.put(0x0000_0001_1234_0008n, 0n);
		bench.putWait(7);
		bench.ring();
		expect([bench.read(FSTS), bench.read(IQERCD + 4)]).toEqual([ITE, 0x1234]);
		expect([bench.status(), bench.head]).toEqual([0, 0x40]);
		bench.write(FSTS, ITE);
		bench.putWait(8);
		bench.ring();
		expect(bench.status()).toBe(8);
	});

	it('nobody has the requester id and no wait follows: ITE all the same', () => {
		const bench = new VtdBench();
		bench.submit(0x0000_1234_0000_0003n, 0n);
		expect([bench.read(FSTS), bench.head]).toEqual([ITE, 0x20]);
	});

	it('a completion too many is ICE with the source, and stops nothing', () => {
		const bench = new VtdBench();
		bench.endpoint.delayed = true;
		bench.submit(...DEVICE_TLB);
		const done = bench.endpoint.waiting[0]!;
		done();
		expect(bench.read(FSTS)).toBe(0);
		done();
		expect(bench.read(FSTS)).toBe(ICE);
		expect(bench.read(IQERCD + 4)).toBe(DEVICE * 0x1_0000);
		bench.putWait(7);
		bench.ring();
		expect(bench.status()).toBe(7);
		bench.write(FSTS, ICE);
		expect([bench.read(FSTS), bench.read(IQERCD + 4)]).toEqual([0, 0]);
	});

	it('a completion after the time-out is ICE too', () => {
		const bench = new VtdBench();
		bench.endpoint.delayed = true;
		bench.submit(...DEVICE_TLB);
		bench.unit.expireInvalidations(DEVICE);
		bench.endpoint.complete();
		expect(bench.read(FSTS)).toBe(ITE | ICE);
	});
});
